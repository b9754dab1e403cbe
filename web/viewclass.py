"""What pages show: plain objects with slots that are made, read once and forgotten."""

from dataclasses import dataclass, field
from typing import TypeVar, dataclass_transform

T = TypeVar("T")


@dataclass_transform(eq_default=False, field_specifiers=(field,))
def viewclass(cls: type[T]) -> type[T]:
    """A class of what is shown: a dataclass with nothing but its fields.

    It is told apart by identity alone, prints no fields and is not guarded against change: to write those methods, for hundreds of
    classes, was a tenth of what the server did before it was ready, and a guarded object takes three times as long to make.
    """
    return dataclass(cls, slots=True, repr=False, eq=False, match_args=False)
