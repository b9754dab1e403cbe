"""A levelled plan as changes to try: which tasks must be held back so that the links give the dates that levelling found.

Most tasks that move do so because something before them does. Only those that no link holds where they are need a date of their own.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from plans.insight.what_if import NotBefore, applied
from plans.progressed import Standing
from plans.schedule import Schedule, schedule


class Holds(NamedTuple):
    """The changes, by task in the plan's order, and the tasks under way that no change can hold back."""

    edits: tuple[NotBefore, ...]
    unheld: tuple[str, ...]


def holds(before: Schedule, starts: Mapping[str, datetime]) -> Holds:
    """What moves each task of `starts` (ids of tasks that levelling moves, with their levelled starts) there, and as little as does it."""
    unheld = tuple(id for id in starts if before[id].standing != Standing.not_started)
    wanted = {id: NotBefore(id, at) for id, at in starts.items() if id not in unheld}
    held = _run(before, wanted)
    kept = {id: hold for id, hold in wanted.items() if not held.driving_links(id) or held[id].start > hold.start}
    # A link may drive only in the company of a date that has been dropped: what then comes too early gets its date back.
    while len(kept) < len(wanted):
        found = _run(before, kept)
        early = {id: hold for id, hold in wanted.items() if id not in kept and found[id].start < hold.start}
        if not early:
            break
        kept |= early
    order = before.network.table.number
    return Holds(tuple(kept[id] for id in sorted(kept, key=order.__getitem__)), unheld)


def _run(before: Schedule, edits: Mapping[str, NotBefore]) -> Schedule:
    return schedule(applied(before.network, list(edits.values())), status=before.status)
