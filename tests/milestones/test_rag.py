"""The colour rules, each at its limit: red is tested first, then amber."""

from decimal import Decimal as D

import pytest

from milestones.rag import (
    Child,
    GoalFacts,
    MilestoneFacts,
    Rag,
    Reason,
    RiskFacts,
    TaskFacts,
    Verdict,
    confidence,
    goal_rag,
    held,
    milestone_rag,
    overall,
    risk_rag,
    task_rag,
)


@pytest.mark.parametrize(
    ("task", "rag", "reason"),
    [
        (TaskFacts(6), Rag.off_track, Reason.very_late),
        (TaskFacts(5), Rag.watch, Reason.late),
        (TaskFacts(1, critical=True), Rag.off_track, Reason.late_on_critical_path),
        (TaskFacts(0, critical=True), Rag.on_track, Reason.in_time),
        (TaskFacts(-2, due=True), Rag.off_track, Reason.overdue),
        (TaskFacts(9, finished=True, due=True), Rag.done, Reason.finished),
        (TaskFacts(0, starts_in_wd=5, predecessor_misses=True), Rag.watch, Reason.starts_without_predecessor),
        (TaskFacts(0, starts_in_wd=6, predecessor_misses=True), Rag.on_track, Reason.in_time),
        (TaskFacts(0, under_way=True, days_since_update=7), Rag.on_track, Reason.in_time),
        (TaskFacts(0, under_way=True, days_since_update=8), Rag.no_data, Reason.no_recent_update),
        (TaskFacts(3, under_way=True, days_since_update=8), Rag.watch, Reason.late),
        (TaskFacts(None), Rag.no_data, Reason.not_baselined),
    ],
)
def test_a_task_has_the_colour_of_the_first_rule_that_catches_it(task: TaskFacts, rag: Rag, reason: Reason):
    assert task_rag(task) == Verdict(rag, reason)


@pytest.mark.parametrize(
    ("milestone", "rag", "reason"),
    [
        (MilestoneFacts(6), Rag.off_track, Reason.very_late),
        (MilestoneFacts(5), Rag.watch, Reason.late),
        (MilestoneFacts(1), Rag.watch, Reason.late),
        (MilestoneFacts(0), Rag.on_track, Reason.in_time),
        (MilestoneFacts(2, to_commitment_wd=-1), Rag.off_track, Reason.past_commitment),
        (MilestoneFacts(2, to_commitment_wd=0), Rag.watch, Reason.late),
        (MilestoneFacts(0, due=True), Rag.off_track, Reason.overdue),
        (MilestoneFacts(8, achieved=True), Rag.done, Reason.finished),
        (MilestoneFacts(0, has_predecessors=False), Rag.no_data, Reason.no_predecessors),
    ],
)
def test_a_milestone_is_judged_by_its_slip_and_by_the_date_promised_outside(
    milestone: MilestoneFacts, rag: Rag, reason: Reason
):
    assert milestone_rag(milestone) == Verdict(rag, reason)


@pytest.mark.parametrize(
    ("goal", "rag"),
    [
        (GoalFacts(D("0.475"), D("0.5")), Rag.on_track),  # exactly 95 % of what is expected
        (GoalFacts(D("0.4749"), D("0.5")), Rag.watch),
        (GoalFacts(D("0.40"), D("0.5")), Rag.watch),  # exactly 80 %
        (GoalFacts(D("0.3999"), D("0.5")), Rag.off_track),
        (GoalFacts(D("0.9"), D("0.5"), wrong_way=3), Rag.off_track),
        (GoalFacts(D("0.9"), D("0.5"), wrong_way=2), Rag.on_track),
        (GoalFacts(D("0.9"), D("0.5"), periods_without_data=3), Rag.no_data),
        (GoalFacts(None, D("0.5")), Rag.no_data),
    ],
)
def test_a_goal_is_judged_by_what_is_realised_of_what_is_expected_by_now(goal: GoalFacts, rag: Rag):
    assert goal_rag(goal).rag == rag


@pytest.mark.parametrize(
    ("risk", "rag"),
    [
        (RiskFacts(15, has_open_response=True), Rag.off_track),
        (RiskFacts(12, above_appetite=True, has_open_response=True), Rag.watch),
        (RiskFacts(12, above_appetite=True), Rag.off_track),
        (RiskFacts(4, review_overdue_wd=11), Rag.off_track),
        (RiskFacts(4, review_overdue_wd=10), Rag.watch),
        (RiskFacts(4), Rag.on_track),
        (RiskFacts(None), Rag.no_data),
    ],
)
def test_a_risk_is_judged_by_appetite_response_and_review(risk: RiskFacts, rag: Rag):
    assert risk_rag(risk).rag == rag


def test_one_critical_child_off_track_is_enough_to_colour_the_whole():
    green = [Child(Rag.on_track)] * 50
    assert overall([*green, Child(Rag.off_track, critical=True)]).rag == Rag.off_track
    assert overall([*green, Child(Rag.off_track)]) == Verdict(Rag.watch, Reason.some_off_track)


def test_more_than_a_fifth_off_track_colours_the_whole_and_exactly_a_fifth_does_not():
    assert overall([Child(Rag.off_track)] * 2 + [Child(Rag.on_track)] * 8).rag == Rag.watch
    assert overall([Child(Rag.off_track)] * 3 + [Child(Rag.done)] * 8).rag == Rag.off_track


def test_children_without_data_lower_confidence_and_not_the_colour():
    rags = [Rag.on_track] * 3 + [Rag.no_data]
    assert overall(Child(rag) for rag in rags).rag == Rag.on_track
    assert confidence(rags) == D("0.75")
    assert overall([]).rag == Rag.no_data
    assert confidence([]) is None


def test_a_worse_colour_shows_at_once_and_a_better_one_when_it_has_held_for_two_status_dates():
    green = Verdict(Rag.on_track, Reason.nothing_amiss)
    red = Verdict(Rag.off_track, Reason.many_off_track)
    assert held(red, Rag.on_track, Rag.on_track) == red
    assert held(green, Rag.off_track, Rag.off_track) == Verdict(Rag.off_track, Reason.better_not_yet_held)
    assert held(green, Rag.on_track, Rag.off_track) == green
    assert held(green, None, None) == green
