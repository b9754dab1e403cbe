"""Constraints and deadlines within a day: they come from files, move what they move there, and stay as long as nobody gives another day."""

from datetime import date, datetime

import pytest
from sqlmodel import Session, select

from governance.programmes import Programme
from milestones.plan_import import import_plan, open_programme_with
from plans.calendars import day_length
from plans.draft_imported import draft_of_imported
from plans.draft_table import draft_of_table
from plans.exchange.mspdi import read_mspdi
from plans.exchange.mspdi_out import write_mspdi
from plans.exchange.task_table import read_task_table
from plans.network import Constraint, ConstraintType
from plans.plan import scheduled
from plans.plan_draft import PlanDraft
from plans.plan_leaving import plan_leaving
from plans.plan_preview import preview_of
from plans.tasks import Task
from tests.builders import SOMEBODY
from tests.plans.exchange.test_mspdi import document, task
from tests.plans.plan_records import revised

# Work from 8 to 12 and 13 to 17. A may start on Tuesday after lunch; B must finish by Wednesday noon and is due at 10:30.
A = "<ConstraintType>4</ConstraintType><ConstraintDate>2026-03-03T13:00:00</ConstraintDate>"
B = (
    "<ConstraintType>7</ConstraintType><ConstraintDate>2026-03-04T12:00:00</ConstraintDate>"
    "<Deadline>2026-03-04T10:30:00</Deadline>"
)
C = "<ConstraintType>4</ConstraintType><ConstraintDate>2026-03-03T08:00:00</ConstraintDate><Deadline>2026-03-04T17:00:00</Deadline>"


def drafted(body: bytes) -> PlanDraft:
    return draft_of_imported(read_mspdi(body))


def opened(session: Session, draft: PlanDraft, code: str) -> Programme:
    return open_programme_with(session, SOMEBODY, None, code, draft.name, draft)[0]


@pytest.fixture
def plan(session: Session) -> Programme:
    return opened(session, drafted(document(task(1, inner=A) + task(2, inner=B) + task(3, inner=C))), "TIMES")


def minutes(session: Session, programme: Programme) -> dict[str, tuple[int | None, int | None]]:
    rows = session.exec(select(Task).where(Task.programme_id == programme.id))
    return {t.code: (t.constraint_min, t.deadline_min) for t in rows}


def test_times_within_a_day_hold_the_plan_and_go_there_and_back(session: Session, plan: Programme):
    held = {"T1": (13 * 60, None), "T2": (12 * 60, 10 * 60 + 30), "T3": (None, None)}
    assert minutes(session, plan) == held
    computed = scheduled(session, plan, date(2026, 3, 1))
    assert computed["T1"].start == datetime(2026, 3, 3, 13)
    network = computed.network
    assert network.activity("T2").constraint == Constraint(ConstraintType.FNLT, datetime(2026, 3, 4, 12))
    assert network.activity("T2").deadline == datetime(2026, 3, 4, 10, 30)
    assert network.activity("T3").deadline == datetime(2026, 3, 4, 17)
    back = drafted(write_mspdi(plan_leaving(session, plan, date(2026, 3, 1))))
    assert minutes(session, opened(session, back, "BACK")) == held
    assert preview_of(back, session, plan).to_change == 0


def test_they_stay_as_long_as_the_day_does_also_where_a_table_comes_in(session: Session, plan: Programme):
    revised(session, plan, "T1", name_en="Renamed")
    revised(session, plan, "T2", deadline="2026-03-05")
    assert minutes(session, plan) == {"T1": (780, None), "T2": (720, None), "T3": (None, None)}
    row = {"code": "T1", "name": "From a table", "duration": "1d", "start": "2026-03-03"}
    table = draft_of_table(read_task_table([row], length=day_length(session, plan)))
    import_plan(session, SOMEBODY, plan, table)
    assert minutes(session, plan)["T1"] == (780, None)
    import_plan(
        session,
        SOMEBODY,
        plan,
        draft_of_table(read_task_table([row | {"start": "2026-03-04"}], length=day_length(session, plan))),
    )
    assert minutes(session, plan)["T1"] == (None, None)
