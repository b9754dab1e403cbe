"""`steerboard level`: a plan file with resources, levelled on the command line."""

import json
import os
import sys
from pathlib import Path
from typing import Any

import pytest

from governance.programmes import Programme
from web.cli import run
from web.database import Database
from web.level_cli import level_command
from web.settings import Settings

Captured = pytest.CaptureFixture[str]

HOURS = [["08:00", "12:00"], ["13:00", "17:00"]]
PLAN: dict[str, Any] = {
    "format": "steerboard-plan/1", "start": "2026-03-02T08:00:00",
    "calendars": [{"name": "Standard", "week": dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), HOURS)}],
    "resources": [{"id": "trainer", "capacity": 1}],
    "tasks": [
        {"id": "A", "name": "Train sales", "duration_min": 480, "demand": {"trainer": 1}},
        {"id": "B", "name": "客服培训", "duration_min": 960, "demand": {"trainer": 1}},
    ],
}  # fmt: skip


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("STEERBOARD_DATA_DIR", str(tmp_path / "nowhere"))
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    return written(tmp_path, PLAN)


def written(folder: Path, plan: dict[str, Any]) -> Path:
    path = folder / "plan.json"
    path.write_text(json.dumps(plan), encoding="utf-8")
    return path


def told(capsys: Captured, *arguments: object) -> tuple[int, str, str]:
    code = run([str(argument) for argument in arguments])
    out, err = capsys.readouterr()
    return code, out, err


@pytest.mark.parametrize("solver", ["heuristic", "cp-sat"])
def test_the_answer_as_json_has_these_four_keys_in_working_minutes(file: Path, capsys: Captured, solver: str):
    """Three days of work for one trainer; which of the two goes first decides nothing, so the first by id does."""
    code, out, err = told(capsys, "level", file, "--json", "--solver", solver, "--time-limit", "20")
    assert (code, err) == (0, "")
    answer = json.loads(out)
    assert list(answer) == ["makespan_min", "lower_bound_min", "optimal", "starts_min"]
    assert (answer["makespan_min"], answer["lower_bound_min"], answer["optimal"]) == (1440, 1440, True)
    assert answer["starts_min"] == {"A": 0, "B": 480}
    assert not (file.parent / "nowhere").exists()


def test_the_table_shows_dates_what_moves_and_how_short_it_could_be(file: Path, capsys: Captured):
    code, out, _ = told(capsys, "level", file)
    assert code == 0
    assert "B              2026-03-03 08:00 2026-03-04 17:00 +1 d      客服培训" in out.splitlines()
    assert "3 working days (2 without regard to resources), finish 2026-03-04 17:00; 1 tasks move." in out
    assert "No plan that keeps the resources is shorter." in out


def test_the_table_speaks_the_terminal_s_language(file: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    _, out, _ = told(capsys, "level", file)
    assert "3 个工作日" in out
    assert "开始" in out.splitlines()[0]


def test_a_status_date_puts_all_work_after_it(file: Path, capsys: Captured):
    code, out, _ = told(capsys, "level", file, "--json", "--status-date", "2026-03-03")
    assert code == 0
    assert json.loads(out)["makespan_min"] == 960 + 1440


def test_the_same_file_is_scheduled_without_regard_to_resources(file: Path, capsys: Captured):
    code, out, err = told(capsys, "schedule", file, "--json")
    assert (code, err) == (0, "")
    assert json.loads(out)["finish"] == "2026-03-03T17:00:00"


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"resources": [{"id": "trainer", "capacity": 0}]}, "must be between 1 and 1,000,000; 0 is not"),
        ({"resources": [{"id": "trainer", "capacity": 1.5}]}, "resources[0].capacity: 1.5 is not a whole number"),
        (
            {"resources": [{"id": "trainer", "capacity": 1}] * 2},
            "resources[1].id: the resource “trainer” is there already",
        ),
        ({"resources": []}, "A asks for “trainer”, which is not among the resources"),
        ({"resources": [{"id": "trainer", "capacity": 1, "rate": 3}]}, "“resources[0].rate” is not known here"),
        ({"resources": [7]}, "resources[0] must be of type object"),
        ({"resources": {}}, "resources must be of type list"),
    ],
)
def test_resources_that_make_no_sense_end_with_1_and_a_sentence(
    file: Path, capsys: Captured, change: dict, sentence: str
):
    code, out, err = told(capsys, "level", written(file.parent, PLAN | change), "--json")
    assert (code, out) == (1, "")
    assert sentence in err


@pytest.mark.parametrize(
    ("demand", "sentence"),
    [
        ({"trainer": 2}, "A asks for 2 units of trainer, and there are only 1"),
        ({"trainer": -1}, "must be between 0 and 1,000,000; -1 is not"),
        ({"trainer": 0.5}, "tasks[0].demand.trainer: 0.5 is not a whole number"),
        ({"trainer": "one"}, "tasks[0].demand.trainer must be of type number"),
        ([1], "tasks[0].demand must be of type object"),
    ],
)
def test_demands_that_make_no_sense_end_with_1_and_a_sentence(file: Path, capsys: Captured, demand: Any, sentence: str):
    tasks = [PLAN["tasks"][0] | {"demand": demand}, PLAN["tasks"][1]]
    code, _, err = told(capsys, "level", written(file.parent, PLAN | {"tasks": tasks}))
    assert code == 1
    assert sentence in err


def test_without_the_extra_the_solver_is_refused_with_the_command_that_installs_it(
    file: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
):
    """A module that is None cannot be imported: as if it had never been installed."""
    for name in [name for name in sys.modules if name.partition(".")[0] == "ortools"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "ortools", None)
    code, out, err = told(capsys, "level", file, "--solver", "cp-sat")
    assert (code, out) == (1, "")
    assert "pip install steerboard[optimise]" in err
    assert len(err.splitlines()) == 1


def test_wrong_usage_ends_with_2(file: Path, capsys: Captured):
    assert told(capsys, "level", file, "--solver", "gurobi")[0] == 2
    assert told(capsys, "level", file, "--time-limit", "0")[0] == 2


def test_a_file_of_another_kind_is_refused_with_the_kind_that_can_be_read(tmp_path: Path, capsys: Captured):
    plan = tmp_path / "plan.xml"
    plan.write_text("<Project/>")
    assert told(capsys, "level", plan)[::2] == (1, "This file is not of a kind that can be read; expected: JSON.\n")


def test_a_file_that_is_not_there_is_named(tmp_path: Path, capsys: Captured):
    code, _, err = told(capsys, "level", tmp_path / "none.json")
    assert code == 1
    assert err == f"{tmp_path / 'none.json'}: {os.strerror(2)}\n"


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_programme_is_levelled_by_its_code(database: Database, sample: Programme):
    """Nobody is asked for more than their time; what has begun stays, and so the end comes no sooner than without a limit."""
    settings = Settings(data_dir=database.data_dir, database_url=database.url.render_as_string(hide_password=False))  # pyright: ignore
    answer = json.loads(level_command(settings, "BCT", "heuristic", 30, None, True))
    assert answer["starts_min"].keys() >= {"T415", "T512", "M12"}
    assert answer["makespan_min"] >= answer["lower_bound_min"]
    table = level_command(settings, "BCT", "heuristic", 30, None, False)
    assert "T415" in table
