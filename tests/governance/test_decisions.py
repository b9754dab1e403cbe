"""Decisions: a question with options, decided by who may, with a reason that lasts."""

from datetime import date

import pytest
from sqlmodel import Session

from governance.authority import Role
from governance.decisions import (
    DECISIONS,
    DecisionForm,
    DecisionStatus,
    VerdictForm,
    decide,
    decisions_needed,
    move_decision,
    revise_decision,
)  # fmt: skip
from governance.errors import Conflict, Invalid, NotPermitted
from governance.forms import read_fields, read_form
from governance.programmes import Programme
from tests.builders import SOMEBODY, an_actor
from tests.registers import a_decision

REASON = "East China has the most users and the best prepared managers."


def verdict(**given) -> VerdictForm:
    return read_form(VerdictForm, {"chosen": "East", "rationale": REASON, "decided_on": "2026-07-01"} | given)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"options": "East"}, ("options", "OPTIONS_TOO_FEW")),
        ({"options": "East;East"}, ("options", "OPTIONS_TOO_FEW")),
        ({"needed_by": "2026-06-23"}, ("needed_by", "DATE_ORDER")),
        ({"decided_on": "2026-06-23"}, ("decided_on", "DATE_ORDER")),
        ({"chosen": "North"}, ("chosen", "NOT_IN_ENUM")),
    ],
)
def test_a_decision_holds_together(given: dict, expected: tuple[str, str]) -> None:
    data = {"question_en": "Where first?", "options": "East;South", "raised_on": "2026-06-24"} | given
    _, found = read_fields(DecisionForm, data)
    assert [(p.field, p.code) for p in found] == [expected]


def test_sponsor_and_steering_decide(session: Session, programme: Programme) -> None:
    for role in (Role.sponsor, Role.steering):
        decision = a_decision(session, programme)
        decide(session, an_actor(role, programme=programme, name="Han"), decision, verdict())
        held = (decision.status, decision.chosen, decision.decided_on, decision.decided_by)
        assert held == (DecisionStatus.decided, "East", date(2026, 7, 1), "Han")


def test_nobody_else_decides(session: Session, programme: Programme) -> None:
    decision = a_decision(session, programme, chosen="East", rationale=REASON)
    for role in set(Role) - {Role.sponsor, Role.steering}:
        somebody = an_actor(role, programme=programme)
        with pytest.raises(NotPermitted):
            decide(session, somebody, decision, verdict())
        with pytest.raises(NotPermitted):
            move_decision(session, somebody, decision, DecisionStatus.decided, reason=REASON)
    assert decision.status == DecisionStatus.open


def test_a_verdict_names_an_option_a_reason_and_a_day_that_has_been(session: Session, programme: Programme) -> None:
    decision = a_decision(session, programme)
    for given, code in (
        ({"chosen": "North"}, "NOT_IN_ENUM"),
        ({"rationale": "Because it is so."}, "RATIONALE_TOO_SHORT"),
        ({"decided_on": "2026-06-23"}, "DATE_ORDER"),
        ({"decided_on": "2026-07-04"}, "FUTURE_DATE"),
    ):
        with pytest.raises(Invalid) as refused:
            decide(session, SOMEBODY, decision, verdict(**given))
        assert [p.code for p in refused.value.problems] == [code]
    assert (decision.status, decision.chosen) == (DecisionStatus.open, None)


def test_a_rationale_of_twenty_characters_is_enough(session: Session, programme: Programme) -> None:
    decision = a_decision(session, programme)
    assert decide(session, SOMEBODY, decision, verdict(rationale="x" * 20)).status == DecisionStatus.decided


def test_what_was_decided_stands(session: Session, programme: Programme) -> None:
    decision = decide(session, SOMEBODY, a_decision(session, programme), verdict())
    held = {
        "question_en": decision.question_en, "options": "East;South", "raised_on": "2026-06-24", "needed_by": "2026-07-10",
        "rationale": REASON, "decided_on": "2026-07-01",
    }  # fmt: skip
    with pytest.raises(Conflict) as refused:
        revise_decision(
            session, SOMEBODY, decision, read_form(DecisionForm, held | {"chosen": "South"}), decision.version
        )
    assert [(p.code, p.field) for p in refused.value.problems] == [("DECISION_LOCKED", "chosen")]
    same = read_form(DecisionForm, held | {"chosen": "East", "consequence_en": "Trainers wait"})
    assert revise_decision(session, SOMEBODY, decision, same, decision.version).consequence_en == "Trainers wait"


def test_a_new_decision_takes_the_place_of_the_one_it_supersedes(session: Session, programme: Programme) -> None:
    first = decide(session, SOMEBODY, a_decision(session, programme), verdict())
    second = a_decision(session, programme, supersedes=first.code)
    assert first.status == DecisionStatus.decided
    decide(session, SOMEBODY, second, verdict(chosen="South"))
    assert (first.status, first.chosen) == (DecisionStatus.superseded, "East")


def test_what_is_needed_is_what_was_open_on_the_day_the_most_urgent_first(
    session: Session, programme: Programme
) -> None:
    later = a_decision(session, programme, needed_by="2026-07-20")
    undated = a_decision(session, programme, needed_by="")
    sooner = a_decision(session, programme, needed_by="2026-07-08")
    decided = decide(session, SOMEBODY, a_decision(session, programme), verdict())
    a_decision(session, programme, raised_on="2026-07-04", needed_by="2026-07-05")
    on = programme.status_date
    assert [d.code for d in decisions_needed(session, programme, on)] == [sooner.code, later.code, undated.code]
    assert decided.code in {d.code for d in decisions_needed(session, programme, date(2026, 6, 30))}


def test_a_decision_is_overdue_after_the_day_it_was_needed_by(session: Session, programme: Programme) -> None:
    late = a_decision(session, programme, needed_by="2026-07-02", cost_of_waiting_wd="3")
    just = a_decision(session, programme, needed_by="2026-07-03")
    derived = DECISIONS.compute(session, programme, [late, just])
    assert [derived[d.id]["overdue"] for d in (late, just)] == [True, False]
    assert [p.code for p in derived[late.id]["warnings"]] == ["DECISION_OVERDUE", "DECISION_NO_OWNER"]
    assert derived[late.id]["days_open"] == 9
