"""The sample's own accounts: one per role, without passwords. They exist beside a sample programme only."""

from typing import Any

from sqlmodel import Session, col, select

from governance.accounts import Account, AccountForm, open_account
from governance.authority import Actor, Role
from governance.errors import Conflict, Problem
from governance.forms import read_form
from governance.memberships import Membership, grant_role
from governance.people import Person
from governance.programmes import Programme
from governance.records import find

# Whoever tries the sample out goes on to make a programme of their own: these two roles hold in every programme.
EVERYWHERE = frozenset({Role.admin, Role.pm})

_ACCOUNTS, _PROGRAMMES = Account.__table__.c, Programme.__table__.c  # pyright: ignore
_MEMBERSHIP: Any = Membership.__table__  # pyright: ignore
_MEMBERSHIPS = _MEMBERSHIP.c
# The sample's accounts that stand open, with the memberships that say for which role.
_OPEN = (
    _ACCOUNTS.is_demo.is_(True), _ACCOUNTS.withdrawn_on.is_(None),
    _MEMBERSHIPS.withdrawn_on.is_(None), _MEMBERSHIPS.programme_id.is_not(None),
)  # fmt: skip


def enrol_demo_account(
    session: Session,
    actor: Actor,
    programme: Programme,
    email: str,
    role: Role,
    person: str,
) -> Account:
    """An account of the sample for one role, standing for the person of that code.

    It wants no language of its own: whoever looks around goes on reading in theirs.

    Raises:
        Conflict: the programme is no sample.
    """
    if not programme.is_sample:
        raise Conflict([Problem("NOT_A_SAMPLE", "programme", programme.code)])
    who = find(session, Person, programme.key, person)
    name = " ".join(part for part in (who.name_zh, who.name_en) if part)
    form = read_form(AccountForm, {"email": email, "name": name})
    account = open_account(session, actor, None, form, is_demo=True)
    grant_role(session, actor, programme, account, role, person)
    if role in EVERYWHERE:
        grant_role(session, actor, None, account, role)
    return account


def any_sample(session: Session) -> bool:
    return session.exec(select(_PROGRAMMES.id).where(_PROGRAMMES.is_sample.is_(True)).limit(1)).first() is not None


def any_demo_account(session: Session) -> bool:
    """Whether somebody can sign in as one of the sample's people, asked of the tables as `any_account` is."""
    joined = select(_ACCOUNTS.id).join(_MEMBERSHIP, _MEMBERSHIPS.account_id == _ACCOUNTS.id)
    return any_sample(session) and session.exec(joined.where(*_OPEN).limit(1)).first() is not None


def demo_accounts(session: Session) -> list[tuple[Account, Role]]:
    """The sample's accounts with the role that each shows; none unless a sample programme is here."""
    return [(account, role) for account, role, _ in demo_people(session)]


def demo_people(session: Session) -> list[tuple[Account, Role, Person | None]]:
    """The sample's accounts with the role that each shows and the person that it stands for."""
    query = (
        select(Account, Membership, Person)
        .join(Membership, col(Membership.account_id) == col(Account.id))
        .outerjoin(Person, col(Person.id) == col(Membership.person_id))
        .where(*_OPEN)
        .order_by(col(Membership.id))
    )
    if not any_sample(session):
        return []
    return [(account, membership.role, person) for account, membership, person in session.exec(query)]


def demo_account(session: Session, email: str) -> Account | None:
    """The sample's account of that address, if a sample programme is here."""
    return next((account for account, _ in demo_accounts(session) if account.email == email.lower()), None)
