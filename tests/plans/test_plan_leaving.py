"""A programme's plan goes out as Microsoft Project's XML and comes back into another programme: field by field it is the same."""

from datetime import date
from typing import Any

import pytest
from sqlmodel import Session, col, select

from governance import authority
from governance.authority import Permission, Role
from governance.commands import recorded
from governance.forms import read_form
from governance.people import Department, Person
from governance.programmes import Programme, find_programme
from milestones.milestones_travelling import plan_with_milestones_leaving
from milestones.plan_import import import_plan, open_programme_with
from milestones.register import Gate, Milestone
from plans.assignment_records import ResourceAssignment
from plans.assignments import withdraw_resource_assignment
from plans.baselines import BaselineForm, frozen_rows, original_baseline
from plans.baselining import set_baseline
from plans.calendars import Calendar, day_length
from plans.draft_imported import draft_of_imported
from plans.exchange.mspdi import read_mspdi
from plans.exchange.mspdi_agreement import dates_that_differ
from plans.exchange.mspdi_out import write_mspdi
from plans.freeze_windows import FreezeWindow
from plans.links import links_into
from plans.phases import Phase, Wave
from plans.plan import scheduled
from plans.plan_preview import preview_of
from plans.planning import move_task, task_of
from plans.progress import ProgressForm, latest_progress, report_progress
from plans.tasks import Task, TaskStatus
from tests.builders import SOMEBODY, a_department, a_person, an_actor
from tests.plans.plan_records import a_task, on_china_calendar
from tests.registers import a_goal
from web.database import Database

SQLITE = pytest.mark.parametrize(
    "database", ["sqlite"], indirect=True
)  # what a file holds does not depend on the engine
TASK_FIELDS = (
    "name_zh", "name_en", "kind", "status", "duration_min", "predecessors", "constraint_type", "constraint_on", "deadline", "notes",
    "tags",
)  # fmt: skip


def file_of(session: Session, programme: Programme, zh: bool = False) -> bytes:
    return write_mspdi(plan_with_milestones_leaving(session, programme, programme.status_date, zh=zh))


def came_back(session: Session, programme: Programme, zh: bool = False) -> Programme:
    draft = draft_of_imported(read_mspdi(file_of(session, programme, zh)))
    return open_programme_with(session, SOMEBODY, None, "BACK", draft.name, draft)[0]


def by_code(session: Session, table: Any, programme: Programme, *fields: str) -> dict[str, Any]:
    """Fields of records in use, references by code."""
    kinds: Any = {
        Task: "task",
        Phase: "phase",
        Wave: "wave",
        Department: "department",
        Person: "person",
        Calendar: "calendar",
    }
    codes = {kind: {r.id: r.code for r in session.exec(select(t)).all()} for t, kind in kinds.items()}

    def value(record: Any, field: str) -> Any:
        column = record.__table__.c[field]
        found, kind = getattr(record, field), column.info.get("kind")
        return codes[kind].get(found) if kind in codes else found

    query = select(table).where(table.programme_id == programme.id, table.withdrawn_on.is_(None)).order_by(table.code)
    return {r.code: tuple(value(r, field) for field in fields) for r in session.exec(query)}


