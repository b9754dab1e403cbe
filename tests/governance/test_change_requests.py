"""Change requests: asked for by one, decided by another, carried out, and locked as far as they have come."""

from datetime import date
from typing import Any

import pytest
from sqlmodel import Session

from governance.authority import Role
from governance.change_control import (
    CHANGE_REQUESTS,
    move_change,
    raise_change,
    revise_change,
    rule_on_change,
    withdraw_change,
)
from governance.change_requests import ChangeForm, ChangeRequest, ChangeStatus, ChangeVerdictForm
from governance.errors import Conflict, Invalid, NotPermitted, Refusal
from governance.forms import read_fields, read_form
from governance.listings import values
from governance.programmes import Programme
from tests.builders import SOMEBODY, a_person, an_actor
from tests.registers import LASTING, a_change

S = ChangeStatus


def said(verdict: str = "approved", **given: Any) -> ChangeVerdictForm:
    return read_form(ChangeVerdictForm, {"verdict": verdict, "rationale": LASTING, "decided_on": "2026-07-01"} | given)


def codes(refused: pytest.ExceptionInfo[Refusal]) -> list[str]:
    return [p.code for p in refused.value.problems]


def revised(session: Session, actor: Any, change: ChangeRequest, **changed: Any) -> ChangeRequest:
    programme = session.get_one(Programme, change.programme_id)
    held = values(session, CHANGE_REQUESTS, programme, [change])[0]
    return revise_change(session, actor, change, read_form(ChangeForm, held | changed), change.version)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"needed_by": "2026-06-01"}, ("needed_by", "DATE_ORDER")),
        ({"decided_on": "2026-06-01"}, ("decided_on", "DATE_ORDER")),
        ({"approver": "PER-01"}, ("approver", "SAME_PERSON_APPROVAL")),
        ({"type": "people"}, ("type", "NOT_IN_ENUM")),
        ({"cost_change": "-0.001"}, ("cost_change", "TOO_PRECISE")),
    ],
)
def test_a_request_holds_together(given: dict[str, Any], expected: tuple[str, str]):
    data = {"name_en": "x", "type": "cost", "reason_en": "y", "requester": "PER-01", "raised_on": "2026-06-24"} | given
    _, found = read_fields(ChangeForm, data)
    assert [(p.field, p.code) for p in found][:1] == [expected]


def test_a_saving_is_a_change_in_cost_too(session: Session, programme: Programme):
    assert a_change(session, programme, cost_change="-1,200.50").cost_change == -1200.5


@pytest.mark.parametrize("verdict", ["approved", "rejected", "deferred"])
def test_who_decides_says_what_why_and_when(session: Session, programme: Programme, verdict: str):
    change = a_change(session, programme, status=S.assessed)
    person = a_person(session, programme, name_en="Han")
    rule_on_change(
        session, an_actor(Role.sponsor, programme=programme, person=person, name="Han"), change, said(verdict)
    )
    assert (change.status, change.decided_on, change.decided_by) == (S(verdict), date(2026, 7, 1), "Han")
    assert (change.approver_id, change.rationale) == (person.id, LASTING)


def test_nobody_else_decides(session: Session, programme: Programme):
    change = a_change(session, programme, status=S.assessed, rationale=LASTING)
    for role in set(Role) - {Role.sponsor, Role.steering}:
        somebody = an_actor(role, programme=programme)
        with pytest.raises(NotPermitted):
            rule_on_change(session, somebody, change, said())
        with pytest.raises(NotPermitted):
            move_change(session, somebody, change, S.approved, reason=LASTING)
    assert change.status == S.assessed


def test_a_verdict_needs_a_reason_that_lasts_and_a_day_that_has_been(session: Session, programme: Programme):
    change = a_change(session, programme, status=S.assessed)
    for given, code in (
        ({"rationale": "Because it is so."}, "RATIONALE_TOO_SHORT"),
        ({"rationale": ""}, "RATIONALE_TOO_SHORT"),
        ({"decided_on": "2026-03-01"}, "DATE_ORDER"),
        ({"decided_on": "2026-07-04"}, "FUTURE_DATE"),
    ):
        with pytest.raises(Invalid) as refused:
            rule_on_change(session, SOMEBODY, change, said(**given))
        assert codes(refused) == [code]
    assert (change.status, change.decided_on) == (S.assessed, None)


def test_whoever_asks_or_enters_does_not_decide(session: Session, programme: Programme):
    """The requester by the person, by the name where no person is tied; who entered it, by the account; the operator for no one."""
    requester = a_person(session, programme, name_en="Wu Tong", name_zh="吴桐")
    other = a_person(session, programme, name_en="Han")
    change = a_change(session, programme, status=S.assessed, requester=requester.code, approver="")
    sponsor = {"programme": programme, "account_id": 7}
    for own in (
        an_actor(Role.sponsor, person=requester, name="wu", **sponsor),
        an_actor(Role.sponsor, name="吴桐", **sponsor),
        an_actor(Role.sponsor, person=other, name=SOMEBODY.name, **sponsor),
        SOMEBODY,  # entered it, and no approver is named
    ):
        with pytest.raises(Conflict) as refused:
            rule_on_change(session, own, change, said())
        assert codes(refused) == ["SAME_PERSON_APPROVAL"]
    rule_on_change(session, an_actor(Role.sponsor, person=other, name="han", **sponsor), change, said())
    assert change.status == S.approved


