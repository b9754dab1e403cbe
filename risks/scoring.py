"""Risk scoring: probability × impact on five-point scales, levels, appetite. Pure.

Ordinal products compress ranges and can misrank, so scores are compared with limits and sorted by, but never added.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum, auto


class Level(StrEnum):
    low = auto()
    moderate = auto()
    high = auto()
    extreme = auto()


# Chance of occurring that stands for each band of the probability scale.
PROBABILITY: Mapping[int, Decimal] = {
    1: Decimal("0.05"),
    2: Decimal("0.20"),
    3: Decimal("0.40"),
    4: Decimal("0.60"),
    5: Decimal("0.85"),
}
# The largest residual score that is accepted, by category; the default holds for all others.
APPETITE: Mapping[str, int] = {"compliance": 4, "security": 4, "data": 6, "executive": 6}
APPETITE_DEFAULT = 9


@dataclass(frozen=True, slots=True)
class Escalation:
    """Who must act on a score above appetite, and within how many working days."""

    forum: str
    within_wd: int


def impact(dimensions: Iterable[int | None]) -> int | None:
    """The impact of a risk: the worst of its dimensions (1–5), None if none is assessed."""
    assessed = [d for d in dimensions if d is not None]
    return max(assessed) if assessed else None


def score(probability: int | None, impact: int | None) -> int | None:
    """Probability × impact, 1–25."""
    return None if probability is None or impact is None else probability * impact


def level(probability: int | None, impact: int | None) -> Level | None:
    """1–4 low, 5–9 moderate, 10–14 high, 15–25 extreme; impact 5 is at least high, whatever the probability."""
    points = score(probability, impact)
    if points is None:
        return None
    if points >= 15:
        return Level.extreme
    if points >= 10 or impact == 5:
        return Level.high
    return Level.moderate if points >= 5 else Level.low


def appetite(category: str) -> int:
    """The largest residual score accepted in a category."""
    return APPETITE.get(category, APPETITE_DEFAULT)


def above_appetite(category: str, points: int | None) -> bool:
    return points is not None and points > appetite(category)


def escalation(points: int) -> Escalation | None:
    """Who takes a risk above appetite: 5–9 manager 5 wd, 10–14 sponsor 3 wd, 15–25 steering 1 wd."""
    if points >= 15:
        return Escalation("steering", 1)
    if points >= 10:
        return Escalation("sponsor", 3)
    return Escalation("pm", 5) if points >= 5 else None


def expected_value(exposures: Iterable[tuple[Decimal, Decimal, bool]]) -> Decimal:
    """Expected monetary value: Σ probability × impact; opportunities (True) count against threats."""
    return sum((-(p * i) if opportunity else p * i for p, i, opportunity in exposures), Decimal(0))


def review_overdue(review_due: date | None, status_date: date) -> bool:
    return review_due is not None and review_due < status_date
