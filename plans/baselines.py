"""Baselines: the plan's dates as they were agreed, frozen. The original is kept for ever; a later one needs an approved change."""

import json
from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum, auto
from types import MappingProxyType
from typing import Any, ClassVar

from sqlalchemy import Text, event, inspect
from sqlmodel import Field, Session, col, select

from governance.columns import long_text, words
from governance.errors import Conflict, Problem
from governance.forms import Prose, RecordForm
from governance.records import ProgrammeRecord
from plans.baseline_dates import Frozen


class BaselineKind(StrEnum):
    original = auto()
    current = auto()


class BaselineForm(RecordForm):
    reason: Prose | None = None


class Baseline(ProgrammeRecord, table=True):
    """One baseline. `rows`: JSON of task code to [start, finish, duration in minutes], local date-times to the minute."""

    KIND: ClassVar[str] = "baseline"
    PREFIX: ClassVar[str] = "BL-"

    number: int = 0
    kind: BaselineKind = words(BaselineKind, BaselineKind.original)
    status_date: date
    start: date
    finish: date
    task_count: int = 0
    network_hash: str = Field(default="", max_length=64)
    reason: str | None = long_text()
    rows: str = Field(default="{}", sa_type=Text)


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


def original_baseline(session: Session, programme_id: int) -> Baseline | None:
    """The baseline that variances are measured against: the original, number 0."""
    query = select(Baseline).where(col(Baseline.programme_id) == programme_id, col(Baseline.withdrawn_on).is_(None))
    return session.exec(query.order_by(col(Baseline.number))).first()
