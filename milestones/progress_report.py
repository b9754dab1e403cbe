"""The executive progress report, put together from the programme's records as of a status date.

One report is computed for a state of the records and kept; the page, its charts, the PDF, the JSON and the command line all read it.
"""

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from threading import Lock
from typing import Any

from sqlalchemy import select as sql
from sqlmodel import Session

from governance import audit
from governance.decisions import Decision, decisions_needed
from governance.goals import Goal
from governance.labels import Label, labels
from governance.programmes import Programme
from governance.records import current
from milestones.calculations import calculations
from milestones.changes_since import changes_since
from milestones.goal_lines import goal_lines
from milestones.goal_tracking import tracked
from milestones.headline import Before, cause_of, driving_tasks, headline, next_milestone
from milestones.people_lines import people
from milestones.plan_standing import Governed, milestone_lines, task_standing
from milestones.register import Milestone
from milestones.report_facts import Ref, Text
from milestones.report_trend import with_trend
from milestones.report_view import DecisionNeeded, Head, MilestoneLine, Money, Report, TrendPoint
from milestones.risk_lines import risk_lines
from milestones.snapshots import Earlier, earlier_reports
from plans.phases import Wave
from plans.plan import PlanSchedule, scheduled
from plans.progress import ProgressUpdate
from risks.register import Risk
from risks.responses import responses_to
from stakeholders.commitments import commitments_of
from stakeholders.raci import Deliverable, lint_rows
from stakeholders.register import Stakeholder

KEPT = 16
_kept: OrderedDict[tuple[str, date], Report] = OrderedDict()
_keeping = Lock()


def progress_report(session: Session, programme: Programme, status_date: date) -> Report:
    """The report as of the end of `status_date`.

    Kept under the newest entry of the programme's trail: none of its records changes without one.
    Raises `Invalid` when the plan's records do not make a sound network.
    """
    session.flush()
    key = (audit.newest(session, programme.key), status_date)
    with _keeping:
        if key in _kept:
            _kept.move_to_end(key)
            return _kept[key]
    report = _computed(session, programme, status_date)
    with _keeping:
        _kept[key] = report
        while len(_kept) > KEPT:
            _kept.popitem(last=False)
    return report


def _computed(session: Session, programme: Programme, on: date) -> Report:
    plan = scheduled(session, programme, on)
    persons = labels(session, "person", programme_id=programme.key, active=False)
    governed = _governed(session, programme, persons)
    earlier = earlier_reports(session, programme.key, on)
    lines = milestone_lines(plan, governed)
    go_lives = _go_lives(session, programme, plan)
    tasks = task_standing(plan)
    records = current(session, Goal, programme.key)
    goals = goal_lines(records, tracked(session, programme, records, on), persons)
    decisions = _decisions(session, programme, plan, persons, lines, on)
    ahead = next_milestone(lines, go_lives)
    driving = frozenset(driving_tasks(plan, ahead.milestone.code)) if ahead else frozenset()
    risks = risk_lines(
        plan, current(session, Risk, programme.key), responses_to(session, programme.key), persons, lines, _served(governed, records),
        goals, driving, earlier.scores, on,
    )  # fmt: skip
    cause = cause_of(plan, ahead, {})
    comments = _comments(session, plan, [cause.task.code] if cause else [], on)
    before = Before(earlier.last.headline.computed, earlier.last.headline.shown) if earlier.last else Before()
    summary = headline(plan, lines, tasks, goals, risks.positions, decisions, go_lives, comments, before)
    stances, promises = current(session, Stakeholder, programme.key), commitments_of(session, programme.key)
    matrix = lint_rows(session, programme, current(session, Deliverable, programme.key))
    persons_view = people(stances, promises, matrix, on)
    trend = (
        *earlier.points,
        TrendPoint(status_date=on, issue=None, forecasts={m.milestone.code: m.forecast for m in lines}),
    )
    lines = with_trend(lines, trend, partial(plan.calendar.working_days, programme.start))
    report = Report(
        head=_head(programme, plan, persons), headline=summary, plan=tasks.plan, decisions=decisions, milestones=lines, trend=trend, goals=goals,
        risks=risks, money=Money(budget=programme.budget, currency=programme.currency) if programme.budget is not None else None,
        people=persons_view, changes=None, calculations=calculations(summary, tasks.plan, lines, goals, risks, persons_view, decisions),
    )  # fmt: skip
    return _compared(report, earlier, plan)


def _compared(report: Report, earlier: Earlier, plan: PlanSchedule) -> Report:
    if earlier.last is None or earlier.number is None:
        return report
    changes = changes_since(earlier.last, earlier.number, report, plan.calendar.working_days_late)
    return report.model_copy(update={"changes": changes})


