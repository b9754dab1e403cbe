"""Laws that hold for any levelled plan, whoever levelled it."""

from dataclasses import replace
from datetime import datetime, timedelta

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from governance.errors import Invalid
from plans.calendar import WorkCalendar, around_the_clock
from plans.levelling.constrained_project import ConstrainedProject
from plans.levelling.exact import solve
from plans.levelling.generation import by_starts, justified, moved_early, parallel, serial
from plans.levelling.improvement import best_found
from plans.levelling.layout import layout
from plans.levelling.levelled_plan import Levelled, LevelledPlan, level, levelled_json
from plans.levelling.levelled_task import LevelledTask
from plans.levelling.lower_bounds import lower_bound
from plans.levelling.priority_rules import RULES
from plans.levelling.resourced_plan import Resource, ResourcedPlan
from plans.network import Activity, Constraint, ConstraintType, Link, LinkType
from plans.schedule import schedule
from tests.plans.levelling.brute_force import shortest
from tests.plans.levelling.plans import resourced

HOUR = 60


@st.composite
def plans(draw: st.DrawFn, most: int = 7) -> ResourcedPlan:
    """Up to seven tasks, some of them within two summaries, links of every type also on summaries, two resources."""
    count = draw(st.integers(1, most))
    parents = st.sampled_from([None, None, None, "P", "Q"])
    lengths = st.sampled_from([0, HOUR, 2 * HOUR, 3 * HOUR, 8 * HOUR])
    tasks = [Activity(f"T{n}", "", draw(lengths), parent=draw(parents)) for n in range(count)]
    summaries = [Activity(id) for id in ("P", "Q") if any(task.parent == id for task in tasks)]
    ids = [activity.id for activity in (*tasks, *summaries)]
    pairs = [(a, b) for b in ids for a in ids if a != b]
    chosen = draw(st.lists(st.sampled_from(pairs), unique=True, max_size=7)) if pairs else []
    kinds, lags = st.sampled_from([LinkType.FS, *LinkType]), st.sampled_from([0, 0, HOUR, -HOUR])
    links = [Link(a, b, draw(kinds), draw(lags)) for a, b in chosen]
    capacity = {"crew": draw(st.integers(1, 3)), "room": draw(st.integers(1, 2))}
    demand = {
        task.id: {id: draw(st.integers(0, units)) for id, units in capacity.items()} for task in tasks
    }  # fmt: skip
    try:
        return resourced([*summaries, *tasks], links, capacity, demand)
    except Invalid:
        assume(False)
        raise


def most_asked(levelled: Levelled, resource: str) -> int:
    """The most units of a resource that are held in any worked minute; it can only rise where a task starts."""
    plan = levelled.plan
    spans = [
        (task.start_min, task.finish_min, plan.demand.get(id, {}).get(resource, 0))
        for id, task in levelled.tasks.items()
    ]
    return max(sum(units for start, finish, units in spans if start <= at < finish) for at, _, _ in spans)


@settings(max_examples=60, deadline=None)
@given(plans())
def test_no_resource_is_asked_for_more_than_there_is_at_any_minute(plan: ResourcedPlan):
    levelled = level(plan)
    assert all(most_asked(levelled, id) <= capacity for id, capacity in plan.capacities.items())


NIGHTS = WorkCalendar("Nights", (((20 * 60, 26 * 60),),) * 5 + ((), ()), {})
WEEKENDS = WorkCalendar("Weekends", ((),) * 5 + (((8 * 60, 16 * 60),),) * 2, {})


@st.composite
def plans_by_calendars(draw: st.DrawFn) -> ResourcedPlan:
    """Such plans with some tasks on nights, on weekends or around the clock."""
    plan = draw(plans())
    own = {c.name: c for c in (NIGHTS, WEEKENDS, around_the_clock())}
    network = replace(plan.network, calendars={**plan.network.calendars, **own})
    summaries = {network.activities[n].id for n in network.table.summaries}
    chosen = st.sampled_from([None, None, *own])
    changed = [replace(a, calendar=draw(chosen)) for a in network.activities if a.id not in summaries]
    assume(any(a.calendar for a in changed))
    return replace(plan, network=network.with_changes(*changed))


