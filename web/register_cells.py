"""One cell of a list, edited where it stands: the control that stands in it, and what it shows afterwards."""

from collections.abc import Mapping
from dataclasses import field as default
from typing import Any

from governance.errors import Refusal
from governance.listings import values
from governance.registers import Register
from web.access import Here
from web.cells import Names, maker
from web.i18n import gettext
from web.register_forms import as_typed, control
from web.register_lists import head_of
from web.viewclass import viewclass
from web.views import Cell, FieldControl, RegisterHead
from web.words.fields import label
from web.words.refusals import message


@viewclass
class CellEdit:
    """The editor of one cell, or what it shows once it is saved."""

    register: RegisterHead
    title: str
    action: str
    record_href: str
    field: FieldControl
    shown: Cell
    version: int
    problems: list[str] = default(default_factory=list)
    crumbs: list[tuple[str, str | None]] = default(default_factory=list)


def edit_cell(here: Here, register: Register, record: Any, key: str, name: str, typed: Any = None, refusal: Refusal | None = None) -> CellEdit:  # fmt: skip
    """The cell `key` of a record, whose form field is `name`, filled with what was typed, else with what is recorded."""
    held = values(here.session, register, here.programme, [record])[0].get(name)
    filled = {name: as_typed(held) if typed is None else typed}
    shown = next(c for c in register.columns if c.key == key)
    computed = register.compute(here.session, here.programme, [record]).get(record.id, {})
    head = head_of(register, here)
    href = f"{head.href}/{record.code}"
    return CellEdit(
        head, f"{record.code} · {label(key)}", f"{href}/cells/{key}", href,
        control(here, name, register.form.model_fields[name], filled, ()),
        maker(here, register, shown, Names(here, register, [record], [key]))(record, computed), record.version,
        [_told(p.field, message(p), name) for p in refusal.problems] if refusal else [],
        [(head.title, head.href), (record.code, href), (label(key), None)],
    )  # fmt: skip


def _told(about: str, text: str, name: str) -> str:
    """What is wrong; a rule that binds another field names that field."""
    return text if about in ("", name) else gettext("{label}: {value}").format(label=label(about), value=text)


def revised(here: Here, register: Register, record: Any, name: str, data: Mapping[str, Any]) -> dict[str, Any]:
    """The whole form of a record with the one field that was typed."""
    return values(here.session, register, here.programme, [record])[0] | {"code": record.code, name: data.get(name, "")}
