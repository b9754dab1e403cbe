"""Goals beyond their register: the lint beside the form and on the page, how far a goal has come, approving and measuring it."""

from collections.abc import Sequence
from decimal import Decimal
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request, Response
from markupsafe import Markup
from sqlmodel import col, select

from governance import smart_lint
from governance.authority import Permission
from governance.errors import Problem, Refusal
from governance.forms import read_fields, read_form
from governance.goal_checks import incomplete, lint_goal, lint_record
from governance.goals import OPEN, Goal, GoalForm, GoalStatus, approve_goal
from governance.measurements import MEASUREMENTS, MeasurementForm, MeasurementStatus, record_measurement, series
from governance.records import find
from milestones.goal_tracking import Tracked, tracked
from web import register_forms
from web.access import Here, InProgramme, Submitted
from web.charts.sparkline import Point, Way, goal_line
from web.i18n import N_, gettext, listed, number, plain_day, short_day
from web.register_access import opened_with
from web.rendering import respond, see_other
from web.typed_days import with_days
from web.viewclass import viewclass
from web.views import FieldControl
from web.words.fields import label
from web.words.refusals import message
from web.words.reports import reason as worded
from web.words.values import beside, unit_label, value_label

router = APIRouter(prefix="/programmes/{programme}", include_in_schema=False)
Code = Annotated[str, Path(max_length=20)]
MEANINGS = {"S": N_("Specific"), "M": N_("Measurable"), "A": N_("Assigned"), "R": N_("Relevant"), "T": N_("Time-bound")}
TONES = {smart_lint.Level.error: "off_track", smart_lint.Level.warning: "watch", smart_lint.Level.info: "no_data", None: "on_track"}  # fmt: skip


# --- The lint --------------------------------------------------------------------------------------------------------


@viewclass
class Letter:
    """One letter of SMART: what it stands for, how the goal does under it, and what was found."""

    letter: str
    word: str
    tone: str
    level: str
    findings: list[str]


@viewclass
class LintView:
    """What the lint says of a goal."""

    letters: list[Letter]
    errors: int
    warnings: int
    title: str = ""


def lint_view(findings: Sequence[smart_lint.Finding]) -> LintView:
    """Findings about a goal, by letter."""
    worst = smart_lint.verdict(findings)
    letters = [
        Letter(
            key, gettext(MEANINGS[key]), TONES[level], level or "", [_worded(f) for f in findings if f.letter == key]
        )
        for key, level in worst.items()
    ]
    levels = [f.level for f in findings]
    return LintView(
        letters, levels.count(smart_lint.Level.error), levels.count(smart_lint.Level.warning), gettext("SMART check")
    )


def _worded(finding: smart_lint.Finding) -> str:
    fields = listed(label(name) for name in finding.words.split()) if finding.code == "M4_FIELDS_MISSING" else ""
    facts = {
        "words": finding.words,
        "fields": fields,
        "text_value": finding.text_value,
        "field_value": finding.field_value,
    }
    return message(Problem(finding.code, "", finding.words, facts))


@router.get("/goals/lint")
def lint(here: InProgramme) -> Response:
    """What the lint says of what has been typed so far; fields that cannot be read yet count as empty."""
    typed = {k: v for k, v in here.request.query_params.items() if k in GoalForm.model_fields}
    form, _ = read_fields(GoalForm, with_days(here, GoalForm, typed))
    return respond(here.request, "goals/lint.html", lint_view(lint_goal(form, form.owner)))


@viewclass
class LintPanel:
    """Where the form beside it is sent to be read."""

    href: str
    fields: str


LINTED = (
    "statement_zh", "statement_en", "strategic_objective_zh", "strategic_objective_en", "owner", "kpi_zh", "kpi_en", "unit", "direction",
    "baseline", "baseline_on", "target", "tolerance", "due", "milestones",
)  # fmt: skip


def lint_panel(here: Here, _goal: Goal | None) -> LintPanel:
    return LintPanel(f"{here.path}/goals/lint", ", ".join(f"#f-{name}" for name in LINTED))


# --- A goal's page ---------------------------------------------------------------------------------------------------


@viewclass
class GoalPanel:
    """What a goal's page shows on top: the lint, how far it has come, and what can be done about it."""

    lint: LintView
    rag: str | None
    reason: str | None
    unit: str
    baseline: Decimal | None
    now: Decimal | None
    now_on: str
    expected: Decimal | None
    target: Decimal | None
    realised_pct: str
    expected_pct: str
    due: str
    line: Markup | None
    points: list[tuple[str, str, str]]
    may_approve: bool
    approve_href: str
    lacking: list[str]
    may_measure: bool
    measure_href: str
    fields: list[FieldControl]


