"""Baselines after the first: set with an approved change request that serves once, measured against from then on, the original beside them."""

import threading
from datetime import date

import pytest
from sqlmodel import Session, select

from governance.change_requests import ChangeRequest, ChangeStatus
from governance.errors import Conflict, Invalid, Refusal
from governance.forms import read_form
from governance.listings import values
from governance.programmes import Programme
from milestones.register import MILESTONES, Milestone
from plans.baseline_variance import BASELINES, measured_against, variance_of
from plans.baselines import Baseline, BaselineForm, frozen_rows
from plans.baselining import set_baseline
from plans.plan import scheduled
from tests.builders import SOMEBODY, a_programme
from tests.plans.plan_records import a_task, on_china_calendar, revised
from tests.plans.test_progress_updates import report
from tests.registers import a_change
from web.database import Database

NOW = date(2026, 3, 9)


def rollout(session: Session) -> Programme:
    """A 5 d → B 10 d → M1, agreed as planned (M1 on 20 March); A is a day's work from done on 9 March, so that M1 is forecast for 24 March."""
    programme = a_programme(session, status_date=NOW.isoformat())
    on_china_calendar(session, programme)
    a_task(session, programme, "A", "5d")
    a_task(session, programme, "B", "10d", "A")
    a_task(session, programme, "M1", "", "B")
    again(session, programme)
    report(session, programme, "A", NOW.isoformat(), actual_start="2026-03-02", remaining="1d")
    return programme


@pytest.fixture
def plan(session: Session) -> Programme:
    return rollout(session)


def again(session: Session, programme: Programme, change: ChangeRequest | None = None, **given: str) -> Baseline:
    data = {"change_request": change.code if change else ""} | given
    return set_baseline(session, SOMEBODY, programme, read_form(BaselineForm, data))


def asked_for(session: Session, programme: Programme, status: ChangeStatus = ChangeStatus.approved, kind: str = "baseline") -> ChangeRequest:  # fmt: skip
    return a_change(session, programme, status=status, type=kind)


def slips(session: Session, programme: Programme, on: date = NOW) -> tuple[str | None, dict[str, int | None]]:
    found = scheduled(session, programme, on)
    return found.against, {code: found.variance(code) for code in found.tasks}


def test_a_later_baseline_freezes_actual_dates_and_the_forecast_and_implements_its_request(
    session: Session, plan: Programme
):
    change = asked_for(session, plan)
    made = again(session, plan, change, name_en="After the interface")
    rows = frozen_rows(made)
    assert {code: (row.start.date(), row.finish.date(), row.duration_min) for code, row in rows.items()} == {
        "A": (date(2026, 3, 2), date(2026, 3, 10), 7 * 480),  # begun on the 2nd, a day left after the 9th
        "B": (date(2026, 3, 11), date(2026, 3, 24), 10 * 480),
        "M1": (date(2026, 3, 24), date(2026, 3, 24), 0),
    }
    assert (made.number, made.kind, made.status_date, made.finish) == (1, "current", NOW, date(2026, 3, 24))
    assert change.status == ChangeStatus.implemented
    original = session.exec(select(Baseline).where(Baseline.number == 0)).one()
    assert (original.kind, frozen_rows(original)["M1"].finish.date()) == ("original", date(2026, 3, 20))


def test_slips_are_measured_against_the_latest_and_the_original_stays_in_sight(session: Session, plan: Programme):
    assert slips(session, plan) == ("BL-01", {"A": 2, "B": 2, "M1": 2})
    again(session, plan, asked_for(session, plan))
    assert slips(session, plan) == ("BL-02", {"A": 0, "B": 0, "M1": 0})
    revised(session, plan, "B", duration="12d")  # M1 on 26 March
    assert slips(session, plan) == ("BL-02", {"A": 0, "B": 2, "M1": 2})
    now = scheduled(session, plan, NOW)
    assert (now.original_finish_of("M1"), now.original_variance("M1")) == (date(2026, 3, 20), 4)
    row = session.exec(select(Milestone)).one()
    told = MILESTONES.compute(session, plan, [row])[row.id or 0]
    assert (told["baseline"], told["variance_wd"], told["original"], told["original_variance_wd"]) == (
        date(2026, 3, 24), 2, date(2026, 3, 20), 4,
    )  # fmt: skip


def test_before_the_day_it_was_set_the_original_counts(session: Session, plan: Programme):
    again(session, plan, asked_for(session, plan))
    assert slips(session, plan, date(2026, 3, 8))[0] == "BL-01"
    assert slips(session, plan, NOW)[0] == "BL-02"


