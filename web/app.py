"""The web application: put together from its parts."""

import gc
import logging
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial

from fastapi import FastAPI
from fastapi.responses import Response
from fastapi.routing import iter_route_contexts
from fastapi.staticfiles import StaticFiles
from sqlalchemy.orm import configure_mappers
from starlette.types import Scope

from web import errors
from web.charts import canvas
from web.database import Database, open_database
from web.middleware import Doorway
from web.rendering import STATIC, environment
from web.settings import Settings

log = logging.getLogger("steerboard")
THREADS = 16  # that answer at once; more would only wait for one another


class _Static(StaticFiles):
    """Static files: with their hash in the address they never change."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        fixed = b"v=" in scope.get("query_string", b"")
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable" if fixed else "public, max-age=3600"
        return response


def create_app(settings: Settings | None = None, database: Database | None = None) -> FastAPI:
    """The application over a database that is already migrated."""
    settings = settings or Settings()  # pyright: ignore
    database = database or open_database(settings)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        from anyio.to_thread import current_default_thread_limiter

        current_default_thread_limiter().total_tokens = THREADS
        _keep_what_is_loaded()
        _soon(partial(_prepare, app))
        yield
        database.dispose()

    app = FastAPI(title="Steerboard", version="1", docs_url=None, redoc_url=None, openapi_url=None, lifespan=lifespan)
    app.state.settings, app.state.database = settings, database
    canvas.keep_cache_in(settings.data_dir / "cache")
    errors.install(app)
    app.mount("/static", _Static(directory=STATIC), name="static")
    _include(app)
    app.add_middleware(Doorway, settings=settings)  # pyright: ignore
    return app


def _soon(work: Callable[[], None]) -> None:
    timer = threading.Timer(1.0, work)
    timer.daemon = True
    timer.start()


def _prepare(app: FastAPI) -> None:
    """What the first page of each kind and the first chart would wait for; nobody waits for it at the start either."""
    configure_mappers()
    list(iter_route_contexts(app.routes))  # an address is worked out in full when a request first comes near it
    templates = environment()
    for name in templates.list_templates():
        templates.get_template(name)
    canvas.prepare()
    _keep_what_is_loaded()


def _keep_what_is_loaded() -> None:
    """What is loaded now lives for ever: the collector need not walk it. From here on it looks after every 50,000 objects.

    Pages make many and keep none: looking after every 700, as Python does unless it is told otherwise, would cost more than it finds.
    """
    gc.freeze()
    gc.set_threshold(50_000)


def _include(app: FastAPI) -> None:
    """Every router; the generic registers last, so that a page of its own wins over them."""
    from web import api, api_bulk, api_programmes, api_views, served
    from web.pages import api_docs, health, imports, registers

    served.enter_all()
    programs = (api_docs.router, api_programmes.router, api_views.router, api_bulk.router, api.router)
    for router in (health.router, imports.router, *served.routers(), *programs, registers.router):
        app.include_router(router)
