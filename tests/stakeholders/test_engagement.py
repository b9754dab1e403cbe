"""Engagement: gap, priority, coalition support, rhythm of contact. Worked by hand."""

from datetime import date
from decimal import Decimal

import pytest

from stakeholders import engagement
from stakeholders.engagement import Position, Quadrant, Stance


def test_coalition_support_weighs_stance_by_influence() -> None:
    stances = [(5, "leading"), (5, "supportive"), (4, "neutral"), (4, "resistant"), (3, "supportive"), (2, "neutral")]
    support = engagement.coalition_support(Position(i, Stance(s)) for i, s in stances)
    assert support == Decimal(5) / Decimal(23)
    assert round(support, 3) == Decimal("0.217")


def test_the_gap_counts_rungs_and_priority_weighs_them() -> None:
    assert engagement.gap(Stance.resistant, Stance.supportive) == 2
    assert engagement.priority(5, Stance.resistant, Stance.supportive) == 10


def test_who_is_beyond_what_is_needed_has_no_priority() -> None:
    assert engagement.gap(Stance.leading, Stance.supportive) == -1
    assert engagement.priority(5, Stance.leading, Stance.supportive) == 0


def test_from_unaware_to_resistant_is_a_step_up_that_weakens_the_coalition() -> None:
    before, after = ([Position(5, Stance(s)), Position(5, Stance.leading)] for s in ("unaware", "resistant"))
    assert engagement.gap(Stance.unaware, Stance.resistant) == 1
    assert engagement.coalition_support(after) < engagement.coalition_support(before)


def test_nobody_gives_no_support_rather_than_none_at_all() -> None:
    assert engagement.coalition_support([]) is None
    assert engagement.support_tone(None) == "no_data"


@pytest.mark.parametrize(
    ("support", "tone"),
    [("0.4", "on_track"), ("0.399", "watch"), ("0.1", "watch"), ("0.099", "off_track"), ("-1", "off_track")],
)
def test_support_changes_colour_at_its_limits(support: str, tone: str) -> None:
    assert engagement.support_tone(Decimal(support)) == tone


@pytest.mark.parametrize(
    ("influence", "interest", "quadrant", "borderline"),
    [
        (4, 4, Quadrant.manage_closely, False), (5, 3, Quadrant.keep_satisfied, True), (3, 5, Quadrant.keep_informed, True),
        (2, 2, Quadrant.monitor, False), (5, 1, Quadrant.keep_satisfied, False),
    ],
)  # fmt: skip
def test_four_counts_as_high_and_three_as_borderline(
    influence: int, interest: int, quadrant: Quadrant, borderline: bool
) -> None:
    assert engagement.quadrant(influence, interest) == quadrant
    assert engagement.is_borderline(influence, interest) == borderline


@pytest.mark.parametrize(
    ("start", "end", "days"),
    [
        ("2026-07-03", "2026-07-03", 0), ("2026-07-03", "2026-07-06", 1), ("2026-06-29", "2026-07-03", 4), ("2026-04-30", "2026-07-03", 46),
        ("2026-07-04", "2026-07-05", 0),
    ],
)  # fmt: skip
def test_weekdays_are_counted_after_the_first_day(start: str, end: str, days: int) -> None:
    assert engagement.weekdays_between(date.fromisoformat(start), date.fromisoformat(end)) == days


def test_a_contact_is_late_beyond_the_rhythm_of_its_quadrant() -> None:
    friday = date(2026, 7, 3)
    assert engagement.contact_late_by(5, 5, date(2026, 6, 26), friday) == 0  # five weekdays
    assert engagement.contact_late_by(5, 5, date(2026, 6, 25), friday) == 1
    assert engagement.contact_late_by(5, 2, date(2026, 6, 25), friday) == 0
    assert engagement.contact_late_by(5, 5, None, friday) == 0


def test_an_assessment_is_stale_after_sixty_days() -> None:
    assert not engagement.is_stale(date(2026, 5, 4), date(2026, 7, 3))
    assert engagement.is_stale(date(2026, 5, 3), date(2026, 7, 3))
    assert engagement.is_stale(None, date(2026, 7, 3))