def _head(programme: Programme, plan: PlanSchedule, persons: Mapping[int, Label]) -> Head:
    return Head(
        programme=Ref.of("programme", programme.code, programme.name_zh, programme.name_en), status_date=plan.status_date,
        working_day=plan.calendar.working_days(programme.start, plan.status_date), start=programme.start, target_finish=programme.target_finish,
        committed_finish=programme.committed_finish, currency=programme.currency, sponsor=Ref.labelled("person", persons.get(programme.sponsor_id or 0)),
        manager=Ref.labelled("person", persons.get(programme.pm_id or 0)), calendar_until=plan.calendar.covered_until, is_sample=programme.is_sample,
        measured_against=next((Ref.of("baseline", b.code, b.name_zh, b.name_en) for b in plan.baselines if b.number and b.code == plan.against), None),
    )  # fmt: skip


def _decisions(
    session: Session, programme: Programme, plan: PlanSchedule, persons: Mapping[int, Label], lines: Sequence[MilestoneLine], on: date
) -> tuple[DecisionNeeded, ...]:  # fmt: skip
    names = {line.milestone.code: line.milestone for line in lines}
    return tuple(_decision(d, plan, persons, names, on) for d in decisions_needed(session, programme, on))


def _decision(decision: Decision, plan: PlanSchedule, persons: Mapping[int, Label], names: Mapping[str, Ref], on: date) -> DecisionNeeded:  # fmt: skip
    late = plan.calendar.working_days_late(decision.needed_by, on) if decision.needed_by else 0
    return DecisionNeeded(
        decision=Ref.of("decision", decision.code, decision.question_zh, decision.question_en), needed_by=decision.needed_by, overdue_wd=max(0, late),
        owner=Ref.labelled("person", persons.get(decision.owner_id or 0)), forum=Text(zh=decision.forum_zh, en=decision.forum_en),
        consequence=Text(zh=decision.consequence_zh, en=decision.consequence_en), cost_of_waiting_wd=decision.cost_of_waiting_wd,
        options=tuple(decision.options), milestones=tuple(names[c] for c in decision.milestones if c in names),
    )  # fmt: skip


def _governed(session: Session, programme: Programme, persons: Mapping[int, Label]) -> dict[str, Governed]:
    m: Any = Milestone.__table__  # pyright: ignore
    query = sql(m.c.code, m.c.weight, m.c.gate, m.c.goals, m.c.owner_id, m.c.contractual)
    rows = session.execute(query.where(m.c.programme_id == programme.key, m.c.withdrawn_on.is_(None)))
    return {
        row.code: Governed(
            row.weight, row.gate.value.upper() if row.gate else None, tuple(row.goals or ()),
            persons[row.owner_id].code if row.owner_id in persons else None, bool(row.contractual),
        )
        for row in rows
    }  # fmt: skip


def _served(governed: Mapping[str, Governed], goals: Sequence[Goal]) -> dict[str, tuple[str, ...]]:
    """The goals that hang on each milestone, said on either side."""
    found = {code: list(g.goals) for code, g in governed.items()}
    for goal in goals:
        for milestone in goal.milestones or ():
            found.setdefault(milestone, []).append(goal.code)
    return {code: tuple(dict.fromkeys(codes)) for code, codes in found.items()}


def _go_lives(session: Session, programme: Programme, plan: PlanSchedule) -> list[str]:
    """The milestones at which a wave goes live, in the order of the waves."""
    w: Any = Wave.__table__  # pyright: ignore
    query = (
        sql(w.c.go_live_id).where(w.c.programme_id == programme.key, w.c.withdrawn_on.is_(None)).order_by(w.c.position)
    )
    codes = {task.id: code for code, task in plan.tasks.items()}
    return [codes[id_] for (id_,) in session.execute(query) if id_ in codes]


def _comments(session: Session, plan: PlanSchedule, tasks: Sequence[str], on: date) -> dict[str, str]:
    """What was last reported in words about tasks, as of a day."""
    ids = {plan.tasks[code].id: code for code in tasks}
    if not ids:
        return {}
    t: Any = ProgressUpdate.__table__  # pyright: ignore
    query = sql(t.c.task_id, t.c.comment).where(
        t.c.task_id.in_(ids), t.c.status_date <= on, t.c.comment.is_not(None), t.c.withdrawn_on.is_(None)
    )
    return {ids[task]: comment for task, comment in session.execute(query.order_by(t.c.status_date))}
