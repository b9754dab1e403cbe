"""Measurements of goals: one per period, never of the future, corrected by another and never overwritten."""

import pytest
from sqlmodel import Session

from governance.authority import Role
from governance.errors import Conflict, Invalid, NotPermitted
from governance.forms import read_form
from governance.measurements import (
    MEASUREMENTS,
    MeasurementForm,
    MeasurementStatus,
    annotate_measurement,
    move_measurement,
    record_measurement,
    series,
)
from governance.programmes import Programme
from tests.builders import SOMEBODY, a_person, an_actor
from tests.registers import a_goal, a_measurement


def refusal(session: Session, programme: Programme, goal, **given) -> tuple[str, str]:
    with pytest.raises(Invalid) as refused:
        a_measurement(session, programme, goal, **given)
    (problem,) = refused.value.problems
    return problem.field, problem.code


def test_the_future_is_not_measured(session: Session, programme: Programme) -> None:
    goal = a_goal(session, programme)
    assert a_measurement(session, programme, goal, period_end="2026-07-03").value == 74
    assert refusal(session, programme, goal, period_end="2026-07-04") == ("period_end", "FUTURE_MEASUREMENT")


def test_a_goal_has_one_measurement_per_period(session: Session, programme: Programme) -> None:
    goal, other = a_goal(session, programme), a_goal(session, programme)
    a_measurement(session, programme, goal)
    assert refusal(session, programme, goal, value="75") == ("period_end", "MEASUREMENT_NOT_UNIQUE")
    a_measurement(session, programme, other)


def test_a_correction_takes_the_place_of_what_it_corrects_and_both_stay(session: Session, programme: Programme) -> None:
    goal = a_goal(session, programme)
    wrong = a_measurement(session, programme, goal, value="47")
    right = a_measurement(session, programme, goal, value="74", corrects=wrong.code)
    assert (wrong.status, wrong.value, right.corrects_id) == (MeasurementStatus.superseded, 47, wrong.id)
    assert [m.value for m in series(session, programme.key, programme.status_date)[goal.id or 0]] == [74]


def test_a_correction_is_of_the_same_goal_and_period(session: Session, programme: Programme) -> None:
    goal = a_goal(session, programme)
    june = a_measurement(session, programme, goal)
    assert refusal(session, programme, goal, period_end="2026-05-31", corrects=june.code) == (
        "corrects",
        "CORRECTION_OF_ANOTHER",
    )


def test_a_recorded_value_is_not_overwritten_but_its_source_may_be_added(
    session: Session, programme: Programme
) -> None:
    measured = a_measurement(session, programme, goal := a_goal(session, programme))
    held = {"goal": goal.code, "period_end": "2026-06-30", "value": "74"}
    with pytest.raises(Conflict) as refused:
        annotate_measurement(
            session, SOMEBODY, measured, read_form(MeasurementForm, held | {"value": "75"}), measured.version
        )
    assert [(p.code, p.field) for p in refused.value.problems] == [("MEASUREMENT_FIXED", "value")]
    annotate_measurement(
        session, SOMEBODY, measured, read_form(MeasurementForm, held | {"source": "Survey"}), measured.version
    )
    assert (measured.value, measured.source) == (74, "Survey")


def test_whoever_owns_a_goal_measures_it_and_no_other(session: Session, programme: Programme) -> None:
    mine, someone = a_person(session, programme), a_person(session, programme)
    owner = an_actor(Role.owner, programme=programme, person=mine)
    own, other = a_goal(session, programme, owner=mine.code), a_goal(session, programme, owner=someone.code)
    form = {"period_end": "2026-06-30", "value": "74"}
    made = record_measurement(session, owner, programme, read_form(MeasurementForm, form | {"goal": own.code}))
    assert move_measurement(session, owner, made, MeasurementStatus.confirmed).status == MeasurementStatus.confirmed
    with pytest.raises(NotPermitted):
        record_measurement(session, owner, programme, read_form(MeasurementForm, form | {"goal": other.code}))


def test_nothing_is_superseded_by_hand(session: Session, programme: Programme) -> None:
    measured = a_measurement(session, programme, a_goal(session, programme))
    with pytest.raises(Conflict):
        move_measurement(session, SOMEBODY, measured, MeasurementStatus.superseded)


def test_only_what_was_known_on_a_day_is_read(session: Session, programme: Programme) -> None:
    goal = a_goal(session, programme)
    for month, value in (("04-30", 72), ("05-31", 73), ("06-30", 74)):
        a_measurement(session, programme, goal, period_end=f"2026-{month}", value=value)
    from datetime import date

    read = series(session, programme.key, date(2026, 6, 1))[goal.id or 0]
    assert [m.value for m in read] == [72, 73]
    assert MEASUREMENTS.sort == "-period_end"
