"""One change of many records: each by the ordinary command, all of them or none, every refusing row named."""

import pytest
from sqlmodel import Session

from governance.audit import history
from governance.authority import Role
from governance.bulk_changes import Picked, RowsInConflict, RowsInvalid, RowsRefused, change_rows, withdraw_rows
from governance.errors import Invalid
from governance.programmes import Programme
from risks.register import RISKS, Risk
from tests.builders import SOMEBODY, a_person, a_programme, a_risk, an_actor

CODES = ("RSK-01", "RSK-02", "RSK-03")


@pytest.fixture
def risks(session: Session, programme: Programme) -> list[Risk]:
    a_person(session, programme, code="PER-01")
    return [a_risk(session, programme, code=code) for code in CODES]


def picked(risks: list[Risk]) -> list[Picked]:
    return [Picked(risk.code, risk.version) for risk in risks]


def untouched(session: Session, risks: list[Risk]) -> bool:
    session.expire_all()
    return all((r.version, r.owner_id, r.withdrawn_on) == (1, None, None) for r in risks)


def codes(refusal: pytest.ExceptionInfo[RowsRefused]) -> list[str]:
    return [row.code for row in refusal.value.rows]


def test_many_rows_change_by_the_ordinary_command_each_with_its_own_entry(
    session: Session, programme: Programme, risks: list[Risk]
) -> None:
    change_rows(session, SOMEBODY, programme, RISKS, picked(risks[:2]), {"owner": "PER-01", "probability": 5})
    session.expire_all()
    assert [(r.probability, r.version) for r in risks] == [(5, 2), (5, 2), (3, 1)]
    newest = [history(session, "risk", risk.id or 0)[0] for risk in risks]
    assert [(e.command, e.action) for e in newest] == [("revise_risk", "change")] * 2 + [("raise_risk", "create")]


def test_one_stale_row_keeps_all_others_from_being_changed_and_is_named(
    session: Session, programme: Programme, risks: list[Risk]
) -> None:
    seen = [Picked(code, 1) for code in CODES[:2]] + [Picked("RSK-03", 7)]
    with pytest.raises(RowsInConflict) as refusal:
        change_rows(session, SOMEBODY, programme, RISKS, seen, {"owner": "PER-01"})
    assert codes(refusal) == ["RSK-03"]
    assert [p.code for p in refusal.value.problems] == ["CONFLICT_STALE_VERSION"]
    assert untouched(session, risks)


def test_every_row_that_refuses_is_named_with_its_own_reason(
    session: Session, programme: Programme, risks: list[Risk]
) -> None:
    mine = a_person(session, programme, code="PER-02")
    revise = {"owner": "PER-02"}
    change_rows(session, SOMEBODY, programme, RISKS, picked(risks[:1]), revise)
    owner = an_actor(Role.owner, programme=programme, person=mine)
    session.expire_all()
    rows = [*picked(risks), Picked("RSK-99", 1)]
    with pytest.raises(RowsInvalid) as refusal:
        change_rows(session, owner, programme, RISKS, rows, {"probability": 1})
    told = {row.code: [p.code for p in row.refusal.problems] for row in refusal.value.rows}
    assert told == {"RSK-02": ["PERMISSION_DENIED"], "RSK-03": ["PERMISSION_DENIED"], "RSK-99": ["NOT_FOUND"]}
    session.expire_all()
    assert [r.probability for r in risks] == [3, 3, 3]


def test_the_code_of_another_programme_is_no_row_here(
    session: Session, programme: Programme, risks: list[Risk]
) -> None:
    elsewhere = a_programme(session, "XYZ")
    foreign = a_risk(session, elsewhere, code="RSK-77")
    with pytest.raises(RowsInvalid) as refusal:
        change_rows(session, SOMEBODY, programme, RISKS, [Picked("RSK-77", 1)], {"probability": 1})
    assert codes(refusal) == ["RSK-77"]
    session.expire_all()
    assert foreign.version == 1


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"probability": "9"}, "OUT_OF_RANGE"),
        ({"owner": "PER-77"}, "REF_NOT_FOUND"),
        ({"review_due": "soonish"}, "NOT_A_DATE"),
        ({"nonsense": "1"}, "UNKNOWN_FIELD"),
        ({}, "FIELD_NOT_CHOSEN"),
    ],
)
def test_what_is_wrong_with_the_change_itself_is_said_once(
    session: Session, programme: Programme, risks: list[Risk], change: dict[str, str], code: str
) -> None:
    with pytest.raises(Invalid) as refusal:
        change_rows(session, SOMEBODY, programme, RISKS, picked(risks), change)
    assert [p.code for p in refusal.value.problems] == [code]
    assert not isinstance(refusal.value, RowsRefused)
    assert untouched(session, risks)


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ([], "NO_ROWS_PICKED"),
        ([Picked("RSK-01", 1)] * 2, "ROW_PICKED_TWICE"),
        ([Picked(f"RSK-{n}", 1) for n in range(101)], "TOO_MANY_ROWS_PICKED"),
    ],
)
def test_none_more_than_a_hundred_and_the_same_row_twice_are_refused(
    session: Session, programme: Programme, risks: list[Risk], rows: list[Picked], code: str
) -> None:
    with pytest.raises(Invalid) as refusal:
        change_rows(session, SOMEBODY, programme, RISKS, rows, {"probability": 1})
    assert refusal.value.problems[0].code == code


def test_many_are_withdrawn_for_one_reason_or_none_is(
    session: Session, programme: Programme, risks: list[Risk]
) -> None:
    with pytest.raises(Invalid):
        withdraw_rows(session, SOMEBODY, programme, RISKS, picked(risks), " ")
    with pytest.raises(RowsInConflict):
        withdraw_rows(session, SOMEBODY, programme, RISKS, [*picked(risks[:2]), Picked("RSK-03", 2)], "merged")
    assert untouched(session, risks)
    withdraw_rows(session, SOMEBODY, programme, RISKS, picked(risks), "merged into RSK-09")
    assert {(r.withdrawn_on, r.withdrawn_reason) for r in risks} == {(programme.status_date, "merged into RSK-09")}
    assert history(session, "risk", risks[0].id or 0)[0].reason == "merged into RSK-09"


def test_a_row_that_would_change_nothing_gets_no_new_version(
    session: Session, programme: Programme, risks: list[Risk]
) -> None:
    change_rows(session, SOMEBODY, programme, RISKS, picked(risks[:1]), {"probability": 3})
    assert risks[0].version == 1


def test_a_withdrawn_row_is_named(session: Session, programme: Programme, risks: list[Risk]) -> None:
    withdraw_rows(session, SOMEBODY, programme, RISKS, picked(risks[:1]), "no longer relevant")
    with pytest.raises(RowsInConflict) as refusal:
        change_rows(session, SOMEBODY, programme, RISKS, picked(risks), {"probability": 5})
    assert [(row.code, row.refusal.problems[0].code) for row in refusal.value.rows] == [("RSK-01", "WITHDRAWN")]
