"""The database: one engine factory for SQLite and PostgreSQL, one transaction per request or command, one gate for writers."""

import json
import os
import secrets
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from types import ModuleType
from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as NoConnection

from governance import audit
from governance.codes import one_writer
from governance.errors import Busy, Conflict, Problem
from governance.recording import RecordingSession
from web.settings import Settings

SAFE_SQLITE = (
    3,
    51,
    3,
)  # earlier releases can corrupt a WAL database when two connections write and checkpoint at once
WRITERS_WAITING, WRITER_PATIENCE = 16, 5.0


def sqlite_driver() -> ModuleType:
    """The interpreter's SQLite where it is safe, else the one that we bring along.

    Raises:
        RuntimeError: neither is safe with write-ahead logging.
    """
    if sqlite3.sqlite_version_info >= SAFE_SQLITE:
        return sqlite3
    try:
        from pysqlite3 import dbapi2
    except ImportError:
        dbapi2 = None
    if dbapi2 is None or dbapi2.sqlite_version_info < SAFE_SQLITE:
        raise RuntimeError(
            f"SQLite {sqlite3.sqlite_version} is too old: 3.51.3 or newer is needed (pip install pysqlite3)"
        )
    return dbapi2


class Database:
    """An engine with what every session of it needs: the trail's key and anchor, and the writers' gate."""

    def __init__(self, url: str, data_dir: Path, *, echo: bool = False):
        self.url, self.data_dir = make_url(url), data_dir
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self.audit_key = _audit_key(data_dir)
        self.engine = _sqlite_engine(self.url, echo) if self.is_sqlite else _postgresql_engine(self.url, echo)
        # Who only reads begins with the first query, so that opening a session never waits.
        self._reading = self.engine.execution_options(steerboard_writes=False)
        self._gate, self._waiting = threading.Lock(), threading.Semaphore(WRITERS_WAITING)

    @contextmanager
    def transaction(self, *, writes: bool) -> Iterator[RecordingSession]:
        """A session whose changes are committed when the block ends, and none of them if it fails.

        Raises:
            Busy: the database could not take a writer in time, or cannot be reached.
        """
        with self._writer() if writes else _nothing():
            engine = self.engine if writes else self._reading
            session = RecordingSession(engine, expire_on_commit=False, autoflush=True)
            session.info.update(audit_key=self.audit_key)
            try:
                if writes:
                    # What a command checks stays so until its commit: nobody else writes meanwhile, in this process or another.
                    one_writer(session)
                yield session
                if writes:
                    head = audit.head(session) if session.info.get("audit_written") else None
                    session.commit()
                    if head:
                        self._write_anchor(head)
                else:
                    session.rollback()
            except OperationalError as error:
                session.rollback()
                if _is_passing(error):
                    raise Busy([Problem("DATABASE_BUSY", "", None, {})]) from error
                raise
            except NoConnection as error:
                raise Busy([Problem("DATABASE_BUSY", "", None, {})]) from error
            except BaseException:
                session.rollback()
                raise
            finally:
                session.close()

    @contextmanager
    def _writer(self) -> Iterator[None]:
        """There is one writer at a time, and databases wait unfairly; a lock in front is fair, and refuses when the queue is long."""
        if not self._waiting.acquire(blocking=False):
            raise Busy([Problem("DATABASE_BUSY", "", None, {})])
        try:
            if not self._gate.acquire(timeout=WRITER_PATIENCE):
                raise Busy([Problem("DATABASE_BUSY", "", None, {})])
            try:
                yield
            finally:
                self._gate.release()
        finally:
            self._waiting.release()

    # The anchor: the newest entry of the trail, outside the database, so that cutting the trail's end is noticed.
    @property
    def anchor_file(self) -> Path:
        return self.data_dir / "audit.anchor"

    def anchor(self) -> tuple[int, str] | None:
        try:
            seq, _, digest = self.anchor_file.read_text().strip().partition(" ")
            return (int(seq), digest) if digest else None
        except (OSError, ValueError):
            return None

    def _write_anchor(self, head: tuple[int, str]) -> None:
        known = self.anchor()
        if known and known[0] >= head[0]:
            return
        fresh = self.anchor_file.with_suffix(f".{os.getpid()}.{threading.get_ident()}")
        fresh.write_text(f"{head[0]} {head[1]}\n")
        fresh.replace(self.anchor_file)

    def dispose(self) -> None:
        self.engine.dispose()


@contextmanager
def _nothing() -> Iterator[None]:
    yield


def _is_passing(error: OperationalError) -> bool:
    text = str(error.orig).lower()
    return error.connection_invalidated or any(
        sign in text for sign in ("locked", "lock timeout", "busy", "connection", "terminating", "starting up")
    )


def _audit_key(data_dir: Path) -> bytes:
    """The trail's key: made once, readable by the owner only, never in the database."""
    path = data_dir / "audit.key"
    try:
        return bytes.fromhex(path.read_text().strip())
    except FileNotFoundError:
        data_dir.mkdir(parents=True, exist_ok=True)
        key = secrets.token_bytes(32)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(key.hex() + "\n")
        return key


def to_json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=_plain)


def _plain(value: Any) -> Any:
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    raise TypeError(f"not JSON: {type(value).__name__}")


def _sqlite_engine(url: Any, echo: bool) -> Engine:
    driver = sqlite_driver()
    Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url, module=driver, echo=echo, json_serializer=to_json, pool_size=20, max_overflow=20,
                           connect_args={"check_same_thread": False, "timeout": WRITER_PATIENCE})  # fmt: skip

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # we begin transactions ourselves: the driver's own way loses updates
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            "busy_timeout=5000",
            "mmap_size=0",
            "trusted_schema=OFF",
        ):
            connection.execute(f"PRAGMA {pragma}").close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        writes = connection.get_execution_options().get("steerboard_writes", True)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _postgresql_engine(url: Any, echo: bool) -> Engine:
    return create_engine(url, echo=echo, json_serializer=to_json, pool_pre_ping=True, pool_size=10, max_overflow=20,
                         connect_args={"connect_timeout": 3, "options": f"-c lock_timeout={WRITER_PATIENCE:.0f}s"})  # fmt: skip


def open_database(settings: Settings) -> Database:
    """The database that the settings name.

    Raises:
        Conflict: its driver is not here, or not safe.
    """
    try:
        return Database(settings.url, settings.data_dir)
    except ModuleNotFoundError as error:
        detail = f"{error.name} is missing (pip install 'steerboard[postgres]')"
        raise Conflict([Problem("DATABASE_UNREACHABLE", "", None, {"detail": detail})]) from error
    except RuntimeError as error:
        raise Conflict([Problem("DATABASE_UNREACHABLE", "", None, {"detail": str(error)})]) from error
