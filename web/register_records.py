"""From a register's declaration to the page of one record: facts, children, what can be done, history."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from enum import StrEnum
from functools import cache
from typing import Any

from governance import audit
from governance.listings import Query, page_of
from governance.records import record_kinds
from governance.registers import Column, Register
from plans.calendars import day_length
from plans.durations import DayLength, format_duration
from web.access import Here
from web.cells import NUMERIC, Names, cell, shown
from web.i18n import gettext, instant, language, listed, plain_day, text_of
from web.register_lists import head_of, may_write, panel_of, rows
from web.registry import register_of
from web.views import Cell, Change, ColumnHead, FactSection, HistoryEntry, RegisterShow, Related, Verb
from web.words.fields import label, section
from web.words.refusals import message
from web.words.registers import command_label, words_of
from web.words.values import unit_label, value_label

_WORKED = frozenset({"duration_min", "remaining_min", "lag_min"})  # columns that hold minutes of work
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def show(here: Here, register: Register, record: Any) -> RegisterShow:
    """A record with its facts, its children, its history and what can be done with it."""
    computed = register.compute(here.session, here.programme, [record]).get(record.id, {})
    computed = computed | register.typed(here.session, here.programme, [record]).get(record.id, {})
    warnings = [*computed.get("warnings", ()), *register.attention(here.session, here.programme, record)]
    names = Names(here, register, [record])
    head = head_of(register, here)
    template, extra = panel_of(here, register, record)
    title = title_of(register, record)
    status = getattr(record, "status", None)
    return RegisterShow(
        register=head, code=record.code, title=title, status=shown("status", "badge", status) if status is not None else None, version=record.version,
        sections=sections(here, register, record, computed, names), related=_related(here, register, record),
        history=history(here, record), verbs=_verbs(here, register, record), may_edit=may_edit(here, register, record),
        edit_href=f"{head.href}/{record.code}/edit", withdrawn=(record.withdrawn_on, record.withdrawn_reason or "") if record.withdrawn_on else None,
        above=template, extra=extra, crumbs=[(head.title, head.href), (f"{record.code} {title}"[:80], None)],
        warnings=[message(p) for p in warnings],
    )  # fmt: skip


def title_of(register: Register, record: Any) -> str:
    return text_of(record, register.title) or (str(getattr(record, register.title, "") or "")) or record.code


def may_edit(here: Here, register: Register, record: Any) -> bool:
    if register.revise is None or record.withdrawn_on is not None:
        return False
    if here.may(register.write):
        return True
    own = register.own_write
    return (
        own is not None and here.may(own) and here.actor.is_person(getattr(record, "owner_id", None), here.programme.id)
    )


def sections(
    here: Here, register: Register, record: Any, computed: Mapping[str, Any], names: Names
) -> list[FactSection]:
    kinds = {c.key: c for c in register.columns}
    declared = register.sections or (("details", _plain_fields(register)),)
    empty = {c.key for c in register.columns if c.sparse and computed.get(c.key) is None}
    found = [
        FactSection(
            section(name),
            [
                (label(key), cell(here, register, kinds.get(key, Column(key)), record, computed, names), "")
                for key in keys
                if key not in empty
            ],
        )
        for name, keys in declared
    ]
    if record.notes or record.tags:
        facts = [
            (label("notes"), Cell("text", record.notes or "—"), ""),
            (label("tags"), shown("tags", "list", record.tags), ""),
        ]
        found.append(FactSection(label("notes"), facts))
    return found


def _plain_fields(register: Register) -> tuple[str, ...]:
    keys = dict.fromkeys(
        k.removesuffix("_zh").removesuffix("_en")
        for k in register.form.model_fields
        if k not in ("code", "notes", "tags")
    )
    return tuple(keys)


def _related(here: Here, register: Register, record: Any) -> list[Related]:
    found = []
    for kind, field in register.children:
        child = register_of(kind)
        if child is None or not here.actor.may(child.read, here.programme.id):
            continue
        page = page_of(
            here.session,
            child,
            here.programme,
            Query(filters={field: record.code}, size=100, lang=language(), light=True),
        )
        child = replace(child, columns=tuple(c for c in child.columns if c.key != field))
        head = head_of(child, here)
        heads = [ColumnHead("code", label("code"))] + [
            ColumnHead(c.key, label(c.key), unit_label(c.unit), c.kind in NUMERIC) for c in child.columns
        ]
        create = (
            f"{head.href}/new?{field}={record.code}" if may_write(child, here) and record.withdrawn_on is None else None
        )
        found.append(Related(head.title, f"{head.href}?{field}={record.code}", heads, rows(here, child, page), create))
    return found


def _verbs(here: Here, register: Register, record: Any) -> list[Verb]:
    base = f"{here.path}/{register.plural}/{record.code}"
    if record.withdrawn_on:
        back = register.withdraw is not None and here.may(register.write)
        return [Verb(gettext("Put back in use"), f"{base}/restoration", {}, icon="refresh")] if back else []
    found = [
        Verb(value_label("status", to), f"{base}/status", {"to": str(to)}, needs_reason=True, icon="arrow-right")
        for to in sorted(register.transitions.get(getattr(record, "status", None), ()), key=str)
        if register.move is not None and to not in register.by_form and _may_move(here, register, record, to)
    ]
    if register.withdraw is not None and here.may(register.write):
        question = gettext("It will no longer be shown or counted. The record and its history stay.")
        found.append(
            Verb(words_of(register.kind).withdraw, f"{base}/withdrawal", {}, "danger", True, "archive", question)
        )
    return found


def _may_move(here: Here, register: Register, record: Any, to: Any) -> bool:
    return here.may(register.permits[to]) if to in register.permits else may_edit(here, register, record)


def history(here: Here, record: Any) -> list[HistoryEntry]:
    """Who changed what, when, from what to what: newest first."""
    return entry_views(here, audit.history(here.session, record.KIND, record.id))


def entry_views(here: Here, entries: Sequence[Any]) -> list[HistoryEntry]:
    """Entries of the trail as people read them; lengths of work in the programme's days."""
    in_days = any(f'"{name}"' in entry.changes for entry in entries for name in _WORKED)
    length = day_length(here.session, here.programme) if in_days else DayLength()
    return [_entry_view(entry, length) for entry in entries]


