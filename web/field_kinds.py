"""How the fields of a form are typed, and which of them fit into a cell of a list."""

from datetime import date
from decimal import Decimal
from functools import cache

from pydantic.fields import FieldInfo

from governance.forms import Control, Form, enum_type, is_list, markers, reference_kind
from governance.registers import Register
from web.i18n import language

# What fits into a cell: one line. Long texts and lists are edited on the record's page.
FITTING = frozenset(
    {"line", "integer", "decimal", "money", "date", "select", "reference", "duration", "links", "flag", "email"}
)

# What can sensibly be the same in many rows; a name or an address belongs to one.
_FOR_MANY = frozenset({"select", "reference", "flag", "date", "integer", "decimal", "money"})
_OF_ONE_ROW = frozenset({"position"})


def kind_of(info: FieldInfo) -> str:
    """How a field is typed: line text integer decimal money date select reference references lines flag duration links email tags."""
    if reference_kind(info):
        return "references" if is_list(info) else "reference"
    for marker in markers(info):
        if isinstance(marker, Control):
            return marker.kind
    if enum_type(info):
        return "select"
    types = [getattr(t, "__origin__", t) for t in (info.annotation, *getattr(info.annotation, "__args__", ()))]
    for python, kind in ((bool, "flag"), (int, "integer"), (Decimal, "decimal"), (date, "date")):
        if python in types:
            return kind
    return "references" if is_list(info) else "line"


def field_in_cell(register: Register, key: str) -> str | None:
    """The form field that a list's column shows, the reader's language of a bilingual text; None if it cannot be edited in its cell."""
    return _field_in_cell(register.form, key, language()) if register.revise is not None else None


@cache
def _field_in_cell(form: type[Form], key: str, tag: str) -> str | None:
    fields = form.model_fields
    name = key if key in fields else f"{key}_{'zh' if tag == 'zh-CN' else 'en'}"
    known = name in fields and name not in ("code", "notes", "tags")
    return name if known and kind_of(fields[name]) in FITTING else None


def fields_for_many(register: Register) -> tuple[str, ...]:
    """The form fields that a list shows and that can be changed for many of its rows at once; none if its records are not revised."""
    return (
        _fields_for_many(register.form, tuple(c.key for c in register.columns)) if register.revise is not None else ()
    )


@cache
def _fields_for_many(form: type[Form], keys: tuple[str, ...]) -> tuple[str, ...]:
    fields = form.model_fields
    return tuple(k for k in keys if k in fields and k not in _OF_ONE_ROW and kind_of(fields[k]) in _FOR_MANY)
