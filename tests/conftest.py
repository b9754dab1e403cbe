"""What tests are handed: a real database of each engine, a session, a programme, and the app as a role sees it.

    def test_x(session, programme): …                         # domain: one open transaction, committed when the test ends
    def test_y(database, client_as): …                        # web: prepare with `database.transaction(writes=True)`, then ask

A test that takes both `session` and a client would wait for itself on SQLite, which has one writer at a time: use one or the other.
"""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import hypothesis
import pytest
from anyio.from_thread import start_blocking_portal
from fastapi import FastAPI
from httpx2 import ASGITransport, AsyncByteStream, ByteStream, Request, Response
from sqlmodel import Session
from starlette import testclient
from starlette.testclient import TestClient

from governance.accounts import AccountForm, open_account
from governance.authority import Role
from governance.forms import read_form
from governance.memberships import grant_role
from governance.programmes import Programme, find_programme
from governance.sign_ins import new_secret, sign_in
from tests import builders, databases
from web.app import create_app
from web.database import Database
from web.settings import Settings

HOST = "testserver"
LONG_RUN = "STEERBOARD_TEST_LONG"
# How long an example takes is no matter of right or wrong: the machine may be busy.
hypothesis.settings.register_profile("untimed", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("untimed")
BASE = f"http://{HOST}"


def rounds(enough: int) -> int:
    """How often each of many who write at once does so: a fifth of `enough`, or all of them where the run is a long one (`make soak`)."""
    return enough if os.environ.get(LONG_RUN) else enough // 5


def pytest_configure(config: pytest.Config) -> None:
    """Worker processes share one PostgreSQL server, so it must run before they start; temporary files live in memory."""
    if quick := databases.quick_folder():
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", quick)
    workers = getattr(config.option, "numprocesses", None)
    if workers:
        databases.share()
    if workers and "postgresql" in databases.engines() and not config.option.collectonly:
        databases.start_postgresql()


# What takes a worker longest as a whole: begun first, or one worker would still be at it when the others are done.
LONG = (
    "browser/test_every_page", "browser/test_links", "web/test_access_matrix", "web/test_writing_together", "web/test_every_write", "browser/", "web/",
)  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files in the order of what they take, tests of a file in theirs."""
    items.sort(key=lambda item: next((n for n, name in enumerate(LONG) if f"tests/{name}" in item.nodeid), len(LONG)))


def pytest_unconfigure() -> None:
    databases.stop_postgresql()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    named = {str(mark.args[0]) for mark in metafunc.definition.iter_markers("parametrize")}
    if "database" in metafunc.fixturenames and "database" not in named:
        marks = {"postgresql": [pytest.mark.postgresql]}
        engines = [pytest.param(name, marks=marks.get(name, [])) for name in databases.engines()]
        metafunc.parametrize("database", engines, indirect=True)


@pytest.fixture
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A database of the engine in turn, with every table and no row; with what `sample` or `small_rollout` give if the test asks for it."""
    make = {"sqlite": databases.sqlite_database, "postgresql": databases.postgresql_database}[request.param]
    made = make(tmp_path, next((name for name in databases.CONTENTS if name in request.fixturenames), None))
    yield made
    databases.drop(made)


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    """A writing transaction, committed when the test ends well."""
    with database.transaction(writes=True) as opened:
        yield opened


@pytest.fixture
def programme(session: Session) -> Programme:
    """Programme BCT as of 2026-07-03, with nothing in it."""
    return builders.a_programme(session)


@pytest.fixture
def sample(database: Database) -> Programme:
    """Programme BCT of the sample rollout, whole, as of 2026-07-03. Loaded once for all tests of the run, then copied."""
    return _stored(database)


@pytest.fixture
def small_rollout(database: Database) -> Programme:
    """Programme BCT of `tests.milestones.small_rollout`, as of 2026-07-03. Written once for all tests of the run, then copied."""
    return _stored(database)


def _stored(database: Database) -> Programme:
    with database.transaction(writes=False) as reading:
        found = find_programme(reading, builders.SOMEBODY, "BCT")
        reading.expunge(found)  # so that it keeps what was read when the transaction ends
        return found


# --- The app ---------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session", autouse=True)
def _one_loop() -> Iterator[None]:
    """All requests of a worker run on one event loop, as a server's do; left to itself, a client begins a thread and a loop for each.

    And each goes to that loop in one step: the client's own way takes eight, for bodies that come piece by piece.
    """
    with start_blocking_portal() as portal, pytest.MonkeyPatch.context() as patch:
        patch.setattr(TestClient, "portal", portal)
        patch.setattr(testclient._TestClientTransport, "handle_request", _in_one_step)
        yield


def _in_one_step(transport: Any, request: Request) -> Response:
    """The whole answer of the app to a request; an accident in it is raised if the client was told so."""
    door = ASGITransport(
        transport.app, raise_app_exceptions=transport.raise_server_exceptions, root_path=transport.root_path, client=transport.client
    )  # fmt: skip

    async def answered() -> Response:
        answer = await door.handle_async_request(request)
        body = b"".join([part async for part in cast(AsyncByteStream, answer.stream)])
        return Response(answer.status_code, headers=answer.headers, stream=ByteStream(body), request=request)

    with transport.portal_factory() as portal:
        return portal.call(answered)


@pytest.fixture(scope="session")
def _assembled(tmp_path_factory: pytest.TempPathFactory) -> FastAPI:
    """The app, put together once; every test hands it its own database."""
    folder = tmp_path_factory.mktemp("app")
    settings = Settings(data_dir=folder, allowed_hosts=[HOST])  # pyright: ignore
    return create_app(settings, databases.sqlite_database(folder))


@pytest.fixture
def app(_assembled: FastAPI, database: Database) -> FastAPI:
    """The app over this test's database, as an operator's process would hold it."""
    _assembled.state.database.dispose()
    _assembled.state.database = database
    _assembled.state.settings = _assembled.state.settings.model_copy(update={"data_dir": database.data_dir})
    return _assembled


@dataclass(frozen=True)
class Doors:
    """Opens the app as somebody with a role: a real account, signed in by a real cookie."""

    app: FastAPI

    def __call__(
        self, role: Role | str | None, programme: Programme | None = None, person: str | None = None, **options: Any
    ) -> TestClient:
        """A client signed in as a role in `programme` (or in every one), standing for `person` there; as nobody for None.

        Redirects are not followed, and an accident raises here, unless `options` say otherwise.
        """
        headers = {"origin": BASE}
        if role is not None:
            headers["cookie"] = f"session={self._signed_in(Role(role), programme, person)}"
        return TestClient(self.app, BASE, **({"follow_redirects": False, "headers": headers} | options))

    def _signed_in(self, role: Role, programme: Programme | None, person: str | None) -> str:
        secret = new_secret()
        form = read_form(AccountForm, {"email": f"{secret[:8].lower()}@test.example", "name": role.title()})
        with self.app.state.database.transaction(writes=True) as session:
            account = open_account(session, builders.SOMEBODY, None, form)
            grant_role(session, builders.SOMEBODY, programme, account, role, person)
            sign_in(session, account.key, secret, datetime.now(UTC), 12)
        return secret


@pytest.fixture
def client_as(app: FastAPI) -> Callable[..., TestClient]:
    """`client_as("pm")`: the app as that role sees it in every programme; `client_as("pm", programme)`: in that one only."""
    return Doors(app)


@pytest.fixture
def bct(database: Database) -> Programme:
    """Programme BCT, stored and committed: for tests that ask the app."""
    with database.transaction(writes=True) as writing:
        return builders.a_programme(writing)


@pytest.fixture
def client(client_as: Doors, bct: Programme) -> TestClient:
    """The app as the project manager of BCT sees it."""
    return client_as(Role.pm, bct)
