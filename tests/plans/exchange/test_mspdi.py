"""Reading plans saved by Microsoft Project: small files written here for the rules, real ones where they are at hand."""

from datetime import date, datetime
from pathlib import Path

import pytest

from governance.errors import Invalid
from plans.draft_imported import draft_of_imported
from plans.exchange.imported_plan import ImportedPlan
from plans.exchange.mspdi import read_mspdi
from plans.exchange.mspdi_values import duration_minutes
from plans.network import ConstraintType, LagCalendar, Link, LinkType
from plans.progressed import Standing
from plans.schedule import schedule

WORKING_DAY = """<DayWorking>1</DayWorking><WorkingTimes>
  <WorkingTime><FromTime>08:00:00</FromTime><ToTime>12:00:00</ToTime></WorkingTime>
  <WorkingTime><FromTime>13:00:00</FromTime><ToTime>17:00:00</ToTime></WorkingTime></WorkingTimes>"""
WEEK = "".join(
    f"<WeekDay><DayType>{n}</DayType>{WORKING_DAY if 2 <= n <= 6 else '<DayWorking>0</DayWorking>'}</WeekDay>"
    for n in range(1, 8)
)
STANDARD = f"<Calendar><UID>1</UID><Name>Standard</Name><WeekDays>{WEEK}</WeekDays></Calendar>"


def document(
    tasks: str, calendars: str = STANDARD, resources: str = "", assignments: str = "", more: str = ""
) -> bytes:
    return f"""<?xml version="1.0" encoding="UTF-8"?>
    <Project xmlns="http://schemas.microsoft.com/project"><Title>Plan</Title><StartDate>2026-03-02T08:00:00</StartDate>
    <CalendarUID>1</CalendarUID><MinutesPerDay>480</MinutesPerDay>{more}<Calendars>{calendars}</Calendars>
    <Tasks><Task><UID>0</UID><Summary>1</Summary></Task>{tasks}</Tasks>
    <Resources>{resources}</Resources><Assignments>{assignments}</Assignments></Project>""".encode()


def task(uid: int, duration: str = "PT8H0M0S", level: int = 1, inner: str = "") -> str:
    return (
        f"<Task><UID>{uid}</UID><Name>Task {uid}</Name><OutlineLevel>{level}</OutlineLevel>"
        f"<Duration>{duration}</Duration><DurationFormat>7</DurationFormat>{inner}</Task>"
    )


def link(uid: int, type: int = 1, lag: int = 0, format: int = 7) -> str:
    return (
        f"<PredecessorLink><PredecessorUID>{uid}</PredecessorUID><Type>{type}</Type>"
        f"<LinkLag>{lag}</LinkLag><LagFormat>{format}</LagFormat></PredecessorLink>"
    )


def notices(plan: ImportedPlan) -> dict[str, dict]:
    return {notice.code: dict(notice.facts) for notice in plan.notices}


def test_the_outline_becomes_summaries_and_ids_are_uids():
    tasks = task(5, level=1, inner="<Summary>1</Summary><WBS>1</WBS>") + task(7, level=2) + task(6, level=1)
    plan = read_mspdi(document(tasks))
    assert [(row.id, row.parent, row.is_summary, row.level) for row in plan.outline] == [
        ("5", None, True, 1),
        ("7", "5", False, 2),
        ("6", None, False, 1),
    ]
    assert (plan.name, plan.task_count, plan.link_count, plan.outline[0].wbs) == ("Plan", 2, 0, "1")


