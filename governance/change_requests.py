"""Change requests: what shall be different from what was agreed, why, what it would mean, and what was decided about it."""

from datetime import date
from decimal import Decimal
from enum import StrEnum, auto
from typing import Annotated, Any, ClassVar

from sqlmodel import Field

from governance.columns import link, listing, long_text, money, name_column, words
from governance.errors import Problem
from governance.forms import Day, Form, Line, Lines, MoneyChange, Prose, RecordForm, Reference
from governance.records import ProgrammeRecord


class ChangeType(StrEnum):
    """What would change."""

    scope = auto()
    schedule = auto()
    cost = auto()
    goal = auto()
    baseline = auto()


class ChangeStatus(StrEnum):
    draft = auto()
    submitted = auto()
    assessed = auto()
    approved = auto()
    rejected = auto()
    deferred = auto()
    implemented = auto()
    verified = auto()


class ChangeVerdict(StrEnum):
    """What may be decided about a request."""

    approved = auto()
    rejected = auto()
    deferred = auto()


_S = ChangeStatus
TRANSITIONS: dict[ChangeStatus, frozenset[ChangeStatus]] = {
    _S.draft: frozenset({_S.submitted}),
    _S.submitted: frozenset({_S.assessed}),
    _S.assessed: frozenset({_S.approved, _S.rejected, _S.deferred}),
    _S.deferred: frozenset({_S.assessed}),
    _S.approved: frozenset({_S.implemented}),
    _S.implemented: frozenset({_S.verified}),
}
VERDICTS = frozenset({_S.approved, _S.rejected, _S.deferred})
UNDECIDED = frozenset({_S.draft, _S.submitted, _S.assessed})
CARRIED_OUT = frozenset({_S.implemented, _S.verified})
# What was asked for: from its submission on, only those who decide may word it otherwise. Who asks is part of it, else anybody could
# approve a request of their own by putting it under another's name.
ASKED = ("name_zh", "name_en", "type", "reason_zh", "reason_en", "requester")
VERDICT = ("rationale", "decided_on", "approver")


class ChangeForm(RecordForm):
    """`approver`: who is to decide; once decided, who has. `cost_change` in the programme's currency, savings negative."""

    REQUIRED_TEXT = ("name", "reason")

    name_zh: Line | None = None
    name_en: Line | None = None
    type: ChangeType
    reason_zh: Prose | None = None
    reason_en: Prose | None = None
    requester: Annotated[str, Reference("person")]
    raised_on: Day
    needed_by: Day | None = None
    options: Lines = []
    cost_change: MoneyChange | None = None
    implications_zh: Prose | None = None
    implications_en: Prose | None = None
    decision: Annotated[str, Reference("decision")] | None = None
    approver: Annotated[str, Reference("person")] | None = None
    rationale: Prose | None = None
    decided_on: Day | None = None

    def problems(self) -> list[Problem]:
        found = []
        for late in ("needed_by", "decided_on"):
            day = getattr(self, late)
            if day and self.raised_on and day < self.raised_on:
                found.append(Problem("DATE_ORDER", late, day, {"from": self.raised_on, "to": day}))
        if self.approver and self.approver == self.requester:
            found.append(Problem("SAME_PERSON_APPROVAL", "approver", self.approver, {"code": self.code}))
        return found


class ChangeVerdictForm(Form):
    """What whoever decides says: approved, rejected or deferred, why, and when."""

    verdict: ChangeVerdict
    rationale: Prose | None = None
    decided_on: Day | None = None


class ChangeRequest(ProgrammeRecord, table=True):
    """One request. `decided_by`: the name of the account that decided, beside the person whom it stood for."""

    KIND: ClassVar[str] = "change_request"
    PREFIX: ClassVar[str] = "CR-"
    __tablename__: ClassVar[Any] = "change_request"

    status: ChangeStatus = words(ChangeStatus, ChangeStatus.draft)
    name_zh: str | None = name_column()
    name_en: str | None = name_column()
    type: ChangeType = words(ChangeType, ChangeType.scope)
    reason_zh: str | None = long_text()
    reason_en: str | None = long_text()
    requester_id: int = link("person", foreign_key="person.id", required=True)
    raised_on: date
    needed_by: date | None = Field(default=None, index=True)
    options: list[str] = listing()
    cost_change: Decimal | None = money()
    implications_zh: str | None = long_text()
    implications_en: str | None = long_text()
    decision_id: int | None = link("decision", foreign_key="decision.id")
    approver_id: int | None = link("person", foreign_key="person.id")
    rationale: str | None = long_text()
    decided_on: date | None = None
    decided_by: str | None = Field(default=None, max_length=200)


def is_overdue(change: Any, on: date) -> bool:
    """Whether a request was to be decided before `on` and is not."""
    return change.status in UNDECIDED and change.needed_by is not None and change.needed_by < on
