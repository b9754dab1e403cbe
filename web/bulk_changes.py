"""Many rows of a list changed or withdrawn at once: what the bar below the list offers, what was asked, and the page that asks for the rest."""

from collections.abc import Mapping
from dataclasses import field as default
from typing import Any

from sqlmodel import col, select

from governance.bulk_changes import MOST, Picked, RowsRefused, change_rows, withdraw_rows
from governance.errors import Invalid, NotFound, Problem, Refusal
from governance.registers import Register
from web.access import Here
from web.cells import Names, maker
from web.field_kinds import fields_for_many
from web.i18n import gettext, ngettext
from web.register_forms import control
from web.register_lists import head_of
from web.register_records import title_of
from web.rendering import safe_path
from web.typed_days import with_days
from web.viewclass import viewclass
from web.views import Cell, FieldControl, RegisterHead
from web.words.fields import label
from web.words.refusals import message

WITHDRAW = "withdraw"


@viewclass
class PickedRow:
    """A picked row as the page shows it: what it is called, what the chosen field says now, why it was refused."""

    code: str
    title: str
    href: str
    version: int
    now: Cell | None = None
    refused: list[str] = default(default_factory=list)


@viewclass
class BulkChange:
    """The page that changes many rows, and its parts: the control for the chosen field, what was refused."""

    register: RegisterHead
    title: str
    action: str
    back: str
    rows: list[PickedRow]
    fields: list[tuple[str, str]]
    chosen: str
    field: FieldControl | None
    may_withdraw: bool
    reason: str
    may_empty: bool
    emptied: bool
    problems: list[tuple[str, str, str]] = default(default_factory=list)
    refused: int = 0
    crumbs: list[tuple[str, str | None]] = default(default_factory=list)


def require_many(register: Register) -> None:
    """Refuse a register whose rows cannot be changed from its list at all.

    Raises:
        NotFound: as if the address did not exist.
    """
    if not fields_for_many(register) and register.withdraw is None:
        raise NotFound([Problem("NOT_FOUND", "", "bulk", {"kind": "page", "code": f"{register.plural}/bulk"})])


def picked(sent: Any) -> list[Picked]:
    """The rows that a page's form names, each as `CODE:version`.

    Raises:
        Invalid: one cannot be read.
    """
    found = []
    for text in [sent] if isinstance(sent, str) else list(sent or ()):
        code, _, version = text.partition(":")
        if not code or not version.isdecimal() or len(version) > 9:
            raise Invalid([Problem("ROW_UNREADABLE", "rows", text[:40])])
        found.append(Picked(code.upper()[:20], int(version)))
    return found


def carry_out(here: Here, register: Register, data: Mapping[str, Any]) -> str:
    """What a page's form asks for, done; the notice to show. `act` withdraw: all rows, for `reason`; else `field` becomes `value`.

    Raises:
        Invalid: no row, no field or no value, or a field that is not changed for many at once.
        RowsRefused: with every row that refuses it.
    """
    rows = picked(data.get("row"))
    if data.get("act") == WITHDRAW:
        withdraw_rows(here.session, here.actor, here.programme, withdrawing(register), rows, _text(data, "reason"))
        return "rows_withdrawn"
    change = with_days(here, register.form, _change(register, data))
    change_rows(here.session, here.actor, here.programme, register, rows, change)
    return "rows_changed"


def withdrawing(register: Register) -> Register:
    """The register, if its records can be withdrawn.

    Raises:
        NotFound: they cannot.
    """
    if register.withdraw is None:
        raise NotFound([Problem("NOT_FOUND", "", "bulk", {"kind": "page", "code": f"{register.plural}/bulk"})])
    return register


def _change(register: Register, data: Mapping[str, Any]) -> dict[str, Any]:
    """The one field and its new value. Nothing typed is a slip; emptying a field for many is said in so many words."""
    key, value = _text(data, "field"), _text(data, "value")
    if not key:
        raise Invalid([Problem("FIELD_NOT_CHOSEN", "change")])
    if key not in fields_for_many(register):
        raise Invalid([Problem("FIELD_NOT_FOR_MANY", "change", key[:40])])
    if not value and not data.get("empty"):
        raise Invalid([Problem("VALUE_NOT_GIVEN", key)])
    return {key: "" if data.get("empty") else value}


