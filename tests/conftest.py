"""What tests are handed: a real database of each engine, a session, a programme, and the app as a role sees it.

    def test_x(session, programme): …                         # domain: one open transaction, committed when the test ends
    def test_y(database, client_as): …                        # web: prepare with `database.transaction(writes=True)`, then ask

A test that takes both `session` and a client would wait for itself on SQLite, which has one writer at a time: use one or the other.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI, Request
from sqlmodel import Session
from starlette.testclient import TestClient

from governance.authority import Actor, Role
from governance.programmes import Programme
from tests import builders, databases
from web import access
from web.app import create_app
from web.database import Database
from web.settings import Settings

HOST = "testserver"


def pytest_configure(config: pytest.Config) -> None:
    """Worker processes share one PostgreSQL server, so it must run before they start."""
    workers = getattr(config.option, "numprocesses", None)
    if workers and "postgresql" in databases.engines() and not config.option.collectonly:
        databases.start_postgresql()


def pytest_unconfigure() -> None:
    databases.stop_postgresql()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "database" in metafunc.fixturenames:
        marks = {"postgresql": [pytest.mark.postgresql]}
        engines = [pytest.param(name, marks=marks.get(name, [])) for name in databases.engines()]
        metafunc.parametrize("database", engines, indirect=True)


@pytest.fixture
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A database of the engine in turn, with every table and no row."""
    make = {"sqlite": databases.sqlite_database, "postgresql": databases.postgresql_database}[request.param]
    made = make(tmp_path)
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


# --- The app ---------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def _assembled(tmp_path_factory: pytest.TempPathFactory) -> FastAPI:
    """The app, put together once; every test hands it its own database."""
    folder = tmp_path_factory.mktemp("app")
    settings = Settings(data_dir=folder, allowed_hosts=[HOST])  # pyright: ignore
    app = create_app(settings, databases.sqlite_database(folder))
    app.dependency_overrides[access._maybe_actor] = _whoever_is_named
    return app


def _whoever_is_named(request: Request) -> Actor | None:
    actor = request.app.state.actors.get(request.headers.get("x-test-actor", ""))
    request.state.actor = actor
    return actor


@pytest.fixture
def app(_assembled: FastAPI, database: Database) -> FastAPI:
    """The app over this test's database, as an operator's process would hold it."""
    _assembled.state.database.dispose()
    _assembled.state.database, _assembled.state.actors = database, {}
    _assembled.state.settings = _assembled.state.settings.model_copy(update={"data_dir": database.data_dir})
    return _assembled


@dataclass(frozen=True)
class Doors:
    """Opens the app as somebody."""

    app: FastAPI

    def __call__(
        self, role: Role | str | Actor | None, programme: Programme | None = None, **options: Any
    ) -> TestClient:
        """A client signed in as a role (in `programme`, or in every one), as an actor, or as nobody (None).

        Redirects are not followed, and an accident raises here, unless `options` say otherwise.
        """
        headers = {"origin": f"http://{HOST}"}  # as a browser says it
        if role is not None:
            actor = role if isinstance(role, Actor) else builders.an_actor(Role(role), programme=programme)
            key = str(len(self.app.state.actors))
            self.app.state.actors[key] = actor
            headers["x-test-actor"] = key
        options = {"follow_redirects": False, "headers": headers} | options
        return TestClient(self.app, f"http://{HOST}", **options)


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
