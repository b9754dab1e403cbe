"""The executive report of a small rollout: every figure worked out by hand from its plan."""

from datetime import date
from decimal import Decimal as D

import pytest
from sqlmodel import Session

from governance.programmes import Programme, find_programme
from milestones.progress_report import progress_report
from milestones.rag import Rag, Reason
from milestones.report_changes import ChangeKind
from milestones.report_view import Report, TrendClass
from tests.milestones import small_rollout as small


@pytest.fixture
def rollout(small_rollout: Programme, session: Session) -> Programme:
    return find_programme(session, small.NOW, small_rollout.code)


def as_of(session: Session, programme: Programme, on: date = small.STATUS) -> Report:
    return progress_report(session, programme, on)


def test_the_headline_names_the_next_go_live_its_slip_its_cause_and_the_decision_it_waits_for(session: Session, rollout: Programme):  # fmt: skip
    head = as_of(session, rollout).headline
    assert head.milestone
    assert head.cause
    assert head.decision
    assert (head.milestone.code, head.baseline, head.forecast, head.variance_wd) == (
        "M1",
        date(2026, 7, 10),
        date(2026, 7, 20),
        6,
    )
    assert (head.cause.task.code, head.cause.variance_wd, head.cause.comment) == ("T2", 6, "codes differ")
    assert head.cause.department
    assert head.cause.department.code == "IT"
    assert (head.decision.code, head.decide_by) == ("D1", date(2026, 7, 8))
    assert (head.shown, head.reason) == (Rag.off_track, Reason.critical_child_off_track)


def test_two_working_days_are_left_from_the_last_milestone_to_the_committed_finish(
    session: Session, rollout: Programme
):
    report = as_of(session, rollout)
    last = report.milestones[-1]
    assert (last.milestone.code, last.forecast, last.variance_wd, last.commitment_float_wd) == (
        "M2",
        date(2026, 8, 3),
        6,
        2,
    )
    assert report.headline.commitment_float_wd == 2


def test_an_earlier_date_shows_what_was_known_then(session: Session, rollout: Programme):
    then = as_of(session, rollout, small.FIRST)
    assert [(m.milestone.code, m.variance_wd, m.rag) for m in then.milestones] == [
        ("M1", 0, Rag.on_track),
        ("M2", 0, Rag.on_track),
    ]
    assert then.headline.cause is None
    assert then.headline.shown == Rag.on_track
    assert then.decisions == ()  # raised on 1 July
    assert then.goals[0].now is None  # measured on 30 June


def test_a_goal_is_held_against_the_straight_line_from_its_baseline_to_its_target(session: Session, rollout: Programme):
    """32 of 65 days have passed: 49.2 of 100 users are expected, 40 are there, 81 % of what is expected."""
    goal = as_of(session, rollout).goals[0]
    assert (goal.now, goal.expected, goal.realised) == (D(40), D("49.2"), D("0.4"))
    assert goal.realised_of_expected == D("0.8125")
    assert (goal.rag, goal.reason) == (Rag.watch, Reason.below_expected)


def test_a_risk_names_its_next_response_how_late_it_is_and_the_milestones_after_its_tasks(session: Session, rollout: Programme):  # fmt: skip
    line = as_of(session, rollout).risks.top[0]
    assert line.response
    assert (line.risk.code, line.score, line.level, line.movement) == ("R1", 12, "high", None)
    assert (line.response.due, line.response.overdue_wd) == (date(2026, 6, 26), 5)
    assert [m.code for m in line.milestones] == ["M1", "M2"]
    assert [g.code for g in line.goals] == ["G1"]
    assert line.on_driving_path


def test_people_are_counted_and_never_named(session: Session, rollout: Programme):
    report = as_of(session, rollout)
    found = report.people.engagement
    assert found is not None
    assert (found.key, found.below_desired, found.resistant) == (7, 7, 2)
    assert found.support_index == D("-0.286")  # two of seven, equal influence, at −1
    assert small.SECRET not in report.model_dump_json()


def test_fewer_than_five_key_stakeholders_are_not_told_of(session: Session):
    programme = small.a_small_rollout(session)
    from governance.records import current
    from milestones.people_lines import engagement_of
    from stakeholders.register import Stakeholder

    stances = current(session, Stakeholder, programme.key)
    assert engagement_of(stances[:5]) is not None
    assert engagement_of(stances[:4]) is None


def test_the_plan_is_counted_by_what_the_baseline_says_should_be_finished(session: Session, rollout: Programme):
    plan = as_of(session, rollout).plan
    assert (plan.tasks, plan.finished, plan.due, plan.due_finished, plan.overdue) == (3, 1, 1, 1, ())


def test_what_changed_is_found_by_comparing_with_the_last_published_report(session: Session, rollout: Programme):
    issue = small.issued(session, rollout)
    changes = as_of(session, rollout).changes
    assert changes is not None
    assert (changes.since_issue, changes.since) == (issue.number, small.FIRST)
    assert [c.kind for c in changes.lines] == [
        ChangeKind.colour, ChangeKind.headline_milestone, ChangeKind.milestones_moved, ChangeKind.decision_raised, ChangeKind.goal_measured,
    ]  # fmt: skip
    moved = changes.lines[1]
    assert moved.subject
    assert (moved.subject.code, moved.before, moved.after, moved.delta) == ("M1", "2026-07-10", "2026-07-20", 6)


def test_the_trend_runs_over_the_published_reports_and_ends_with_this_one(session: Session, rollout: Programme):
    assert {m.trend for m in as_of(session, rollout).milestones} == {TrendClass.unknown}
    issue = small.issued(session, rollout)
    report = as_of(session, rollout)
    assert [(p.status_date, p.issue) for p in report.trend] == [(small.FIRST, issue.number), (small.STATUS, None)]
    assert [p.forecasts["M1"] for p in report.trend] == [date(2026, 7, 10), date(2026, 7, 20)]
    assert report.milestones[0].trend == TrendClass.slipping


def test_every_figure_says_how_it_was_computed_and_from_which_records(session: Session, rollout: Programme):
    found = {c.figure: c for c in as_of(session, rollout).calculations}
    assert found["variance"].inputs == {"baseline": "2026-07-10", "forecast": "2026-07-20"}
    assert (found["variance"].result, found["variance"].rows) == (6, ("T2",))
    assert found["overall"].rows == ("M1",)
    assert set(found) >= {
        "overall",
        "confidence",
        "variance",
        "plan",
        "decisions",
        "milestones",
        "goals",
        "risks",
        "commitments",
    }


def test_the_report_is_the_same_object_until_a_record_changes(session: Session, rollout: Programme):
    first = as_of(session, rollout)
    assert as_of(session, rollout) is first
    small.report(session, rollout, "T2", small.STATUS, actual_start="2026-06-15", remaining="5d", percent="80")
    assert as_of(session, rollout).headline.variance_wd == 0


def test_the_report_reads_back_from_its_text_unchanged(session: Session, rollout: Programme):
    small.issued(session, rollout)
    report = as_of(session, rollout)
    assert Report.model_validate_json(report.model_dump_json()) == report


def test_a_programme_without_a_plan_has_a_report_that_says_so(session: Session, programme: Programme):
    report = progress_report(session, programme, programme.status_date)
    assert (report.milestones, report.headline.milestone, report.headline.shown) == ((), None, Rag.no_data)
