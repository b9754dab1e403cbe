"""What holds for every write that the app offers, page or API: the route table says which there are.

Nothing is answered before it is committed; nothing is changed that the sender has not seen; nothing is taken that the server itself keeps.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import event

from governance.programmes import Programme
from tests.web.writes import REHEARSALS, Everybody, Write, every_write, everybody, fingerprint
from web.database import Database

SQLITE = pytest.mark.parametrize(
    "database", ["sqlite"], indirect=True
)  # what is asked of a request does not depend on the engine
CHANGES = ("insert", "update", "delete")
# What a change of something that exists is based on, it must say; these change nothing that somebody else may have changed.
UNVERSIONED = {
    "POST /programmes/{programme}/goals/{code}/measurements": "adds a record",
    "POST /programmes/{programme}/risks/{code}/responses": "adds a record",
    "POST /programmes/{programme}/schedule/tasks/{code}/progress": "adds a report",
    "POST /programmes/{programme}/schedule/tasks/{code}/assignments": "adds a record",
    "POST /programmes/{programme}/schedule/tasks/{code}/links/removal": "takes away what it names, whoever else changes what",
    "POST /programmes/{programme}/responsibilities/{code}/cells/{key}": "says a cell whole",
    "POST /accounts/{code}/roles": "adds a role",
    "POST /accounts/{code}/roles/{membership}/closure": "ends what can only be ended",
    "POST /account/tokens/{code}/closure": "ends what can only be ended",
    "POST /account/feeds/{code}/closure": "ends what can only be ended",
}
# Fields that exist and that only the server sets.
KEPT = (
    "id", "programme_id", "created_at", "created_by", "updated_at", "updated_by", "withdrawn_on", "withdrawn_reason", "is_sample", "is_demo",
    "account_id", "actor", "via", "owner_id", "password_hash", "secret", "digest", "seq", "hash", "prev", "computed",
)  # fmt: skip

CANARY = "70717273"


@contextmanager
def failing_commits(database: Database) -> Iterator[list[list[str]]]:
    """Inside, no commit succeeds. Collected is, for each commit, what it would have written."""
    reached, written = list[list[str]](), list[str]()

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_rest: Any) -> None:
        if statement.lstrip().lower().startswith(CHANGES):
            written.append(repr(parameters))

    def fail(_connection: object) -> None:
        reached.append(list(written))
        raise RuntimeError("the disk is gone")

    def begin(_connection: object) -> None:
        written.clear()

    event.listen(database.engine, "before_cursor_execute", note)
    event.listen(database.engine, "commit", fail)
    event.listen(database.engine, "begin", begin)
    logging.disable()  # each is logged with its trace
    try:
        yield reached
    finally:
        logging.disable(logging.NOTSET)
        event.remove(database.engine, "begin", begin)
        event.remove(database.engine, "commit", fail)
        event.remove(database.engine, "before_cursor_execute", note)


@pytest.fixture
def somebody(app: FastAPI, database: Database, sample: Programme) -> Everybody:
    return everybody(app, database, sample)


_fit: dict[str, Write] = {}


def fitting(e: Everybody) -> dict[str, Write]:
    """For every write a request that would be taken; looked for once, for every copy of the sample holds the same."""
    if not _fit:
        offered = list(every_write(e))  # some are made by asking the app: before its commits fail
        with failing_commits(e.database) as reached:
            _fit.update((name, found[0]) for name, found in _reaching(e, offered, reached))
    return _fit


def _reaching(e: Everybody, offered: list[tuple[str, list[Write]]], reached: list[list[str]]) -> Iterator[tuple[str, tuple[Write, int]]]:  # fmt: skip
    """For every write, the first of its requests that got as far as committing a change, and how it was answered."""
    missing = []
    for name, writes in offered:
        known = [w for w in (_fit.get(name),) if w and "token" not in w.body]  # found on a copy of the same sample
        for write in [*known, *writes]:
            reached.clear()
            status = write.sent_by(e.client).status_code
            if status < 400 or (reached and (any(reached) or f"{write.method} {write.route}" in REHEARSALS)):
                yield name, (write, status)
                break
        else:
            missing.append(name)
    assert missing == [], "no example of these writes is taken"


@SQLITE
def test_where_the_commit_fails_every_write_says_so_and_leaves_no_row(somebody: Everybody) -> None:
    e, offered = somebody, list(every_write(somebody))
    before, answers, touched = fingerprint(e.database), dict[str, int](), list[str]()
    with failing_commits(e.database) as reached:
        for name, (write, status) in _reaching(e, offered, reached):
            answers[name] = status
            _fit[name] = write
            if fingerprint(e.database) != before:
                touched.append(name)
    assert {name: status for name, status in answers.items() if not 500 <= status < 600} == {}
    assert touched == []
    assert len(answers) >= 200


@SQLITE
def test_a_change_must_say_the_version_that_it_is_based_on_and_not_an_old_one(somebody: Everybody) -> None:
    e, wrong, asked = somebody, list[tuple[str, int, int]](), 0
    before = fingerprint(e.database)
    for name, write in fitting(e).items():
        if write.version is None:
            continue
        asked += 1
        without, old = write.based_on(None).sent_by(e.client), write.based_on(write.version - 1).sent_by(e.client)
        if (without.status_code, old.status_code) != (428, 409):
            wrong.append((name, without.status_code, old.status_code))
    assert wrong == []
    assert asked >= 150
    assert fingerprint(e.database) == before


@SQLITE
def test_whatever_changes_something_that_exists_says_its_version(somebody: Everybody) -> None:
    silent = {f"{w.method} {w.route}" for w in fitting(somebody).values() if w.version is None and "{code}" in w.route}
    assert silent == set(UNVERSIONED)


@SQLITE
def test_no_write_takes_a_field_that_only_the_server_sets(somebody: Everybody) -> None:
    e, taken, refused = somebody, list[str](), 0
    assert len(KEPT) == 21
    before = fingerprint(e.database)
    with failing_commits(e.database) as reached:
        for name, write in fitting(e).items():
            if write.file is not None:
                continue
            sent = write.with_more(dict.fromkeys(KEPT, CANARY)).sent_by(e.client, accept="application/json")
            told = {x["field"] for x in sent.json().get("errors", ()) if x["code"] == "UNKNOWN_FIELD"}
            refused += told >= set(KEPT)
            if write.is_api and not told >= set(KEPT):
                taken.append(name)
        taken += [parameters for written in reached for parameters in written if CANARY in parameters]
    assert taken == []
    assert refused >= 100
    assert fingerprint(e.database) == before
