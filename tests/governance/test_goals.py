"""Goals in the record: what they may hold, who approves them, what stays fixed afterwards."""

from datetime import date

import pytest
from sqlmodel import Session

from governance.authority import Role
from governance.errors import Conflict, Invalid, NotPermitted
from governance.forms import read_fields, read_form
from governance.goals import Goal, GoalForm, GoalStatus, approve_goal, revise_goal
from governance.programmes import Programme
from milestones.goal_tracking import GOALS, tracked
from milestones.rag import Rag
from tests.builders import SOMEBODY, a_department, a_person, an_actor
from tests.registers import A_GOAL, a_goal, a_measurement


def problems(**given) -> set[tuple[str, str]]:
    _, found = read_fields(GoalForm, A_GOAL | given)
    return {(p.field, p.code) for p in found}


def as_form(goal: Goal, owner: str | None = None, **changed) -> GoalForm:
    held = {n: getattr(goal, n) for n in GoalForm.model_fields if n not in ("owner", "code")}
    return read_form(GoalForm, {n: "" if v is None else v for n, v in held.items()} | {"owner": owner or ""} | changed)


# --- What a goal may hold --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("direction", "baseline", "target", "refused"),
    [("increase", 72, 70, True), ("increase", 72, 78, False), ("decrease", 14, 16, True), ("decrease", 14, 11, False), ("increase", 72, 72, True)],
)  # fmt: skip
def test_the_target_lies_in_the_direction_of_the_goal(
    direction: str, baseline: int, target: int, refused: bool
) -> None:
    found = problems(direction=direction, baseline=baseline, target=target)
    assert (("target", "KPI_DIRECTION_CONFLICT") in found) == refused


def test_a_kpi_that_is_kept_within_limits_says_how_far_it_may_stray() -> None:
    assert ("tolerance", "TOLERANCE_MISSING") in problems(direction="keep_within")
    assert problems(direction="keep_within", tolerance="2") == set()


def test_a_share_in_percent_stays_within_a_hundred_unless_it_is_said_to_pass_it() -> None:
    assert ("target", "OUT_OF_RANGE") in problems(target="120")
    assert problems(target="120", allow_over_100="yes") == set()
    assert problems(target="120", unit="points") == set()


def test_the_baseline_was_measured_before_the_goal_is_due() -> None:
    assert ("due", "DATE_ORDER") in problems(baseline_on="2026-11-20")


def test_every_problem_is_told_at_once() -> None:
    assert problems(target="120", baseline_on="2026-12-01", priority="9", family="luck") == {
        ("target", "OUT_OF_RANGE"), ("due", "DATE_ORDER"), ("priority", "OUT_OF_RANGE"), ("family", "NOT_IN_ENUM"),
    }  # fmt: skip


def test_a_goal_is_due_within_the_programmes_horizon(session: Session, programme: Programme) -> None:
    with pytest.raises(Invalid) as refused:
        a_goal(session, programme, due="2027-06-30")
    assert [(p.code, p.facts["max"]) for p in refused.value.problems] == [("OUT_OF_RANGE", date(2026, 11, 30))]


def test_a_department_cannot_own_a_goal(session: Session, programme: Programme) -> None:
    a_department(session, programme, code="SAL")
    with pytest.raises(Invalid) as refused:
        a_goal(session, programme, owner="SAL")
    assert "GOAL_OWNER_NOT_PERSON" in {p.code for p in refused.value.problems}


# --- Approval --------------------------------------------------------------------------------------------------------


def test_only_the_sponsor_approves(session: Session, programme: Programme) -> None:
    owner = a_person(session, programme)
    goal = a_goal(session, programme, owner=owner.code, status=GoalStatus.in_review)
    with pytest.raises(NotPermitted) as refused:
        approve_goal(session, an_actor(Role.pm, programme=programme), goal, reason="looks good")
    assert refused.value.problems[0].facts["roles"] == ["sponsor"]
    approve_goal(session, an_actor(Role.sponsor, programme=programme), goal, reason="agreed")
    assert (goal.status, goal.approved_on) == (GoalStatus.approved, programme.status_date)


@pytest.mark.parametrize(
    ("given", "letters"),
    [
        ({"owner": None}, "A"), ({"due": None}, "T"), ({"baseline": None}, "M"), ({"target": None}, "M"), ({"kpi_zh": None, "kpi_en": None}, "M"),
        ({"unit": None, "due": None}, "MT"), ({"baseline": None, "due": None, "owner": None}, "MAT"),
    ],
)  # fmt: skip
def test_what_a_goal_lacks_is_named_by_its_letters(
    session: Session, programme: Programme, given: dict, letters: str
) -> None:
    owner = a_person(session, programme)
    goal = a_goal(session, programme, status=GoalStatus.in_review, **({"owner": owner.code} | given))
    with pytest.raises(Invalid) as refused:
        approve_goal(session, SOMEBODY, goal, reason="agreed")
    assert [(p.code, p.facts["letters"]) for p in refused.value.problems] == [("GOAL_INCOMPLETE", letters)]
    assert goal.status == GoalStatus.in_review


