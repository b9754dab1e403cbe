"""The round of progress: of which tasks an update is due, by who answers for them; what was asked; what is out of sequence."""

from collections.abc import Mapping
from dataclasses import field
from typing import Any
from urllib.parse import quote, urlencode

from sqlmodel import Session, col, select

from governance.authority import Permission
from governance.bulk_changes import RowsRefused
from governance.directory import Person
from governance.errors import Refusal
from plans.durations import DayLength, format_duration
from plans.insight.updates_due import Due, DueUpdate
from plans.plan import PlanSchedule
from plans.progressed import Standing
from plans.tasks import TaskKind
from plans.update_requests import UpdateRequest, open_requests
from web.access import Here
from web.bulk_changes import told
from web.i18n import gettext, language, ngettext, number, plain_day
from web.plan_parts import Part, current, task_named
from web.viewclass import viewclass
from web.views import FilterControl
from web.words.fields import label
from web.words.refusals import message

FIELDS = ("actual_start", "actual_finish", "remaining", "percent", "comment")
SHOWS = ("due", "open")


@viewclass
class ReportRow:
    """A task to report on. `typed` is what its fields say; `editable` for whoever may report on it; `refused` why it was not taken."""

    task: Part
    why: str
    tone: str
    reported: str
    finish: str
    typed: dict[str, str]
    editable: bool
    ticked: bool = False
    refused: list[str] = field(default_factory=list)


@viewclass
class OwnerRound:
    """What is due from one person. `asked` says when they were last asked in vain; `mail` opens a letter that asks."""

    code: str
    name: str
    rows: list[ReportRow]
    due: int
    asked: str = ""
    asked_href: str = ""
    letter: str = ""
    mail: str = ""


@viewclass
class UpdatesPage:
    title: str
    owners: list[OwnerRound]
    counts: dict[str, int]
    out_of_sequence: list[str]
    filters: list[FilterControl]
    clear_href: str | None
    back: str
    total: int
    editable: bool
    may_ask: bool
    problems: list[str] = field(default_factory=list)
    crumbs: list[tuple[str, str | None]] = field(default_factory=list)


def updates_page(here: Here, typed: Mapping[str, Mapping[str, str]] | None = None, refusal: Refusal | None = None) -> UpdatesPage:  # fmt: skip
    """The round as of the date that is asked for; after a refusal with what was typed and why it was not taken."""
    insight = current(here)
    plan = insight.plan
    asked = {k: v[:60] for k, v in here.request.query_params.items() if k in ("owner", "show", "as_of") and v}
    found = [] if plan.is_empty else insight.updates_due
    why = {d.task: d for d in found}
    shown = [c for c in plan.tasks if c in why or (asked.get("show") == "open" and _is_open(plan, c))]
    shown = [c for c in shown if asked.get("owner") in (None, plan.tasks[c].owner)]
    owners = _owners(here, plan, shown, why, typed or {}, refusal)
    base, narrowed = f"{here.path}/updates", {k for k in asked if k != "as_of"}
    return UpdatesPage(
        title=gettext("Progress round"), owners=owners, counts={str(reason): sum(d.reason == reason for d in found) for reason in Due},
        out_of_sequence=[message(p) for p in plan.schedule.warnings if p.code == "OUT_OF_SEQUENCE"], filters=_filters(plan, asked),
        clear_href=base if narrowed else None, back=f"{base}?{urlencode(asked)}" if asked else base, total=len(plan.tasks),
        editable=any(r.editable for o in owners for r in o.rows), may_ask=here.may(Permission.report_progress),
        problems=[message(p) for p in refusal.problems] if refusal and not isinstance(refusal, RowsRefused) else [],
        crumbs=[(gettext("Progress round"), None)],
    )  # fmt: skip


def _is_open(plan: PlanSchedule, code: str) -> bool:
    return plan[code].standing == Standing.in_progress and plan.tasks[code].kind != TaskKind.summary


def _filters(plan: PlanSchedule, asked: Mapping[str, str]) -> list[FilterControl]:
    owners = sorted({t.owner for t in plan.tasks.values() if t.owner is not None and t.owner in plan.people})
    people = [(code, plan.people[code].name(language()), code == asked.get("owner")) for code in owners]
    shows = [("open", gettext("All work under way"), asked.get("show") == "open")]
    return [
        FilterControl("owner", label("owner"), "select", asked.get("owner", ""), people),
        FilterControl("show", gettext("Show"), "select", asked.get("show", ""), shows),
    ]


# --- Owners and their tasks ------------------------------------------------------------------------------------------


