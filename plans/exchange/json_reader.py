"""Typed values out of parsed JSON, with every problem collected at its path."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Any, TypeVar

from governance.errors import Invalid, Problem

MAX_TEXT = 1000

T = TypeVar("T")
E = TypeVar("E", bound=StrEnum)

Row = Mapping[str, Any]


def under(place: str, key: str) -> str:
    """The path of a key below a place."""
    return f"{place}.{key}" if place else key


class JsonReader:
    """Takes values out of objects. A value that is not what it should be becomes a problem and reads as None."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def add(self, code: str, place: str, value: Any = None, **facts: Any) -> None:
        """Note a problem."""
        self.problems.append(Problem(code, place, value, facts))

    def raise_if_any(self) -> None:
        """Raise `Invalid` with all problems noted."""
        if self.problems:
            raise Invalid(self.problems)

    def only(self, row: Row, place: str, allowed: set[str]) -> None:
        """Unknown keys are problems: they are mostly known ones misspelt."""
        for key in row:
            if key not in allowed:
                self.add("UNKNOWN_KEY", under(place, key[:MAX_TEXT]), None, allowed=sorted(allowed))

    def rows(self, row: Row, place: str, key: str) -> list[tuple[str, Row]]:
        """The objects of a list, each with its path."""
        value = row.get(key, [])
        if not isinstance(value, list):
            self._wrong(place, key, value, "list")
            return []
        found: list[tuple[str, Row]] = []
        for n, item in enumerate(value):
            path = f"{under(place, key)}[{n}]"
            if isinstance(item, dict):
                found.append((path, item))
            else:
                self.add("WRONG_TYPE", path, None, expected="object")
        return found

    def object(self, row: Row, place: str, key: str, required: bool = False) -> Row | None:
        """An object below a key."""
        value = row.get(key)
        if value is None:
            if required:
                self.add("REQUIRED", under(place, key))
        elif not isinstance(value, dict):
            self._wrong(place, key, value, "object")
            value = None
        return value

    def text(self, row: Row, place: str, key: str, required: bool = False) -> str | None:
        """Text of at most a thousand characters."""
        value = row.get(key)
        if value is None or value == "":
            if required:
                self.add("REQUIRED", under(place, key))
        elif not isinstance(value, str):
            self._wrong(place, key, value, "text")
        elif len(value) > MAX_TEXT:
            self.add("TOO_LONG", under(place, key), None, max=MAX_TEXT, length=len(value))
        else:
            return value
        return None

    def number(
        self, row: Row, place: str, key: str, low: float, high: float, required: bool = False
    ) -> int | float | None:
        """A number from `low` to `high`."""
        value = row.get(key)
        if value is None:
            if required:
                self.add("REQUIRED", under(place, key))
        elif isinstance(value, bool) or not isinstance(value, int | float):
            self._wrong(place, key, value, "number")
        elif not low <= value <= high:
            self.add("OUT_OF_RANGE", under(place, key), value, min=low, max=high)
        else:
            return value
        return None

    def flag(self, row: Row, place: str, key: str) -> bool:
        """True or false; false where nothing is said."""
        value = row.get(key, False)
        if not isinstance(value, bool):
            self.add("WRONG_TYPE", under(place, key), None, expected="boolean")
        return value is True

    def moment(self, row: Row, place: str, key: str, required: bool = False) -> datetime | None:
        """A local date and time, `YYYY-MM-DDTHH:MM:SS`."""
        return self._parsed(row, place, key, _local_moment, required)

    def day(self, row: Row, place: str, key: str, required: bool = False) -> date | None:
        """A date, `YYYY-MM-DD`."""
        return self._parsed(row, place, key, date.fromisoformat, required)

    def one_of(self, row: Row, place: str, key: str, kind: type[E], required: bool = False) -> E | None:
        """A member of an enumeration."""
        value = self.text(row, place, key, required)
        if value is None:
            return None
        try:
            return kind(value)
        except ValueError:
            self.add("NOT_IN_ENUM", under(place, key), value, allowed=[str(member) for member in kind])
            return None

    def _parsed(self, row: Row, place: str, key: str, parse: Callable[[str], T], required: bool) -> T | None:
        value = self.text(row, place, key, required)
        if value is None:
            return None
        try:
            return parse(value)
        except ValueError:
            self.add("NOT_A_DATE", under(place, key), value)
            return None

    def _wrong(self, place: str, key: str, value: Any, expected: str) -> None:
        shown = value[:MAX_TEXT] if isinstance(value, str) else None
        self.add("WRONG_TYPE", under(place, key), shown, expected=expected)


def _local_moment(text: str) -> datetime:
    value = datetime.fromisoformat(text)
    if value.tzinfo is not None or "T" not in text:
        raise ValueError("a local date and time is meant")
    return value
