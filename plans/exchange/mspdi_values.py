"""The small words of Microsoft Project's XML: durations, dates, lags and the codes of their units."""

import re
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

NAMESPACE = "{http://schemas.microsoft.com/project}"

# Units of durations and lags: 3 minutes, 5 hours, 7 days, 9 weeks, 11 months, each even number above its elapsed twin,
# 19 and 20 percentages; 32 more where the duration is an estimate.
ELAPSED_FORMATS = frozenset({4, 6, 8, 10, 12, 36, 38, 40, 42, 44})
PERCENT_FORMATS = frozenset({19, 51})
ELAPSED_PERCENT_FORMATS = frozenset({20, 52})

_DURATION = re.compile(
    r"(-?)P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)D)?(?:T(?:(\d+(?:\.\d+)?)H)?(?:(\d+(?:\.\d+)?)M)?(?:(\d+(?:\.\d+)?)S)?)?"
)


def text(element: "Element", tag: str) -> str | None:
    """The trimmed text of a child element, None where it is missing or empty."""
    child = element.find(NAMESPACE + tag)
    return (child.text or "").strip() or None if child is not None else None


def integer(element: "Element", tag: str, default: int = 0) -> int:
    """The whole number in a child element."""
    try:
        return int(float(text(element, tag) or default))
    except (ValueError, OverflowError):
        return default


def flag(element: "Element", tag: str) -> bool:
    """Whether a child element says 1 or true."""
    return (text(element, tag) or "").lower() in ("1", "true")


def moment(element: "Element", tag: str) -> datetime | None:
    """The local date and time in a child element; None for NA and for what is no date."""
    value = text(element, tag)
    if value is None or value.upper() == "NA":
        return None
    try:
        return datetime.fromisoformat(value[:19])
    except ValueError:
        return None


def duration_minutes(value: str | None) -> float | None:
    """Minutes in `PT8H30M0S`, to a tenth; None where there is none."""
    match = _DURATION.fullmatch(value or "")
    if match is None or value in (None, "P", "PT"):
        return None
    years, months, days, hours, minutes, seconds = (float(part or 0) for part in match.groups()[1:])
    total = ((years * 365 + months * 30 + days) * 24 + hours) * 60 + minutes + seconds / 60
    return tidy(-total if match[1] else total)


def tidy(minutes: float) -> float:
    """Minutes to a tenth, as a whole number where they are one."""
    rounded = round(minutes, 1)
    return int(rounded) if rounded == int(rounded) else rounded


def all_under(element: "Element", group: str, tag: str) -> "list[Element]":
    """The elements `tag` in the group element `group`."""
    parent = element.find(NAMESPACE + group)
    return [] if parent is None else parent.findall(NAMESPACE + tag)
