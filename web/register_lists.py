"""From a register's declaration to its list and its record page: cells, columns, filters, history."""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from enum import StrEnum
from math import ceil
from typing import Any
from urllib.parse import urlencode

from governance import audit
from governance.authority import Permission
from governance.forms import enum_type, is_list, reference_kind
from governance.listings import Column, Label, Page, Query, Register, enum_of, labels, page_of
from web.access import Here
from web.i18n import gettext, instant, language, listed, money, number, pick, plain_day, text_of
from web.registry import PANELS, register_of
from web.views import (
    Cell, Change, Chip, ColumnHead, FactSection, FilterControl, HistoryEntry, RegisterHead, RegisterIndex, RegisterShow, Related, Row, Verb,
)  # fmt: skip
from web.words.fields import label, section
from web.words.refusals import message
from web.words.registers import command_label, words_of
from web.words.values import tone, value_label

NUMERIC = frozenset({"number", "money", "days", "percent"})


def head_of(register: Register, here: Here) -> RegisterHead:
    words = words_of(register.kind)
    confidential = register.read == Permission.read_confidential
    return RegisterHead(
        register.kind, register.plural, words.plural, words.singular, words.purpose, register.icon, f"{here.path}/{register.plural}", words.create, confidential
    )  # fmt: skip


def may_write(register: Register, here: Here) -> bool:
    return register.create is not None and here.may(register.write)


# --- Cells -----------------------------------------------------------------------------------------------------------


class Names:
    """Names of referenced records, read once per kind for a whole page."""

    def __init__(self, here: Here, register: Register, records: Sequence[Any]):
        self._here = here
        self.single = {
            n: k for n, i in register.form.model_fields.items() if (k := reference_kind(i)) and not is_list(i)
        }
        wanted: dict[str, set[int]] = {}
        for name, kind in self.single.items():
            wanted.setdefault(kind, set()).update(
                i for r in records if (i := getattr(r, f"{name}_id", None)) is not None
            )
        self._known = {kind: labels(here.session, kind, ids=ids) for kind, ids in wanted.items()}

    def of(self, field: str, id_: int | None) -> Label | None:
        return self._known.get(self.single[field], {}).get(id_) if id_ is not None else None


def address(here: Here, kind: str, code: str) -> str | None:
    register = register_of(kind)
    return f"{here.path}/{register.plural}/{code}" if register else None


def cell(
    here: Here, register: Register, column: Column, record: Any, computed: Mapping[str, Any], names: Names
) -> Cell:
    """One value of a record as it is shown."""
    key = column.key
    if column.computed or (key in computed and not hasattr(record, key)):
        return shown(key, column.kind, computed.get(key), column.unit, record)
    if key in names.single:
        found = names.of(key, getattr(record, f"{key}_id", None))
        if found is None:
            return Cell("person", "—", tone="muted")
        return Cell("person", found.name(language()), address(here, names.single[key], found.code), title=found.code)
    if hasattr(record, f"{key}_zh"):
        return Cell("text", text_of(record, key))
    return shown(key, column.kind, getattr(record, key, None), column.unit, record)


def shown(key: str, kind: str, value: Any, unit: str = "", record: Any = None) -> Cell:
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
        return Cell("money", money(value, getattr(record, "currency", None) or "CNY"), value=str(value))
    if isinstance(value, int | float | Decimal):
        return Cell(
            "number" if kind == "text" else kind,
            number(value),
            value=value if isinstance(value, int) else str(value),
            unit=unit,
        )
    if kind == "spark":
        return Cell("spark", number(value[-1]), value=[str(v) for v in value])
    if isinstance(value, list):
        return Cell("list", listed(str(v) for v in value), value=value)
    if kind == "badge":
        return Cell("badge", value_label(key, value), tone=tone(key, value), value=value)
    return Cell(kind, str(value))


# --- The list --------------------------------------------------------------------------------------------------------


def query_of(register: Register, params: Mapping[str, str]) -> Query:
    """The query in an address; what it does not know, or cannot read, it leaves out."""
    declared = {f.key for f in register.filters}
    page = params.get("page", "1")
    size = params.get("size", "50")
    sortable = {c.key for c in register.columns} | {"code"}
    sort = params.get("sort", "")
    return Query(
        search=params.get("q", "").strip()[:200], filters={k: v[:200] for k, v in params.items() if k in declared and v},
        sort=sort if sort.lstrip("-") in sortable else "", page=int(page) if page.isdecimal() and 0 < int(page) < 10**6 else 1,
        size=int(size) if size.isdecimal() and 0 < int(size) <= 100 else 50, withdrawn=params.get("withdrawn") == "1", lang=language(),
    )  # fmt: skip


