"""The computed plan: kept until something changes, true to any date, measured against a baseline that never changes."""

from datetime import date

import pytest
from sqlmodel import Session, select

from governance.commands import recorded
from governance.errors import Conflict, Invalid
from governance.forms import read_form
from governance.programmes import Programme, ProgrammeForm, charter_programme
from milestones.register import MILESTONES
from plans.baselines import Baseline, BaselineForm, frozen_rows
from plans.baselining import set_baseline
from plans.phases import PhaseForm, WaveForm, open_phase, plan_wave, wave_warnings
from plans.plan import PlanSchedule, kept, scheduled
from plans.plan_lists import PHASES, phase_state
from tests import builders
from tests.plans.plan_records import a_task, on_china_calendar, revised
from tests.plans.test_progress_updates import report
from web.database import Database

ME = builders.SOMEBODY
START = date(2026, 3, 2)


@pytest.fixture
def network(session: Session, programme: Programme) -> Programme:
    """A 5 d → B 10 d → M1."""
    on_china_calendar(session, programme)
    a_task(session, programme, "A", "5d")
    a_task(session, programme, "B", "10d", "A")
    a_task(session, programme, "M1", "", "B")
    return programme


def planned(session: Session, programme: Programme) -> PlanSchedule:
    return scheduled(session, programme, START, with_progress=False)


def baseline(session: Session, programme: Programme) -> Baseline:
    return set_baseline(session, ME, programme, read_form(BaselineForm, {"reason": "agreed at G1"}))


def test_a_plan_is_kept_until_something_changes(session: Session, network: Programme):
    first = planned(session, network)
    assert planned(session, network) is first

    revised(session, network, "A", duration="6d")
    second = planned(session, network)
    assert second is not first
    assert second.finish == date(2026, 3, 23)
    assert kept(first.stamp[:20], START) is None  # what leaves progress aside is not compared with


def test_what_was_computed_in_a_change_that_was_rolled_back_is_never_shown(database: Database):
    with database.transaction(writes=True) as session:
        programme = builders.a_programme(session)
        a_task(session, programme, "A", "5d")

    with pytest.raises(RuntimeError, match="given up"):
        _give_up_a_change(database)

    with database.transaction(writes=True) as session:
        programme = session.exec(select(Programme)).one()
        revised(session, programme, "A", duration="7d")
        assert planned(session, programme).finish == date(2026, 3, 10)


def _give_up_a_change(database: Database) -> None:
    with database.transaction(writes=True) as session:
        programme = session.exec(select(Programme)).one()
        revised(session, programme, "A", duration="50d")
        assert planned(session, programme).finish == date(2026, 5, 8)
        raise RuntimeError("given up")


def test_an_empty_plan_finishes_when_it_starts(session: Session, programme: Programme):
    plan = planned(session, programme)

    assert plan.is_empty
    assert plan.finish == START


def test_two_programmes_do_not_share_a_plan(session: Session, network: Programme):
    form = {
        "code": "TWO",
        "name_en": "x",
        "start": "2026-04-01",
        "target_finish": "2026-05-01",
        "committed_finish": "2026-05-01",
        "status_date": "2026-04-01",
    }
    other = charter_programme(session, ME, None, read_form(ProgrammeForm, form))
    a_task(session, other, "A", "1d")

    assert planned(session, other).finish == date(2026, 4, 1)
    assert planned(session, network).finish == date(2026, 3, 20)


def test_slips_are_measured_against_the_original_baseline(session: Session, network: Programme):
    baseline(session, network)
    revised(session, network, "A", duration="8d")

    plan = planned(session, network)
    assert plan.baseline_finish_of("M1") == date(2026, 3, 20)
    assert [plan.variance(code) for code in ("A", "B", "M1")] == [3, 3, 3]


def test_what_should_be_finished_and_is_not_is_overdue(session: Session, network: Programme):
    baseline(session, network)
    report(session, network, "A", "2026-03-09", actual_start="2026-03-02", remaining="1d")

    plan = scheduled(session, network, date(2026, 3, 9))
    assert (plan.is_overdue("A"), plan.is_overdue("B")) == (True, False)
    assert plan.finish_of("A") == date(2026, 3, 10)


def test_a_baseline_keeps_dates_and_durations_of_every_task(session: Session, network: Programme):
    made = baseline(session, network)

    rows = frozen_rows(made)
    assert (made.number, made.task_count, made.start, made.finish) == (0, 3, START, date(2026, 3, 20))
    assert (rows["B"].start.date(), rows["B"].finish.date(), rows["B"].duration_min) == (
        date(2026, 3, 9),
        date(2026, 3, 20),
        4800,
    )


def test_a_second_baseline_needs_an_approved_change(session: Session, network: Programme):
    baseline(session, network)

    with pytest.raises(Conflict, match="BASELINE_NEEDS_CR"):
        baseline(session, network)


@pytest.mark.parametrize(("field", "value"), [("rows", "{}"), ("finish", date(2027, 1, 1)), ("reason", "another")])
def test_a_baseline_never_changes_whoever_tries(database: Database, field: str, value: object):
    with database.transaction(writes=True) as session:
        programme = builders.a_programme(session)
        a_task(session, programme, "A", "5d")
        baseline(session, programme)

    with pytest.raises(Conflict, match="BASELINE_IMMUTABLE"):
        _tamper(database, field, value)


