"""Custom fields and outline codes of Microsoft Project's XML: what people see them called, and what a task says in them, as lines of text."""

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

from plans.exchange.mspdi_values import NAMESPACE, all_under, duration_minutes, text

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

MAX_DEPTH = 20  # levels of an outline code
_NOTHING = ("", "NA")


class CustomFields:
    """The fields of one file; those of the ids in `passed_over` are not told."""

    def __init__(self, root: "Element", passed_over: Collection[str] = ()):
        self.passed_over = passed_over
        self.names: dict[str, str] = {}
        self.chosen: dict[
            tuple[str, str], tuple[str, str]
        ] = {}  # value and its parent's id, by field and by its id or GUID
        for field in all_under(root, "ExtendedAttributes", "ExtendedAttribute"):
            id = text(field, "FieldID") or ""
            self.names[id] = text(field, "Alias") or text(field, "FieldName") or id
            self._choices(id, all_under(field, "ValueList", "Value"), "ID")
        for code in all_under(root, "OutlineCodes", "OutlineCode"):
            id = text(code, "FieldID") or ""
            self.names.setdefault(id, text(code, "Alias") or text(code, "FieldName") or id)
            self._choices(id, all_under(code, "Values", "Value"), "ValueID")

    def _choices(self, field: str, values: "list[Element]", id: str) -> None:
        for value in values:
            shown, parent = text(value, "Value") or "", text(value, "ParentValueID") or ""
            for key in (text(value, id), text(value, "FieldGUID")):
                if key:
                    self.chosen[field, key] = (shown, parent)

    def lines(self, element: "Element") -> Iterator[str]:
        """What a task says in its fields, each as `name: value`; empty ones say nothing, and neither does what only programs read."""
        return (f"{self.names.get(field, field)}: {value}" for field, value in self._said(element) if "<" not in value)

    def has_data_of_programs(self, element: "Element") -> bool:
        """Whether a field holds markup: other programs keep theirs there."""
        return any("<" in value for _, value in self._said(element))

    def _said(self, element: "Element") -> Iterator[tuple[str, str]]:
        told: set[str] = set()
        for tag in ("ExtendedAttribute", "OutlineCode"):
            for entry in element.findall(NAMESPACE + tag):
                field = text(entry, "FieldID") or ""
                value = self._value(field, entry)
                if value not in _NOTHING and field not in self.passed_over and field not in told:
                    told.add(field)
                    yield field, value

    def _value(self, field: str, entry: "Element") -> str:
        typed = text(entry, "Value")
        if typed is not None:
            return _plain(typed)
        key = next(
            (key for tag in ("ValueGUID", "ValueID") if (key := text(entry, tag)) and (field, key) in self.chosen), ""
        )
        return self._path(field, key)

    def _path(self, field: str, key: str) -> str:
        """A chosen value under those that it belongs to, the outermost first."""
        found: list[str] = []
        while (field, key) in self.chosen and len(found) < MAX_DEPTH:
            shown, key = self.chosen[field, key]
            found.append(shown)
        return ".".join(reversed(found))


def _plain(typed: str) -> str:
    """A duration in hours, a date and time without seconds, all else as it is, on one line."""
    minutes = duration_minutes(typed) if typed.startswith("PT") else None
    if minutes is not None:
        return f"{minutes / 60:.10g} h"
    is_moment = len(typed) == 19 and typed[4] == typed[7] == "-" and typed[10] == "T"
    return typed[:16].replace("T", " ") if is_moment else " ".join(typed.split())
