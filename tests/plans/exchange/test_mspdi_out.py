"""Plans written as Microsoft Project's XML: in the order of its schema, and read back as they were."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from xml.etree.ElementTree import Element

from hypothesis import given
from hypothesis import strategies as st

from plans.calendar import WorkCalendar, five_days, standard_calendar
from plans.draft_imported import draft_of_imported
from plans.exchange.mspdi import parsed, read_mspdi
from plans.exchange.mspdi_agreement import dates_that_differ
from plans.exchange.mspdi_calendars_out import departing_days, has_long_days, same_hours
from plans.exchange.mspdi_out import write_mspdi
from plans.exchange.mspdi_values import all_under, text
from plans.exchange.outgoing_plan import OutgoingRow, outgoing_network
from plans.network import Activity, Constraint, ConstraintType, LagCalendar, Link, LinkType, Network
from plans.schedule import schedule
from tests.plans.test_schedule_laws import networks

START = datetime(2026, 3, 2, 8)


def words(text: str) -> list[str]:
    return text.split()


# Elements of a task and of a project in the order in which Microsoft's schema lists them, as far as they are written.
TASK_ORDER = words("""UID ID Name Active Manual Type IsNull WBS OutlineNumber OutlineLevel Priority Start Finish Duration DurationFormat Work Resume
EffortDriven Estimated Milestone Summary Critical EarlyStart EarlyFinish LateStart LateFinish FreeSlack TotalSlack PercentComplete ActualStart
ActualFinish ActualDuration RemainingDuration ConstraintType CalendarUID ConstraintDate Deadline IgnoreResourceCalendar Notes PredecessorLink
ExtendedAttribute Baseline""")
PROJECT_ORDER = words("""SaveVersion Name Title ScheduleFromStart StartDate FinishDate CriticalSlackLimit CurrencyCode CalendarUID DefaultStartTime
DefaultFinishTime MinutesPerDay MinutesPerWeek DaysPerMonth DefaultTaskType DurationFormat WorkFormat HonorConstraints MultipleCriticalPaths
NewTasksEffortDriven BaselineForEarnedValue StatusDate NewTasksAreManual ExtendedAttributes Calendars Tasks Resources Assignments""")
OFFICE = standard_calendar()


def plan_of(*activities: Activity, links: tuple[Link, ...] = (), calendar: WorkCalendar = OFFICE) -> Network:
    return Network(START, {calendar.name: calendar}, calendar.name, activities, links)


def written(network: Network, status: datetime | None = None) -> bytes:
    return write_mspdi(outgoing_network(schedule(network, status=status), "Plan"))


def task(body: bytes, uid: int) -> Element:
    return next(e for e in all_under(parsed(body), "Tasks", "Task") if text(e, "UID") == str(uid))


def is_in_order(element: Element, order: list[str]) -> bool:
    places = [order.index(child.tag.partition("}")[2]) for child in element]
    return places == sorted(places)


def test_elements_stand_in_the_order_of_the_schema():
    began = Activity(
        "A", "Draft", 960, actual_start=START, remaining_min=480, deadline=START + timedelta(9), parent="S"
    )
    held = Activity("B", "Review", 480, constraint=Constraint(ConstraintType.SNET, START + timedelta(7)))
    root = parsed(written(plan_of(Activity("S", is_summary=True), began, held, links=(Link("A", "B"),)), START))
    assert is_in_order(root, PROJECT_ORDER)
    assert all(
        is_in_order(element, TASK_ORDER) for element in all_under(root, "Tasks", "Task") if text(element, "UID") != "0"
    )
    assert len({e.tag for element in all_under(root, "Tasks", "Task") for e in element}) > 30


# --- There and back ---------------------------------------------------------------------------------------------------

NAMES = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zs", "Zl", "Zp", "Co", "Cn")), max_size=20
)


@st.composite
def plans(draw: st.DrawFn) -> Network:
    """Networks with names, an outline, constraints, deadlines and progress."""
    network = draw(networks())
    changed: list[Activity] = [Activity("S1", "Sum", is_summary=True), Activity("S2", "", is_summary=True, parent="S1")]
    linked = {x.source for x in network.links} | {x.target for x in network.links}
    for a in network.activities:
        day = START + timedelta(days=draw(st.integers(0, 30)))
        kind = draw(st.sampled_from([None, *ConstraintType]))
        dateless = kind in (ConstraintType.ASAP, ConstraintType.ALAP)
        constraint = Constraint(kind, None if dateless else day) if kind and kind != ConstraintType.ASAP else None
        a = replace(a, name=draw(NAMES), constraint=constraint, deadline=draw(st.sampled_from([None, day])))
        a = replace(a, parent=draw(st.sampled_from([None, "S1", "S2"])) if a.id not in linked else None)
        match draw(st.sampled_from(["ahead", "begun", "done"])):
            case "begun" if a.duration_min:
                a = replace(
                    a,
                    actual_start=day,
                    remaining_min=draw(st.sampled_from([None, 30, 240.5, 480])),
                    percent=draw(st.integers(0, 99)),
                )
            case "done":
                a = replace(a, actual_start=day, actual_finish=day + timedelta(hours=draw(st.integers(0, 90))))
        changed.append(a)
    return replace(network, activities=tuple(changed))


@given(plans())
def test_what_is_written_and_read_back_is_the_same_plan(network: Network):
    outgoing = outgoing_network(schedule(network))
    read = read_mspdi(write_mspdi(outgoing)).network
    ids = {row.id: str(row.uid) for row in outgoing.rows}
    assert read.start == network.start
    assert len(read.activities) == len(network.activities)
    for a in network.activities:
        b = read.activity(ids[a.id])
        assert (b.name, b.is_summary) == (a.name.strip() or a.id, a.is_summary)
        assert a.is_summary or b.duration_min == a.duration_min
        assert (b.constraint, b.deadline, b.parent) == (a.constraint, a.deadline, a.parent and ids[a.parent])
        assert (b.actual_start, b.actual_finish) == (a.actual_start, a.actual_finish)
        if a.actual_start and not a.actual_finish:
            assert (b.remaining_min, b.percent) == (a.remaining_min, a.percent)
        assert same_hours(read.calendar_of(b), network.calendar_of(a))
    assert set(read.links) == {x._replace(source=ids[x.source], target=ids[x.target]) for x in network.links}


@given(plans())
def test_the_dates_computed_after_the_way_back_are_the_same(network: Network):
    before = schedule(network)
    outgoing = outgoing_network(before)
    after = schedule(read_mspdi(write_mspdi(outgoing)).network)
    for row in outgoing.rows:
        assert row.id is not None
        if network.activity(row.id).is_summary and not network.children(row.id):
            continue
        assert (after[str(row.uid)].start, after[str(row.uid)].finish) == (before[row.id].start, before[row.id].finish)


PERIODS = st.lists(st.integers(0, 96), unique=True, min_size=2, max_size=8).map(sorted)


@st.composite
def calendars(draw: st.DrawFn) -> WorkCalendar:
    """Weeks and exceptions of any hours, shifts over midnight among them."""

    def hours() -> tuple[tuple[int, int], ...]:
        marks = [15 * n for n in draw(PERIODS)]
        periods = [(a, b) for a, b in zip(marks[::2], marks[1::2], strict=False)]
        shift = draw(st.sampled_from([0, 0, 0, 360]))
        return tuple((a, b) if (a, b) != periods[-1] else (a, b + shift) for a, b in periods)

    week = tuple(draw(st.sampled_from([(), hours()])) for _ in range(7))
    days = [date(2026, 3, 2) + timedelta(days=draw(st.integers(0, 20))) for _ in range(draw(st.integers(0, 6)))]
    early = [(a, b) for a, b in (h for day in week for h in day) if b > 1440]
    exceptions = {day: () if early else draw(st.sampled_from([(), hours()])) for day in days}
    return WorkCalendar("Own", week if any(week) else five_days(((0, 60),)), exceptions)


@given(calendars())
def test_a_calendar_works_at_the_same_hours_after_the_way_back(calendar: WorkCalendar):
    network = Network(START, {"Own": calendar}, "Own", (Activity("A", "", 60),))
    read = read_mspdi(written(network)).network.project_calendar
    if not has_long_days(calendar):
        assert same_hours(read, calendar)
        first, last = datetime(2026, 2, 23), datetime(2026, 4, 1)
        assert read.minutes_between(first, last) == calendar.minutes_between(first, last)


# --- By hand ----------------------------------------------------------------------------------------------------------


def test_a_working_saturday_and_a_week_off_are_exceptions_with_their_reasons():
    off = {date(2026, 10, day): () for day in range(1, 8)}
    calendar = WorkCalendar("China", OFFICE.week, off | {date(2026, 10, 10): OFFICE.week[0]})
    plan = outgoing_network(schedule(plan_of(Activity("A", "", 480), calendar=calendar)))
    labels = dict.fromkeys(off, "National Day") | {date(2026, 10, 10): "Make-up day"}
    body = write_mspdi(replace(plan, calendars=(replace(plan.calendars[0], labels=labels),)))
    (own,) = all_under(parsed(body), "Calendars", "Calendar")
    entries = [
        (
            text(e, "Name"),
            text(e, "Occurrences"),
            text(e, "DayWorking"),
            len(all_under(e, "WorkingTimes", "WorkingTime")),
        )
        for e in all_under(own, "Exceptions", "Exception")
    ]
    # The third and fourth of October 2026 are a weekend: the week off is written around it.
    assert entries == [("National Day", "2", "0", 0), ("National Day", "3", "0", 0), ("Make-up day", "1", "1", 2)]
    assert departing_days(calendar).keys() == {date(2026, 10, d) for d in (1, 2, 5, 6, 7, 10)}


def test_a_shift_over_midnight_is_written_on_both_days():
    nights = WorkCalendar("Nights", five_days(((22 * 60, 30 * 60),)))
    body = written(plan_of(Activity("A", "", 480), calendar=nights))
    (own,) = all_under(parsed(body), "Calendars", "Calendar")
    hours = {
        text(day, "DayType"): [
            (text(t, "FromTime"), text(t, "ToTime")) for t in all_under(day, "WorkingTimes", "WorkingTime")
        ]
        for day in all_under(own, "WeekDays", "WeekDay")
    }
    late, early = ("22:00:00", "00:00:00"), ("00:00:00", "06:00:00")
    assert hours == {"1": [], "2": [late], "3": [early, late], "4": [early, late], "5": [early, late], "6": [early, late], "7": [early]}  # fmt: skip


def test_a_lag_stands_in_tenths_of_minutes_with_its_unit_and_keeps_its_calendar():
    links = (
        Link("A", "B", LinkType.SS, 480),
        Link("A", "C", LinkType.FF, -60, LagCalendar.pred),
        Link("B", "C", LinkType.SF, 1440, LagCalendar.elapsed),
    )
    body = written(plan_of(Activity("A", "", 960), Activity("B", "", 480), Activity("C", "", 480), links=links))
    entries = [
        tuple(int(text(e, tag) or 0) for tag in ("PredecessorUID", "Type", "LinkLag", "LagFormat"))
        for element in all_under(parsed(body), "Tasks", "Task")
        for e in element
        if e.tag.endswith("PredecessorLink")
    ]
    assert entries == [(1, 3, 4800, 7), (1, 0, -600, 7), (2, 2, 14400, 8)]
    kept = {(x.source, x.target, x.lag_calendar) for x in read_mspdi(body).network.links}
    assert kept == {("1", "2", "project"), ("1", "3", "pred"), ("2", "3", "elapsed")}


def test_computed_dates_and_slack_stand_beside_the_work():
    body = written(
        plan_of(Activity("A", "", 960), Activity("B", "", 480), Activity("C", "", 480), links=(Link("A", "C"),))
    )
    found = [text(task(body, 2), tag) for tag in ("Start", "Finish", "LateFinish", "TotalSlack", "Critical")]
    # A takes Monday and Tuesday, C Wednesday; B takes Monday and may take until Wednesday evening: two days are 9600 tenths.
    assert found == ["2026-03-02T08:00:00", "2026-03-02T17:00:00", "2026-03-04T17:00:00", "9600", "0"]


def test_what_xml_cannot_say_becomes_a_blank():
    body = written(plan_of(Activity("A", "bell\x07 and \ufffe <&>", 60)))
    assert read_mspdi(body).network.activity("1").name == "bell  and   <&>"


def test_a_task_begun_resumes_where_its_work_left_goes_on():
    began = Activity("A", "", 960, actual_start=START, remaining_min=480)
    body = written(plan_of(began), datetime(2026, 3, 4, 17))
    assert [text(task(body, 1), tag) for tag in ("Resume", "Finish", "ActualDuration", "RemainingDuration")] == [
        "2026-03-05T08:00:00", "2026-03-05T17:00:00", "PT8H0M0S", "PT8H0M0S",
    ]  # fmt: skip


# --- What was changed there -------------------------------------------------------------------------------------------


def two_names() -> bytes:
    plan = outgoing_network(schedule(plan_of(Activity("T7", "Draft", 480))))
    row = OutgoingRow(1, "task", 1, "T7", "草稿", "Draft", "T7", 480, wave="W1", department="SAL")
    return write_mspdi(replace(plan, rows=(row,)))


def test_codes_and_both_names_come_back():
    (found,) = draft_of_imported(read_mspdi(two_names())).tasks
    assert (found.code, found.name_zh, found.name_en, found.wave, found.department) == (
        "T7",
        "草稿",
        "Draft",
        "W1",
        "SAL",
    )


def test_a_name_changed_there_replaces_the_one_in_its_language():
    body = two_names().replace(b"<Name>Draft</Name><Active>", b"<Name>First draft</Name><Active>")
    (found,) = draft_of_imported(read_mspdi(body)).tasks
    assert (found.name_zh, found.name_en) == ("草稿", "First draft")


def test_a_task_added_there_gets_a_code_of_its_own():
    new = (
        b"<Task><UID>9</UID><Name>New</Name><OutlineLevel>1</OutlineLevel><Duration>PT8H0M0S</Duration></Task></Tasks>"
    )
    found = draft_of_imported(read_mspdi(two_names().replace(b"</Tasks>", new))).tasks
    assert [(t.code, t.name_en) for t in found] == [("T7", "Draft"), ("T9", "New")]


def test_marks_that_cannot_be_read_leave_a_plan_of_another_program():
    for damaged in (b"steerboard-mspdi/9 {", b"steerboard-mspdi/1 [", b"steerboard-mspdi/1 " + b"[" * 100_000):
        plan = read_mspdi(two_names().replace(b"steerboard-mspdi/1 {", damaged))
        assert plan.marks is None
        assert [t.code for t in draft_of_imported(plan).tasks] == ["T1"]
        assert [p.code for p in plan.notices] == ["CUSTOM_FIELDS_IN_NOTES"]


def test_a_plan_that_both_methods_date_alike_has_nothing_to_tell():
    network = plan_of(Activity("A", "", 960), Activity("B", "", 480), links=(Link("A", "B", lag_min=480),))
    plan = outgoing_network(schedule(network))
    assert dates_that_differ(plan, write_mspdi(plan)) == []
    # Nothing was done by the tenth: here all that is left comes after it, there it stays where it was.
    late = outgoing_network(schedule(network, status=datetime(2026, 3, 10, 17)))
    assert [(p.code, p.facts["tasks"]) for p in dates_that_differ(late, write_mspdi(late))] == [("DATES_DIFFER_THERE", ["A", "B"])]  # fmt: skip
