"""Goals: what the rollout is for, each with a KPI, a baseline, a target, a date and a person who answers for it."""

from datetime import date
from decimal import Decimal
from enum import StrEnum, auto
from typing import Annotated, ClassVar

from pydantic import Field as F
from sqlmodel import Field, Session

from governance.authority import Actor, Permission
from governance.columns import link, listing, long_text, measure, name_column, words
from governance.commands import command
from governance.errors import Conflict, Problem, refuse_if
from governance.forms import Day, Flag, Line, Measure, Prose, RecordForm, Reference, Whole
from governance.goal_checks import incomplete
from governance.people import Department
from governance.programmes import Programme
from governance.records import ProgrammeRecord, add, check_not_withdrawn, ids_by_code, move, revise, withdraw


class Factor(StrEnum):
    """The fifteen reasons why CRM rollouts fail; everything else in the record is tagged to one of them."""

    f1 = auto()
    f2 = auto()
    f3 = auto()
    f4 = auto()
    f5 = auto()
    f6 = auto()
    f7 = auto()
    f8 = auto()
    f9 = auto()
    f10 = auto()
    f11 = auto()
    f12 = auto()
    f13 = auto()
    f14 = auto()
    f15 = auto()


class Family(StrEnum):
    """What a KPI tells about."""

    usage = auto()
    staff_satisfaction = auto()
    efficiency = auto()
    customer_satisfaction = auto()
    customer_loyalty = auto()
    sales = auto()
    data_quality = auto()
    stability_security = auto()


class Direction(StrEnum):
    increase = auto()
    decrease = auto()
    keep_within = auto()


class Frequency(StrEnum):
    """How often a KPI is measured."""

    weekly = auto()
    biweekly = auto()
    monthly = auto()
    quarterly = auto()


class GoalStatus(StrEnum):
    draft = auto()
    in_review = auto()
    approved = auto()
    tracking = auto()
    achieved = auto()
    missed = auto()


_S = GoalStatus
TRANSITIONS: dict[GoalStatus, frozenset[GoalStatus]] = {
    _S.draft: frozenset({_S.in_review}),
    _S.in_review: frozenset({_S.draft, _S.approved}),
    _S.approved: frozenset({_S.tracking}),
    _S.tracking: frozenset({_S.achieved, _S.missed}),
}
# Approving is the sponsor's; every other step is taken by whoever keeps the goals.
PERMITS = {_S.approved: Permission.approve_goals}
OPEN = frozenset({_S.draft, _S.in_review})
# What was approved: a new value would be a new promise, so it changes only through an approved change request.
PROMISE = (
    "kpi_zh", "kpi_en", "unit", "direction", "baseline", "baseline_on", "target", "tolerance", "due",
)  # fmt: skip


class GoalForm(RecordForm):
    REQUIRED_TEXT = ("statement",)

    statement_zh: Prose | None = None
    statement_en: Prose | None = None
    strategic_objective_zh: Prose | None = None
    strategic_objective_en: Prose | None = None
    factor: Factor | None = None
    owner: Annotated[str, Reference("person")] | None = None
    family: Family | None = None
    kpi_zh: Line | None = None
    kpi_en: Line | None = None
    unit: Annotated[Line, F(max_length=40)] | None = None
    direction: Direction = Direction.increase
    baseline: Measure | None = None
    baseline_on: Day | None = None
    baseline_source: Prose | None = None
    target: Measure | None = None
    tolerance: Annotated[Measure, F(gt=0)] | None = None
    allow_over_100: Flag = False
    due: Day | None = None
    frequency: Frequency | None = None
    priority: Annotated[Whole, F(ge=1, le=3)] = 2
    participants: Annotated[list[str], Reference("department")] = []
    milestones: Annotated[list[str], Reference("milestone")] = []

    def problems(self) -> list[Problem]:
        found = [*self._direction(), *self._share()]
        if self.baseline_on and self.due and self.baseline_on >= self.due:
            found.append(Problem("DATE_ORDER", "due", self.due, {"from": self.baseline_on, "to": self.due}))
        return found

    def _direction(self) -> list[Problem]:
        if self.direction == Direction.keep_within:
            missing = self.target is not None and self.tolerance is None
            return [Problem("TOLERANCE_MISSING", "tolerance", None, {})] if missing else []
        if self.baseline is None or self.target is None:
            return []
        rises = self.target > self.baseline
        if self.target != self.baseline and rises == (self.direction == Direction.increase):
            return []
        facts = {"direction": self.direction, "baseline": self.baseline, "target": self.target}
        return [Problem("KPI_DIRECTION_CONFLICT", "target", self.target, facts)]

    def _share(self) -> list[Problem]:
        """A share in percent lies between 0 and 100, unless it is said to be a rate that may exceed it."""
        if self.unit != "%" or self.allow_over_100:
            return []
        values = {"baseline": self.baseline, "target": self.target}
        return [
            Problem("OUT_OF_RANGE", name, value, {"min": 0, "max": 100})
            for name, value in values.items()
            if value is not None and not 0 <= value <= 100
        ]