def _tamper(database: Database, field: str, value: object) -> None:
    with database.transaction(writes=True) as session, recorded(session, ME, "tamper"):
        setattr(session.exec(select(Baseline)).one(), field, value)


def test_an_empty_plan_has_no_baseline(session: Session, programme: Programme):
    with pytest.raises(Invalid, match="PLAN_EMPTY"):
        baseline(session, programme)


def test_a_phase_is_done_active_or_ahead_by_its_tasks_and_the_date(session: Session, network: Programme):
    for code in ("P1", "P2"):
        open_phase(session, ME, network, read_form(PhaseForm, {"code": code, "name_en": code}))
    revised(session, network, "A", phase="P1")
    revised(session, network, "B", phase="P2")
    baseline(session, network)
    report(session, network, "A", "2026-03-06", actual_start="2026-03-02", actual_finish="2026-03-06")

    def states(on: date) -> list[str]:
        plan = scheduled(session, network, on)
        return [phase_state(plan, phase) for phase in plan.phases]

    assert states(date(2026, 2, 27)) == ["ahead", "ahead"]
    assert states(date(2026, 3, 3)) == ["active", "ahead"]
    assert states(date(2026, 3, 6)) == ["done", "ahead"]


def test_a_gate_is_a_milestone(session: Session, network: Programme):
    with pytest.raises(Invalid, match="NOT_A_MILESTONE"):
        open_phase(session, ME, network, read_form(PhaseForm, {"name_en": "x", "gate": "A"}))


def test_a_phase_that_begins_before_the_gate_of_the_one_before_says_why(session: Session, network: Programme):
    open_phase(session, ME, network, read_form(PhaseForm, {"code": "P1", "name_en": "First", "gate": "M1"}))
    second = open_phase(session, ME, network, read_form(PhaseForm, {"code": "P2", "name_en": "Second"}))
    revised(session, network, "B", phase="P1")
    revised(session, network, "A", phase="P2")
    assert [p.value for p in planned(session, network).warnings if p.code == "GATE_BYPASS"] == ["P2"]

    revise = PHASES.revise
    form = read_form(PhaseForm, {"name_en": "Second", "overlap_reason_en": "inventory starts early"})
    revise(session, ME, second, form, second.version)  # pyright: ignore
    assert [p for p in planned(session, network).warnings if p.code == "GATE_BYPASS"] == []


def test_waves_hold_no_more_users_than_licences(session: Session, network: Programme):
    network = _with_licences(session, network, 100)
    for users in (60, 50):
        plan_wave(session, ME, network, read_form(WaveForm, {"name_en": f"{users}", "users": users}))

    assert [(p.code, p.value) for p in wave_warnings(session, network)] == [("WAVE_USERS_EXCEED", 110)]


def _with_licences(session: Session, programme: Programme, count: int) -> Programme:
    from governance.programmes import revise_charter

    held = {
        name: getattr(programme, name, None)
        for name in ProgrammeForm.model_fields
        if name not in ("sponsor", "pm", "calendar")
    }
    return revise_charter(
        session, ME, programme, read_form(ProgrammeForm, held | {"licensed_users": count}), programme.version
    )


@pytest.mark.parametrize(
    ("predecessors", "code"), [("A-1d", "LEAD_NOT_ALLOWED"), ("BSS", "DANGLING_FINISH")]
)  # fmt: skip
def test_links_that_are_rarely_meant_are_pointed_out(
    session: Session, programme: Programme, predecessors: str, code: str
):
    a_task(session, programme, "A", "5d")
    a_task(session, programme, "B", "5d")
    a_task(session, programme, "C", "5d", predecessors.replace("A-", "AFS-"))

    assert code in {p.code for p in planned(session, programme).warnings}


def test_a_milestone_that_nothing_leads_to_is_pointed_out(session: Session, network: Programme):
    a_task(session, network, "M9", "")

    assert [p.value for p in planned(session, network).warnings if p.code == "MILESTONE_NO_LOGIC"] == ["M9"]


def test_dates_past_the_known_calendar_are_provisional(session: Session, network: Programme):
    revised(session, network, "B", duration="220d")

    plan = planned(session, network)
    assert (plan["A"].provisional, plan["B"].provisional) == (False, True)
    assert "CALENDAR_NOT_COVERED" in {p.code for p in plan.warnings}


@pytest.mark.parametrize(
    ("reported", "state"),
    [
        ({}, "planned"),
        ({"A": {"actual_start": "2026-03-02", "remaining": "4d"}}, "late"),
        ({c: {"actual_start": "2026-03-02", "actual_finish": "2026-03-06"} for c in ("A", "B", "M1")}, "achieved"),
    ],
)
def test_a_milestone_is_planned_late_or_achieved(session: Session, network: Programme, reported: dict, state: str):
    from governance.programmes import set_status_date

    baseline(session, network)
    for code, given in reported.items():
        report(session, network, code, "2026-03-06", **given)
    set_status_date(session, ME, network, date(2026, 3, 6) if reported else date(2026, 2, 27))
    row = session.exec(select(MILESTONES.table)).one()

    assert MILESTONES.compute(session, network, [row])[row.id or 0]["state"] == state
