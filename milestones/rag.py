"""Status colours by rule: what is on track, to be watched or off track, and which rule said so. Pure.

Every rule is tested red first, then amber; what neither catches is green, or grey where there is nothing to judge by. A colour never
stands alone: the verdict names the rule, so that a reader can be told why. Times are working days, late is positive.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum, auto

from plans.progressed import STALE_DAYS


class Rag(StrEnum):
    """The five states in which anything is shown, worst first; `done` is neither good nor bad any more."""

    off_track = auto()
    watch = auto()
    no_data = auto()
    on_track = auto()
    done = auto()


class Reason(StrEnum):
    """The rule that decided a colour."""

    # tasks and milestones
    finished = auto()
    overdue = auto()
    very_late = auto()
    late_on_critical_path = auto()
    past_commitment = auto()
    late = auto()
    starts_without_predecessor = auto()
    no_recent_update = auto()
    no_predecessors = auto()
    not_baselined = auto()
    in_time = auto()
    # goals
    not_approved = auto()
    no_measurement = auto()
    measurement_too_old = auto()
    wrong_direction = auto()
    far_below_expected = auto()
    below_expected = auto()
    as_expected = auto()
    # risks
    not_assessed = auto()
    extreme = auto()
    no_response = auto()
    review_long_overdue = auto()
    above_appetite = auto()
    review_overdue = auto()
    within_appetite = auto()
    # whole programme
    critical_child_off_track = auto()
    many_off_track = auto()
    some_off_track = auto()
    some_to_watch = auto()
    nothing_assessed = auto()
    nothing_amiss = auto()
    better_not_yet_held = auto()


# The limits, in one place: judgement, not law.
LATE_WD = 5  # beyond this many working days late is off track; up to it, to be watched
STARTS_SOON_WD = 5
GOAL_AS_EXPECTED = Decimal("0.95")
GOAL_BELOW = Decimal("0.80")
WRONG_WAY_RUN = 3
GOAL_PERIODS_WITHOUT_DATA = 2
EXTREME_SCORE = 15
REVIEW_OVERDUE_WD = 10
OFF_TRACK_SHARE = Decimal("0.20")
CRITICAL_WEIGHT = 5


@dataclass(frozen=True, slots=True)
class Verdict:
    """A colour and the rule that gave it."""

    rag: Rag
    reason: Reason


@dataclass(frozen=True, slots=True)
class TaskFacts:
    """What the colour of a task is decided by.

    `variance_wd`: forecast finish against the baseline's, None without a baseline; `due`: its baseline finish is not after the status
    date; `days_since_update`: calendar days, None before the first; `starts_in_wd`: None once started; `predecessor_misses`: an
    unfinished predecessor will not allow the start as baselined.
    """

    variance_wd: float | None
    critical: bool = False
    finished: bool = False
    due: bool = False
    under_way: bool = False
    days_since_update: int | None = None
    starts_in_wd: int | None = None
    predecessor_misses: bool = False


@dataclass(frozen=True, slots=True)
class MilestoneFacts:
    """What the colour of a milestone is decided by; `to_commitment_wd` is its float to a date promised outside, None if none."""

    variance_wd: float | None
    achieved: bool = False
    due: bool = False
    has_predecessors: bool = True
    to_commitment_wd: float | None = None


@dataclass(frozen=True, slots=True)
class GoalFacts:
    """What the colour of a goal is decided by.

    `realised` and `expected`: shares of the way from baseline to target, by measurement and by time; `periods_without_data`: whole
    measuring periods since the last measurement; `wrong_way`: measurements in a row that moved away from the target.
    """

    realised: Decimal | None
    expected: Decimal
    periods_without_data: int = 0
    wrong_way: int = 0


@dataclass(frozen=True, slots=True)
class RiskFacts:
    """What the colour of a risk is decided by; `review_overdue_wd` is 0 while the review is not due."""

    score: int | None
    above_appetite: bool = False
    has_open_response: bool = False
    review_overdue_wd: int = 0


@dataclass(frozen=True, slots=True)
class Child:
    """A part of the programme with its colour; `critical` ones colour the whole by themselves."""

    rag: Rag
    critical: bool = False


def task_rag(t: TaskFacts) -> Verdict:
    """Red: over five working days late, late at all on the critical path, or overdue. Amber: late, or about to start without its input."""
    if t.finished:
        return Verdict(Rag.done, Reason.finished)
    if t.due:
        return Verdict(Rag.off_track, Reason.overdue)
    if t.variance_wd is not None and t.variance_wd > LATE_WD:
        return Verdict(Rag.off_track, Reason.very_late)
    if t.variance_wd is not None and t.variance_wd > 0 and t.critical:
        return Verdict(Rag.off_track, Reason.late_on_critical_path)
    if t.variance_wd is not None and t.variance_wd >= 1:
        return Verdict(Rag.watch, Reason.late)
    if t.predecessor_misses and t.starts_in_wd is not None and t.starts_in_wd <= STARTS_SOON_WD:
        return Verdict(Rag.watch, Reason.starts_without_predecessor)
    if t.under_way and (t.days_since_update is None or t.days_since_update > STALE_DAYS):
        return Verdict(Rag.no_data, Reason.no_recent_update)
    if t.variance_wd is None:
        return Verdict(Rag.no_data, Reason.not_baselined)
    return Verdict(Rag.on_track, Reason.in_time)


def milestone_rag(m: MilestoneFacts) -> Verdict:
    """Red: over five working days late, overdue, or past the date promised outside. Amber: late."""
    if m.achieved:
        return Verdict(Rag.done, Reason.finished)
    if m.due:
        return Verdict(Rag.off_track, Reason.overdue)
    if m.to_commitment_wd is not None and m.to_commitment_wd < 0:
        return Verdict(Rag.off_track, Reason.past_commitment)
    if m.variance_wd is not None and m.variance_wd > LATE_WD:
        return Verdict(Rag.off_track, Reason.very_late)
    if m.variance_wd is not None and m.variance_wd > 0:
        return Verdict(Rag.watch, Reason.late)
    if not m.has_predecessors:
        return Verdict(Rag.no_data, Reason.no_predecessors)
    if m.variance_wd is None:
        return Verdict(Rag.no_data, Reason.not_baselined)
    return Verdict(Rag.on_track, Reason.in_time)


def goal_rag(g: GoalFacts) -> Verdict:
    """Realised against what is expected by now: under 80 % red, under 95 % amber; three measurements the wrong way are red too."""
    if g.wrong_way >= WRONG_WAY_RUN:
        return Verdict(Rag.off_track, Reason.wrong_direction)
    if g.realised is None:
        return Verdict(Rag.no_data, Reason.no_measurement)
    if g.periods_without_data > GOAL_PERIODS_WITHOUT_DATA:
        return Verdict(Rag.no_data, Reason.measurement_too_old)
    if g.realised < GOAL_BELOW * g.expected:
        return Verdict(Rag.off_track, Reason.far_below_expected)
    if g.realised < GOAL_AS_EXPECTED * g.expected:
        return Verdict(Rag.watch, Reason.below_expected)
    return Verdict(Rag.on_track, Reason.as_expected)


def risk_rag(r: RiskFacts) -> Verdict:
    """Red: score of 15, above appetite without an open response, or review overdue by over ten working days."""
    if r.score is None:
        return Verdict(Rag.no_data, Reason.not_assessed)
    if r.score >= EXTREME_SCORE:
        return Verdict(Rag.off_track, Reason.extreme)
    if r.above_appetite and not r.has_open_response:
        return Verdict(Rag.off_track, Reason.no_response)
    if r.review_overdue_wd > REVIEW_OVERDUE_WD:
        return Verdict(Rag.off_track, Reason.review_long_overdue)
    if r.above_appetite:
        return Verdict(Rag.watch, Reason.above_appetite)
    if r.review_overdue_wd > 0:
        return Verdict(Rag.watch, Reason.review_overdue)
    return Verdict(Rag.on_track, Reason.within_appetite)


def overall(children: Iterable[Child]) -> Verdict:
    """The colour of a phase or programme: red by one critical child or a fifth of all; amber by any red or amber.

    Children without data do not colour the whole; they lower `confidence`.
    """
    found = list(children)
    counted = Counter(child.rag for child in found)
    assessed = len(found) - counted[Rag.no_data]
    if any(child.critical and child.rag == Rag.off_track for child in found):
        return Verdict(Rag.off_track, Reason.critical_child_off_track)
    if assessed and counted[Rag.off_track] > OFF_TRACK_SHARE * assessed:
        return Verdict(Rag.off_track, Reason.many_off_track)
    if counted[Rag.off_track]:
        return Verdict(Rag.watch, Reason.some_off_track)
    if counted[Rag.watch]:
        return Verdict(Rag.watch, Reason.some_to_watch)
    if not assessed:
        return Verdict(Rag.no_data, Reason.nothing_assessed)
    return Verdict(Rag.on_track, Reason.nothing_amiss)


def confidence(rags: Iterable[Rag]) -> Decimal | None:
    """The share of objects that have data, 0 to 1; None where there is nothing."""
    found = list(rags)
    return Decimal(sum(rag != Rag.no_data for rag in found)) / len(found) if found else None


_ORDER = tuple(Rag)


def held(computed: Verdict, before_computed: Rag | None, before_shown: Rag | None) -> Verdict:
    """The colour to show: a worse one at once, a better one when it has held for two status dates in a row.

    `before_computed` and `before_shown` are those of the last published report, None where there is none.
    """
    if before_shown is None or before_computed is None or Rag.no_data in (before_shown, computed.rag):
        return computed
    better = _ORDER.index(computed.rag) > _ORDER.index(before_shown)
    held_before = _ORDER.index(before_computed) >= _ORDER.index(computed.rag)
    return Verdict(before_shown, Reason.better_not_yet_held) if better and not held_before else computed
