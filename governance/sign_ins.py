"""Sign-ins: the browsers in which an account is signed in. A cookie holds each one's secret, this table only its hash."""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, ClassVar

from sqlalchemy import delete, update
from sqlmodel import Field, Session, SQLModel, col, select

from governance.columns import instant


class SignIn(SQLModel, table=True):
    """One browser that is signed in. The cookie holds the secret, this row its SHA-256."""

    __tablename__: ClassVar[Any] = "web_session"

    id: int | None = Field(default=None, primary_key=True)
    digest: str = Field(max_length=64, unique=True)
    account_id: int = Field(foreign_key="account.id", index=True)
    started_at: datetime = instant()
    seen_at: datetime = instant()
    expires_at: datetime = instant()
    device: str = Field(default="", max_length=120)
    address: str = Field(default="", max_length=45)


def new_secret(prefix: str = "") -> str:
    """256 random bits as text."""
    return prefix + secrets.token_urlsafe(32)


def digest(secret: str) -> str:
    """What is stored of a random secret. It has 256 bits of its own, so a plain SHA-256 suffices."""
    return hashlib.sha256(secret.encode()).hexdigest()


def sign_in(session: Session, account_id: int, secret: str, now: datetime, hours: int, device: str = "", address: str = "") -> SignIn:  # fmt: skip
    """Remember a browser that signed in, for `hours` at most. Those that have run out are cleared away."""
    session.execute(delete(SignIn).where(col(SignIn.expires_at) < now))
    made = SignIn(
        digest=digest(secret), account_id=account_id, started_at=now, seen_at=now,
        expires_at=now + timedelta(hours=hours), device=device[:120], address=address[:45],
    )  # fmt: skip
    session.add(made)
    session.flush()
    return made


def touch_sign_in(session: Session, sign_in_id: int, now: datetime) -> None:
    session.execute(update(SignIn).where(col(SignIn.id) == sign_in_id).values(seen_at=now))


def sign_ins(session: Session, account_id: int, now: datetime, idle: timedelta) -> Sequence[SignIn]:
    """Where an account is signed in, the last seen first."""
    query = (
        select(SignIn)
        .where(col(SignIn.account_id) == account_id, col(SignIn.expires_at) > now, col(SignIn.seen_at) > now - idle)
        .order_by(col(SignIn.seen_at).desc())
    )
    return session.exec(query).all()


def end_sign_in(session: Session, account_id: int, sign_in_id: int) -> None:
    """Sign one browser of that account out; another's is left alone."""
    session.execute(delete(SignIn).where(col(SignIn.id) == sign_in_id, col(SignIn.account_id) == account_id))


def end_sign_in_by(session: Session, secret: str) -> None:
    session.execute(delete(SignIn).where(col(SignIn.digest) == digest(secret)))


def end_sign_ins(session: Session, account_id: int, keep: int | None = None) -> None:
    query = delete(SignIn).where(col(SignIn.account_id) == account_id)
    session.execute(query if keep is None else query.where(col(SignIn.id) != keep))
