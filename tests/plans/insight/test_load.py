"""The load of people and departments against figures worked by hand: eight hours a day, Monday to Friday, on China's days of 2026."""

from datetime import date, timedelta

import pytest

from plans.china import china_calendar
from plans.insight.load import Effort, Level, Load, LoadPlan, Party, PartyKind, Room, Who, level_of, peaks

CALENDAR = china_calendar()
LI, HE, IT = Who(PartyKind.person, "LI"), Who(PartyKind.person, "HE"), Who(PartyKind.department, "IT")
MONDAY = date(2026, 7, 6)


def work(task: str, first: date, days: int, rate: float = 1.0, who: Who = LI) -> Effort:
    """So many working days of a task, from the morning of the first."""
    start = CALENDAR.day_start(first)
    return Effort(who, task, rate, CALENDAR, ((start, CALENDAR.finish_after(start, days * CALENDAR.day_minutes)),))


def plan(*efforts: Effort, **li: object) -> LoadPlan:
    parties = [Party(IT, 80), Party(LI, **({"week_hours": 40, "within": IT} | li)), Party(HE, 24, within=IT)]  # pyright: ignore
    return LoadPlan({p.who: p for p in parties}, efforts, CALENDAR)


def figures(loads: list[Load]) -> list[tuple[float, float, str]]:
    return [(x.load_min / 60, x.capacity_min / 60, str(x.level)) for x in loads]


def test_half_of_a_person_for_a_week_is_twenty_hours_of_forty():
    (one,) = plan(work("T1", MONDAY, 5, 0.5)).loads(LI, MONDAY, 1)
    assert (one.load_min / 60, one.capacity_min / 60, one.share, one.level) == (20, 40, 0.5, Level.within)


def test_a_task_loads_the_weeks_that_it_runs_through_each_with_its_own_days():
    """Seven days from Wednesday: three in the first week, four in the second."""
    found = plan(work("T1", date(2026, 7, 8), 7)).loads(LI, MONDAY, 3)
    assert figures(found) == [(24, 40, "within"), (32, 40, "within"), (0, 40, "none")]


def test_two_tasks_at_once_are_too_much_and_both_are_named_the_greater_first():
    (one,) = plan(work("T1", MONDAY, 5, 0.5), work("T2", MONDAY, 5, 0.8)).loads(LI, MONDAY, 1)
    assert (one.share, one.level, one.excess_min / 60) == (pytest.approx(1.3), Level.far_over, pytest.approx(12))
    assert [(task, round(minutes / 60)) for task, minutes in one.tasks] == [("T2", 32), ("T1", 20)]


@pytest.mark.parametrize(
    ("share", "level"),
    [(0.0, "none"), (1.0, "within"), (1.001, "over"), (1.2, "over"), (1.201, "far_over"), (None, "far_over")],
)
def test_what_is_just_full_is_not_too_much_and_what_is_just_a_fifth_more_not_far_too_much(share: float, level: str):
    assert level_of(share) == level


def test_a_week_with_a_holiday_has_less_time_and_less_work():
    """5 to 7 October are off, Saturday the 10th is worked: three days, 24 hours of a full week's 40."""
    found = plan(work("T1", date(2026, 10, 8), 3)).loads(LI, date(2026, 10, 5), 1)
    assert figures(found) == [(24, 24, "within")]


def test_who_gives_three_days_a_week_is_full_with_two_thirds_of_a_task_and_away_for_half_a_day_has_less():
    three_days = plan(work("T1", MONDAY, 5, 0.6), week_hours=24)
    assert figures(three_days.loads(LI, MONDAY, 1)) == [(24, 24, "within")]
    away = plan(work("T1", MONDAY, 5, 0.6), week_hours=24, away={date(2026, 7, 7): 0.5})
    assert figures(away.loads(LI, MONDAY, 1)) == [(24, pytest.approx(21.6), "over")]  # a tenth of the week is gone


def test_work_after_somebody_has_left_has_no_time_at_all():
    (one,) = plan(work("T1", MONDAY, 5), active_to=date(2026, 7, 3)).loads(LI, MONDAY, 1)
    assert (one.capacity_min, one.share, one.level) == (0, None, Level.far_over)


def test_a_department_bears_what_its_people_do_and_what_it_is_asked_for_itself():
    loaded = plan(work("T1", MONDAY, 5), work("T2", MONDAY, 5, 0.6, HE), work("T3", MONDAY, 5, 0.5, IT))
    assert figures(loaded.loads(IT, MONDAY, 1)) == [(40 + 24 + 20, 80, "over")]
    assert loaded.loaded == [IT, LI, HE]


def test_by_days_a_weekend_has_neither_work_nor_time():
    found = plan(work("T1", date(2026, 7, 10), 2)).loads(LI, date(2026, 7, 10), 4, days=1)
    assert figures(found) == [(8, 8, "within"), (0, 0, "none"), (0, 0, "none"), (8, 8, "within")]


# --- Peaks -----------------------------------------------------------------------------------------------------------


def room(first: date, float_days: float, begun: bool = False) -> Room:
    return Room(CALENDAR.day_start(first), float_days * CALENDAR.day_minutes, CALENDAR, begun)


def test_weeks_in_a_row_are_one_peak_with_its_worst_share_and_all_that_is_too_much():
    """Ten days of T1 and T2 fully beside each other, then one day more of T2: 200 %, 200 %, 20 %."""
    loaded = plan(work("T1", MONDAY, 10), work("T2", MONDAY, 11))
    rooms = {"T1": room(MONDAY, 10), "T2": room(MONDAY, 0)}
    (peak,) = peaks(loaded.loads(LI, MONDAY, 4), rooms)
    assert (peak.first, peak.last, peak.share, peak.excess_min / 60) == (MONDAY, MONDAY + timedelta(13), 2, 80)
    assert [(t.task, t.needed_min, t.can_move) for t in peak.tasks] == [("T1", 10 * 480, True), ("T2", 10 * 480, False)]


def test_what_lacks_an_hour_of_float_or_has_begun_cannot_move_out_of_a_peak():
    """T1 starts on Wednesday: three days until the week is over."""
    loaded = plan(work("T1", date(2026, 7, 8), 5), work("T2", MONDAY, 5))
    begun = {"T1": room(date(2026, 7, 8), 3 - 1 / 8), "T2": room(MONDAY, 20, begun=True)}
    (peak,) = peaks(loaded.loads(LI, MONDAY, 2), begun)
    assert {t.task: (t.needed_min, t.can_move) for t in peak.tasks} == {"T1": (3 * 480, False), "T2": (None, False)}
    enough = {"T1": room(date(2026, 7, 8), 3), "T2": room(MONDAY, 20, begun=True)}
    assert [t.task for t in peaks(loaded.loads(LI, MONDAY, 2), enough)[0].tasks if t.can_move] == ["T1"]


def test_two_peaks_with_a_calm_week_between_stay_two():
    loaded = plan(work("T1", MONDAY, 5, 1.1), work("T2", date(2026, 7, 20), 5, 1.1))
    rooms = {"T1": room(MONDAY, 0), "T2": room(date(2026, 7, 20), 0)}
    assert [p.first for p in peaks(loaded.loads(LI, MONDAY, 4), rooms)] == [MONDAY, date(2026, 7, 20)]
