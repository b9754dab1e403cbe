"""Setting up: the locks say exactly what is installed, and a machine that will not do is told so in one sentence."""

import importlib.metadata
import json
import os
import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from tests import source
from tests.browser.conftest import NAMES

LOCKS = ("requirements.lock", "requirements-dev.lock", "requirements-setup.lock")
NPM_LOCK = "web/vendoring/package-lock.json"
_PIN = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^]]*\])?==([^\s;\\]+)(?:\s*;\s*([^\\]+?))?\s*\\?$")


def pins(lock: str) -> set[tuple[str, str, str]]:
    """Name, version and marker of every pin in a lock."""
    found = {match.groups() for line in lock.splitlines() if (match := _PIN.match(line))}
    return {(name, version, marker or "") for name, version, marker in found}


def unhashed(lock: str) -> list[str]:
    """The pins in a lock that no hash follows."""
    blocks = re.split(r"\n(?=\S)", lock)
    return [
        block.splitlines()[0] for block in blocks if _PIN.match(block.splitlines()[0]) and "--hash=sha256:" not in block
    ]


@pytest.mark.parametrize("name", LOCKS)
def test_every_pin_has_a_hash(name: str) -> None:
    lock = source.read(name)
    assert pins(lock)
    assert unhashed(lock) == []


def test_a_pin_without_a_hash_is_found() -> None:
    assert unhashed("a==1 \\\n    --hash=sha256:00\nb==2\nc==3 \\\n    --hash=sha256:11\n") == ["b==2"]


@pytest.mark.parametrize("name", [*LOCKS, NPM_LOCK])
def test_a_lock_holds_no_address(name: str) -> None:
    assert [line for line in source.read(name).splitlines() if "://" in line] == []


def test_what_runs_is_what_was_tested() -> None:
    # The platform markers may differ: the tools need some packages on more platforms than the product does.
    tested = {(name, version) for name, version, _ in pins(source.read("requirements-dev.lock"))}
    assert {(name, version) for name, version, _ in pins(source.read("requirements.lock"))} - tested == set()


def test_what_sets_up_is_at_odds_with_nothing_that_is_installed_later() -> None:
    tested = {name: version for name, version, _ in pins(source.read("requirements-dev.lock"))}
    clashes = [
        (name, version, tested[name])
        for name, version, _ in pins(source.read("requirements-setup.lock"))
        if tested.get(name, version) != version
    ]
    assert clashes == []


def test_the_lock_answers_every_dependency_that_is_declared() -> None:
    declared = tomllib.loads(source.read("pyproject.toml"))
    project, groups = declared["project"], declared["dependency-groups"]
    _assert_answered([*project["dependencies"], *project["optional-dependencies"]["postgres"]], "requirements.lock")
    _assert_answered(groups["dev"], "requirements-dev.lock")
    _assert_answered(groups["setup"], "requirements-setup.lock")


def _assert_answered(requirements: list[str], lock: str) -> None:
    pinned: dict[str, list[str]] = {}
    for name, version, _ in pins(source.read(lock)):
        pinned.setdefault(name, []).append(version)
    for requirement in map(Requirement, requirements):
        assert any(requirement.specifier.contains(version) for version in pinned.get(requirement.name.lower(), [])), (
            f"{lock} does not answer {requirement}: run `make lock`"
        )


def test_the_installed_versions_are_the_locked_ones() -> None:
    installed = {dist.metadata["Name"].lower(): dist.version for dist in importlib.metadata.distributions()}
    locked: dict[str, set[str]] = {}
    for name, version, _ in pins(source.read("requirements-dev.lock")):
        locked.setdefault(name, set()).add(version)
    others = {name: installed[name] for name in locked if name in installed and installed[name] not in locked[name]}
    assert others == {}, "run `make setup-dev`"


def test_the_npm_lock_pins_what_is_asked_for_with_a_hash() -> None:
    asked = json.loads(source.read("web/vendoring/package.json"))
    locked = json.loads(source.read(NPM_LOCK))["packages"]
    for name, version in (asked["dependencies"] | asked["devDependencies"]).items():
        assert locked[f"node_modules/{name}"]["version"] == version
    assert all(entry["integrity"].startswith("sha512-") for place, entry in locked.items() if place)


# --- make -------------------------------------------------------------------------------------------------------------


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    for name in ("Makefile", "pyproject.toml", *LOCKS):
        shutil.copy(source.ROOT / name, tmp_path)
    return tmp_path


def make(folder: Path, *words: str, path: str = os.environ["PATH"]) -> subprocess.CompletedProcess[str]:
    # Without the variables of a make that runs this very test.
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))}
    program = shutil.which("make")
    assert program, "make is missing"
    environment["PATH"] = path
    return subprocess.run([program, *words], cwd=folder, env=environment, capture_output=True, text=True, check=False)


