"""Records of the registers about goals, decisions, responses and people, with sensible values for all that is not named."""

from typing import Any

from sqlmodel import Session

from governance.change_control import move_change, raise_change
from governance.change_requests import ChangeForm, ChangeRequest, ChangeStatus
from governance.decisions import Decision, DecisionForm, raise_decision
from governance.goals import Goal, GoalForm, GoalStatus, draft_goal, move_goal
from governance.measurements import Measurement, MeasurementForm, record_measurement
from governance.programmes import Programme
from risks.register import Risk
from risks.responses import Response, ResponseForm, plan_response
from stakeholders.commitments import Commitment, CommitmentForm, record_commitment
from stakeholders.raci import Assignment, AssignmentForm, Deliverable, DeliverableForm, assign, list_deliverable
from stakeholders.register import Stakeholder, StakeholderForm, identify_stakeholder
from stakeholders.sponsors import Sponsor, SponsorForm, name_sponsor
from tests.builders import SOMEBODY, a_person, made

A_GOAL = {
    "statement_zh": "2026-11-20 前，将客户满意度从 72% 提升到 78%", "statement_en": "Raise CSAT from 72 % to 78 % by 2026-11-20",
    "strategic_objective_en": "Service as the reason to stay", "kpi_zh": "客户满意度", "kpi_en": "CSAT", "unit": "%", "direction": "increase",
    "baseline": "72", "baseline_on": "2026-03-13", "target": "78", "due": "2026-11-20", "frequency": "monthly",
}  # fmt: skip


def a_goal(session: Session, programme: Programme, *, status: GoalStatus = GoalStatus.draft, **given: Any) -> Goal:
    """A goal that lacks nothing but what is given as None, led up to `status`."""
    goal = made(
        session, programme, draft_goal, GoalForm, A_GOAL, {k: v if v is not None else "" for k, v in given.items()}
    )
    order = [GoalStatus.draft, GoalStatus.in_review, GoalStatus.approved, GoalStatus.tracking]
    for step in order[1 : order.index(status) + 1]:
        move_goal(session, SOMEBODY, goal, step, reason="tests")
    return goal


def a_measurement(session: Session, programme: Programme, goal: Goal, **given: Any) -> Measurement:
    defaults = {"goal": goal.code, "period_end": "2026-06-30", "value": "74"}
    return made(session, programme, record_measurement, MeasurementForm, defaults, given)


def a_decision(session: Session, programme: Programme, **given: Any) -> Decision:
    defaults = {
        "question_en": "Which region first?",
        "options": "East;South",
        "raised_on": "2026-06-24",
        "needed_by": "2026-07-10",
    }
    return made(session, programme, raise_decision, DecisionForm, defaults, given)


LASTING = "Agreed in the steering committee after a look at every option."


def a_change(
    session: Session, programme: Programme, *, status: ChangeStatus = ChangeStatus.draft, **given: Any
) -> ChangeRequest:
    """A change request of one person that another is to decide about, led up to `status` (approved on the way)."""
    if "requester" not in given:
        given["requester"] = a_person(session, programme, name_en="Asks").code
    if "approver" not in given:
        given["approver"] = a_person(session, programme, name_en="Decides").code
    defaults = {
        "name_en": "Later go-live",
        "type": "schedule",
        "reason_en": "The interface is late",
        "raised_on": "2026-03-02",
    }
    change = made(session, programme, raise_change, ChangeForm, defaults, given)
    order = [*list(ChangeStatus)[:4], ChangeStatus.implemented, ChangeStatus.verified]
    way = order[1 : order.index(status) + 1] if status in order else [*order[1:3], status]
    for step in way:
        move_change(session, SOMEBODY, change, step, reason=LASTING)
    return change


def a_response(session: Session, programme: Programme, risk: Risk, **given: Any) -> Response:
    defaults = {"risk": risk.code, "action_en": "Try it first", "due": "2026-07-31"}
    return made(session, programme, plan_response, ResponseForm, defaults, given)


def a_stakeholder(session: Session, programme: Programme, **given: Any) -> Stakeholder:
    defaults = {
        "name_en": "Finance Director",
        "influence": 5,
        "interest": 3,
        "current": "neutral",
        "desired": "supportive",
        "assessed_on": "2026-06-18",
    }
    return made(session, programme, identify_stakeholder, StakeholderForm, defaults, given)


def a_sponsor(session: Session, programme: Programme, person: str, **given: Any) -> Sponsor:
    return made(session, programme, name_sponsor, SponsorForm, {"person": person, "level": "primary"}, given)


def a_commitment(session: Session, programme: Programme, sponsor: Sponsor, **given: Any) -> Commitment:
    defaults = {"sponsor": sponsor.code, "text_en": "Open the kick-off", "due": "2026-07-27"}
    return made(session, programme, record_commitment, CommitmentForm, defaults, given)


def a_deliverable(session: Session, programme: Programme, **given: Any) -> Deliverable:
    return made(session, programme, list_deliverable, DeliverableForm, {"name_en": "Customer master data"}, given)


def an_assignment(session: Session, programme: Programme, deliverable: Deliverable, party: str, role: str, kind: str = "person") -> Assignment:  # fmt: skip
    given = {"deliverable": deliverable.code, "party": party, "party_kind": kind, "role": role}
    return made(session, programme, assign, AssignmentForm, {}, given)
