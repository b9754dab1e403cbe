"""Several baselines leave for Microsoft Project and come back; what it calls baselines comes into a plan that has none yet."""

from datetime import date
from typing import Any

import pytest
from sqlmodel import Session, col, select

from governance.change_requests import ChangeStatus
from governance.commands import recorded
from governance.errors import Conflict
from governance.forms import read_form
from governance.programmes import Programme
from milestones.plan_import import import_plan, open_programme_with
from plans.baselines import Baseline, BaselineForm, BaselineKind, frozen_rows
from plans.baselining import set_baseline
from plans.draft_imported import draft_of_imported
from plans.exchange.mspdi import parsed, read_mspdi
from plans.exchange.mspdi_out import write_mspdi
from plans.exchange.mspdi_values import NAMESPACE, all_under, text
from plans.plan import PlanSchedule, scheduled
from plans.plan_draft import PlanDraft
from plans.plan_leaving import plan_leaving
from plans.plan_preview import preview_of
from tests.builders import SOMEBODY, a_programme
from tests.plans.exchange.test_mspdi import document, task
from tests.plans.plan_records import a_task, on_china_calendar, revised
from tests.registers import a_change

SQLITE = pytest.mark.parametrize(
    "database", ["sqlite"], indirect=True
)  # what a file holds does not depend on the engine
DATES = ("2026-03-09", "2026-03-16", "2026-03-23")


@pytest.fixture
def plan(session: Session) -> Programme:
    """A 5 d → B 10 d → M1: agreed as planned, agreed again a week later, and with B longer and a task C once more."""
    programme = a_programme(session, status_date=DATES[0])
    on_china_calendar(session, programme)
    a_task(session, programme, "A", "5d")
    a_task(session, programme, "B", "10d", "A")
    a_task(session, programme, "M1", "", "B")
    again(session, programme, name_zh="原计划", reason="As promised")
    moved_to(session, programme, DATES[1])
    again(session, programme, name_en="After the interface", reason="The interface was late")
    moved_to(session, programme, DATES[2])
    revised(session, programme, "B", duration="12d")
    a_task(session, programme, "C", "3h", "B")
    again(session, programme, name_zh="第三次")
    return programme


def moved_to(session: Session, programme: Programme, day: str) -> None:
    with recorded(session, SOMEBODY, "tests"):
        programme.status_date = date.fromisoformat(day)


def again(session: Session, programme: Programme, **given: str) -> Baseline:
    held = session.exec(select(Baseline).where(col(Baseline.programme_id) == programme.id)).all()
    change = a_change(session, programme, status=ChangeStatus.approved, type="baseline").code if held else None
    return set_baseline(session, SOMEBODY, programme, read_form(BaselineForm, {"change_request": change} | given))


def file_of(session: Session, programme: Programme) -> bytes:
    return write_mspdi(plan_leaving(session, programme, programme.status_date))


def opened(session: Session, draft: PlanDraft) -> Programme:
    return open_programme_with(session, SOMEBODY, None, "BACK", draft.name, draft)[0]


def held(session: Session, programme: Programme) -> dict[int, Any]:
    """All that is said of each baseline, and its rows."""
    fields = ("code", "kind", "name_zh", "name_en", "status_date", "reason", "start", "finish", "task_count")
    query = select(Baseline).where(col(Baseline.programme_id) == programme.id).order_by(col(Baseline.number))
    return {b.number: ([getattr(b, f) for f in fields], frozen_rows(b)) for b in session.exec(query)}


def test_an_original_and_two_later_ones_come_back_to_the_minute(session: Session, plan: Programme):
    body = file_of(session, plan)
    entries = [
        (text(e, "UID"), text(b, "Number"))
        for e in all_under(parsed(body), "Tasks", "Task")
        for b in e.findall(f"{NAMESPACE}Baseline")
    ]
    assert len(entries) == 3 + 3 + 4  # C is in the last alone
    assert text(parsed(body), "BaselineForEarnedValue") == "2"
    back = opened(session, draft_of_imported(read_mspdi(body)))
    assert held(session, back) == held(session, plan)
    for day in map(date.fromisoformat, DATES):
        here, there = scheduled(session, plan, day), scheduled(session, back, day)
        assert (there.against, slips(there)) == (here.against, slips(here))
    assert held(session, opened_again(session, back)) == held(session, plan)


