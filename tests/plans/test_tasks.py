"""Tasks and links as records: what is refused, what follows from what, what stays in the history."""

from datetime import date

import pytest
from sqlmodel import Session, select

from governance import audit
from governance.authority import Role
from governance.errors import Conflict, Invalid, NotPermitted, Problem, Stale
from governance.forms import read_fields, read_form
from governance.listings import Query, page_of, values
from governance.programmes import Programme, set_status_date
from milestones.register import MILESTONES, TASK_REGISTER, Milestone, drop_task
from plans.links import Dependency, links_into
from plans.plan import scheduled
from plans.planning import add_task, link_tasks, move_task, revise_task, task_of, unlink_tasks
from plans.tasks import TaskForm, TaskKind, TaskStatus
from tests import builders
from tests.plans.plan_records import a_task, on_china_calendar, revised

ME = builders.SOMEBODY


@pytest.fixture
def network(session: Session, programme: Programme) -> Programme:
    """A 5 d → B 10 d → M1; C 8 d, two days after A starts, → M1."""
    on_china_calendar(session, programme)
    a_task(session, programme, "A", "5d")
    a_task(session, programme, "B", "10d", "A")
    a_task(session, programme, "C", "8d", "ASS+2d")
    a_task(session, programme, "M1", "", "B, C")
    return programme


def refused(action, *codes: str) -> tuple[Problem, ...]:
    with pytest.raises(Invalid) as caught:
        action()
    assert {p.code for p in caught.value.problems} == set(codes)
    return caught.value.problems


def test_a_duration_and_links_are_typed_and_read_back_as_typed(session: Session, network: Programme):
    task = task_of(session, network, "C")

    assert task.duration_min == 8 * 480
    row = values(session, TASK_REGISTER, network, [task])[0]
    assert (row["duration"], row["predecessors"]) == ("8d", "ASS+2d")


def test_the_dates_of_a_list_follow_from_the_links(session: Session, network: Programme):
    plan = scheduled(session, network, date(2026, 3, 2), with_progress=False)

    assert (plan.start, plan.finish) == (date(2026, 3, 2), date(2026, 3, 20))
    assert plan.finish_of("M1") == date(2026, 3, 20)
    assert plan.schedule.critical_path == ["A", "B", "M1"]
    assert plan.float_days("C") == 5  # ends after 10 days, needed after 15


def test_a_code_that_is_given_goes_on_from_those_of_its_kind(session: Session, programme: Programme):
    a_task(session, programme, "T712", "5d")
    a_task(session, programme, "M12", "", "T712")

    work = add_task(session, ME, programme, read_form(TaskForm, {"name_en": "Archive", "duration": "2d"}))
    event = add_task(session, ME, programme, read_form(TaskForm, {"name_en": "Closed", "kind": "milestone"}))
    assert (work.code, event.code) == ("T713", "M13")


def test_a_link_that_closes_a_loop_is_refused_with_the_loop_named(session: Session, network: Programme):
    problem = refused(lambda: revised(session, network, "A", predecessors="B"), "DEPENDENCY_CYCLE")[0]

    assert problem.field == "predecessors"
    assert problem.facts["path"] in ("A → B → A", "B → A → B")
    assert sorted(problem.facts["links"]) == ["A → B", "B → A"]


def test_a_loop_through_a_summary_is_refused(session: Session, network: Programme):
    a_task(session, network, "S", kind="summary", duration="")
    a_task(session, network, "X", "1d", "S")

    problem = refused(lambda: a_task(session, network, "Y", "1d", "X", parent="S"), "DEPENDENCY_CYCLE")[0]

    assert {"S", "X"} <= set(problem.facts["path"].replace(" ", "").split("→"))


def test_every_wrong_link_of_a_notation_is_named(session: Session, network: Programme):
    problems = refused(
        lambda: a_task(session, network, "D", "1d", "A, Q9, D, X8FS+2d"), "REF_NOT_FOUND", "SELF_REFERENCE"
    )

    assert {p.field for p in problems} == {"predecessors"}
    assert [(p.value, p.facts["position"]) for p in problems if p.code == "REF_NOT_FOUND"] == [
        ("Q9", 4),
        ("X8FS+2d", 11),
    ]


def test_a_task_cannot_wait_for_itself(session: Session, network: Programme):
    refused(lambda: revised(session, network, "A", predecessors="A"), "SELF_REFERENCE")


def test_the_same_link_twice_is_refused(session: Session, network: Programme):
    refused(lambda: a_task(session, network, "D", "1d", "A, AFS+1d"), "NOT_UNIQUE")


def test_a_number_alone_means_the_one_code_that_ends_in_it(session: Session, network: Programme):
    a_task(session, network, "T12", "1d")
    task = a_task(session, network, "T14", "1d", "12FS+2d, m1")

    links = links_into(session, network, [task.key])[task.key]
    assert [(x.source, str(x.type), x.lag_min) for x in links] == [("T12", "FS", 960), ("M1", "FS", 0)]


