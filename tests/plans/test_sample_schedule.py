"""The sample's plan through the whole app: its files, loaded by the ordinary import, give the dates that were worked out by hand."""

from collections.abc import Iterator
from datetime import date

import pytest
from sqlmodel import Session, select

from governance import audit
from governance.authority import operator
from governance.errors import Conflict
from governance.programmes import Programme, find_programme
from plans.links import Dependency
from plans.plan import PlanSchedule, scheduled
from tests import databases
from tests.plans import beichen
from web.database import Database
from web.sample.loading import load_sample

CRITICAL = [
    "T101",
    "T104",
    "T108",
    "T201",
    "T203",
    "T204",
    "T205",
    "T209",
    "T210",
    "M03",
    "T309",
    "T313",
    "M04",
    "T502",
    "T415",
    "T512",
    "T513",
    "T514",
    "M07",
    "T603",
    "T604",
    "M08",
    "T605",
    "T608",
    "T611",
    "M09",
    "T612",
    "T615",
    "T616",
    "M10",
    "T707",
    "M11",
    "T710",
    "T712",
    "M12",
]
STATUS_DATE = date(2026, 7, 3)


@pytest.fixture(scope="module", params=databases.engines())
def sample(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """A database that holds the sample and nothing else; these tests only read it."""
    make = {"sqlite": databases.sqlite_database, "postgresql": databases.postgresql_database}[request.param]
    made = make(tmp_path_factory.mktemp("sample"))
    load_sample(made)
    yield made
    databases.drop(made)


@pytest.fixture
def reading(sample: Database) -> Iterator[Session]:
    with sample.transaction(writes=False) as session:
        yield session


@pytest.fixture
def bct(reading: Session) -> Programme:
    return find_programme(reading, operator(), "BCT")


@pytest.fixture
def planned(reading: Session, bct: Programme) -> PlanSchedule:
    """As planned, whatever was done."""
    return scheduled(reading, bct, STATUS_DATE, with_progress=False)


def test_the_sample_opens_as_of_its_own_date(bct: Programme):
    assert (bct.status_date, bct.status, bct.is_sample) == (STATUS_DATE, "active", True)
    assert (bct.sponsor_id, bct.pm_id, bct.calendar_id) != (None, None, None)


def test_all_108_tasks_have_the_dates_and_the_float_that_were_worked_out(planned: PlanSchedule):
    rows = {row.id: (row.start, row.finish, row.float_days) for row in beichen.rows()}
    found = {
        code: (planned[code].start.date(), planned[code].finish.date(), planned.float_days(code))
        for code in planned.tasks
    }
    milestones = {task.code for task in planned.milestones}

    assert len(found) == len(rows) == 108
    assert {code: found[code] for code in found if code not in milestones} == {
        code: row for code, row in rows.items() if code not in milestones
    }
    # A finish milestone shows the day of its last predecessor's finish as both its dates.
    assert {code: found[code][1:] for code in milestones} == {code: rows[code][1:] for code in milestones}


def test_the_critical_path_is_the_longest_path(planned: PlanSchedule):
    assert planned.schedule.critical_path == CRITICAL


def test_23_tasks_are_nearly_critical(planned: PlanSchedule):
    assert len(planned.near_critical) == 23


def test_the_plan_has_185_links(planned: PlanSchedule, reading: Session):
    kinds = [str(x.type) for x in planned.network.links]

    assert (len(kinds), kinds.count("FS"), kinds.count("SS")) == (185, 173, 12)
    assert len(reading.exec(select(Dependency.id)).all()) == 185


@pytest.mark.parametrize(
    ("on", "m06", "m07", "m08", "m12"),
    [
        ("2026-06-05", "2026-07-14", "2026-08-10", "2026-08-13", "2026-11-20"),
        ("2026-06-18", "2026-07-14", "2026-08-10", "2026-08-13", "2026-11-20"),
        ("2026-06-26", "2026-07-16", "2026-08-12", "2026-08-17", "2026-11-24"),
        ("2026-07-03", "2026-07-22", "2026-08-18", "2026-08-21", "2026-11-30"),
    ],
)
def test_each_reporting_date_forecasts_what_was_known_then(
    reading: Session, bct: Programme, on: str, m06: str, m07: str, m08: str, m12: str
):
    plan = scheduled(reading, bct, date.fromisoformat(on))

    assert {code: plan.finish_of(code).isoformat() for code in ("M06", "M07", "M08", "M12")} == {
        "M06": m06,
        "M07": m07,
        "M08": m08,
        "M12": m12,
    }


def test_slips_are_measured_against_the_plan_as_agreed(reading: Session, bct: Programme):
    plan = scheduled(reading, bct, STATUS_DATE)

    assert plan.baseline_finish_of("M08") == date(2026, 8, 13)
    assert {code: plan.variance(code) for code in ("T411", "M06", "M07", "M08", "M12")} == {
        "T411": 10,
        "M06": 6,
        "M07": 6,
        "M08": 6,
        "M12": 6,
    }
    assert plan.is_overdue("T505")
    assert not plan.schedule.warnings


def test_56_of_the_59_tasks_due_are_finished(reading: Session, bct: Programme):
    plan = scheduled(reading, bct, STATUS_DATE)
    due = [
        c
        for c, t in plan.tasks.items()
        if not t.is_milestone and (plan.baseline_finish_of(c) or date.max) <= STATUS_DATE
    ]

    assert len(due) == 59
    assert sum(plan.tasks[code].status == "complete" for code in due) == 56


def test_the_trail_of_the_loaded_sample_holds(sample: Database, reading: Session):
    count, breaks = audit.verify(reading, sample.audit_key, sample.anchor())

    assert count > 1000
    assert breaks == []


def test_the_sample_is_loaded_once(sample: Database):
    with pytest.raises(Conflict, match="SAMPLE_LOADED"):
        load_sample(sample)
