"""The baselines of a plan on their way out, each at a number that Microsoft Project has: the original at 0, later ones at 1 to 10."""

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from governance.errors import Problem
from plans.baselines import Baseline, baselines_of, frozen_rows
from plans.exchange.imported_plan import AgreedDates
from plans.exchange.mspdi_extras import LAST_BASELINE
from plans.plan import PlanSchedule

_WORDS = ("kind", "name_zh", "name_en", "status_date", "reason")


@dataclass(frozen=True, slots=True)
class LeavingBaselines:
    """Baselines by the number that they have in the file; `stays` are those for which it has none, the oldest after the original."""

    numbered: Mapping[int, Baseline]
    stays: Sequence[Baseline]
    tasks: Container[str]

    @property
    def dates(self) -> dict[int, dict[str, AgreedDates]]:
        """The dates of tasks that are in the plan, by number."""
        return {
            n: {c: AgreedDates(f.start, f.finish, f.duration_min) for c, f in frozen_rows(held).items() if c in self.tasks}
            for n, held in self.numbered.items()
        }  # fmt: skip

    def number_of(self, code: str | None) -> int:
        """The number of the baseline of that code; 0, the original, where the file has none for it."""
        return next((n for n, held in self.numbered.items() if held.code == code), 0)

    def words(self) -> Iterator[dict[str, Any]]:
        """What that program has no field for, as the records have it."""
        for number, held in self.numbered.items():
            yield {"number": number} | {name: getattr(held, name) for name in _WORDS}

    def left_out(self) -> Iterator[Problem]:
        """What goes into no file: baselines that there is no number for, and dates of tasks that are no longer in the plan."""
        if self.stays:
            codes = [held.code for held in self.stays]
            yield Problem("LATER_BASELINES_STAY", "baseline", None, {"count": len(codes), "tasks": codes})
        gone = dict.fromkeys(c for held in self.numbered.values() for c in frozen_rows(held) if c not in self.tasks)
        if gone:
            yield Problem("BASELINE_OF_WITHDRAWN_STAYS", "tasks", None, {"count": len(gone), "tasks": [*gone]})


def baselines_leaving(session: Session, plan: PlanSchedule) -> LeavingBaselines:
    """The programme's baselines under their own numbers, or, where these go beyond the last one there, the latest counted from 1."""
    held = baselines_of(session, plan.programme)
    later = held[1:]
    latest = later[-LAST_BASELINE:]
    own = all(b.number <= LAST_BASELINE for b in latest)
    numbered = dict(enumerate(held[:1])) | {b.number if own else n: b for n, b in enumerate(latest, 1)}
    return LeavingBaselines(numbered, later[: -len(latest)] if latest else (), plan.tasks)