def test_a_goal_whose_text_contradicts_its_fields_is_not_approved(session: Session, programme: Programme) -> None:
    goal = a_goal(session, programme, owner=a_person(session, programme).code, target="77", status=GoalStatus.in_review)
    with pytest.raises(Invalid) as refused:
        approve_goal(session, SOMEBODY, goal, reason="agreed")
    found = [(p.code, p.facts["text_value"], p.facts["field_value"]) for p in refused.value.problems]
    assert found == [("GOAL_TEXT_FIELD_MISMATCH", "78", "77")]


# --- After approval --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "changed", [{"target": "79"}, {"due": "2026-11-25"}, {"kpi_en": "NPS"}, {"baseline": "70"}, {"unit": "points"}]
)
def test_what_was_promised_changes_only_through_a_change_request(
    session: Session, programme: Programme, changed: dict
) -> None:
    owner = a_person(session, programme).code
    goal = a_goal(session, programme, owner=owner, status=GoalStatus.approved)
    with pytest.raises(Conflict) as refused:
        revise_goal(
            session, an_actor(Role.pm, programme=programme), goal, as_form(goal, owner, **changed), goal.version
        )
    assert [(p.code, p.field) for p in refused.value.problems] == [("GOAL_LOCKED", next(iter(changed)))]


def test_wording_and_participants_of_an_approved_goal_may_change(session: Session, programme: Programme) -> None:
    owner = a_person(session, programme).code
    a_department(session, programme, code="CS")
    goal = a_goal(session, programme, owner=owner, status=GoalStatus.approved)
    form = as_form(goal, owner, participants="CS", strategic_objective_en="Customers stay")
    revise_goal(session, an_actor(Role.pm, programme=programme), goal, form, goal.version)
    assert goal.participants == ["CS"]


def test_a_goal_in_review_may_still_change(session: Session, programme: Programme) -> None:
    owner = a_person(session, programme).code
    goal = a_goal(session, programme, owner=owner, status=GoalStatus.in_review)
    revise_goal(
        session,
        SOMEBODY,
        goal,
        as_form(goal, owner, target="80", statement_zh="", statement_en="More content"),
        goal.version,
    )
    assert goal.target == 80


# --- Tracking --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "rag"),
    # On 3 July 112 of 252 days have gone: 2.667 of the 6 points are expected, 95 % of that is 2.533, 80 % is 2.133.
    [
        ("74.7", Rag.on_track),
        ("74.54", Rag.on_track),
        ("74.5", Rag.watch),
        ("74.14", Rag.watch),
        ("74.1", Rag.off_track),
    ],
)
def test_a_goal_takes_its_colour_from_the_way_it_has_come(
    session: Session, programme: Programme, value: str, rag: Rag
) -> None:
    goal = a_goal(session, programme, owner=a_person(session, programme).code, status=GoalStatus.approved)
    a_measurement(session, programme, goal, value=value)
    assert tracked(session, programme, [goal], programme.status_date)[goal.id or 0].rag == rag


def test_a_draft_has_no_colour(session: Session, programme: Programme) -> None:
    goal = a_goal(session, programme)
    assert tracked(session, programme, [goal], programme.status_date)[goal.id or 0].rag is None


def warnings(session: Session, programme: Programme, *goals: Goal) -> list[list[str]]:
    derived = GOALS.compute(session, programme, list(goals))
    return [[p.code for p in derived[g.id or 0]["warnings"]] for g in goals]


def test_two_departments_that_promise_different_things_for_one_kpi_are_told(
    session: Session, programme: Programme
) -> None:
    for code in ("SAL", "CS"):
        a_department(session, programme, code=code)
    sales = a_person(session, programme, code="PER-01", department="SAL")
    service = a_person(session, programme, code="PER-02", department="CS")
    ours = a_goal(session, programme, owner=sales.code, participants="SAL;CS")
    theirs = a_goal(
        session, programme, owner=service.code, participants="SAL;CS", target="90", statement_zh="x", statement_en="y"
    )
    assert warnings(session, programme, ours, theirs) == [["GOAL_KPI_CLASH"], ["GOAL_KPI_CLASH"]]
    assert GOALS.compute(session, programme, [ours])[ours.id]["warnings"][0].facts["other"] == theirs.code


def test_a_goal_of_one_department_alone_is_doubted(session: Session, programme: Programme) -> None:
    a_department(session, programme, code="SAL")
    assert warnings(session, programme, a_goal(session, programme, participants="SAL")) == [["GOAL_ONE_DEPARTMENT"]]