def goal_panel(here: Here, goal: Goal) -> GoalPanel:
    state = tracked(here.session, here.programme, [goal], here.status_date)[goal.id or 0]
    lacking = [message(p) for p in incomplete(goal)]
    may_measure = goal.withdrawn_on is None and goal.status not in OPEN and _may_measure(here, goal)
    now = state.progress
    return GoalPanel(
        lint=lint_view(lint_record(goal)), rag=state.rag, reason=worded(state.verdict.reason) if state.verdict else None,
        unit=unit_label(goal.unit or ""), baseline=goal.baseline, now=now.latest, now_on=plain_day(now.latest_on), expected=_rounded(now.expected_value),
        target=goal.target, realised_pct=_percent(now.realised), expected_pct=_percent(now.expected), due=plain_day(goal.due),
        line=_line(here, goal), points=[(plain_day(d), number(v), unit_label(goal.unit or "")) for d, v in reversed(state.points)],
        may_approve=goal.status == GoalStatus.in_review and goal.withdrawn_on is None and here.may(Permission.approve_goals),
        approve_href=f"{here.path}/goals/{goal.code}/approval", lacking=lacking,
        may_measure=may_measure, measure_href=f"{here.path}/goals/{goal.code}/measurements", fields=_measure_fields(here) if may_measure else [],
    )  # fmt: skip


def _may_measure(here: Here, goal: Goal) -> bool:
    mine = here.actor.is_person(goal.owner_id, here.programme.id)
    return here.may(Permission.record_measurements) or (mine and here.may(Permission.record_own_measurements))


def _measure_fields(here: Here) -> list[FieldControl]:
    fields = {n: MeasurementForm.model_fields[n] for n in ("period_end", "value", "sample_size", "source")}
    return register_forms.controls(
        here, fields, {"period_end": here.status_date.isoformat()}, (), new=True, required_text=()
    )


def _rounded(value: Decimal | None) -> Decimal | None:
    return None if value is None else value.quantize(Decimal("0.1"))


def _percent(share: Decimal | None) -> str:
    return "" if share is None else f"{number((share * 100).quantize(Decimal(1)))} %"


def _line(here: Here, goal: Goal) -> Markup | None:
    """The goal's line, if it has both ends."""
    if goal.baseline is None or goal.target is None or goal.baseline_on is None or goal.due is None:
        return None
    unit = beside(goal.unit)
    way = Way(
        goal.baseline_on, goal.due, goal.baseline, goal.target, number(goal.baseline), number(goal.target),
        short_day(goal.baseline_on), plain_day(goal.due),
    )  # fmt: skip
    measured = series(here.session, here.programme.key, here.status_date, [goal.id or 0]).get(goal.id or 0, [])
    points = [
        Point(
            m.period_end,
            m.value,
            f"{number(m.value)}{unit} · {plain_day(m.period_end)}",
            m.status == MeasurementStatus.provisional,
        )
        for m in measured
    ]
    words = gettext("From {baseline} to {target}{unit} by {due}; measured so far: {values}").format(
        baseline=number(goal.baseline), target=number(goal.target), unit=unit, due=plain_day(goal.due),
        values=listed(number(m.value) for m in measured) or gettext("nothing"),
    )  # fmt: skip
    return goal_line(way, points, here.status_date, short_day(here.status_date), words)


@router.post("/goals/{code}/approval")
def approve(here: InProgramme, code: Code, data: Submitted) -> Response:
    goal = find(here.session, Goal, here.programme.id, code.upper())
    here.actor.require(Permission.approve_goals, here.programme.id)
    opened_with(goal, data)  # what is approved is what was read
    approve_goal(here.session, here.actor, goal, reason=data.get("reason"))
    return see_other(here.request, f"{here.path}/goals/{goal.code}", "moved")


@router.post("/goals/{code}/measurements")
def measure(here: InProgramme, code: Code, data: Submitted) -> Response:
    goal = find(here.session, Goal, here.programme.id, code.upper())
    data = with_days(here, MeasurementForm, data) | {"goal": goal.code}
    here.request.state.attempt = partial(_again, here.request, data)
    record_measurement(here.session, here.actor, here.programme, read_form(MeasurementForm, data))
    return see_other(here.request, f"{here.path}/goals/{goal.code}", "created")


def _again(request: Request, typed: dict[str, Any], refusal: Refusal, status: int) -> Response:
    """The measurement's own form, with what was typed and what was refused."""
    view = register_forms.edit(request.state.here, MEASUREMENTS, None, typed, refusal)
    return respond(request, "registers/edit.html", view, status=status)


# --- Above the list --------------------------------------------------------------------------------------------------


@viewclass
class GoalsPanel:
    """How many goals stand how, each with the list of those; and how many are not approved yet."""

    counts: list[tuple[str, str, int, str]]
    open: int
    open_href: str


def goals_panel(here: Here) -> GoalsPanel:
    query = select(Goal).where(col(Goal.programme_id) == here.programme.id, col(Goal.withdrawn_on).is_(None))
    goals = list(here.session.exec(query))
    states: dict[int, Tracked] = tracked(here.session, here.programme, goals, here.status_date)
    standing = [s.rag for s in states.values() if s.rag]
    href = f"{here.path}/goals"
    counts = [
        (tone, value_label("rag", tone), standing.count(tone), f"{href}?rag={tone}")  # pyright: ignore
        for tone in ("off_track", "watch", "on_track", "no_data", "done")
        if tone in standing
    ]
    return GoalsPanel(counts, sum(g.status in OPEN for g in goals), f"{href}?status=draft,in_review")
