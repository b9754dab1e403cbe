"""Laws that hold for any network: every link kept, floats in order, nothing dependent on how the input is arranged."""

from dataclasses import replace
from datetime import datetime

from hypothesis import given
from hypothesis import strategies as st

from plans.calendar import WorkCalendar, around_the_clock, five_days, standard_calendar
from plans.network import Activity, LagCalendar, Link, LinkType, Network
from plans.schedule import Schedule, schedule

START = datetime(2026, 3, 2, 8)
CALENDARS = {
    "Standard": standard_calendar(),
    "24 Hours": around_the_clock(),
    "Nights": WorkCalendar("Nights", five_days(((22 * 60, 30 * 60),))),
}


@st.composite
def networks(draw: st.DrawFn, several_calendars: bool | None = None) -> Network:
    count = draw(st.integers(1, 9))
    mixed = draw(st.booleans()) if several_calendars is None else several_calendars
    names = st.sampled_from([None, *CALENDARS]) if mixed else st.none()
    durations = st.sampled_from([0, 60, 480, 500, 960, 2400])
    activities = [Activity(f"T{n}", "", draw(durations), draw(names)) for n in range(count)]
    pairs = [(a, b) for b in range(count) for a in range(b)]
    chosen = draw(st.lists(st.sampled_from(pairs), unique=True, max_size=14)) if pairs else []
    lags = st.sampled_from([0, 0, 0, 480, 90, -60, -480])
    lag_calendars = st.sampled_from(list(LagCalendar)) if mixed else st.just(LagCalendar.project)
    links = [
        Link(f"T{a}", f"T{b}", draw(st.sampled_from(list(LinkType))), draw(lags), draw(lag_calendars))
        for a, b in chosen
    ]
    return Network(START, CALENDARS, "Standard", tuple(activities), tuple(links))


def figures(result: Schedule) -> dict:
    return {
        id: (t.start, t.finish, t.late_start, t.late_finish, t.total_float_min, t.free_float_min, t.critical)
        for id, t in result.tasks.items()
    }


@given(networks())
def test_a_task_takes_exactly_its_duration(plan: Network):
    result = schedule(plan)
    for activity in plan.activities:
        task, calendar = result[activity.id], plan.calendar_of(activity)
        assert calendar.minutes_between(task.start, task.finish) == activity.duration_min
        assert calendar.minutes_between(task.late_start, task.late_finish) == activity.duration_min


@given(networks())
def test_total_float_is_not_less_than_free_float_nor_free_float_than_nothing(plan: Network):
    for task in schedule(plan).tasks.values():
        assert task.total_float_min >= task.free_float_min >= 0


@given(networks())
def test_every_link_holds(plan: Network):
    """Counted on dates: no worked minute of the successor lies between where it is and where the link lets it be."""
    result = schedule(plan)
    for link in plan.links:
        before, after = result[link.source], result[link.target]
        event = before.finish if link.type in ("FS", "FF") else before.start
        bounded = after.start if link.type in ("FS", "SS") else after.finish
        successor = plan.calendar_of(plan.activity(link.target))
        lag_on = {
            "project": plan.project_calendar,
            "pred": plan.calendar_of(plan.activity(link.source)),
            "succ": successor,
            "elapsed": CALENDARS["24 Hours"],
        }[link.lag_calendar]
        if link.lag_min > 0:
            event = lag_on.finish_after(event, link.lag_min)
        elif link.lag_min < 0:
            event = lag_on.start_before(event, -link.lag_min)
        assert successor.minutes_between(event, bounded) >= 0, link


@given(networks())
def test_something_critical_ends_the_plan_and_critical_tasks_have_no_float(plan: Network):
    result = schedule(plan)
    assert result.critical_path
    assert any(result[id].finish == result.finish for id in result.critical_path)
    if plan.table.uniform:
        assert all(result[id].total_float_min == 0 for id in result.critical_path)


