"""How long it takes to walk the whole audit trail: 100,000 entries, every hash computed anew."""

import json
import sys
import tempfile
from pathlib import Path
from time import perf_counter
from typing import Any

from sqlalchemy import insert

from governance import audit
from tests import databases
from web.database import Database

ENTRIES = 100_000


def entries(key: bytes) -> list[dict[str, Any]]:
    """A trail as long as a large rollout leaves behind: a risk that changes its probability, over and over."""
    previous, made = audit.GENESIS, []
    for number in range(ENTRIES):
        row = {
            "at": "2026-07-03T08:00:00.000000+00:00", "actor": "Chen Jing", "account_id": 1, "via": "page", "programme_id": 1,
            "command": "revise_risk", "kind": "risk", "record_id": number % 500, "code": f"RSK-{number % 500:02d}", "action": "change",
            "reason": None, "changes": audit.canonical({"probability": [number % 5, 1 + number % 5], "event_zh": ["客户数据重复", "客户主数据重复"]}),
        }  # fmt: skip
        row |= {"prev": previous, "hash": audit.seal(key, previous, row)}
        previous = row["hash"]
        made.append(row)
    return made


def seconds(database: Database) -> float:
    """How long the walk takes, once the entries are there."""
    with database.engine.begin() as connection:
        connection.execute(insert(audit.AuditEntry.__table__), entries(database.audit_key))  # pyright: ignore
    with database.transaction(writes=False) as session:
        started = perf_counter()
        count, breaks = audit.verify(session, database.audit_key)
        took = perf_counter() - started
    if (count, breaks) != (ENTRIES, []):
        raise SystemExit(f"the trail does not hold: {count} entries, {breaks[:3]}")
    return took


def main() -> None:
    found: dict[str, Any] = {"entries": ENTRIES}
    for engine in databases.engines():
        make = {"sqlite": databases.sqlite_database, "postgresql": databases.postgresql_database}[engine]
        with tempfile.TemporaryDirectory() as folder:
            database = make(Path(folder))
            found[f"{engine}_s"] = round(seconds(database), 2)
            databases.drop(database)
    databases.stop_postgresql()
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main()