def _owners(
    here: Here, plan: PlanSchedule, codes: list[str], why: Mapping[str, DueUpdate], typed: Mapping[str, Mapping[str, str]], refusal: Refusal | None
) -> list[OwnerRound]:  # fmt: skip
    by_owner: dict[str, list[str]] = {}
    for code in codes:
        by_owner.setdefault(plan.tasks[code].owner or "", []).append(code)
    refused = {r.code: told(r.refusal.problems) for r in refusal.rows} if isinstance(refusal, RowsRefused) else {}
    people = _people(here.session, here.programme.key, by_owner)
    waiting = open_requests(here.session, here.programme, here.status_date)
    found = []
    for code, tasks in by_owner.items():
        rows = [_row(here, plan, c, why.get(c), typed.get(c), refused.get(c, [])) for c in tasks]
        person = people.get(code)
        made = OwnerRound(
            code, plan.people[code].name(language()) if code in plan.people else "", rows, sum(c in why for c in tasks)
        )
        if person is not None and made.due and here.may(Permission.report_progress):
            _ask(here, plan, made, person, [c for c in tasks if c in why], waiting.get(person.id or 0))
        found.append(made)
    return sorted(found, key=lambda o: (not o.name, -o.due, o.name))


def _people(session: Session, programme_id: int, codes: Mapping[str, Any]) -> dict[str, Person]:
    query = select(Person).where(col(Person.programme_id) == programme_id, col(Person.code).in_(sorted(codes)))
    return {p.code: p for p in session.exec(query)}


def _ask(here: Here, plan: PlanSchedule, made: OwnerRound, person: Person, codes: list[str], held: UpdateRequest | None) -> None:  # fmt: skip
    """The letter that asks, and when somebody was last asked in vain."""
    there = f"{str(here.request.base_url).rstrip('/')}{here.path}/updates?owner={quote(made.code)}"
    tasks = "\n".join(f"- {c} {task_named(here, plan, c).name}" for c in codes)
    day = plain_day(here.status_date)
    subject = gettext("{programme}: please report progress as of {day}").format(programme=here.programme.code, day=day)
    made.letter = gettext(
        "{name}, how far have these tasks come as of {day}?\n\n{tasks}\n\nActual dates, what is left to do, and why, please: {address}"
    ).format(name=made.name, day=day, tasks=tasks, address=there)
    if person.email:
        made.mail = (
            f"mailto:{quote(person.email)}?{urlencode({'subject': subject, 'body': made.letter}, quote_via=quote)}"
        )
    if held is not None:
        ago = (here.status_date - held.asked_on).days
        made.asked = gettext("asked on {day}").format(day=plain_day(held.asked_on))
        if ago:
            made.asked += ngettext(", {days} day without an answer", ", {days} days without an answer", ago).format(
                days=number(ago)
            )
        made.asked_href = f"{here.path}/update-requests/{held.code}"


_TONES = {Due.stale: "watch", Due.should_have_finished: "off_track", Due.should_have_begun: "watch"}


def _row(here: Here, plan: PlanSchedule, code: str, due: DueUpdate | None, typed: Mapping[str, str] | None, refused: list[str]) -> ReportRow:  # fmt: skip
    said = plan.tasks[code].reported_on
    return ReportRow(
        task_named(here, plan, code), _why(due) if due else "", _TONES[due.reason] if due else "", plain_day(said) if said else gettext("never"),
        plain_day(plan.finish_of(code)), said_of(plan, code) | dict(typed or {}), _may_report(here, plan, code), typed is not None, refused,
    )  # fmt: skip


def _why(due: DueUpdate) -> str:
    """In words; a date that has come today has not passed yet."""
    days = number(due.days)
    match due.reason:
        case Due.stale:
            return ngettext("nothing reported for {days} day", "nothing reported for {days} days", due.days).format(days=days)  # fmt: skip
        case Due.should_have_finished if not due.days:
            return gettext("should finish today")
        case Due.should_have_finished:
            return ngettext("should have finished {days} day ago", "should have finished {days} days ago", due.days).format(days=days)  # fmt: skip
        case Due.should_have_begun if not due.days:
            return gettext("should begin today")
        case Due.should_have_begun:
            return ngettext("should have begun {days} day ago", "should have begun {days} days ago", due.days).format(days=days)  # fmt: skip


def _may_report(here: Here, plan: PlanSchedule, code: str) -> bool:
    if here.may(Permission.report_progress):
        return True
    owner = plan.people.get(plan.tasks[code].owner or "")
    person = here.actor.persons.get(here.programme.key)
    return owner is not None and here.may(Permission.report_own_progress) and person == owner.id


def said_of(plan: PlanSchedule, code: str) -> dict[str, str]:
    """The fields of a report as they were last filled."""
    activity, length = plan.network.activity(code), DayLength.of(plan.calendar.day_minutes)
    left = activity.remaining_min if plan[code].standing == Standing.in_progress else None
    percent = plan.tasks[code].percent
    return {
        "actual_start": activity.began.date().isoformat() if activity.began else "",
        "actual_finish": activity.actual_finish.date().isoformat() if activity.actual_finish else "",
        "remaining": format_duration(left, length) if left else "",
        "percent": f"{float(percent):g}" if percent is not None else "", "comment": "",
    }  # fmt: skip
