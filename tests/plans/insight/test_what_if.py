"""Trial changes: what they would do to the milestones, what is refused, and that the plan itself stays as it is."""

from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.errors import Invalid
from plans.durations import DayLength
from plans.insight.what_if import Edit, Linked, Longer, NotBefore, Takes, Unlinked, applied, outcome
from plans.network import Activity, LagCalendar, Link, LinkType, Network
from plans.schedule import schedule
from plans.what_if_notation import format_edits, parse_edits
from tests.plans import beichen
from tests.plans.test_schedule_laws import CALENDARS, START

DAY = beichen.DAY
LENGTH = DayLength.of(DAY)
MILESTONES = [row.id for row in beichen.rows() if row.id.startswith("M")]


def at_nine(_task: str, day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 9)


def finishes(*edits: Edit) -> dict[str, str]:
    found = outcome(schedule(beichen.network()), edits, MILESTONES)
    return {m.id: f"{m.before:%m-%d}→{m.after:%m-%d}" for m in found.milestones if m.days}


def problems(network: Network, *edits: Edit) -> list[tuple[str, Any]]:
    with pytest.raises(Invalid) as refused:
        applied(network, edits)
    return [(p.code, p.facts.get("line")) for p in refused.value.problems]


def small(*links: Link, **more: Any) -> Network:
    activities = (Activity("A", duration_min=5 * DAY, **more), Activity("B", duration_min=2 * DAY), Activity("M"))
    return Network(START, CALENDARS, "Standard", activities, links or (Link("A", "B"), Link("B", "M")))


def test_the_interface_takes_ten_days_longer():
    found = finishes(Longer("T411", 10 * DAY))
    assert (found["M08"], found["M12"]) == ("08-13→08-21", "11-20→11-30")


def test_configuring_the_core_takes_ten_days_longer():
    found = finishes(Longer("T502", 10 * DAY))
    assert (found["M08"][6:], found["M10"][6:], found["M12"][6:]) == ("08-27", "10-23", "12-04")


def test_choosing_a_vendor_ten_days_later_moves_every_milestone_after_it():
    found = outcome(schedule(beichen.network()), [Longer("T204", 10 * DAY)], MILESTONES)
    assert {m.id: m.days for m in found.milestones if m.days} == dict.fromkeys(MILESTONES[2:], 10)


def test_a_slip_beside_the_critical_path_moves_one_milestone_whole_and_the_end_by_what_is_left():
    found = {
        m.id: m.days for m in outcome(schedule(beichen.network()), [Longer("T405", 10 * DAY)], MILESTONES).milestones
    }
    assert (found["M05"], found["M12"]) == (10, 3)


def test_the_outcome_tells_the_end_the_tasks_that_move_and_the_new_critical_path():
    plan = Network(
        START, CALENDARS, "Standard", (Activity("A", duration_min=5 * DAY), Activity("B", duration_min=4 * DAY), Activity("M")),
        (Link("A", "M"), Link("B", "M")),
    )  # fmt: skip
    found = outcome(schedule(plan), [Takes("B", 8 * DAY)], ["M"])
    assert (found.finish.days, found.tasks_moved, found.joined, found.left) == (3, 2, ("B",), ("A",))


def test_links_are_added_replaced_and_dropped():
    plan = small()
    assert Link("A", "M") in applied(plan, [Linked(Link("A", "M"))]).links
    assert applied(plan, [Linked(Link("A", "B", LinkType.FS, DAY))]).links == (
        Link("A", "B", LinkType.FS, DAY),
        Link("B", "M"),
    )
    assert applied(plan, [Unlinked("A", "B")]).links == (Link("B", "M"),)
    assert applied(plan, [Unlinked("A", "B"), Linked(Link("A", "B", LinkType.SS))]).links == (
        Link("B", "M"),
        Link("A", "B", LinkType.SS),
    )


def test_a_task_that_may_not_start_before_a_day():
    found = outcome(schedule(small()), [NotBefore("A", datetime(2026, 3, 5, 8))], ["M"])
    assert found.milestones[0].days == 3


def test_work_under_way_gets_longer_by_what_is_left_of_it():
    begun = small(actual_start=START, remaining_min=2 * DAY)
    longer = applied(begun, [Longer("A", DAY)]).activity("A")
    assert (longer.duration_min, longer.remaining_min) == (6 * DAY, 3 * DAY)


