"""Baselines: the plan's dates as they were agreed, frozen. The original is kept for ever; a later one needs an approved change."""

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from enum import StrEnum, auto
from types import MappingProxyType
from typing import Annotated, Any, ClassVar, NamedTuple

from sqlalchemy import Text, event, inspect
from sqlmodel import Field, Session, col, select

from governance.columns import long_text, name_column, words
from governance.errors import Conflict, Problem
from governance.forms import Line, Prose, RecordForm, Reference
from governance.records import ProgrammeRecord
from plans.baseline_dates import Frozen


class BaselineKind(StrEnum):
    """The first; one agreed later, which counts from its day on; one that a plan file brought to compare with, which never counts."""

    original = auto()
    current = auto()
    brought = auto()


class BaselineForm(RecordForm):
    """`change_request`: the approved one that asks for it; the original needs none."""

    name_zh: Line | None = None
    name_en: Line | None = None
    change_request: Annotated[str, Reference("change_request")] | None = None
    reason: Prose | None = None


class SetBaseline(NamedTuple):
    """A baseline by its names, without its rows: as a plan tells which it can be measured against."""

    code: str
    number: int
    name_zh: str | None
    name_en: str | None
    status_date: date


class Baseline(ProgrammeRecord, table=True):
    """One baseline. `rows`: JSON of task code to [start, finish, duration in minutes], local date-times to the minute."""

    KIND: ClassVar[str] = "baseline"
    PREFIX: ClassVar[str] = "BL-"

    name_zh: str | None = name_column()
    name_en: str | None = name_column()
    number: int = 0
    kind: BaselineKind = words(BaselineKind, BaselineKind.original)
    status_date: date
    start: date
    finish: date
    task_count: int = 0
    network_hash: str = Field(default="", max_length=64)
    reason: str | None = long_text()
    change_request_id: int | None = Field(
        default=None, foreign_key="change_request.id", unique=True, index=True, sa_column_kwargs={"info": {"kind": "change_request"}}
    )  # fmt: skip
    rows: str = Field(default="{}", sa_type=Text)

    @property
    def came_with_a_file(self) -> bool:
        """Whether a plan file brought it: a later one that is set here names its change request."""
        return bool(self.number) and self.change_request_id is None

    @property
    def named(self) -> SetBaseline:
        return SetBaseline(self.code, self.number, self.name_zh, self.name_en, self.status_date)


@event.listens_for(Baseline, "before_update", propagate=True)
def _stays_as_it_is(_mapper: Any, _connection: Any, baseline: Baseline) -> None:
    """A frozen baseline never changes, whoever tries: only notes and tags may be added to."""
    changed = [a.key for a in inspect(baseline).attrs if a.history.has_changes() and a.key not in _MAY_CHANGE]  # pyright: ignore
    if changed:
        raise Conflict([Problem("BASELINE_IMMUTABLE", changed[0], None, {"code": baseline.code})])


_MAY_CHANGE = frozenset({"notes", "tags", "version", "updated_at", "updated_by"})


NOTHING: Mapping[str, Frozen] = MappingProxyType({})


def frozen_rows(baseline: Baseline | None) -> Mapping[str, Frozen]:
    """The dates that a baseline froze, by task code."""
    if baseline is None:
        return NOTHING
    when = datetime.fromisoformat
    return {code: Frozen(when(a), when(b), minutes) for code, (a, b, minutes) in json.loads(baseline.rows).items()}


def baselines_of(session: Session, programme_id: int) -> Sequence[Baseline]:
    """A programme's baselines, the original first."""
    query = select(Baseline).where(col(Baseline.programme_id) == programme_id, col(Baseline.withdrawn_on).is_(None))
    return session.exec(query.order_by(col(Baseline.number))).all()


def in_force(baselines: Sequence[Baseline], on: date) -> Baseline | None:
    """The baseline that variances are measured against as of a day: the latest that was set by then, at first the original.

    The original counts for the days before it as well: a plan is agreed for all of its time. What a file brought to compare with never counts.
    """
    later = [b for b in baselines if b.number and b.kind != BaselineKind.brought and b.status_date <= on]
    return later[-1] if later else next(iter(baselines), None)


def original_baseline(session: Session, programme_id: int) -> Baseline | None:
    """The baseline that is kept for ever, number 0."""
    return next(iter(baselines_of(session, programme_id)), None)