@SQLITE
@pytest.mark.parametrize("zh", [False, True])
def test_the_sample_rollout_comes_back_field_by_field(database: Database, sample: Programme, zh: bool):
    with database.transaction(writes=True) as session:
        old = find_programme(session, SOMEBODY, "BCT")
        new = came_back(session, old, zh)

        tied = ("phase_id", "wave_id", "parent_id", "department_id", "owner_id", "calendar_id")
        tasks = by_code(session, Task, old, *TASK_FIELDS, *tied)
        assert len(tasks) == 108
        assert by_code(session, Task, new, *TASK_FIELDS, *tied) == tasks
        for table, fields in (
            (Calendar, ("name_zh", "name_en", "week", "exceptions", "covered_until", "holidays")),
            (
                Phase,
                (
                    "position",
                    "name_zh",
                    "name_en",
                    "gate_id",
                    "overlap_reason_zh",
                    "overlap_reason_en",
                    "notes",
                    "tags",
                ),
            ),
            (
                FreezeWindow,
                ("name_zh", "name_en", "starts_on", "ends_on", "kind", "departments", "reason_zh", "reason_en"),
            ),
            (Milestone, ("task_id", "weight", "gate", "owner_id", "contractual")),
            (
                Wave,
                ("position", "name_zh", "name_en", "departments", "users", "go_live_id", "cutover_from", "cutover_to"),
            ),
            (Department, ("name_zh", "name_en", "headcount")),
        ):
            assert by_code(session, table, new, *fields) == by_code(session, table, old, *fields)
        involved = {code for *_, code, _ in tasks.values()} | {person for _, person, *_ in work(session, old)}
        involved |= {owner for (owner,) in by_code(session, Milestone, old, "owner_id").values()}
        fields = (
            "name_zh",
            "name_en",
            "title_zh",
            "title_en",
            "email",
            "department_id",
            "capacity_hours",
            "active_from",
            "active_to",
        )
        people = by_code(session, Person, old, *fields)
        assert by_code(session, Person, new, *fields) == {c: people[c] for c in involved - {None}}
        assert len(work(session, old)) == 76
        assert work(session, new) == work(session, old)

        assert links(session, new) == links(session, old)
        assert progress(session, new) == progress(session, old)
        assert baseline(session, new) == baseline(session, old)
        charter = (
            "name_zh",
            "name_en",
            "start",
            "target_finish",
            "committed_finish",
            "status_date",
            "currency",
            "unfinished_work",
        )
        assert [getattr(new, f) for f in charter] == [getattr(old, f) for f in charter]
        assert dates(session, new) == dates(session, old)


def work(session: Session, programme: Programme) -> set[Any]:
    """Who works on what, by codes, with units and hours."""
    fields = ("task_id", "person_id", "department_id", "units", "hours")
    return set(by_code(session, ResourceAssignment, programme, *fields).values())


def links(session: Session, programme: Programme) -> set[Any]:
    return {x for into in links_into(session, programme).values() for x in into}


def progress(session: Session, programme: Programme) -> dict[str, Any]:
    tasks = {t.id: t.code for t in session.exec(select(Task).where(col(Task.programme_id) == programme.id))}
    found = latest_progress(session, programme.key, programme.status_date)
    return {tasks[id]: r[2:] for id, r in found.items() if r.actual_start}


def baseline(session: Session, programme: Programme) -> Any:
    held = original_baseline(session, programme.key)
    assert held is not None
    return dict(frozen_rows(held)), held.status_date, held.reason, held.start, held.finish, held.task_count


def dates(session: Session, programme: Programme) -> dict[str, Any]:
    """All that the engine says of every task, and how late it is."""
    plan = scheduled(session, programme, programme.status_date)
    return {c: (plan[c], plan.variance(c), plan.criticality(c), plan.tasks[c].status) for c in plan.tasks}


@SQLITE
def test_a_preview_tells_the_finish_that_the_new_programme_will_have(database: Database, sample: Programme):
    """Work that nobody reported as done goes on after the status date, which the file has: 30 November, not 20 as was agreed."""
    with database.transaction(writes=True) as session:
        old = find_programme(session, SOMEBODY, "BCT")
        draft = draft_of_imported(read_mspdi(file_of(session, old)))
        told = preview_of(draft)
        new = open_programme_with(session, SOMEBODY, None, "BACK", draft.name, draft)[0]

        assert told.finish == date(2026, 11, 30)
        assert scheduled(session, new, new.status_date).finish == told.finish


@SQLITE
def test_an_owner_who_only_answers_for_a_task_is_not_put_to_work_by_the_way_through_a_file(
    database: Database, sample: Programme
):
    """T512 loses everybody but the other party's people, T416 everybody: the file names the owners, and the way back knows the difference."""
    with database.transaction(writes=True) as session:
        old = find_programme(session, SOMEBODY, "BCT")
        for row in session.exec(
            select(ResourceAssignment).where(col(ResourceAssignment.code).in_(["ASG-09", "ASG-16"]))
        ):
            withdraw_resource_assignment(session, SOMEBODY, row, reason="For the test", on=old.status_date)
        new = came_back(session, old)
        owners = {code: owner for code, (owner,) in by_code(session, Task, new, "owner_id").items()}
        assert (owners["T416"], owners["T512"]) == ("PER-22", "PER-09")
        assert work(session, new) == work(session, old)
        assert len(work(session, old)) == 74


