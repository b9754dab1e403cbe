"""Attempts: how often somebody tried to sign in, so that guessing passwords takes longer than they are worth."""

import ipaddress
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, ClassVar

from sqlalchemy import delete, func, insert, text
from sqlalchemy import select as sql
from sqlmodel import Field, Session, SQLModel, col

from governance.columns import instant
from governance.sign_ins import digest

ATTEMPT_WINDOW = timedelta(minutes=15)
_LOCK = 7_305_010_225  # any number, the same in every process: attempts that come at once are counted one by one


class Attempt(SQLModel, table=True):
    """A sign-in that failed, or is under way: whom or from where, as a hash."""

    __tablename__: ClassVar[Any] = "sign_in_attempt"

    id: int | None = Field(default=None, primary_key=True)
    subject: str = Field(max_length=64, index=True)
    at: datetime = instant()


def attempt_subjects(email: str, address: str) -> tuple[str, str]:
    """Under which hashes an attempt counts: the account's, and the network's that it came from."""
    return digest(f"account:{email.strip().lower()}"), digest(f"address:{_network(address)}")


def feed_subjects(address: str) -> tuple[str]:
    """Under which hash a calendar's address that is none counts: the network's that asked for it."""
    return (digest(f"feed:{_network(address)}"),)


def note_attempt(session: Session, subjects: Sequence[str], now: datetime, allowed: int) -> timedelta | None:
    """Count an attempt before the password is looked at. Returns how long to wait if there were `allowed` already (not counted)."""
    connection = session.connection()
    if connection.dialect.name == "postgresql":  # SQLite has one writer at a time anyway
        connection.execute(text("select pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
    since = now - ATTEMPT_WINDOW
    session.execute(delete(Attempt).where(col(Attempt.at) < since))
    query = (
        sql(col(Attempt.subject), func.count(), func.min(col(Attempt.at)))
        .where(col(Attempt.subject).in_(subjects))
        .group_by(col(Attempt.subject))
    )
    waits = [oldest + ATTEMPT_WINDOW - now for _, count, oldest in session.execute(query) if count >= allowed]
    if waits:
        return max(waits)
    session.execute(insert(Attempt), [{"subject": subject, "at": now} for subject in subjects])
    return None


def forget_attempt(session: Session, subjects: Sequence[str]) -> None:
    """The attempt succeeded: its account starts afresh, its address only loses this one."""
    account, address = subjects
    session.execute(delete(Attempt).where(col(Attempt.subject) == account))
    newest = sql(func.max(col(Attempt.id))).where(col(Attempt.subject) == address).scalar_subquery()
    session.execute(delete(Attempt).where(col(Attempt.id) == newest))


def _network(address: str) -> str:
    """An IPv6 host commands a whole /64; counting its single addresses would count nothing."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    return str(ipaddress.ip_network((parsed, 64), strict=False)) if parsed.version == 6 else str(parsed)
