"""Positions read as local dates and times. Many tasks begin and end at the same few: each is read off its calendar once."""

from datetime import datetime

from plans.worked_time import WorkedTime, moment


class Instants:
    """What has been read so far, by calendar and position; without a calendar a position is a reading of the clock."""

    __slots__ = ("_finishes", "_starts")

    def __init__(self) -> None:
        self._starts: dict[tuple[WorkedTime | None, int], datetime] = {}
        self._finishes: dict[tuple[WorkedTime | None, int], datetime] = {}

    def as_start(self, worked: WorkedTime | None, at: int) -> datetime:
        """The next working instant at the position."""
        found = self._starts.get((worked, at))
        if found is None:
            found = self._starts[worked, at] = moment(at if worked is None else worked.as_start(at))
        return found

    def as_finish(self, worked: WorkedTime | None, at: int) -> datetime:
        """The end of the last worked moment before the position."""
        found = self._finishes.get((worked, at))
        if found is None:
            found = self._finishes[worked, at] = moment(at if worked is None else worked.as_finish(at))
        return found
