"""Goals in the report: how far each has come from its baseline, and how far it should have come by now."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from governance.goals import Direction, Goal, GoalStatus
from governance.labels import Label
from milestones.goal_tracking import Tracked
from milestones.rag import Rag, Reason, Verdict
from milestones.report_facts import Ref, Text
from milestones.report_view import GoalLine

POINTS = 12
_PLACES = Decimal("0.0001")
_NOT_APPROVED = Verdict(Rag.no_data, Reason.not_approved)


def goal_lines(goals: Sequence[Goal], states: Mapping[int, Tracked], people: Mapping[int, Label]) -> tuple[GoalLine, ...]:  # fmt: skip
    """One line per goal that is more than a draft, by code; `states` by the goals' ids. One in review is shown and not judged."""
    shown = sorted((g for g in goals if g.status != GoalStatus.draft), key=lambda g: g.code)
    return tuple(_line(goal, states[goal.id or 0], people.get(goal.owner_id or 0)) for goal in shown)


def _line(goal: Goal, state: Tracked, owner: Label | None) -> GoalLine:
    verdict, p = state.verdict or _NOT_APPROVED, state.progress
    values = tuple(value for _, value in state.points)
    of_expected = p.realised / p.expected if p.realised is not None and p.expected else None
    return GoalLine(
        goal=Ref.of("goal", goal.code, goal.statement_zh, goal.statement_en),
        kpi=Text(zh=goal.kpi_zh or goal.statement_zh, en=goal.kpi_en or goal.statement_en), unit=goal.unit, direction=goal.direction.value,
        family=goal.family.value if goal.family else None, owner=Ref.labelled("person", owner), baseline=goal.baseline, baseline_on=goal.baseline_on,
        now=p.latest, now_on=p.latest_on, expected=None if p.expected_value is None else p.expected_value.quantize(Decimal("0.1")),
        target=goal.target, due=goal.due, realised=_round(p.realised), realised_of_expected=_round(of_expected), series=values[-POINTS:],
        trend=trend_of(values, goal.direction), rag=verdict.rag, reason=verdict.reason,
    )  # fmt: skip


def trend_of(values: Sequence[Decimal], direction: Direction) -> str:
    """better, worse or flat by the last two measurements; none where there are fewer, or where the aim is to hold."""
    if len(values) < 2 or direction == Direction.keep_within:
        return "none"
    step = values[-1] - values[-2] if direction == Direction.increase else values[-2] - values[-1]
    return "better" if step > 0 else "worse" if step < 0 else "flat"


def _round(value: Decimal | None) -> Decimal | None:
    return None if value is None else value.quantize(_PLACES)
