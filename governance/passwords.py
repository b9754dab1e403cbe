"""Passwords: what is asked of one, its hash, and what ends with the old one. Hashing itself is done before the transaction."""

import unicodedata
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select as sql
from sqlmodel import Field, Session, SQLModel, col

from governance.account_closure import shut_out
from governance.accounts import Account
from governance.authority import Actor, Permission, not_permitted
from governance.commands import command
from governance.errors import Problem

PASSWORD_LENGTHS = (12, 200)


class Credential(SQLModel, table=True):
    """An account's password as its argon2id hash."""

    account_id: int = Field(primary_key=True, foreign_key="account.id")
    password: str = Field(max_length=200)


def normal_password(typed: str) -> str:
    """One password, however the keyboard composed its letters."""
    return unicodedata.normalize("NFKC", typed)


def password_problems(password: str, email: str = "", field: str = "password") -> list[Problem]:
    """Why a password would be too easy to guess or to lose. Length is what counts; no riddles of digits and signs."""
    shortest, longest = PASSWORD_LENGTHS
    if not password:
        return [Problem("REQUIRED", field)]
    if not shortest <= len(password) <= longest:
        return [Problem("PASSWORD_LENGTH", field, None, {"min": shortest, "max": longest})]
    names = {email.lower(), email.lower().partition("@")[0]}
    if len(set(password)) < 5 or password.lower().strip() in names:
        return [Problem("PASSWORD_TOO_PLAIN", field)]
    return []


@command(None)
def set_password(session: Session, actor: Actor, account: Account, hashed: str, now: datetime, keep: int | None = None) -> None:  # fmt: skip
    """Store a password's hash. Every sign-in but `keep` ends, and every token of the account is revoked.

    It is the person's own to do, or an administrator's who resets it.
    """
    if actor.via == "token" or (actor.account_id != account.id and not actor.may(Permission.manage_accounts)):
        raise not_permitted(Permission.manage_accounts)
    store_hash(session, account.key, hashed)
    account.password_changed_at = now
    shut_out(session, account, "password changed", now.date(), keep)


def store_hash(session: Session, account_id: int, hashed: str) -> None:
    found = session.get(Credential, account_id)
    if found is None:
        session.add(Credential(account_id=account_id, password=hashed))
    else:
        found.password = hashed
    session.flush()


@dataclass(frozen=True, slots=True)
class Claim:
    """What is known about whoever claims to be the owner of an address."""

    account_id: int
    password: str | None
    language: str | None


def claim_of(session: Session, email: str) -> Claim | None:
    """The active account of an address with its password's hash; the sample's accounts have no password and are none."""
    query = (
        sql(col(Account.id), col(Credential.password), col(Account.language))
        .outerjoin(Credential, col(Credential.account_id) == col(Account.id))
        .where(
            col(Account.email) == email.lower(), col(Account.withdrawn_on).is_(None), col(Account.is_demo).is_(False)
        )
    )
    found = session.execute(query).first()
    return Claim(*found) if found else None
