"""What a route is handed: the transaction, the actor, the programme and the date that the page answers as of."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from fastapi import BackgroundTasks, Depends, Path, Query, Request
from sqlmodel import Session

from governance.authority import Actor, Permission
from governance.errors import NotFound, Problem
from governance.programmes import Programme, find_programme
from web.database import Database
from web.errors import SignInRequired

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


def database_of(request: Request) -> Database:
    return request.app.state.database


async def _received(request: Request) -> None:
    """The whole body is here before a transaction opens: a slow sender must not keep other writers waiting."""
    if request.method not in SAFE:
        await request.body()


def _transaction(request: Request, _body: Annotated[None, Depends(_received)]) -> Iterator[Session]:
    """The request's session: committed before the answer leaves, rolled back when the route fails."""
    with database_of(request).transaction(writes=request.method not in SAFE) as session:
        request.state.session = session
        yield session


# scope="function": with the default scope the commit would come after the response, and a failed one would have answered 200.
Transaction = Annotated[Session, Depends(_transaction, scope="function")]


def _maybe_actor(request: Request, session: Transaction, background: BackgroundTasks) -> Actor | None:
    from web.signin import authenticate, remember_use

    actor = request.state.actor = authenticate(request, session)
    remember_use(request, background)
    return actor


MaybeActor = Annotated[Actor | None, Depends(_maybe_actor, scope="function")]


async def _actor(actor: MaybeActor) -> Actor:
    if actor is None:
        raise SignInRequired([Problem("SIGN_IN_REQUIRED")])
    return actor


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


def _here(
    request: Request,
    session: Transaction,
    actor: CurrentActor,
    programme: Code,
    as_of: Annotated[date | None, Query()] = None,
) -> Here:
    found = find_programme(session, actor, programme)
    here = Here(request, session, actor, found, as_of or found.status_date)
    request.state.here = here
    session.info["as_of"] = here.status_date
    return here


InProgramme = Annotated[Here, Depends(_here, scope="function")]


def readable(here: Here, permission: Permission) -> None:
    """Refuse as if it were not there: what may not be read does not exist for the reader."""
    if not here.actor.may(permission, here.programme.id):
        raise NotFound([Problem("NOT_FOUND", "", None, {"kind": "page", "code": here.request.url.path})])


async def submitted(request: Request) -> dict[str, Any]:
    """What a page's form sent: one value per field, a list where a field came more than once (blank ones dropped)."""
    form = await request.form(max_files=1, max_fields=500, max_part_size=2_000_000)
    data: dict[str, Any] = {}
    for name in form:
        sent = form.getlist(name)
        data[name] = sent[0] if len(sent) == 1 else [v for v in sent if v != ""]
    return data


Submitted = Annotated[dict[str, Any], Depends(submitted)]
