"""Sponsors and what they promised: one primary, promises kept by those who gave them, counted as of a day."""

from datetime import date
from types import SimpleNamespace

import pytest
from sqlmodel import Session

from governance.authority import Role
from governance.errors import Conflict, Invalid, NotPermitted
from governance.forms import read_form
from governance.labels import labels
from governance.programmes import Programme
from stakeholders.commitments import (
    COMMITMENTS,
    CommitmentForm,
    CommitmentStatus,
    FulfilmentForm,
    keep_commitment,
    months_without,
    move_commitment,
    revise_commitment,
    tally,
)
from stakeholders.sponsors import SPONSORS, SponsorForm, SponsorStatus, move_sponsor, revise_sponsor, sponsor_warnings
from tests.builders import SOMEBODY, a_person, an_actor
from tests.registers import a_commitment, a_sponsor

NOTHING = FulfilmentForm()


# --- Sponsors --------------------------------------------------------------------------------------------------------


def test_there_is_one_primary_sponsor(session: Session, programme: Programme) -> None:
    one, two = a_person(session, programme).code, a_person(session, programme).code
    assert [p.facts["count"] for p in sponsor_warnings(session, programme)] == [0]
    first = a_sponsor(session, programme, one)
    assert sponsor_warnings(session, programme) == []
    with pytest.raises(Invalid) as refused:
        a_sponsor(session, programme, two)
    assert [(p.field, p.code, p.facts["code"]) for p in refused.value.problems] == [
        ("level", "SPONSOR_PRIMARY_COUNT", first.code)
    ]
    second = a_sponsor(session, programme, two, level="executive")
    with pytest.raises(Invalid):
        revise_sponsor(
            session, SOMEBODY, second, read_form(SponsorForm, {"person": two, "level": "primary"}), second.version
        )


def test_the_next_primary_sponsor_follows_once_the_first_has_left(session: Session, programme: Programme) -> None:
    first = a_sponsor(session, programme, a_person(session, programme).code)
    move_sponsor(session, SOMEBODY, first, SponsorStatus.inactive)
    a_sponsor(session, programme, a_person(session, programme).code)
    with pytest.raises(Invalid):
        move_sponsor(session, SOMEBODY, first, SponsorStatus.active)


def test_a_sponsor_of_a_department_says_which(session: Session, programme: Programme) -> None:
    with pytest.raises(Invalid) as refused:
        a_sponsor(session, programme, a_person(session, programme).code, level="department")
    assert [(p.field, p.code) for p in refused.value.problems] == [("department", "REQUIRED")]


def test_another_person_is_another_sponsor(session: Session, programme: Programme) -> None:
    sponsor = a_sponsor(session, programme, a_person(session, programme).code)
    form = read_form(SponsorForm, {"person": a_person(session, programme).code, "level": "primary"})
    with pytest.raises(Conflict) as refused:
        revise_sponsor(session, SOMEBODY, sponsor, form, sponsor.version)
    assert refused.value.problems[0].code == "SPONSOR_PERSON_FIXED"


def test_a_sponsor_is_called_by_the_persons_name(session: Session, programme: Programme) -> None:
    sponsor = a_sponsor(session, programme, a_person(session, programme, name_zh="韩柏川", name_en="Han Baichuan").code)
    label = labels(session, "sponsor", programme_id=programme.id)[sponsor.id or 0]
    assert (label.zh, label.en, sponsor.name_zh, sponsor.name_en) == (
        "韩柏川",
        "Han Baichuan",
        "韩柏川",
        "Han Baichuan",
    )


# --- Keeping a promise -----------------------------------------------------------------------------------------------


def test_a_sponsor_marks_their_own_promise_kept_and_nobody_elses(session: Session, programme: Programme) -> None:
    mine, other = a_person(session, programme), a_person(session, programme)
    sponsor = a_sponsor(session, programme, mine.code)
    promise = a_commitment(session, programme, sponsor)
    with pytest.raises(NotPermitted):
        keep_commitment(session, an_actor(Role.sponsor, programme=programme, person=other), promise, NOTHING)
    themself = an_actor(Role.sponsor, programme=programme, person=mine)
    form = read_form(FulfilmentForm, {"done_on": "2026-07-02", "evidence": "Minutes"})
    keep_commitment(session, themself, promise, form)
    assert (promise.status, promise.done_on, promise.evidence) == (CommitmentStatus.kept, date(2026, 7, 2), "Minutes")


def test_the_dates_say_whether_a_promise_was_kept_or_kept_late(session: Session, programme: Programme) -> None:
    sponsor = a_sponsor(session, programme, a_person(session, programme).code)
    in_time = a_commitment(session, programme, sponsor, due="2026-07-03")
    late = a_commitment(session, programme, sponsor, due="2026-07-02")
    assert keep_commitment(session, SOMEBODY, in_time, NOTHING).status == CommitmentStatus.kept
    assert keep_commitment(session, SOMEBODY, late, NOTHING).status == CommitmentStatus.late
    recorded = a_commitment(session, programme, sponsor, due="2026-06-10", done_on="2026-06-12")
    assert move_commitment(session, SOMEBODY, recorded, CommitmentStatus.kept).status == CommitmentStatus.late


