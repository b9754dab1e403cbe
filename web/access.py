"""What a route is handed: the transaction, the actor, the programme and the date that the page answers as of.

Handing work to a thread costs as much as a query. So a route's dependencies ask the database once, in `_arrived`; the others only look
at what was found, and wait for nothing.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from anyio import CancelScope, CapacityLimiter, move_on_after
from anyio.lowlevel import RunVar
from anyio.to_thread import run_sync
from fastapi import BackgroundTasks, Depends, Path, Request
from fastapi.concurrency import contextmanager_in_threadpool
from sqlmodel import Session

from governance.authority import Actor, Permission
from governance.errors import Busy, Invalid, NotFound, Problem
from governance.programmes import Programme, no_such_programme, readable_programme
from web.database import WRITER_PATIENCE, Database
from web.errors import SignInRequired

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
# Who writes and who is next; so many reading that connections are left for those.
WRITERS, READERS = 4, 24
_SEATS: RunVar[dict[bool, CapacityLimiter]] = RunVar("seats")


def database_of(request: Request) -> Database:
    return request.app.state.database


@asynccontextmanager
async def _seat(writes: bool) -> AsyncIterator[None]:
    """Room for one more who has a transaction open; who waits for it holds neither a thread nor a connection.

    A request goes from thread to thread while its transaction is open. Were threads taken by those who wait for a connection, or for
    their turn to write, those who have it could not go on.

    Raises:
        Busy: there was none in time.
    """
    try:
        seats = _SEATS.get()
    except LookupError:
        seats = {True: CapacityLimiter(WRITERS), False: CapacityLimiter(READERS)}
        _SEATS.set(seats)
    mine = object()
    with move_on_after(WRITER_PATIENCE) as waiting:
        await seats[writes].acquire_on_behalf_of(mine)
    if waiting.cancelled_caught:
        raise Busy([Problem("DATABASE_BUSY", "", None, {})])
    try:
        yield
    finally:
        seats[writes].release_on_behalf_of(mine)


async def _transaction(request: Request) -> AsyncIterator[Session]:
    """The request's session: committed before the answer leaves, rolled back when the route fails."""
    writes = request.method not in SAFE
    if writes:
        await request.body()  # before the transaction opens: a slow sender must not keep other writers waiting
    async with _seat(writes), _session(request, writes) as session:
        yield session


@asynccontextmanager
async def _session(request: Request, writes: bool) -> AsyncIterator[Session]:
    opened = database_of(request).transaction(writes=writes)
    if writes:
        async with contextmanager_in_threadpool(opened) as session:
            request.state.session = session
            yield session
        return
    with opened as session:  # asks the database nothing before the first query
        request.state.session = session
        try:
            yield session
        finally:
            if session.in_transaction():
                # Shielded, and with a limiter of its own: who wants to leave neither gives up nor queues behind those who come.
                with CancelScope(shield=True):
                    await run_sync(session.close, limiter=CapacityLimiter(1))


def end_reading(request: Request) -> None:
    """Close what a reading request has open, from the thread that drew its answer: then no other is needed to do it."""
    session = getattr(request.state, "session", None)
    if session is not None and request.method in SAFE:
        session.close()


# scope="function": with the default scope the commit would come after the response, and a failed one would have answered 200.
Transaction = Annotated[Session, Depends(_transaction, scope="function")]


@dataclass(frozen=True, slots=True)
class Arrival:
    """Who came, and the programme that the address names: None for nobody, and for one that is not there or not theirs to see."""

    session: Session
    actor: Actor | None
    programme: Programme | None


def _arrived(request: Request, session: Transaction, background: BackgroundTasks) -> Arrival:
    """All that every route asks the database, in one thread."""
    from web.signin import authenticate, remember_use

    actor = authenticate(request, session)
    remember_use(request, background)
    return arrival_of(request, session, actor)


def arrival_of(request: Request, session: Session, actor: Actor | None) -> Arrival:
    """The arrival of an actor, noted in the request's state for all that comes after."""
    code = request.path_params.get("programme")
    programme = readable_programme(session, actor, code) if actor is not None and code else None
    request.state.actor, request.state.arrival = actor, Arrival(session, actor, programme)
    return request.state.arrival


Arrived = Annotated[Arrival, Depends(_arrived, scope="function")]


def _signed_in(arrival: Arrival) -> Actor:
    if arrival.actor is None:
        raise SignInRequired([Problem("SIGN_IN_REQUIRED")])
    return arrival.actor


async def _actor(arrival: Arrived) -> Actor:
    return _signed_in(arrival)


CurrentActor = Annotated[Actor, Depends(_actor, scope="function")]
Code = Annotated[str, Path(max_length=20)]


@dataclass(frozen=True, slots=True)
class Here:
    """Where a request stands: its session, actor and programme, and the date it answers as of."""

    request: Request
    session: Session
    actor: Actor
    programme: Programme
    status_date: date

    @property
    def path(self) -> str:
        return f"/programmes/{self.programme.code}"

    def may(self, permission: Permission) -> bool:
        return self.actor.may_write and self.actor.may(permission, self.programme.id)


FIRST_AS_OF, LAST_AS_OF = date(1900, 1, 1), date(2100, 12, 31)


async def _here(request: Request, arrival: Arrived) -> Here:
    # The address is read here, not declared: a declared parameter is built anew for every route, and nearly all have these two.
    actor, found = _signed_in(arrival), arrival.programme
    as_of = _as_of(request)
    if found is None:
        raise no_such_programme(request.path_params["programme"])
    here = Here(request, arrival.session, actor, found, as_of or found.status_date)
    request.state.here = here
    here.session.info["as_of"] = here.status_date
    return here


def _as_of(request: Request) -> date | None:
    """The date that the address asks for.

    Raises:
        Invalid: it is not one, or one from which a plan would leave the years that calendars cover.
    """
    asked = request.query_params.get("as_of")
    if asked is None:
        return None
    try:
        day = date.fromisoformat(asked)
    except ValueError:
        raise Invalid([Problem("NOT_A_DATE", "as_of", asked[:100])]) from None
    if not FIRST_AS_OF <= day <= LAST_AS_OF:
        raise Invalid([Problem("OUT_OF_RANGE", "as_of", day, {"min": FIRST_AS_OF, "max": LAST_AS_OF})])
    return day


InProgramme = Annotated[Here, Depends(_here, scope="function")]


def readable(here: Here, permission: Permission) -> None:
    """Refuse as if it were not there: what may not be read does not exist for the reader."""
    if not here.actor.may(permission, here.programme.id):
        raise NotFound([Problem("NOT_FOUND", "", None, {"kind": "page", "code": here.request.url.path})])


async def submitted(request: Request) -> dict[str, Any]:
    """What a page's form sent: one value per field, a list where a field came more than once (blank ones dropped)."""
    data: dict[str, Any] = {}
    async with request.form(max_files=1, max_fields=500, max_part_size=2_000_000) as form:
        for name in form:
            sent = form.getlist(name)
            data[name] = sent[0] if len(sent) == 1 else [v for v in sent if v != ""]
    return data


Submitted = Annotated[dict[str, Any], Depends(submitted)]
