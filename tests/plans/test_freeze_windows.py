"""Freeze windows: what falls in one, when it is free again, and cutovers that may not be planned there."""

from datetime import date
from typing import Any

import pytest
from sqlmodel import Session

from governance.errors import Invalid
from governance.forms import read_form
from governance.listings import values
from governance.programmes import Programme
from plans.absences import AbsenceForm, Away, absences_of, absent_days, absent_shares, note_absence
from plans.china import china_calendar
from plans.freeze_check import freeze_warnings, plan_caught
from plans.freeze_windows import FreezeWindow, FreezeWindowForm, declare_freeze
from plans.freezes import Barred, Dated, Freeze, FreezeKind, caught, next_free
from plans.phases import Wave, WaveForm, plan_wave, revise_wave
from plans.plan import scheduled
from plans.plan_lists import WAVES
from tests.builders import SOMEBODY, a_department, a_person, made
from tests.plans.plan_records import a_task, on_china_calendar

CHINA = china_calendar()
NATIONAL_DAY = Freeze("FRZ-01", FreezeKind.go_live, date(2026, 9, 28), date(2026, 10, 8))


def a_freeze(session: Session, programme: Programme, **given: Any) -> FreezeWindow:
    defaults = {
        "name_zh": "国庆冻结",
        "name_en": "National Day freeze",
        "starts_on": "2026-09-28",
        "ends_on": "2026-10-08",
    }
    return made(session, programme, declare_freeze, FreezeWindowForm, defaults, given)


def a_wave(session: Session, programme: Programme, **given: Any) -> Wave:
    return made(session, programme, plan_wave, WaveForm, {"code": "W1", "name_en": "Pilot"}, given)


def an_item(first: str, last: str, what: Barred = Barred.cutover, **more: Any) -> Dated:
    return Dated(what, "W1", date.fromisoformat(first), date.fromisoformat(last), **more)


# --- What falls in one -----------------------------------------------------------------------------------------------


def test_a_cutover_of_two_days_is_free_after_the_window_and_on_a_make_up_day():
    # 28 to 30 September and 8 October are the window's working days; the 9th and the make-up day, Saturday 10, are free.
    (found,) = caught(CHINA, [NATIONAL_DAY], [an_item("2026-09-30", "2026-10-08")])

    assert (found.free_from, found.moves_wd) == (date(2026, 10, 9), 2)


def test_windows_one_behind_the_other_are_passed_together():
    close = Freeze("FRZ-02", FreezeKind.all, date(2026, 10, 10), date(2026, 10, 13))

    assert next_free(CHINA, [NATIONAL_DAY, close], an_item("2026-09-28", "2026-09-29")) == date(2026, 10, 14)
    assert next_free(CHINA, [NATIONAL_DAY, close], an_item("2026-09-28", "2026-09-28")) == date(2026, 10, 9)


@pytest.mark.parametrize(
    ("kind", "bars"),
    [
        (FreezeKind.go_live, {Barred.cutover, Barred.go_live}),
        (FreezeKind.change, {Barred.cutover, Barred.go_live, "wave"}),
        (FreezeKind.all, {Barred.cutover, Barred.go_live, "wave", "other"}),
    ],
)
def test_a_window_bars_what_its_kind_says(kind: FreezeKind, bars: set[str]):
    freeze = Freeze("FRZ-01", kind, date(2026, 9, 28), date(2026, 10, 8))
    span = ("2026-09-30", "2026-09-30")
    items = {
        Barred.cutover: an_item(*span), Barred.go_live: an_item(*span, Barred.go_live), "wave": an_item(*span, Barred.task, in_wave=True),
        "other": an_item(*span, Barred.task, in_wave=False),
    }  # fmt: skip

    assert {name for name, item in items.items() if list(caught(CHINA, [freeze], [item]))} == bars


def test_a_window_of_some_departments_bars_theirs_and_what_belongs_to_nobody():
    freeze = Freeze("FRZ-01", FreezeKind.go_live, date(2026, 9, 28), date(2026, 10, 8), frozenset({"FIN"}))
    span = ("2026-09-30", "2026-09-30")

    found = [
        bool(list(caught(CHINA, [freeze], [an_item(*span, departments=frozenset(d))])))
        for d in ({"SAL"}, {"SAL", "FIN"}, set())
    ]
    assert found == [False, True, True]