def test_a_number_that_two_codes_end_in_means_neither(session: Session, network: Programme):
    a_task(session, network, "T12", "1d")
    a_task(session, network, "U12", "1d")

    refused(lambda: a_task(session, network, "X", "1d", "12"), "REF_NOT_FOUND")


@pytest.mark.parametrize(
    ("data", "field", "code"),
    [
        ({"name_en": "x", "duration": "soon"}, "duration", "NOT_A_DURATION"),
        ({"name_en": "x"}, "duration", "REQUIRED"),
        ({"name_en": "x", "duration": "2ed"}, "duration", "ELAPSED_DURATION"),
        ({"duration": "1d"}, "name_zh", "REQUIRED_IN_ONE_LANGUAGE"),
        ({"name_en": "x", "duration": "1d", "constraint_type": "snet"}, "constraint_on", "REQUIRED"),
        ({"name_en": "x", "duration": "1d", "constraint_on": "2026-03-02"}, "constraint_type", "DATE_WITHOUT_CONSTRAINT"),
        ({"name_en": "x", "duration": "1d", "predecessors": "A+50%"}, "predecessors", "LAG_IN_PERCENT"),
        ({"name_en": "x", "duration": "1d", "kind": "phase"}, "kind", "NOT_IN_ENUM"),
    ],
)  # fmt: skip
def test_what_a_task_needs_is_said_at_its_field(data: dict, field: str, code: str):
    _, problems = read_fields(TaskForm, data)

    assert (field, code) in {(p.field, p.code) for p in problems}


def test_all_problems_of_a_form_come_at_once():
    _, problems = read_fields(TaskForm, {"duration": "x", "predecessors": "A+50%", "deadline": "soon"})

    assert {p.field for p in problems} == {"duration", "predecessors", "deadline", "name_zh"}


def test_a_milestone_takes_no_time(session: Session, network: Programme):
    data = {"name_en": "x", "kind": "milestone", "duration": "2d"}
    refused(lambda: add_task(session, ME, network, read_form(TaskForm, data)), "MILESTONE_WITH_DURATION")


@pytest.mark.parametrize("duration", ["0d", "20000d"])
def test_a_task_takes_some_time_and_not_for_ever(session: Session, network: Programme, duration: str):
    refused(lambda: a_task(session, network, "D", duration), "OUT_OF_RANGE")


def test_only_a_summary_holds_tasks_and_what_holds_tasks_stays_one(session: Session, network: Programme):
    refused(lambda: a_task(session, network, "D", "1d", parent="A"), "PARENT_NOT_SUMMARY")
    a_task(session, network, "S", kind="summary", duration="")
    a_task(session, network, "E", "1d", parent="S")

    refused(lambda: revised(session, network, "S", kind="task", duration="1d"), "TASKS_UNDER_IT")
    with pytest.raises(Conflict, match="TASKS_UNDER_IT"):
        drop_task(session, ME, task_of(session, network, "S"), reason="not needed", on=network.status_date)


def test_a_summary_cannot_stand_under_itself(session: Session, network: Programme):
    a_task(session, network, "S", kind="summary", duration="")
    a_task(session, network, "R", kind="summary", duration="", parent="S")

    problem = refused(lambda: revised(session, network, "S", parent="R"), "OUTLINE_CYCLE")[0]
    assert "→" in problem.facts["path"]


def test_changed_links_are_in_the_history_of_the_task_and_make_a_new_version(session: Session, network: Programme):
    task = task_of(session, network, "C")
    before = task.version

    link_tasks(session, ME, task, "BFS-1d")

    assert task.version == before + 1
    assert '"predecessors":["ASS+2d","ASS+2d, BFS-1d"]' in audit.history(session, "task", task.key)[0].changes


def test_saving_without_a_change_leaves_version_and_history_alone(session: Session, network: Programme):
    task = task_of(session, network, "C")
    entries = len(audit.history(session, "task", task.key))

    revised(session, network, "C")

    assert (task.version, len(audit.history(session, "task", task.key))) == (1, entries)


def test_a_removed_link_stays_as_withdrawn_and_comes_back_when_typed_again(session: Session, network: Programme):
    task = task_of(session, network, "C")

    unlink_tasks(session, ME, task, "a", "ss")
    assert session.exec(select(Dependency).where(Dependency.successor_id == task.id)).one().withdrawn_on
    assert links_into(session, network, [task.key]) == {}

    link_tasks(session, ME, task, "ASS+3d")
    kept = session.exec(select(Dependency).where(Dependency.successor_id == task.id)).one()
    assert (kept.withdrawn_on, kept.lag_min) == (None, 3 * 480)