def test_the_manager_who_asks_cannot_put_it_under_another_name_once_it_is_submitted(
    session: Session, programme: Programme
):
    change = a_change(session, programme)
    pm, sponsor = (an_actor(role, programme=programme, name=role) for role in (Role.pm, Role.sponsor))
    other = a_person(session, programme).code
    revised(session, pm, change, requester=other, type="scope")
    move_change(session, pm, change, S.submitted)
    for given in (
        {"name_en": "Other"},
        {"type": "cost"},
        {"reason_en": "Other"},
        {"requester": a_person(session, programme).code},
    ):
        with pytest.raises(Conflict) as refused:
            revised(session, pm, change, **given)
        assert codes(refused) == ["CHANGE_LOCKED"]
    revised(session, pm, change, implications_en="G03 comes later", cost_change="100")
    assert revised(session, sponsor, change, name_en="Worded by the sponsor").name_en == "Worded by the sponsor"


@pytest.mark.parametrize("status", [S.approved, S.rejected, S.implemented])
def test_what_was_decided_stays_for_everybody(session: Session, programme: Programme, status: ChangeStatus):
    change = a_change(session, programme, status=status)
    for given in (
        {"name_en": "Other"},
        {"rationale": LASTING * 2},
        {"cost_change": "1"},
        {"options": "A;B"},
        {"decided_on": "2026-06-30"},
    ):
        with pytest.raises(Conflict) as refused:
            revised(session, SOMEBODY, change, **given)
        assert codes(refused) == ["CHANGE_DECIDED"]
    assert revised(session, SOMEBODY, change, notes="Done on Monday").notes == "Done on Monday"


def test_what_was_deferred_is_assessed_and_decided_anew(session: Session, programme: Programme):
    change = a_change(session, programme, status=S.deferred)
    with pytest.raises(Conflict) as refused:
        revised(session, SOMEBODY, change, rationale=LASTING * 2)
    assert codes(refused) == ["CHANGE_DECIDED"]
    move_change(session, SOMEBODY, change, S.assessed)
    assert (change.rationale, change.decided_on, change.decided_by) == (None, None, None)
    with pytest.raises(Invalid) as refused:
        move_change(session, SOMEBODY, change, S.approved)
    assert codes(refused) == ["RATIONALE_TOO_SHORT"]


def test_a_request_for_a_baseline_is_implemented_by_the_baseline_alone(session: Session, programme: Programme):
    change = a_change(session, programme, type="baseline", status=S.approved)
    with pytest.raises(Conflict) as refused:
        move_change(session, SOMEBODY, change, S.implemented)
    assert codes(refused) == ["CHANGE_BY_BASELINE"]


def test_what_has_been_carried_out_is_not_withdrawn(session: Session, programme: Programme):
    on = date(2026, 7, 3)
    with pytest.raises(Conflict) as refused:
        withdraw_change(session, SOMEBODY, a_change(session, programme, status=S.implemented), reason="No more", on=on)
    assert codes(refused) == ["CHANGE_CARRIED_OUT"]
    taken = withdraw_change(session, SOMEBODY, a_change(session, programme, status=S.approved), reason="No more", on=on)
    assert taken.withdrawn_on == on


def test_the_manager_proposes_and_the_executive_only_reads(session: Session, programme: Programme):
    data = {
        "name_en": "x",
        "type": "scope",
        "reason_en": "y",
        "raised_on": "2026-07-01",
        "requester": a_person(session, programme).code,
    }
    form = read_form(ChangeForm, data)
    for role in (Role.pm, Role.sponsor, Role.steering):
        assert raise_change(session, an_actor(role, programme=programme), programme, form).status == S.draft
    for role in set(Role) - {Role.pm, Role.sponsor, Role.steering}:
        with pytest.raises(NotPermitted):
            raise_change(session, an_actor(role, programme=programme), programme, form)


def test_undecided_past_its_day_is_overdue_and_says_so(session: Session, programme: Programme):
    late = a_change(session, programme, needed_by="2026-07-02", status=S.submitted)
    decided = a_change(session, programme, needed_by="2026-07-02", status=S.rejected)
    found = CHANGE_REQUESTS.compute(session, programme, [late, decided])
    assert [p.code for p in found[late.id or 0]["warnings"]] == ["CHANGE_OVERDUE"]
    assert (found[late.id or 0]["overdue"], found[decided.id or 0]["overdue"]) == (True, False)
