"""Migrations: the tables of a database brought to the version of this program, wholly or not at all.

On SQLite a backup is made first. `python -m web.migrating --initial` writes the first revision anew from the tables as they are declared;
it is for the time before the first release, after which revisions are only added.
"""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from enum import StrEnum, auto
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import DBAPIError

from governance.errors import Conflict, Problem
from web.database import Database

if TYPE_CHECKING:
    from alembic.config import Config

FOLDER = Path(__file__).parent / "migrations"
PACKAGES = ("governance", "plans", "risks", "stakeholders", "milestones", "web")
INITIAL = "0001"
BACKUPS_KEPT = 5
_LOCK = 7_305_010_226  # any number, the same in every process: one migrates, the others wait and find it done


class State(StrEnum):
    """How a database stands to this program: without tables, of an earlier version, current, of a later version, not ours."""

    new = auto()
    behind = auto()
    current = auto()
    newer = auto()
    foreign = auto()


# --- Where a database stands ------------------------------------------------------------------------------------------


@cache
def revisions() -> dict[str, str | None]:
    """Every revision with the one before it, read off the files: no need to load alembic for that."""
    found: dict[str, str | None] = {}
    for file in sorted((FOLDER / "versions").glob("*.py")):
        source = file.read_text()
        this = re.search(r'^revision = ["\'](\w+)["\']', source, re.MULTILINE)
        before = re.search(r'^down_revision = (?:["\'](\w+)["\']|None)', source, re.MULTILINE)
        if this and before:
            found[this[1]] = before[1]
    return found


def head() -> str:
    """The newest revision."""
    known = revisions()
    return next(iter(set(known) - {before for before in known.values() if before}))


def revision_of(database: Database) -> str | None:
    """The revision that a database is at; None if it has none."""
    return _standing(database)[1]


def state_of(database: Database) -> State:
    """Where a database stands.

    Raises:
        Conflict: it cannot be opened.
    """
    with reachable(database):
        tables, at = _standing(database)
    if at is not None:
        return State.current if at == head() else State.behind if at in revisions() else State.newer
    return State.foreign if tables - {"alembic_version"} else State.new


def _standing(database: Database) -> tuple[set[str], str | None]:
    """The tables that are there and the revision. In this order: a migration that ends between the two is not mistaken for somebody else's."""
    with database.engine.connect().execution_options(steerboard_writes=False) as connection:
        tables = set(inspect(connection).get_table_names())
        known = "alembic_version" in tables
        return tables, connection.execute(text("select version_num from alembic_version")).scalar() if known else None


@contextmanager
def reachable(database: Database) -> Iterator[None]:
    """Turn the driver's complaint about a server that is not there into a refusal that says so."""
    try:
        yield
    except DBAPIError as error:
        detail = str(error.orig).strip().splitlines()[0]
        raise Conflict([Problem("DATABASE_UNREACHABLE", "", None, {"detail": detail})]) from error


def is_current(database: Database) -> bool:
    return state_of(database) is State.current


def require_current(database: Database) -> None:
    """A new database gets its tables; an older one waits until somebody migrates it.

    Raises:
        Conflict: the database is of another version.
    """
    state = state_of(database)
    if state is State.new:
        upgrade(database)
    elif state is not State.current:
        raise _mismatch(database, state)


def _mismatch(database: Database, state: State) -> Conflict:
    code = {State.newer: "DATABASE_NEWER", State.foreign: "DATABASE_FOREIGN"}.get(state, "DATABASE_BEHIND")
    return Conflict([Problem(code, "", None, {"revision": revision_of(database)})])


# --- Upgrading --------------------------------------------------------------------------------------------------------


def upgrade(database: Database, to: str = "head") -> Path | None:
    """Bring a database to this program's version. Returns the backup that was made before, if one was.

    Raises:
        Conflict: the database is of a later version, is not ours, or the migration would break references (and was undone).
    """
    state = state_of(database)
    if state is State.current and to == "head":
        return None
    if state in (State.newer, State.foreign):
        raise _mismatch(database, state)
    backup = backup_before(database) if database.is_sqlite and state is not State.new else None
    from alembic import command

    with migration(database) as connection:
        command.upgrade(_config(connection), to)
    return backup


def downgrade(database: Database, to: str) -> None:
    """Take a database back to an earlier revision (`base`: no tables)."""
    from alembic import command

    with migration(database) as connection:
        command.downgrade(_config(connection), to)


