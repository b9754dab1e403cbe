"""Backups: everything in one archive while the app runs, and back again after every check."""

import json
import re
import shutil
import threading
import zipfile
from pathlib import Path

import pytest

from governance import audit
from governance.authority import Role
from governance.errors import Conflict, NotFound
from governance.programmes import programmes_of
from tests import builders
from tests.web.house import OPERATOR, House, open_for
from web import migrating, serving
from web.backups import back_up, restore
from web.database import Database, open_database
from web.settings import Settings


@pytest.fixture(scope="module")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of a new installation, made once for all tests of this file."""
    made = Settings(data_dir=tmp_path_factory.mktemp("migrated"), database_url="")  # pyright: ignore
    database = open_database(made)
    migrating.upgrade(database)
    database.dispose()
    return made.data_dir


@pytest.fixture
def settings(tmp_path: Path, migrated: Path) -> Settings:
    made = Settings(data_dir=tmp_path / "data", database_url="")  # pyright: ignore
    shutil.copytree(migrated, made.data_dir)
    return made


def elsewhere(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path / "elsewhere", database_url="")  # pyright: ignore


def open_programme(settings: Settings, code: str = "BCT") -> None:
    with open_database(settings).transaction(writes=True) as session:
        builders.a_programme(session, code)


def codes(settings: Settings) -> list[str]:
    with open_database(settings).transaction(writes=False) as session:
        return [p.code for p in programmes_of(session, OPERATOR)]


def refusal(settings: Settings, path: Path, **options: bool) -> str:
    with pytest.raises(Conflict) as refused:
        restore(settings, path, **options)
    return refused.value.problems[0].code


def test_a_backup_restored_in_an_empty_place_is_the_same_installation(settings: Settings, tmp_path: Path) -> None:
    open_programme(settings)
    open_for(open_database(settings), "ann@x.example", Role.admin)
    archive = back_up(settings, tmp_path / "backup.zip")
    assert archive.stat().st_mode & 0o777 == 0o600

    count, aside = restore(elsewhere(tmp_path), archive)

    assert aside is None
    database = open_database(elsewhere(tmp_path))
    with database.transaction(writes=False) as session:
        assert audit.verify(session, database.audit_key, database.anchor()) == (count, [])
        assert count >= 4
    assert codes(elsewhere(tmp_path)) == ["BCT"]
    assert House(database).signed_in("ann@x.example").get("/programmes/BCT/risks").status_code == 200
    for name in ("audit.key", "steerboard.sqlite3"):
        assert (elsewhere(tmp_path).data_dir / name).stat().st_mode & 0o777 == 0o600


def test_whoever_was_signed_in_signs_in_anew_after_a_restore(settings: Settings, tmp_path: Path) -> None:
    open_for(open_database(settings), "ann@x.example", Role.admin)
    client = House(open_database(settings)).signed_in("ann@x.example")
    restore(elsewhere(tmp_path), back_up(settings, tmp_path / "backup.zip"))
    stale = House(open_database(elsewhere(tmp_path))).client(cookie=f"session={client.cookies['session']}")
    assert stale.get("/account").status_code == 303


def test_backups_made_under_load_hold_every_change_acknowledged_before(settings: Settings, tmp_path: Path) -> None:
    database, stop, acknowledged = open_database(settings), threading.Event(), []
    with database.transaction(writes=True) as session:
        programme = builders.a_programme(session)

    def enrol() -> None:
        while not stop.is_set():
            with database.transaction(writes=True) as session:
                person = builders.a_person(session, programme)
            acknowledged.append(person.code)

    writer = threading.Thread(target=enrol)
    writer.start()
    try:
        for n in range(5):
            before = len(acknowledged)
            archive = back_up(settings, tmp_path / f"backup-{n}.zip")
            place = Settings(data_dir=tmp_path / f"place-{n}", database_url="")  # pyright: ignore
            count, _ = restore(place, archive)
            assert count >= before + 1
    finally:
        stop.set()
        writer.join()
    assert len(acknowledged) > 5


def test_what_is_there_is_replaced_only_when_told_and_is_put_aside(settings: Settings, tmp_path: Path) -> None:
    open_programme(settings, "OLD")
    archive = back_up(settings, tmp_path / "backup.zip")
    open_programme(settings, "NEW")
    assert refusal(settings, archive) == "TARGET_EXISTS"
    assert codes(settings) == ["NEW", "OLD"]

    _, aside = restore(settings, archive, force=True)

    assert codes(settings) == ["OLD"]
    assert aside is not None
    assert {"steerboard.sqlite3", "audit.key"} <= {f.name for f in aside.iterdir()}


def test_a_restore_beside_a_running_server_is_refused(settings: Settings, tmp_path: Path) -> None:
    archive = back_up(settings, tmp_path / "backup.zip")
    with serving.holding(settings.data_dir):
        assert refusal(settings, archive, force=True) == "DATA_IN_USE"
    restore(settings, archive, force=True)


def test_an_archive_is_never_written_over(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "backup.zip").write_text("something dear")
    with pytest.raises(Conflict):
        back_up(settings, tmp_path / "backup.zip")
    assert (tmp_path / "backup.zip").read_text() == "something dear"


def rewritten(archive: Path, **changed: bytes | None) -> Path:
    """The archive with some parts replaced (or left out), its manifest as it was."""
    made = archive.with_name("rewritten.zip")
    with zipfile.ZipFile(archive) as source, zipfile.ZipFile(made, "w") as target:
        for name in source.namelist():
            content = changed.get(name.replace(".", "_"), source.read(name))
            if content is not None:
                target.writestr(name, content)
    return made


@pytest.mark.parametrize("cut", [0.0, 0.1, 0.5, 0.9, 0.999])
def test_an_archive_cut_short_is_refused(settings: Settings, tmp_path: Path, cut: float) -> None:
    content = back_up(settings, tmp_path / "backup.zip").read_bytes()
    (tmp_path / "cut.zip").write_bytes(content[: int(len(content) * cut)])
    assert refusal(elsewhere(tmp_path), tmp_path / "cut.zip") == "BACKUP_UNREADABLE"
    assert not (elsewhere(tmp_path).data_dir / "steerboard.sqlite3").exists()


@pytest.mark.parametrize(
    "changed",
    [
        {"steerboard_sqlite3": b"not a database"}, {"audit_key": b"00" * 32}, {"manifest_json": b"{}"}, {"manifest_json": b"[]"},
        {"manifest_json": b"no json"}, {"steerboard_sqlite3": None}, {"audit_key": None}, {"manifest_json": None},
    ],
)  # fmt: skip
def test_an_archive_that_was_tampered_with_is_refused(settings: Settings, tmp_path: Path, changed: dict[str, bytes | None]) -> None:  # fmt: skip
    archive = rewritten(back_up(settings, tmp_path / "backup.zip"), **changed)
    assert refusal(elsewhere(tmp_path), archive) == "BACKUP_UNREADABLE"


def test_an_archive_with_a_trail_rewritten_and_a_manifest_to_fit_is_refused(settings: Settings, tmp_path: Path) -> None:
    open_programme(settings)
    archive = back_up(settings, tmp_path / "backup.zip")
    folder = tmp_path / "open"
    zipfile.ZipFile(archive).extractall(folder)
    database = Database(f"sqlite:///{folder / 'steerboard.sqlite3'}", folder)
    with database.engine.begin() as connection:
        connection.exec_driver_sql("drop trigger audit_entry_no_delete")
        connection.exec_driver_sql("delete from audit_entry")
    with database.engine.connect() as connection:
        driver = connection.connection.driver_connection
        assert driver is not None
        driver.execute("pragma journal_mode=delete").close()
    database.dispose()
    import hashlib

    changed = (folder / "steerboard.sqlite3").read_bytes()
    manifest = json.loads((folder / "manifest.json").read_text())
    manifest["files"]["steerboard.sqlite3"] = {"sha256": hashlib.sha256(changed).hexdigest(), "bytes": len(changed)}
    forged = rewritten(archive, steerboard_sqlite3=changed, manifest_json=json.dumps(manifest).encode())
    assert refusal(elsewhere(tmp_path), forged) == "BACKUP_UNREADABLE"


def test_an_archive_of_a_later_version_is_refused(settings: Settings, tmp_path: Path) -> None:
    archive = back_up(settings, tmp_path / "backup.zip")
    manifest = zipfile.ZipFile(archive).read("manifest.json").decode()
    later = re.sub(r'"revision": "\w+"', '"revision": "9999"', manifest).encode()
    assert refusal(elsewhere(tmp_path), rewritten(archive, manifest_json=later)) == "DATABASE_NEWER"


def test_no_archive_is_no_restore(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        restore(elsewhere(tmp_path), tmp_path / "none.zip")


def test_postgresql_is_left_to_its_own_tool(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, database_url="postgresql://ann:secret@db.example/steer")  # pyright: ignore
    with pytest.raises(Conflict) as refused:
        back_up(settings, tmp_path / "a.dump")
    (problem,) = refused.value.problems
    assert problem.code == "BACKUP_BY_PG_DUMP"
    assert (
        problem.facts["command"]
        == f'pg_dump --format=custom --file={tmp_path}/a.dump "postgresql://ann@db.example/steer"'
    )