@SQLITE
def test_what_stays_behind_is_told(database: Database, sample: Programme):
    with database.transaction(writes=False) as session:
        plan = plan_with_milestones_leaving(session, find_programme(session, SOMEBODY, "BCT"), date(2026, 7, 3))
        told = {p.code: p.facts["count"] for p in plan.left_out}
        # The sample reports 40 times on tasks that it reports on again later, four absences, and four milestones that serve goals.
        assert told == {"EARLIER_PROGRESS_STAYS": 40, "ABSENCES_STAY": 4, "MILESTONE_GOALS_BY_CODE": 4}
        assert [p.code for p in dates_that_differ(plan, write_mspdi(plan))] == ["DATES_DIFFER_THERE"]


@pytest.fixture
def plan(session: Session, programme: Programme) -> Programme:
    """Two summaries, one in the other, a task called off, one set aside, a level of effort, and a second calendar."""
    on_china_calendar(session, programme)
    a_department(session, programme, code="SAL")
    a_person(session, programme, code="PER-01", department="SAL", email="jing@x.example")
    a_person(session, programme, code="PER-02")  # of the same name
    a_task(session, programme, "S1", kind="summary", duration="")
    a_task(session, programme, "S2", kind="summary", duration="", parent="S1")
    a_task(
        session,
        programme,
        "A",
        "4d",
        parent="S2",
        owner="PER-02",
        department="SAL",
        name_zh="甲",
        notes="Line one\nline two",
    )
    a_task(
        session,
        programme,
        "B",
        "12h",
        "AFS+2ed",
        parent="S1",
        owner="PER-01",
        constraint_type="snet",
        constraint_on="2026-03-16",
    )
    a_task(session, programme, "C", "3d", "ASS+1d, BFF-1d", kind="loe", deadline="2026-04-30", tags=["risky"])
    a_task(session, programme, "D", "2d", "C", constraint_type="alap")
    a_task(session, programme, "E", "2d", "C")
    a_task(session, programme, "M", "", "C")
    move_task(session, SOMEBODY, task_of(session, programme, "E"), TaskStatus.cancelled, reason="No longer needed")
    reported(
        session, programme, "A", status_date="2026-03-31", actual_start="2026-03-02", remaining="1d", percent="66.67"
    )
    move_task(
        session, SOMEBODY, task_of(session, programme, "A"), TaskStatus.suspended, reason="Waits for the supplier"
    )
    return programme


def reported(session: Session, programme: Programme, code: str, **given: Any) -> None:
    form = read_form(ProgressForm, {"task": code} | given)
    report_progress(session, SOMEBODY, task_of(session, programme, code), form, day_length(session, programme))


def test_summaries_called_off_work_and_broken_percentages_come_back(session: Session, plan: Programme):
    back = came_back(session, plan)
    fields = (*TASK_FIELDS, "parent_id", "owner_id", "department_id", "phase_id")
    assert by_code(session, Task, back, *fields) == by_code(session, Task, plan, *fields)
    assert links(session, back) == links(session, plan)
    assert progress(session, back) == progress(session, plan)
    assert dates(session, back) == dates(session, plan)


def test_tags_come_back_and_what_a_field_cannot_hold_is_told(session: Session, plan: Programme):
    many = [f"{n:02} {'x' * 36}" for n in range(8)]  # eight of 39 characters, 41 with a comma: six fit into 255
    a_task(session, plan, "T", "1d", tags=many)
    leaving = plan_with_milestones_leaving(session, plan, plan.status_date)
    assert {p.code: p.facts.get("tasks") for p in leaving.left_out} == {"TAGS_STAY": ["T"]}
    tags = by_code(session, Task, came_back(session, plan), "tags")
    assert (tags["C"], tags["T"], tags["D"]) == ((["risky"],), (many[:6],), ([],))