def test_nothing_is_kept_in_the_future_nor_broken_before_its_day(session: Session, programme: Programme) -> None:
    sponsor = a_sponsor(session, programme, a_person(session, programme).code)
    promise = a_commitment(session, programme, sponsor, due="2026-07-03")
    with pytest.raises(Invalid) as early:
        keep_commitment(session, SOMEBODY, promise, read_form(FulfilmentForm, {"done_on": "2026-07-04"}))
    with pytest.raises(Conflict) as unbroken:
        move_commitment(session, SOMEBODY, promise, CommitmentStatus.broken)
    assert [e.value.problems[0].code for e in (early, unbroken)] == ["FUTURE_DATE", "NOT_DUE_YET"]
    missed = a_commitment(session, programme, sponsor, due="2026-07-02")
    assert move_commitment(session, SOMEBODY, missed, CommitmentStatus.broken).status == CommitmentStatus.broken
    assert keep_commitment(session, SOMEBODY, missed, NOTHING).status == CommitmentStatus.late


def test_a_sponsor_says_how_a_promise_was_kept_but_does_not_change_it_nor_waive_it(
    session: Session, programme: Programme
) -> None:
    mine = a_person(session, programme)
    promise = a_commitment(session, programme, a_sponsor(session, programme, mine.code))
    themself = an_actor(Role.sponsor, programme=programme, person=mine)
    held = {"sponsor": "SPO-01", "text_en": promise.text_en, "due": "2026-07-27", "kind": "visible_action"}
    revise_commitment(
        session, themself, promise, read_form(CommitmentForm, held | {"evidence": "Invitation sent"}), promise.version
    )
    assert promise.evidence == "Invitation sent"
    with pytest.raises(NotPermitted) as refused:
        revise_commitment(
            session, themself, promise, read_form(CommitmentForm, held | {"due": "2026-09-30"}), promise.version
        )
    assert [(p.code, p.field) for p in refused.value.problems] == [("PROMISE_NOT_YOURS_TO_CHANGE", "due")]
    with pytest.raises(NotPermitted):
        move_commitment(session, themself, promise, CommitmentStatus.waived)


# --- Counting --------------------------------------------------------------------------------------------------------


def promise(due: str, done: str | None = None, status: str = "promised") -> SimpleNamespace:
    return SimpleNamespace(
        due=date.fromisoformat(due), done_on=date.fromisoformat(done) if done else None, status=status
    )


def test_promises_are_counted_as_of_a_day() -> None:
    given = [
        promise("2026-03-10", "2026-03-10", "kept"), promise("2026-05-29", "2026-06-15", "late"), promise("2026-06-12", None, "broken"),
        promise("2026-06-30", None, "waived"), promise("2026-07-03"), promise("2026-07-10"), promise("2026-07-27", "2026-07-01", "kept"),
    ]  # fmt: skip
    count = tally(given, date(2026, 7, 3))
    assert (count.due, count.kept, count.late, count.broken, count.next_due) == (4, 1, 1, 2, date(2026, 7, 10))
    earlier = tally(given, date(2026, 6, 1))
    assert (earlier.due, earlier.kept, earlier.late, earlier.broken) == (2, 1, 0, 1)


def test_the_primary_sponsor_promises_something_every_month() -> None:
    due = [date(2026, 3, 10), date(2026, 5, 20), date(2026, 7, 27)]
    assert months_without(due, date(2026, 3, 2), date(2026, 7, 3)) == ["2026-04", "2026-06"]
    assert months_without([date(2026, 12, 1)], date(2026, 11, 30), date(2027, 1, 1)) == ["2026-11", "2027-01"]


def test_only_the_primary_sponsor_is_held_to_a_promise_a_month(session: Session, programme: Programme) -> None:
    first = a_sponsor(session, programme, a_person(session, programme).code)
    second = a_sponsor(session, programme, a_person(session, programme).code, level="executive")
    for month in ("03", "04", "06"):
        a_commitment(session, programme, first, due=f"2026-{month}-20")
    derived = SPONSORS.compute(session, programme, [first, second])
    assert [p.facts["months"] for p in derived[first.id]["warnings"]] == [["2026-05", "2026-07"]]
    assert derived[second.id]["warnings"] == []
    assert (derived[first.id]["due_so_far"], derived[first.id]["kept"], derived[first.id]["broken"]) == (3, 0, 3)


def test_a_promise_that_is_due_and_one_kept_unseen_are_told(session: Session, programme: Programme) -> None:
    sponsor = a_sponsor(session, programme, a_person(session, programme).code)
    due = a_commitment(session, programme, sponsor, due="2026-07-02")
    unseen = keep_commitment(session, SOMEBODY, a_commitment(session, programme, sponsor), NOTHING)
    derived = COMMITMENTS.compute(session, programme, [due, unseen])
    assert [[p.code for p in derived[c.id]["warnings"]] for c in (due, unseen)] == [
        ["COMMITMENT_OVERDUE"],
        ["COMMITMENT_NO_EVIDENCE"],
    ]