def test_links_of_every_type_with_lags_in_worked_elapsed_and_percent():
    tasks = task(1, "PT16H0M0S") + task(
        2, inner=link(1, 0, 4800) + link(1, 1, -9600) + link(1, 2, 600, 5) + link(1, 3, 14400, 8)
    )
    tasks += task(3, inner=link(1, 1, 50, 19))
    plan = read_mspdi(document(tasks))
    assert plan.network.links == (
        Link("1", "2", LinkType.FF, 480, LagCalendar.succ),
        Link("1", "2", LinkType.FS, -960, LagCalendar.succ),
        Link("1", "2", LinkType.SF, 60, LagCalendar.succ),
        Link("1", "2", LinkType.SS, 1440, LagCalendar.elapsed),
        Link("1", "3", LinkType.FS, 480, LagCalendar.succ),
    )
    assert notices(plan)["PERCENT_LAG_FIXED"] == {"count": 1, "tasks": ["3"]}


def test_a_link_to_a_task_outside_the_file_is_listed():
    plan = read_mspdi(document(task(1, inner=link(99))))
    assert plan.link_count == 0
    assert notices(plan)["LINK_TO_OUTSIDE_LEFT_OUT"]["tasks"] == ["1"]


def test_exceptions_are_read_in_both_ways_of_writing_them():
    def period(first: str, last: str) -> str:
        return f"<TimePeriod><FromDate>{first}T00:00:00</FromDate><ToDate>{last}T23:59:00</ToDate></TimePeriod>"

    old = f"<WeekDay><DayType>0</DayType><DayWorking>0</DayWorking>{period('2026-03-03', '2026-03-04')}</WeekDay>"
    new = f"<Exceptions><Exception>{period('2026-03-07', '2026-03-07')}<Type>1</Type>{WORKING_DAY}</Exception></Exceptions>"
    base = f"<Calendar><UID>1</UID><Name>Standard</Name><WeekDays>{WEEK}{old}</WeekDays></Calendar>"
    derived = f"<Calendar><UID>2</UID><Name>Own</Name><BaseCalendarUID>1</BaseCalendarUID>{new}</Calendar>"
    plan = read_mspdi(document(task(1, "PT40H0M0S", inner="<CalendarUID>2</CalendarUID>"), base + derived))
    calendar = plan.network.calendar_of(plan.network.activity("1"))
    working = [calendar.is_working_day(date(2026, 3, day)) for day in range(2, 10)]
    assert working == [True, False, False, True, True, True, False, True]
    assert schedule(plan.network)["1"].finish == datetime(2026, 3, 9, 17)


@pytest.mark.parametrize(
    ("recurrence", "closed"),
    [
        ("<Type>6</Type><DaysOfWeek>8</DaysOfWeek><Period>2</Period>", [4, 18]),  # every other Wednesday
        ("<Type>4</Type><MonthDay>17</MonthDay>", [17]),
        ("<Type>2</Type><Month>2</Month><MonthDay>12</MonthDay>", [12]),
        (
            "<Type>3</Type><Month>2</Month><MonthItem>5</MonthItem><MonthPosition>1</MonthPosition>",
            [10],
        ),  # second Tuesday
        ("<Type>5</Type><MonthItem>1</MonthItem><MonthPosition>4</MonthPosition>", [31]),  # last weekday
        ("<Type>5</Type><MonthItem>0</MonthItem><MonthPosition>2</MonthPosition>", [3]),  # third day
        ("<Type>1</Type><Period>7</Period>", [2, 9, 16, 23, 30]),
        ("<Type>1</Type><EnteredByOccurrences>1</EnteredByOccurrences><Occurrences>2</Occurrences>", [2, 3]),
    ],
)
def test_recurring_exceptions_close_their_days(recurrence: str, closed: list[int]):
    period = "<TimePeriod><FromDate>2026-03-02T00:00:00</FromDate><ToDate>2026-03-31T00:00:00</ToDate></TimePeriod>"
    exception = f"<Exceptions><Exception>{period}{recurrence}<DayWorking>0</DayWorking></Exception></Exceptions>"
    calendars = f"<Calendar><UID>1</UID><Name>Standard</Name><WeekDays>{WEEK}</WeekDays>{exception}</Calendar>"
    calendar = read_mspdi(document(task(1), calendars)).network.project_calendar
    weekdays = [day for day in range(1, 32) if date(2026, 3, day).weekday() < 5]
    assert [day for day in weekdays if not calendar.is_working_day(date(2026, 3, day))] == closed


