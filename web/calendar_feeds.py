"""What a calendar program reads at a secret address: milestones and own tasks, as the person may see them at that moment."""

import hashlib
from urllib.parse import urlsplit

from fastapi import BackgroundTasks, Request, Response
from sqlmodel import Session

from governance.attempts import feed_subjects, note_attempt
from governance.authority import Actor
from governance.calendar_feeds import CalendarFeed, FeedContent
from governance.errors import NotFound, Problem
from governance.programmes import programmes_of
from web import signin
from web.access import database_of
from web.calendar_events import CalendarEvent, milestone_events, own_events, review_events
from web.i18n import language, speaking
from web.middleware import FEEDS_PLACE
from web.plan_exports import ICS
from web.reports.ics import calendar


def feed(request: Request, background: BackgroundTasks, secret: str) -> Response:
    """The calendar at that address; nothing (304) if the program has it as it is.

    Raises:
        NotFound: there is none, or there is none any more. TooMany: too often, from that network.
    """
    with database_of(request).transaction(writes=False) as session:
        proven = signin.by_feed(request, session, secret)
        body = _drawn(request, session, *proven) if proven else None
    if body is None:
        raise _unknown(request)
    signin.remember_use(request, background)
    tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    headers = {"ETag": tag, "Cache-Control": "private, no-cache", "Vary": "Accept-Language"}
    known = {t.strip().removeprefix("W/") for t in request.headers.get("if-none-match", "").split(",")}
    if tag in known:
        return Response(status_code=304, headers=headers)
    headers["Content-Disposition"] = 'inline; filename="steerboard.ics"'
    return Response(body, media_type=ICS, headers=headers)


def _unknown(request: Request) -> Exception:
    """Why an address is refused: never known and revoked look alike. Guesses are counted as failed sign-ins are."""
    settings = request.app.state.settings
    with database_of(request).transaction(writes=True) as session:
        subjects = feed_subjects(signin.address_of(request))
        wait = note_attempt(session, subjects, signin.now(), settings.sign_in_attempts)
    if wait is not None:
        return signin.too_many(wait)
    return NotFound([Problem("NOT_FOUND", "", None, {"kind": "page", "code": FEEDS_PLACE})])


def _drawn(request: Request, session: Session, actor: Actor, feed_id: int) -> bytes:
    found = session.get_one(CalendarFeed, feed_id)
    with speaking(actor.locale or language()):
        events = {e.uid: e for e in _events(session, actor, found)}
        base_url = request.app.state.settings.base_url
        host = urlsplit(base_url).hostname or "steerboard"
        return calendar(found.name, events.values(), host=host, base_url=base_url)


def _events(session: Session, actor: Actor, found: CalendarFeed) -> list[CalendarEvent]:
    """Of the programmes that the actor may read now."""
    events: list[CalendarEvent] = []
    for programme in programmes_of(session, actor):
        if found.programme_id not in (None, programme.id):
            continue
        person = actor.persons.get(programme.key)
        if found.content != FeedContent.milestones and person is not None:
            events += own_events(session, programme, programme.status_date, person)
            events += review_events(session, programme, programme.status_date, person)
        if found.content != FeedContent.own_tasks:
            events += milestone_events(session, programme, programme.status_date)
            events += review_events(session, programme, programme.status_date)
    return events


def address_of_feed(request: Request, secret: str) -> str:
    """The whole address, to be pasted into a calendar program. The host was checked at the door."""
    base = request.app.state.settings.base_url or str(request.base_url)
    return f"{base.rstrip('/')}{FEEDS_PLACE}{secret}.ics"
