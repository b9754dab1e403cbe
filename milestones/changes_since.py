"""What changed between two reports: found by comparing their facts, the most important first. Pure."""

from collections.abc import Callable, Iterator
from datetime import date

from milestones.rag import Rag
from milestones.report_changes import Change, ChangeKind, Changes
from milestones.report_facts import Ref
from milestones.report_risks import RiskPosition
from milestones.report_view import MilestoneLine, Report

LINES = 5
WorkingDays = Callable[[date, date], int]


def changes_since(before: Report, issue: int, now: Report, working_days: WorkingDays) -> Changes:
    """The changes from `before`, published as `issue`, to `now`. `working_days(a, b)`: working days from a to b, back is negative."""
    found = sorted(_all(before, now, working_days), key=lambda c: list(ChangeKind).index(c.kind))
    return Changes(since_issue=issue, since=before.head.status_date, lines=tuple(found[:LINES]), more=max(0, len(found) - LINES))  # fmt: skip


def _all(before: Report, now: Report, days: WorkingDays) -> Iterator[Change]:
    if before.headline.shown != now.headline.shown:
        yield Change(kind=ChangeKind.colour, before=before.headline.shown, after=now.headline.shown)
    yield from _milestones(before, now, days)
    yield from _decisions(before, now)
    yield from _risks(before, now)
    yield from _goals(before, now)
    yield from _promises(before, now)
    if (done := now.plan.finished - before.plan.finished) > 0:
        yield Change(kind=ChangeKind.tasks_finished, delta=done)


def _milestones(before: Report, now: Report, days: WorkingDays) -> Iterator[Change]:
    known = {m.milestone.code: m for m in before.milestones}
    pairs = [(known[m.milestone.code], m) for m in now.milestones if m.milestone.code in known]
    for old, new in pairs:
        if new.achieved and not old.achieved:
            yield Change(kind=ChangeKind.milestone_achieved, subject=new.milestone, after=new.forecast.isoformat())
    moved = [(new, days(old.forecast, new.forecast)) for old, new in pairs if not new.achieved and old.forecast != new.forecast]  # fmt: skip
    head = now.headline.milestone.code if now.headline.milestone else None
    for new, by in moved:
        if new.milestone.code == head:
            earlier = known[new.milestone.code].forecast
            yield Change(
                kind=ChangeKind.headline_milestone, subject=new.milestone, before=earlier.isoformat(), after=new.forecast.isoformat(), delta=by
            )  # fmt: skip
    others = [(new, by) for new, by in moved if new.milestone.code != head and by]
    if others:
        yield _moved(others)


def _moved(others: list[tuple[MilestoneLine, int]]) -> Change:
    most, by = max(others, key=lambda pair: abs(pair[1]))
    return Change(kind=ChangeKind.milestones_moved, subject=most.milestone, delta=by, others=tuple(m.milestone.code for m, _ in others))  # fmt: skip


def _decisions(before: Report, now: Report) -> Iterator[Change]:
    old, new = ({d.decision.code: d.decision for d in r.decisions} for r in (before, now))
    for code in sorted(old.keys() - new.keys()):
        yield Change(kind=ChangeKind.decision_closed, subject=old[code])
    for code in sorted(new.keys() - old.keys()):
        yield Change(kind=ChangeKind.decision_raised, subject=new[code])


def _risks(before: Report, now: Report) -> Iterator[Change]:
    old, new = ({p.code: p for p in r.risks.positions} for r in (before, now))
    for code in sorted(old.keys() & new.keys()):
        was, now_at = old[code].score, new[code].score
        if was != now_at:
            yield Change(kind=ChangeKind.risk_score, subject=_risk(new[code]), before=str(was), after=str(now_at), delta=now_at - was)  # fmt: skip
    for code in sorted(new.keys() - old.keys()):
        yield Change(kind=ChangeKind.risk_raised, subject=_risk(new[code]), after=str(new[code].score))
    for code in sorted(old.keys() - new.keys()):
        yield Change(kind=ChangeKind.risk_closed, subject=_risk(old[code]))


def _risk(position: RiskPosition) -> Ref:
    return Ref(kind="risk", code=position.code, name=position.name)


def _goals(before: Report, now: Report) -> Iterator[Change]:
    known = {g.goal.code: g for g in before.goals}
    for goal in now.goals:
        old = known.get(goal.goal.code)
        if old is None:
            continue
        subject = Ref(kind="goal", code=goal.goal.code, name=goal.kpi)
        if old.rag != goal.rag and Rag.no_data not in (old.rag, goal.rag):
            yield Change(kind=ChangeKind.goal_colour, subject=subject, before=old.rag, after=goal.rag)
        elif old.now != goal.now and goal.now is not None:
            yield Change(kind=ChangeKind.goal_measured, subject=subject, before=_plain(old.now), after=_plain(goal.now))


def _plain(value: object) -> str | None:
    return None if value is None else str(value)


def _promises(before: Report, now: Report) -> Iterator[Change]:
    old, new = before.people.commitments, now.people.commitments
    if new.broken > old.broken:
        yield Change(kind=ChangeKind.commitment_broken, delta=new.broken - old.broken)
    if new.kept > old.kept:
        yield Change(kind=ChangeKind.commitment_kept, delta=new.kept - old.kept)
