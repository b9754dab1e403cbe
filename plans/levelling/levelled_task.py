"""A task as levelled."""

from datetime import datetime
from typing import NamedTuple


class LevelledTask(NamedTuple):
    """A task as levelled. Minutes are worked ones from the start of the plan; `delay_min` is against the unlevelled finish."""

    id: str
    name: str
    start: datetime
    finish: datetime
    start_min: int | float
    finish_min: int | float
    delay_min: int | float
    deadline_missed: bool
