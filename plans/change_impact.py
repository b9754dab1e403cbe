"""What a change request would do to the plan, as far as somebody has tried it: the what-ifs that are attached to it, one by one."""

from dataclasses import dataclass

from sqlmodel import Session, col, select

from governance.change_requests import ChangeRequest
from governance.errors import Invalid, Problem
from plans.insight.what_if import Outcome
from plans.plan import PlanSchedule
from plans.what_ifs import WhatIf, outcome_on


@dataclass(frozen=True, slots=True)
class TriedChange:
    """A what-if attached to a request, and what it would do to the plan as it is now; `outcome` None where it can no longer be tried."""

    what_if: WhatIf
    outcome: Outcome | None
    problems: tuple[Problem, ...] = ()


def tried_for(session: Session, plan: PlanSchedule, change: ChangeRequest) -> list[TriedChange]:
    """The what-ifs of a request that are in use, by code."""
    query = select(WhatIf).where(
        col(WhatIf.programme_id) == change.programme_id, col(WhatIf.change_request_id) == change.id, col(WhatIf.withdrawn_on).is_(None)
    )  # fmt: skip
    return [_tried(plan, what_if) for what_if in session.exec(query.order_by(col(WhatIf.code)))]


def _tried(plan: PlanSchedule, what_if: WhatIf) -> TriedChange:
    try:
        return TriedChange(what_if, outcome_on(plan, what_if.edits))
    except Invalid as refusal:
        return TriedChange(what_if, None, tuple(refusal.problems))
