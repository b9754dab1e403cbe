"""What a risk lacks: owner, response, review, consent. Responses: who plans them, when they are done."""

from datetime import date
from types import SimpleNamespace

import pytest
from sqlmodel import Session

from governance.authority import Role
from governance.errors import Conflict, Invalid, NotPermitted
from governance.forms import read_form
from governance.programmes import Programme
from risks.attention import attention
from risks.register import RISKS, RiskStatus, move_risk
from risks.responses import RESPONSES, ResponseForm, ResponseStatus, move_response, plan_response, responses_to
from tests.builders import SOMEBODY, a_person, a_risk, an_actor
from tests.registers import a_response

TODAY = date(2026, 7, 3)
OPEN = SimpleNamespace(code="RSP-01", status="open", due=date(2026, 7, 31))
LATE = SimpleNamespace(code="RSP-02", status="open", due=date(2026, 7, 2))
DONE = SimpleNamespace(code="RSP-03", status="done", due=date(2026, 6, 1))
GIVEN_UP = SimpleNamespace(code="RSP-04", status="cancelled", due=date(2026, 6, 1))


def codes(*responses, **changed) -> list[str]:
    """What is said of a well-kept risk (3×4 → 2×3, owned, reviewed soon) when this much is changed."""
    kept = {
        "status": "in_treatment", "kind": "threat", "category": "integration", "probability": 3, "impact": 4, "strategy": "reduce", "owner_id": 1,
        "residual_probability": 2, "residual_impact": 3, "review_due": date(2026, 7, 20),
    }  # fmt: skip
    return [p.code for p in attention(SimpleNamespace(**(kept | changed)), responses, TODAY)]


def test_a_well_kept_risk_is_left_alone() -> None:
    assert codes(OPEN) == []


@pytest.mark.parametrize(
    ("responses", "changed", "expected"),
    [
        ((), {"probability": 2}, ["RESPONSE_MISSING"]),
        ((GIVEN_UP,), {"probability": 2}, ["RESPONSE_MISSING"]),
        ((DONE,), {"probability": 2}, []),
        ((OPEN, LATE), {}, ["RESPONSE_OVERDUE"]),
        ((OPEN,), {"owner_id": None}, ["RISK_NO_OWNER"]),
        ((DONE,), {}, ["ABOVE_APPETITE"]),
        ((OPEN,), {"residual_probability": None, "residual_impact": None}, ["RESIDUAL_NOT_ASSESSED"]),
        ((OPEN,), {"category": "security"}, ["RESIDUAL_ABOVE_APPETITE"]),
        ((), {"strategy": "accept", "probability": 2, "residual_probability": None}, []),
        ((), {"strategy": "accept", "residual_probability": None}, ["ACCEPT_NEEDS_DECISION"]),
        ((OPEN,), {"review_due": None}, ["REVIEW_NOT_PLANNED"]),
        ((OPEN,), {"review_due": date(2026, 7, 2)}, ["REVIEW_OVERDUE"]),
        ((OPEN,), {"review_due": date(2026, 8, 2)}, []),
        ((OPEN,), {"review_due": date(2026, 8, 3)}, ["REVIEW_TOO_FAR"]),
        ((OPEN,), {"probability": 4, "review_due": date(2026, 7, 18)}, ["REVIEW_TOO_FAR"]),
        ((), {"kind": "opportunity", "strategy": "enhance", "residual_probability": None}, ["RESPONSE_MISSING"]),
    ],
)
def test_what_is_missing_is_said(responses: tuple, changed: dict, expected: list[str]) -> None:
    assert codes(*responses, **changed) == expected


def test_a_risk_that_is_settled_needs_nothing_more() -> None:
    for status in ("closed", "occurred"):
        assert codes(LATE, status=status, owner_id=None, review_due=None) == []


def test_who_must_act_is_named_with_the_score() -> None:
    risk = SimpleNamespace(
        status="assessed", kind="threat", category="integration", probability=3, impact=4, strategy="accept", owner_id=1,
        residual_probability=None, residual_impact=None, review_due=date(2026, 7, 20),
    )  # fmt: skip
    (problem,) = attention(risk, (), TODAY)
    assert problem.facts == {"score": 12, "appetite": 9, "forum": "sponsor", "within": 3}


# --- In the record ---------------------------------------------------------------------------------------------------


def test_a_risk_knows_its_responses_and_what_they_leave_undone(session: Session, programme: Programme) -> None:
    owner = a_person(session, programme)
    risk = a_risk(
        session,
        programme,
        strategy="reduce",
        owner=owner.code,
        review_due="2026-07-20",
        residual_probability=1,
        residual_impact=1,
    )
    late = a_response(session, programme, risk, due="2026-06-26")
    a_response(session, programme, risk)
    assert [(p.code, p.facts["code"]) for p in RISKS.attention(session, programme, risk)] == [
        ("RESPONSE_OVERDUE", late.code)
    ]
    assert responses_to(session, programme.id)[risk.id or 0][0].code == late.code


def test_done_without_a_day_is_done_by_the_status_date_and_open_again_has_none(
    session: Session, programme: Programme
) -> None:
    response = a_response(session, programme, a_risk(session, programme))
    assert move_response(session, SOMEBODY, response, ResponseStatus.done).done_on == programme.status_date
    assert move_response(session, SOMEBODY, response, ResponseStatus.open).done_on is None


def test_a_response_is_not_done_in_the_future(session: Session, programme: Programme) -> None:
    with pytest.raises(Invalid) as refused:
        a_response(session, programme, a_risk(session, programme), done_on="2026-07-04")
    assert [(p.field, p.code) for p in refused.value.problems] == [("done_on", "FUTURE_DATE")]


def test_the_owner_of_a_risk_plans_its_responses_and_no_other_owner_does(
    session: Session, programme: Programme
) -> None:
    mine, someone = a_person(session, programme), a_person(session, programme)
    risk = a_risk(session, programme, owner=mine.code)
    form = read_form(ResponseForm, {"risk": risk.code, "action_en": "Ask twice"})
    made = plan_response(session, an_actor(Role.owner, programme=programme, person=mine), programme, form)
    assert made.risk_id == risk.id
    with pytest.raises(NotPermitted):
        plan_response(session, an_actor(Role.owner, programme=programme, person=someone), programme, form)


def test_a_response_that_is_late_says_so_in_the_list(session: Session, programme: Programme) -> None:
    risk = a_risk(session, programme)
    late, today = (
        a_response(session, programme, risk, due="2026-07-02"),
        a_response(session, programme, risk, due="2026-07-03"),
    )
    derived = RESPONSES.compute(session, programme, [late, today])
    assert [derived[r.id]["overdue"] for r in (late, today)] == [True, False]


def test_a_response_is_planned_only_once_there_is_a_strategy(session: Session, programme: Programme) -> None:
    risk = a_risk(session, programme, strategy="")
    move_risk(session, SOMEBODY, risk, RiskStatus.assessed)
    with pytest.raises(Conflict) as refused:
        move_risk(session, SOMEBODY, risk, RiskStatus.response_planned)
    assert [p.code for p in refused.value.problems] == ["STRATEGY_MISSING"]
