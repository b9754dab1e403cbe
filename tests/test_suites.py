"""The last line of a test run tells which suites ran; a required one that did not run fails the run."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests import source
from tests.suites import required_suites, suites_of

TESTS = """
import pytest

@pytest.fixture(params=["sqlite", "postgresql"])
def database(request):
    return request.param

def test_a_record_is_kept(database):
    if database == {absent!r}:
        pytest.skip("no server here")

@pytest.mark.browser
def test_a_page_is_shown():
    if {absent!r} == "browser":
        pytest.skip("no Chromium here")
"""


def run(folder: Path, *, absent: str, required: str, words: tuple[str, ...] = ()) -> subprocess.CompletedProcess[str]:
    (folder / "test_some.py").write_text(TESTS.format(absent=absent))
    (folder / "pytest.ini").write_text("[pytest]\nmarkers = browser\n")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "STEERBOARD_"))}
    environment |= {"PYTHONPATH": str(source.ROOT), "STEERBOARD_REQUIRED_SUITES": required}
    # The plugins of the test libraries are not under test here, and cost seconds to load.
    environment["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "tests.suites", "-p", "no:cacheprovider", *words],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def last_line(done: subprocess.CompletedProcess[str]) -> str:
    return done.stdout.splitlines()[-1]


@pytest.mark.parametrize("words", [(), ("-p", "xdist", "-n", "2")], ids=["one process", "two workers"])
def test_a_whole_run_says_that_every_suite_ran(tmp_path: Path, words: tuple[str, ...]) -> None:
    done = run(tmp_path, absent="", required="sqlite,postgresql,browser", words=words)
    assert done.returncode == 0
    assert last_line(done) == "Suites: SQLite ran (1 tests); PostgreSQL ran (1 tests); browser ran (1 tests)."


def test_a_skipped_suite_is_named_with_the_reason_on_the_last_line(tmp_path: Path) -> None:
    done = run(tmp_path, absent="browser", required="")
    assert done.returncode == 0
    assert last_line(done).endswith("browser SKIPPED (1 tests: no Chromium here).")


# The ids keep these tests from being counted as tests of the suite that they speak of.
@pytest.mark.parametrize(
    ("absent", "name"), [("browser", "browser"), ("postgresql", "PostgreSQL")], ids=["no Chromium", "no server"]
)
def test_a_skipped_suite_that_is_required_fails_the_run(tmp_path: Path, absent: str, name: str) -> None:
    done = run(tmp_path, absent=absent, required="sqlite,postgresql,browser")
    assert done.returncode == 1
    assert last_line(done).endswith(f"FAILED: {name} had to run and did not.")


def test_a_required_suite_without_any_test_fails_the_run(tmp_path: Path) -> None:
    done = run(tmp_path, absent="", required="browser", words=("-k", "record"))
    assert done.returncode == 1
    assert "browser had no test in this run" in last_line(done)


def test_a_run_without_tests_fails(tmp_path: Path) -> None:
    assert run(tmp_path, absent="", required="", words=("-k", "nothing_of_this_name")).returncode == 5


def test_a_test_belongs_to_the_database_in_its_brackets_and_not_to_words_in_its_name() -> None:
    assert suites_of("tests/test_a.py::test_b[postgresql-7]", set()) == {"postgresql"}
    assert suites_of("tests/test_a.py::test_sqlite_is_a_file", set()) == set()


def test_a_test_belongs_to_the_browser_by_its_mark_alone() -> None:
    assert suites_of("tests/browser/test_a.py::test_b", {"browser"}) == {"browser"}
    assert suites_of("tests/test_a.py::test_b[browser]", set()) == set()


def test_an_unknown_suite_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="'postgres'"):
        required_suites("postgres")
