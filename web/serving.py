"""Serving: what is checked before, how the database is made ready, and the server itself."""

import logging
import os
import signal
import socket
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from governance.errors import Conflict, Problem
from web.database import Database, open_database
from web.settings import Settings

log = logging.getLogger("steerboard")
GRACE = 10  # seconds that running requests have to end when the server is told to stop


def serve(settings: Settings, tell: Callable[[str], None]) -> None:
    """Make everything ready and serve until told to stop. `tell` is handed the lines that a person reads.

    Raises:
        Conflict: the data folder, the address or the database cannot be used.
    """
    from web import logs

    logs.set_up(settings.log_level, settings.log_json)
    check_folder(settings.data_dir)
    with listening(settings.host, settings.port) as door, holding(settings.data_dir, shared=not _is_sqlite(settings)):
        database = open_database(settings)
        prepare(database, sample=settings.sample, tell=tell)
        port = door.getsockname()[1]
        _run(settings, database, door, lambda: tell(welcome(settings, database, port)))


# --- Checks -----------------------------------------------------------------------------------------------------------


def check_folder(folder: Path) -> None:
    """The data folder, made if need be.

    Raises:
        Conflict: it cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        facts = {"folder": str(folder), "detail": error.strerror or str(error)}
        raise Conflict([Problem("DATA_FOLDER_UNWRITABLE", "", None, facts)]) from error


@contextmanager
def listening(host: str, port: int) -> Iterator[socket.socket]:
    """A socket that listens there.

    Raises:
        Conflict: the port is in use, or the host has no such address.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # The protocol is named, or else the answers would wait for one another (no TCP_NODELAY on accepted connections).
    with socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP) as door:
        if os.name == "posix":
            door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            door.bind((host.strip("[]"), port))
            door.listen(128)
        except (OSError, OverflowError) as error:
            taken = getattr(error, "errno", None) in (98, 48, 10048)
            facts = {"host": host, "port": port, "detail": getattr(error, "strerror", None) or str(error)}
            raise Conflict([Problem("PORT_IN_USE" if taken else "ADDRESS_UNUSABLE", "", None, facts)]) from error
        yield door


@contextmanager
def holding(folder: Path, *, shared: bool = False) -> Iterator[None]:
    """Hold the data folder while the block runs: a second server, or a restore beside a running one, is refused.

    With PostgreSQL several servers may share it. The hold ends with the process, however that ends.

    Raises:
        Conflict: somebody else holds it.
    """
    try:
        import fcntl
    except ImportError:  # no such lock on this system: the operator takes care
        yield
        return
    with (folder / "in-use.lock").open("w") as file:
        try:
            fcntl.flock(file, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
        except OSError as error:
            raise Conflict([Problem("DATA_IN_USE", "", None, {"folder": str(folder)})]) from error
        yield


def _is_sqlite(settings: Settings) -> bool:
    return settings.url.startswith("sqlite")


# --- Ready ------------------------------------------------------------------------------------------------------------


def prepare(database: Database, *, sample: bool, tell: Callable[[str], None]) -> None:
    """The database at this program's version; the sample in it, if it is new and wanted."""
    from web.i18n import gettext
    from web.migrating import State, state_of, upgrade

    before = state_of(database)
    backup = upgrade(database)
    if backup is not None:
        tell(gettext("The database was brought up to date; a backup of how it was is {path}").format(path=backup))
    if sample and before is State.new:
        from web.sample.loading import load_sample

        tell(gettext("Loading the sample …"))
        load_sample(database)


def welcome(settings: Settings, database: Database, port: int) -> str:
    """Where the app is, and how to sign in."""
    from governance.accounts import any_account
    from governance.demo_accounts import any_demo_account
    from web.first_run import setup_code
    from web.i18n import gettext

    host = settings.host if settings.host not in ("0.0.0.0", "::") else "127.0.0.1"  # noqa: S104
    address = settings.base_url or f"http://{f'[{host}]' if ':' in host else host}:{port}"
    with database.transaction(writes=False) as session:
        anybody, demo = any_account(session), any_demo_account(session)
    if not anybody:
        code = "" if settings.host in ("127.0.0.1", "localhost", "::1") else setup_code(database.data_dir)
        how = gettext("Open it to make the first account.") + (f" {gettext('Set-up code')}: {code}" if code else "")
    elif demo:
        how = gettext("Choose a role on the sign-in page; no password is needed on this machine.")
    else:
        how = gettext("Sign in with your email address and password.")
    return (
        gettext("Steerboard is ready at {address}").format(address=address)
        + f"\n{how}\n"
        + gettext("Stop it with Ctrl+C.")
    )


def _run(settings: Settings, database: Database, door: socket.socket, ready: Callable[[], None]) -> None:
    import uvicorn

    from web.app import create_app

    class Server(uvicorn.Server):
        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            if not self.should_exit:
                ready()

    options: dict[str, Any] = {
        "log_config": None, "access_log": False, "server_header": False, "ws": "none", "timeout_keep_alive": 30,
        "timeout_graceful_shutdown": GRACE, "proxy_headers": bool(settings.trusted_proxies),
        "forwarded_allow_ips": settings.trusted_proxies or None,
    }  # fmt: skip
    for sign in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sign, lambda *_: None)  # the server ends in its own time; being told to stop is no failure
    Server(uvicorn.Config(create_app(settings, database), **options)).run(sockets=[door])
