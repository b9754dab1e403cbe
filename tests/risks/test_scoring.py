"""Scores, levels, appetite, expected value: worked by hand."""

from datetime import date
from decimal import Decimal

import pytest

from risks import scoring
from risks.scoring import Level

D = Decimal


def test_expected_value_adds_threats_and_takes_opportunities_off() -> None:
    exposures = [
        (D("0.3"), D(200_000), False),
        (D("0.5"), D(120_000), False),
        (D("0.1"), D(600_000), False),
        (D("0.4"), D(50_000), True),
    ]
    assert scoring.expected_value(exposures) == 160_000


def test_the_gravest_impact_is_at_least_high_however_unlikely() -> None:
    assert (scoring.score(1, 5), scoring.level(1, 5)) == (5, Level.high)


@pytest.mark.parametrize(
    ("probability", "impact", "level"),
    [
        (1, 4, "low"), (2, 2, "low"), (5, 1, "moderate"), (3, 3, "moderate"), (2, 4, "moderate"), (5, 2, "high"), (3, 4, "high"),
        (5, 3, "extreme"), (4, 4, "extreme"),
    ],
)  # fmt: skip
def test_levels_begin_at_five_ten_and_fifteen(probability: int, impact: int, level: str) -> None:
    assert scoring.level(probability, impact) == level


def test_what_is_not_assessed_has_no_score_and_no_level() -> None:
    assert (scoring.score(None, 3), scoring.level(3, None), scoring.impact([None, None])) == (None, None, None)


def test_the_worst_dimension_is_the_impact() -> None:
    assert scoring.impact([2, None, 4, 1]) == 4


@pytest.mark.parametrize(
    ("category", "limit"),
    [("compliance", 4), ("security", 4), ("data", 6), ("executive", 6), ("schedule", 9), ("vendor", 9)],
)
def test_appetite_is_what_just_passes(category: str, limit: int) -> None:
    assert not scoring.above_appetite(category, limit)
    assert scoring.above_appetite(category, limit + 1)


@pytest.mark.parametrize(
    ("points", "forum", "days"),
    [(5, "pm", 5), (9, "pm", 5), (10, "sponsor", 3), (14, "sponsor", 3), (15, "steering", 1), (25, "steering", 1)],
)
def test_a_score_above_appetite_goes_to_who_can_act(points: int, forum: str, days: int) -> None:
    assert scoring.escalation(points) == scoring.Escalation(forum, days)


def test_a_low_score_goes_to_nobody() -> None:
    assert scoring.escalation(4) is None


def test_a_review_is_overdue_the_day_after() -> None:
    assert not scoring.review_overdue(date(2026, 7, 3), date(2026, 7, 3))
    assert scoring.review_overdue(date(2026, 7, 2), date(2026, 7, 3))