@contextmanager
def migration(database: Database) -> Iterator[Connection]:
    """A connection for one migration in one transaction, with no other migration beside it.

    SQLite rebuilds tables, and dropping the old one would take the rows that refer to it along: so references are not enforced
    meanwhile, and are checked before the commit.
    """
    with database.engine.connect() as connection:
        if not database.is_sqlite:
            with connection.begin():
                connection.execute(text("select pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
                yield connection
            return
        driver: Any = connection.connection.driver_connection
        driver.execute("pragma foreign_keys=off").close()
        try:
            with connection.begin():
                yield connection
                broken = connection.execute(text("pragma foreign_key_check")).all()
                if broken:
                    raise Conflict([Problem("MIGRATION_BROKE_REFERENCES", "", None, {"count": len(broken)})])
        finally:
            driver.execute("pragma foreign_keys=on").close()


def backup_before(database: Database) -> Path:
    """A copy of the SQLite database as it is, in the data folder; the newest few are kept."""
    folder = database.data_dir / "backups"
    folder.mkdir(mode=0o700, exist_ok=True)
    made = folder / f"before-{head()}-{datetime.now(UTC):%Y%m%dT%H%M%S%f}.sqlite3"
    copy_sqlite(database, made)
    for old in sorted(folder.glob("before-*.sqlite3"), key=lambda f: f.stat().st_mtime)[:-BACKUPS_KEPT]:
        old.unlink()
    return made


def copy_sqlite(database: Database, to: Path) -> None:
    """A whole and consistent copy of a live SQLite database; a plain copy of its file would be neither."""
    os.close(os.open(to, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    connection: Any = database.engine.raw_connection()
    try:
        connection.execute("vacuum into ?", (str(to),)).close()
    finally:
        connection.close()


def _config(connection: Connection, **options: Any) -> "Config":
    from alembic.config import Config

    config = Config(**options)
    config.set_main_option("script_location", str(FOLDER))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


# --- Writing a revision -----------------------------------------------------------------------------------------------


def declare_tables() -> None:
    """Import every module that declares a table, so that the metadata is whole."""
    root = Path(__file__).parent.parent
    for package in PACKAGES:
        for file in sorted((root / package).rglob("*.py")):
            if "table=True" in file.read_text() and file.name != Path(__file__).name:
                import_module(".".join(file.relative_to(root).with_suffix("").parts))


def plain_type(kind: str, item: Any, context: Any) -> str | Literal[False]:
    """How a column's type is written down in a revision: as what the database stores, free of this program's classes."""
    if kind != "type" or type(item).__module__.startswith("sqlalchemy"):
        return False
    from alembic.autogenerate.render import _repr_type

    return _repr_type(item.dialect_impl(context.dialect) if not hasattr(item, "impl") else item.impl_instance, context)


def differences(database: Database) -> list[Any]:
    """What the declared tables have that the database has not, and the reverse; empty if they agree."""
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext
    from sqlmodel import SQLModel

    declare_tables()
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return compare_metadata(context, SQLModel.metadata)


def write_initial() -> Path:
    """The first revision, written anew from the declared tables."""
    import tempfile

    from alembic import command

    declare_tables()
    for old in (FOLDER / "versions").glob("*.py"):
        old.unlink()
    revisions.cache_clear()
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{folder}/empty.sqlite3", Path(folder))
        with migration(database) as connection, Path(os.devnull).open("w") as silence:
            config = _config(connection, stdout=silence)
            config.attributes["batch"] = False  # on no table yet, nothing need be rebuilt
            command.revision(config, "The tables of the first version", autogenerate=True, rev_id=INITIAL)
        database.dispose()
    made = next((FOLDER / "versions").glob("*.py"))
    made.write_text(_with_guards(re.sub(r"\n *# ### .* ###(?=\n)", "", made.read_text())))
    subprocess.run([sys.executable, "-m", "ruff", "format", "--quiet", made], check=True)
    return made


def _with_guards(source: str) -> str:
    """The revision with its guards: what keeps the trail and published reports from being changed is made with their tables."""
    from governance import audit
    from milestones import snapshots

    guards = {
        "sqlite": (*audit.SQLITE_GUARDS, *snapshots.SQLITE_GUARDS),
        "postgresql": (*audit.POSTGRESQL_GUARDS, *snapshots.POSTGRESQL_GUARDS),
    }
    up = "\n".join(
        f'    if op.get_bind().dialect.name == "{name}":\n' + "\n".join(f"        op.execute({g!r})" for g in made)
        for name, made in guards.items()
    )
    functions = [g.split("function ")[1].split("(")[0] for g in guards["postgresql"] if "replace function" in g]
    drops = "\n".join(f'        op.execute("drop function if exists {name}()")' for name in functions)
    down = f'    if op.get_bind().dialect.name == "postgresql":\n{drops}'
    source = source.replace("\n\n\ndef downgrade()", f"\n{up}\n\n\ndef downgrade()")
    return source.rstrip() + f"\n{down}\n"


if __name__ == "__main__":
    if sys.argv[1:] != ["--initial"]:
        sys.exit("usage: python -m web.migrating --initial")
    print(write_initial())