def test_a_recurrence_that_is_not_understood_is_listed():
    period = "<TimePeriod><FromDate>2026-03-02T00:00:00</FromDate><ToDate>2026-03-31T00:00:00</ToDate></TimePeriod>"
    exception = f"<Exceptions><Exception>{period}<Type>12</Type><DayWorking>0</DayWorking></Exception></Exceptions>"
    calendars = f"<Calendar><UID>1</UID><Name>Standard</Name><WeekDays>{WEEK}</WeekDays>{exception}</Calendar>"
    assert notices(read_mspdi(document(task(1), calendars)))["CALENDAR_RECURRENCE_NOT_READ"]["recurrence"] == 12


def test_a_week_that_holds_for_a_span_of_dates_is_worked_unless_an_exception_says_otherwise():
    period = "<TimePeriod><FromDate>2026-03-09T00:00:00</FromDate><ToDate>2026-03-15T00:00:00</ToDate></TimePeriod>"
    days = f"<WeekDay><DayType>6</DayType><DayWorking>0</DayWorking></WeekDay><WeekDay><DayType>7</DayType>{WORKING_DAY}</WeekDay>"
    span = f"<WorkWeeks><WorkWeek>{period}<Name>Move</Name><WeekDays>{days}</WeekDays></WorkWeek></WorkWeeks>"
    off = "<TimePeriod><FromDate>2026-03-11T00:00:00</FromDate><ToDate>2026-03-11T00:00:00</ToDate></TimePeriod>"
    exception = f"<Exceptions><Exception>{off}<Type>1</Type><DayWorking>0</DayWorking></Exception></Exceptions>"
    whole = f"<Calendar><UID>1</UID><Name>Standard</Name><WeekDays>{WEEK}</WeekDays>{exception}{span}</Calendar>"
    calendar = read_mspdi(document(task(1), whole)).network.project_calendar
    worked = [day for day in range(9, 22) if calendar.is_working_day(date(2026, 3, day))]
    assert worked == [9, 10, 12, 14, 16, 17, 18, 19, 20]


def test_a_shift_to_midnight_is_worked_to_the_end_of_the_day():
    hours = "<FromTime>18:00:00</FromTime><ToTime>00:00:00</ToTime>"
    day = f"<DayWorking>1</DayWorking><WorkingTimes><WorkingTime>{hours}</WorkingTime></WorkingTimes>"
    week = f"<WeekDay><DayType>2</DayType>{day}</WeekDay>"
    plan = read_mspdi(
        document(task(1, "PT6H0M0S"), f"<Calendar><UID>1</UID><Name>S</Name><WeekDays>{week}</WeekDays></Calendar>")
    )
    assert schedule(plan.network)["1"].finish == datetime(2026, 3, 3)


def test_constraints_and_deadlines_are_taken_over():
    inner = "<ConstraintType>7</ConstraintType><ConstraintDate>2026-03-06T17:00:00</ConstraintDate>"
    inner += "<Deadline>2026-03-09T17:00:00</Deadline>"
    activity = read_mspdi(document(task(1, inner=inner))).network.activity("1")
    assert activity.constraint is not None
    assert (activity.constraint.type, activity.constraint.date) == (ConstraintType.FNLT, datetime(2026, 3, 6, 17))
    assert activity.deadline == datetime(2026, 3, 9, 17)


def test_progress_is_taken_over_with_the_data_date():
    done = "<ActualStart>2026-03-02T08:00:00</ActualStart><ActualFinish>2026-03-02T17:00:00</ActualFinish>"
    begun = "<ActualStart>2026-03-03T08:00:00</ActualStart><RemainingDuration>PT8H0M0S</RemainingDuration>"
    begun += "<PercentComplete>50</PercentComplete>"
    tasks = task(1, inner=done) + task(2, "PT16H0M0S", inner=begun)
    plan = read_mspdi(document(tasks, more="<StatusDate>2026-03-03T17:00:00</StatusDate>"))
    result = schedule(plan.network)
    assert [result[id].standing for id in "12"] == [Standing.complete, Standing.in_progress]
    assert (result["2"].finish, plan.status) == (datetime(2026, 3, 4, 17), datetime(2026, 3, 3, 17))