def index(here: Here, register: Register) -> RegisterIndex:
    """A register's list as the address asks for it."""
    query = query_of(register, here.request.query_params)
    page = page_of(here.session, register, here.programme, query)
    head = head_of(register, here)
    pages = max(1, ceil(page.total / query.size))
    template, extra = _panel(here, register, None)
    return RegisterIndex(
        register=head, title=head.title, columns=columns(register, head.href, query), rows=rows(here, register, page),
        filters=filters(here, register, query), chips=chips(here, register, head.href, query), q=query.search, sort=query.sort or register.sort,
        total=page.total, page=query.page, pages=pages,
        prev_href=_href(head.href, query, page=query.page - 1) if query.page > 1 else None,
        next_href=_href(head.href, query, page=query.page + 1) if query.page < pages else None,
        may_create=may_write(register, here), create_href=f"{head.href}/new",
        import_href=f"{head.href}/import" if here.may(Permission.import_records) and may_write(register, here) else None,
        csv_href=_href(f"{head.href}/export.csv", query), xlsx_href=_href(f"{head.href}/export.xlsx", query), withdrawn=query.withdrawn,
        above=template, extra=extra, crumbs=[(head.title, None)],
    )  # fmt: skip


def rows(here: Here, register: Register, page: Page) -> list[Row]:
    names = Names(here, register, page.records)
    base = f"{here.path}/{register.plural}"
    return [
        Row(r.code, f"{base}/{r.code}",
            [cell(here, register, c, r, page.computed.get(r.id, {}), names) for c in register.columns], r.withdrawn_on is not None)
        for r in page.records
    ]  # fmt: skip


def columns(register: Register, href: str, query: Query) -> list[ColumnHead]:
    sort = query.sort or register.sort
    found = [_column(href, query, sort, Column("code"))]
    return found + [_column(href, query, sort, c) for c in register.columns]


def _column(href: str, query: Query, sort: str, column: Column) -> ColumnHead:
    direction = ("desc" if sort.startswith("-") else "asc") if sort.lstrip("-") == column.key else ""
    following = f"-{column.key}" if direction == "asc" else column.key
    return ColumnHead(
        column.key,
        label(column.key),
        column.unit,
        column.kind in NUMERIC,
        _href(href, query, sort=following, page=1),
        direction,
    )


def _href(base: str, query: Query, **changed: Any) -> str:
    state: dict[str, Any] = {
        "q": query.search,
        **query.filters,
        "sort": query.sort,
        "page": query.page if query.page > 1 else "",
    }
    state |= {"size": query.size if query.size != 50 else "", "withdrawn": "1" if query.withdrawn else ""} | changed
    if state.get("page") == 1:
        state["page"] = ""
    kept = [(k, v) for k, v in state.items() if v not in ("", None)]
    return f"{base}?{urlencode(kept)}" if kept else base


def filters(here: Here, register: Register, query: Query) -> list[FilterControl]:
    return [
        FilterControl(f.key, label(f.key), f.kind, query.filters.get(f.key, ""), _options(here, register, f.key, f.values, query.filters.get(f.key, "")))
        for f in register.filters
    ]  # fmt: skip


def _options(
    here: Here, register: Register, key: str, given: tuple[str, ...], chosen: str
) -> list[tuple[str, str, bool]]:
    info = register.form.model_fields.get(key)
    kind = reference_kind(info) if info else None
    if kind:
        found = labels(here.session, kind, programme_id=here.programme.id)
        return [(x.code, f"{x.code} {x.name(language())}", x.code == chosen) for x in found.values()]
    enum = enum_of(register, key) or (enum_type(info) if info else None)
    return [(str(v), value_label(key, v), str(v) == chosen) for v in (given or tuple(enum or ()))]