def test_what_a_milestone_means_is_changed_in_the_file_and_only_goals_that_are_known_come_along(
    session: Session, plan: Programme
):
    goal = a_goal(session, plan)
    held = session.exec(select(Milestone).where(col(Milestone.programme_id) == plan.id)).one()
    with recorded(session, SOMEBODY, "tests"):
        held.weight, held.gate, held.contractual, held.goals = 5, Gate.g3, True, [goal.code]
    body = file_of(session, plan)
    back = draft_of_imported(read_mspdi(body))
    elsewhere = open_programme_with(session, SOMEBODY, None, "BACK", back.name, back)[0]
    fields = ("weight", "gate", "contractual", "goals")
    assert by_code(session, Milestone, elsewhere, *fields) == {"M": (5, "g3", True, [])}
    for there, ours in ((b"<Value>g3</Value>", b"<Value>g9</Value>"), (b"<Value>5</Value>", b"<Value>2</Value>")):
        assert body.count(there) == 1
        body = body.replace(there, ours)
    import_plan(session, SOMEBODY, plan, draft_of_imported(read_mspdi(body)))
    assert by_code(session, Milestone, plan, *fields) == {"M": (2, "g3", True, [goal.code])}  # there is no ninth gate


def test_uids_are_the_records_own_whatever_the_order(session: Session, plan: Programme):
    before = {row.code: row.uid for row in plan_with_milestones_leaving(session, plan, plan.status_date).rows}
    with recorded(session, SOMEBODY, "tests"):
        task_of(session, plan, "D").position = 1
    a_task(session, plan, "N", "1d", position=1)
    after = {row.code: row.uid for row in plan_with_milestones_leaving(session, plan, plan.status_date).rows}
    assert {code: after[code] for code in before} == before
    assert len(set(after.values())) == len(after)


def test_a_file_that_comes_back_into_its_own_programme_changes_nothing(session: Session, plan: Programme):
    draft = draft_of_imported(read_mspdi(file_of(session, plan)))
    preview = preview_of(draft, session, plan)
    assert (preview.to_create, preview.to_change, preview.problems) == (0, 0, ())
    before = dates(session, plan)
    entered = import_plan(session, SOMEBODY, plan, draft)
    assert (entered.created, entered.changed) == (0, 0)
    assert dates(session, plan) == before


def test_a_baseline_that_is_there_stays_and_the_file_s_is_told(session: Session, plan: Programme):
    set_baseline(session, SOMEBODY, plan, BaselineForm.model_construct(code=None, notes=None, tags=[], reason=None))
    draft = draft_of_imported(read_mspdi(file_of(session, plan)))
    held = baseline(session, plan)
    assert [p.code for p in preview_of(draft, session, plan).notices if "BASELINE" in p.code] == [
        "BASELINE_STAYS_AS_AGREED"
    ]
    import_plan(session, SOMEBODY, plan, draft)
    assert baseline(session, plan) == held


def test_who_may_not_set_a_baseline_brings_none(session: Session, plan: Programme, monkeypatch: pytest.MonkeyPatch):
    set_baseline(session, SOMEBODY, plan, BaselineForm.model_construct(code=None, notes=None, tags=[], reason=None))
    draft = draft_of_imported(read_mspdi(file_of(session, plan)))
    granted = authority.GRANTS | {Role.pm: authority.GRANTS[Role.pm] - {Permission.set_baseline}}
    monkeypatch.setattr(authority, "GRANTS", granted)
    new, _ = open_programme_with(session, an_actor(Role.pm), None, "BACK", draft.name, draft)
    assert original_baseline(session, new.key) is None


def test_a_calendar_changed_there_counts_with_its_names_kept(session: Session, plan: Programme):
    body = file_of(session, plan)
    moved = body.replace(b"2026-10-10T00:00:00", b"2026-10-11T00:00:00").replace(
        b"2026-10-10T23:59:00", b"2026-10-11T23:59:00"
    )
    draft = draft_of_imported(read_mspdi(moved))
    (calendar,) = draft.calendars
    assert calendar.form is not None
    assert calendar.form.name_zh == "中国 2026 年工作日历"
    assert "2026-10-11 working" in calendar.exceptions
    (kept,) = draft_of_imported(read_mspdi(body)).calendars
    assert any("National Day" in line for line in kept.exceptions)


def test_words_that_a_form_refuses_are_left_aside_and_told(session: Session, plan: Programme):
    body = file_of(session, plan).replace(b'"headcount":120', b'"headcount":-5')
    draft = draft_of_imported(read_mspdi(body))
    assert draft.departments == ()
    assert [p.facts["fields"] for p in draft.notices if p.code == "KEPT_WORDS_UNREADABLE"] == [["headcount"]]