def _text(data: Mapping[str, Any], name: str) -> str:
    value = data.get(name, "")
    return value if isinstance(value, str) else ""


def back_to(here: Here, register: Register, data: Mapping[str, Any]) -> str:
    """The list as it was before, with what was asked of it; never another page."""
    path = f"{here.path}/{register.plural}"
    lists = (path, f"{here.path}/outline") if register.kind == "task" else (path,)
    sent = safe_path(_text(data, "back")[:2000], path)
    return sent if sent.partition("?")[0] in lists else path


def page(here: Here, register: Register, data: Mapping[str, Any], refusal: Refusal | None = None) -> BulkChange:
    """The page as asked, or again with what was refused. Its rows are read anew: who saves again has seen what they say now."""
    head = head_of(register, here)
    key = _text(data, "field")
    key = key if key in fields_for_many(register) else ""
    rows = _rows(here, register, data, key, refusal)
    back = back_to(here, register, data)
    action = f"{head.href}/bulk"
    title = ngettext("%(num)s row selected", "%(num)s rows selected", len(rows)) % {"num": len(rows)}
    return BulkChange(
        head, title, action, back, rows, [(k, label(k)) for k in fields_for_many(register)], key,
        _control(here, register, key, data) if key else None, register.withdraw is not None and here.may(register.write),
        _text(data, "reason"), bool(key) and _may_be_empty(register, key), bool(data.get("empty")), _said(refusal),
        len(refusal.rows) if isinstance(refusal, RowsRefused) else 0,
        [(head.title, back), (title, None)],
    )  # fmt: skip


def _may_be_empty(register: Register, key: str) -> bool:
    info = register.form.model_fields[key]
    return info.get_default(call_default_factory=True) is None and not info.is_required()


def _rows(here: Here, register: Register, data: Mapping[str, Any], key: str, refusal: Refusal | None) -> list[PickedRow]:  # fmt: skip
    table: Any = register.table
    codes = [p.code for p in _legible(data.get("row"))]
    query = select(table).where(col(table.programme_id) == here.programme.key, col(table.code).in_(codes))
    records = {r.code: r for r in here.session.exec(query)} if codes else {}
    found = [records[code] for code in dict.fromkeys(codes) if code in records]
    column = next((c for c in register.columns if c.key == key), None)
    make = maker(here, register, column, Names(here, register, found, [key])) if column else None
    refused = _refused_rows(refusal)
    base = f"{here.path}/{register.plural}"
    return [
        PickedRow(
            r.code,
            title_of(register, r),
            f"{base}/{r.code}",
            r.version,
            make(r, {}) if make else None,
            refused.get(r.code, []),
        )
        for r in found
    ]


def _legible(sent: Any) -> list[Picked]:
    try:
        return picked(sent)[:MOST]
    except Invalid:
        return []


def _refused_rows(refusal: Refusal | None) -> dict[str, list[str]]:
    rows = refusal.rows if isinstance(refusal, RowsRefused) else ()
    return {row.code: told(row.refusal.problems) for row in rows}


_SELF_TOLD = frozenset({"", "version", "code", "reason"})  # what is said of these names what it is about


def told(problems: Any) -> list[str]:
    """Why a row was refused, each reason with the field that it is about, said once."""
    return list(dict.fromkeys(map(_reason, problems)))


def _reason(problem: Problem) -> str:
    if problem.field in _SELF_TOLD:
        return message(problem)
    return gettext("{label}: {value}").format(label=label(problem.field), value=message(problem))


def _said(refusal: Refusal | None) -> list[tuple[str, str, str]]:
    """What is wrong with the change itself, or with rows that are not there any more."""
    if refusal is None:
        return []
    if isinstance(refusal, RowsRefused):
        return [("", row.code, reason) for row in refusal.rows for reason in told(row.refusal.problems)]
    return [("value" if p.field not in ("", "rows", "change", "reason") else "", "", message(p)) for p in refusal.problems]  # fmt: skip


def _control(here: Here, register: Register, key: str, data: Mapping[str, Any]) -> FieldControl:
    made = control(here, key, register.form.model_fields[key], {key: data.get("value", "")}, ())
    # Nothing chosen is never taken for "empty": for that there is a tick of its own.
    made.name, made.required = "value", True
    return made
