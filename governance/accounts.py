"""Accounts: everybody who may sign in. What an account may do is told by its memberships."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any, ClassVar

from pydantic import Field as F
from sqlalchemy import UniqueConstraint
from sqlmodel import Field, Session, col, select

from governance.authority import Actor, Permission, not_permitted
from governance.columns import instant
from governance.commands import command
from governance.errors import Invalid, NotFound, Problem
from governance.forms import Email, Form, Line
from governance.records import Record, check_version, next_code

LANGUAGES = ("en", "zh-CN")
Language = Annotated[Line, F(pattern="^(en|zh-CN)$")]


class AccountForm(Form):
    """`language` empty: the account follows the browser."""

    email: Email
    name: Line
    language: Language | None = None


class Account(Record, table=True):
    """Whoever signs in. A withdrawn account is deactivated: it keeps its history and lets nobody in."""

    KIND: ClassVar[str] = "account"
    PREFIX: ClassVar[str] = "ACC-"
    __table_args__: ClassVar[Any] = (UniqueConstraint("code"), UniqueConstraint("email"))

    email: str = Field(max_length=200)
    name: str = Field(max_length=200)
    language: str | None = Field(default=None, max_length=8)
    is_demo: bool = False
    password_changed_at: datetime | None = instant()

    @property
    def key(self) -> int:
        """The primary key of a stored account."""
        if self.id is None:
            raise ValueError("the account is not stored yet")
        return self.id

    @property
    def active(self) -> bool:
        return self.withdrawn_on is None


@command(Permission.manage_accounts)
def open_account(session: Session, actor: Actor, _house: None, form: AccountForm, *, is_demo: bool = False) -> Account:
    """Make an account; it can sign in once it has a password.

    Raises:
        Invalid: the address is taken.
    """
    email = form.email.lower()
    if account_of(session, email) is not None:
        raise Invalid([Problem("EMAIL_TAKEN", "email", email)])
    code = next_code(session, Account, None, Account.PREFIX)
    account = Account(code=code, email=email, name=form.name, language=form.language, is_demo=is_demo)
    session.add(account)
    session.flush()
    return account


@command(Permission.manage_accounts)
def revise_account(
    session: Session, actor: Actor, account: Account, form: AccountForm, version: int | None = None
) -> Account:
    check_version(account, version)
    email = form.email.lower()
    other = account_of(session, email)
    if other is not None and other.id != account.id:
        raise Invalid([Problem("EMAIL_TAKEN", "email", email)])
    account.email, account.name, account.language = email, form.name, form.language
    return account


@command(None)
def choose_language(session: Session, actor: Actor, account: Account, language: str | None) -> Account:
    """Keep the language that a person reads in; None follows the browser."""
    require_own(actor, account)
    if language not in (*LANGUAGES, None):
        raise Invalid([Problem("NOT_IN_ENUM", "language", language)])
    account.language = language
    return account


def require_own(actor: Actor, account: Account) -> None:
    """Refuse what is the person's own to do: a program with their token may not, nor may an administrator.

    Whoever works on the server itself (no account) may: they hold the database anyway.
    """
    if actor.account_id is not None and (actor.account_id != account.id or actor.via == "token"):
        raise not_permitted(Permission.manage_accounts)


# --- Queries ---------------------------------------------------------------------------------------------------------


def account_of(session: Session, email: str) -> Account | None:
    """The account of an e-mail address, deactivated ones too."""
    return session.exec(select(Account).where(col(Account.email) == email.lower())).first()


def find_account(session: Session, code: str) -> Account:
    """The account of that code.

    Raises:
        NotFound: there is none.
    """
    found = session.exec(select(Account).where(col(Account.code) == code.upper())).first()
    if found is None:
        raise NotFound([Problem("NOT_FOUND", "code", code, {"kind": "account", "code": code})])
    return found


def account_named(session: Session, email: str) -> Account:
    """The account of that address.

    Raises:
        NotFound: there is none.
    """
    found = account_of(session, email)
    if found is None:
        raise NotFound([Problem("NOT_FOUND", "email", email, {"kind": "account", "code": email})])
    return found


def accounts(session: Session) -> Sequence[Account]:
    """Every account by name, deactivated ones last."""
    return session.exec(
        select(Account).order_by(col(Account.withdrawn_on).is_not(None), col(Account.name), col(Account.id))
    ).all()


def any_account(session: Session) -> bool:
    """Whether there is one. A starting server asks: of the table, for which the mappings need not be worked out."""
    return session.exec(select(Account.__table__.c.id).limit(1)).first() is not None  # pyright: ignore


def any_real_account(session: Session) -> bool:
    """Whether somebody beside the sample's own people has an account here."""
    return session.exec(select(Account.id).where(col(Account.is_demo).is_(False)).limit(1)).first() is not None