def _entry_view(entry: Any, length: DayLength) -> HistoryEntry:
    """An entry of the trail as people read it; of a new record the page itself says what it holds."""
    changes = {} if entry.action == "create" else json.loads(entry.changes)
    changed = [
        Change(_change_label(k), _plain(entry.kind, k, old, length), _plain(entry.kind, k, new, length))
        for k, (old, new) in changes.items()
        if k != "code"
    ]
    return HistoryEntry(instant(entry.at), entry.actor, command_label(entry.command), entry.reason or "", changed)


def _change_label(key: str) -> str:
    suffix = {"_zh": " 中", "_en": " EN"}.get(key[-3:], "")
    return label(key) + suffix


def _plain(kind: str, key: str, value: Any, length: DayLength) -> str:
    """A value as the trail holds it, in words: dates in the reader's form, lengths of work as they are typed, members of the field's
    vocabulary by their names."""
    if value is None or value == "":
        return "—"
    if key in _WORKED and isinstance(value, int | float):
        return format_duration(value, length)
    if isinstance(value, list):
        return listed(map(str, value)) or "—"
    if isinstance(value, bool):
        return value_label(key, value)
    text = str(value)
    if _DAY.fullmatch(text):
        return plain_day(date.fromisoformat(text))
    word = _vocabulary(kind, key).get(text)
    return value_label(key, word) if word is not None else text


@cache
def _vocabulary(kind: str, key: str) -> dict[str, StrEnum]:
    """The words that a column may hold, none if it holds anything else."""
    table: Any = record_kinds()[kind].__table__ if kind in record_kinds() else None  # pyright: ignore
    column = table.c.get(key) if table is not None else None
    return {str(word): word for word in getattr(getattr(column, "type", None), "words", ())}
