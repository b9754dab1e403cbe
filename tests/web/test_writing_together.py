"""Many who write at once: no change is lost, none is made twice, and whoever has to wait is told so rather than failed."""

import asyncio
import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import pytest
from anyio import to_thread
from fastapi import FastAPI
from httpx2 import ASGITransport, AsyncClient
from sqlmodel import select

from governance import audit
from governance.account_closure import deactivate_account
from governance.accounts import Account
from governance.authority import Role
from governance.errors import Busy, Refusal, Stale
from governance.forms import read_form
from governance.programmes import Programme, ProgrammeForm, revise_charter
from governance.records import find
from risks.register import Risk, RiskForm, revise_risk
from tests import builders
from tests.builders import A_RISK, SOMEBODY
from tests.conftest import BASE, rounds
from tests.web.house import open_for
from web.app import THREADS
from web.database import Database

RISKS = "/api/v1/programmes/BCT/risks"
CHARTER = {
    "code": "BCT", "name_en": "BCT rollout", "start": "2026-03-02", "target_finish": "2026-11-20", "committed_finish": "2026-11-30",
    "status_date": "2026-07-03", "licensed_users": 1,
}  # fmt: skip


def together(threads: int, work: Callable[[int], None]) -> list[BaseException]:
    """Let so many threads do `work(number)` at once; what they failed with."""
    failures, ready = list[BaseException](), threading.Barrier(threads)

    def one(number: int) -> None:
        try:
            ready.wait()
            work(number)
        except BaseException as error:
            failures.append(error)

    started = [threading.Thread(target=one, args=(number,)) for number in range(threads)]
    for thread in started:
        thread.start()
    for thread in started:
        thread.join()
    return failures


def until_taken(attempt: Callable[[], None]) -> int:
    """Try until the queue of writers has room, as a browser does that is told to come back: how often it had none.

    A refusal that the database itself caused, a lock that was not given, is a failure.
    """
    refused = 0
    while True:
        try:
            attempt()
            return refused
        except Busy as busy:
            if busy.__cause__ is not None:
                raise
            refused += 1
            pause.wait(0.5)


pause = threading.Event()


# --- Read, change, write ---------------------------------------------------------------------------------------------


def test_no_update_is_lost_among_sixty_four_writers_and_no_lock_is_refused(database: Database) -> None:
    with database.transaction(writes=True) as session:
        key = revise_charter(session, SOMEBODY, builders.a_programme(session), read_form(ProgrammeForm, CHARTER), 1).key
    form = read_form(ProgrammeForm, CHARTER)

    def add_one() -> None:
        with database.transaction(writes=True) as session:
            programme = session.get_one(Programme, key, with_for_update=True)
            changed = form.model_copy(update={"licensed_users": (programme.licensed_users or 0) + 1})
            revise_charter(session, SOMEBODY, programme, changed, programme.version)

    def again_and_again(_number: int) -> None:
        for _ in range(times):
            until_taken(add_one)

    times = rounds(100)
    assert together(64, again_and_again) == []
    with database.transaction(writes=False) as session:
        assert session.get_one(Programme, key).licensed_users == 1 + 64 * times
        entries, breaks = audit.verify(session, database.audit_key, database.anchor())
    assert (entries, breaks) == (2 + 64 * times, [])


