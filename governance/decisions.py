"""Decisions: the question, the options, what waiting costs, who decides and by when; then what was chosen and why."""

from datetime import date
from enum import StrEnum, auto
from typing import Annotated, Any, ClassVar

from pydantic import BeforeValidator
from pydantic import Field as F
from sqlmodel import Field, Session, col, select

from governance.authority import Actor, Permission
from governance.columns import link, listing, long_text, name_column, words
from governance.commands import command
from governance.errors import Conflict, Problem, refuse_if
from governance.forms import Day, Form, Line, Lines, Prose, RecordForm, Reference, Whole
from governance.programmes import Programme
from governance.records import ProgrammeRecord, add, check_not_withdrawn, move, revise, withdraw
from governance.registers import Column, Filter, Register
from governance.typed_values import clean_text

# A rationale shorter than this says nothing to whoever reads it a year later.
RATIONALE_AT_LEAST = 20


class DecisionStatus(StrEnum):
    open = auto()
    decided = auto()
    superseded = auto()


_S = DecisionStatus
TRANSITIONS: dict[DecisionStatus, frozenset[DecisionStatus]] = {_S.open: frozenset({_S.decided})}
PERMITS = {_S.decided: Permission.decide}
# Once decided, the record of it stands; thinking again is a new decision that supersedes this one.
VERDICT = ("question_zh", "question_en", "options", "raised_on", "chosen", "rationale", "decided_on")

# As the options are: options are compared with what was chosen, so both are cleaned alike.
Option = Annotated[str, BeforeValidator(clean_text), F(max_length=500)]


class DecisionForm(RecordForm):
    REQUIRED_TEXT = ("question",)

    question_zh: Prose | None = None
    question_en: Prose | None = None
    options: Lines = []
    raised_on: Day
    needed_by: Day | None = None
    owner: Annotated[str, Reference("person")] | None = None
    forum_zh: Line | None = None
    forum_en: Line | None = None
    consequence_zh: Prose | None = None
    consequence_en: Prose | None = None
    cost_of_waiting_wd: Annotated[Whole, F(le=1000)] | None = None
    milestones: Annotated[list[str], Reference("milestone")] = []
    supersedes: Annotated[str, Reference("decision")] | None = None
    chosen: Option | None = None
    rationale: Prose | None = None
    decided_on: Day | None = None

    def problems(self) -> list[Problem]:
        found = []
        if len(set(self.options or ())) < 2:
            found.append(Problem("OPTIONS_TOO_FEW", "options", None, {"count": len(set(self.options or ()))}))
        for late in ("needed_by", "decided_on"):
            day = getattr(self, late)
            if day and self.raised_on and day < self.raised_on:
                found.append(Problem("DATE_ORDER", late, day, {"from": self.raised_on, "to": day}))
        if self.chosen and self.chosen not in (self.options or ()):
            found.append(Problem("NOT_IN_ENUM", "chosen", self.chosen, {}))
        return found


class VerdictForm(Form):
    """What a decider says: which option, why, and when."""

    chosen: Option
    rationale: Annotated[Prose, F(min_length=1)]
    decided_on: Day | None = None


class Decision(ProgrammeRecord, table=True):
    KIND: ClassVar[str] = "decision"
    PREFIX: ClassVar[str] = "DEC-"

    status: DecisionStatus = words(DecisionStatus, DecisionStatus.open)
    question_zh: str | None = long_text()
    question_en: str | None = long_text()
    options: list[str] = listing()
    raised_on: date
    needed_by: date | None = Field(default=None, index=True)
    owner_id: int | None = link("person", foreign_key="person.id")
    forum_zh: str | None = name_column()
    forum_en: str | None = name_column()
    consequence_zh: str | None = long_text()
    consequence_en: str | None = long_text()
    cost_of_waiting_wd: int | None = None
    milestones: list[str] = listing()
    supersedes_id: int | None = link("decision", foreign_key="decision.id")
    chosen: str | None = long_text()
    rationale: str | None = long_text()
    decided_on: date | None = None
    decided_by: str | None = Field(default=None, max_length=200)


@command(Permission.maintain_decisions)
def raise_decision(session: Session, actor: Actor, programme: Programme, form: DecisionForm) -> Decision:
    """Put a question to whoever decides."""
    return add(session, Decision, programme.key, form)


@command(Permission.maintain_decisions)
def revise_decision(
    session: Session, actor: Actor, decision: Decision, form: DecisionForm, version: int | None
) -> Decision:
    """Change a decision's record. What was decided stands.

    Raises:
        Conflict: the question, the options or the verdict of a decided one would change.
    """
    if decision.status != DecisionStatus.open:
        changed = [n for n in VERDICT if getattr(form, n) != getattr(decision, n)]
        if changed:
            raise Conflict([Problem("DECISION_LOCKED", n, None, {"code": decision.code}) for n in changed])
    return revise(session, decision, form, version)


@command(Permission.maintain_decisions)
def withdraw_decision(
    session: Session, actor: Actor, decision: Decision, reason: str, on: date, version: int | None = None
) -> Decision:
    return withdraw(session, decision, reason, on, version)


@command(Permission.decide)
def decide(session: Session, actor: Actor, decision: Decision, form: VerdictForm) -> Decision:
    """Choose one of the options, with the reason why. A decision that this one supersedes is marked so."""
    return _close(session, actor, decision, form.chosen, form.rationale, form.decided_on)


