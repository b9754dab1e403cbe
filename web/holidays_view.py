"""A country's statutory holidays, offered to a calendar: every day, what taking it over would do, and how certain it is."""

from dataclasses import field
from datetime import date

from plans.calendar_days import HolidaysForm, holidays_offered
from plans.calendars import Calendar, Holidays
from plans.statutory import Taken, covered_after, is_announced
from web.access import Here
from web.i18n import day, gettext, pick, plain_day
from web.plain_forms import UNTRIED, Tried
from web.register_forms import controls, summary
from web.viewclass import viewclass
from web.views import FieldControl
from web.words.calendars import EFFECTS


@viewclass
class HolidayRow:
    day: str
    name: str
    mark: str
    effect: str
    taken: bool


@viewclass
class HolidaysPage:
    """What would be taken over, and the form that asks for another country or year."""

    title: str
    code: str
    base: str
    action: str
    version: int
    country: str
    year: int
    fields: list[FieldControl]
    problems: list[tuple[str, str, str]]
    rows: list[HolidayRow]
    taken: int
    announced: bool
    covered: str
    crumbs: list[tuple[str, str | None]] = field(default_factory=list)


def holidays_page(here: Here, calendar: Calendar, asked: HolidaysForm | None, tried: Tried = UNTRIED) -> HolidaysPage:
    """The days of the country and year asked for; none while what was asked cannot be read."""
    base, name = f"{here.path}/calendars/{calendar.code}", pick(calendar.name_zh, calendar.name_en)
    problems = tried.refusal.problems if tried.refusal else ()
    filled = {"country": str(asked.country), "year": asked.year} if asked else dict(tried.typed)
    offered = holidays_offered(calendar, asked) if asked else []
    fields = controls(here, HolidaysForm.model_fields, filled, problems, new=True, required_text=())
    for f in fields:
        f.options = [option for option in f.options if option[0] != Holidays.none]
    until = covered_after(calendar.covered_until, str(asked.country), asked.year) if asked else calendar.covered_until
    return HolidaysPage(
        title=gettext("Take over statutory holidays"), code=calendar.code, base=base, action=f"{base}/holidays", version=calendar.version,
        country=str(asked.country) if asked else "", year=asked.year if asked else here.status_date.year, fields=fields,
        problems=summary(problems, HolidaysForm.model_fields), rows=[_row(t) for t in offered], taken=sum(t.effect != "kept" for t in offered),
        announced=asked is not None and is_announced(str(asked.country), asked.year), covered=_covered(calendar.covered_until, until),
        crumbs=[(gettext("Calendars"), f"{here.path}/calendars"), (f"{calendar.code} {name}"[:80], base), (gettext("Take over statutory holidays"), None)],
    )  # fmt: skip


def _row(taken: Taken) -> HolidayRow:
    entry = taken.entry
    effect = "worked" if taken.effect == "new" and entry.working else taken.effect
    name = pick(entry.label_zh, entry.label_en)
    return HolidayRow(
        day(entry.day), name, "▲" if entry.working else "✕", gettext(EFFECTS[effect]), taken.effect != "kept"
    )


def _covered(before: date | None, after: date | None) -> str:
    if before == after:
        return gettext("The calendar stays covered until {day}.").format(day=plain_day(after)) if after else ""
    return gettext("The calendar is then covered until {day}.").format(day=plain_day(after))