def test_of_changes_based_on_what_sixteen_saw_as_many_are_accepted_as_are_kept(database: Database) -> None:
    """Each reads without a lock, waits for nobody, and writes on what it saw: who was slower is told, and nothing of it is kept."""
    with database.transaction(writes=True) as session:
        key = builders.a_programme(session).key
        builders.a_risk(session, session.get_one(Programme, key))
    form, told = read_form(RiskForm, A_RISK), Counter[str]()

    def save(number: int, round_: int) -> None:
        with database.transaction(writes=False) as session:
            seen = find(session, Risk, key, "RSK-01").version
        changed = form.model_copy(update={"notes": f"{number} in round {round_}"})

        def attempt() -> None:
            with database.transaction(writes=True) as session:
                revise_risk(session, SOMEBODY, find(session, Risk, key, "RSK-01"), changed, seen)

        try:
            until_taken(attempt)
            told["accepted"] += 1
        except Stale:
            told["stale"] += 1

    def again_and_again(number: int) -> None:
        for round_ in range(times):
            save(number, round_)

    times = rounds(100)
    assert together(16, again_and_again) == []
    assert told.total() == 16 * times
    assert told["stale"] > 0
    with database.transaction(writes=False) as session:
        assert find(session, Risk, key, "RSK-01").version == 1 + told["accepted"]
        assert audit.verify(session, database.audit_key, database.anchor()) == (2 + told["accepted"], [])


# --- Once ------------------------------------------------------------------------------------------------------------


def test_of_fifty_creates_that_are_sent_twice_at_once_fifty_records_are_made(client_as: Any, bct: Programme) -> None:
    answers = list[tuple[int, str]]()
    doors = [client_as("pm", bct)] * 2

    def send(number: int) -> None:
        for pair in range(50):
            body, key = A_RISK | {"notes": str(pair)}, {"idempotency-key": f"pair {pair}"}
            both.wait()
            answer = doors[number].post(RISKS, json=body, headers=key)
            answers.append((answer.status_code, answer.headers.get("location", "")))

    both = threading.Barrier(2)
    assert together(2, send) == []
    assert Counter(status for status, _ in answers) == {201: 100}
    assert set(Counter(where for _, where in answers).values()) == {2}
    listed = doors[0].get(RISKS, params={"size": 100}).json()
    assert listed["total"] == 50
    assert {r["notes"] for r in listed["items"]} == {str(pair) for pair in range(50)}


# --- What only one of two may do -------------------------------------------------------------------------------------


@pytest.mark.parametrize("round_", range(5))
def test_of_two_administrators_who_shut_each_other_out_at_once_one_stays(database: Database, round_: int) -> None:
    keys = [open_for(database, f"{name}@x.example", Role.admin).key for name in ("ann", "bob")]
    refused = list[Refusal]()

    def shut_out(number: int) -> None:
        try:
            with database.transaction(writes=True) as session:
                other = session.get_one(Account, keys[1 - number])
                deactivate_account(session, SOMEBODY, other, reason="enough", on=date(2026, 7, 3))
        except Refusal as refusal:
            refused.append(refusal)

    assert together(2, shut_out) == []
    with database.transaction(writes=False) as session:
        active = [a for a in session.exec(select(Account)).all() if a.withdrawn_on is None]
    assert (len(active), len(refused)) == (1, 1)


async def at_once(app: FastAPI, headers: Any, count: int) -> Counter[int]:
    """How so many requests, three of four to read, are answered by one process that has the threads of a served one."""
    async with AsyncClient(
        transport=ASGITransport(app, raise_app_exceptions=False), base_url=BASE, headers=headers
    ) as client:
        to_thread.current_default_thread_limiter().total_tokens = THREADS
        asked = [client.post(RISKS, json=A_RISK) if n % 4 == 0 else client.get(RISKS) for n in range(count)]
        return Counter([answer.status_code for answer in await asyncio.gather(*asked)])


def test_more_who_come_at_once_than_there_are_connections_are_answered(
    app: FastAPI, client_as: Any, bct: Programme
) -> None:
    """A request that holds a connection needs a thread to go on: those who wait for a connection must leave it one."""
    headers = client_as("pm", bct).headers
    with ThreadPoolExecutor(1) as elsewhere:  # this thread may have a loop of its own running: that of a browser
        answers = elsewhere.submit(lambda: asyncio.run(at_once(app, headers, 200))).result()
    # Who waited too long for a turn is told so; on a slow machine that may be some, but the others went on meanwhile.
    assert set(answers) <= {200, 201, 503}
    assert answers.total() == 200
    assert answers[200] > 50
    assert answers[201] > 0
