"""A plan from a file enters a programme, and its milestones the register; or it opens a programme of its own."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from sqlmodel import Session

from governance.authority import Actor, Permission
from governance.commands import command
from governance.errors import Invalid, Problem, refuse_if
from governance.forms import read_form
from governance.programmes import Programme, ProgrammeForm, charter_programme
from milestones.milestones_travelling import enter_meanings
from milestones.register import keep_register
from plans.plan_draft import PlanDraft
from plans.plan_loading import PlanEntered, enter_plan
from plans.plan_preview import preview_of


@command(Permission.maintain_plan)
def import_plan(session: Session, actor: Actor, programme: Programme, draft: PlanDraft) -> PlanEntered:
    """Write a draft into a programme. Raises as `enter_plan`."""
    entered = enter_plan(session, actor, programme, draft)
    keep_register(session, entered.tasks)
    enter_meanings(session, programme, draft)
    return entered


@command(Permission.create_programme)
def open_programme_with(
    session: Session, actor: Actor, _house: None, code: str, name: str, draft: PlanDraft, start: date | None = None
) -> tuple[Programme, PlanEntered]:
    """A new programme around a plan: it starts when the plan does (`start` if the file does not say), and commits to its finish.

    Raises:
        Invalid: the draft has problems or no start, or the code is taken or is none.
    """
    draft = replace(draft, start=draft.start or start)
    preview = preview_of(draft)
    refuse_if(preview.problems)
    if draft.start is None:
        raise Invalid([Problem("START_UNKNOWN", "start", None, {})])
    finish = max(preview.finish or draft.start, draft.start + timedelta(days=1))
    form = read_form(ProgrammeForm, {"code": code, **_names(name, draft, code), **_dates(draft, draft.start, finish)})
    programme = charter_programme(session, actor, None, form)
    return programme, import_plan(session, actor, programme, draft)


def _names(name: str, draft: PlanDraft, code: str) -> dict[str, str]:
    """Both names where the file has them and nobody gave another."""
    known = {key: draft.programme[key] for key in ("name_zh", "name_en") if key in draft.programme}
    if known and (not name or name in (draft.name, *known.values())):
        return known
    return _named(name or draft.name or code)


def _named(name: str) -> dict[str, str]:
    return {"name_zh" if any("\u4e00" <= c <= "\u9fff" for c in name) else "name_en": name[:200]}


def _dates(draft: PlanDraft, start: date, finish: date) -> dict[str, Any]:
    """The charter's dates as the file knows them, else from the first to the last day of the plan, and what else it knows of it."""
    known = draft.programme
    start = known.get("start", start)
    dates = {
        "target_finish": known.get("target_finish", finish),
        "committed_finish": known.get("committed_finish", finish),
    }
    if not start < dates["target_finish"] <= dates["committed_finish"]:
        dates = {"target_finish": finish, "committed_finish": finish}
    others = {key: known[key] for key in ("currency", "unfinished_work") if key in known}
    return {"start": start, **dates, "status_date": draft.reported_until(start), **others}