def test_the_plan_is_set_against_any_of_its_baselines_milestone_by_milestone_and_in_sum(
    session: Session, plan: Programme
):
    a_task(session, plan, "M2", "", "A")  # not in the original
    second = again(session, plan, asked_for(session, plan))
    revised(session, plan, "B", duration="8d")  # M1 on 20 March
    now = scheduled(session, plan, NOW)
    first = variance_of(now, now.original)
    assert first is not None
    assert [(m.code, m.days) for m in first.milestones] == [("M1", 0), ("M2", None)]
    later = variance_of(now, frozen_rows(second))
    assert later is not None
    assert [(m.code, m.baseline, m.finish, m.days) for m in later.milestones] == [
        ("M1", date(2026, 3, 24), date(2026, 3, 20), -2),
        ("M2", date(2026, 3, 10), date(2026, 3, 10), 0),
    ]
    assert (later.finish_days, later.total_days, later.later, later.earlier) == (-2, -2, 0, 1)
    drawn = measured_against(session, now, "BL-01")
    assert (drawn.against, drawn.variance("M1"), now.variance("M1")) == ("BL-01", 0, -2)
    assert measured_against(session, now, "BL-09") is now


@pytest.mark.parametrize(
    ("status", "kind", "code"),
    [
        (None, "", "BASELINE_NEEDS_CR"),
        (ChangeStatus.assessed, "baseline", "BASELINE_CR_NOT_APPROVED"),
        (ChangeStatus.rejected, "baseline", "BASELINE_CR_NOT_APPROVED"),
        (ChangeStatus.approved, "schedule", "BASELINE_CR_OF_OTHER_TYPE"),
    ],
)
def test_without_an_approved_request_for_it_there_is_no_later_baseline(
    session: Session, plan: Programme, status: ChangeStatus | None, kind: str, code: str
):
    change = asked_for(session, plan, status, kind) if status else None
    with pytest.raises(Conflict) as refused:
        again(session, plan, change)
    assert [(p.code, p.field) for p in refused.value.problems] == [(code, "change_request")]
    assert len(session.exec(select(Baseline)).all()) == 1


def test_a_request_serves_for_one_baseline(session: Session, plan: Programme):
    change = asked_for(session, plan)
    again(session, plan, change)
    with pytest.raises(Conflict) as refused:
        again(session, plan, change)
    assert refused.value.problems[0].code == "BASELINE_CR_HAS_SERVED"
    assert again(session, plan, asked_for(session, plan)).number == 2


def test_the_original_takes_no_request_and_a_request_of_another_programme_is_none(session: Session, plan: Programme):
    other = a_programme(session, "TWO")
    a_task(session, other, "A", "1d")
    with pytest.raises(Invalid) as refused:
        again(session, other, asked_for(session, other))
    assert refused.value.problems[0].code == "BASELINE_NEEDS_NO_CR"
    here = asked_for(session, plan)
    again(session, other)
    with pytest.raises(Refusal) as elsewhere:
        set_baseline(session, SOMEBODY, other, read_form(BaselineForm, {"change_request": f"{here.code}9"}))
    assert elsewhere.value.problems[0].code == "NOT_FOUND"


def test_the_form_asks_for_a_request_only_where_there_is_an_original(session: Session, plan: Programme):
    assert BASELINES.asked(session, plan) == {"change_request": []}
    change = asked_for(session, plan)
    assert BASELINES.asked(session, plan) == {"change_request": [change.code]}
    assert BASELINES.asked(session, a_programme(session, "TWO")) == {"change_request": None}
    made = again(session, plan, change, name_zh="接口延期后")
    assert values(session, BASELINES, plan, [made])[0]["change_request"] == change.code


def test_of_two_who_set_one_at_once_one_does(database: Database):
    with database.transaction(writes=True) as session:
        change = asked_for(session, rollout(session))
        code = change.code
    refused, ready = list[str](), threading.Barrier(2)

    def one() -> None:
        ready.wait()
        try:
            with database.transaction(writes=True) as session:
                programme = session.exec(select(Programme)).one()
                set_baseline(session, SOMEBODY, programme, read_form(BaselineForm, {"change_request": code}))
        except Refusal as refusal:
            refused.append(refusal.problems[0].code)

    threads = [threading.Thread(target=one) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert refused == ["BASELINE_CR_HAS_SERVED"]
    with database.transaction(writes=False) as session:
        assert sorted(session.exec(select(Baseline.number))) == [0, 1]
        assert session.exec(select(ChangeRequest.status)).one() == ChangeStatus.implemented
