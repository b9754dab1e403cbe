"""Saved views: what a person asked of a list, kept under a name; for themselves, or shared with everybody in the programme."""

from collections.abc import Sequence
from typing import Annotated, Any, ClassVar

from pydantic import Field as F
from sqlmodel import Field, Session, col, or_, select

from governance.authority import Actor, Permission, not_permitted
from governance.codes import next_code, one_writer
from governance.columns import link
from governance.commands import command
from governance.errors import Invalid, NotFound, Problem
from governance.forms import Flag, Form, Line
from governance.programmes import Programme
from governance.records import ProgrammeRecord, check_not_withdrawn, check_version, withdraw

VIEWS_EACH = 100  # of one person in one programme


class SavedViewForm(Form):
    """`asked`: the search, filters, order and size of the list, as its address says them."""

    name: Annotated[Line, F(max_length=60)]
    asked: Annotated[str, F(max_length=2000)] = ""
    shared: Flag = False


class SavedView(ProgrammeRecord, table=True):
    """A list as somebody wants to find it again. `listed` is the kind of records."""

    KIND: ClassVar[str] = "saved_view"
    PREFIX: ClassVar[str] = "VIEW-"
    __tablename__: ClassVar[Any] = "saved_view"

    account_id: int = link("account", foreign_key="account.id", required=True)
    listed: str = Field(max_length=40)
    name: str = Field(max_length=60)
    asked: str = Field(default="", max_length=2000)
    shared: bool = False


@command(Permission.read_programme)
def save_view(session: Session, actor: Actor, programme: Programme, register: str, form: SavedViewForm) -> SavedView:
    """Keep a view of the register for the actor.

    Raises:
        Invalid: the actor has one of that name for this list already, or too many.
        NotPermitted: only who maintains the programme shares views.
    """
    account_id = _account_of(actor)
    _check_sharing(actor, programme.key, form)
    one_writer(session)
    own = [v for v in views_in(session, actor, programme) if v.account_id == account_id]
    if len(own) >= VIEWS_EACH:
        raise Invalid([Problem("TOO_MANY", "name", len(own), {"max": VIEWS_EACH})])
    _check_name(own, register, form.name)
    view = SavedView(
        programme_id=programme.key, code=next_code(session, SavedView, programme.key), account_id=account_id, listed=register,
        name=form.name, asked=form.asked, shared=form.shared,
    )  # fmt: skip
    session.add(view)
    session.flush()
    return view


@command(Permission.read_programme)
def revise_view(session: Session, actor: Actor, view: SavedView, form: SavedViewForm, version: int) -> SavedView:
    """Give a view another name or another question, share it, or take it back.

    Raises:
        Invalid: the name is taken. NotPermitted: it is somebody else's. Stale: it was changed meanwhile.
    """
    _check_own(actor, view)
    check_not_withdrawn(view)
    check_version(view, version)
    if form.shared and not view.shared:
        _check_sharing(actor, view.programme_id, form)
    one_writer(session)
    query = select(SavedView).where(
        col(SavedView.account_id) == view.account_id,
        col(SavedView.programme_id) == view.programme_id,
        col(SavedView.withdrawn_on).is_(None),
        col(SavedView.id) != view.id,
    )
    _check_name(session.exec(query).all(), view.listed, form.name)
    for name in ("name", "asked", "shared"):
        if getattr(view, name) != getattr(form, name):
            setattr(view, name, getattr(form, name))
    session.flush()
    return view


@command(Permission.read_programme)
def withdraw_view(session: Session, actor: Actor, view: SavedView, programme: Programme, version: int) -> SavedView:
    """Take a view away: one's own, or as the one who maintains the programme a shared one."""
    if not (view.shared and actor.may(Permission.maintain_programme, view.programme_id)):
        _check_own(actor, view)
    return withdraw(session, view, "removed", programme.status_date, version)


# --- Queries ---------------------------------------------------------------------------------------------------------


def views_in(session: Session, actor: Actor, programme: Programme, register: str | None = None) -> Sequence[SavedView]:
    """The actor's own views and the shared ones, by name."""
    query = select(SavedView).where(
        col(SavedView.programme_id) == programme.key,
        col(SavedView.withdrawn_on).is_(None),
        or_(col(SavedView.account_id) == actor.account_id, col(SavedView.shared).is_(True)),
    )
    if register is not None:
        query = query.where(col(SavedView.listed) == register)
    return session.exec(query.order_by(col(SavedView.name), col(SavedView.id))).all()


def find_view(session: Session, actor: Actor, programme: Programme, code: str) -> SavedView:
    """One of these.

    Raises:
        NotFound: there is none of that code, or it is somebody's own.
    """
    found = next((view for view in views_in(session, actor, programme) if view.code == code.upper()), None)
    if found is None:
        raise NotFound([Problem("NOT_FOUND", "code", code, {"kind": "saved_view", "code": code})])
    return found


def _account_of(actor: Actor) -> int:
    if actor.account_id is None:
        raise NotFound([Problem("NOT_FOUND", "", None, {"kind": "account", "code": actor.name})])
    return actor.account_id


def _check_own(actor: Actor, view: SavedView) -> None:
    if view.account_id != actor.account_id:
        raise not_permitted(Permission.maintain_programme)


def _check_sharing(actor: Actor, programme_id: int, form: SavedViewForm) -> None:
    if form.shared and not actor.may(Permission.maintain_programme, programme_id):
        raise not_permitted(Permission.maintain_programme)


def _check_name(views: Sequence[SavedView], register: str, name: str) -> None:
    if any(v.listed == register and v.name.casefold() == name.casefold() for v in views):
        raise Invalid([Problem("VIEW_NAME_TAKEN", "name", name, {"name": name})])
