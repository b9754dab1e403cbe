"""Commitments: what a sponsor promised to do, by when, and whether they did."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum, auto
from typing import Annotated, Any, ClassVar

from sqlmodel import Session

from governance.authority import Actor, Permission
from governance.columns import link, long_text, words
from governance.commands import command
from governance.errors import Conflict, NotPermitted, Problem, refuse_if
from governance.forms import Day, Form, Prose, RecordForm, Reference
from governance.programmes import Programme
from governance.records import ProgrammeRecord, add, check_not_withdrawn, current, find, move, revise, withdraw
from governance.registers import Column, Filter, Register
from stakeholders.sponsors import Sponsor


class CommitmentKind(StrEnum):
    visible_action = auto()
    decision = auto()
    resource = auto()
    coalition = auto()
    message = auto()


class CommitmentStatus(StrEnum):
    promised = auto()
    kept = auto()
    late = auto()
    broken = auto()
    waived = auto()


_S = CommitmentStatus
TRANSITIONS: dict[CommitmentStatus, frozenset[CommitmentStatus]] = {
    _S.promised: frozenset({_S.kept, _S.late, _S.broken, _S.waived}),
    # Done after all: it stays late, but no longer broken.
    _S.broken: frozenset({_S.late}),
}
FULFILLED = frozenset({_S.kept, _S.late})
# What a sponsor may change of a commitment of their own; the promise itself is kept by others.
OWN = frozenset({"done_on", "evidence", "notes", "tags"})


class CommitmentForm(RecordForm):
    REQUIRED_TEXT = ("text",)

    sponsor: Annotated[str, Reference("sponsor")]
    text_zh: Prose | None = None
    text_en: Prose | None = None
    kind: CommitmentKind = CommitmentKind.visible_action
    due: Day
    done_on: Day | None = None
    evidence: Prose | None = None


class FulfilmentForm(Form):
    """What a sponsor says when a promise is kept: when, and where it can be seen."""

    done_on: Day | None = None
    evidence: Prose | None = None


class Commitment(ProgrammeRecord, table=True):
    KIND: ClassVar[str] = "commitment"
    PREFIX: ClassVar[str] = "COM-"

    status: CommitmentStatus = words(CommitmentStatus, CommitmentStatus.promised)
    sponsor_id: int = link("sponsor", foreign_key="sponsor.id", required=True)
    # Whose promise it is: the sponsor's person, who may mark it kept.
    owner_id: int | None = link("person", foreign_key="person.id")
    text_zh: str | None = long_text()
    text_en: str | None = long_text()
    kind: CommitmentKind = words(CommitmentKind, CommitmentKind.visible_action)
    due: date
    done_on: date | None = None
    evidence: str | None = long_text()


@command(Permission.maintain_sponsors)
def record_commitment(session: Session, actor: Actor, programme: Programme, form: CommitmentForm) -> Commitment:
    refuse_if(_future(programme, form.done_on))
    sponsor = find(session, Sponsor, programme.key, form.sponsor)
    return add(session, Commitment, programme.key, form, owner_id=sponsor.person_id)


@command(Permission.maintain_sponsors, own=Permission.keep_own_commitments)
def revise_commitment(
    session: Session, actor: Actor, commitment: Commitment, form: CommitmentForm, version: int | None
) -> Commitment:
    """Change a commitment; the sponsor themself only when and how it was kept.

    Raises:
        NotPermitted: a sponsor would change the promise.
    """
    programme = session.get_one(Programme, commitment.programme_id)
    sponsor = find(session, Sponsor, commitment.programme_id, form.sponsor)
    if not actor.may(Permission.maintain_sponsors, commitment.programme_id):
        held = {"sponsor": session.get_one(Sponsor, commitment.sponsor_id).code, "code": commitment.code}
        asked = {
            n: getattr(form, n) for n in CommitmentForm.model_fields if n not in OWN and getattr(form, n) is not None
        }
        if changed := [n for n, v in asked.items() if v != held.get(n, getattr(commitment, n, None))]:
            raise NotPermitted(
                [Problem("PROMISE_NOT_YOURS_TO_CHANGE", n, None, {"code": commitment.code}) for n in changed]
            )
    refuse_if(_future(programme, form.done_on))
    return revise(session, commitment, form, version, owner_id=sponsor.person_id)


@command(Permission.maintain_sponsors)
def withdraw_commitment(
    session: Session, actor: Actor, commitment: Commitment, reason: str, on: date, version: int | None = None
) -> Commitment:
    return withdraw(session, commitment, reason, on, version)


@command(Permission.maintain_sponsors, own=Permission.keep_own_commitments)
def keep_commitment(session: Session, actor: Actor, commitment: Commitment, form: FulfilmentForm) -> Commitment:
    """Mark a promise kept: on time or late, as its dates say."""
    check_not_withdrawn(commitment)
    programme = session.get_one(Programme, commitment.programme_id)
    return _fulfil(commitment, programme, form.done_on or commitment.done_on, form.evidence or commitment.evidence)


@command(Permission.maintain_sponsors, own=Permission.keep_own_commitments)
def move_commitment(
    session: Session, actor: Actor, commitment: Commitment, to: CommitmentStatus, reason: str | None = None
) -> Commitment:
    """Change a commitment's state. Kept or late is decided by its dates; only before it is due can nothing be broken.

    Raises:
        Conflict: it would be broken before it is due, or waived by its own sponsor.
    """
    check_not_withdrawn(commitment)
    programme = session.get_one(Programme, commitment.programme_id)
    if to in FULFILLED:
        return _fulfil(commitment, programme, commitment.done_on, commitment.evidence)
    if to == _S.broken and commitment.due >= programme.status_date:
        facts = {"date": commitment.due, "status_date": programme.status_date}
        raise Conflict([Problem("NOT_DUE_YET", "status", to, facts)])
    if to == _S.waived:
        actor.require(Permission.maintain_sponsors, commitment.programme_id)
    move(commitment, to, TRANSITIONS)
    return commitment


def _fulfil(commitment: Commitment, programme: Programme, done_on: date | None, evidence: str | None) -> Commitment:
    """Kept on time or late, as the dates say; without a day it was done by the status date."""
    day = done_on or programme.status_date
    refuse_if(_future(programme, day))
    move(commitment, _S.kept if day <= commitment.due else _S.late, TRANSITIONS)
    commitment.done_on, commitment.evidence = day, evidence
    return commitment


def _future(programme: Programme, done_on: date | None) -> list[Problem]:
    if done_on is None or done_on <= programme.status_date:
        return []
    return [Problem("FUTURE_DATE", "done_on", done_on, {"date": done_on, "status_date": programme.status_date})]


# --- Counting --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Tally:
    """Of the commitments due up to a day (waived ones apart): how many were kept on time, late, or not at all."""

    due: int
    kept: int
    late: int
    broken: int
    next_due: date | None


def tally(commitments: Iterable[Any], on: date) -> Tally:
    """Count as of the end of `on`: what was done later counts as not yet done."""
    counted = [c for c in commitments if c.status != _S.waived]
    due = [c for c in counted if c.due <= on]
    done = [c for c in due if c.done_on is not None and c.done_on <= on]
    kept = sum(c.done_on <= c.due for c in done)
    ahead = [c.due for c in counted if c.due > on and (c.done_on is None or c.done_on > on)]
    return Tally(len(due), kept, len(done) - kept, len(due) - len(done), min(ahead, default=None))


def months_without(due: Iterable[date], start: date, on: date) -> list[str]:
    """The months (`2026-03`) from `start` up to `on` in which nothing was promised."""
    promised = {(d.year, d.month) for d in due}
    months = range(start.year * 12 + start.month - 1, on.year * 12 + on.month)
    return [f"{m // 12}-{m % 12 + 1:02d}" for m in months if (m // 12, m % 12 + 1) not in promised]


def is_overdue(commitment: Any, on: date) -> bool:
    return commitment.status == _S.promised and commitment.due < on


def commitments_of(session: Session, programme_id: int | None) -> list[Commitment]:
    return current(session, Commitment, programme_id)


def _derived(session: Session, programme: Programme, commitments: list[Commitment]) -> dict[int, dict[str, Any]]:
    found = {}
    for c in commitments:
        overdue = is_overdue(c, programme.status_date)
        warnings = [Problem("COMMITMENT_OVERDUE", "due", c.due, {"code": c.code, "date": c.due})] if overdue else []
        if c.status in FULFILLED and not c.evidence:
            warnings.append(Problem("COMMITMENT_NO_EVIDENCE", "evidence", None, {"code": c.code}))
        found[c.id] = {"overdue": overdue, "warnings": warnings}
    return found


COMMITMENTS = Register(
    kind="commitment", plural="commitments", table=Commitment, form=CommitmentForm, section="people", icon="hand-stop", title="text",
    columns=(
        Column("text"), Column("sponsor"), Column("kind", "badge"), Column("due", "date"), Column("overdue", "flag", computed=True),
        Column("done_on", "date"), Column("status", "badge"),
    ),
    filters=(Filter("status"), Filter("sponsor"), Filter("kind"), Filter("overdue", values=("True", "False"))),
    search=("text_zh", "text_en", "evidence"), sort="due", compute=_derived,
    write=Permission.maintain_sponsors, own_write=Permission.keep_own_commitments,
    create=record_commitment, revise=revise_commitment, withdraw=withdraw_commitment, move=move_commitment, transitions=TRANSITIONS,
    permits={_S.waived: Permission.maintain_sponsors}, by_form=FULFILLED,
    sections=(("commitment", ("sponsor", "text", "kind", "due", "overdue")), ("fulfilment", ("done_on", "evidence"))),
)  # fmt: skip
