"""What milestones mean goes with a plan into a file for Microsoft Project, as custom fields of their rows, and comes back from it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from sqlmodel import Session, col, select

from governance.errors import Problem
from governance.forms import Flag, Form, Score, read_fields
from governance.goals import Goal
from governance.people import Person
from governance.programmes import Programme
from governance.records import ProgrammeRecord
from milestones.register import Gate, Milestone
from plans.exchange.mspdi_marks import MAX_FIELD, OwnWords
from plans.exchange.outgoing_plan import OutgoingPlan, OutgoingRow
from plans.links import write
from plans.plan_draft import PlanDraft
from plans.plan_leaving import plan_leaving


class MeaningForm(Form):
    """What a row of our own file says of a milestone, but for what it names by code."""

    weight: Score = 3
    gate: Gate | None = None
    contractual: Flag = False


def plan_with_milestones_leaving(session: Session, programme: Programme, status_date: date, *, zh: bool = False) -> OutgoingPlan:  # fmt: skip
    """As `plan_leaving`, with the meaning of its milestones."""
    held = session.exec(
        select(Milestone).where(col(Milestone.programme_id) == programme.id, col(Milestone.withdrawn_on).is_(None))
    )
    by_code = {milestone.code: milestone for milestone in held}
    answering = {m.owner_id for m in by_code.values() if m.owner_id is not None}
    plan = plan_leaving(session, programme, status_date, zh=zh, also=answering)
    people = {id_: code for code, id_ in _ids(session, Person, programme).items()}
    rows = tuple(_with_meaning(row, by_code.get(row.id or ""), people) for row in plan.rows)
    serving = [row.code for row in rows if row.goals]
    told = [Problem("MILESTONE_GOALS_BY_CODE", "tasks", None, {"count": len(serving)})] if serving else []
    return replace(plan, rows=rows, left_out=(*plan.left_out, *told))


def _with_meaning(row: OutgoingRow, held: Milestone | None, people: Mapping[int, str]) -> OutgoingRow:
    if held is None:
        return row
    answers = people.get(held.owner_id or 0, "")
    return replace(
        row, gate=str(held.gate or ""), goals=", ".join(held.goals)[:MAX_FIELD], answers=answers if answers != row.owner else "",
        weight=str(held.weight), contractual="1" if held.contractual else "0",
    )  # fmt: skip


def enter_meanings(session: Session, programme: Programme, draft: PlanDraft) -> None:
    """Milestones as our own file has them (inside a command, when their rows exist); goals and people that are unknown here are left out."""
    said = {task.code: task for task in draft.tasks if task.meaning is not None}
    if not said:
        return
    goals, people = _ids(session, Goal, programme), _ids(session, Person, programme)
    query = select(Milestone).where(col(Milestone.programme_id) == programme.id, col(Milestone.code).in_([*said]))
    for milestone in session.exec(query):
        task = said[milestone.code]
        values = _read(task.meaning or OwnWords())
        named = [code.strip() for code in (task.meaning.goals if task.meaning else "").split(",")]
        answers = people.get((task.meaning.answers if task.meaning else "") or task.owner)
        write(
            milestone, goals=[code for code in named if code in goals], owner_id=answers or milestone.owner_id, **values
        )
    session.flush()


def _read(said: OwnWords) -> dict[str, object]:
    """The values that a form accepts; what it refuses is left as it was."""
    given = {name: getattr(said, name) for name in MeaningForm.model_fields}
    form, problems = read_fields(MeaningForm, given)
    wrong = {problem.field for problem in problems}
    return {name: getattr(form, name) for name in given if name not in wrong}


def _ids(session: Session, table: type[ProgrammeRecord], programme: Programme) -> dict[str, int]:
    found = session.exec(
        select(table).where(col(table.programme_id) == programme.id, col(table.withdrawn_on).is_(None))
    )
    return {record.code: record.id for record in found if record.id is not None}
