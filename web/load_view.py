"""How loaded is everybody? People and departments by weeks, what is behind a figure, and what could move out of a peak, as shown."""

from collections.abc import Sequence
from dataclasses import field
from datetime import date, timedelta
from urllib.parse import urlencode

from governance.authority import Permission
from plans.assignments import owners_to_assign
from plans.insight.load import InPeak, Level, Load, PartyKind, Peak, Who, monday_of
from plans.plan import PlanSchedule, scheduled
from plans.plan_load import PlanLoad, load_of
from web.access import Here
from web.i18n import gettext, number, plain_day, short_day
from web.plan_parts import Part, name_of, task_named
from web.viewclass import viewclass
from web.words.values import beside

WEEKS = (8, 14, 26, 52)
USUAL = 14
BEFORE = 1  # weeks shown before that of the status date
SHOWN = 40  # peaks before "and so many more"
TONES = {Level.over: "watch", Level.far_over: "off_track"}


@viewclass
class Asked:
    """What the address asks for: so many weeks from the week of a day, one department, those with too much, one figure."""

    weeks: int = USUAL
    first: date | None = None
    department: str = ""
    over: bool = False
    who: str = ""
    week: date | None = None


@viewclass
class WeekHead:
    start: date
    label: str
    current: bool


@viewclass
class LoadCell:
    """One figure: per cent of what there is, how it is judged, where what is behind it stands."""

    week: str
    percent: str
    level: str
    tone: str
    title: str
    href: str
    chosen: bool


@viewclass
class LoadRow:
    who: Part
    is_department: bool
    hours: str
    cells: list[LoadCell]


@viewclass
class BehindRow:
    task: Part
    hours: str
    start: str
    finish: str
    float_days: str


@viewclass
class Behind:
    """What is behind one figure."""

    who: Part
    week: str
    percent: str
    load: str
    capacity: str
    rows: list[BehindRow]


@viewclass
class PeakTask:
    task: Part
    hours: str
    float_days: str
    verdict: str
    can_move: bool
    try_href: str


@viewclass
class PeakRow:
    who: Part
    when: str
    percent: str
    tone: str
    word: str
    excess: str
    has_time: bool
    tasks: list[PeakTask]


@viewclass
class LoadPage:
    """How loaded everybody is."""

    title: str
    weeks: list[WeekHead]
    rows: list[LoadRow]
    behind: Behind | None
    peaks: list[PeakRow]
    more: int
    people_over: int
    far_over: int
    assigned: int
    owners: int
    is_empty: bool
    spans: list[tuple[str, str, bool]]
    earlier_href: str
    later_href: str
    departments: list[tuple[str, str, bool]]
    asked: Asked
    csv_href: str
    level_href: str | None
    crumbs: list[tuple[str, str | None]] = field(default_factory=list)


