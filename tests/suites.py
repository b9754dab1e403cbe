"""Tells, on the last line of a test run, which suites ran; fails the run when a required one did not.

`STEERBOARD_REQUIRED_SUITES=sqlite,postgresql,browser` names those that must have run. A test belongs to a suite by its
marker (`browser`, `postgresql`), by its folder (`tests/browser`), or by the database that it is parametrised with
(`test_x[postgresql]`).
"""

import os
import re
from collections import Counter

import pytest

DATABASES = ("sqlite", "postgresql")
SUITES = (*DATABASES, "browser")
REQUIRED_BY = "STEERBOARD_REQUIRED_SUITES"
_NAMES = {"sqlite": "SQLite", "postgresql": "PostgreSQL", "browser": "browser"}


def suites_of(nodeid: str, marks: set[str]) -> set[str]:
    """The suites that a test belongs to, by its marks and by the databases in its parameter brackets."""
    bracket = re.search(r"\[(.*)\]$", nodeid)
    words = set(re.split(r"[^a-z0-9]+", bracket.group(1).lower())) if bracket else set()
    return {suite for suite in SUITES if suite in marks} | {database for database in DATABASES if database in words}


def required_suites(environment: str) -> list[str]:
    """The suites named in the environment variable; ValueError names one that does not exist."""
    named = [word.strip() for word in environment.split(",") if word.strip()]
    for name in named:
        if name not in SUITES:
            raise ValueError(f"{REQUIRED_BY} names {name!r}; known are {', '.join(SUITES)}")
    return named


class SuiteReport:
    """Counts what ran and what was skipped, suite by suite, over all worker processes."""

    def __init__(self, required: list[str]) -> None:
        self.required = required
        self.ran: Counter[str] = Counter()
        self.skipped: Counter[str] = Counter()
        self.reasons: dict[str, str] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        suites = suites_of(report.nodeid, set(report.keywords))
        if report.skipped:
            self.skipped.update(suites)
            for suite in suites:
                self.reasons.setdefault(suite, _reason(report))
        elif report.when == "call":
            self.ran.update(suites)

    def missing(self) -> list[str]:
        """The required suites of which not one test ran."""
        return [suite for suite in self.required if not self.ran[suite]]

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if self.missing() and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_unconfigure(self) -> None:
        print(self.last_line())

    def last_line(self) -> str:
        """One line: every suite with its count, or that it was skipped and why."""
        line = "Suites: " + "; ".join(self._told(suite) for suite in SUITES) + "."
        if missing := self.missing():
            line += f" FAILED: {', '.join(_NAMES[suite] for suite in missing)} had to run and did not."
        return line

    def _told(self, suite: str) -> str:
        name, ran, skipped = _NAMES[suite], self.ran[suite], self.skipped[suite]
        if ran:
            return f"{name} ran ({ran} tests" + (f", {skipped} skipped)" if skipped else ")")
        if skipped:
            return f"{name} SKIPPED ({skipped} tests: {self.reasons[suite]})"
        return f"{name} had no test in this run"


def _reason(report: pytest.TestReport) -> str:
    told = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr or "")
    return told.removeprefix("Skipped: ").splitlines()[0] if told else "no reason given"


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(SuiteReport(required_suites(os.environ.get(REQUIRED_BY, ""))), "suite-report")