def test_a_stale_version_is_refused(session: Session, network: Programme):
    task = task_of(session, network, "A")
    held = values(session, TASK_REGISTER, network, [task])[0]
    revise_task(session, ME, task, read_form(TaskForm, held | {"duration": "6d"}), 1)

    with pytest.raises(Stale):
        revise_task(session, ME, task, read_form(TaskForm, held | {"duration": "7d"}), 1)


def test_withdrawing_a_task_takes_its_links_along(session: Session, network: Programme):
    drop_task(session, ME, task_of(session, network, "B"), reason="done elsewhere", on=network.status_date)

    plan = scheduled(session, network, date(2026, 3, 2), with_progress=False)
    assert set(plan.tasks) == {"A", "C", "M1"}
    assert [x.source for x in plan.network.links if x.target == "M1"] == ["C"]
    assert task_of(session, network, "M1").predecessors == "C"


def test_a_task_called_off_takes_no_time_but_still_passes_on_its_links(session: Session, network: Programme):
    move_task(session, ME, task_of(session, network, "B"), TaskStatus.cancelled, reason="out of scope")

    plan = scheduled(session, network, date(2026, 3, 2), with_progress=False)
    assert plan.finish_of("M1") == date(2026, 3, 13)  # C: two days after A began, eight days long
    assert ("B", "M1") in {(x.source, x.target) for x in plan.network.links}


@pytest.mark.parametrize("to", [TaskStatus.complete, TaskStatus.in_progress, TaskStatus.suspended])
def test_a_task_is_not_declared_started_or_finished_it_is_reported(
    session: Session, network: Programme, to: TaskStatus
):
    with pytest.raises(Conflict, match="STATE_TRANSITION_NOT_ALLOWED"):
        move_task(session, ME, task_of(session, network, "A"), to, reason="because")


def test_calling_off_needs_a_reason(session: Session, network: Programme):
    refused(lambda: move_task(session, ME, task_of(session, network, "A"), TaskStatus.cancelled), "REASON_REQUIRED")


@pytest.mark.parametrize("role", [Role.owner, Role.sponsor, Role.executive, Role.auditor, Role.admin])
def test_who_does_not_keep_the_plan_does_not_change_it(session: Session, network: Programme, role: Role):
    actor = builders.an_actor(role, programme=network)

    with pytest.raises(NotPermitted):
        add_task(session, actor, network, read_form(TaskForm, {"name_en": "x", "duration": "1d"}))


def test_a_milestone_enters_the_register_with_its_task_and_leaves_with_it(session: Session, network: Programme):
    row = session.exec(select(Milestone).where(Milestone.code == "M1")).one()
    assert (row.task_id, row.name_en) == (task_of(session, network, "M1").id, "Task M1")

    drop_task(session, ME, task_of(session, network, "M1"), reason="not needed", on=network.status_date)
    assert row.withdrawn_on == network.status_date


def test_a_task_that_becomes_a_milestone_enters_the_register_and_one_that_ceases_to_be_leaves_it(session: Session, network: Programme):  # fmt: skip
    revised(session, network, "C", kind=TaskKind.milestone, duration=None)
    row = session.exec(select(Milestone).where(Milestone.code == "C")).one()
    assert row.withdrawn_on is None

    revised(session, network, "C", kind=TaskKind.task, duration="2d")
    assert row.withdrawn_on is not None


def test_a_milestone_added_to_the_register_is_added_to_the_plan(session: Session, network: Programme):
    create = MILESTONES.create
    form = read_form(
        MILESTONES.form, {"code": "M2", "name_zh": "上线", "predecessors": "M1FS+2d", "weight": "5", "gate": "g5"}
    )
    create(session, ME, network, form)  # pyright: ignore

    task = task_of(session, network, "M2")
    assert (task.kind, task.name_zh, task.predecessors) == (TaskKind.milestone, "上线", "M1FS+2d")


def test_names_given_in_the_milestone_register_go_to_the_task(session: Session, network: Programme):
    row = session.exec(select(Milestone).where(Milestone.code == "M1")).one()
    held = values(session, MILESTONES, network, [row])[0]
    revise = MILESTONES.revise

    revise(session, ME, row, read_form(MILESTONES.form, held | {"name_en": "Ready", "weight": 5}), row.version)  # pyright: ignore

    assert task_of(session, network, "M1").name_en == "Ready"
    assert (row.weight, row.name_en) == (5, "Ready")


def test_a_list_can_be_narrowed_to_the_critical_path(session: Session, network: Programme):
    set_status_date(session, ME, network, date(2026, 3, 2))
    page = page_of(session, TASK_REGISTER, network, Query(filters={"critical": "critical"}))

    assert {t.code for t in page.records} == {"A", "B", "M1"}
