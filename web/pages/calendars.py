"""Calendars beyond their register: the year day by day, holidays taken over, the ready-made one; a person's year of absences."""

from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request, Response
from sqlmodel import col, select

from governance.authority import Permission
from governance.errors import Refusal
from governance.forms import read_form
from governance.people import Person
from governance.records import find
from plans.absences import absences_of, absent_shares
from plans.calendar_days import EARLIEST, LATEST, DaysForm, HolidaysForm, with_days, with_holidays, year_of
from plans.calendars import CALENDARS, Calendar, china_2026, open_calendar, revise_calendar
from web import typed_days
from web.access import Code, Here, InProgramme, Submitted
from web.calendar_year_view import YearSheet, absence_sheet, tasks_on, year_asked, year_sheet
from web.holidays_view import holidays_page
from web.plain_forms import Tried
from web.plan_parts import current
from web.register_access import opened_with, writable
from web.rendering import respond, see_other
from web.viewclass import viewclass
from web.words.values import value_label

router = APIRouter(prefix="/programmes/{programme}/calendars", include_in_schema=False)
api = APIRouter(prefix="/api/v1/programmes/{programme}", tags=["schedule"])
Year = Annotated[int, Path(ge=EARLIEST, le=LATEST)]


@viewclass
class ReadyMade:
    """The ready-made calendar, offered while the programme has none of its exceptions."""

    offered: bool
    action: str


def ready_made_panel(here: Here) -> ReadyMade:
    query = select(Calendar.exceptions).where(col(Calendar.programme_id) == here.programme.id)
    lines = {line.split()[0] for exceptions in here.session.exec(query) for line in exceptions}
    is_there = {line.split()[0] for line in china_2026().exceptions} <= lines
    return ReadyMade(here.may(Permission.maintain_plan) and not is_there, f"{here.path}/calendars/ready-made")


def calendar_panel(here: Here, calendar: Calendar) -> YearSheet:
    return year_sheet(here, calendar)


def person_panel(here: Here, person: Person) -> YearSheet | None:
    """The year of a person who is away at some time; None for whom nothing is noted."""
    spells = absences_of(here.session, here.programme).get(person.code)
    if not spells:
        return None
    known = year_of(here.session.get(Calendar, here.programme.calendar_id or 0), year_asked(here))
    first, last = known.days[0].day, known.days[-1].day
    why = {day: value_label("kind", s.kind) for s in spells for day in absent_shares([s], first, last)}
    return absence_sheet(known, absent_shares(spells, first, last), why, f"{here.path}/people/{person.code}")


def _calendar(here: Here, code: str) -> Calendar:
    return find(here.session, Calendar, here.programme.id, code.upper())


@router.post("/ready-made")
def add_ready_made(here: InProgramme) -> Response:
    calendar = open_calendar(here.session, here.actor, here.programme, china_2026())
    return see_other(here.request, f"{here.path}/calendars/{calendar.code}", "created")


@router.get("/{code}/year")
def year(here: InProgramme, code: Code) -> Response:
    return respond(here.request, "plan/year.html", year_sheet(here, _calendar(here, code)))


@router.post("/{code}/days")
def change_days(here: InProgramme, code: Code, data: Submitted) -> Response:
    """Days pressed on the sheet become lines of the calendar's exceptions, by the command that any change of a calendar takes."""
    calendar = _calendar(here, code)
    writable(here, CALENDARS)
    data = typed_days.with_days(here, DaysForm, data)
    shown = _year_in(here, data)
    here.request.state.attempt = partial(_days_again, here.request, calendar.code, dict(data), shown)
    version = opened_with(calendar, data)
    form = read_form(DaysForm, data)
    changed = with_days(here.session, here.programme, calendar, form)
    revise_calendar(here.session, here.actor, calendar, changed, version)
    return see_other(here.request, f"{here.path}/calendars/{calendar.code}/year?year={shown}", "saved")


