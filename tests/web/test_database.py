"""The database under the app: safe SQLite, no lost update, no answer before the commit, one history of tables for both engines."""

import sqlite3
import threading
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest
from sqlalchemy import text
from sqlmodel import SQLModel

from governance.errors import Conflict
from governance.programmes import find_programme
from governance.records import Record
from tests import builders, databases
from tests.web.house import OPERATOR
from web import database as module
from web import migrating
from web.database import Database
from web.migrating import State


@pytest.fixture
def empty(database: Database) -> Database:
    """A database of the engine in turn without any table."""
    with database.engine.begin() as connection:
        if database.is_sqlite:
            for kind in ("trigger", "table"):
                names = connection.execute(text("select name from sqlite_master where type = :kind and name not like 'sqlite_%'"), {"kind": kind})  # fmt: skip
                connection.exec_driver_sql("pragma defer_foreign_keys=on")
                for (name,) in names.all():
                    connection.exec_driver_sql(f'drop {kind} "{name}"')
        else:
            connection.exec_driver_sql("drop schema public cascade")
            connection.exec_driver_sql("create schema public")
    return database


# --- SQLite ----------------------------------------------------------------------------------------------------------


def fake(version: tuple[int, int, int]) -> ModuleType:
    return SimpleNamespace(sqlite_version_info=version, sqlite_version=".".join(map(str, version)))  # pyright: ignore


def test_a_sqlite_that_can_corrupt_its_log_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "sqlite3", fake((3, 51, 2)))
    monkeypatch.setitem(__import__("sys").modules, "pysqlite3", SimpleNamespace(dbapi2=fake((3, 51, 1))))
    with pytest.raises(RuntimeError, match=r"3\.51\.2 is too old"):
        module.sqlite_driver()


def test_the_driver_in_use_is_a_safe_one() -> None:
    driver = module.sqlite_driver()
    assert driver.sqlite_version_info >= (3, 51, 3)
    assert driver is sqlite3 or sqlite3.sqlite_version_info < (3, 51, 3)


def test_every_connection_of_the_pool_is_set_up_for_safety(tmp_path: Path) -> None:
    database = databases.sqlite_database(tmp_path)
    wanted = {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "busy_timeout": 5000,
        "mmap_size": 0,
        "trusted_schema": 0,
    }
    held = [database.engine.connect() for _ in range(25)]
    for connection in held:
        found = {name: connection.exec_driver_sql(f"pragma {name}").scalar() for name in wanted}
        assert found == wanted
        connection.close()
    database.dispose()


# --- Migrations ------------------------------------------------------------------------------------------------------


def test_the_migrated_tables_are_the_declared_ones(empty: Database) -> None:
    assert migrating.state_of(empty) is State.new
    migrating.upgrade(empty)
    assert migrating.state_of(empty) is State.current
    assert migrating.differences(empty) == []


def test_every_revision_goes_up_and_down_and_up_again(empty: Database) -> None:
    migrating.upgrade(empty)
    migrating.downgrade(empty, "base")
    with empty.engine.connect() as connection:
        query = "select name from sqlite_master where type in ('table', 'trigger') and name not like 'sqlite_%'"
        if not empty.is_sqlite:
            query = "select table_name from information_schema.tables where table_schema = 'public'"
        left = set(connection.execute(text(query)).scalars())
    assert left == {"alembic_version"}
    migrating.upgrade(empty)
    assert migrating.differences(empty) == []


def test_a_migrated_database_guards_the_trail(empty: Database) -> None:
    migrating.upgrade(empty)
    with empty.transaction(writes=True) as session:
        builders.a_programme(session)
    for statement in ("update audit_entry set actor = 'x'", "delete from audit_entry"):
        with pytest.raises(Exception, match="the trail only grows"), empty.engine.begin() as connection:
            connection.execute(text(statement))


def test_a_migrated_database_guards_what_never_changes(empty: Database) -> None:
    migrating.upgrade(empty)
    triggers = "select tbl_name from sqlite_master where type = 'trigger'"
    if not empty.is_sqlite:
        triggers = "select event_object_table from information_schema.triggers"
    with empty.engine.connect() as connection:
        guarded = set(connection.execute(text(triggers)).scalars())
    assert guarded == {"audit_entry", "report_issue", "report_content"}


def test_a_migration_that_fails_leaves_nothing_half_done(empty: Database) -> None:
    def lose_power() -> None:
        with migrating.migration(empty) as connection:
            connection.execute(text("create table half (id integer primary key)"))
            raise RuntimeError("out of power")

    with pytest.raises(RuntimeError):
        lose_power()
    assert migrating.state_of(empty) is State.new


def test_a_migration_that_would_break_references_is_undone(tmp_path: Path) -> None:
    database = databases.sqlite_database(tmp_path)
    with database.transaction(writes=True) as session:
        builders.a_person(session, builders.a_programme(session))
    with pytest.raises(Conflict) as refused, migrating.migration(database) as connection:
        connection.execute(text("update person set programme_id = 99"))
    assert refused.value.problems[0].code == "MIGRATION_BROKE_REFERENCES"
    with database.transaction(writes=False) as session:
        assert session.connection().execute(text("select distinct programme_id from person")).scalars().all() == [1]
        assert session.connection().execute(text("pragma foreign_keys")).scalar() == 1
    database.dispose()


def test_sqlite_is_backed_up_before_it_is_migrated(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'a.sqlite3'}", tmp_path)
    assert migrating.upgrade(database) is None
    with database.transaction(writes=True) as session:
        builders.a_programme(session)
    first = min(migrating.revisions())
    with database.engine.begin() as connection:
        connection.execute(text("update alembic_version set version_num = :first"), {"first": first})
    backup = migrating.backup_before(database)
    assert backup.stat().st_mode & 0o777 == 0o600
    copy = Database(f"sqlite:///{backup}", tmp_path)
    with copy.transaction(writes=False) as session:
        assert find_programme(session, OPERATOR, "BCT")
    copy.dispose()
    for _ in range(8):
        migrating.backup_before(database)
    assert len(list((tmp_path / "backups").iterdir())) == migrating.BACKUPS_KEPT
    database.dispose()


def test_a_database_of_a_later_version_is_left_alone(empty: Database) -> None:
    migrating.upgrade(empty)
    with empty.engine.begin() as connection:
        connection.execute(text("update alembic_version set version_num = '9999'"))
    for refused in (migrating.upgrade, migrating.require_current):
        with pytest.raises(Conflict) as refusal:
            refused(empty)
        assert refusal.value.problems[0].code == "DATABASE_NEWER"


def test_tables_of_something_else_are_left_alone(empty: Database) -> None:
    with empty.engine.begin() as connection:
        connection.execute(text("create table theirs (id integer primary key)"))
    with pytest.raises(Conflict) as refusal:
        migrating.upgrade(empty)
    assert refusal.value.problems[0].code == "DATABASE_FOREIGN"


def test_four_who_migrate_at_once_do_it_once(empty: Database) -> None:
    errors: list[BaseException] = []

    def up() -> None:
        try:
            migrating.upgrade(empty)
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=up) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert migrating.is_current(empty)


def test_every_table_with_history_is_in_the_migrations() -> None:
    migrating.declare_tables()
    written = "".join(f.read_text() for f in (migrating.FOLDER / "versions").glob("*.py"))
    assert {t for t in SQLModel.metadata.tables if f'"{t}"' not in written} == set()
    assert issubclass(Record, SQLModel)
