"""How long plans take as records: the Gantt of 1,000 tasks, a change, the import of a Microsoft Project file, loading the sample.

Server times in ms at the median, in process, by the wall and by the processor (others may be using the machine as well).
"""

import gc
import json
import random
import statistics
import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

from sqlmodel import Session, select

from governance.accounts import AccountForm, open_account
from governance.authority import Role, operator
from governance.forms import read_form
from governance.memberships import grant_role
from governance.programmes import Programme, find_programme
from governance.sign_ins import new_secret, sign_in
from milestones.plan_import import open_programme_with
from plans import plan as kept_plans
from plans.plan import scheduled
from tests import databases
from web import gantt_view, served
from web.app import create_app
from web.database import Database
from web.plan_files import read_draft
from web.sample.loading import load_sample
from web.settings import Settings

WEEK = "".join(
    f"<WeekDay><DayType>{n}</DayType><DayWorking>{int(2 <= n <= 6)}</DayWorking>"
    + ("<WorkingTimes><WorkingTime><FromTime>08:00:00</FromTime><ToTime>16:00:00</ToTime></WorkingTime></WorkingTimes>" if 2 <= n <= 6 else "")
    + "</WeekDay>"
    for n in range(1, 8)
)  # fmt: skip


def project_file(tasks: int) -> bytes:
    """Ten phases, each task waiting for about two of the eight before it."""
    rng, rows, uid = random.Random(7), list[str](), 0
    for phase in range(10):
        uid += 1
        rows.append(
            f"<Task><UID>{uid}</UID><ID>{uid}</ID><Name>Phase {phase}</Name><OutlineLevel>1</OutlineLevel><Summary>1</Summary></Task>"
        )
        first = uid
        for _ in range(tasks // 10):
            uid += 1
            before = sorted({uid - rng.randint(1, 8) for _ in range(2)} - set(range(-9, first + 1)))
            links = "".join(
                f"<PredecessorLink><PredecessorUID>{p}</PredecessorUID><Type>1</Type></PredecessorLink>" for p in before
            )
            rows.append(
                f"<Task><UID>{uid}</UID><ID>{uid}</ID><Name>Task {uid}</Name><OutlineLevel>2</OutlineLevel><Summary>0</Summary>"
                f"<Duration>PT{8 * rng.randint(1, 5)}H0M0S</Duration>{links}</Task>"
            )
    return (
        '<?xml version="1.0"?><Project xmlns="http://schemas.microsoft.com/project"><Name>Big</Name><StartDate>2026-03-02T08:00:00</StartDate>'
        f"<MinutesPerDay>480</MinutesPerDay><CalendarUID>1</CalendarUID><Calendars><Calendar><UID>1</UID><Name>Standard</Name><WeekDays>{WEEK}</WeekDays>"
        f"</Calendar></Calendars><Tasks>{''.join(rows)}</Tasks></Project>"
    ).encode()


def timed(action: Callable[[], Any], runs: int, before: Callable[[], None] = lambda: None) -> dict[str, float]:
    """Medians of several runs, in milliseconds."""
    wall, busy = list[float](), list[float]()
    for _ in range(runs):
        before()
        started, worked = perf_counter(), process_time()
        action()
        wall.append(perf_counter() - started)
        busy.append(process_time() - worked)
    return {"wall_ms": round(statistics.median(wall) * 1000, 1), "cpu_ms": round(statistics.median(busy) * 1000, 1)}


def fresh(folder: Path, name: str) -> Database:
    (folder / name).mkdir()
    return databases.sqlite_database(folder / name)


def imported(session: Session, body: bytes, code: str) -> Programme:
    return open_programme_with(session, operator(), None, code, "Big", read_draft("big.xml", body))[0]


def manager(database: Database, *codes: str) -> str:
    """A cookie of somebody who manages these programmes."""
    secret, form = new_secret(), read_form(AccountForm, {"email": "pm@bench.example", "name": "Bench"})
    with database.transaction(writes=True) as session:
        account = open_account(session, operator(), None, form)
        for code in codes:
            grant_role(session, operator(), find_programme(session, operator(), code), account, Role.pm)
        sign_in(session, account.key, secret, datetime.now(UTC), 12)
    return secret


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="steerboard-bench-") as folder:
        print(json.dumps(measured(Path(folder))))


def measured(folder: Path) -> dict[str, Any]:
    """Every figure, on databases of its own in `folder`."""
    from starlette.testclient import TestClient

    served.enter_all()
    figures: dict[str, Any] = {}
    database = fresh(folder, "one")
    body = project_file(1000)

    def enter() -> None:
        with database.transaction(writes=True) as session:
            count = len(session.exec(select(Programme.id)).all())
            imported(session, body, f"BIG{count}")

    figures["import_mspdi_1000_tasks"] = timed(enter, 3)
    figures["load_sample"] = timed(lambda: load_sample(fresh(folder, "two")), 1)
    load_sample(database)

    app = create_app(Settings(data_dir=database.data_dir, allowed_hosts=["testserver"]), database)  # pyright: ignore
    client = TestClient(app, cookies={"session": manager(database, "BIG0", "BCT")})

    def gantt(code: str) -> None:
        answer = client.get(f"/programmes/{code}/schedule")
        if answer.status_code != 200:
            raise SystemExit(answer.text[:500])

    def forget() -> None:
        """As after a change: nothing computed or drawn is at hand."""
        kept_plans._kept.clear()
        gantt_view._sheets.clear()

    gc.collect()
    gc.freeze()  # as the served app does
    for name, code in (("gantt_1000_tasks", "BIG0"), ("gantt_sample", "BCT")):
        gantt(code)
        figures[name] = timed(lambda code=code: gantt(code), 15)
        figures[f"{name}_recomputed"] = timed(lambda code=code: gantt(code), 7, forget)
    figures["gantt_1000_tasks_kb"] = len(client.get("/programmes/BIG0/schedule").content) // 1024

    versions = count(version_of(client, "BIG0"))
    figures["save_a_task_of_1000_and_see_every_date"] = timed(
        lambda: saved_and_seen(client, "BIG0", next(versions)), 15
    )
    with database.transaction(writes=False) as session:
        big = find_programme(session, operator(), "BIG0")
        figures["schedule_1000_tasks_from_records"] = timed(
            lambda: scheduled(session, big, big.status_date), 7, kept_plans._kept.clear
        )
        figures["schedule_1000_tasks_kept"] = timed(lambda: scheduled(session, big, big.status_date), 15)
    database.dispose()
    return figures


FORTIETH = "T41"


def version_of(client: Any, programme: str) -> int:
    return client.get(f"/api/v1/programmes/{programme}/tasks/{FORTIETH}").json()["version"]


def saved_and_seen(client: Any, programme: str, version: int) -> None:
    """A duration is changed on the page of a task, and the Gantt drawn anew: what the browser asks for then."""
    sent = {"version": version, "duration": f"{2 + version % 2}d"}
    page, headers = f"/programmes/{programme}/schedule", {"sec-fetch-site": "same-origin"}
    saved = client.post(f"{page}/tasks/{FORTIETH}", data=sent, headers=headers, follow_redirects=False)
    seen = client.get(page, headers={"hx-request": "true", "hx-target": "div#gantt"})
    if saved.status_code != 303 or seen.status_code != 200:
        raise SystemExit(saved.text[:500])


if __name__ == "__main__":
    sys.exit(main())
