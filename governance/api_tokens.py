"""API tokens: what a program may do in a person's name. The token is a record, its secret is kept as a hash beside it."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from enum import StrEnum, auto
from typing import Annotated, Any, ClassVar

from pydantic import Field as F
from sqlalchemy import UniqueConstraint, delete, update
from sqlmodel import Field, Session, SQLModel, col, select

from governance.accounts import Account, require_own
from governance.authority import Actor
from governance.columns import instant, link, words
from governance.commands import command
from governance.errors import NotFound, Problem
from governance.forms import Form, Line, Whole
from governance.records import Record, next_code, withdraw
from governance.sign_ins import digest, new_secret

TOKEN_PREFIX = "sb_"  # noqa: S105


class Scope(StrEnum):
    read = auto()
    write = auto()


class TokenForm(Form):
    name: Annotated[Line, F(max_length=80)]
    scope: Scope = Scope.read
    days: Annotated[Whole, F(ge=1, le=366)] = 90


class ApiToken(Record, table=True):
    """What a program may do in a person's name, and until when; their roles bind anew on each request."""

    KIND: ClassVar[str] = "api_token"
    PREFIX: ClassVar[str] = "TOK-"
    __tablename__: ClassVar[Any] = "api_token"
    __table_args__: ClassVar[Any] = (UniqueConstraint("code"),)

    account_id: int = link("account", foreign_key="account.id", required=True)
    name: str = Field(max_length=80)
    scope: Scope = words(Scope, Scope.read)
    begins: str = Field(max_length=12)
    expires_at: datetime = instant()


class TokenKey(SQLModel, table=True):
    """A token's secret as its SHA-256, and when it was last used. Gone once the token is revoked."""

    __tablename__: ClassVar[Any] = "token_key"

    token_id: int = Field(primary_key=True, foreign_key="api_token.id")
    digest: str = Field(max_length=64, unique=True)
    used_at: datetime | None = instant()


@command(None)
def create_token(session: Session, actor: Actor, account: Account, form: TokenForm, now: datetime) -> tuple[ApiToken, str]:  # fmt: skip
    """A token for programs of that person. Returns it with its secret, which is told this once."""
    require_own(actor, account)
    secret = new_secret(TOKEN_PREFIX)
    token = ApiToken(
        code=next_code(session, ApiToken, None, ApiToken.PREFIX), account_id=account.key, name=form.name,
        scope=form.scope, begins=secret[:8], expires_at=now + timedelta(days=form.days),
    )  # fmt: skip
    session.add(token)
    session.flush()
    session.add(TokenKey(token_id=token.id, digest=digest(secret)))  # pyright: ignore
    session.flush()
    return token, secret


@command(None)
def revoke_token(session: Session, actor: Actor, token: ApiToken, on: date) -> ApiToken:
    require_own(actor, session.get_one(Account, token.account_id))
    return drop_token(session, token, "revoked", on)


def drop_token(session: Session, token: ApiToken, reason: str, on: date) -> ApiToken:
    session.execute(delete(TokenKey).where(col(TokenKey.token_id) == token.id))
    return withdraw(session, token, reason, on)


def tokens_of(session: Session, account_id: int) -> Sequence[ApiToken]:
    """An account's tokens that are not revoked, the newest first."""
    query = select(ApiToken).where(col(ApiToken.account_id) == account_id, col(ApiToken.withdrawn_on).is_(None))
    return session.exec(query.order_by(col(ApiToken.id).desc())).all()


def find_token(session: Session, account_id: int, code: str) -> ApiToken:
    """One of an account's tokens.

    Raises:
        NotFound: it has none of that code.
    """
    query = select(ApiToken).where(
        col(ApiToken.account_id) == account_id, col(ApiToken.code) == code.upper(), col(ApiToken.withdrawn_on).is_(None)
    )
    found = session.exec(query).first()
    if found is None:
        raise NotFound([Problem("NOT_FOUND", "code", code, {"kind": "api_token", "code": code})])
    return found


def tokens_used(session: Session, tokens: Sequence[ApiToken]) -> dict[int, datetime | None]:
    """When each of these tokens was last used, by its id."""
    keys = select(TokenKey).where(col(TokenKey.token_id).in_([t.id for t in tokens]))
    return {key.token_id: key.used_at for key in session.exec(keys)}


def touch_token(session: Session, token_id: int, now: datetime) -> None:
    session.execute(update(TokenKey).where(col(TokenKey.token_id) == token_id).values(used_at=now))
