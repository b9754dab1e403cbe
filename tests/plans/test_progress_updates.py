"""Progress as it is reported: what belongs together, what may not go back, who may say it, and what any past date knew."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import update
from sqlmodel import Session, select

from governance.authority import Role
from governance.errors import Conflict, Invalid, NotPermitted
from governance.forms import read_fields, read_form
from governance.programmes import Programme
from plans.calendars import day_length
from plans.plan import scheduled
from plans.planning import move_task, task_of
from plans.progress import (
    ProgressForm,
    ProgressUpdate,
    progress_dates,
    record_progress,
    report_progress,
    revise_progress,
    withdraw_progress,
)  # fmt: skip
from plans.tasks import TaskStatus
from tests import builders
from tests.plans.plan_records import a_task, on_china_calendar

ME = builders.SOMEBODY


@pytest.fixture
def network(session: Session, programme: Programme) -> Programme:
    on_china_calendar(session, programme)
    a_task(session, programme, "A", "5d")
    a_task(session, programme, "B", "10d", "A")
    a_task(session, programme, "M1", "", "B")
    return programme


def report(session: Session, programme: Programme, task: str, on: str, actor=ME, **given: Any) -> ProgressUpdate:
    form = read_form(ProgressForm, {"task": task, "status_date": on} | given)
    return report_progress(session, actor, task_of(session, programme, task), form, day_length(session, programme))


@pytest.mark.parametrize(
    ("given", "code", "field"),
    [
        ({"actual_start": "2026-03-02", "actual_finish": "2026-03-04", "percent": "80"}, "PROGRESS_INCONSISTENT", "percent"),
        ({"actual_start": "2026-03-02", "percent": "100", "remaining": "1d"}, "PROGRESS_INCONSISTENT", "percent"),
        ({"actual_finish": "2026-03-04"}, "PROGRESS_INCONSISTENT", "actual_start"),
        ({"percent": "10"}, "PROGRESS_INCONSISTENT", "actual_start"),
        ({"actual_start": "2026-03-02", "actual_finish": "2026-03-04", "remaining": "1d"}, "PROGRESS_INCONSISTENT", "remaining"),
        ({"actual_start": "2026-03-02", "remaining": "0d"}, "PROGRESS_INCONSISTENT", "remaining"),
        ({"actual_start": "2026-03-09"}, "ACTUAL_IN_FUTURE", "actual_start"),
        ({"actual_start": "2026-03-02", "actual_finish": "2026-03-09"}, "ACTUAL_IN_FUTURE", "actual_finish"),
        ({"actual_start": "2026-03-05", "actual_finish": "2026-03-04"}, "DATE_ORDER", "actual_finish"),
    ],
)  # fmt: skip
def test_what_does_not_belong_together_is_refused(given: dict, code: str, field: str):
    _, problems = read_fields(ProgressForm, {"task": "A", "status_date": "2026-03-06"} | given)

    assert (code, field) in {(p.code, p.field) for p in problems}


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ({"comment": "no permit yet"}, TaskStatus.not_started),
        ({"actual_start": "2026-03-02", "remaining": "3d"}, TaskStatus.in_progress),
        ({"actual_start": "2026-03-02", "actual_finish": "2026-03-06"}, TaskStatus.complete),
    ],
)
def test_the_status_of_a_task_follows_what_is_reported(session: Session, network: Programme, given: dict, status: TaskStatus):  # fmt: skip
    report(session, network, "A", "2026-03-06", **given)

    assert task_of(session, network, "A").status == status


def test_each_date_knows_what_was_reported_until_then(session: Session, network: Programme):
    report(session, network, "A", "2026-03-06", actual_start="2026-03-02", remaining="2d")
    report(session, network, "A", "2026-03-13", actual_start="2026-03-02", actual_finish="2026-03-11")

    # As of 6 March two days are left: 9 and 10 March, then ten days of B. As of 13 March B may begin on the 16th.
    assert scheduled(session, network, date(2026, 3, 6)).finish_of("A") == date(2026, 3, 10)
    assert scheduled(session, network, date(2026, 3, 6)).finish_of("B") == date(2026, 3, 24)
    assert scheduled(session, network, date(2026, 3, 13)).finish_of("A") == date(2026, 3, 11)
    assert scheduled(session, network, date(2026, 3, 13)).finish_of("B") == date(2026, 3, 27)
    assert scheduled(session, network, date(2026, 3, 6)).tasks["A"].status == TaskStatus.in_progress
    assert progress_dates(session, network, date(2026, 3, 12)) == [date(2026, 3, 6)]


def test_work_done_on_a_day_off_keeps_its_date(session: Session, network: Programme):
    report(session, network, "A", "2026-03-09", actual_start="2026-03-07", actual_finish="2026-03-08")

    at = scheduled(session, network, date(2026, 3, 9))["A"]
    assert (at.start.date(), at.finish.date()) == (date(2026, 3, 7), date(2026, 3, 8))  # a weekend


def test_reporting_again_for_the_same_date_corrects_the_report(session: Session, network: Programme):
    first = report(session, network, "A", "2026-03-06", actual_start="2026-03-02", remaining="3d")
    second = report(session, network, "A", "2026-03-06", actual_start="2026-03-03", remaining="4d")

    assert (second.id, second.version, second.remaining_min) == (first.id, 2, 4 * 480)
    assert len(session.exec(select(ProgressUpdate)).all()) == 1


def test_a_percentage_falls_only_with_a_word_why(session: Session, network: Programme):
    report(session, network, "A", "2026-03-04", actual_start="2026-03-02", percent="60")

    with pytest.raises(Invalid, match="PROGRESS_REGRESSION"):
        report(session, network, "A", "2026-03-06", actual_start="2026-03-02", percent="40")
    report(session, network, "A", "2026-03-06", actual_start="2026-03-02", percent="40", comment="re-estimated")


def test_finished_work_opens_again_only_with_a_word_why(session: Session, network: Programme):
    report(session, network, "A", "2026-03-04", actual_start="2026-03-02", actual_finish="2026-03-04")

    with pytest.raises(Invalid, match="PROGRESS_REGRESSION"):
        report(session, network, "A", "2026-03-06", actual_start="2026-03-02", remaining="1d")
    report(session, network, "A", "2026-03-06", actual_start="2026-03-02", remaining="1d", comment="test failed")
    assert task_of(session, network, "A").status == TaskStatus.in_progress


def test_a_withdrawn_report_no_longer_counts(session: Session, network: Programme):
    update = report(session, network, "A", "2026-03-06", actual_start="2026-03-02", remaining="3d")

    withdraw_progress(session, ME, update, reason="wrong task", on=network.status_date)

    assert task_of(session, network, "A").status == TaskStatus.not_started
    assert scheduled(session, network, date(2026, 3, 6)).tasks["A"].status == TaskStatus.not_started


def test_a_task_set_aside_stays_so_until_it_is_taken_up_or_finished(session: Session, network: Programme):
    task = task_of(session, network, "A")
    report(session, network, "A", "2026-03-04", actual_start="2026-03-02", remaining="3d")
    move_task(session, ME, task, TaskStatus.suspended, reason="waiting for the vendor")

    report(session, network, "A", "2026-03-06", actual_start="2026-03-02", remaining="3d")
    assert task.status == TaskStatus.suspended
    report(session, network, "A", "2026-03-09", actual_start="2026-03-02", actual_finish="2026-03-09")
    assert task.status == TaskStatus.complete


def test_nothing_is_reported_on_a_summary_or_on_what_was_called_off(session: Session, network: Programme):
    a_task(session, network, "S", kind="summary", duration="")
    with pytest.raises(Invalid, match="PROGRESS_ON_SUMMARY"):
        report(session, network, "S", "2026-03-06", actual_start="2026-03-02")

    move_task(session, ME, task_of(session, network, "A"), TaskStatus.cancelled, reason="out of scope")
    with pytest.raises(Invalid, match="TASK_CANCELLED"):
        report(session, network, "A", "2026-03-06", actual_start="2026-03-02")


def test_an_owner_reports_on_their_own_tasks_only(session: Session, network: Programme):
    person = builders.a_person(session, network, code="PER-01")
    a_task(session, network, "D", "3d", owner="PER-01")
    owner = builders.an_actor(Role.owner, programme=network, person=person)

    report(session, network, "D", "2026-03-04", actor=owner, actual_start="2026-03-02", remaining="1d")
    form = read_form(
        ProgressForm, {"task": "D", "status_date": "2026-03-05", "actual_start": "2026-03-02", "remaining": "1d"}
    )
    record_progress(session, owner, network, form)
    with pytest.raises(NotPermitted):
        report(session, network, "A", "2026-03-04", actor=owner, actual_start="2026-03-02", remaining="1d")


def test_a_correction_cannot_take_the_date_of_another_report(session: Session, network: Programme):
    first = report(session, network, "A", "2026-03-04", actual_start="2026-03-02", remaining="3d")
    report(session, network, "A", "2026-03-06", actual_start="2026-03-02", remaining="2d")
    form = read_form(
        ProgressForm, {"task": "A", "status_date": "2026-03-06", "actual_start": "2026-03-02", "remaining": "3d"}
    )

    with pytest.raises(Invalid, match="REPORTED_ALREADY"):
        revise_progress(session, ME, first, form, first.version)


def test_nothing_is_reported_on_a_withdrawn_task(session: Session, network: Programme):
    from milestones.register import drop_task

    drop_task(session, ME, task_of(session, network, "B"), reason="not needed", on=network.status_date)
    with pytest.raises(Conflict, match="WITHDRAWN"):
        report(session, network, "B", "2026-03-04", actual_start="2026-03-02", remaining="1d")


def test_a_time_of_day_that_a_file_brought_stays_as_long_as_the_day_does(session: Session, network: Programme):
    brought = report(session, network, "A", "2026-03-04", actual_start="2026-03-02", remaining="3d")
    table = ProgressUpdate.__table__  # pyright: ignore
    session.execute(update(table).where(table.c.id == brought.id).values(started_min=13 * 60))
    session.expire(brought)

    again = report(session, network, "A", "2026-03-05", actual_start="2026-03-02", remaining="2d")
    assert again.started_min == 13 * 60
    assert scheduled(session, network, date(2026, 3, 5))["A"].start.hour == 13
    assert report(session, network, "A", "2026-03-06", actual_start="2026-03-03", remaining="1d").started_min is None
