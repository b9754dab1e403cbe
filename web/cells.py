"""Cells: one value of a record as it is shown, in the reader's language and the locale's form."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from governance.forms import references_of
from governance.labels import Label, labels
from governance.registers import Column, Register
from web.access import Here
from web.i18n import language, listed, money, number, plain_day
from web.registry import register_of
from web.views import Cell
from web.words.values import tone, unit_label, value_label

NUMERIC = frozenset({"number", "money", "days", "percent"})


class Names:
    """What referenced records are called, read once per kind for a whole page. One that the reader may not read is a code."""

    def __init__(self, here: Here, register: Register, records: Sequence[Any], keys: Iterable[str] | None = None):
        shown_keys = None if keys is None else set(keys)
        fields = references_of(register.form).items()
        self.single = {
            n: kind for n, (kind, several) in fields if not several and (shown_keys is None or n in shown_keys)
        }
        self.several = {n: kind for n, (kind, several) in fields if several}
        wanted: dict[str, set[int]] = {}
        for name, kind in self.single.items():
            wanted.setdefault(kind, set()).update(
                i for r in records if (i := getattr(r, f"{name}_id", None)) is not None
            )
        self._known = {kind: labels(here.session, kind, ids=ids) for kind, ids in wanted.items()}
        self._paths = {kind: _path(here, kind) for kind in {*self.single.values(), *self.several.values()}}

    def of(self, field: str, id_: int | None) -> Label | None:
        return self._known.get(self.single[field], {}).get(id_) if id_ is not None else None

    def cell(self, field: str, id_: int | None) -> Cell:
        """The name of the one record that a field refers to, with its address."""
        found, kind = self.of(field, id_), "person" if self.single[field] == "person" else "reference"
        if found is None:
            return Cell(kind, "—", tone="muted")
        path, name = self._paths[self.single[field]], found.name(language())
        if path is None:
            return Cell(kind, found.code)
        # A narrow column may end a long name in dots: its title says it whole.
        return Cell(kind, name, f"{path}/{found.code}" if path else None, title=f"{found.code} · {name}")

    def cells(self, field: str, codes: Sequence[str]) -> Cell:
        """The codes of the several records that a field refers to, each with its address."""
        path = self._paths[self.several[field]]
        items = [(code, f"{path}/{code}") if path else code for code in codes]
        return Cell("list", listed(codes), value=items) if codes else Cell("list", "—", tone="muted")


def _path(here: Here, kind: str) -> str | None:
    """Where records of a kind live: empty if nowhere, None if the reader may not read them."""
    register = register_of(kind)
    if register is None:
        return ""
    return f"{here.path}/{register.plural}" if here.actor.may(register.read, here.programme.id) else None


def readable_kind(here: Here, kind: str) -> bool:
    """Whether the reader may see records of a kind."""
    return _path(here, kind) is not None


def choices(here: Here, kind: str) -> list[tuple[str, str]]:
    """The records of a kind that a field may refer to, by code; read once for a whole form, none if the reader may not read them."""
    known: dict[str, list[tuple[str, str]]] = here.request.scope.setdefault("choices", {})
    if kind not in known:
        found = labels(here.session, kind, programme_id=here.programme.id).values() if readable_kind(here, kind) else ()
        known[kind] = [(x.code, f"{x.code} · {x.name(language())}") for x in found]
    return known[kind]


def address(here: Here, kind: str, code: str) -> str | None:
    path = _path(here, kind)
    return f"{path}/{code}" if path else None


Maker = Callable[[Any, Mapping[str, Any]], Cell]


def cell(
    here: Here, register: Register, column: Column, record: Any, computed: Mapping[str, Any], names: Names
) -> Cell:
    """One value of a record as it is shown."""
    return maker(here, register, column, names)(record, computed)


def maker(here: Here, register: Register, column: Column, names: Names) -> Maker:
    """What makes a column's cell of a record and its computed values. Equal values share one cell: a list has few different ones."""
    key, made, table = column.key, dict[Any, Cell](), register.table
    if not column.computed and key in names.single and register.holds(f"{key}_id"):
        held = f"{key}_id"
        return lambda record, _: _once(made, _held(record, held), lambda id_: names.cell(key, id_))
    if not column.computed and key in names.several and register.holds(key):
        return lambda record, _: names.cells(key, getattr(record, key) or ())
    if not column.computed and hasattr(table, f"{key}_zh"):  # its own, or borrowed from another table
        mine, other = (f"{key}_zh", f"{key}_en") if language() == "zh-CN" else (f"{key}_en", f"{key}_zh")
        return lambda record, _: _text(_held(record, mine) or _held(record, other) or "")
    plain = not column.computed and hasattr(table, key)

    def make(record: Any, computed: Mapping[str, Any]) -> Cell:
        value = _held(record, key) if plain else computed.get(key)
        if isinstance(value, _SHARED) or value is None:
            return _once(
                made,
                (type(value), value),
                lambda v: shown(key, column.kind, v[1], column.unit, here.programme.currency),
            )
        return shown(key, column.kind, value, column.unit, here.programme.currency)

    return make


def _held(record: Any, name: str) -> Any:
    """A loaded attribute, read past the instrumentation: a list asks for a thousand of them."""
    return record.__dict__[name] if name in record.__dict__ else getattr(record, name)


_SHARED = (str, int, Decimal, date)


def _once(made: dict[Any, Cell], value: Any, make: Callable[[Any], Cell]) -> Cell:
    found = made.get(value)
    if found is None:
        found = made[value] = make(value)
    return found


def _text(text: str) -> Cell:
    return Cell("text", text) if text else Cell("text", "—", tone="muted")


def shown(key: str, kind: str, value: Any, unit: str = "", currency: str = "CNY") -> Cell:
    """A plain value as a cell: words for vocabularies, the locale's form for numbers and dates."""
    if isinstance(value, Cell):
        return value
    if value is None or value == "" or value == []:
        return Cell(kind, "—", tone="muted")
    if isinstance(value, bool):
        return Cell("flag", value_label(key, value), tone=tone(key, value), value=value)
    if isinstance(value, StrEnum):
        return Cell(
            "badge" if kind in ("text", "badge") else kind,
            value_label(key, value),
            tone=tone(key, value),
            value=str(value),
        )
    if isinstance(value, date):
        return Cell("date", plain_day(value), value=value.isoformat())
    if kind == "money":
        return Cell("money", money(value, currency), value=str(value))
    if isinstance(value, int | float | Decimal):
        return Cell(
            "number" if kind == "text" else kind,
            number(value),
            value=value if isinstance(value, int) else str(value),
            unit=unit_label(unit),
        )
    if kind == "spark":
        return Cell("spark", value=[str(v) for v in value], title=" → ".join(number(v) for v in value))
    if isinstance(value, list):
        return Cell("list", listed(str(v) for v in value), value=value)
    if kind == "badge":
        return Cell("badge", value_label(key, value), tone=tone(key, value), value=value)
    return Cell(kind, unit_label(str(value)) if key == "unit" else str(value))