@given(networks(), st.randoms(use_true_random=False))
def test_the_order_of_the_input_does_not_matter(plan: Network, random):
    activities, links = list(plan.activities), list(plan.links)
    random.shuffle(activities)
    random.shuffle(links)
    shuffled = replace(plan, activities=tuple(activities), links=tuple(links))
    assert figures(schedule(shuffled)) == figures(schedule(plan))


@given(networks())
def test_the_names_of_the_tasks_do_not_matter(plan: Network):
    def other(id: str) -> str:
        return f"Z{9 - int(id[1:])}"

    renamed = replace(
        plan,
        activities=tuple(replace(a, id=other(a.id)) for a in plan.activities),
        links=tuple(link._replace(source=other(link.source), target=other(link.target)) for link in plan.links),
    )
    assert {other(id): f for id, f in figures(schedule(plan)).items()} == figures(schedule(renamed))


@given(networks(), st.data())
def test_a_delay_within_free_float_moves_nobody_else(plan: Network, data: st.DataObject):
    """The delay is made as it would come about: the task may not start before the later date.

    Whom nothing moves stays at the same worked minute; a milestone may be called the evening or the next morning by who leads to it.
    """
    from plans.network import Constraint, ConstraintType

    before = schedule(plan)
    free = {id: task.free_float_min for id, task in before.tasks.items() if task.free_float_min > 0}
    if not free:
        return
    id = data.draw(st.sampled_from(sorted(free)))
    activity = plan.activity(id)
    if not activity.duration_min:
        return
    delay = data.draw(st.one_of(st.just(free[id]), st.integers(0, int(free[id]))))
    calendar = plan.calendar_of(activity)
    later = calendar.start_at(calendar.offset(before[id].start) + delay)
    after = schedule(plan.with_changes(replace(activity, constraint=Constraint(ConstraintType.SNET, later))))
    assert calendar.minutes_between(before[id].start, after[id].start) == delay

    def worked(at: Schedule) -> dict[str, tuple[float, float]]:
        held = {a.id: plan.calendar_of(a) for a in plan.activities if a.id != id}
        return {other: (c.offset(at[other].start), c.offset(at[other].finish)) for other, c in held.items()}

    assert worked(before) == worked(after)


@given(networks(several_calendars=False))
def test_counting_on_the_clock_and_counting_in_offsets_agree(plan: Network):
    """A task on another calendar, linked to nothing, switches the axis and must change no figure."""
    other = Activity("X", "", 1, calendar="Nights")
    switched = replace(plan, activities=(*plan.activities, other))
    if schedule(switched).finish == schedule(switched)["X"].finish:
        return
    assert plan.table.uniform
    assert not switched.table.uniform
    on_clock = figures(schedule(switched))
    del on_clock["X"]
    assert on_clock == figures(schedule(plan))


@given(networks(several_calendars=False), st.data())
def test_links_of_a_summary_are_the_links_of_the_tasks_within_it(plan: Network, data: st.DataObject):
    """The first tasks become a phase; what follows or precedes the phase follows or precedes each task in it."""
    ids = [activity.id for activity in plan.activities]
    cut = data.draw(st.integers(0, len(ids) - 1))
    inside, after = ids[:cut], ids[cut:]
    if not inside:
        return
    phase = [replace(a, parent="P" if a.id in inside else None) for a in plan.activities]
    before = Activity("Q", "", 480)
    into = data.draw(st.sampled_from([LinkType.FS, LinkType.SS, LinkType.FF]))
    out = data.draw(st.sampled_from([LinkType.FS, LinkType.FF]))
    own = [link for link in plan.links if (link.target, link.type) != (after[0], out)]
    common = (*phase, before, Activity("P", is_summary=True))
    by_phase = (Link("Q", "P", into, 60), Link("P", after[0], out, 480))
    by_task = [Link("Q", id, into, 60) for id in inside] + [Link(id, after[0], out, 480) for id in inside]
    one = schedule(replace(plan, activities=common, links=(*own, *by_phase)))
    other = schedule(replace(plan, activities=common, links=(*own, *by_task)))
    assert figures(one) == figures(other)
    assert one.critical_path == other.critical_path