def slips(plan: PlanSchedule) -> dict[str, int | None]:
    return {code: plan.variance(code) for code in plan.tasks}


def opened_again(session: Session, programme: Programme) -> Programme:
    draft = draft_of_imported(read_mspdi(file_of(session, programme)))
    return open_programme_with(session, SOMEBODY, None, "ONCEMORE", draft.name, draft)[0]


@SQLITE
def test_a_plan_that_has_its_baseline_leaves_those_of_the_file_aside_and_numbers_them(
    session: Session, plan: Programme
):
    draft, before = draft_of_imported(read_mspdi(file_of(session, plan))), held(session, plan)
    (told,) = [p for p in preview_of(draft, session, plan).notices if "BASELINE" in p.code]
    assert (told.code, told.facts["numbers"]) == ("BASELINES_STAY_AS_AGREED", "0, 1, 2")
    import_plan(session, SOMEBODY, plan, draft)
    assert held(session, plan) == before


def agreed(number: int, day: int) -> str:
    at = f"2026-03-{day:02}T"
    return (
        f"<Baseline><Number>{number}</Number><Start>{at}08:00:00</Start><Finish>{at}17:00:00</Finish>"
        "<Duration>PT8H0M0S</Duration></Baseline>"
    )


def of_another(*numbers: int, measured_by: int = 0) -> PlanDraft:
    """A plan of Microsoft Project, one task, with a baseline a day later for each number."""
    said = f"<BaselineForEarnedValue>{measured_by}</BaselineForEarnedValue>"
    body = document(task(1, inner="".join(agreed(n, 2 + n) for n in numbers)), more=said)
    return draft_of_imported(read_mspdi(body))


@SQLITE
def test_further_baselines_of_another_program_come_in_to_compare_with_and_what_it_measures_against_counts(
    session: Session,
):
    draft = of_another(0, 2, 4)
    (told,) = [p for p in preview_of(draft).notices if "BASELINE" in p.code]
    assert (told.code, told.facts["numbers"], told.facts["measured"]) == ("BASELINES_TO_COMPARE_WITH", "2, 4", 0)
    new = opened(session, draft)
    rows = session.exec(select(Baseline).where(col(Baseline.programme_id) == new.id).order_by(col(Baseline.number)))
    assert [(b.number, b.kind, b.name_en, b.finish.day) for b in rows] == [
        (0, BaselineKind.original, None, 2),
        (2, BaselineKind.brought, "Baseline 2", 4),
        (4, BaselineKind.brought, "Baseline 4", 6),
    ]
    assert scheduled(session, new, date(2027, 1, 1)).against == "BL-01"
    with pytest.raises(Conflict) as refused:
        set_baseline(session, SOMEBODY, new, read_form(BaselineForm, {}))
    assert refused.value.problems[0].code == "BASELINE_NEEDS_CR"
    moved_to(session, new, DATES[0])
    later = again(session, new)
    assert (later.number, later.came_with_a_file, scheduled(session, new, new.status_date).against) == (5, False, "BL-04")  # fmt: skip
    assert held(session, opened_again(session, new)) == held(session, new)


@SQLITE
def test_a_later_baseline_that_the_file_measures_against_counts_and_the_lowest_number_is_the_original(session: Session):
    new = opened(session, of_another(1, 3, measured_by=3))
    assert [(n, facts[1], facts[3]) for n, (facts, _) in held(session, new).items()] == [
        (0, "original", "Baseline 1"),
        (3, "current", "Baseline 3"),
    ]
    assert scheduled(session, new, new.status_date).against == "BL-02"


@SQLITE
def test_of_more_than_eleven_the_original_and_the_ten_latest_leave_and_the_others_are_named(
    session: Session, plan: Programme
):
    for _ in range(9):
        again(session, plan)
    leaving = plan_leaving(session, plan, plan.status_date)
    assert [(p.code, p.facts["tasks"]) for p in leaving.left_out if "BASELINE" in p.code] == [
        ("LATER_BASELINES_STAY", ["BL-02"])
    ]
    assert (sorted(leaving.baselines), leaving.measured_by) == ([*range(11)], 10)
    back = held(session, opened(session, draft_of_imported(read_mspdi(write_mspdi(leaving)))))
    now = held(session, plan)
    assert [rows for _, rows in back.values()] == [now[n][1] for n in (0, *range(2, 12))]
