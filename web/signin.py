"""Who is asking: the cookie or the token that a request carries, and how one comes by a cookie and loses it."""

import ipaddress
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from fastapi import BackgroundTasks, Request, Response
from sqlmodel import Session

from governance.accounts import Account
from governance.api_tokens import touch_token
from governance.attempts import attempt_subjects, forget_attempt, note_attempt
from governance.authority import Actor
from governance.calendar_feeds import touch_feed
from governance.demo_accounts import demo_account
from governance.errors import Busy, Invalid, NotFound, Problem
from governance.memberships import actor_for
from governance.passwords import Claim, claim_of
from governance.proofs import proven_by_cookie, proven_by_feed, proven_by_token
from governance.sign_ins import end_sign_in_by, new_secret, sign_in, touch_sign_in
from web import passwords
from web.database import Database
from web.errors import SignInRequired, TooMany
from web.settings import Settings

log = logging.getLogger("steerboard")
# How exactly "last seen" is known; writing it on every request would make every reader a writer.
SEEN_EVERY = timedelta(minutes=1)
_FORWARDED = ("forwarded", "via", "x-real-ip", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto")


def authenticate(request: Request, session: Session) -> Actor | None:
    """Whoever the request proves to be, with the roles held at this moment; None for nobody (one query; up to three for a sample's account).

    A request with an Authorization header is a program's: its cookie does not count.
    """
    header = request.headers.get("authorization")
    return _by_cookie(request, session) if header is None else _by_token(request, session, header)


def _by_cookie(request: Request, session: Session) -> Actor | None:
    secret = request.cookies.get(cookie_name(_settings(request)), "")
    rows = proven_by_cookie(session, secret, now(), idle(request)) if secret else []
    actor = _proven(request, session, rows, "page")
    if actor is not None:
        id_, seen_at, *_ = rows[0]
        request.state.sign_in = id_
        _note_use(request, partial(touch_sign_in, sign_in_id=id_), seen_at)
    return actor


def _by_token(request: Request, session: Session, header: str) -> Actor | None:
    scheme, _, secret = header.partition(" ")
    rows = proven_by_token(session, secret.strip(), now()) if scheme.lower() == "bearer" else []
    actor = _proven(request, session, rows, "token")
    if actor is not None:
        id_, used_at, *_ = rows[0]
        _note_use(request, partial(touch_token, token_id=id_), used_at)
    return actor


def by_feed(request: Request, session: Session, secret: str) -> tuple[Actor, int] | None:
    """Whose calendar is read at a secret address, with the roles held at this moment, and which feed that is."""
    rows = proven_by_feed(session, secret)
    actor = _proven(request, session, rows, "feed")
    if actor is None:
        return None
    id_, used_at, *_ = rows[0]
    _note_use(request, partial(touch_feed, feed_id=id_), used_at)
    return actor, id_


def _proven(request: Request, session: Session, rows: Sequence[Any], via: str) -> Actor | None:
    """The actor whom the rows of a proof describe; the sample's people come from this machine only."""
    if not rows:
        return None
    _, _, may_write, account_id, name, email, language, is_demo, *_ = rows[0]
    if is_demo and not from_this_machine(request):
        return None
    held = (row[-5:] for row in rows)
    return actor_for(
        session, held, account_id, name, email, language, is_demo=is_demo, via=via, may_write=bool(may_write)
    )


def _note_use(request: Request, touch: Any, last: datetime | None) -> None:
    if last is None or now() - last > SEEN_EVERY:
        request.state.touch = touch


def remember_use(request: Request, background: BackgroundTasks) -> None:
    """Write down that a sign-in or token was used, after the answer and in a transaction of its own."""
    touch = getattr(request.state, "touch", None)
    if touch is not None:
        background.add_task(_write_use, request.app.state.database, touch)


def _write_use(database: Database, touch: Any) -> None:
    try:
        with database.transaction(writes=True) as session:
            touch(session, now=now())
    except Busy:
        log.info("last use not noted: the database is busy")


# --- Coming in -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Entered:
    """A fresh sign-in: the cookie's secret, and the language that the account wants."""

    secret: str
    language: str | None


def enter(request: Request, email: str, password: str) -> Entered:
    """Sign in by password.

    The attempt is counted first, the password compared with no transaction open, the sign-in written last.

    Raises:
        TooMany: the account or the address has tried too often.
        Invalid: no active account has this address and password.
    """
    claim = proven(request, email, password)
    if claim is None:
        raise Invalid([Problem("SIGN_IN_FAILED", "email")])
    with _database(request).transaction(writes=True) as session:
        if claim_of(session, email) != claim:
            raise Invalid([Problem("SIGN_IN_FAILED", "email")])
        forget_attempt(session, attempt_subjects(email, address_of(request)))
        return enter_as(request, session, session.get_one(Account, claim.account_id))


def proven(request: Request, email: str, password: str) -> Claim | None:
    """The account that the password proves; counted as a failed attempt until `forget_attempt`.

    Raises:
        TooMany: the account or the address has tried too often.
    """
    with _database(request).transaction(writes=True) as session:
        subjects, allowed = attempt_subjects(email, address_of(request)), _settings(request).sign_in_attempts
        wait = note_attempt(session, subjects, now(), allowed)
        claim = claim_of(session, email)
    if wait is not None:
        raise too_many(wait)
    matched = passwords.matches(password, claim.password if claim else None)
    return claim if matched else None


def too_many(wait: timedelta) -> TooMany:
    seconds = max(1, int(wait.total_seconds()) + 1)
    facts = {"minutes": -(-seconds // 60), "retry_after": seconds}
    return TooMany([Problem("TOO_MANY_ATTEMPTS", "", None, facts)])


def enter_demo(request: Request, email: str) -> Entered:
    """Sign in as one of the sample's people, without a password: on this machine and beside a sample only.

    Raises:
        NotFound: otherwise.
    """
    with _database(request).transaction(writes=True) as session:
        account = demo_account(session, email) if from_this_machine(request) else None
        if account is None:
            raise NotFound([Problem("NOT_FOUND", "", None, {"kind": "page", "code": request.url.path})])
        return enter_as(request, session, account)


def enter_as(request: Request, session: Session, account: Account) -> Entered:
    """Sign in somebody who has just proved who they are. A new secret at every sign-in; the one that the browser came with ends."""
    leave(request, session)
    settings, secret = _settings(request), new_secret()
    device = device_of(request.headers.get("user-agent", ""))
    sign_in(session, account.key, secret, now(), settings.session_hours, device, address_of(request))
    log.info("signed in", extra={"account": account.code})
    return Entered(secret, account.language)


def leave(request: Request, session: Session) -> None:
    """End the sign-in that the request's cookie proves, if it does."""
    secret = request.cookies.get(cookie_name(_settings(request)), "")
    if secret:
        end_sign_in_by(session, secret)


# --- The cookie ------------------------------------------------------------------------------------------------------


def cookie_name(settings: Settings) -> str:
    """`__Host-` binds the cookie to this very host and to https; browsers refuse it over http."""
    return "__Host-session" if settings.secure else "session"


def with_cookie(request: Request, response: Response, entered: Entered) -> Response:
    settings = _settings(request)
    response.set_cookie(
        cookie_name(settings), entered.secret, max_age=settings.session_hours * 3600, httponly=True, samesite="lax",
        secure=settings.secure,
    )  # fmt: skip
    return with_language(request, response, entered.language) if entered.language else response


def with_language(request: Request, response: Response, language: str | None) -> Response:
    """Remember the language in this browser; None forgets it, and the browser's own counts again."""
    if language is None:
        response.delete_cookie("lang", samesite="lax")
    else:
        response.set_cookie("lang", language, max_age=31_536_000, samesite="lax", secure=_settings(request).secure)
    return response


def without_cookie(request: Request, response: Response) -> Response:
    settings = _settings(request)
    response.delete_cookie(cookie_name(settings), httponly=True, samesite="lax", secure=settings.secure)
    return response


# --- Where from ------------------------------------------------------------------------------------------------------


def person(request: Request) -> Actor:
    """Whoever is signed in, found in a transaction that is over at once: for routes that hash a password before they write.

    Raises:
        SignInRequired: nobody is.
    """
    with _database(request).transaction(writes=False) as session:
        actor = authenticate(request, session)
    if actor is None:
        raise SignInRequired([Problem("SIGN_IN_REQUIRED")])
    request.state.actor = actor
    return actor


def from_this_machine(request: Request) -> bool:
    """Whether the request was made on the machine that serves, and not handed on by a proxy."""
    return (
        _is_loopback(address_of(request))
        and _is_loopback(request.url.hostname or "")
        and not _settings(request).base_url
        and not any(name in request.headers for name in _FORWARDED)
    )


def address_of(request: Request) -> str:
    """The client's address: the connection's own, or the forwarded one if it came through a trusted proxy."""
    return request.client.host if request.client else ""


def device_of(user_agent: str) -> str:
    """Browser and system in two words; the whole text of the header is nobody's business."""
    browser = next((b for b in ("Edg", "OPR", "Firefox", "Chrome", "Safari", "curl") if b in user_agent), "")
    system = next((s for s in ("Windows", "Android", "iPhone", "iPad", "Mac OS", "Linux") if s in user_agent), "")
    names = {"Edg": "Edge", "OPR": "Opera", "Mac OS": "macOS"}
    return " · ".join(names.get(word, word) for word in (browser, system) if word) or "—"


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _settings(request: Request) -> Settings:
    return request.app.state.settings


def _database(request: Request) -> Database:
    return request.app.state.database


def idle(request: Request) -> timedelta:
    return timedelta(minutes=_settings(request).session_idle_minutes)


def now() -> datetime:
    return datetime.now(UTC)