def chips(here: Here, register: Register, href: str, query: Query) -> list[Chip]:
    found = []
    if query.search:
        found.append(Chip(f"“{query.search}”", _href(href, query, q="", page=1)))
    for key, value in query.filters.items():
        info = register.form.model_fields.get(key)
        words = value if info and reference_kind(info) else listed(value_label(key, v) for v in value.split(","))
        found.append(Chip(gettext("{label}: {value}").format(label=label(key), value=words), _href(href, query, **{key: "", "page": 1})))
    if query.withdrawn:
        found.append(Chip(gettext("With withdrawn ones"), _href(href, query, withdrawn="", page=1)))
    return found


def _panel(here: Here, register: Register, record: Any) -> tuple[str | None, Any]:
    """The panel that a register shows above its list (record None) or its record, with what it needs."""
    panel = PANELS.get((register.kind, "index" if record is None else "show"))
    return (panel[0], panel[1](here, record) if record is not None else panel[1](here)) if panel else (None, None)


# --- One record ------------------------------------------------------------------------------------------------------


def show(here: Here, register: Register, record: Any) -> RegisterShow:
    """A record with its facts, its children, its history and what can be done with it."""
    computed = register.compute(here.session, here.programme, [record]).get(record.id, {})
    computed = computed | register.typed(here.session, here.programme, [record]).get(record.id, {})
    names = Names(here, register, [record])
    head = head_of(register, here)
    template, extra = _panel(here, register, record)
    title = title_of(register, record)
    status = getattr(record, "status", None)
    return RegisterShow(
        register=head, code=record.code, title=title, status=shown("status", "badge", status) if status is not None else None, version=record.version,
        sections=_sections(here, register, record, computed, names), related=_related(here, register, record),
        history=history(here, record), verbs=_verbs(here, register, record), may_edit=may_edit(here, register, record),
        edit_href=f"{head.href}/{record.code}/edit", withdrawn=(record.withdrawn_on, record.withdrawn_reason or "") if record.withdrawn_on else None,
        above=template, extra=extra, crumbs=[(head.title, head.href), (f"{record.code} {title}"[:80], None)],
        warnings=[message(p) for p in computed.get("warnings", ())],
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


def _sections(
    here: Here, register: Register, record: Any, computed: Mapping[str, Any], names: Names
) -> list[FactSection]:
    kinds = {c.key: c for c in register.columns}
    declared = register.sections or (("details", _plain_fields(register)),)
    found = [
        FactSection(
            section(name),
            [
                (label(key), cell(here, register, kinds.get(key, Column(key)), record, computed, names), "")
                for key in keys
            ],
        )
        for name, keys in declared
    ]
    if record.notes or record.tags:
        found.append(FactSection(label("notes"), [(label("notes"), Cell("text", record.notes or "—"), ""), (label("tags"), shown("tags", "list", record.tags), "")]))  # fmt: skip
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
        if child is None:
            continue
        page = page_of(
            here.session, child, here.programme, Query(filters={field: record.code}, size=100, lang=language())
        )
        head = head_of(child, here)
        heads = [ColumnHead("code", label("code"))] + [
            ColumnHead(c.key, label(c.key), c.unit, c.kind in NUMERIC) for c in child.columns
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
        if register.move is not None and _may_move(here, register, record, to)
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
    return [entry_view(e) for e in audit.history(here.session, record.KIND, record.id)]


def entry_view(entry: audit.AuditEntry) -> HistoryEntry:
    changes = json.loads(entry.changes)
    shown_changes = [
        Change(_change_label(k), _plain(k, old), _plain(k, new)) for k, (old, new) in changes.items() if k != "code"
    ]
    return HistoryEntry(instant(entry.at), entry.actor, command_label(entry.command), entry.reason or "", [] if entry.action == "create" else shown_changes)  # fmt: skip


def _change_label(key: str) -> str:
    suffix = {"_zh": " 中", "_en": " EN"}.get(key[-3:], "")
    return label(key) + suffix


def _plain(key: str, value: Any) -> str:
    if value is None or value == "":
        return "—"
    if isinstance(value, list):
        return listed(map(str, value)) or "—"
    if isinstance(value, bool):
        return value_label(key, value)
    text = str(value)
    return (
        value_label(key, text)
        if text.islower() and text.replace("_", "").isalnum() and len(text) < 25 and not text.isdigit()
        else text
    )


__all__ = ["address", "cell", "columns", "entry_view", "head_of", "history", "index", "may_edit", "may_write", "pick", "query_of", "rows", "show", "shown", "title_of"]  # fmt: skip
