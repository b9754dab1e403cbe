"""Plan files with the answers or the refusals they must get; a file put into the folders is a test."""

import json
from datetime import datetime
from pathlib import Path

import pytest

from governance.errors import Invalid
from plans.exchange.plan_json import read_plan, schedule_json
from plans.schedule import schedule

FOLDER = Path(__file__).parent / "networks"


def cases(kind: str) -> list:
    return [pytest.param(path, id=path.stem) for path in sorted((FOLDER / kind).glob("*.json"))]


def load(path: Path) -> dict:
    return json.loads(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", cases("correct"))
def test_a_correct_network_gets_the_dates_written_beside_it(path: Path):
    case = load(path)
    status = datetime.fromisoformat(case["status_date"]) if "status_date" in case else None
    result = schedule(read_plan(json.dumps(case["plan"])), status=status)
    got, expected = schedule_json(result), case["expected"]
    assert got["finish"] == expected["finish"]
    for id, figures in expected["tasks"].items():
        assert {field: got["tasks"][id][field] for field in figures} == figures, id
    if "critical_path" in expected:
        assert result.critical_path == expected["critical_path"]


@pytest.mark.parametrize("path", cases("errors"))
def test_a_faulty_network_gets_the_refusals_written_beside_it(path: Path):
    case = load(path)
    with pytest.raises(Invalid) as refusal:
        read_plan(json.dumps(case["plan"]))
    found = [{"code": p.code, "field": p.field} for p in refusal.value.problems]
    assert found == [{"code": p["code"], "field": p["field"]} for p in case["problems"]]
    for problem, expected in zip(refusal.value.problems, case["problems"], strict=True):
        assert {key: problem.facts[key] for key in expected.get("facts", {})} == expected.get("facts", {})


def test_there_are_golden_networks_of_both_kinds():
    assert len(cases("correct")) >= 5
    assert len(cases("errors")) >= 5
