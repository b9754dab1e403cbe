"""The one gate of every write: the role in that programme is checked, then the change is recorded under the command's name."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any, TypeVar

from sqlalchemy.orm.exc import StaleDataError
from sqlmodel import Session

from governance.authority import Actor, Permission, not_permitted
from governance.errors import NotPermitted, Problem, Stale
from governance.recording import Recording
from governance.records import Record

C = TypeVar("C", bound=Callable[..., Any])
COMMANDS: dict[str, Callable[..., Any]] = {}


def command(
    permission: Permission | None, own: Permission | None = None, owned_by: str = "owner_id"
) -> Callable[[C], C]:
    """Declare a command `(session, actor, subject, …)`; `subject` is the programme or record it acts on, or None for the whole house.

    `own` is a lesser permission that suffices where the actor stands for the person in the record's `owned_by` column.
    `permission` None is for what a person does to what is theirs alone; the command then checks that itself.
    """

    def declare(function: C) -> C:
        name = function.__name__  # pyright: ignore

        @wraps(function)
        def gate(session: Session, actor: Actor, *args: Any, **kwargs: Any) -> Any:
            subject = args[0] if args else None
            _check(actor, permission, own, owned_by, subject)
            with recorded(session, actor, name, kwargs.get("reason")):
                return function(session, actor, *args, **kwargs)

        gate.permission = permission  # pyright: ignore
        gate.own_permission = own  # pyright: ignore
        COMMANDS[name] = gate
        return gate  # pyright: ignore

    return declare


@contextmanager
def recorded(session: Session, actor: Actor, name: str, reason: str | None = None) -> Iterator[None]:
    """What changes inside is recorded as `name` by `actor`; inside another command it is part of that one."""
    outer = session.info.get("recording")
    session.info["recording"] = outer or Recording(actor, name, reason)
    try:
        yield
        session.flush()
    except StaleDataError as error:
        raise Stale("record", "", 0) from error
    finally:
        session.info["recording"] = outer


def programme_of(subject: Any) -> int | None:
    """The programme that a command's subject belongs to."""
    if isinstance(subject, Record):
        return subject.id if subject.KIND == "programme" else getattr(subject, "programme_id", None)
    return None


def _check(actor: Actor, permission: Permission | None, own: Permission | None, owned_by: str, subject: Any) -> None:
    if not actor.may_write:
        raise NotPermitted([Problem("TOKEN_READ_ONLY", "", None, {})])
    programme_id = programme_of(subject)
    if permission is None or actor.may(permission, programme_id):
        return
    if (
        own is not None
        and actor.may(own, programme_id)
        and actor.is_person(getattr(subject, owned_by, None), programme_id)
    ):
        return
    raise not_permitted(permission)
