"""Memberships: the role that an account holds in a programme or in every one, and whom it stands for there."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from sqlalchemy import UniqueConstraint, and_
from sqlmodel import Session, col, select

from governance.accounts import Account, any_real_account
from governance.authority import Actor, Permission, Role
from governance.columns import link, words
from governance.commands import command
from governance.errors import Conflict, NotFound, Problem
from governance.forms import Code, Form
from governance.people import Person
from governance.programmes import Programme, find_programme
from governance.records import Record, find, next_code, restore, withdraw
from governance.sign_ins import end_sign_ins


class RoleForm(Form):
    """`programme` empty: the role holds in every programme. `person` is whom the account stands for in that programme."""

    role: Role
    programme: Code | None = None
    person: Code | None = None

    def problems(self) -> list[Problem]:
        if self.person and not self.programme:
            return [Problem("PERSON_NEEDS_PROGRAMME", "person", self.person)]
        return []


class Membership(Record, table=True):
    """A role that an account holds, in one programme or (None) in every one."""

    KIND: ClassVar[str] = "membership"
    PREFIX: ClassVar[str] = "MBR-"
    __table_args__: ClassVar[Any] = (UniqueConstraint("code"),)

    account_id: int = link("account", foreign_key="account.id", required=True)
    programme_id: int | None = link("programme", foreign_key="programme.id")
    role: Role = words(Role)
    person_id: int | None = link("person", foreign_key="person.id")


@command(Permission.manage_accounts)
def grant_role(
    session: Session, actor: Actor, programme: Programme | None, account: Account, role: Role, person: str | None = None
) -> Membership:
    """Give an account a role in a programme, or (None) in every one. Held already, only the person it stands for changes.

    The account signs in anew: no browser keeps a sign-in from before its rights changed.

    Raises:
        Conflict: nobody raises their own role.
        NotFound: `person` is no code of that programme.
    """
    _not_oneself(actor, account)
    programme_id = programme.key if programme else None
    person_id = find(session, Person, programme_id, person).id if person else None
    held = _membership(session, account.key, programme_id, role)
    if held is None:
        code = next_code(session, Membership, None, Membership.PREFIX)
        held = Membership(code=code, account_id=account.key, programme_id=programme_id, role=role, person_id=person_id)
        session.add(held)
    else:
        restore(session, held)
        held.person_id = person_id or held.person_id
    end_sign_ins(session, account.key)
    session.flush()
    return held


def grant(session: Session, actor: Actor, account: Account, form: RoleForm) -> Membership:
    """The role that a form asks for."""
    programme = find_programme(session, actor, form.programme) if form.programme else None
    return grant_role(session, actor, programme, account, form.role, form.person)


@command(Permission.manage_accounts)
def withdraw_role(session: Session, actor: Actor, membership: Membership, reason: str, on: date) -> Membership:
    """Take a role from an account; it binds on that account's very next request.

    Raises:
        Conflict: the house would be left without an administrator.
    """
    if membership.role == Role.admin and membership.programme_id is None:
        keep_an_administrator(session, membership.account_id)
    end_sign_ins(session, membership.account_id)
    return withdraw(session, membership, reason, on)


def _not_oneself(actor: Actor, account: Account) -> None:
    if actor.account_id is not None and actor.account_id == account.id:
        raise Conflict([Problem("OWN_ROLE", "role", account.email)])


def keep_an_administrator(session: Session, leaving: int) -> None:
    """Refuse to let the last administrator go; the sample's own does not count beside real ones.

    Raises:
        Conflict: nobody else could administer the house.
    """
    query = (
        select(Account.id, Account.is_demo)
        .join(Membership, col(Membership.account_id) == col(Account.id))
        .where(
            col(Membership.role) == Role.admin,
            col(Membership.programme_id).is_(None),
            col(Membership.withdrawn_on).is_(None),
            col(Account.withdrawn_on).is_(None),
        )
    )
    administrators: dict[int | None, bool] = dict(session.exec(query).all())
    if leaving in administrators:
        demo = administrators.pop(leaving)
        if not any(demo or not other for other in administrators.values()):
            raise Conflict([Problem("LAST_ADMINISTRATOR")])


def _membership(session: Session, account_id: int, programme_id: int | None, role: Role) -> Membership | None:
    where = col(Membership.programme_id)
    return session.exec(
        select(Membership).where(
            col(Membership.account_id) == account_id,
            col(Membership.role) == role,
            where.is_(None) if programme_id is None else where == programme_id,
        )
    ).first()


# --- Queries ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class HeldRole:
    """A role as an account's page shows it: `programme` is None where it holds in every one."""

    membership: Membership
    programme: str | None
    person: str | None


def find_membership(session: Session, account: Account, code: str) -> Membership:
    """One of an account's roles.

    Raises:
        NotFound: it holds no such one.
    """
    query = select(Membership).where(col(Membership.code) == code.upper(), col(Membership.account_id) == account.id)
    found = session.exec(query).first()
    if found is None:
        raise NotFound([Problem("NOT_FOUND", "code", code, {"kind": "role", "code": code})])
    return found


def roles_by_account(session: Session, account_ids: Sequence[int] | None = None) -> dict[int, list[HeldRole]]:
    """The roles held now, by account (one query)."""
    query = (
        select(Membership, Programme.code, Person.code)
        .outerjoin(Programme, col(Programme.id) == col(Membership.programme_id))
        .outerjoin(Person, col(Person.id) == col(Membership.person_id))
        .where(col(Membership.withdrawn_on).is_(None))
        .order_by(col(Membership.id))
    )
    if account_ids is not None:
        query = query.where(col(Membership.account_id).in_(account_ids))
    found: dict[int, list[HeldRole]] = {}
    for membership, programme, person in session.exec(query):
        found.setdefault(membership.account_id, []).append(HeldRole(membership, programme, person))
    return found


def with_roles(accounts: Any) -> Any:
    """A query for accounts, with the roles that each holds at this moment: a row for every role (or one without), five columns more."""
    m = Membership.__table__.c  # pyright: ignore
    return (
        accounts.add_columns(m.programme_id, m.role, m.person_id, col(Person.name_zh), col(Person.name_en))
        .outerjoin(Membership, and_(m.account_id == col(Account.id), m.withdrawn_on.is_(None)))
        .outerjoin(Person, col(Person.id) == m.person_id)
        .order_by(m.id)
    )


def actor_for(
    session: Session, held: Iterable[Any], account_id: int, name: str, email: str, language: str | None, *,
    is_demo: bool = False, via: str = "page", may_write: bool = True,
) -> Actor:  # fmt: skip
    """The account as an actor, with the roles that it holds at this moment: `held` are the five columns of `with_roles`.

    Beside real accounts, the sample's accounts reach no further than sample programmes, for they need no password.
    """
    found = [row for row in held if row[1] is not None]
    names = next(((zh, en) for *_, zh, en in found if zh or en), (None, None))
    rows = [(programme_id, role, person) for programme_id, role, person, *_ in found]
    if is_demo and any_real_account(session):
        samples = list(session.exec(select(Programme.id).where(col(Programme.is_sample).is_(True))))
        rows = [(s, role, person) for p, role, person in rows for s in ([p] if p else samples) if s in samples]
    roles: dict[int | None, frozenset[Role]] = {}
    for programme_id, role, _ in rows:
        roles[programme_id] = roles.get(programme_id, frozenset()) | {role}
    persons = {programme_id: person for programme_id, _, person in rows if programme_id and person}
    return Actor(name, account_id, roles, persons, via, may_write, language, email, names)