def test_people_are_taken_over_and_material_and_cost_resources_are_listed():
    resources = """<Resource><UID>1</UID><Name>Li Na</Name><Type>1</Type><EmailAddress>li@example.org</EmailAddress></Resource>
      <Resource><UID>2</UID><Name>Cable</Name><Type>0</Type></Resource>
      <Resource><UID>3</UID><Name>Travel</Name><Type>1</Type><IsCostResource>1</IsCostResource></Resource>"""
    assignments = "".join(
        f"<Assignment><TaskUID>1</TaskUID><ResourceUID>{uid}</ResourceUID></Assignment>" for uid in (2, 1, -65535)
    )
    plan = read_mspdi(document(task(1), resources=resources, assignments=assignments))
    assert [(person.id, person.name, person.email) for person in plan.people] == [("1", "Li Na", "li@example.org")]
    assert plan.outline[0].owners == ("1",)
    assert {code: facts["count"] for code, facts in notices(plan).items()} == {
        "MATERIAL_RESOURCE": 1,
        "COST_RESOURCE": 1,
    }


def test_who_works_on_what_comes_with_units_and_with_hours_only_where_they_say_something_else():
    """Two days at half time are eight hours: nothing more is said. Twenty hours are; two units of one name count as one person."""
    people = (("Li", "0.6"), ("He", "1"), ("Team", "2"))
    resources = "".join(
        f"<Resource><UID>{n}</UID><Name>{name}</Name><Type>1</Type><MaxUnits>{most}</MaxUnits></Resource>"
        for n, (name, most) in enumerate(people, 1)
    )

    def assigned(who: int, units: str, work: str, task: int = 1) -> str:
        return f"<Assignment><TaskUID>{task}</TaskUID><ResourceUID>{who}</ResourceUID><Units>{units}</Units><Work>{work}</Work></Assignment>"

    work = (
        assigned(1, "0.5", "PT8H0M0S")
        + assigned(2, "1", "PT20H0M0S")
        + assigned(3, "2", "PT32H0M0S")
        + assigned(1, "1", "PT0H0M0S", 2)
    )
    tasks = task(1, "PT16H0M0S") + task(2, "PT0H0M0S", inner="<Milestone>1</Milestone>")
    draft = draft_of_imported(read_mspdi(document(tasks, resources=resources, assignments=work)))
    assert [(a.task, a.person, a.units, a.hours) for a in draft.assignments] == [
        ("T1", "Li", 50, None), ("T1", "He", 100, 20), ("T1", "Team", 100, 32),
    ]  # fmt: skip
    assert [(p.name, p.capacity_hours) for p in draft.people] == [("Li", 24), ("He", None), ("Team", None)]
    assert [(p.code, p.facts["tasks"]) for p in draft.notices if p.code == "MORE_THAN_ONE_PERSON"] == [
        ("MORE_THAN_ONE_PERSON", ["T1"])
    ]


def test_work_follows_the_calendar_of_the_one_who_does_it():
    off = "".join(f"<WeekDay><DayType>{n}</DayType><DayWorking>0</DayWorking></WeekDay>" for n in (2, 3))
    own = f"<Calendar><UID>2</UID><Name>Li Na</Name><BaseCalendarUID>1</BaseCalendarUID><WeekDays>{off}</WeekDays></Calendar>"
    resource = "<Resource><UID>1</UID><Name>Li Na</Name><Type>1</Type><CalendarUID>2</CalendarUID></Resource>"
    assigned = "<Assignment><TaskUID>1</TaskUID><ResourceUID>1</ResourceUID></Assignment>"
    plan = read_mspdi(document(task(1) + task(2), STANDARD + own, resource, assigned))
    result = schedule(plan.network)
    assert [result[id].start for id in "12"] == [datetime(2026, 3, 4, 8), datetime(2026, 3, 2, 8)]


