"""Plans from Microsoft Project with the dates that they have there: small files for the rules, real ones where they are at hand."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from plans.draft_imported import draft_of_imported
from plans.draft_network import network_of_draft
from plans.exchange.as_computed_there import as_computed_there
from plans.exchange.mspdi import read_mspdi
from plans.exchange.mspdi_project import read_project
from plans.microsoft.project_schedule import project_schedule
from plans.plan_draft import PlanDraft
from plans.schedule import Schedule, schedule
from plans.tasks import ConstraintKind, TaskKind
from tests.plans.microsoft.project_files import DAY, after, assigned, at, document, done, element, task

REAL = Path(__file__).parents[4] / "shared" / "data" / "mspdi" / "inputs"
PLANS = sorted(path.stem for path in REAL.glob("*.xml"))
# Tasks on another day: fixed dates that overrule their links, and what follows them (m056, m092), a manual task before its link (m009), a date on
# a day off (m056), and work that ends with the first minute of a day (m003).
ELSEWHERE = {"m003": 1, "m009": 5, "m056": 4, "m092": 1}


def entered(content: bytes) -> tuple[PlanDraft, Schedule]:
    """The draft of a file and the schedule that it has in a programme of its own."""
    draft = draft_of_imported(as_computed_there(read_mspdi(content), project_schedule(read_project(content))))
    assert draft.start is not None
    return draft, schedule(network_of_draft(draft, draft.start))


def test_a_split_makes_the_task_as_long_as_it_lies_in_time():
    """Two days of work with two days of rest between them: Monday to Thursday."""
    days = "".join(done(date(2026, 1, day), hours) for day, hours in ((5, 8), (6, 0), (7, 0), (8, 8)))
    split = assigned(1, -65535, 0, WorkContour=8, inner=days)
    draft, plan = entered(document(task(1, 16), task(2, 8, after(1)), assignments=split))
    assert draft.tasks[0].duration_min == 4 * DAY
    assert (plan["T1"].finish, plan["T2"].start) == (at(5), at(6, 8))
    assert [n.facts["tasks"] for n in draft.notices if n.code == "LENGTH_AS_THERE"] == [["T1"]]


def test_of_begun_work_as_much_is_left_as_there():
    """Begun on Monday, one of two days done, to go on on Thursday: four days in all, of which Thursday is left."""
    begun: dict[str, Any] = {
        "ActualStart": "2026-03-02T08:00:00",
        "RemainingDuration": "PT8H0M0S",
        "PercentComplete": 50,
    }
    draft, plan = entered(document(task(1, 16, Resume="2026-03-05T08:00:00", **begun)))
    assert (draft.tasks[0].duration_min, draft.tasks[0].remaining_min) == (4 * DAY, DAY)
    assert plan["T1"].finish == at(5)


def test_what_levelling_puts_off_is_held_where_it_comes_to_stand():
    """Tuesday 08:00 and four days of the clock is Saturday: held from there on, it begins on Monday."""
    draft, plan = entered(document(task(1), task(2, 8, after(1), LevelingDelay=4 * 1440 * 10, LevelingDelayFormat=8)))
    assert (draft.tasks[1].constraint_type, draft.tasks[1].constraint_on) == (ConstraintKind.snet, date(2026, 3, 9))
    assert plan["T2"].start == at(9, 8)
    assert [n.facts["tasks"] for n in draft.notices if n.code == "HELD_AS_THERE"] == [["T2"]]


def test_the_plan_starts_with_its_first_task_and_what_the_projects_start_bounds_there_stays_there():
    early: dict[str, Any] = {"ConstraintType": 4, "ConstraintDate": "2026-02-26T08:00:00"}
    draft, plan = entered(document(task(1, 8, **early), task(2, 8, after(1)), task(3)))
    assert draft.start == date(2026, 2, 26)
    assert [plan[code].start for code in ("T1", "T2", "T3")] == [at(26, 8, month=2), at(27, 8, month=2), at(2, 8)]


def test_what_is_in_a_manual_summary_starts_where_that_was_typed():
    typed: dict[str, Any] = {"Manual": 1, "ManualStart": "2026-03-05T08:00:00"}
    _, plan = entered(document(task(1, 8, Summary=1, **typed), task(2, level=2), task(3, 8, after(2), level=2)))
    assert [plan[code].start for code in ("T2", "T3")] == [at(5, 8), at(6, 8)]


def test_a_plan_scheduled_from_its_finish_starts_when_it_does_there():
    """Three days of work to be done by Friday the 6th begin on Wednesday."""
    finish = "<FinishDate>2026-03-06T17:00:00</FinishDate>"
    draft, plan = entered(document(task(1, 16), task(2, 8, after(1)), start=finish, ScheduleFromStart=0))
    assert draft.start == date(2026, 3, 4)
    assert (plan["T1"].start, plan["T2"].finish) == (at(4, 8), at(6))


def test_what_is_in_a_summary_that_must_not_start_before_a_date_is_held_until_then():
    held: dict[str, Any] = {"ConstraintType": 4, "ConstraintDate": "2026-03-04T08:00:00"}
    _, plan = entered(document(task(1, **held), task(2, level=2), task(3, 8, after(2), level=2)))
    assert [plan[code].start for code in ("T2", "T3")] == [at(4, 8), at(5, 8)]


def test_work_that_ended_at_noon_lets_the_next_begin_in_the_afternoon():
    """Four hours of Monday are done; what follows takes the afternoon and the next morning."""
    half: dict[str, Any] = {
        "ActualStart": "2026-03-02T08:00:00",
        "ActualFinish": "2026-03-02T12:00:00",
        "PercentComplete": 100,
    }
    draft, plan = entered(document(task(1, 4, **half), task(2, 8, after(1))))
    assert (draft.tasks[0].started_min, draft.tasks[0].finished_min) == (None, 12 * 60)
    assert (plan["T2"].start, plan["T2"].finish) == (at(2, 13), at(3, 12))


def test_resources_that_change_nothing_leave_the_task_as_it_was():
    wang = element("Resource", UID=1, Name="Wang", Type=1)
    draft, _ = entered(document(task(1, 16), resources=wang, assignments=assigned(1, 1, 16)))
    assert draft.tasks[0].duration_min == 2 * DAY
    assert not [n for n in draft.notices if n.code.endswith("_AS_THERE")]


@pytest.mark.skipif(not PLANS, reason="the collection of real plans is not beside this checkout")
@pytest.mark.parametrize("name", PLANS or ["none"])
def test_real_plans_keep_their_days(name: str):
    draft, plan = entered((REAL / f"{name}.xml").read_bytes())
    leaves = [t.code for t in draft.tasks if t.kind != TaskKind.summary]
    elsewhere = [c for c in leaves if (plan[c].start.date(), plan[c].finish.date()) != draft.there[c]]
    assert len(elsewhere) == ELSEWHERE.get(name, 0), elsewhere[:5]
