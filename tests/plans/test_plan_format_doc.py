"""The examples in the description of the plan file are true."""

import json
import re
from pathlib import Path

from plans.exchange import json_calendars, plan_json
from plans.exchange.plan_json import read_plan, schedule_json
from plans.schedule import schedule

TEXT = (Path(__file__).parents[2] / "docs" / "plan-format.md").read_text(encoding="utf-8")


def test_the_example_plan_gives_the_example_schedule():
    plan, answer = re.findall(r"```json\n(.*?)```", TEXT, re.DOTALL)
    got, expected = schedule_json(schedule(read_plan(plan))), json.loads(answer)
    assert {key: got[key] for key in ("start", "finish")} == {key: expected[key] for key in ("start", "finish")}
    assert {id: got["tasks"][id] for id in expected["tasks"]} == expected["tasks"]


def test_every_key_that_is_read_is_described():
    keys = plan_json._PLAN | json_calendars.KEYS | plan_json._TASK | plan_json._PROGRESS | plan_json._DEPENDENCY
    assert [key for key in sorted(keys) if f"`{key}`" not in TEXT] == []