@command(None)
def move_decision(
    session: Session, actor: Actor, decision: Decision, to: DecisionStatus, reason: str | None = None
) -> Decision:
    """Close a decision whose choice stands in its record already; the reason serves where no rationale does."""
    actor.require(PERMITS.get(to, Permission.maintain_decisions), decision.programme_id)
    if to == DecisionStatus.decided:
        return _close(session, actor, decision, decision.chosen, decision.rationale or reason, decision.decided_on)
    move(decision, to, TRANSITIONS)
    return decision


def _close(
    session: Session, actor: Actor, decision: Decision, chosen: str | None, rationale: str | None, on: date | None
) -> Decision:
    check_not_withdrawn(decision)
    programme = session.get_one(Programme, decision.programme_id)
    day = on or programme.status_date
    if decision.status == DecisionStatus.open:
        refuse_if(_verdict(decision, programme, chosen, rationale, day))
    move(decision, DecisionStatus.decided, TRANSITIONS)
    decision.chosen, decision.rationale, decision.decided_on = chosen, rationale, day
    decision.decided_by = decision.decided_by or actor.name
    if decision.supersedes_id is not None:
        session.get_one(Decision, decision.supersedes_id).status = DecisionStatus.superseded
    return decision


def _verdict(
    decision: Decision, programme: Programme, chosen: str | None, rationale: str | None, day: date
) -> list[Problem]:
    found = []
    if not chosen:
        found.append(Problem("REQUIRED", "chosen", None, {}))
    elif chosen not in decision.options:
        found.append(Problem("NOT_IN_ENUM", "chosen", chosen, {}))
    length = len((rationale or "").strip())
    if length < RATIONALE_AT_LEAST:
        facts = {"length": length, "min": RATIONALE_AT_LEAST}
        found.append(Problem("RATIONALE_TOO_SHORT", "rationale", rationale, facts))
    if day < decision.raised_on:
        found.append(Problem("DATE_ORDER", "decided_on", day, {"from": decision.raised_on, "to": day}))
    if day > programme.status_date:
        found.append(Problem("FUTURE_DATE", "decided_on", day, {"date": day, "status_date": programme.status_date}))
    return found


# --- Queries ---------------------------------------------------------------------------------------------------------


def decisions_needed(session: Session, programme: Programme, on: date) -> list[Decision]:
    """The decisions open on a day, the most urgent first: raised by then and not decided by then."""
    query = (
        select(Decision)
        .where(
            col(Decision.programme_id) == programme.id,
            col(Decision.withdrawn_on).is_(None),
            col(Decision.raised_on) <= on,
            col(Decision.decided_on).is_(None) | (col(Decision.decided_on) > on),
        )
        .order_by(col(Decision.needed_by).asc().nulls_last(), col(Decision.code))
    )
    return list(session.exec(query))


def is_overdue(decision: Any, on: date) -> bool:
    """Whether a decision was needed before `on` and is still open."""
    return decision.status == DecisionStatus.open and decision.needed_by is not None and decision.needed_by < on


def _derived(session: Session, programme: Programme, decisions: list[Decision]) -> dict[int, dict[str, Any]]:
    found = {}
    for decision in decisions:
        until = decision.decided_on or programme.status_date
        overdue = is_overdue(decision, programme.status_date)
        found[decision.id] = {
            "days_open": (until - decision.raised_on).days if until >= decision.raised_on else None,
            "overdue": overdue,
            "warnings": _warnings(decision, overdue),
        }
    return found


def _warnings(decision: Decision, overdue: bool) -> list[Problem]:
    if decision.status != DecisionStatus.open:
        return []
    found = []
    if overdue:
        facts = {"date": decision.needed_by, "wd": decision.cost_of_waiting_wd or 0}
        found.append(Problem("DECISION_OVERDUE", "needed_by", decision.needed_by, facts))
    if decision.needed_by is None:
        found.append(Problem("DECISION_UNDATED", "needed_by", None, {}))
    if decision.owner_id is None:
        found.append(Problem("DECISION_NO_OWNER", "owner", None, {}))
    return found


DECISIONS = Register(
    kind="decision", plural="decisions", table=Decision, form=DecisionForm, section="govern", icon="gavel", title="question",
    columns=(
        Column("question"), Column("owner", "person"), Column("raised_on", "date"), Column("needed_by", "date"),
        Column("overdue", "flag", computed=True), Column("cost_of_waiting_wd", "days", "wd"), Column("days_open", "number", computed=True),
        Column("decided_on", "date"), Column("status", "badge"),
    ),
    filters=(Filter("status"), Filter("owner"), Filter("overdue", values=("True", "False")), Filter("milestones", "text")),
    search=("question_zh", "question_en", "chosen", "rationale", "consequence_zh", "consequence_en", "forum_zh", "forum_en"),
    sort="-raised_on", write=Permission.maintain_decisions, permits=PERMITS, by_form=frozenset({_S.decided}), compute=_derived,
    create=raise_decision, revise=revise_decision, withdraw=withdraw_decision, move=move_decision, transitions=TRANSITIONS,
    sections=(
        ("question", ("question", "owner", "forum", "raised_on", "needed_by", "milestones")),
        ("waiting", ("consequence", "cost_of_waiting_wd", "days_open", "overdue")),
        ("verdict", ("chosen", "rationale", "decided_on", "decided_by", "supersedes")),
    ),
)  # fmt: skip