def a_program(folder: Path, name: str, script: str) -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return path


@pytest.mark.parametrize("target", ["run", "setup", "test"])
def test_a_python_too_old_is_told_in_one_sentence(checkout: Path, target: str) -> None:
    done = make(checkout, target, f"PYTHON={a_program(checkout, 'old-python', 'exit 1')}")

    told, _, rest = done.stderr.partition("\n")
    assert done.returncode == 2
    assert told.startswith("Steerboard needs Python 3.11 or newer, and none was found")
    assert "Traceback" not in rest
    assert len(rest.splitlines()) == 1, "only make's own word follows"


def test_a_python_without_venv_is_told_in_one_sentence(checkout: Path) -> None:
    script = 'case "$2" in *ensurepip*) exit 1;; esac'
    done = make(checkout, "setup", f"PYTHON={a_program(checkout, 'bare-python', script)}")

    assert done.returncode == 2
    assert done.stderr.startswith("Steerboard needs Python's venv module, which ")
    assert not (checkout / ".venv").exists()


def test_an_environment_that_is_ready_is_left_alone(checkout: Path) -> None:
    (checkout / ".venv" / "bin").mkdir(parents=True)
    (checkout / ".venv" / "bin" / "python").touch()
    for stamp in (".ready-to-run", ".ready-to-develop"):
        (checkout / ".venv" / stamp).touch()

    assert make(checkout, "--question", "setup", "setup-dev").returncode == 0


@pytest.mark.parametrize("changed", ["pyproject.toml", "requirements.lock", "requirements-setup.lock"])
def test_a_newer_lock_sets_up_again(checkout: Path, changed: str) -> None:
    (checkout / ".venv" / "bin").mkdir(parents=True)
    (checkout / ".venv" / "bin" / "python").touch()
    stamp = checkout / ".venv" / ".ready-to-run"
    stamp.touch()
    os.utime(checkout / changed, (stamp.stat().st_mtime + 60,) * 2)

    assert make(checkout, "--question", "setup").returncode == 1


def test_host_and_port_reach_the_server(checkout: Path) -> None:
    printed = make(checkout, "--dry-run", "run", "HOST=0.0.0.0", "PORT=8123").stdout
    assert ".venv/bin/steerboard serve --host 0.0.0.0 --port 8123" in printed


@pytest.fixture
def bare_machine(checkout: Path) -> Path:
    """A folder of programs that stands for a machine without Chromium: whoever asks is root, and apt-get writes down
    what it was asked for."""
    programs = checkout / "programs"
    a_program(programs, "id", "echo 0")
    a_program(programs, "apt-get", 'echo "$@" >> asked')
    return programs


def test_root_gets_chromium_from_debian(checkout: Path, bare_machine: Path) -> None:
    assert make(checkout, "chromium", path=str(bare_machine)).returncode == 0
    assert installed(checkout) == ["chromium-headless-shell"]


def test_where_debian_has_no_shell_alone_root_gets_the_whole_chromium(checkout: Path, bare_machine: Path) -> None:
    a_program(bare_machine, "apt-get", 'echo "$@" >> asked; case "$*" in *shell*) exit 100;; esac')
    done = make(checkout, "chromium", path=str(bare_machine))
    assert (done.returncode, "could not" in done.stdout) == (0, False)
    assert installed(checkout) == ["chromium-headless-shell", "chromium"]


def installed(checkout: Path) -> list[str]:
    """The browsers that apt-get was asked to install, in that order."""
    return re.findall(r"install .* (chromium\S*)", (checkout / "asked").read_text())


@pytest.mark.parametrize("name", NAMES)
def test_chromium_that_is_there_is_not_installed_again(checkout: Path, bare_machine: Path, name: str) -> None:
    a_program(bare_machine, name, "exit 0")
    make(checkout, "chromium", path=str(bare_machine))
    assert not (checkout / "asked").exists()


def test_nobody_but_root_is_made_to_install_chromium(checkout: Path, bare_machine: Path) -> None:
    a_program(bare_machine, "id", "echo 1000")
    done = make(checkout, "chromium", path=str(bare_machine))
    assert done.returncode == 0
    assert done.stdout == "Chromium is not here, and only root can install it.\n"


def test_chromium_that_cannot_be_had_does_not_stop_the_other_tests(checkout: Path, bare_machine: Path) -> None:
    a_program(bare_machine, "apt-get", "exit 100")
    done = make(checkout, "chromium", path=str(bare_machine))
    assert done.returncode == 0
    assert done.stdout.endswith("Chromium could not be installed.\n")
