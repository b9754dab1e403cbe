"""Earned value and earned schedule: what was planned, done and spent by a date, and where that leads.

Amounts are of one unit, money or working days. An index without a divisor is None, never infinite. Formulas: PMI,
Practice Standard for Earned Value Management; earned schedule: W. Lipke, "Schedule is Different" (2003).
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from plans.calendar import WorkCalendar


def planned_share(calendar: WorkCalendar, start: date, finish: date, on: date) -> float:
    """The part (0–1) of a task's baseline that should be done at the end of `on`: working days passed of those planned."""
    planned = calendar.working_days(start, finish)
    if not planned:
        return float(on >= finish)
    return min(1.0, calendar.working_days(start, on) / planned)


@dataclass(frozen=True, slots=True)
class EarnedValue:
    """Planned value, earned value, actual cost and budget at completion; the actual cost is None where none is booked."""

    planned: float
    earned: float
    budget: float
    actual: float | None = None

    @property
    def schedule_variance(self) -> float:
        """EV - PV."""
        return self.earned - self.planned

    @property
    def cost_variance(self) -> float | None:
        """EV - AC."""
        return None if self.actual is None else self.earned - self.actual

    @property
    def schedule_index(self) -> float | None:
        """SPI = EV / PV."""
        return _ratio(self.earned, self.planned)

    @property
    def cost_index(self) -> float | None:
        """CPI = EV / AC."""
        return _ratio(self.earned, self.actual)

    @property
    def estimate_by_cost_index(self) -> float | None:
        """EAC = BAC / CPI: the rest costs as the work so far did."""
        return _ratio(self.budget, self.cost_index)

    @property
    def estimate_as_planned(self) -> float | None:
        """EAC = AC + BAC - EV: the rest costs what was planned."""
        return None if self.actual is None else self.actual + self.budget - self.earned

    @property
    def estimate_by_both_indices(self) -> float | None:
        """EAC = AC + (BAC - EV) / (CPI · SPI)."""
        return self._rest_over(_product(self.cost_index, self.schedule_index))

    @property
    def estimate_weighted(self) -> float | None:
        """EAC = AC + (BAC - EV) / (0.8 CPI + 0.2 SPI)."""
        cost, time = self.cost_index, self.schedule_index
        return self._rest_over(None if cost is None or time is None else 0.8 * cost + 0.2 * time)

    @property
    def to_complete_in_budget(self) -> float | None:
        """TCPI = (BAC - EV) / (BAC - AC); None once the budget is spent."""
        if self.actual is None or self.actual >= self.budget:
            return None
        return (self.budget - self.earned) / (self.budget - self.actual)

    def to_complete_in(self, estimate: float | None) -> float | None:
        """TCPI = (BAC - EV) / (EAC - AC)."""
        if self.actual is None or estimate is None:
            return None
        return _ratio(self.budget - self.earned, estimate - self.actual)

    def variance_at_completion(self, estimate: float | None) -> float | None:
        """VAC = BAC - EAC."""
        return None if estimate is None else self.budget - estimate

    def _rest_over(self, index: float | None) -> float | None:
        rest = _ratio(self.budget - self.earned, index)
        return None if rest is None or self.actual is None else self.actual + rest


@dataclass(frozen=True, slots=True)
class EarnedSchedule:
    """In periods: the time at which what is earned was planned to be, the actual time, and the planned duration."""

    earned: float
    actual: float
    planned: float

    @property
    def variance(self) -> float:
        """SV(t) = ES - AT."""
        return self.earned - self.actual

    @property
    def index(self) -> float | None:
        """SPI(t) = ES / AT."""
        return _ratio(self.earned, self.actual)

    @property
    def estimate(self) -> float | None:
        """IEAC(t) = PD / SPI(t): the duration that this pace leads to."""
        return _ratio(self.planned, self.index)

    @property
    def to_complete(self) -> float | None:
        """TSPI = (PD - ES) / (PD - AT); None once the planned time is over."""
        return None if self.actual >= self.planned else (self.planned - self.earned) / (self.planned - self.actual)


def earned_schedule(planned: Sequence[float], earned: float, actual: float) -> EarnedSchedule:
    """Where `earned` lies on the cumulative planned values of periods 1, 2, …; `actual` is the period of the status date.

    C is the last period whose planned value is reached, ES = C + (EV - PV(C)) / (PV(C+1) - PV(C)).
    """
    if earned >= planned[-1]:
        return EarnedSchedule(float(len(planned)), actual, len(planned))
    reached = bisect_right(planned, earned)
    before, after = planned[reached - 1] if reached else 0.0, planned[reached]
    return EarnedSchedule(reached + (earned - before) / (after - before), actual, len(planned))


def _ratio(value: float, divisor: float | None) -> float | None:
    return value / divisor if divisor else None


def _product(a: float | None, b: float | None) -> float | None:
    return None if a is None or b is None else a * b
