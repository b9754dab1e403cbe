"""What a risk lacks: owner, response, review, or the consent of whoever must accept it. Facts that do not block. Pure."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from governance.errors import Problem
from risks import scoring

# --- Judgements, in one place ----------------------------------------------------------------------------------------
REVIEW_WITHIN_DAYS = 30  # a risk is looked at again within this time …
REVIEW_WITHIN_DAYS_EXTREME = 14  # … and within this (ten working days) from a score of 15 up
EXTREME = 15

SETTLED = frozenset({"closed", "occurred"})
ACTIVE = frozenset({"avoid", "reduce", "transfer", "exploit", "enhance", "share"})


def attention(risk: Any, responses: Sequence[Any], on: date) -> list[Problem]:
    """What must be seen to about a risk on a day, the gravest first. `responses` are those that stand."""
    if risk.status in SETTLED:
        return []
    return [*_exposure(risk, responses), *_late(responses, on), *_review(risk, on)]


def overdue(responses: Iterable[Any], on: date) -> list[Any]:
    return [r for r in responses if r.status == "open" and r.due is not None and r.due < on]


def review_limit(points: int | None) -> int:
    """Calendar days within which a risk of that score is reviewed again."""
    return REVIEW_WITHIN_DAYS_EXTREME if (points or 0) >= EXTREME else REVIEW_WITHIN_DAYS


def _exposure(risk: Any, responses: Sequence[Any]) -> list[Problem]:
    points = scoring.score(risk.probability, risk.impact)
    left = scoring.score(risk.residual_probability, risk.residual_impact)
    limit, found = scoring.appetite(risk.category), list[Problem]()
    if risk.owner_id is None:
        found.append(Problem("RISK_NO_OWNER", "owner", None, {}))
    working = [r for r in responses if r.status in ("open", "done")]
    if risk.strategy in ACTIVE and not working:
        found.append(Problem("RESPONSE_MISSING", "strategy", risk.strategy, {"strategy": risk.strategy}))
    if risk.kind != "threat":
        return found
    if scoring.above_appetite(risk.category, points) and (escalation := scoring.escalation(points or 0)):
        facts = {"score": points, "appetite": limit, "forum": escalation.forum, "within": escalation.within_wd}
        if risk.strategy == "accept":
            found.append(Problem("ACCEPT_NEEDS_DECISION", "strategy", risk.strategy, facts))
        elif not any(r.status == "open" for r in responses):
            found.append(Problem("ABOVE_APPETITE", "probability", points, facts))
    if scoring.above_appetite(risk.category, left):
        found.append(
            Problem("RESIDUAL_ABOVE_APPETITE", "residual_probability", left, {"score": left, "appetite": limit})
        )
    if risk.strategy in ACTIVE and left is None:
        found.append(Problem("RESIDUAL_NOT_ASSESSED", "residual_probability", None, {}))
    return found


def _late(responses: Sequence[Any], on: date) -> list[Problem]:
    return [Problem("RESPONSE_OVERDUE", "due", r.due, {"code": r.code, "date": r.due}) for r in overdue(responses, on)]


def _review(risk: Any, on: date) -> list[Problem]:
    if risk.review_due is None:
        return [Problem("REVIEW_NOT_PLANNED", "review_due", None, {})]
    if risk.review_due < on:
        return [Problem("REVIEW_OVERDUE", "review_due", risk.review_due, {"date": risk.review_due})]
    days = review_limit(scoring.score(risk.probability, risk.impact))
    if risk.review_due > on + timedelta(days=days):
        return [Problem("REVIEW_TOO_FAR", "review_due", risk.review_due, {"date": risk.review_due, "days": days})]
    return []
