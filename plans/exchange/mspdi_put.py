"""Elements and values of Microsoft Project's XML as they are written."""

import re
from datetime import datetime
from typing import TYPE_CHECKING
from xml.etree.ElementTree import SubElement

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

# What XML 1.0 has no way to say.
_UNSAYABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def put(parent: "Element", tag: str, value: object = None) -> "Element":
    """A child element with a value as that program writes it; None leaves it empty."""
    child = SubElement(parent, tag)
    if value is not None:
        child.text = _text(value)
    return child


def put_known(parent: "Element", tag: str, value: object) -> None:
    """The same where there is a value."""
    if value is not None and value != "":
        put(parent, tag, value)


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    return _UNSAYABLE.sub(" ", str(value)).replace("\r\n", "\n").replace("\r", "\n")


def duration_text(minutes: float) -> str:
    """`PT8H30M0S`: minutes to a tenth."""
    seconds = round(max(0, minutes) * 60)
    return f"PT{seconds // 3600}H{seconds // 60 % 60}M{seconds % 60}S"


def clock_text(minute: int) -> str:
    """A minute of the day as `09:00:00`; the end of the day is midnight."""
    return f"{minute // 60 % 24:02}:{minute % 60:02}:00"
