"""Engagement: where a stakeholder stands towards the change, where they should stand, and how strong the coalition is. Pure.

Two measures, because they can disagree: a step from unaware to resistant is one step up the ladder (people can only argue about
what they know of) and yet it weakens the coalition.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum, auto


class Stance(StrEnum):
    """Engagement, from the lowest rung of the ladder to the highest."""

    unaware = auto()
    resistant = auto()
    neutral = auto()
    supportive = auto()
    leading = auto()


class Quadrant(StrEnum):
    manage_closely = auto()
    keep_satisfied = auto()
    keep_informed = auto()
    monitor = auto()


RANK: Mapping[Stance, int] = {stance: rank for rank, stance in enumerate(Stance)}
SUPPORT: Mapping[Stance, Decimal] = {
    Stance.unaware: Decimal(0),
    Stance.resistant: Decimal(-1),
    Stance.neutral: Decimal(0),
    Stance.supportive: Decimal("0.5"),
    Stance.leading: Decimal(1),
}

HUNDREDTH = Decimal("0.01")  # as exactly as coalition support is shown
# --- Judgements, in one place ----------------------------------------------------------------------------------------
HIGH = 4  # influence and interest from here on count as high; one below is borderline
CONTACT_WITHIN_WD: Mapping[Quadrant, int] = {
    Quadrant.manage_closely: 5,
    Quadrant.keep_satisfied: 10,
    Quadrant.keep_informed: 10,
    Quadrant.monitor: 20,
}
ASSESSMENT_DAYS = 60  # an assessment older than this is stale
STRONG, FAIR = Decimal("0.4"), Decimal("0.1")  # coalition support: on track from, watch from


@dataclass(frozen=True, slots=True)
class Position:
    """One stakeholder's weight and stance: what the coalition is added up from."""

    influence: int
    stance: Stance


def quadrant(influence: int, interest: int) -> Quadrant:
    """Where a stakeholder stands on the influence × interest grid (1–5 each)."""
    if influence >= HIGH:
        return Quadrant.manage_closely if interest >= HIGH else Quadrant.keep_satisfied
    return Quadrant.keep_informed if interest >= HIGH else Quadrant.monitor


def is_borderline(influence: int, interest: int) -> bool:
    """Whether one point more would move the stakeholder into another quadrant."""
    return HIGH - 1 in (influence, interest)


def gap(current: Stance, desired: Stance) -> int:
    """Rungs still to climb; negative where more was reached than asked for."""
    return RANK[desired] - RANK[current]


def priority(influence: int, current: Stance, desired: Stance) -> int:
    """Open rungs × influence: who to spend time on first. Ties go to whom the change hits harder."""
    return max(gap(current, desired), 0) * influence


def coalition_support(positions: Iterable[Position]) -> Decimal | None:
    """CSI = Σ influence·support ÷ Σ influence, from −1 (all against) to 1 (all leading); None without anybody."""
    known = list(positions)
    weight = sum(p.influence for p in known)
    return sum((p.influence * SUPPORT[p.stance] for p in known), Decimal(0)) / weight if weight else None


def support_tone(support: Decimal | None) -> str:
    """on_track from 0.4, watch from 0.1, off_track below."""
    if support is None:
        return "no_data"
    return "on_track" if support >= STRONG else "watch" if support >= FAIR else "off_track"


def is_stale(assessed_on: date | None, on: date) -> bool:
    return assessed_on is None or (on - assessed_on).days > ASSESSMENT_DAYS


def weekdays_between(start: date, end: date) -> int:
    """Days from Monday to Friday after `start` up to and with `end`; public holidays are not known here."""
    if end <= start:
        return 0
    weeks, rest = divmod((end - start).days, 7)
    return weeks * 5 + sum((start + timedelta(days=n)).weekday() < 5 for n in range(1, rest + 1))


def contact_late_by(influence: int, interest: int, last_contact: date | None, on: date) -> int:
    """Working days beyond the rhythm of the stakeholder's quadrant; 0 while within it."""
    if last_contact is None:
        return 0
    return max(0, weekdays_between(last_contact, on) - CONTACT_WITHIN_WD[quadrant(influence, interest)])
