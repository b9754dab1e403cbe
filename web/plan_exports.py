"""The plan as a file of other programs, and what of it such a file cannot hold."""

from dataclasses import field
from datetime import date
from typing import TYPE_CHECKING

from sqlmodel import Session

from governance.errors import Problem
from governance.programmes import Programme
from web.access import Here
from web.i18n import NAMES, gettext, language, listed, pgettext
from web.viewclass import viewclass
from web.words.refusals import message

if TYPE_CHECKING:
    from plans.exchange.outgoing_plan import OutgoingPlan

XML = "application/xml"
ICS = "text/calendar; charset=utf-8"
TASKS_NAMED = 10  # of each notice


@viewclass
class ProjectFilePage:
    """What the file for Microsoft Project holds, what stays behind, and where to get it in either language."""

    title: str
    tasks: int
    links: int
    people: int
    baselines: int
    notices: list[str]
    downloads: list[tuple[str, str, str]]
    crumbs: list[tuple[str, str | None]] = field(default_factory=list)


def project_file(
    session: Session, programme: Programme, status_date: date, tongue: str = ""
) -> tuple[bytes, list[Problem]]:
    """The plan as Microsoft Project's XML, names that are written once in `tongue` (the reader's if empty); and what stays behind."""
    return _written(_leaving(session, programme, status_date, tongue))


def _leaving(session: Session, programme: Programme, status_date: date, tongue: str = "") -> "OutgoingPlan":
    from milestones.milestones_travelling import plan_with_milestones_leaving

    return plan_with_milestones_leaving(session, programme, status_date, zh=(tongue or language()) == "zh-CN")


def _written(plan: "OutgoingPlan") -> tuple[bytes, list[Problem]]:
    from plans.exchange.mspdi_agreement import dates_that_differ
    from plans.exchange.mspdi_out import write_mspdi

    body = write_mspdi(plan)
    return body, [*plan.left_out, *dates_that_differ(plan, body)]


def milestones_file(session: Session, programme: Programme, status_date: date) -> bytes:
    """The milestones of the plan as a calendar, worded in the reader's language."""
    from web.calendar_events import milestone_events
    from web.i18n import text_of
    from web.reports.ics import calendar

    return calendar(text_of(programme, "name"), milestone_events(session, programme, status_date))


def project_file_page(here: Here) -> ProjectFilePage:
    """The page before the download: nothing is left out in silence."""
    plan = _leaving(here.session, here.programme, here.status_date)
    _, problems = _written(plan)
    title, base = gettext("Export to Microsoft Project"), f"{here.path}/schedule"
    asked = here.request.query_params.get("as_of")
    more = f"&as_of={here.status_date}" if asked else ""
    names = sorted(NAMES.items(), key=lambda item: item[0] != language())  # one's own language first
    return ProjectFilePage(
        title=title, tasks=len(plan.network.activities), links=len(plan.network.links), baselines=len(plan.baselines),
        people=len(plan.people),
        notices=[told(p) for p in problems], downloads=[(tag, name, f"{base}/plan.xml?names={tag}{more}") for tag, name in names],
        crumbs=[(gettext("Schedule"), base), (title, None)],
    )  # fmt: skip


def told(problem: Problem) -> str:
    """What stays behind, with the tasks that it concerns."""
    tasks = problem.facts.get("tasks") or ()
    named = listed(map(str, tasks[:TASKS_NAMED])) + (" …" if len(tasks) > TASKS_NAMED else "")
    return message(problem) + (pgettext("aside", " ({aside})").format(aside=named) if named else "")
