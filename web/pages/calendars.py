"""Calendars: the ready-made one of China enters a programme at the press of a button."""

from dataclasses import dataclass

from fastapi import APIRouter, Response
from sqlmodel import col, select

from governance.authority import Permission
from plans.calendars import Calendar, china_2026, open_calendar
from web.access import Here, InProgramme
from web.rendering import see_other

router = APIRouter(prefix="/programmes/{programme}/calendars", include_in_schema=False)


@dataclass(frozen=True, slots=True)
class ReadyMade:
    """The ready-made calendar, offered while the programme has none of its exceptions."""

    offered: bool
    action: str


def ready_made_panel(here: Here) -> ReadyMade:
    query = select(Calendar.exceptions).where(col(Calendar.programme_id) == here.programme.id)
    lines = {line.split()[0] for exceptions in here.session.exec(query) for line in exceptions}
    is_there = {line.split()[0] for line in china_2026().exceptions} <= lines
    return ReadyMade(here.may(Permission.maintain_plan) and not is_there, f"{here.path}/calendars/ready-made")


@router.post("/ready-made")
def add_ready_made(here: InProgramme) -> Response:
    calendar = open_calendar(here.session, here.actor, here.programme, china_2026())
    return see_other(here.request, f"{here.path}/calendars/{calendar.code}", "created")
