"""The headline: which milestone counts next, what drives it, which decision it waits for, and the colour of the whole."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_DOWN, Decimal

from milestones.plan_standing import TaskStanding, children, counts
from milestones.rag import Rag, confidence, held, overall
from milestones.report_facts import Ref
from milestones.report_risks import RiskPosition
from milestones.report_view import Cause, DecisionNeeded, GoalLine, Headline, MilestoneLine, Strand
from plans.plan import PlanSchedule
from plans.progressed import Standing


@dataclass(frozen=True, slots=True)
class Before:
    """The overall colour in the last published report: as computed, and as shown."""

    computed: Rag | None = None
    shown: Rag | None = None


def next_milestone(lines: Sequence[MilestoneLine], go_lives: Iterable[str]) -> MilestoneLine | None:
    """The first go-live still ahead; without one the next gate, without that the last milestone."""
    ahead = [line for line in lines if not line.achieved]
    by_code = {line.milestone.code: line for line in ahead}
    first_live = next((by_code[code] for code in go_lives if code in by_code), None)
    return first_live or next((line for line in ahead if line.gate), None) or (lines[-1] if lines else None)


def driving_tasks(plan: PlanSchedule, milestone: str) -> list[str]:
    """The unfinished tasks that decide when a milestone comes, first to last."""
    return [code for code in plan.schedule.driving_path(milestone) if not plan.tasks[code].is_milestone]


def cause_of(plan: PlanSchedule, milestone: MilestoneLine | None, comments: Mapping[str, str]) -> Cause | None:
    """The first late task on the driving path of a late milestone."""
    if milestone is None or milestone.achieved or not (milestone.variance_wd or 0) > 0:
        return None
    late = next((c for c in driving_tasks(plan, milestone.milestone.code) if plan.is_late(c)), None)
    planned = plan.baseline_finish_of(late) if late else None
    if late is None or planned is None:
        return None
    task = plan.tasks[late]
    return Cause(
        task=Ref.of("task", late, task.name_zh, task.name_en), department=Ref.labelled("department", plan.departments.get(task.department or "")),
        owner=Ref.labelled("person", plan.people.get(task.owner or "")), baseline=planned, forecast=plan.finish_of(late),
        variance_wd=plan.variance(late) or 0, comment=comments.get(late),
    )  # fmt: skip


def decision_asked(decisions: Sequence[DecisionNeeded], milestone: MilestoneLine | None) -> DecisionNeeded | None:
    """Of the open decisions that the milestone waits for (else of all), the one whose waiting costs most; ties to the most urgent."""
    concerned = [d for d in decisions if milestone and milestone.milestone.code in {m.code for m in d.milestones}]
    ranked = sorted(concerned or decisions, key=lambda d: (-(d.cost_of_waiting_wd or 0), d.needed_by or date.max, d.decision.code))  # fmt: skip
    return ranked[0] if ranked else None


def headline(
    plan: PlanSchedule, lines: Sequence[MilestoneLine], tasks: TaskStanding, goals: Sequence[GoalLine], risks: Sequence[RiskPosition],
    decisions: Sequence[DecisionNeeded], go_lives: Iterable[str], comments: Mapping[str, str], before: Before,
) -> Headline:  # fmt: skip
    """Put the headline together; every part of it is computed elsewhere and can be looked up there."""
    computed = overall(children(lines, tasks))
    shown = held(computed, before.computed, before.shown)
    milestone, asked = next_milestone(lines, go_lives), None
    asked = decision_asked(decisions, milestone)
    last = max(lines, key=lambda m: m.forecast, default=None)
    strands = {
        "milestone": [m.rag for m in lines], "task": [v.rag for v in tasks.verdicts.values()],
        "goal": [g.rag for g in goals], "risk": [r.rag for r in risks],
    }  # fmt: skip
    looked_at = [*strands["milestone"], *(tasks.verdicts[c].rag for c in tasks.under_way), *strands["goal"], *strands["risk"]]  # fmt: skip
    return Headline(
        shown=shown.rag, computed=computed.rag, reason=shown.reason, confidence=_rounded_down(confidence(looked_at)),
        strands=tuple(Strand(kind=kind, counts=counts(rags)) for kind, rags in strands.items() if rags),
        milestone=milestone.milestone if milestone else None, baseline=milestone.baseline if milestone else None,
        forecast=milestone.forecast if milestone else None, variance_wd=milestone.variance_wd if milestone else None,
        cause=cause_of(plan, milestone, comments), decision=asked.decision if asked else None, decide_by=asked.needed_by if asked else None,
        finish=last.forecast if last else None, finish_variance_wd=last.variance_wd if last else None,
        commitment_float_wd=last.commitment_float_wd if last else None,
    )  # fmt: skip


def open_codes(plan: PlanSchedule, codes: Iterable[str]) -> list[str]:
    """Those of the codes that are tasks of the plan and not finished."""
    return [code for code in codes if code in plan.tasks and plan[code].standing != Standing.complete]


def _rounded_down(share: Decimal | None) -> Decimal | None:
    """To four places and never up, so that a share just below a limit stays below it."""
    return None if share is None else share.quantize(Decimal("0.0001"), ROUND_DOWN)