@settings(max_examples=60, deadline=None)
@given(plans_by_calendars())
def test_whatever_calendars_tasks_have_no_resource_is_asked_for_more_than_there_is_at_any_hour(plan: ResourcedPlan):
    """Durations, lags and shifts are whole hours, so whoever works in an hour works at its start."""
    levelled = level(plan)
    hours = int((levelled.finish - plan.network.start).total_seconds() // 3600) + 1
    for at in (plan.network.start + timedelta(hours=n) for n in range(hours)):
        at_work = [id for id, task in levelled.tasks.items() if id in plan.demand and works(plan, id, task, at)]
        for resource, capacity in plan.capacities.items():
            assert sum(plan.demand[id].get(resource, 0) for id in at_work) <= capacity, (at, resource, at_work)


def works(plan: ResourcedPlan, id: str, task: LevelledTask, at: datetime) -> bool:
    calendar = plan.network.calendar_of(plan.network.activity(id))
    minute = at.hour * 60 + at.minute
    today, before = (calendar.hours_of(at.date() - timedelta(days=days)) for days in (0, 1))
    return task.start <= at < task.finish and (
        any(a <= minute < b for a, b in today) or any(a <= minute + 1440 < b for a, b in before)
    )


@settings(max_examples=60, deadline=None)
@given(plans_by_calendars())
def test_with_plenty_of_everything_calendars_of_their_own_move_nothing_either(plan: ResourcedPlan):
    levelled = level(replace(plan, resources=tuple(Resource(r.id, 1000) for r in plan.resources)))
    assert (levelled.moved, levelled.optimal) == ([], True)


@settings(max_examples=60, deadline=None)
@given(plans())
def test_the_schedule_with_every_task_held_at_its_levelled_start_moves_nothing(plan: ResourcedPlan):
    """The schedule engine is the judge of links, summaries and durations: a link that were broken would push its task."""
    levelled = level(plan)
    network = plan.network
    summaries = {network.activities[n].id for n in network.table.summaries}
    kept = [
        replace(activity, constraint=Constraint(ConstraintType.SNET, levelled.tasks[activity.id].start))
        for activity in network.activities
        if activity.id not in summaries
    ]
    again = schedule(network.with_changes(*kept))
    calendar = network.project_calendar
    for id, task in levelled.tasks.items():
        assert calendar.minutes_between(network.start, again[id].start) == task.start_min, id
        assert calendar.minutes_between(network.start, again[id].finish) == task.finish_min, id


@settings(max_examples=60, deadline=None)
@given(plans())
def test_nothing_is_shorter_than_the_bound_nor_than_without_resources(plan: ResourcedPlan):
    levelled = level(plan)
    assert levelled.unlevelled_makespan_min <= levelled.lower_bound_min <= levelled.makespan_min
    assert levelled.optimal == (levelled.lower_bound_min == levelled.makespan_min)


@settings(max_examples=60, deadline=None)
@given(plans())
def test_with_plenty_of_everything_the_levelled_plan_is_the_schedule(plan: ResourcedPlan):
    plenty = replace(plan, resources=tuple(Resource(r.id, 1000) for r in plan.resources))
    levelled, unlevelled = level(plenty), schedule(plan.network)
    assert levelled.moved == []
    assert levelled.optimal
    for id, task in levelled.tasks.items():
        assert (task.start, task.finish) == (unlevelled[id].start, unlevelled[id].finish)


@settings(max_examples=60, deadline=None)
@given(plans(), st.randoms(use_true_random=False))
def test_the_order_of_the_input_does_not_matter_and_the_answer_is_always_the_same(plan: ResourcedPlan, random):
    activities, links, resources = list(plan.network.activities), list(plan.network.links), list(plan.resources)
    for items in (activities, links, resources):
        random.shuffle(items)
    network = replace(plan.network, activities=tuple(activities), links=tuple(links))
    shuffled = ResourcedPlan(network, tuple(resources), dict(reversed(plan.demand.items())))
    assert levelled_json(level(shuffled)) == levelled_json(level(plan)) == levelled_json(level(plan))


def is_kept(project: ConstrainedProject, starts: list[int]) -> bool:
    """Whether every bound of the problem holds for these starts."""
    links = all(starts[n] >= starts[i] + lag for n, bounds in enumerate(project.before) for i, lag in bounds)
    groups = all(starts[n] == min(starts[m] for m in members) for n, members in project.first_of.items())
    dates = all(project.release[n] <= starts[n] for n in range(project.size) if n not in project.first_of)
    return links and groups and dates and all(_fits(project, starts, k) for k in range(len(project.capacities)))


def _fits(project: ConstrainedProject, starts: list[int], k: int) -> bool:
    spans = [(starts[n], starts[n] + project.durations[n], dict(d).get(k, 0)) for n, d in enumerate(project.demands)]
    return all(sum(u for s, f, u in spans if s <= at < f) <= project.capacities[k] for at, _, _ in spans)


@settings(max_examples=60, deadline=None)
@given(plans())
def test_every_rule_through_either_scheme_gives_a_plan_that_justification_never_lengthens(plan: ResourcedPlan):
    project = layout(plan).project
    for rule in RULES:
        keys = rule(project, lower_bound(project))
        for starts in (serial(project, project.causes_first(keys)), parallel(project, keys)):
            better = justified(project, starts)
            early = moved_early(project, better)
            assert all(a <= b for a, b in zip(early, better, strict=True))
            assert is_kept(project, early)
            assert is_kept(project, starts)
            assert is_kept(project, better)
            assert project.makespan(better) <= project.makespan(starts)
            assert is_kept(project, serial(project, by_starts(project, better)))


@settings(max_examples=40, deadline=None)
@given(plans(most=5))
def test_the_exact_solver_is_as_good_as_trying_everything_and_the_heuristic_never_better(plan: ResourcedPlan):
    project = layout(plan).project
    assume(not project.first_of)
    bound, best = lower_bound(project), shortest(project)
    found = best_found(project, bound, lambda: True)
    assert bound <= best <= project.makespan(found)
    solved = solve(project, found, bound, 20)
    assert is_kept(project, solved.starts)
    assert (project.makespan(solved.starts), solved.bound, solved.optimal) == (best, best, True)


STATUS = datetime(2026, 3, 3, 17)
BEGUN, DONE = datetime(2026, 3, 2, 10), datetime(2026, 3, 3, 11)


@st.composite
def plans_under_way(draw: st.DrawFn) -> ResourcedPlan:
    """The same plans with dates to be kept and progress, in and out of sequence, as of the second evening."""
    plan = draw(plans())
    summaries = {plan.network.activities[n].id for n in plan.network.table.summaries}
    earliest = st.sampled_from([None, None, ConstraintType.SNET, ConstraintType.FNET])
    changed = []
    for activity in plan.network.activities:
        kind = draw(earliest)
        if kind:
            activity = replace(activity, constraint=Constraint(kind, datetime(2026, 3, draw(st.integers(2, 6)), 15)))
        if activity.id not in summaries:
            match draw(st.sampled_from(["not begun", "not begun", "begun", "done"])):
                case "begun":
                    left = draw(st.sampled_from([HOUR, 2 * HOUR]))
                    activity = replace(activity, actual_start=BEGUN, remaining_min=left if activity.duration_min else 0)
                case "done":
                    activity = replace(activity, actual_start=BEGUN, actual_finish=DONE)
        changed.append(activity)
    return replace(plan, network=plan.network.with_changes(*changed))


@settings(max_examples=100, deadline=None)
@given(plans_under_way(), st.sampled_from([None, STATUS]))
def test_with_plenty_of_everything_a_plan_under_way_is_its_schedule(plan: ResourcedPlan, status: datetime | None):
    plenty = replace(plan, resources=tuple(Resource(r.id, 1000) for r in plan.resources))
    levelled, unlevelled = level(plenty, status=status), schedule(plan.network, status=status)
    assert levelled.optimal
    assert levelled.makespan_min == levelled.unlevelled_makespan_min
    for id, task in levelled.tasks.items():
        assert (id, task.start, task.finish) == (id, unlevelled[id].start, unlevelled[id].finish)


@settings(max_examples=60, deadline=None)
@given(plans_under_way())
def test_a_plan_under_way_keeps_within_its_resources_and_moves_nothing_that_is_done(plan: ResourcedPlan):
    levelled, unlevelled = level(plan, status=STATUS), schedule(plan.network, status=STATUS)
    assert isinstance(levelled, LevelledPlan)
    assert is_kept(layout(plan, STATUS).project, levelled.node_starts)
    for activity in plan.network.activities:
        if activity.actual_finish:
            assert levelled.tasks[activity.id][:4] == (
                activity.id, "", unlevelled[activity.id].start, unlevelled[activity.id].finish,
            )  # fmt: skip
        assert levelled.tasks[activity.id].delay_min >= 0
