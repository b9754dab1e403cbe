"""Backups: the whole of an installation in one archive, made while it runs, and put back after every check has passed.

An archive is a zip of the SQLite database, the trail's key and anchor, and a manifest with their hashes. It is not encrypted: whoever
holds it holds everything, so it is readable by its owner only and belongs where the server's own disk would be trusted to lie.
"""

import hashlib
import json
import os
import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import make_url, text

from governance import audit
from governance.errors import Conflict, NotFound, Problem
from web.database import Database, open_database
from web.migrating import copy_sqlite, require_current, revision_of, revisions
from web.serving import check_folder, holding
from web.settings import Settings

FORMAT = "steerboard-backup/1"
DATABASE, KEY, ANCHOR, MANIFEST = "steerboard.sqlite3", "audit.key", "audit.anchor", "manifest.json"
LARGEST = 20 * 2**30


def back_up(settings: Settings, path: Path) -> Path:
    """Write everything into one archive, also while the server runs.

    Raises:
        Conflict: the file exists, or the database is PostgreSQL, which has a tool of its own for this.
    """
    database = open_database(settings)
    if not database.is_sqlite:
        raise _by_its_own_tool(
            "BACKUP_BY_PG_DUMP", database, f"pg_dump --format=custom --file={path} {_address(database)}"
        )
    if path.exists():
        raise Conflict([Problem("FILE_EXISTS", "", None, {"path": str(path)})])
    require_current(database)
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=settings.data_dir) as folder:
        # The anchor first: what it names is then surely in the copy. The other way round, it could be newer than the copy.
        parts = {ANCHOR: _kept(database.anchor_file, Path(folder, ANCHOR)), KEY: database.data_dir / KEY}
        copy_sqlite(database, Path(folder, DATABASE))
        parts[DATABASE] = Path(folder, DATABASE)
        _write_archive(path, parts, revision_of(database))
    return path


def restore(settings: Settings, path: Path, *, force: bool = False) -> tuple[int, Path | None]:
    """Put an archive's contents in place of what is there. Everybody has to sign in anew.

    Returns the number of entries of the trail that were verified, and the folder where the former data were put aside.

    Raises:
        NotFound: there is no such file.
        Conflict: the archive is not whole, the server is running, or there is a database already and no `force`.
    """
    check_folder(settings.data_dir)
    if not settings.url.startswith("sqlite"):
        database = open_database(settings)
        raise _by_its_own_tool(
            "RESTORE_BY_PG_RESTORE", database, f"pg_restore --clean --if-exists --dbname={_address(database)} {path}"
        )
    if not path.is_file():
        raise NotFound([Problem("NOT_FOUND", "path", str(path), {"kind": "file", "code": str(path)})])
    target = Path(make_url(settings.url).database or "")
    with holding(settings.data_dir), tempfile.TemporaryDirectory(dir=settings.data_dir) as folder:
        fresh = Path(folder)
        _unpack(path, fresh)
        count = _check(path, fresh)
        if target.exists() and not force:
            raise Conflict([Problem("TARGET_EXISTS", "", None, {"folder": str(target.parent)})])
        aside = _put_aside(settings.data_dir, target)
        for source, to in ((DATABASE, target), (KEY, settings.data_dir / KEY), (ANCHOR, settings.data_dir / ANCHOR)):
            if (fresh / source).exists():
                _place(fresh / source, to)
    return count, aside


# --- The archive ------------------------------------------------------------------------------------------------------


