"""Risks in the report: the five that matter most, what comes next for each, and what it would hit in the plan."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from governance.labels import Label
from milestones.headline import open_codes
from milestones.rag import Rag, RiskFacts, Verdict, risk_rag
from milestones.report_facts import Ref, Text
from milestones.report_risks import Response, RiskLine, RiskPosition, Risks
from milestones.report_view import GoalLine, MilestoneLine
from plans.plan import PlanSchedule
from risks import scoring
from risks.register import Risk, RiskKind, RiskStatus
from risks.responses import ResponseStatus

TOP = 5
NAMED = 3
SETTLED = frozenset({RiskStatus.closed, RiskStatus.occurred})


def open_risks(risks: Iterable[Risk], on: date) -> list[Risk]:
    """Risks that had been raised by a day and are neither closed nor come true."""
    return [r for r in risks if r.status not in SETTLED and (r.raised_on is None or r.raised_on <= on)]


def open_responses(responses: Iterable[Any], on: date) -> list[Any]:
    """Responses not done by a day, the most urgent first."""
    standing = [r for r in responses if r.status != ResponseStatus.cancelled and (r.done_on is None or r.done_on > on)]
    return sorted(standing, key=lambda r: (r.due or date.max, r.code))


def risk_lines(
    plan: PlanSchedule, risks: Sequence[Risk], responses: Mapping[int, Sequence[Any]], people: Mapping[int, Label],
    milestones: Sequence[MilestoneLine], served: Mapping[str, tuple[str, ...]], goals: Sequence[GoalLine], driving: frozenset[str],
    scores_before: Mapping[str, int] | None, on: date,
) -> Risks:  # fmt: skip
    """`served`: the goals of each milestone; `driving`: tasks that decide the headline's milestone; `scores_before`: of the last report."""
    still_open = open_risks(risks, on)
    todo = {r.id: open_responses(responses.get(r.id or 0, ()), on) for r in still_open}
    verdicts = {r.id: _verdict(plan, r, bool(todo[r.id]), on) for r in still_open}
    threats = [r for r in still_open if r.kind == RiskKind.threat and _score(r) is not None]
    ranked = sorted(threats, key=lambda r: _urgency(r, verdicts[r.id].rag, todo[r.id], driving, on))
    names = {g.goal.code: g.goal for g in goals}
    lines = [
        _line(plan, r, verdicts[r.id], todo[r.id], people, milestones, served, names, driving, scores_before, on)
        for r in ranked[:TOP]
    ]
    above = sum(scoring.above_appetite(r.category, _score(r)) for r in threats)
    return Risks(top=tuple(lines), positions=tuple(_positions(still_open, verdicts)), above_appetite=above)


def _score(risk: Risk) -> int | None:
    return scoring.score(risk.probability, risk.impact)


def _verdict(plan: PlanSchedule, risk: Risk, responded: bool, on: date) -> Verdict:
    late = plan.calendar.working_days_late(risk.review_due, on) if risk.review_due else 0
    above = risk.kind == RiskKind.threat and scoring.above_appetite(risk.category, _score(risk))
    if risk.kind == RiskKind.opportunity:
        return risk_rag(RiskFacts(score=_score(risk) and 0, review_overdue_wd=max(0, late)))
    return risk_rag(RiskFacts(_score(risk), above, responded, max(0, late)))


def _urgency(risk: Risk, rag: Rag, todo: Sequence[Any], driving: frozenset[str], on: date) -> tuple[Any, ...]:
    """Score first; among equals what is off track, hits the driving path, is overdue, or would stay worst after its response."""
    overdue = any(r.due and r.due < on for r in todo)
    left = scoring.score(risk.residual_probability, risk.residual_impact) or 0
    level = scoring.level(risk.probability, risk.impact)
    extreme = level == scoring.Level.extreme
    return (not extreme, -(_score(risk) or 0), rag != Rag.off_track, not driving & set(risk.tasks), not overdue, -left, risk.code)  # fmt: skip


def _line(
    plan: PlanSchedule, risk: Risk, verdict: Verdict, todo: Sequence[Any], people: Mapping[int, Label], milestones: Sequence[MilestoneLine],
    served: Mapping[str, tuple[str, ...]], goals: Mapping[str, Ref], driving: frozenset[str], before: Mapping[str, int] | None, on: date,
) -> RiskLine:  # fmt: skip
    points = _score(risk) or 0
    hit = affected_milestones(plan, risk.tasks, milestones)
    hit_goals = dict.fromkeys(code for m in hit for code in served.get(m.code, ()))
    return RiskLine(
        risk=Ref.of("risk", risk.code, risk.title_zh, risk.title_en), category=risk.category.value, score=points,
        level=str(scoring.level(risk.probability, risk.impact)), movement=points - before[risk.code] if before and risk.code in before else None,
        rag=verdict.rag, reason=verdict.reason, owner=Ref.labelled("person", people.get(risk.owner_id or 0)),
        response=_response(plan, todo[0], people, on) if todo else None, open_responses=len(todo), milestones=tuple(hit),
        goals=tuple(goals[c] for c in hit_goals if c in goals)[:NAMED], on_driving_path=bool(driving & set(open_codes(plan, risk.tasks))),
    )  # fmt: skip


def _response(plan: PlanSchedule, response: Any, people: Mapping[int, Label], on: date) -> Response:
    late = plan.calendar.working_days_late(response.due, on) if response.due else 0
    action = Ref.of("response", response.code, response.action_zh, response.action_en).name
    return Response(
        code=response.code, action=action, owner=Ref.labelled("person", people.get(response.owner_id or 0)), due=response.due, overdue_wd=max(0, late)
    )  # fmt: skip


def affected_milestones(plan: PlanSchedule, tasks: Iterable[str], milestones: Sequence[MilestoneLine]) -> list[Ref]:
    """The first milestones still ahead that come after any unfinished one of the tasks in the network."""
    import networkx

    open_tasks = open_codes(plan, tasks)
    if not open_tasks:
        return []
    graph = plan.network.graph()
    after = set().union(*(networkx.descendants(graph, code) for code in open_tasks))
    return [m.milestone for m in milestones if not m.achieved and m.milestone.code in after][:NAMED]


def _positions(risks: Iterable[Risk], verdicts: Mapping[int | None, Verdict]) -> Iterable[RiskPosition]:
    for risk in sorted(risks, key=lambda r: r.code):
        points = _score(risk)
        if risk.impact is not None and points is not None:
            yield RiskPosition(
                code=risk.code, name=Text(zh=risk.title_zh, en=risk.title_en), kind=risk.kind.value, probability=risk.probability,
                impact=risk.impact, score=points, residual_probability=risk.residual_probability, residual_impact=risk.residual_impact,
                rag=verdicts[risk.id].rag,
            )  # fmt: skip
