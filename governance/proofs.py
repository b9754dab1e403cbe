"""Proofs: whom the secret of a cookie, a token or a calendar's address proves, with the roles that the account holds at this moment, in one query.

A row of an answer is `(id, used_at, may_write, account_id, name, email, language, is_demo)` and the five columns of `with_roles`; there is
one for every role. No row: the secret proves nobody.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, false, true
from sqlalchemy import select as sql
from sqlmodel import Session, col

from governance.accounts import Account
from governance.api_tokens import ApiToken, Scope, TokenKey
from governance.calendar_feeds import CalendarFeed, FeedKey
from governance.memberships import with_roles
from governance.sign_ins import SignIn, digest

_ACCOUNT = (col(Account.id), col(Account.name), col(Account.email), col(Account.language), col(Account.is_demo))
_NOW, _DIGEST = bindparam("now"), bindparam("digest")

# Built once: every request asks one of these two.
_BY_COOKIE = with_roles(
    sql(col(SignIn.id), col(SignIn.seen_at), true(), *_ACCOUNT)
    .join(Account, col(Account.id) == col(SignIn.account_id))
    .where(
        col(SignIn.digest) == _DIGEST, col(SignIn.expires_at) > _NOW, col(SignIn.seen_at) > bindparam("seen_after"),
        col(Account.withdrawn_on).is_(None),
    )
)  # fmt: skip
_BY_TOKEN = with_roles(
    sql(col(ApiToken.id), col(TokenKey.used_at), col(ApiToken.scope) == Scope.write, *_ACCOUNT)
    .join(TokenKey, col(TokenKey.token_id) == col(ApiToken.id))
    .join(Account, col(Account.id) == col(ApiToken.account_id))
    .where(
        col(TokenKey.digest) == _DIGEST, col(ApiToken.expires_at) > _NOW, col(ApiToken.withdrawn_on).is_(None),
        col(Account.withdrawn_on).is_(None),
    )
)  # fmt: skip
_BY_FEED = with_roles(
    sql(col(CalendarFeed.id), col(FeedKey.used_at), false(), *_ACCOUNT)
    .join(FeedKey, col(FeedKey.feed_id) == col(CalendarFeed.id))
    .join(Account, col(Account.id) == col(CalendarFeed.account_id))
    .where(
        col(FeedKey.digest) == _DIGEST, col(CalendarFeed.withdrawn_on).is_(None), col(Account.withdrawn_on).is_(None)
    )
)  # fmt: skip


def proven_by_cookie(session: Session, secret: str, now: datetime, idle: timedelta) -> Sequence[Any]:
    """The sign-in that a cookie's secret proves, if it is neither over nor was left alone for longer than `idle`."""
    asked = {"digest": digest(secret), "now": now, "seen_after": now - idle}
    return session.execute(_BY_COOKIE, asked).all()


def proven_by_token(session: Session, secret: str, now: datetime) -> Sequence[Any]:
    """The API token that a secret proves, if it is neither revoked nor has run out."""
    return session.execute(_BY_TOKEN, {"digest": digest(secret), "now": now}).all()


def proven_by_feed(session: Session, secret: str) -> Sequence[Any]:
    """The calendar feed that a secret proves, if it is not revoked."""
    return session.execute(_BY_FEED, {"digest": digest(secret)}).all()