def test_an_elapsed_duration_runs_on_by_night_and_weekend():
    elapsed = task(1, "PT48H0M0S").replace("<DurationFormat>7", "<DurationFormat>8")
    assert schedule(read_mspdi(document(elapsed)).network)["1"].finish == datetime(2026, 3, 4, 8)


def test_stored_answers_are_not_read():
    stored = "<Start>2030-01-01T08:00:00</Start><Finish>2030-01-02T17:00:00</Finish>"
    stored += "<EarlyStart>2030-01-01T08:00:00</EarlyStart><TotalSlack>99</TotalSlack>"
    result = schedule(read_mspdi(document(task(1, inner=stored))).network)
    assert (result["1"].start, result["1"].total_float_min) == (datetime(2026, 3, 2, 8), 0)


def test_what_the_network_cannot_say_is_listed_by_kind_with_the_tasks():
    tasks = task(1, inner="<Manual>1</Manual><ManualStart>2026-03-05T08:00:00</ManualStart>")
    tasks += task(2, inner="<Active>0</Active>") + task(3, inner="<LevelingDelay>4800</LevelingDelay>")
    plan = read_mspdi(document(tasks))
    assert {code: facts["tasks"] for code, facts in notices(plan).items()} == {
        "INACTIVE_TASK_CALLED_OFF": ["2"],
        "MANUAL_TASK_SCHEDULED_FROM_ITS_DATE": ["1"],
        "LEVELLING_DELAY_NOT_READ": ["3"],
    }
    assert schedule(plan.network)["1"].start == datetime(2026, 3, 5, 8)


# --- hostile and broken files

ENTITY = b"""<?xml version="1.0"?><!DOCTYPE Project [<!ENTITY a SYSTEM "file:///etc/passwd">]>
<Project xmlns="http://schemas.microsoft.com/project"><Title>&a;</Title></Project>"""


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "NOT_XML"),
        (b"<Project", "NOT_XML"),
        (ENTITY, "NOT_XML"),
        (b"<Project/>", "UNKNOWN_FORMAT"),
        (b'<?xml version="1.0" encoding="no-such"?><Project/>', "NOT_XML"),
        (document("").replace(b"<StartDate>2026-03-02T08:00:00</StartDate>", b""), "REQUIRED"),
        (document(task(1, inner=link(2)) + task(2, inner=link(1))), "DEPENDENCY_CYCLE"),
        (document(task(1) + task(1)), "NOT_UNIQUE"),
        (document(task(1, "PT99999999999999H0M0S")), "OUT_OF_RANGE"),
    ],
)
def test_a_broken_or_hostile_file_is_refused(content: bytes, code: str):
    with pytest.raises(Invalid) as refusal:
        schedule(read_mspdi(content).network)
    assert refusal.value.problems[0].code == code


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("PT8H30M0S", 510),
        ("PT0H0M48S", 0.8),
        ("P1DT2H", 1560),
        ("-PT1H", -60),
        ("PT", None),
        ("8h", None),
        (None, None),
    ],
)
def test_durations_are_read_to_a_tenth_of_a_minute(text: str | None, minutes: float | None):
    assert duration_minutes(text) == minutes


# --- real files

REAL = Path(__file__).parents[4] / "shared" / "data" / "mspdi"
FILES = sorted(REAL.glob("*/*.xml"))


@pytest.mark.skipif(not FILES, reason="the collection of real plans is not beside this checkout")
@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_a_real_plan_is_read_and_scheduled(path: Path):
    plan = read_mspdi(path.read_bytes(), path.name)
    result = schedule(plan.network)
    assert len(result.tasks) == len(plan.outline) > 0
    assert all(task.start <= task.finish for task in result.tasks.values())