class Goal(ProgrammeRecord, table=True):
    KIND: ClassVar[str] = "goal"
    PREFIX: ClassVar[str] = "G-"

    status: GoalStatus = words(GoalStatus, GoalStatus.draft)
    statement_zh: str | None = long_text()
    statement_en: str | None = long_text()
    strategic_objective_zh: str | None = long_text()
    strategic_objective_en: str | None = long_text()
    factor: Factor | None = words(Factor)
    owner_id: int | None = link("person", foreign_key="person.id")
    family: Family | None = words(Family)
    kpi_zh: str | None = name_column()
    kpi_en: str | None = name_column()
    unit: str | None = Field(default=None, max_length=40)
    direction: Direction = words(Direction, Direction.increase)
    baseline: Decimal | None = measure()
    baseline_on: date | None = None
    baseline_source: str | None = long_text()
    target: Decimal | None = measure()
    tolerance: Decimal | None = measure()
    allow_over_100: bool = False
    due: date | None = None
    frequency: Frequency | None = words(Frequency)
    priority: int = 2
    participants: list[str] = listing()
    milestones: list[str] = listing()
    approved_on: date | None = None


# --- Commands --------------------------------------------------------------------------------------------------------


@command(Permission.maintain_goals)
def draft_goal(session: Session, actor: Actor, programme: Programme, form: GoalForm) -> Goal:
    refuse_if(_in_programme(session, programme, form))
    return add(session, Goal, programme.key, form)


@command(Permission.maintain_goals)
def revise_goal(session: Session, actor: Actor, goal: Goal, form: GoalForm, version: int | None) -> Goal:
    """Change a goal. Once approved, what was promised is not changed here.

    Raises:
        Conflict: a promised field of an approved goal would change.
    """
    programme = session.get_one(Programme, goal.programme_id)
    refuse_if(_in_programme(session, programme, form))
    if goal.status not in OPEN:
        changed = [n for n in PROMISE if getattr(form, n) != getattr(goal, n)]
        if changed:
            facts = {"code": goal.code, "status": goal.status}
            raise Conflict([Problem("GOAL_LOCKED", n, getattr(form, n), facts) for n in changed])
    return revise(session, goal, form, version)


@command(Permission.maintain_goals)
def withdraw_goal(
    session: Session, actor: Actor, goal: Goal, reason: str, on: date, version: int | None = None
) -> Goal:
    return withdraw(session, goal, reason, on, version)


@command(None)
def move_goal(session: Session, actor: Actor, goal: Goal, to: GoalStatus, reason: str | None = None) -> Goal:
    """Change a goal's state. Approval is the sponsor's, and only of a goal that lacks nothing.

    Raises:
        NotPermitted: the step is not the actor's to take.
        Invalid: the goal is incomplete; the letters of SMART that it lacks are named.
    """
    actor.require(PERMITS.get(to, Permission.maintain_goals), goal.programme_id)
    check_not_withdrawn(goal)
    if to == GoalStatus.approved and goal.status == GoalStatus.in_review:
        refuse_if(incomplete(goal))
    move(goal, to, TRANSITIONS)
    if to == GoalStatus.approved:
        goal.approved_on = goal.approved_on or session.get_one(Programme, goal.programme_id).status_date
    return goal


def approve_goal(session: Session, actor: Actor, goal: Goal, reason: str | None = None) -> Goal:
    """Accept a goal that is in review as what the rollout will be measured by."""
    return move_goal(session, actor, goal, GoalStatus.approved, reason=reason)


# --- Rules about a goal ----------------------------------------------------------------------------------------------


def horizon(programme: Programme) -> date:
    """The last day that a goal of the programme may be due: the end of its benefits, else its committed finish."""
    return programme.benefits_until or programme.committed_finish


def _in_programme(session: Session, programme: Programme, form: GoalForm) -> list[Problem]:
    found = []
    last = horizon(programme)
    if form.due and not programme.start <= form.due <= last:
        found.append(Problem("OUT_OF_RANGE", "due", form.due, {"min": programme.start, "max": last}))
    if form.owner and ids_by_code(session, Department, programme.id, [form.owner]):
        found.append(Problem("GOAL_OWNER_NOT_PERSON", "owner", form.owner, {"code": form.owner}))
    return found
