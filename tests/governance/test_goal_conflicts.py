"""Two departments that promise different things for one KPI."""

from decimal import Decimal

import pytest

from governance.goal_conflicts import Claim, clashes

SALES = Claim("G01", ("平均响应时间", "Average answer time"), "decrease", Decimal(24), "h", "SAL")


def other(**changed) -> Claim:
    fields = {
        "code": "G02",
        "kpis": ("平均响应时间", None),
        "direction": "decrease",
        "target": Decimal(24),
        "unit": "h",
        "department": "CS",
    }
    return Claim(**(fields | changed))


@pytest.mark.parametrize(
    "changed",
    [
        {"target": Decimal(12)},
        {"direction": "increase"},
        {"kpis": (None, "AVERAGE  answer time"), "target": Decimal(12)},
        {"kpis": ("平均响应时间 ", None), "target": Decimal(12)},
    ],
)
def test_another_target_or_direction_for_the_same_kpi_clashes(changed: dict) -> None:
    found = clashes([SALES, other(**changed)])
    assert [(c.first, c.second) for c in found] == [("G01", "G02")]


@pytest.mark.parametrize(
    "changed",
    [
        {},
        {"target": Decimal(12), "department": "SAL"},
        {"target": Decimal(12), "unit": "min"},
        {"kpis": ("一次解决率", None), "target": Decimal(12)},
        {"target": None},
        {"kpis": (None, None), "direction": "increase"},
    ],
)
def test_agreement_the_same_department_or_another_kpi_does_not(changed: dict) -> None:
    assert clashes([SALES, other(**changed)]) == []
