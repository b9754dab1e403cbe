"""The dates that a baseline froze."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Frozen:
    """A task's dates in a baseline: local start and finish, duration in worked minutes."""

    start: datetime
    finish: datetime
    duration_min: int