def load_page(here: Here, asked: Asked) -> LoadPage:
    plan = scheduled(here.session, here.programme, here.status_date)
    load, title = load_of(here.session, here.programme, plan), gettext("Load")
    first = first_week(load, asked)
    rows = shown_loads(load, asked)
    peaks = [p for p in load.peaks if is_of(load, p.who, asked.department)]
    over = {p.who for p in peaks if p.who.kind == PartyKind.person}
    owners = len(owners_to_assign(here.session, here.programme)) if here.may(Permission.maintain_plan) else 0
    return LoadPage(
        title=title, weeks=[_head(load, first + timedelta(weeks=n)) for n in range(asked.weeks)],
        rows=[_row(here, load, who, loads, asked) for who, loads in rows], behind=_behind(here, load, asked),
        peaks=[_peak(here, plan, p) for p in peaks[:SHOWN]], more=max(0, len(peaks) - SHOWN), people_over=len(over),
        far_over=len({p.who for p in peaks if p.who.kind == PartyKind.person and p.level == Level.far_over}),
        assigned=len(load.assigned), owners=owners, is_empty=not load.assigned,
        spans=[(gettext("{weeks} weeks").format(weeks=n), _href(here, asked, weeks=n), n == asked.weeks) for n in WEEKS],
        earlier_href=_href(here, asked, first=first - timedelta(weeks=asked.weeks // 2)),
        later_href=_href(here, asked, first=first + timedelta(weeks=asked.weeks // 2)),
        departments=[
            (who.code, name_of(plan.departments, who.code), who.code == asked.department)
            for who in load.parties if who.kind == PartyKind.department
        ],
        asked=asked, csv_href=_href(here, asked, path="/load/export.csv"),
        level_href=f"{here.path}/level" if load.assigned else None, crumbs=[(title, None)],
    )  # fmt: skip


# --- Which figures ---------------------------------------------------------------------------------------------------


def first_week(load: PlanLoad, asked: Asked) -> date:
    """The Monday that the table begins with."""
    return monday_of(asked.first) if asked.first else load.first_week - timedelta(weeks=BEFORE)


def shown_loads(load: PlanLoad, asked: Asked, days: int = 7) -> list[tuple[Who, list[Load]]]:
    """Everybody with work in these weeks whom the address asks for, with their loads; a department stands before its people."""
    first, periods = first_week(load, asked), asked.weeks * 7 // days
    found = [
        (who, load.work.loads(who, first, periods, days))
        for who in load.work.loaded
        if is_of(load, who, asked.department)
    ]
    wanted = TONES if asked.over else {*TONES, Level.within}
    return [(who, loads) for who, loads in found if any(x.level in wanted for x in loads)]


def is_of(load: PlanLoad, who: Who, department: str) -> bool:
    within = load.parties[who].within
    return not department or department == (within.code if within else who.code)


# --- How they are shown ----------------------------------------------------------------------------------------------


def _head(load: PlanLoad, week: date) -> WeekHead:
    return WeekHead(week, short_day(week), week == load.first_week)


def _row(here: Here, load: PlanLoad, who: Who, loads: Sequence[Load], asked: Asked) -> LoadRow:
    hours = number(round(load.parties[who].week_hours, 1))
    return LoadRow(named(here, load.plan, who), who.kind == PartyKind.department, hours, [_cell(here, load, x, asked) for x in loads])  # fmt: skip


def _cell(here: Here, load: PlanLoad, x: Load, asked: Asked) -> LoadCell:
    chosen = (x.who.code, x.start) == (asked.who, asked.week)
    level, percent = x.level, _percent(x.share)
    said = gettext("{who}, week of {week}: {load} of {capacity} h").format(
        who=named(here, load.plan, x.who).name, week=plain_day(x.start), load=_hours(x.load_min), capacity=_hours(x.capacity_min)
    )  # fmt: skip
    href = _href(here, asked, who=x.who.code, week=x.start) if x.tasks else ""
    return LoadCell(short_day(x.start), "" if level == Level.none else percent, _step(x), TONES.get(level, ""), said, href, chosen)  # fmt: skip


def _step(x: Load) -> str:
    """The shade of a figure: none, four steps up to full, over, far over."""
    if x.level != Level.within or x.share is None:
        return str(x.level)
    return f"step-{min(4, 1 + int(x.share * 4 - 1e-9))}"


def _behind(here: Here, load: PlanLoad, asked: Asked) -> Behind | None:
    who = next((w for w in load.work.loaded if w.code == asked.who), None)
    if who is None or asked.week is None:
        return None
    plan, week = load.plan, monday_of(asked.week)
    x = load.work.loads(who, week, 1)[0]
    rows = [
        BehindRow(
            task_named(here, plan, task), _hours(minutes), plain_day(plan[task].start.date()), plain_day(plan[task].finish.date()),
            number(round(plan.float_days(task), 1)),
        )
        for task, minutes in x.tasks
    ]  # fmt: skip
    return Behind(named(here, plan, who), plain_day(week), _percent(x.share), _hours(x.load_min), _hours(x.capacity_min), rows)  # fmt: skip


def _peak(here: Here, plan: PlanSchedule, peak: Peak) -> PeakRow:
    tone = TONES[peak.level]
    word = gettext("Far too much") if tone == "off_track" else gettext("Too much")
    when = gettext("{first} to {last}").format(first=plain_day(peak.first), last=plain_day(peak.last))
    return PeakRow(
        named(here, plan, peak.who), when, _percent(peak.share), tone, word, _hours(peak.excess_min), peak.share is not None,
        [_in_peak(here, plan, t) for t in peak.tasks],
    )  # fmt: skip


def _in_peak(here: Here, plan: PlanSchedule, found: InPeak) -> PeakTask:
    days = plan.network.calendar_of(plan.network.activity(found.task)).days_of
    room = number(round(days(found.float_min), 1))
    if found.needed_min is None:
        return PeakTask(
            task_named(here, plan, found.task), _hours(found.load_min), room, gettext("has begun"), False, ""
        )
    needed = round(days(found.needed_min), 1)
    by = gettext("{days} wd later would take it out").format(days=number(needed))
    verdict = by if found.can_move else gettext("{by}: more than its float").format(by=by)
    edit = f"{found.task} >= {_after(plan, found.task, needed)}" if found.can_move else ""
    href = (
        f"{here.path}/what-ifs/new?{urlencode({'edits': edit})}" if edit and here.may(Permission.maintain_plan) else ""
    )
    return PeakTask(task_named(here, plan, found.task), _hours(found.load_min), room, verdict, found.can_move, href)


def _after(plan: PlanSchedule, code: str, days: float) -> str:
    """The day on which a task starts that gives way by so many working days."""
    calendar = plan.network.calendar_of(plan.network.activity(code))
    later = calendar.start_at(calendar.offset(plan[code].start) + days * calendar.day_minutes)
    return later.date().isoformat()


def named(here: Here, plan: PlanSchedule, who: Who) -> Part:
    if who.kind == PartyKind.person:
        return Part(who.code, name_of(plan.people, who.code), f"{here.path}/people/{who.code}")
    return Part(who.code, name_of(plan.departments, who.code), f"{here.path}/departments/{who.code}")


def _percent(share: float | None) -> str:
    """Whole per cent; work without any capacity has none. Never rounded down to what is allowed."""
    if share is None:
        return "∞"
    whole = round(share * 100)
    if not whole and share:
        return f"< {number(1)}{beside('%')}"
    return f"{number(whole + 1 if whole in (100, 120) and share * 100 > whole + 1e-4 else whole)}{beside('%')}"


def _hours(minutes: float) -> str:
    return number(round(minutes / 60, 1))


def _href(here: Here, asked: Asked, path: str = "/load", **changed: object) -> str:
    """The page with some of what was asked changed; the figure that was looked into is left unless it is named."""
    state: dict[str, object] = {
        "weeks": asked.weeks if asked.weeks != USUAL else "", "from": changed.pop("first", asked.first) or "",
        "department": asked.department, "over": "1" if asked.over else "", "as_of": here.request.query_params.get("as_of", ""),
    }  # fmt: skip
    query = urlencode({k: v for k, v in (state | changed).items() if v not in ("", None)})
    return f"{here.path}{path}?{query}" if query else f"{here.path}{path}"
