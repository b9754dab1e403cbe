"""A year of a calendar, or of a person's absences, as a sheet of twelve months: every day with a mark, a colour and words."""

from collections.abc import Iterable, Mapping
from dataclasses import field
from datetime import date
from typing import Any

from babel import dates

from governance.authority import Permission
from plans.calendar_days import EARLIEST, LATEST, DayChange, DaysForm, exceptions_of, year_of
from plans.calendar_text import DayException, written_hours
from plans.calendar_year import CalendarYear, DayKind, YearDay
from plans.calendars import Calendar
from plans.plan import PlanSchedule, scheduled
from web.access import Here
from web.i18n import day, gettext, language, locale, ngettext, number, pick, plain_day
from web.plain_forms import UNTRIED, Tried
from web.plan_parts import Part, tasks_named
from web.register_forms import controls, summary
from web.viewclass import viewclass
from web.views import FieldControl
from web.words.calendars import DAYS

OPENED = 500  # tasks named on the sheet
# What each kind of day shows beside its number: nothing depends on colour alone.
MARKS = {"working": "", "rest": "·", "off": "✕", "make_up": "▲", "other_hours": "◐", "away": "●", "partly": "◐"}


@viewclass
class DayCell:
    """A day as drawn: `kind` and `mark` say what it is, `title` says all of it in words, `href` opens it for a change."""

    day: str
    number: int
    kind: str
    mark: str
    title: str
    provisional: bool
    href: str | None
    chosen: bool


@viewclass
class MonthSheet:
    """A month: its name, the weekday of its first day (0 Monday), its days, and how many of them are worked."""

    name: str
    blanks: int
    days: list[DayCell]
    working_days: int
    words: str


@viewclass
class LegendEntry:
    kind: str
    mark: str
    words: str
    count: int


@viewclass
class DayEditor:
    """The form that changes the days pressed."""

    heading: str
    action: str
    version: int
    year: int
    fields: list[FieldControl]
    problems: list[tuple[str, str, str]]


@viewclass
class YearSheet:
    """A whole year as drawn; `base` is the page that shows it, `fragment` answers with the sheet alone."""

    title: str
    code: str
    name: str
    year: int
    base: str
    fragment: str
    prev_year: int | None
    next_year: int | None
    weekdays: list[str]
    months: list[MonthSheet]
    legend: list[LegendEntry]
    working_days: int
    notice: str = ""
    editor: DayEditor | None = None
    holidays_href: str | None = None
    tasks: list[Part] = field(default_factory=list)
    task_count: int = 0
    is_default: bool = False
    uncovered: list[Part] = field(default_factory=list)
    uncovered_count: int = 0
    crumbs: list[tuple[str, str | None]] = field(default_factory=list)


def year_asked(here: Here) -> int:
    """The year in the address, else that of the status date."""
    asked = here.request.query_params.get("year", "")
    year = int(asked) if asked.isdecimal() and len(asked) == 4 else here.status_date.year
    return min(max(year, EARLIEST), LATEST)


def _day_asked(here: Here) -> date | None:
    try:
        return date.fromisoformat(here.request.query_params.get("day", ""))
    except ValueError:
        return None


def year_sheet(here: Here, calendar: Calendar, tried: Tried = UNTRIED, year: int | None = None) -> YearSheet:
    """The year of a calendar that the address asks for, with the form for the day pressed."""
    year = year or year_asked(here)
    may_edit = here.may(Permission.maintain_plan) and calendar.withdrawn_on is None
    base = f"{here.path}/calendars/{calendar.code}"
    found, chosen = year_of(calendar, year), _day_asked(here)
    name = pick(calendar.name_zh, calendar.name_en)
    sheet = _sheet(found, f"{calendar.code} {name}", base, f"{base}/year", may_edit, chosen)
    sheet.code, sheet.name = calendar.code, name
    sheet.crumbs = [
        (gettext("Calendars"), f"{here.path}/calendars"),
        (f"{calendar.code} {name}"[:80], base),
        (str(year), None),
    ]
    sheet.notice = _notice(calendar, found)
    sheet.holidays_href = f"{base}/holidays?year={year}" if may_edit else None
    if may_edit and (chosen is not None or tried.typed):
        sheet.editor = _editor(here, calendar, chosen, year, tried)
    _used(here, sheet, calendar)
    return sheet


def _sheet(found: CalendarYear, title: str, base: str, fragment: str, may_edit: bool, chosen: date | None) -> YearSheet:
    kinds = [_kind(d) for d in found.days]
    return YearSheet(
        title=f"{title} · {found.year}", code="", name="", year=found.year, base=base, fragment=fragment,
        prev_year=found.year - 1 if found.year > EARLIEST else None, next_year=found.year + 1 if found.year < LATEST else None,
        weekdays=weekday_names(), months=[_month(days, found.year, may_edit, chosen) for days in found.months],
        legend=_legend(kinds, sum(d.provisional for d in found.days)), working_days=found.working_days,
    )  # fmt: skip


def weekday_names() -> list[str]:
    """Short names of the days of the week, Monday first."""
    names = dates.get_day_names("narrow" if language() == "zh-CN" else "abbreviated", locale=locale())
    return [names[n] for n in range(7)]


def month_name(year: int, month: int) -> str:
    return dates.format_date(date(year, month, 1), "LLLL", locale=locale())


