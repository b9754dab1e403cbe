"""Reviews: meetings that come back in a rhythm. A series is kept; its days are worked out on the programme's calendar whenever one looks."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum, auto
from itertools import pairwise
from typing import Annotated, Any, ClassVar

from sqlmodel import Session, col, select

from governance.authority import Actor, Permission
from governance.columns import link, long_text, name_column, words
from governance.commands import command
from governance.errors import Problem
from governance.forms import Day, Line, Prose, RecordForm, Reference
from governance.programmes import Programme, Weekday
from governance.records import ProgrammeRecord, add, revise, withdraw
from governance.registers import Column, Filter, Register
from plans.calendars import project_calendar
from plans.plan import PlannedTask, PlanSchedule, as_of
from plans.progressed import Standing
from plans.recurrence import Occurrence, Recurrence, Rhythm, WeekOfMonth, occurrences
from plans.spans import out_of_order
from plans.tasks import TaskStatus

AHEAD_DAYS = 400  # how far a series without an end is looked ahead: past a year, so that a quarterly one is found


class ReviewKind(StrEnum):
    status = auto()
    steering = auto()
    risk = auto()
    goal = auto()
    gate = auto()


class ReviewForm(RecordForm):
    REQUIRED_TEXT = ("name",)

    name_zh: Line | None = None
    name_en: Line | None = None
    kind: ReviewKind = ReviewKind.status
    rhythm: Rhythm = Rhythm.weekly
    weekday: Weekday = Weekday.fri
    week_of_month: WeekOfMonth = WeekOfMonth.first
    first_on: Day
    until: Day | None = None
    chair: Annotated[str, Reference("person")] | None = None
    agenda_zh: Prose | None = None
    agenda_en: Prose | None = None

    def problems(self) -> list[Problem]:
        return out_of_order("until", self.first_on, self.until)


class Review(ProgrammeRecord, table=True):
    KIND: ClassVar[str] = "review"
    PREFIX: ClassVar[str] = "REV-"

    name_zh: str | None = name_column()
    name_en: str | None = name_column()
    kind: ReviewKind = words(ReviewKind, ReviewKind.status)
    rhythm: Rhythm = words(Rhythm, Rhythm.weekly)
    weekday: Weekday = words(Weekday, Weekday.fri)
    week_of_month: WeekOfMonth = words(WeekOfMonth, WeekOfMonth.first)
    first_on: date
    until: date | None = None
    chair_id: int | None = link("person", foreign_key="person.id")
    agenda_zh: str | None = long_text()
    agenda_en: str | None = long_text()


@command(Permission.maintain_plan)
def schedule_review(session: Session, actor: Actor, programme: Programme, form: ReviewForm) -> Review:
    return add(session, Review, programme.key, form)


@command(Permission.maintain_plan)
def revise_review(session: Session, actor: Actor, review: Review, form: ReviewForm, version: int | None) -> Review:
    return revise(session, review, form, version)


@command(Permission.maintain_plan)
def end_review(
    session: Session, actor: Actor, review: Review, reason: str, on: date, version: int | None = None
) -> Review:
    return withdraw(session, review, reason, on, version)


def recurrence_of(review: Any) -> Recurrence:
    """A series as the rule for its days."""
    return Recurrence(
        review.rhythm, list(Weekday).index(review.weekday), review.first_on, review.until, review.week_of_month
    )


def reviews_of(session: Session, programme: Programme) -> Sequence[Review]:
    """The series of a programme that are in use."""
    query = select(Review).where(col(Review.programme_id) == programme.id, col(Review.withdrawn_on).is_(None))
    return session.exec(query.order_by(col(Review.code))).all()


# --- What is due by then ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Sitting:
    """One meeting of a series, and the milestones not reached yet that are forecast from it until the next one."""

    review: Any
    occurrence: Occurrence
    due: tuple[PlannedTask, ...]


def sittings(plan: PlanSchedule, reviews: Sequence[Any], first: date, last: date) -> list[Sitting]:
    """The meetings of all series from `first` to `last`, by day, on the plan's calendar."""
    found: list[Sitting] = []
    for review in reviews:
        # The last one looks as far ahead as any: to where the next would be if the series went on.
        rule = replace(recurrence_of(review), until=None)
        held = occurrences(rule, plan.calendar, first, last + timedelta(days=AHEAD_DAYS))
        for occurrence, following in pairwise(held):
            if occurrence.on > last or occurrence.nominal > (review.until or occurrence.nominal):
                break
            found.append(Sitting(review, occurrence, _due(plan, occurrence.on, following.on)))
    return sorted(found, key=lambda sitting: (sitting.occurrence.on, sitting.review.code))


def _due(plan: PlanSchedule, first: date, before: date) -> tuple[PlannedTask, ...]:
    ahead = (
        m for m in plan.milestones if m.status != TaskStatus.cancelled and plan[m.code].standing != Standing.complete
    )
    dated = ((plan.finish_of(m.code), m) for m in ahead)
    due = sorted((on, m.code, m) for on, m in dated if first <= on < before)
    return tuple(m for _, _, m in due)


def _derived(session: Session, programme: Programme, rows: Sequence[Any]) -> dict[int, dict[str, Any]]:
    """When each series meets next, from the status date on."""
    if not rows:
        return {}
    calendar, today = project_calendar(session, programme), as_of(session, programme)
    found: dict[int, dict[str, Any]] = {}
    for row in rows:
        coming = occurrences(recurrence_of(row), calendar, today, today + timedelta(days=AHEAD_DAYS))
        found[row.id] = {"next_on": coming[0].on if coming else None}
    return found


REVIEWS = Register(
    kind="review", plural="reviews", table=Review, form=ReviewForm, section="plan", icon="calendar-event",
    columns=(
        Column("name"), Column("kind", "badge"), Column("rhythm", "badge"), Column("weekday", "badge"), Column("next_on", "date", computed=True),
        Column("until", "date"), Column("chair", "person"),
    ),
    filters=(Filter("kind"), Filter("chair")), search=("name_zh", "name_en", "agenda_zh", "agenda_en"), write=Permission.maintain_plan,
    compute=_derived, create=schedule_review, revise=revise_review, withdraw=end_review,
    sections=(("review", ("name", "kind", "agenda", "chair")), ("rhythm", ("rhythm", "weekday", "week_of_month", "first_on", "until", "next_on"))),
)  # fmt: skip
