"""What changed since an issue, as facts of the report."""

from datetime import date
from enum import StrEnum, auto

from milestones.report_facts import Fact, Ref


class ChangeKind(StrEnum):
    """What may have changed between two reports, most important first."""

    colour = auto()
    headline_milestone = auto()
    milestone_achieved = auto()
    milestones_moved = auto()
    decision_closed = auto()
    decision_raised = auto()
    risk_score = auto()
    risk_raised = auto()
    risk_closed = auto()
    goal_colour = auto()
    goal_measured = auto()
    commitment_broken = auto()
    commitment_kept = auto()
    tasks_finished = auto()


class Change(Fact):
    """One thing that changed: which record, from what to what, by how much."""

    kind: ChangeKind
    subject: Ref | None = None
    before: str | None = None
    after: str | None = None
    delta: int | None = None
    others: tuple[str, ...] = ()


class Changes(Fact):
    """What changed since the last published report; `more` counts what did not fit."""

    since_issue: int
    since: date
    lines: tuple[Change, ...]
    more: int = 0