def _month(days: tuple[YearDay, ...], year: int, may_edit: bool, chosen: date | None) -> MonthSheet:
    worked = sum(d.is_worked for d in days)
    words = ngettext("{days} working day", "{days} working days", worked).format(days=worked)
    first = days[0].day
    cells = [_cell(d, may_edit, d.day == chosen) for d in days]
    return MonthSheet(month_name(year, first.month), first.weekday(), cells, worked, words)


def _kind(found: YearDay) -> str:
    return str(found.kind)


def _cell(found: YearDay, may_edit: bool, chosen: bool) -> DayCell:
    kind, on = _kind(found), found.day
    href = f"?year={on.year}&day={on}" if may_edit else None
    return DayCell(on.isoformat(), on.day, kind, MARKS[kind], _title(found), found.provisional, href, chosen)


def _title(found: YearDay) -> str:
    """One day in words: date, what it is, its hours, why, whether it is certain."""
    parts = [day(found.day), pick(found.label_zh, found.label_en), gettext(DAYS[_kind(found)])]
    if found.kind in (DayKind.other_hours, DayKind.make_up):
        parts.append(gettext("{hours} h").format(hours=number(round(found.minutes / 60, 2))))
    if found.provisional:
        parts.append(gettext("provisional"))
    return " · ".join(part for part in parts if part)


def _legend(kinds: Iterable[str], provisional: int) -> list[LegendEntry]:
    counted = list(kinds)
    order = [k for k in MARKS if k in counted]
    found = [LegendEntry(k, MARKS[k], gettext(DAYS[k]), counted.count(k)) for k in order]
    return (
        [*found, LegendEntry("provisional", "?", gettext(DAYS["provisional"]), provisional)] if provisional else found
    )


def _notice(calendar: Calendar, found: CalendarYear) -> str:
    if not found.provisional:
        return ""
    until = plain_day(calendar.covered_until)
    return gettext(
        "Known until {until}; what lies after it is provisional. Take over the holidays of {year} once they are announced."
    ).format(until=until, year=found.year)


# --- Changing days ---------------------------------------------------------------------------------------------------


def _editor(here: Here, calendar: Calendar, chosen: date | None, year: int, tried: Tried) -> DayEditor:
    typed = tried.typed or (_held(calendar, chosen) if chosen else {})
    problems = tried.refusal.problems if tried.refusal else ()
    fields = controls(here, DaysForm.model_fields, typed, problems, new=True, required_text=())
    heading = day(chosen) if chosen else gettext("Change days")
    action = f"{here.path}/calendars/{calendar.code}/days"
    return DayEditor(heading, action, calendar.version, year, fields, summary(problems, DaysForm.model_fields))


def _held(calendar: Calendar, chosen: date) -> dict[str, Any]:
    """What the calendar says of a day, as the form would say it; a day that follows the week is offered as a day off."""
    line = next((e for e in exceptions_of(calendar) if e.first <= chosen <= e.last), None)
    span = {"starts_on": chosen.isoformat(), "ends_on": chosen.isoformat()}
    return span | (_said(line) if line else {"change": str(DayChange.off)})


def _said(line: DayException) -> dict[str, Any]:
    change = DayChange.off if line.hours is None else DayChange.hours if line.hours else DayChange.working
    hours = written_hours(line.hours) if line.hours else ""
    return {"change": str(change), "worked_hours": hours, "label_zh": line.label_zh, "label_en": line.label_en}


# --- What depends on it ----------------------------------------------------------------------------------------------


def _used(here: Here, sheet: YearSheet, calendar: Calendar) -> None:
    """The tasks that are planned on the calendar, and those whose dates lie past the days that it covers."""
    plan = scheduled(here.session, here.programme, here.status_date)
    codes = tasks_on(plan, calendar.code)
    beyond = [code for code in codes if plan[code].provisional]
    sheet.is_default = here.programme.calendar_id == calendar.id
    sheet.task_count, sheet.uncovered_count = len(codes), len(beyond)
    sheet.tasks, sheet.uncovered = (tasks_named(here, plan, found[:OPENED]) for found in (codes, beyond))


def tasks_on(plan: PlanSchedule, calendar: str) -> list[str]:
    """The tasks and milestones that are computed on a calendar, in the plan's order."""
    network = plan.network
    return [code for code in plan.tasks if network.calendar_of(network.activity(code)).name == calendar]


# --- A person's year -------------------------------------------------------------------------------------------------


def absence_sheet(found: CalendarYear, shares: Mapping[date, float], why: Mapping[date, str], base: str) -> YearSheet:
    """A year with the days on which a person is away; days that are not worked anyway stay what they are."""
    sheet = _sheet(found, "", base, "", False, None)
    kinds: list[str] = []
    for month, days in zip(sheet.months, found.months, strict=True):
        for at, known in enumerate(days):
            share = shares.get(known.day, 0.0)
            if share and known.is_worked:
                month.days[at] = _away(known, share, why.get(known.day, ""))
            kinds.append(month.days[at].kind)
    sheet.legend = _legend(kinds, 0)
    return sheet


def _away(known: YearDay, share: float, why: str) -> DayCell:
    kind = "away" if share >= 1 else "partly"
    amount = "" if share >= 1 else f"{number(round(share * 100))} %"
    title = " · ".join(p for p in (day(known.day), gettext(DAYS[kind]), amount, why) if p)
    return DayCell(known.day.isoformat(), known.day.day, kind, MARKS[kind], title, False, None, False)
