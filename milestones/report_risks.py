"""The risks of a report: where each stands, what is done about it, what it would hit."""

from datetime import date

from milestones.rag import Rag, Reason
from milestones.report_facts import Fact, Ref, Text


class RiskPosition(Fact):
    """Where a risk stands on the matrix, before and after its response."""

    code: str
    name: Text
    kind: str
    probability: int
    impact: int
    score: int
    residual_probability: int | None = None
    residual_impact: int | None = None
    rag: Rag


class Response(Fact):
    """The next thing to be done about a risk; `overdue_wd` is 0 until it is due."""

    code: str
    action: Text
    owner: Ref | None
    due: date | None
    overdue_wd: int


class RiskLine(Fact):
    """One of the risks that matter most: how bad, which way it moved, what comes next, and what it would hit.

    `movement` is the change of score since the last published report, None where the risk was not in it.
    """

    risk: Ref
    category: str
    score: int
    level: str
    movement: int | None
    rag: Rag
    reason: Reason
    owner: Ref | None
    response: Response | None
    open_responses: int
    milestones: tuple[Ref, ...] = ()
    goals: tuple[Ref, ...] = ()
    on_driving_path: bool = False


class Risks(Fact):
    """The risks that matter most, and where all open ones stand."""

    top: tuple[RiskLine, ...] = ()
    positions: tuple[RiskPosition, ...] = ()
    above_appetite: int = 0
