"""The executive report of the sample: assembling it, its page, its PDF and its charts. Prints one JSON object, times in milliseconds."""

import json
import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

from starlette.testclient import TestClient

from governance.accounts import AccountForm, open_account
from governance.authority import Role, operator
from governance.forms import read_form
from governance.memberships import grant_role
from governance.programmes import find_programme
from governance.sign_ins import new_secret, sign_in
from milestones import progress_report
from milestones.report_view import PublishedReport
from plans.plan import scheduled
from tests import databases
from web import report_pages
from web.app import create_app
from web.database import Database
from web.sample.loading import load_sample
from web.settings import Settings


def times(runs: int, work: Callable[[], Any]) -> list[float]:
    """Milliseconds of each run, the first one left out."""
    found = []
    for _ in range(runs + 1):
        begin = perf_counter()
        work()
        found.append((perf_counter() - begin) * 1000)
    return found[1:]


def sample(folder: Path) -> Database:
    database = databases.sqlite_database(folder)
    load_sample(database)
    return database


def client_of(database: Database, folder: Path) -> TestClient:
    """A browser in which somebody is signed in who may read everything."""
    app = create_app(Settings(data_dir=folder, allowed_hosts=["testserver"]), database)  # pyright: ignore
    actor, secret = operator("bench"), new_secret()
    with database.transaction(writes=True) as session:
        form = read_form(AccountForm, {"email": "somebody@bench.example", "name": "Bench"})
        account = open_account(session, actor, None, form)
        grant_role(session, actor, None, account, Role.admin)
        sign_in(session, account.key, secret, datetime.now(UTC), 12)
    return TestClient(app, "http://testserver", cookies={"session": secret})


def served(client: TestClient, path: str, runs: int = 30, before: Callable[[], None] = lambda: None) -> float:
    """Median server time of a page, as the server itself says it."""
    said = []
    for _ in range(runs + 1):
        before()
        answer = client.get(path)
        if answer.status_code != 200:
            raise SystemExit(f"{path} answered {answer.status_code}")
        said.append(answer.headers["server-timing"].rpartition("=")[2])
    return median(float(ms) for ms in said[1:])


def forget() -> None:
    """As after a change: nothing computed or drawn is at hand."""
    progress_report._kept.clear()
    report_pages._layouts.clear()


def assembled(database: Database) -> float:
    """Median time of a report from the records, with the schedule at hand and the report itself not."""
    with database.transaction(writes=False) as session:
        programme = find_programme(session, operator(), "BCT")
        scheduled(session, programme, programme.status_date)
        return median(times(15, lambda: progress_report._computed(session, programme, programme.status_date)))


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        print("loading the sample", file=sys.stderr)
        database = sample(folder)
        client = client_of(database, folder)
        with database.transaction(writes=False) as session:
            programme = find_programme(session, operator(), "BCT")
            report = progress_report.progress_report(session, programme, programme.status_date)
        begin = perf_counter()
        from web.reports.pdf import pdf

        pdf(PublishedReport(report=report))
        first = (perf_counter() - begin) * 1000
        figures = {
            "assembled": assembled(database),
            "page": served(client, "/programmes/BCT/overview"),
            "page_recomputed": served(client, "/programmes/BCT/overview", 10, forget),
            "issue": served(client, "/programmes/BCT/reports/1"),
            "json": served(client, "/api/v1/programmes/BCT/report"),
            "issues": served(client, "/programmes/BCT/reports"),
            "pdf_first_of_process": first,
            "pdf": median(times(3, lambda: pdf(PublishedReport(report=report)))),
        }
        print(json.dumps({name: round(ms, 1) for name, ms in figures.items()}))
        database.dispose()


if __name__ == "__main__":
    main()
