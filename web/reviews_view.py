"""The meetings that come next: when each is held, whether a day off has moved it, and the milestones due until the one after it."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from governance.labels import labels
from plans.plan import PlanSchedule, scheduled
from plans.reviews import AHEAD_DAYS, Review, Sitting, reviews_of, sittings
from web.access import Here
from web.i18n import day, gettext, language, pick, plain_day
from web.plan_parts import Part, task_named
from web.viewclass import viewclass
from web.words.values import value_label

SHOWN_DAYS = 42  # all series: six weeks
SHOWN_OF_ONE = 12  # one series: its next dozen


@viewclass
class DueMilestone:
    milestone: Part
    on: str


@viewclass
class SittingRow:
    """A meeting. `moved` says which day it would have been, where that is a day off."""

    day: str
    review: Part
    kind: str
    chair: str
    moved: str
    due: list[DueMilestone]


@viewclass
class ReviewsPanel:
    rows: list[SittingRow]
    until: str
    one: bool


def reviews_panel(here: Here) -> ReviewsPanel:
    """Above the list: the meetings of all series in the weeks to come."""
    last = here.status_date + timedelta(days=SHOWN_DAYS)
    return ReviewsPanel(_rows(here, reviews_of(here.session, here.programme), last), plain_day(last), one=False)


def review_panel(here: Here, review: Review) -> ReviewsPanel:
    """On a series' own page: its next meetings."""
    if review.withdrawn_on is not None:
        return ReviewsPanel([], "", one=True)
    last = here.status_date + timedelta(days=AHEAD_DAYS)
    return ReviewsPanel(_rows(here, [review], last)[:SHOWN_OF_ONE], "", one=True)


def _rows(here: Here, reviews: Sequence[Review], last: date) -> list[SittingRow]:
    if not reviews:
        return []
    plan = scheduled(here.session, here.programme, here.status_date)
    chairs = labels(here.session, "person", ids=[r.chair_id for r in reviews if r.chair_id is not None])
    named = {id_: person.name(language()) for id_, person in chairs.items()}
    return [
        _row(here, plan, s, named.get(s.review.chair_id, "")) for s in sittings(plan, reviews, here.status_date, last)
    ]


def _row(here: Here, plan: PlanSchedule, sitting: Sitting, chair: str) -> SittingRow:
    review, at = sitting.review, sitting.occurrence
    part = Part(review.code, pick(review.name_zh, review.name_en), f"{here.path}/reviews/{review.code}")
    due = [DueMilestone(_milestone(here, plan, m.code), plain_day(plan.finish_of(m.code))) for m in sitting.due]
    return SittingRow(day(at.on), part, value_label("kind", review.kind), chair, moved_words(sitting), due)


def moved_words(sitting: Sitting) -> str:
    at = sitting.occurrence
    return gettext("moved: {day} is a day off").format(day=day(at.nominal)) if at.moved else ""


def _milestone(here: Here, plan: PlanSchedule, code: str) -> Part:
    named = task_named(here, plan, code)
    return Part(named.code, named.name, f"{here.path}/milestones/{code}")


def sittings_document(here: Here, days: int) -> dict[str, Any]:
    """The meetings of so many days from the status date on, for programs."""
    plan = scheduled(here.session, here.programme, here.status_date)
    found = sittings(plan, reviews_of(here.session, here.programme), here.status_date, here.status_date + timedelta(days=days))  # fmt: skip
    return {
        "status_date": here.status_date.isoformat(),
        "meetings": [
            {
                "on": s.occurrence.on.isoformat(), "nominal": s.occurrence.nominal.isoformat(), "moved": s.occurrence.moved, "review": s.review.code,
                "kind": str(s.review.kind), "milestones": [m.code for m in s.due],
            }
            for s in found
        ],
    }  # fmt: skip
