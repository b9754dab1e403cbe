"""The command line as scripts see it: exit codes, one sentence on the standard error, no traceback."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from time import monotonic, sleep

import pytest
from starlette.testclient import TestClient

from tests import databases
from web import cli
from web.app import create_app
from web.database import Database
from web.settings import Settings

Captured, Patch = pytest.CaptureFixture[str], pytest.MonkeyPatch
Served = tuple[str, subprocess.Popen[str]]
HOURS = [["08:00", "12:00"], ["13:00", "17:00"]]
PROGRAM = [sys.executable, "-m", "web.cli"]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: Patch) -> Path:
    for name in [n for n in os.environ if n.startswith("STEERBOARD_") or n.startswith("LC_")]:
        if name not in (databases.CHOSEN, databases.SERVER, databases.SHARED):
            monkeypatch.delenv(name)
    monkeypatch.setenv("LANG", "C.UTF-8")
    monkeypatch.setenv("STEERBOARD_DATA_DIR", str(tmp_path / "data"))
    return tmp_path / "data"


def told(capsys: Captured, *arguments: str) -> tuple[int, str, str]:
    code = cli.run(list(arguments))
    said = capsys.readouterr()
    return code, said.out, said.err


def app_over(folder: Path) -> TestClient:
    settings = Settings(data_dir=folder)  # pyright: ignore
    return TestClient(
        create_app(settings), "http://127.0.0.1", headers={"origin": "http://127.0.0.1"}, follow_redirects=False
    )


# --- The frame -------------------------------------------------------------------------------------------------------


def test_the_command_says_its_version() -> None:
    script = "import web.cli\nweb.cli.run(['--version'])"
    said = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout
    assert said == f"steerboard {version('steerboard')}\n"


def test_help_loads_neither_the_app_nor_the_database() -> None:
    script = "import sys, web.cli\nweb.cli.run(['--help'])\nprint(sorted(m for m in sys.modules if '.' not in m))"
    loaded = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout
    for heavy in (
        "sqlalchemy",
        "sqlmodel",
        "pydantic",
        "fastapi",
        "babel",
        "networkx",
        "alembic",
        "uvicorn",
        "jinja2",
        "rich",
    ):
        assert f"'{heavy}'" not in loaded
    for command in (
        "serve",
        "migrate",
        "sample",
        "user",
        "token",
        "import",
        "export",
        "schedule",
        "report",
        "audit",
        "backup",
        "restore",
    ):
        assert re.search(rf"^  {command} ", loaded, re.MULTILINE)


@pytest.mark.parametrize(
    "arguments",
    [
        ["no-such-command"], ["serve", "--port", "many"], ["serve", "--port", "70000"], ["user", "add"], ["token", "create"],
        ["user", "add", "a@x.example", "--role", "king"], ["schedule", "BCT", "--status-date", "tomorrow"], ["schedule", "BCT", "--status-date", "9999-12-31"],
        ["export", "BCT"],
        ["report", "BCT", "-o", "x", "--lang", "fr"], ["token", "create", "a@x.example", "--days", "0"],
    ],
)  # fmt: skip
def test_wrong_usage_ends_with_2(folder: Path, capsys: Captured, arguments: list[str]) -> None:
    code, _, err = told(capsys, *arguments)
    assert code == 2
    assert err
    assert not folder.exists()


def test_a_refusal_ends_with_1_and_one_sentence(folder: Path, capsys: Captured) -> None:
    code, out, err = told(capsys, "token", "create", "nobody@x.example")
    assert (code, out) == (1, "")
    assert err == "There is no account nobody@x.example, or you may not see it.\n"


def test_a_chinese_terminal_is_told_in_chinese_and_a_program_in_english(
    folder: Path, tmp_path: Path, capsys: Captured, monkeypatch: Patch
):
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    table = tmp_path / "plan.csv"
    table.write_text("code,name_en,duration,start\nA,Alpha,2d,2026-03-02\nB,Beta,no,2026-03-04\n")

    assert (
        told(capsys, "import", str(table), "--dry-run")[1].splitlines()[-1]
        == "未写入任何内容：将新增 2 项，更改 0 项，0 项不变。"
    )
    problem = json.loads(told(capsys, "import", str(table), "--dry-run", "--json")[1])["problems"][0]
    assert (problem["row"], re.search("[\u4e00-\u9fff]", problem["message"])) == (3, None)

    table.write_text("code,name_en,duration,start\nA,Alpha,2d,2026-03-02\n")
    assert (
        told(capsys, "import", str(table), "--programme", "ONE")[1].splitlines()[-1] == "已写入：新增 1 项，更改 0 项。"
    )
    assert told(capsys, "schedule", "ONE")[1].splitlines()[-1] == "完成于 2026-03-03 18:00"
    assert (
        told(capsys, "export", "ONE", "-o", str(tmp_path / "one.json"))[1] == f"ONE 已写入 {tmp_path / 'one.json'}。\n"
    )


def test_a_refusal_speaks_the_terminal_s_language(folder: Path, capsys: Captured, monkeypatch: Patch) -> None:  # fmt: skip
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    _, _, err = told(capsys, "user", "add", "no-address", "--role", "pm")
    assert re.search("[\u4e00-\u9fff]", err)


def test_a_wrong_setting_is_named(folder: Path, capsys: Captured, monkeypatch: Patch) -> None:
    monkeypatch.setenv("STEERBOARD_PORT", "many")
    code, _, err = told(capsys, "migrate")
    assert code == 1
    assert "STEERBOARD_PORT" in err
    assert err.count("\n") == 1


def test_a_data_folder_that_cannot_be_written_is_named(tmp_path: Path, capsys: Captured, monkeypatch: Patch) -> None:  # fmt: skip
    (tmp_path / "file").write_text("not a folder")
    monkeypatch.setenv("STEERBOARD_DATA_DIR", str(tmp_path / "file" / "data"))
    for arguments in (
        ["migrate"],
        ["serve"],
        ["user", "add", "a@x.example", "--role", "pm"],
        ["backup", str(tmp_path / "b.zip")],
    ):
        code, _, err = told(capsys, *arguments)
        assert code == 1
        assert f"The data folder {tmp_path}/file/data cannot be written" in err


def test_a_database_that_is_not_there_is_one_sentence(folder: Path, capsys: Captured, monkeypatch: Patch) -> None:  # fmt: skip
    monkeypatch.setenv("STEERBOARD_DATABASE_URL", "postgresql://nobody:hidden@127.0.0.1:9/none")
    code, _, err = told(capsys, "migrate")
    assert code == 1
    assert err.startswith("The database cannot be opened")
    assert err.count("\n") == 1
    assert "hidden" not in err


def test_a_file_that_is_no_database_is_one_sentence(folder: Path, capsys: Captured) -> None:
    folder.mkdir()
    (folder / "steerboard.sqlite3").write_text("dear diary, " * 200)
    for arguments in (["migrate"], ["serve", "--port", "0"], ["audit", "verify"]):
        code, _, err = told(capsys, *arguments)
        assert code == 1
        assert "file is not a database" in err
        assert err.count("\n") == 1


# --- Accounts and tokens ---------------------------------------------------------------------------------------------


def test_an_account_made_here_signs_in_with_the_password_that_is_printed_once(folder: Path, capsys: Captured) -> None:  # fmt: skip
    code, out, _ = told(capsys, "user", "add", "Ann@x.example", "--role", "admin", "--name", "Ann Lee")
    assert code == 0
    password = out.strip().rpartition(" ")[2]
    client = app_over(folder)
    assert client.post("/sign-in", data={"email": "ann@x.example", "password": password}).status_code == 303
    assert "Ann Lee" in client.get("/accounts").text


def test_a_password_can_be_handed_in(folder: Path, capsys: Captured, monkeypatch: Patch) -> None:  # fmt: skip
    import io

    monkeypatch.setattr("sys.stdin", io.StringIO("a sentence of my own\n"))
    code, out, _ = told(capsys, "user", "add", "ann@x.example", "--role", "admin", "--password-stdin")
    assert code == 0
    assert "sentence" not in out
    data = {"email": "ann@x.example", "password": "a sentence of my own"}
    assert app_over(folder).post("/sign-in", data=data).status_code == 303


def test_a_second_role_leaves_the_password_alone(folder: Path, capsys: Captured) -> None:
    password = told(capsys, "user", "add", "ann@x.example", "--role", "admin")[1].strip().rpartition(" ")[2]
    code, out, _ = told(capsys, "user", "add", "ann@x.example", "--role", "auditor")
    assert code == 0
    assert "Password" not in out
    assert app_over(folder).post("/sign-in", data={"email": "ann@x.example", "password": password}).status_code == 303


def test_a_role_in_a_programme_that_is_not_there_is_refused(folder: Path, capsys: Captured) -> None:
    code, _, err = told(capsys, "user", "add", "ann@x.example", "--role", "pm", "--programme", "NONE")
    assert code == 1
    assert "NONE" in err
    assert told(capsys, "token", "create", "ann@x.example")[0] == 1


def test_a_token_is_printed_alone_so_that_a_script_can_keep_it(folder: Path, capsys: Captured) -> None:
    told(capsys, "user", "add", "ann@x.example", "--role", "admin")
    code, out, _ = told(capsys, "token", "create", "ann@x.example", "--scope", "write", "--days", "7")
    assert code == 0
    assert re.fullmatch(r"sb_[\w-]{43}\n", out)
    client = app_over(folder)
    answer = client.get("/accounts", headers={"authorization": f"Bearer {out.strip()}", "accept": "application/json"})
    assert [row["email"] for row in answer.json()["rows"]] == ["ann@x.example"]


# --- Data ------------------------------------------------------------------------------------------------------------


def test_a_new_database_is_made_and_a_second_run_finds_it_current(folder: Path, capsys: Captured) -> None:  # fmt: skip
    assert told(capsys, "migrate")[0] == 0
    assert (folder / "steerboard.sqlite3").exists()
    code, out, _ = told(capsys, "migrate")
    assert code == 0
    assert "backup" not in out


def test_the_trail_is_verified_and_a_change_in_it_is_found(folder: Path, capsys: Captured) -> None:
    told(capsys, "user", "add", "ann@x.example", "--role", "admin")
    code, out, _ = told(capsys, "audit", "verify")
    assert code == 0
    count = int(re.search(r"(\d+) entries", out)[1])  # pyright: ignore
    assert count >= 3
    database = Database(f"sqlite:///{folder / 'steerboard.sqlite3'}", folder)
    with database.engine.begin() as connection:
        connection.exec_driver_sql("drop trigger audit_entry_no_update")
        connection.exec_driver_sql("update audit_entry set actor = 'somebody else' where seq = 2")
    code, _, err = told(capsys, "audit", "verify")
    assert code == 1
    assert "entry 2: altered" in err


def test_a_plan_file_is_scheduled_without_any_database(folder: Path, tmp_path: Path, capsys: Captured) -> None:  # fmt: skip
    plan = {
        "format": "steerboard-plan/1", "start": "2026-03-02T08:00:00",
        "calendars": [{"name": "Standard", "week": dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), HOURS), "exceptions": []}],
        "tasks": [{"id": "A", "name": "Analyse", "duration_min": 960}, {"id": "B", "name": "Build", "duration_min": 480}],
        "dependencies": [{"from": "A", "to": "B", "type": "FS", "lag_min": 0}],
    }  # fmt: skip
    (tmp_path / "plan.json").write_text(json.dumps(plan))
    code, out, err = told(capsys, "schedule", str(tmp_path / "plan.json"), "--json")
    assert code == 0, err
    assert json.loads(out)["finish"] == "2026-03-04T17:00:00"
    assert not folder.exists()


# --- Serving ---------------------------------------------------------------------------------------------------------


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def served(folder: Path) -> Iterator[Served]:
    port = free_port()
    server = subprocess.Popen(
        [*PROGRAM, "serve", "--port", str(port)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    )  # fmt: skip
    try:
        until = monotonic() + 60
        while monotonic() < until and server.poll() is None:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2).close()
                break
            except OSError:
                sleep(0.1)
        assert server.poll() is None, server.stderr.read() if server.stderr else ""
        yield f"http://127.0.0.1:{port}", server
    finally:
        if server.poll() is None:
            os.killpg(server.pid, signal.SIGKILL)
        server.communicate()


def test_a_new_installation_is_served_and_says_how_to_begin(served: Served, folder: Path) -> None:  # fmt: skip
    address, server = served
    with urllib.request.urlopen(f"{address}/", timeout=10) as page:
        assert page.url.startswith(f"{address}/first-run")
        assert "Server" not in page.headers
    server.send_signal(signal.SIGTERM)
    out, err = server.communicate(timeout=20)
    assert server.returncode == 0
    assert out.splitlines()[0] == f"Steerboard is ready at {address}"
    assert "make the first account" in out
    assert "Traceback" not in err


def test_a_second_server_on_the_same_data_or_port_is_refused(served: Served, folder: Path) -> None:  # fmt: skip
    port = served[0].rpartition(":")[2]
    same_port = subprocess.run([*PROGRAM, "serve", "--port", port], capture_output=True, text=True, timeout=60)
    assert same_port.returncode == 1
    assert (
        same_port.stderr
        == f"Port {port} on 127.0.0.1 is in use. Stop what uses it, or choose another one with --port.\n"
    )
    same_data = subprocess.run([*PROGRAM, "serve", "--port", "0"], capture_output=True, text=True, timeout=60)
    assert same_data.returncode == 1
    assert same_data.stderr == f"Steerboard is running on the data folder {folder}. Stop it first.\n"


def test_an_address_of_another_machine_cannot_be_listened_on(folder: Path, capsys: Captured) -> None:
    code, _, err = told(capsys, "serve", "--host", "192.0.2.1")
    assert code == 1
    assert err.startswith("The server cannot listen on 192.0.2.1")
