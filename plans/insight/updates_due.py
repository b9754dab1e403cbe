"""Of which tasks nobody knows how far they are: asked of the schedule and of what was reported, as of the data date."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum, auto

from plans.baseline_dates import Frozen
from plans.progressed import STALE_DAYS, Standing
from plans.schedule import Schedule


class Due(StrEnum):
    """Why an update is due, the gravest first."""

    stale = auto()
    should_have_finished = auto()
    should_have_begun = auto()


@dataclass(frozen=True, slots=True)
class DueUpdate:
    """A task of which an update is due. `days`: calendar days since the last report, or since the date that has passed."""

    task: str
    reason: Due
    days: int


def updates_due(
    schedule: Schedule,
    on: date,
    codes: Iterable[str],
    reported_on: Callable[[str], date | None],
    baseline: Callable[[str], Frozen | None],
) -> list[DueUpdate]:
    """The tasks of `codes` of which nobody has said enough as of `on`, in their order; each once, for its gravest reason.

    - stale: under way, and nothing was reported for more than `STALE_DAYS` days;
    - should have finished: the baseline's finish has come, it is not finished, and nothing was said as of `on`;
    - should have begun: the same for its start.
    """
    found = []
    for code in codes:
        standing, said = schedule[code].standing, reported_on(code)
        if standing == Standing.complete:
            continue
        begun = schedule[code].start.date() if standing == Standing.in_progress else None
        silent = (on - (said or begun)).days if begun else 0
        if begun and silent > STALE_DAYS:
            found.append(DueUpdate(code, Due.stale, silent))
            continue
        agreed = baseline(code)
        if agreed is None or said == on:
            continue
        if agreed.finish.date() <= on:
            found.append(DueUpdate(code, Due.should_have_finished, (on - agreed.finish.date()).days))
        elif not begun and agreed.start.date() <= on:
            found.append(DueUpdate(code, Due.should_have_begun, (on - agreed.start.date()).days))
    return found
