"""What falls in a freeze window, and the first day on which it would be free: on the windows' own pages."""

from collections.abc import Sequence
from typing import Any

from governance.records import find
from plans.freeze_check import plan_caught, plan_freezes
from plans.freeze_windows import FreezeWindow
from plans.freezes import Barred, Caught
from plans.phases import Wave
from plans.plan import PlanSchedule, scheduled
from web.access import Here
from web.i18n import gettext, ngettext, number, pick, plain_day
from web.plan_parts import Part, task_named
from web.viewclass import viewclass
from web.words.calendars import BARRED

SHOWN = 200


@viewclass
class CaughtRow:
    """An item that falls in a window. `moves` says in words how far it would have to move."""

    window: Part
    what: str
    item: Part
    first: str
    last: str
    free_from: str
    moves: str
    tone: str


@viewclass
class FreezePanel:
    """Above the list of windows, or above one of them."""

    rows: list[CaughtRow]
    total: int
    has_windows: bool
    one: bool


def freezes_panel(here: Here) -> FreezePanel:
    plan = scheduled(here.session, here.programme, here.status_date)
    found = plan_caught(here.session, plan)
    return _panel(here, plan, found, bool(plan_freezes(here.session, plan)), one=False)


def freeze_panel(here: Here, window: FreezeWindow) -> FreezePanel:
    plan = scheduled(here.session, here.programme, here.status_date)
    found = [c for c in plan_caught(here.session, plan) if c.freeze.code == window.code]
    return _panel(here, plan, found, window.withdrawn_on is None, one=True)


def _panel(here: Here, plan: PlanSchedule, found: Sequence[Caught], has_windows: bool, *, one: bool) -> FreezePanel:
    return FreezePanel([_row(here, plan, c) for c in found[:SHOWN]], len(found), has_windows, one)


def _row(here: Here, plan: PlanSchedule, found: Caught) -> CaughtRow:
    freeze, item = found.freeze, found.item
    window = Part(freeze.code, pick(freeze.name_zh, freeze.name_en), f"{here.path}/freeze-windows/{freeze.code}")
    moves = ngettext("{days} working day later", "{days} working days later", found.moves_wd).format(days=number(found.moves_wd))  # fmt: skip
    return CaughtRow(
        window, gettext(BARRED[item.what]), _named(here, plan, found), plain_day(item.first), plain_day(item.last), plain_day(found.free_from),
        moves, "off_track" if item.what != Barred.task else "watch",
    )  # fmt: skip


def _named(here: Here, plan: PlanSchedule, found: Caught) -> Part:
    if found.item.what != Barred.cutover:
        return task_named(here, plan, found.item.code)
    wave = find(here.session, Wave, here.programme.id, found.item.code)
    return Part(wave.code, pick(wave.name_zh, wave.name_en), f"{here.path}/waves/{wave.code}")


def freezes_document(here: Here) -> dict[str, Any]:
    """The windows and what falls in them, for programs."""
    plan = scheduled(here.session, here.programme, here.status_date)
    return {
        "status_date": here.status_date.isoformat(),
        "windows": [
            {"code": f.code, "kind": str(f.kind), "first": f.first.isoformat(), "last": f.last.isoformat(), "departments": sorted(f.departments)}
            for f in plan_freezes(here.session, plan)
        ],
        "caught": [
            {
                "window": c.freeze.code, "what": str(c.item.what), "code": c.item.code, "first": c.item.first.isoformat(), "last": c.item.last.isoformat(),
                "free_from": c.free_from.isoformat(), "moves_wd": c.moves_wd,
            }
            for c in plan_caught(here.session, plan)
        ],
    }  # fmt: skip
