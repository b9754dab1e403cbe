"""Three forecasts of the plan's end side by side: what the network says, what the pace of the work says, where the reports are heading.

Each is blind where another sees. Where they lie further apart than ten working days, somebody should ask why.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from math import ceil

from sqlmodel import Session

from governance.programmes import Programme
from milestones.trend import MilestoneTrend, milestone_trend
from plans.plan import PlanSchedule, scheduled
from plans.plan_insight import insight_of
from plans.progress import progress_dates

DISAGREE_WD = 10
REPORTS = 6  # the last dates of progress that a trend is read from


@dataclass(frozen=True, slots=True)
class ThreeForecasts:
    """The plan's end by the network, by earned schedule (None without a baseline or progress) and by the trend (None where it leads nowhere).

    `reports`: the end as it was forecast as of each date of progress. `spread_wd`: working days between the first and the last of the three.
    """

    network: date
    earned: date | None
    trend: date | None
    spread_wd: int
    reports: Mapping[date, date]
    slipping: MilestoneTrend | None

    @property
    def disagree(self) -> bool:
        return self.spread_wd > DISAGREE_WD


def three_forecasts(session: Session, programme: Programme, plan: PlanSchedule) -> ThreeForecasts:
    """The forecasts as of the plan's date. The plan must not be empty."""
    days = progress_dates(session, programme, plan.status_date)[-REPORTS:]
    ends = {on: scheduled(session, programme, on).finish for on in days} | {plan.status_date: plan.finish}
    return forecasts_of(plan, ends)


def forecasts_of(plan: PlanSchedule, ends: Mapping[date, date]) -> ThreeForecasts:
    """The same from the ends that were forecast as of each date, the last the plan's own."""
    calendar, start = plan.calendar, plan.start
    dates = sorted(ends)
    reports = [float(calendar.working_days(start, on)) for on in dates]
    trend = milestone_trend(reports, [float(calendar.working_days(start, ends[on])) for on in dates])
    # Only a slip is carried on: what has been gained is not promised again.
    slips = trend.recent_slope is not None and trend.recent_slope > 0 and trend.projected is not None
    projected = (
        _day(plan, start, trend.projected) if slips and trend.projected else plan.finish if trend.is_credible else None
    )
    made = insight_of(plan).earned
    pace = made.schedule.estimate if made and made.schedule else None
    earned = _day(plan, made.start, pace) if made and pace and made.value.earned else None
    known = [d for d in (plan.finish, earned, projected) if d is not None]
    spread = calendar.working_days_late(min(known), max(known))
    return ThreeForecasts(plan.finish, earned, projected, spread, dict(ends), trend if len(dates) > 1 else None)


def _day(plan: PlanSchedule, start: date, days: float) -> date:
    """The working day on which the n-th working day from `start` on is over."""
    return plan.calendar.add_working_days(plan.calendar.add_working_days(start, 0), max(0, ceil(round(days, 6)) - 1))
