"""Column types that mean the same on SQLite and PostgreSQL: instants in UTC, exact decimals, lists."""

from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, DateTime, Dialect, String, Text
from sqlalchemy.types import JSON, TypeDecorator
from sqlmodel import Field


class UTCDateTime(TypeDecorator[datetime]):
    """An instant. Aware in, aware out, always UTC; SQLite itself would forget the zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class ExactDecimal(TypeDecorator[Decimal]):
    """A decimal with a fixed number of places, kept as an integer: neither engine can turn it into a float."""

    impl = BigInteger
    cache_ok = True

    def __init__(self, places: int):
        super().__init__()
        self.places = places

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> int | None:
        if value is None:
            return None
        return int(Decimal(value).scaleb(self.places).to_integral_exact())

    def process_result_value(self, value: int | None, dialect: Dialect) -> Decimal | None:
        return None if value is None else Decimal(value).scaleb(-self.places)


class JSONValue(TypeDecorator[Any]):
    """A list or mapping, stored as JSON; compared by value, so that replacing it is seen as a change."""

    impl = JSON
    cache_ok = True


class Word(TypeDecorator[StrEnum]):
    """A member of a StrEnum, stored as its lower-case word: no native enum types, so both engines migrate alike."""

    impl = String(24)
    cache_ok = True

    def __init__(self, words: type[StrEnum]):
        super().__init__()
        self.words = words
        self._members: dict[str | None, StrEnum | None] = {None: None, **{word.value: word for word in words}}

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        return None if value is None else str(self.words(value))

    def result_processor(self, dialect: Dialect, coltype: Any) -> Any:
        # The look-up itself, with no call around it: a list of a hundred rows reads half a thousand words.
        return self._members.__getitem__


# --- What a table's attributes are declared with ---------------------------------------------------------------------


def name_column() -> Any:
    return Field(default=None, max_length=200)


def long_text() -> Any:
    return Field(default=None, sa_type=Text())  # pyright: ignore


def words(enum: type[StrEnum], default: StrEnum | None = None, *, index: bool = False) -> Any:
    return Field(default=default, sa_type=Word(enum), nullable=default is None, index=index)  # pyright: ignore


def listing() -> Any:
    """A list of texts or codes."""
    # A default and no factory: pydantic copies it for each row, and inspects a factory's signature for each row as well.
    return Field(default=[], sa_type=JSONValue())  # pyright: ignore


def money() -> Any:
    return Field(default=None, sa_type=ExactDecimal(2))  # pyright: ignore


def measure() -> Any:
    return Field(default=None, sa_type=ExactDecimal(4))  # pyright: ignore


def instant() -> Any:
    return Field(default=None, sa_type=UTCDateTime())  # pyright: ignore


def link(kind: str, *, foreign_key: str | None = None, required: bool = False) -> Any:
    """The id of a record of `kind`. `foreign_key` names the column where the tables' order of creation allows a constraint."""
    info = {"info": {"kind": kind}}
    if required:
        return Field(foreign_key=foreign_key, index=True, sa_column_kwargs=info)  # pyright: ignore
    return Field(default=None, foreign_key=foreign_key, index=True, sa_column_kwargs=info)  # pyright: ignore