# --- Waves and windows -----------------------------------------------------------------------------------------------


def test_a_cutover_may_not_be_planned_in_a_window(session: Session, programme: Programme):
    a_freeze(session, programme)

    with pytest.raises(Invalid) as refused:
        a_wave(session, programme, cutover_from="2026-10-07", cutover_to="2026-10-09")
    (problem,) = refused.value.problems
    assert (problem.code, problem.field, problem.facts["window"].code) == (
        "CUTOVER_IN_FREEZE",
        "cutover_from",
        "FRZ-01",
    )
    assert a_wave(session, programme, cutover_from="2026-10-09", cutover_to="2026-10-10").code == "W1"


def test_a_window_over_a_planned_cutover_is_said_of_the_wave_and_hinders_no_other_change(
    session: Session, programme: Programme
):
    wave = a_wave(session, programme, cutover_from="2026-09-30")
    a_freeze(session, programme)

    held = values(session, WAVES, programme, [wave])[0]
    revise_wave(session, SOMEBODY, wave, read_form(WaveForm, held | {"users": "60"}), wave.version)
    assert wave.users == 60
    assert [p.code for p in WAVES.compute(session, programme, [wave])[wave.id]["warnings"]] == ["CUTOVER_IN_FREEZE"]
    with pytest.raises(Invalid):
        revise_wave(session, SOMEBODY, wave, read_form(WaveForm, held | {"cutover_to": "2026-10-09"}), wave.version)


def test_the_plan_names_go_lives_forecast_in_a_window_and_when_they_would_be_free(
    session: Session, programme: Programme
):
    programme = on_china_calendar(session, programme)
    # From Monday 6 July: 20 days in July, 21 in August, 19 until 24 September with the make-up Sunday; the 61st is the 28th.
    a_task(session, programme, "T1", "61d")
    a_task(session, programme, "M1", "", "T1")
    a_freeze(session, programme)
    a_wave(session, programme, go_live="M1", cutover_from="2026-09-24", cutover_to="2026-09-24")
    plan = scheduled(session, programme, programme.status_date)

    (found,) = plan_caught(session, plan)
    assert (found.item.what, found.item.code, found.item.first) == ("go_live", "M1", date(2026, 9, 28))
    assert (found.free_from, found.moves_wd) == (date(2026, 10, 9), 4)
    assert [(p.code, p.value) for p in freeze_warnings(session, plan)] == [("GO_LIVE_IN_FREEZE", "M1")]


# --- Absences --------------------------------------------------------------------------------------------------------


def test_the_days_somebody_is_not_there_at_all_are_those_of_whole_absences():
    spells = [Away(date(2026, 7, 20), date(2026, 7, 22)), Away(date(2026, 7, 24), date(2026, 7, 24), share=50)]

    assert absent_days(spells, date(2026, 7, 21), date(2026, 7, 31)) == {date(2026, 7, 21), date(2026, 7, 22)}
    assert absent_shares(spells, date(2026, 7, 22), date(2026, 7, 31)) == {
        date(2026, 7, 22): 1.0,
        date(2026, 7, 24): 0.5,
    }


def test_a_person_is_away_on_a_day_once(session: Session, programme: Programme):
    a_department(session, programme)
    person = a_person(session, programme)
    other = a_person(session, programme)
    first = {"person": person.code, "starts_on": "2026-07-20", "ends_on": "2026-07-24"}
    absence = note_absence(session, SOMEBODY, programme, read_form(AbsenceForm, first))

    with pytest.raises(Invalid) as refused:
        note_absence(
            session,
            SOMEBODY,
            programme,
            read_form(AbsenceForm, first | {"starts_on": "2026-07-24", "ends_on": "2026-07-27", "share": "50"}),
        )
    assert [(p.code, p.facts["other"]) for p in refused.value.problems] == [("ABSENT_ALREADY", absence.code)]
    note_absence(session, SOMEBODY, programme, read_form(AbsenceForm, first | {"person": other.code}))
    assert sorted(absences_of(session, programme)) == [person.code, other.code]