def _year_in(here: Here, data: dict[str, Any]) -> int:
    """The year that the sheet showed when it was changed (taken out of `data`)."""
    sent = str(data.pop("year", "") or "")
    return min(max(int(sent), EARLIEST), LATEST) if sent.isdecimal() and len(sent) == 4 else here.status_date.year


def _days_again(
    request: Request, code: str, typed: dict[str, Any], shown: int, refusal: Refusal, status: int
) -> Response:
    here: Here = request.state.here
    sheet = year_sheet(here, _calendar(here, code), Tried(typed, refusal), shown)
    return respond(request, "plan/year.html", sheet, status=status)


@router.get("/{code}/holidays")
def offer_holidays(here: InProgramme, code: Code) -> Response:
    calendar = _calendar(here, code)
    writable(here, CALENDARS)
    asked = dict(here.request.query_params)
    held = calendar.holidays if calendar.holidays != "none" else "cn"
    wanted = {"country": asked.get("country") or str(held), "year": asked.get("year") or str(here.status_date.year)}
    try:
        form = read_form(HolidaysForm, wanted)
    except Refusal as refusal:
        return respond(here.request, "plan/holidays.html", holidays_page(here, calendar, None, Tried(wanted, refusal)), status=422)  # fmt: skip
    return respond(here.request, "plan/holidays.html", holidays_page(here, calendar, form))


@router.post("/{code}/holidays")
def take_holidays(here: InProgramme, code: Code, data: Submitted) -> Response:
    calendar = _calendar(here, code)
    writable(here, CALENDARS)
    here.request.state.attempt = partial(_holidays_again, here.request, calendar.code, dict(data))
    version = opened_with(calendar, data)
    form = read_form(HolidaysForm, data)
    changed = with_holidays(here.session, here.programme, calendar, form)
    revise_calendar(here.session, here.actor, calendar, changed, version)
    return see_other(here.request, f"{here.path}/calendars/{calendar.code}?year={form.year}", "saved")


def _holidays_again(request: Request, code: str, typed: dict[str, Any], refusal: Refusal, status: int) -> Response:
    here: Here = request.state.here
    view = holidays_page(here, _calendar(here, code), None, Tried(typed, refusal))
    return respond(request, "plan/holidays.html", view, status=status)


# --- For programs ----------------------------------------------------------------------------------------------------


@api.get("/calendars/{code}/years/{year}", summary="A year of a calendar, day by day", response_model=None)
def year_api(here: InProgramme, code: Code, year: Year) -> dict[str, Any]:
    """Every day with what it is, its worked minutes and its names; the count of working days; the tasks computed on the calendar."""
    calendar = _calendar(here, code)
    found, plan = year_of(calendar, year), current(here).plan
    tasks = tasks_on(plan, calendar.code)
    return {
        "calendar": calendar.code, "year": year, "working_days": found.working_days, "provisional": found.provisional,
        "covered_until": calendar.covered_until.isoformat() if calendar.covered_until else None,
        "months": [sum(d.is_worked for d in month) for month in found.months],
        "days": [
            {
                "day": d.day.isoformat(), "kind": str(d.kind), "minutes": d.minutes, "provisional": d.provisional, "exception": d.own,
                "name_zh": d.label_zh, "name_en": d.label_en,
            }
            for d in found.days
        ],
        "tasks": tasks, "uncovered_tasks": [code for code in tasks if plan[code].provisional],
    }  # fmt: skip


@api.get("/people/{code}/absent-days/{year}", summary="When a person is away in a year", response_model=None)
def absent_api(here: InProgramme, code: Code, year: Year) -> dict[str, Any]:
    """The working days of the programme's calendar on which the person is away, each with the share of it in percent."""
    person = find(here.session, Person, here.programme.id, code.upper())
    known = year_of(here.session.get(Calendar, here.programme.calendar_id or 0), year)
    spells = absences_of(here.session, here.programme).get(person.code, [])
    shares = absent_shares(spells, known.days[0].day, known.days[-1].day)
    away = [{"day": d.day.isoformat(), "share": round(shares[d.day] * 100)} for d in known.days if d.is_worked and d.day in shares]  # fmt: skip
    return {"person": person.code, "year": year, "days": away}