def _write_archive(path: Path, parts: dict[str, Path], revision: str | None) -> None:
    """Under another name first: a file of the right name is a whole one."""
    unfinished = path.with_name(f".{path.name}.unfinished")
    unfinished.unlink(missing_ok=True)
    try:
        with os.fdopen(os.open(unfinished, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b") as file:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
                held = {name: part for name, part in parts.items() if part.exists()}
                for name, part in held.items():
                    archive.write(part, name)
                files = {name: {"sha256": _sha256(part), "bytes": part.stat().st_size} for name, part in held.items()}
                manifest = {
                    "format": FORMAT,
                    "made_at": datetime.now(UTC).isoformat(),
                    "revision": revision,
                    "files": files,
                }
                archive.writestr(MANIFEST, json.dumps(manifest, indent=1))
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def _unpack(path: Path, folder: Path) -> None:
    """The files that the manifest names, each with the size and hash that it gives; nothing else is read."""
    with _whole(path), zipfile.ZipFile(path) as archive:
        manifest = json.loads(archive.read(MANIFEST))
        files = manifest["files"]
        if manifest["format"] != FORMAT or not {DATABASE, KEY} <= set(files) <= {DATABASE, KEY, ANCHOR}:
            raise ValueError("its manifest is of another kind")
        if manifest["revision"] not in revisions():
            raise Conflict([Problem("DATABASE_NEWER", "", None, {"revision": manifest["revision"]})])
        for name, facts in files.items():
            if archive.getinfo(name).file_size != facts["bytes"] or facts["bytes"] > LARGEST:
                raise ValueError(f"{name} is not of the size that the manifest gives")
            with (
                archive.open(name) as source,
                os.fdopen(os.open(folder / name, os.O_WRONLY | os.O_CREAT, 0o600), "wb") as to,
            ):
                shutil.copyfileobj(source, to, 2**20)
            if _sha256(folder / name) != facts["sha256"]:
                raise ValueError(f"{name} was changed")


@contextmanager
def _whole(path: Path) -> Iterator[None]:
    """Whatever is wrong with an archive is one refusal that says what."""
    try:
        yield
    except (
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        zipfile.BadZipFile,
        EOFError,
        NotImplementedError,
        OSError,
    ) as error:
        raise _unreadable(path, str(error)) from error
    except Exception as error:  # zlib and its kin raise what they like on cut data
        if isinstance(error, Conflict):
            raise
        raise _unreadable(path, str(error)) from error


def _unreadable(path: Path, detail: str) -> Conflict:
    return Conflict([Problem("BACKUP_UNREADABLE", "", None, {"path": str(path), "detail": detail[:200]})])


def _check(path: Path, folder: Path) -> int:
    """Integrity, references and the trail of an unpacked database; its sign-ins are ended. Returns the trail's length."""
    database = Database(f"sqlite:///{folder / DATABASE}", folder)
    try:
        with _whole(path), database.transaction(writes=True) as session:
            found = session.connection().execute(text("pragma integrity_check")).scalar()
            if found != "ok":
                raise ValueError(f"the database is damaged: {found}")
            if session.connection().execute(text("pragma foreign_key_check")).first():
                raise ValueError("the database refers to rows that are not there")
            count, breaks = audit.verify(session, database.audit_key, database.anchor())
            if breaks:
                raise ValueError(f"the trail is broken at entry {breaks[0].seq}")
            session.connection().execute(text("delete from web_session"))
        with database.engine.connect() as connection:
            connection.connection.driver_connection.execute("pragma wal_checkpoint(truncate)").close()  # pyright: ignore
    finally:
        database.dispose()
    return count


# --- Files ------------------------------------------------------------------------------------------------------------


def _kept(source: Path, to: Path) -> Path:
    """A copy of a small file as it is now, if there is one."""
    if source.exists():
        shutil.copyfile(source, to)
    return to


def _put_aside(data_dir: Path, target: Path) -> Path | None:
    """Move what a restore replaces into a folder of its own."""
    candidates = [
        target,
        *(target.with_name(target.name + end) for end in ("-wal", "-shm")),
        data_dir / KEY,
        data_dir / ANCHOR,
    ]
    if not target.exists():
        return None
    aside = data_dir / f"replaced-{datetime.now(UTC):%Y%m%dT%H%M%S%f}"
    aside.mkdir(mode=0o700)
    for file in candidates:
        if file.exists():
            shutil.move(file, aside / file.name)
    return aside


def _place(source: Path, to: Path) -> None:
    to.parent.mkdir(parents=True, exist_ok=True)
    shutil.move(source, to)
    to.chmod(0o600)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _address(database: Database) -> str:
    """The database's address without its password."""
    url = database.url.set(drivername="postgresql")._replace(password=None)
    return f'"{url.render_as_string()}"'


def _by_its_own_tool(code: str, database: Database, command: str) -> Conflict:
    facts: dict[str, Any] = {"command": command, "folder": str(database.data_dir)}
    return Conflict([Problem(code, "", None, facts)])
