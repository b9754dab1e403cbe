"""Counts what is asked of a database, so that a page's number of queries can be held to a bound."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from web.database import Database


@contextmanager
def counted(database: Database) -> Iterator[list[str]]:
    """Inside, every statement sent to the database is collected."""
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        sent.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(database.engine, "before_cursor_execute", note)
