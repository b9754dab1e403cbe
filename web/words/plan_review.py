"""The health of a schedule in words: the points of the assessment, the practices, what each rests on."""

from fractions import Fraction
from math import ceil, floor

from milestones.schedule_practices import Answer, Practice
from plans.insight.health_check import Point, Result
from web.i18n import N_, gettext, listed, ngettext, number
from web.words.values import beside

POINTS: dict[Point, tuple[str, str]] = {
    Point.logic: (N_("Logic"), N_("Open tasks and milestones without a predecessor or a successor ÷ open ones. The plan's first and its last may lack one.")),
    Point.leads: (N_("Leads"), N_("Links with a negative lag ÷ links: work that begins before what it waits for has ended.")),
    Point.lags: (N_("Lags"), N_("Links with a lag ÷ links: waiting that nobody works on and nobody can report on.")),
    Point.finish_to_start: (N_("Finish to start"), N_("Links from finish to start ÷ links: the kind that everybody reads alike.")),
    Point.hard_constraints: (N_("Hard constraints"), N_("Open tasks that must start or finish on a date, or no later than it ÷ open tasks: dates that the logic cannot move.")),
    Point.high_float: (N_("High float"), N_("Open tasks with more than 44 working days of total float ÷ open tasks: often a link is missing.")),
    Point.negative_float: (N_("Negative float"), N_("Open tasks and milestones whose dates can no longer be met ÷ open ones.")),
    Point.high_duration: (N_("Long tasks"), N_("Open tasks of more than 44 working days ÷ open tasks: progress hides in them.")),
    Point.invalid_dates: (N_("Impossible dates"), N_("Work left that is planned before the status date, and facts reported after it.")),
    Point.resources: (N_("Somebody to do it"), N_("Open tasks of a day or more that nobody is named for ÷ open tasks.")),
    Point.missed_tasks: (N_("Missed tasks"), N_("Tasks due by the baseline that were finished later or are unfinished ÷ tasks due by the baseline.")),
    Point.critical_path_test: (N_("Critical path test"), N_("One critical task is made 600 working days longer for a trial: the plan's finish must move by as much.")),
    Point.critical_path_length_index: (N_("Critical path length index"), N_("(Working days left on the longest path + float to the committed date) ÷ working days left.")),
    Point.baseline_execution_index: (N_("Baseline execution index"), N_("Finished tasks ÷ (tasks due by the baseline + tasks it does not know).")),
}  # fmt: skip
INDICES = frozenset({Point.critical_path_length_index, Point.baseline_execution_index})

PRACTICES: dict[Practice, tuple[str, str]] = {
    Practice.captured: (N_("Is all work in the plan?"), N_("Every goal that is pursued is served by a milestone of the plan.")),
    Practice.sequenced: (N_("Is it in a sound order?"), N_("Points 1 to 4: logic, leads, lags and finish to start.")),
    Practice.resourced: (N_("Is there somebody to do it?"), N_("Point 10: every open task of a day or more has an owner or somebody who is assigned to it.")),
    Practice.durations: (N_("Are the durations sane?"), N_("Point 8: no open task hides more than two months of work.")),
    Practice.traceable: (N_("Can it be followed across and down?"), N_("Every task belongs to a phase and to a department, so that each hand-off has two names.")),
    Practice.critical_path: (N_("Is the critical path real?"), N_("Points 12 and 13: a delay on it reaches the end, and the end can still be met.")),
    Practice.float_reasonable: (N_("Is the float reasonable?"), N_("Points 6 and 7: neither much too much nor less than nothing.")),
    Practice.risk_analysed: (N_("Has the risk to the dates been analysed?"), N_("A simulation of the schedule not older than 30 days.")),
    Practice.updated: (N_("Is it kept up to date?"), N_("Work under way was reported on within a week, and no date is impossible.")),
    Practice.baseline_kept: (N_("Is there a baseline, and does it know every task?"), N_("The original baseline is kept for ever; tasks that it does not know are listed.")),
}  # fmt: skip
VERDICTS = {
    True: ("on_track", N_("Fulfilled")),
    False: ("off_track", N_("Not fulfilled")),
    None: ("no_data", N_("Not known")),
}


def measured(result: Result) -> str:
    """The value as it is compared: a share in per cent, an index with three decimals, never rounded over the limit that it misses."""
    if result.value is None:
        return "—"
    if result.point == Point.critical_path_test:
        return _working_days(result.count)
    if result.point in INDICES:
        return number(_rounded(result.value, result, 3), 3)
    return percent(_rounded(result.value, result, 3))


def percent(share: float) -> str:
    """A share (0–1) with one decimal: `10.3 %`, `10.3%`."""
    return f"{number(share * 100, 1)}{beside('%')}"


def _rounded(value: Fraction, result: Result, places: int) -> float:
    step = 10**places
    nearest = Fraction(round(value * step), step)
    reached = nearest >= result.limit if result.at_least else nearest <= result.limit
    if reached == result.passed:
        return float(nearest)
    return float(Fraction(floor(value * step) if result.at_least else ceil(value * step), step))


def _working_days(days: int) -> str:
    return f"{number(days)}{beside('wd')}"


def required(result: Result) -> str:
    """The limit: `at most 5 %`, `at least 0.95`, `none`."""
    if result.point == Point.critical_path_test:
        return _working_days(result.of)
    if not result.limit:
        return gettext("none")
    limit = (
        number(float(result.limit), 2) if result.point in INDICES else f"{number(int(result.limit * 100))}{beside('%')}"
    )
    return (gettext("at least {limit}") if result.at_least else gettext("at most {limit}")).format(limit=limit)


def counted(result: Result) -> str:
    """The two numbers of a share; empty where there is nothing to count."""
    if result.value is None or result.point == Point.critical_path_test:
        return ""
    return gettext("{count} of {of}").format(count=number(result.count), of=number(result.of))


def because(answer: Answer) -> str:
    """What speaks against a practice, or why nothing is known; empty where it holds."""
    if answer.holds:
        return ""
    if answer.practice == Practice.risk_analysed:
        return gettext("No simulation has been run.")
    if answer.practice == Practice.baseline_kept and not answer.rows:
        return gettext("There is no baseline.")
    if answer.rows:
        return ngettext("%(num)s row speaks against it", "%(num)s rows speak against it", len(answer.rows)) % {
            "num": number(len(answer.rows))
        }
    if answer.holds is None:
        return gettext("There is nothing to judge by yet.")
    return listed(gettext(POINTS[point][0]) for point in answer.points)
