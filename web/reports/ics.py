"""Events as an iCalendar file (RFC 5545): whole days, stable identities, instants of the records and none of the clock."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from web.calendar_events import CalendarEvent

if TYPE_CHECKING:
    from icalendar import Event

PRODUCT = "-//Steerboard//Calendar//EN"
READ_AGAIN = timedelta(hours=4)
_UNKNOWN = datetime(2000, 1, 1, tzinfo=UTC)  # of a record that says not when it was made


def calendar(title: str, events: Iterable[CalendarEvent], *, host: str = "steerboard", base_url: str = "") -> bytes:
    """The file. `host` makes identities those of this installation; links are written only where the `base_url` is known."""
    from icalendar import Calendar

    made = Calendar()
    made.add("prodid", PRODUCT)
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", title)
    made.add("name", title)
    made.add("refresh-interval", READ_AGAIN, parameters={"VALUE": "DURATION"})
    made.add("x-published-ttl", "PT4H")  # of no type that the library knows
    for event in sorted(events, key=lambda e: (e.first, e.last, e.uid)):
        made.add_component(_event(event, host, base_url))
    return made.to_ical()


def _event(event: CalendarEvent, host: str, base_url: str) -> "Event":
    from icalendar import Event

    made, changed = Event(), (event.changed or _UNKNOWN).astimezone(UTC).replace(microsecond=0)
    made.add("uid", f"{event.uid}@{host}")
    made.add("dtstamp", changed)
    made.add("last-modified", changed)
    made.add("sequence", event.sequence)
    made.add("dtstart", event.first)
    made.add("dtend", event.last + timedelta(days=1))  # the first day after it
    made.add("summary", event.title)
    made.add("description", event.text)
    made.add("categories", [event.category])
    made.add("transp", "TRANSPARENT")
    if base_url:
        made.add("url", f"{base_url.rstrip('/')}{event.path}")
    return made
