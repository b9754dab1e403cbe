"""How each figure of the report came about: the formula by name, what went in, the records it was computed from."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from milestones import rag
from milestones.report_risks import Risks
from milestones.report_view import Calculation, DecisionNeeded, GoalLine, Headline, MilestoneLine, People, Plan
from stakeholders import engagement


def calculations(
    head: Headline, plan: Plan, milestones: Sequence[MilestoneLine], goals: Sequence[GoalLine], risks: Risks, people: People,
    decisions: Sequence[DecisionNeeded],
) -> tuple[Calculation, ...]:  # fmt: skip
    """One entry per kind of figure, in the order of the report."""
    return (
        *_headline(head, plan, milestones), *_decisions(decisions), *_milestones(milestones), *_goals(goals), *_risks(risks), *_people(people),
    )  # fmt: skip


def _headline(head: Headline, plan: Plan, milestones: Sequence[MilestoneLine]) -> Iterator[Calculation]:
    counts = {strand.kind: dict(strand.counts) for strand in head.strands}
    red = sum(counts.get(kind, {}).get(rag.Rag.off_track, 0) for kind in ("milestone", "task"))
    critical = tuple(
        m.milestone.code for m in milestones if m.weight >= rag.CRITICAL_WEIGHT and m.rag == rag.Rag.off_track
    )
    yield Calculation(
        figure="overall", formula="overall", result=head.computed.value, kind="milestone", rows=critical,
        inputs={"off_track": red, "objects": sum(sum(counts.get(k, {}).values()) for k in ("milestone", "task")),
                "critical_off_track": len(critical), "share_limit": _text(rag.OFF_TRACK_SHARE)},
    )  # fmt: skip
    without = sum(strand.counts.get(rag.Rag.no_data, 0) for strand in head.strands)
    yield Calculation(
        figure="confidence", formula="confidence", inputs={"without_data": without}, result=_text(head.confidence)
    )
    if head.milestone and head.baseline and head.forecast:
        driver = head.cause.task if head.cause else head.milestone
        inputs = {"baseline": _text(head.baseline), "forecast": _text(head.forecast)}
        yield Calculation(
            figure="variance", formula="variance", inputs=inputs, result=head.variance_wd, rows=(driver.code,), kind=driver.kind
        )  # fmt: skip
    inputs = {"finished": plan.due_finished, "due": plan.due}
    share = f"{plan.due_finished / plan.due:.4f}" if plan.due else None
    yield Calculation(
        figure="plan", formula="finished_of_due", inputs=inputs, result=share, rows=plan.overdue, kind="task"
    )


def _decisions(decisions: Sequence[DecisionNeeded]) -> Iterator[Calculation]:
    codes = tuple(d.decision.code for d in decisions)
    yield Calculation(
        figure="decisions", formula="decisions_open", inputs={}, result=len(codes), rows=codes, kind="decision"
    )


def _milestones(milestones: Sequence[MilestoneLine]) -> Iterator[Calculation]:
    late = tuple(m.milestone.code for m in milestones if m.rag in (rag.Rag.off_track, rag.Rag.watch))
    inputs = {"late_limit_wd": rag.LATE_WD}
    yield Calculation(
        figure="milestones", formula="milestone_colour", inputs=inputs, result=len(late), rows=late, kind="milestone"
    )


def _goals(goals: Sequence[GoalLine]) -> Iterator[Calculation]:
    inputs = {"as_expected": _text(rag.GOAL_AS_EXPECTED), "below": _text(rag.GOAL_BELOW)}
    yield Calculation(
        figure="goals",
        formula="goal_expected",
        inputs=inputs,
        result=len(goals),
        rows=tuple(g.goal.code for g in goals),
        kind="goal",
    )


def _risks(risks: Risks) -> Iterator[Calculation]:
    inputs = {"extreme": rag.EXTREME_SCORE, "review_overdue_wd": rag.REVIEW_OVERDUE_WD, "open": len(risks.positions)}
    yield Calculation(
        figure="risks",
        formula="risk_score",
        inputs=inputs,
        result=risks.above_appetite,
        rows=tuple(r.risk.code for r in risks.top),
        kind="risk",
    )


def _people(people: People) -> Iterator[Calculation]:
    found = people.engagement
    if found is not None:
        inputs = {
            "key": found.key,
            "influence_from": engagement.HIGH,
            "strong": _text(engagement.STRONG),
            "fair": _text(engagement.FAIR),
        }
        yield Calculation(
            figure="engagement", formula="support_index", inputs=inputs, result=_text(found.support_index)
        )
    promised = people.commitments
    inputs = {"due": promised.due, "late": promised.late, "broken": promised.broken}
    yield Calculation(
        figure="commitments", formula="commitments_kept", inputs=inputs, result=promised.kept, kind="commitment"
    )
    raci = people.responsibilities
    yield Calculation(
        figure="responsibilities",
        formula="raci_errors",
        inputs={"deliverables": raci.deliverables, **raci.errors},
        result=raci.with_errors,
        kind="deliverable",
    )


def _text(value: Any) -> str | None:
    return None if value is None else value.isoformat() if isinstance(value, date) else str(value)
