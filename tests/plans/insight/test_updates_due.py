"""Of which tasks an update is due: five tasks of one network, worked by hand as of Friday 2026-07-10."""

from datetime import date, datetime

from plans.baseline_dates import Frozen
from plans.calendars import office_calendar
from plans.insight.updates_due import Due, DueUpdate, updates_due
from plans.network import Activity, Network
from plans.schedule import Schedule, schedule

ON = date(2026, 7, 10)
DAY = 480


def computed(*tasks: Activity) -> Schedule:
    office = office_calendar()
    network = Network(
        start=datetime(2026, 6, 29, 8),
        calendars={office.name: office},
        calendar=office.name,
        activities=tasks,
        links=(),
    )
    return schedule(network, status=office.day_finish(ON))


def test_each_task_is_asked_for_its_gravest_reason_once() -> None:
    began = datetime(2026, 6, 29, 8)
    tasks = [
        Activity("SAID", "", 20 * DAY, actual_start=began, remaining_min=5 * DAY),
        Activity("STALE", "", 20 * DAY, actual_start=began, remaining_min=5 * DAY),
        Activity("NEVER", "", 20 * DAY, actual_start=began),
        Activity("END", "", 20 * DAY, actual_start=began, remaining_min=DAY),
        Activity("BEGIN", "", 5 * DAY),
        Activity("LATER", "", 5 * DAY),
        Activity("DONE", "", 5 * DAY, actual_start=began, actual_finish=datetime(2026, 7, 3, 17)),
    ]
    plan = computed(*tasks)
    reported = {"SAID": date(2026, 7, 3), "STALE": date(2026, 7, 2), "END": date(2026, 7, 6), "DONE": date(2026, 7, 3)}
    frozen = {
        "END": Frozen(began, datetime(2026, 7, 8, 17), DAY), "BEGIN": Frozen(datetime(2026, 7, 10, 8), datetime(2026, 7, 16, 17), DAY),
        "LATER": Frozen(datetime(2026, 7, 13, 8), datetime(2026, 7, 17, 17), DAY), "DONE": Frozen(began, began, DAY),
    }  # fmt: skip
    found = updates_due(plan, ON, [t.id for t in tasks], reported.get, frozen.get)
    # Seven days of silence are a rhythm, eight are silence; NEVER has been silent since it began on 29 June.
    assert found == [
        DueUpdate("STALE", Due.stale, 8),
        DueUpdate("NEVER", Due.stale, 11),
        DueUpdate("END", Due.should_have_finished, 2),
        DueUpdate("BEGIN", Due.should_have_begun, 0),
    ]


def test_who_has_reported_as_of_the_day_is_not_asked_again() -> None:
    plan = computed(Activity("A", "", DAY))
    frozen = {"A": Frozen(datetime(2026, 7, 1, 8), datetime(2026, 7, 1, 17), DAY)}
    assert updates_due(plan, ON, ["A"], {"A": ON}.get, frozen.get) == []
    assert updates_due(plan, ON, ["A"], {}.get, frozen.get) == [DueUpdate("A", Due.should_have_finished, 9)]
