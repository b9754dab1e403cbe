"""Calendar feeds: secret addresses from which a calendar program reads what a person may see. The feed is a record, its secret a hash beside it."""

from collections.abc import Sequence
from datetime import date, datetime
from enum import StrEnum, auto
from typing import Annotated, Any, ClassVar

from pydantic import Field as F
from sqlalchemy import UniqueConstraint, delete, update
from sqlmodel import Field, Session, SQLModel, col, select

from governance.accounts import Account, require_own
from governance.authority import Actor
from governance.codes import one_writer
from governance.columns import instant, link, words
from governance.commands import command
from governance.errors import Invalid, NotFound, Problem
from governance.forms import Code, Form, Line
from governance.programmes import Programme, find_programme
from governance.records import Record, next_code, withdraw
from governance.sign_ins import digest, new_secret

FEEDS_EACH = 20  # of one account


class FeedContent(StrEnum):
    """Milestones, the tasks that one owns, or both."""

    everything = auto()
    milestones = auto()
    own_tasks = auto()


class FeedForm(Form):
    """`programme` empty: every programme that the person may read, whenever the feed is read."""

    name: Annotated[Line, F(max_length=80)]
    content: FeedContent = FeedContent.everything
    programme: Code | None = None


class CalendarFeed(Record, table=True):
    """What a calendar program reads in a person's name; their roles bind anew each time. Withdrawn: the address is dead."""

    KIND: ClassVar[str] = "calendar_feed"
    PREFIX: ClassVar[str] = "FEED-"
    __tablename__: ClassVar[Any] = "calendar_feed"
    __table_args__: ClassVar[Any] = (UniqueConstraint("code"),)

    account_id: int = link("account", foreign_key="account.id", required=True)
    programme_id: int | None = link("programme", foreign_key="programme.id")
    name: str = Field(max_length=80)
    content: FeedContent = words(FeedContent, FeedContent.everything)


class FeedKey(SQLModel, table=True):
    """A feed's secret as its SHA-256, and when it was last read. Gone once the feed is revoked."""

    __tablename__: ClassVar[Any] = "feed_key"

    feed_id: int = Field(primary_key=True, foreign_key="calendar_feed.id")
    digest: str = Field(max_length=64, unique=True)
    used_at: datetime | None = instant()


@command(None)
def create_feed(session: Session, actor: Actor, account: Account, form: FeedForm) -> tuple[CalendarFeed, str]:
    """A feed for that person. Returns it with its secret, which is told this once.

    Raises:
        NotFound: the programme is not there, or not theirs to see.
        Invalid: there are too many.
    """
    require_own(actor, account)
    one_writer(session)
    held = feeds_of(session, account.key)
    if len(held) >= FEEDS_EACH:
        raise Invalid([Problem("TOO_MANY_FEEDS", "name", len(held), {"max": FEEDS_EACH})])
    programme = find_programme(session, actor, form.programme) if form.programme else None
    feed = CalendarFeed(
        code=next_code(session, CalendarFeed, None, CalendarFeed.PREFIX), account_id=account.key,
        programme_id=programme.key if programme else None, name=form.name, content=form.content,
    )  # fmt: skip
    session.add(feed)
    session.flush()
    secret = new_secret()
    session.add(FeedKey(feed_id=feed.id, digest=digest(secret)))  # pyright: ignore
    session.flush()
    return feed, secret


@command(None)
def revoke_feed(session: Session, actor: Actor, feed: CalendarFeed, on: date) -> CalendarFeed:
    require_own(actor, session.get_one(Account, feed.account_id))
    return drop_feed(session, feed, "revoked", on)


def drop_feed(session: Session, feed: CalendarFeed, reason: str, on: date) -> CalendarFeed:
    session.execute(delete(FeedKey).where(col(FeedKey.feed_id) == feed.id))
    return withdraw(session, feed, reason, on)


def feeds_of(session: Session, account_id: int) -> Sequence[CalendarFeed]:
    """An account's feeds that are not revoked, the newest first."""
    query = select(CalendarFeed).where(
        col(CalendarFeed.account_id) == account_id, col(CalendarFeed.withdrawn_on).is_(None)
    )
    return session.exec(query.order_by(col(CalendarFeed.id).desc())).all()


def find_feed(session: Session, account_id: int, code: str) -> CalendarFeed:
    """One of an account's feeds.

    Raises:
        NotFound: it has none of that code.
    """
    found = next((feed for feed in feeds_of(session, account_id) if feed.code == code.upper()), None)
    if found is None:
        raise NotFound([Problem("NOT_FOUND", "code", code, {"kind": "calendar_feed", "code": code})])
    return found


def feeds_used(session: Session, feeds: Sequence[CalendarFeed]) -> dict[int, datetime | None]:
    """When each of these feeds was last read, by its id."""
    keys = select(FeedKey).where(col(FeedKey.feed_id).in_([f.id for f in feeds]))
    return {key.feed_id: key.used_at for key in session.exec(keys)}


def programme_codes(session: Session, feeds: Sequence[CalendarFeed]) -> dict[int, str]:
    """The codes of the programmes that feeds are of, by id."""
    ids = {feed.programme_id for feed in feeds}
    return {p.key: p.code for p in session.exec(select(Programme).where(col(Programme.id).in_(ids)))}


def touch_feed(session: Session, feed_id: int, now: datetime) -> None:
    session.execute(update(FeedKey).where(col(FeedKey.feed_id) == feed_id).values(used_at=now))