def test_the_plan_stays_as_it_was():
    plan = small()
    before = plan.fingerprint()
    outcome(schedule(plan), [Longer("A", DAY), Unlinked("B", "M")], ["M"])
    assert (plan.fingerprint(), plan.links) == (before, (Link("A", "B"), Link("B", "M")))


def test_all_that_cannot_be_tried_is_told_at_once_with_its_line():
    finished = small(actual_start=START, actual_finish=datetime(2026, 3, 6, 17))
    told = problems(
        finished, Longer("A", DAY), Longer("Z", DAY), Unlinked("B", "A"), Takes("B", -1), NotBefore("A", START)
    )
    assert told == [
        ("ALREADY_FINISHED", 1),
        ("REF_NOT_FOUND", 2),
        ("LINK_NOT_FOUND", 3),
        ("TRIED_BELOW_NOTHING", 4),
        ("ALREADY_FINISHED", 5),
    ]
    begun = small(actual_start=START, remaining_min=2 * DAY)
    assert problems(begun, NotBefore("A", START), Longer("A", -3 * DAY)) == [
        ("ALREADY_STARTED", 1),
        ("TRIED_BELOW_NOTHING", 2),
    ]


def test_a_loop_is_refused_with_the_loop_named():
    with pytest.raises(Invalid) as refused:
        applied(small(), [Linked(Link("B", "A"))])
    assert (refused.value.problems[0].code, refused.value.problems[0].field) == ("DEPENDENCY_CYCLE", "edits")
    assert set(refused.value.problems[0].facts["path"]) == {"A", "B"}


# --- The notation


def test_changes_are_read_as_people_write_them():
    text = "t411 +10d\nT411 -3天\nT502=15d\n\nT503 ≥ 2026-08-13\nT405 → T410 SS+2d\nT405->T411\n- T405 -> T410\n- T405 -> T410 FF"
    assert parse_edits(text, LENGTH, at_nine) == [
        Longer("T411", 10 * DAY), Longer("T411", -3 * DAY), Takes("T502", 15 * DAY), NotBefore("T503", datetime(2026, 8, 13, 9)),
        Linked(Link("T405", "T410", LinkType.SS, 2 * DAY)), Linked(Link("T405", "T411")), Unlinked("T405", "T410"),
        Unlinked("T405", "T410", LinkType.FF),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("line", "code"),
    [("T411", "NOT_AN_EDIT"), ("T411 later", "NOT_AN_EDIT"), ("T411 +soon", "NOT_A_DURATION"), ("T411 >= 2026-02-30", "NOT_A_DATE"),
     ("T411 -> T411", "SELF_REFERENCE"), ("T411 -> T412 maybe", "NOT_A_LINK"), ("T411 +2ed", "ELAPSED_DURATION")],
)  # fmt: skip
def test_a_line_that_says_nothing_is_refused_with_its_number(line: str, code: str):
    with pytest.raises(Invalid) as refused:
        parse_edits(f"T502 +1d\n{line}", LENGTH, at_nine)
    assert [(p.code, p.facts["line"], p.value) for p in refused.value.problems] == [(code, 2, line)]


_IDS = st.sampled_from(["T411", "T-12", "M08"])
_MINUTES = st.integers(1, 40).map(lambda n: n * 240)
_LINKS = st.builds(
    Link,
    st.just("T1"),
    _IDS,
    st.sampled_from(list(LinkType)),
    st.sampled_from([0, 480, -960]),
    st.just(LagCalendar.project),
)
_EDITS = st.one_of(
    st.builds(Longer, _IDS, st.one_of(_MINUTES, _MINUTES.map(lambda n: -n))), st.builds(Takes, _IDS, _MINUTES),
    st.builds(NotBefore, _IDS, st.dates(date(2026, 1, 1), date(2027, 1, 1)).map(lambda d: at_nine("", d))), st.builds(Linked, _LINKS),
    st.builds(NotBefore, _IDS, st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1)).map(lambda t: t.replace(second=0, microsecond=0))),
    st.builds(Unlinked, st.just("T1"), _IDS, st.one_of(st.none(), st.sampled_from(list(LinkType)))),
)  # fmt: skip


@given(st.lists(_EDITS, max_size=8))
def test_what_is_written_is_read_back(edits: list[Edit]):
    assert parse_edits(format_edits(edits, LENGTH, at_nine), LENGTH, at_nine) == edits
