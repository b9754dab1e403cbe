"""Server time of lists and pages, in process: `python -m tests.bench.bench_web` prints medians in milliseconds as JSON.

A register of a hundred rows, every other kind of generic page, and the import of a thousand rows, over SQLite, signed in as the manager of
the sample rollout. Requests go through the whole application, from the door to the last byte; only the network is missing.
"""

import asyncio
import gc
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from fastapi import FastAPI

from governance.accounts import AccountForm, open_account
from governance.authority import Role
from governance.forms import read_form
from governance.imports import import_rows
from governance.memberships import grant_role
from governance.programmes import Programme, find_programme
from governance.sign_ins import new_secret, sign_in
from risks.register import RISKS
from tests import builders, databases
from web import kept_lists
from web.app import create_app
from web.database import Database
from web.settings import Settings

ROUNDS, ROWS = 60, 100
# Drawn once for each content of the record; `…_changed` is the first view after a change.
LISTS = ("list_100_rows", "goals", "tasks", "stakeholders")
PAGES = {
    "list_100_rows": "/programmes/BCT/risks?size=100", "list_100_rows_api": "/api/v1/programmes/BCT/risks?size=100", "record": "/programmes/BCT/risks/R05",
    "form": "/programmes/BCT/risks/R05/edit", "people": "/programmes/BCT/people", "goals": "/programmes/BCT/goals",
    "charter": "/programmes/BCT/charter", "trail": "/programmes/BCT/trail", "search": "/programmes/BCT/search?q=data",
    "overview": "/programmes/BCT/overview", "milestones": "/programmes/BCT/milestones", "tasks": "/programmes/BCT/tasks",
    "raci": "/programmes/BCT/responsibilities", "stakeholders": "/programmes/BCT/stakeholders", "decisions": "/programmes/BCT/decisions",
    "reports": "/programmes/BCT/reports", "account": "/account", "programmes": "/programmes",
}  # fmt: skip


def main() -> None:
    """Print the figures."""
    with tempfile.TemporaryDirectory() as folder:
        database = databases.sqlite_database(Path(folder), "sample")
        cookie = signed_in(database)
        app = create_app(Settings(data_dir=Path(folder), allowed_hosts=["bench"]), database)  # pyright: ignore
        figures = asyncio.run(measured(app, cookie)) | {"import_1000_rows_s": imported(database)}
        database.dispose()
    json.dump(figures, sys.stdout)


def signed_in(database: Database) -> str:
    """A manager's cookie; and as many risks as make a page of a hundred."""
    secret = new_secret()
    with database.transaction(writes=True) as session:
        programme = find_programme(session, builders.SOMEBODY, "BCT")
        account = open_account(
            session, builders.SOMEBODY, None, read_form(AccountForm, {"email": "pm@bench.example", "name": "Bench"})
        )
        grant_role(session, builders.SOMEBODY, programme, account, Role.pm)
        sign_in(session, account.key, secret, datetime.now(UTC), 12)
        import_rows(session, builders.SOMEBODY, programme, RISKS, rows(ROWS)).require()
    return secret


def rows(number: int) -> list[dict[str, Any]]:
    given = {
        **builders.A_RISK,
        "owner": "PER-01",
        "factor": "F2",
        "strategy": "reduce",
        "residual_probability": 2,
        "residual_impact": 2,
    }
    return [{**given, "title_zh": f"客户主数据重复 {n}", "probability": n % 5 + 1} for n in range(number)]


async def measured(app: FastAPI, cookie: str) -> dict[str, float]:
    gc.collect()
    gc.freeze()  # as the served app does
    found: dict[str, float] = {}
    for name, path in PAGES.items():
        wall, processor = await medians(app, path, cookie)
        found |= {f"{name}_ms": wall, f"{name}_cpu_ms": processor}
        if name in LISTS:
            wall, processor = await medians(app, path, cookie, before=kept_lists.forget)
            found |= {f"{name}_changed_ms": wall, f"{name}_changed_cpu_ms": processor}
    return found


async def medians(
    app: FastAPI, path: str, cookie: str, before: Callable[[], None] = lambda: None
) -> tuple[float, float]:
    """The median times of one page, warm: by the wall, and by the processor (others may be using the machine as well)."""
    walls, processors = list[float](), list[float]()
    for place in range(ROUNDS + 5):
        before()
        wall, processor = time.perf_counter(), time.process_time()
        status = await ask(app, path, cookie)
        if status != 200:
            raise SystemExit(f"{path} answered {status}")
        if place >= 5:
            walls.append(time.perf_counter() - wall)
            processors.append(time.process_time() - processor)
    return round(statistics.median(walls) * 1000, 1), round(statistics.median(processors) * 1000, 1)


async def ask(app: FastAPI, path: str, cookie: str) -> int:
    """One request; returns the answer's status."""
    place, _, query = path.partition("?")
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "GET", "path": place, "raw_path": place.encode(),
        "query_string": query.encode(), "headers": [(b"host", b"bench"), (b"cookie", f"session={cookie}".encode())],
        "client": ("127.0.0.1", 1), "server": ("bench", 80), "scheme": "http", "root_path": "", "state": {},
    }  # fmt: skip
    status = 0

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        nonlocal status
        status = message.get("status", status)

    await app(scope, receive, send)  # pyright: ignore
    return status


def imported(database: Database) -> float:
    """Seconds to write a thousand new rows into a register, audit and all."""
    with database.transaction(writes=True) as session:
        programme: Programme = find_programme(session, builders.SOMEBODY, "BCT")
        started = time.perf_counter()
        import_rows(session, builders.SOMEBODY, programme, RISKS, rows(1000)).require()
        return round(time.perf_counter() - started, 2)


if __name__ == "__main__":
    main()
