"""How far a goal has come: the share of its way from baseline to target, by measurement and by time. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise

# Calendar days of one measuring period; a month and a quarter at their longest.
PERIOD_DAYS: Mapping[str, int] = {"weekly": 7, "biweekly": 14, "monthly": 31, "quarterly": 92}
PERIOD_DEFAULT = "monthly"


@dataclass(frozen=True, slots=True)
class Aim:
    """What was promised. With a `tolerance` the KPI is to be kept within target ± tolerance, and there is no way to go."""

    baseline: Decimal | None
    baseline_on: date | None
    target: Decimal | None
    due: date | None
    tolerance: Decimal | None = None
    frequency: str | None = None


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a goal stands on a day.

    `realised`, `expected`: shares of the way, 0 at the baseline and 1 at the target, None where they cannot be told;
    `expected_value`: the KPI that a straight line would have reached; `periods_without_data`: whole periods since the last
    measurement; `wrong_way`: the latest measurements in a row that moved away from the target.
    """

    latest: Decimal | None
    latest_on: date | None
    realised: Decimal | None
    expected: Decimal | None
    expected_value: Decimal | None
    periods_without_data: int
    wrong_way: int


def progress(aim: Aim, points: Sequence[tuple[date, Decimal]], on: date) -> Progress:
    """Where the goal stands at the end of `on`. `points` are measurements, oldest first; later ones than `on` are not looked at."""
    known = [(day, value) for day, value in points if day <= on]
    day, value = known[-1] if known else (None, None)
    expected = expected_share(aim, on)
    return Progress(
        latest=value, latest_on=day, realised=None if value is None or expected is None else realised_share(aim, value),
        expected=expected, expected_value=_value_at(aim, expected), wrong_way=_wrong_way(aim, known),
        periods_without_data=(on - day).days // PERIOD_DAYS[aim.frequency or PERIOD_DEFAULT] if day else 0,
    )  # fmt: skip


def realised_share(aim: Aim, value: Decimal) -> Decimal | None:
    """(value − baseline) ÷ (target − baseline); negative where it went the wrong way.

    Kept within a tolerance: 1 inside it, outside the tolerance ÷ the distance.
    """
    if aim.target is None:
        return None
    if aim.tolerance is not None:
        distance = abs(value - aim.target)
        return Decimal(1) if distance <= aim.tolerance else aim.tolerance / distance
    if aim.baseline is None or aim.target == aim.baseline:
        return None
    return (value - aim.baseline) / (aim.target - aim.baseline)


def expected_share(aim: Aim, on: date) -> Decimal | None:
    """The share of the time from baseline to due date that has gone by, 0…1: a straight line."""
    if aim.tolerance is not None:
        return Decimal(1)
    if aim.baseline_on is None or aim.due is None or aim.due <= aim.baseline_on:
        return None
    share = Decimal((on - aim.baseline_on).days) / Decimal((aim.due - aim.baseline_on).days)
    return min(max(share, Decimal(0)), Decimal(1))


def _value_at(aim: Aim, share: Decimal | None) -> Decimal | None:
    if share is None or aim.target is None:
        return None
    if aim.tolerance is not None:
        return aim.target
    return None if aim.baseline is None else aim.baseline + share * (aim.target - aim.baseline)


def _wrong_way(aim: Aim, points: Sequence[tuple[date, Decimal]]) -> int:
    if aim.target is None:
        return 0
    values = [v for _, v in points]
    if aim.baseline is not None and (not points or aim.baseline_on is None or aim.baseline_on < points[0][0]):
        values.insert(0, aim.baseline)
    away = [abs(later - aim.target) > abs(earlier - aim.target) for earlier, later in pairwise(values)]
    return next((n for n, worse in enumerate(reversed(away)) if not worse), len(away))
