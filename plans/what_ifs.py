"""What-ifs: changes to the plan that are tried, named and kept, without touching it. What they would do is computed whenever one looks."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Annotated, Any, ClassVar

from pydantic import Field as F
from sqlalchemy import Text
from sqlmodel import Field, Session

from governance.authority import Actor, Permission
from governance.columns import link, long_text, name_column
from governance.commands import command
from governance.errors import Invalid, Problem
from governance.forms import Line, Prose, RecordForm, Reference
from governance.programmes import Programme
from governance.records import ProgrammeRecord, add, revise, withdraw
from governance.registers import Column, Filter, Register
from plans.durations import DayLength
from plans.insight.what_if import Outcome, outcome
from plans.plan import PlanSchedule, as_of, scheduled
from plans.what_if_notation import format_edits, parse_edits


class WhatIfForm(RecordForm):
    REQUIRED_TEXT = ("name",)

    name_zh: Line | None = None
    name_en: Line | None = None
    edits: Annotated[Prose, F(min_length=1)]
    decision: Annotated[str, Reference("decision")] | None = None
    change_request: Annotated[str, Reference("change_request")] | None = None
    purpose_zh: Prose | None = None
    purpose_en: Prose | None = None


class WhatIf(ProgrammeRecord, table=True):
    """One scenario. `edits` in the notation, one a line; `tried_on` and `network_hash` name the plan that it was last tried on."""

    KIND: ClassVar[str] = "what_if"
    PREFIX: ClassVar[str] = "WIF-"
    __tablename__: ClassVar[Any] = "what_if"

    name_zh: str | None = name_column()
    name_en: str | None = name_column()
    edits: str = Field(sa_type=Text)
    decision_id: int | None = link("decision", foreign_key="decision.id")
    change_request_id: int | None = link("change_request", foreign_key="change_request.id")
    purpose_zh: str | None = long_text()
    purpose_en: str | None = long_text()
    tried_on: date
    network_hash: str = Field(default="", max_length=64)


@command(Permission.maintain_plan)
def try_what_if(session: Session, actor: Actor, programme: Programme, form: WhatIfForm) -> WhatIf:
    """Keep a scenario. Raises `Invalid` where an edit cannot be tried, with the line that says it."""
    form, tried = _tried(session, programme, form)
    return add(session, WhatIf, programme.key, form, **tried)


@command(Permission.maintain_plan)
def revise_what_if(session: Session, actor: Actor, what_if: WhatIf, form: WhatIfForm, version: int | None) -> WhatIf:
    programme = session.get_one(Programme, what_if.programme_id)
    form, tried = _tried(session, programme, form)
    return revise(session, what_if, form, version, **tried)


@command(Permission.maintain_plan)
def withdraw_what_if(session: Session, actor: Actor, what_if: WhatIf, reason: str, on: date, version: int | None = None) -> WhatIf:  # fmt: skip
    return withdraw(session, what_if, reason, on, version)


def _tried(session: Session, programme: Programme, form: WhatIfForm) -> tuple[WhatIfForm, dict[str, Any]]:
    """The form with its edits written alike, and which plan they were tried on."""
    plan = scheduled(session, programme, as_of(session, programme))
    length = DayLength.of(plan.calendar.day_minutes)
    text = format_edits(parse_edits(form.edits, length, starts_of(plan)), length, starts_of(plan))
    outcome_on(plan, text)
    tried = {"tried_on": plan.status_date, "network_hash": plan.network.fingerprint()}
    return form.model_copy(update={"edits": text}), tried


# --- What it would do ------------------------------------------------------------------------------------------------


def outcome_on(plan: PlanSchedule, edits: str) -> Outcome:
    """What edits would do to a plan; kept with the plan. Raises `Invalid` where one cannot be tried, with its line."""
    known: dict[str, Outcome] = plan.answers.setdefault("what_if", {})
    if edits not in known:
        if len(known) >= 100:
            known.clear()
        parsed = parse_edits(edits, DayLength.of(plan.calendar.day_minutes), starts_of(plan))
        known[edits] = outcome(plan.schedule, parsed, [m.code for m in plan.milestones])
    return known[edits]


def starts_of(plan: PlanSchedule) -> Callable[[str, date], datetime]:
    """When work of a task begins on a day: by the task's calendar, or the plan's where there is no such task."""

    def starts(task: str, day: date) -> datetime:
        calendar = plan.network.calendar_of(plan.network.activity(task)) if task in plan.tasks else plan.calendar
        return calendar.day_start(day)

    return starts


def _derived(session: Session, programme: Programme, rows: Sequence[WhatIf]) -> dict[int, dict[str, Any]]:
    """Where the plan's end would come, by how much later, and how many milestones would move; what can no longer be tried says so."""
    if not rows:
        return {}
    plan = scheduled(session, programme, as_of(session, programme))
    return {row.id: _row(plan, row) for row in rows if row.id is not None}


def _row(plan: PlanSchedule, row: WhatIf) -> dict[str, Any]:
    try:
        found = outcome_on(plan, row.edits)
    except Invalid as refusal:
        return {
            "finish": None,
            "warnings": [
                Problem("WHAT_IF_OUTDATED", "edits", row.code, {"code": row.code, "count": len(refusal.problems)})
            ],
        }
    return {
        "finish": found.finish.after.date(), "variance_wd": found.finish.days, "milestones_moved": sum(bool(m.days) for m in found.milestones),
        "tasks_moved": found.tasks_moved,
    }  # fmt: skip


WHAT_IFS = Register(
    kind="what_if", plural="what-ifs", table=WhatIf, form=WhatIfForm, section="plan", icon="git-branch",
    columns=(
        Column("name"), Column("finish", "date", computed=True), Column("variance_wd", "number", "wd", computed=True),
        Column("milestones_moved", "number", computed=True), Column("tasks_moved", "number", computed=True), Column("decision"), Column("change_request"),
    ),
    filters=(Filter("decision"), Filter("change_request")), search=("name_zh", "name_en", "edits", "purpose_zh", "purpose_en"), write=Permission.maintain_plan,
    compute=_derived, create=try_what_if, revise=revise_what_if, withdraw=withdraw_what_if,
    sections=(("what_if", ("edits", "purpose", "decision", "change_request", "tried_on")),),
)  # fmt: skip
