"""A plan file on its way in, as pages show it: what it holds, what cannot be taken over, every problem by row and column."""

from dataclasses import field
from datetime import date

from sqlmodel import Session

from governance.authority import Actor
from governance.errors import Invalid, Problem, Refusal
from governance.forms import Code, Day, Form, Line
from governance.programmes import Programme
from plans.calendars import day_length
from plans.plan_draft import PlanDraft
from plans.plan_preview import PlanPreview, preview_of, tasks_by_code
from web import uploads
from web.database import Database
from web.i18n import gettext
from web.plan_cli import code_from
from web.plan_exports import told
from web.plan_files import read_draft
from web.uploads import Upload
from web.viewclass import viewclass
from web.views import ImportProblem
from web.words.refusals import message

SHOWN = 500


class NewProgrammeForm(Form):
    """What the programme is called that a plan file becomes."""

    token: Line
    code: Code
    name: Line | None = None
    start: Day | None = None


@viewclass
class PlanFilePreview:
    """What the chosen file holds. `token` asks for it again once it is confirmed.

    `finish` is that of the plan in a programme; `own_finish` by Microsoft Project's method, where the file is its.
    """

    token: str
    file: str
    facts: list[tuple[str, str]]
    start: date | None
    finish: date | None
    to_create: int
    to_change: int
    unchanged: int
    notices: list[str]
    problems: list[ImportProblem]
    total_problems: int
    code: str
    name: str
    own_finish: date | None = None


@viewclass
class PlanImportPage:
    """The page: choose a file, look at what it would do, then write it."""

    title: str
    action: str
    confirm_action: str
    cancel_href: str
    opens_programme: bool
    preview: PlanFilePreview | None = None
    problems: list[tuple[str, str, str]] = field(default_factory=list)
    crumbs: list[tuple[str, str | None]] = field(default_factory=list)


def page(base: str, programme: Programme | None, preview: PlanFilePreview | None = None, refusal: Refusal | None = None) -> PlanImportPage:  # fmt: skip
    """The page at `base`; without a programme the plan opens one."""
    title = gettext("Import a plan")
    here = f"/programmes/{programme.code}/schedule" if programme else "/programmes"
    crumbs: list[tuple[str, str | None]] = (
        [(gettext("Schedule"), here)] if programme else [(gettext("Programmes"), here)]
    )
    return PlanImportPage(
        title=title, action=base, confirm_action=f"{base}/confirmation", cancel_href=here, opens_programme=programme is None, preview=preview,
        problems=[("file", gettext("File"), message(p)) for p in (refusal.problems[:50] if refusal else ())], crumbs=[*crumbs, (title, None)],
    )  # fmt: skip


def given(upload: Upload | None) -> Upload:
    """The file, if one was sent."""
    if upload is None:
        raise Invalid([Problem("FILE_MISSING", "file", None, {})])
    return upload


def draft_of(session: Session, programme: Programme | None, upload: Upload) -> PlanDraft:
    """The plan in a file; a table may refer to tasks that the programme has."""
    if programme is None:
        return read_draft(upload.name, upload.body)
    known = [code for code, task in tasks_by_code(session, programme).items() if task.withdrawn_on is None]
    return read_draft(upload.name, upload.body, known=known, length=day_length(session, programme))


def preview(session: Session, database: Database, actor: Actor, programme: Programme | None, upload: Upload) -> PlanFilePreview:  # fmt: skip
    """What a file would do. It waits for a yes only if nothing is wrong with it."""
    found = preview_of(draft_of(session, programme, upload), session if programme else None, programme)
    token = uploads.keep(database.data_dir, actor, purpose(programme), upload) if found.may_enter else ""
    stem = upload.name.rpartition(".")[0] or upload.name
    return PlanFilePreview(
        token=token, file=upload.name, facts=_facts(found), start=found.start, finish=found.finish, to_create=found.to_create, to_change=found.to_change,
        unchanged=found.unchanged, notices=[told(p) for p in found.notices], problems=[_problem(p) for p in found.problems[:SHOWN]],
        total_problems=len(found.problems), code=code_from(stem), name=found.name or stem,
        own_finish=found.own_finish if found.may_enter else None,
    )  # fmt: skip


def purpose(programme: Programme | None) -> str:
    """What an upload is kept for."""
    return f"{programme.code}/plan" if programme else "plan"


def _facts(found: PlanPreview) -> list[tuple[str, str]]:
    counted = [
        (gettext("Tasks"), found.task_count), (gettext("Milestones"), found.milestone_count), (gettext("Links"), found.link_count),
        (gettext("Phases"), found.phase_count), (gettext("People"), found.people_count), (gettext("Calendars"), found.calendar_count),
        (gettext("Baselines"), found.baseline_count),
    ]  # fmt: skip
    return [(words, str(count)) for words, count in counted]


def _problem(problem: Problem) -> ImportProblem:
    row = problem.facts.get("row")
    column = str(problem.facts.get("column") or problem.field)
    return ImportProblem(
        row if isinstance(row, int) else 0,
        column,
        "" if problem.value is None else str(problem.value)[:80],
        message(problem),
    )
