"""Goals as they are tracked: how far each has come, its colour, what its wording lacks, and where two of them clash."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlmodel import Session, col, select

from governance import goal_checks, goal_conflicts, goals, smart_lint
from governance.authority import Permission
from governance.errors import Problem
from governance.goal_progress import Aim, Progress, progress
from governance.goals import Goal, GoalForm, GoalStatus
from governance.measurements import series
from governance.people import Person
from governance.programmes import Programme
from governance.records import current
from governance.registers import Column, Filter, Register
from milestones.rag import GoalFacts, Rag, Verdict, goal_rag

SETTLED = {GoalStatus.achieved: Rag.done, GoalStatus.missed: Rag.off_track}


@dataclass(frozen=True, slots=True)
class Tracked:
    """A goal on a day: its measurements so far, its progress, and its colour with the rule that gave it."""

    points: tuple[tuple[date, Decimal], ...]
    progress: Progress
    verdict: Verdict | None

    @property
    def rag(self) -> Rag | None:
        return self.verdict.rag if self.verdict else None


def aim_of(goal: Goal) -> Aim:
    within = goal.tolerance if goal.direction == goals.Direction.keep_within else None
    return Aim(goal.baseline, goal.baseline_on, goal.target, goal.due, within, goal.frequency)


def tracked(session: Session, programme: Programme, records: Sequence[Goal], on: date) -> dict[int, Tracked]:
    """The goals as they stand at the end of `on`, by id (one query). A draft has no colour."""
    measured = series(session, programme.id or 0, on, [g.id for g in records if g.id is not None])
    found = {}
    for goal in records:
        points = tuple((m.period_end, m.value) for m in measured.get(goal.id or 0, ()))
        state = progress(aim_of(goal), points, on)
        found[goal.id or 0] = Tracked(points, state, _verdict(goal, state))
    return found


def _verdict(goal: Goal, state: Progress) -> Verdict | None:
    if goal.status in goals.OPEN:
        return None
    verdict = goal_rag(
        GoalFacts(state.realised, state.expected or Decimal(0), state.periods_without_data, state.wrong_way)
    )
    settled = SETTLED.get(goal.status)
    return Verdict(settled, verdict.reason) if settled else verdict


def clashes_of(session: Session, programme: Programme) -> dict[str, list[goal_conflicts.Clash]]:
    """The clashes in which each goal takes part, by its code."""
    standing = [g for g in current(session, Goal, programme.id) if g.status not in SETTLED]
    owners = {g.owner_id for g in standing if g.owner_id}
    people = session.execute(select(Person.id, Person.department_id).where(col(Person.id).in_(owners)))
    departments = {person: str(department) for person, department in people if department}
    claims = [
        goal_conflicts.Claim(
            g.code, (g.kpi_zh, g.kpi_en), g.direction, g.target, g.unit, departments.get(g.owner_id or 0)
        )
        for g in standing
    ]
    found: dict[str, list[goal_conflicts.Clash]] = {}
    for clash in goal_conflicts.clashes(claims):
        found.setdefault(clash.first, []).append(clash)
        found.setdefault(clash.second, []).append(clash)
    return found


def warnings_about(goal: Goal, findings: Sequence[smart_lint.Finding], clashes: Sequence[goal_conflicts.Clash]) -> list[Problem]:  # fmt: skip
    """What is doubtful about a goal without blocking it."""
    found = goal_checks.mismatches(findings)
    if len(goal.participants) < 2 and goal.status not in SETTLED:
        found.append(Problem("GOAL_ONE_DEPARTMENT", "participants", None, {"count": len(goal.participants)}))
    for clash in clashes:
        other = clash.second if clash.first == goal.code else clash.first
        found.append(Problem("GOAL_KPI_CLASH", "kpi", other, {"other": other}))
    return found


def _derived(session: Session, programme: Programme, records: list[Goal]) -> dict[int, dict[str, Any]]:
    states = tracked(session, programme, records, programme.status_date)
    clashes = clashes_of(session, programme)
    found = {}
    for goal in records:
        state = states[goal.id or 0]
        findings = goal_checks.lint_record(goal)
        letters = smart_lint.verdict(findings)
        lacking = [letter for letter, level in letters.items() if level == smart_lint.Level.error]
        found[goal.id] = {
            "now": state.progress.latest,
            "expected": state.progress.expected_value.quantize(Decimal("0.1"))
            if state.progress.expected_value is not None
            else None,
            "trend": [value for _, value in state.points],
            "rag": state.rag,
            "lacking": " ".join(lacking),
            "warnings": warnings_about(goal, findings, clashes.get(goal.code, ())),
        }
    return found


GOALS = Register(
    kind="goal", plural="goals", table=Goal, form=GoalForm, section="govern", icon="target", title="statement",
    columns=(
        Column("statement"), Column("owner", "person"), Column("unit"), Column("now", "number", computed=True),
        Column("expected", "number", computed=True), Column("target", "number"), Column("due", "date"), Column("trend", "spark", computed=True),
        Column("rag", "badge", computed=True), Column("lacking", computed=True), Column("status", "badge"),
    ),
    filters=(
        Filter("status"), Filter("rag", values=("off_track", "watch", "on_track", "no_data", "done")), Filter("owner"), Filter("family"),
        Filter("factor"), Filter("priority", values=("1", "2", "3")), Filter("participants", "text"), Filter("milestones", "text"),
    ),
    search=("statement_zh", "statement_en", "kpi_zh", "kpi_en", "strategic_objective_zh", "strategic_objective_en"), sort="code",
    compute=_derived, write=Permission.maintain_goals, permits=goals.PERMITS, by_form=frozenset({GoalStatus.approved}),
    create=goals.draft_goal, revise=goals.revise_goal, withdraw=goals.withdraw_goal, move=goals.move_goal, transitions=goals.TRANSITIONS,
    sections=(
        ("statement", ("statement", "strategic_objective", "factor", "owner", "participants", "priority")),
        ("kpi", ("kpi", "family", "unit", "direction", "frequency")),
        ("promise", ("baseline", "baseline_on", "baseline_source", "target", "tolerance", "due", "milestones", "approved_on")),
    ),
    children=(("measurement", "goal"),),
)  # fmt: skip
