"""From a register's declaration to its list: what the address asks for, rows, columns, filters, pages."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import lru_cache
from math import ceil
from typing import Any
from urllib.parse import urlencode

from governance.authority import Permission
from governance.forms import enum_type, reference_kind
from governance.listings import Page, Query, page_of
from governance.registers import Column, Filter, Register, enum_of
from web.access import Here
from web.cells import NUMERIC, Names, choices, maker
from web.field_kinds import field_in_cell, fields_for_many
from web.i18n import gettext, language, listed
from web.registry import PANELS
from web.rendering import target_of
from web.views import BulkBar, Chip, ColumnHead, FilterControl, RegisterHead, RegisterIndex, Row
from web.words.fields import label
from web.words.registers import words_of
from web.words.values import unit_label, value_label


def head_of(register: Register, here: Here) -> RegisterHead:
    words = words_of(register.kind)
    confidential = register.read == Permission.read_confidential
    return RegisterHead(
        register.kind, register.plural, words.plural, words.singular, words.purpose, register.icon, f"{here.path}/{register.plural}", words.create, confidential
    )  # fmt: skip


def may_write(register: Register, here: Here) -> bool:
    return register.create is not None and here.may(register.write)


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
        size=int(size) if size.isdecimal() and 0 < int(size) <= 100 else 50, withdrawn=params.get("withdrawn") == "1", lang=language(), light=True,
    )  # fmt: skip


def index(here: Here, register: Register) -> RegisterIndex:
    """A register's list as the address asks for it."""
    query = query_of(register, here.request.query_params)
    address = Address(f"{here.path}/{register.plural}", query, here.request.query_params.get("as_of", ""))
    page = page_of(here.session, register, here.programme, query)
    register = without_empty(register, page)
    head, shown = head_of(register, here), rows(here, register, page, picking=True)
    pages = max(1, ceil(page.total / query.size))
    # Who only narrows the rows has the panel above them already.
    template, extra = (None, None) if target_of(here.request) == "results" else panel_of(here, register, None)
    return RegisterIndex(
        register=head, title=head.title, columns=columns(register, address, editable=here.may(register.write)), rows=shown,
        filters=filters(here, register, query), chips=chips(register, address), q=query.search, sort=query.sort or register.sort,
        total=page.total, page=query.page, pages=pages,
        prev_href=address.to(page=query.page - 1 if query.page > 2 else "") if query.page > 1 else None,
        next_href=address.to(page=query.page + 1) if query.page < pages else None,
        may_create=may_write(register, here), create_href=f"{head.href}/new",
        import_href=f"{head.href}/import" if here.may(Permission.import_records) and may_write(register, here) else None,
        csv_href=address.to(path="/export.csv", page="", size=""), xlsx_href=address.to(path="/export.xlsx", page="", size=""), withdrawn=query.withdrawn,
        views_href=address.elsewhere(f"{here.path}/views", of=register.plural),
        above=template, extra=extra, crumbs=[(head.title, None)], bulk=bulk_bar(here, register, shown, address),
    )  # fmt: skip


def without_empty(register: Register, page: Page) -> Register:
    """The register as a page of it shows it: without the sparse columns that nothing on the page has a value in."""
    empty = {c.key for c in register.columns if c.sparse and all(v.get(c.key) is None for v in page.computed.values())}
    return replace(register, columns=tuple(c for c in register.columns if c.key not in empty)) if empty else register


def bulk_bar(here: Here, register: Register, shown: list[Row], address: "Address") -> BulkBar | None:
    """What can be done with many of the rows at once; None where the reader may change none of them."""
    if not any(row.pick for row in shown):
        return None
    fields = [(key, label(key)) for key in fields_for_many(register)]
    withdraws = register.withdraw is not None and here.may(register.write)
    return BulkBar(f"{here.path}/{register.plural}/bulk", address.to(), fields, withdraws)


def may_pick(here: Here, register: Register) -> Callable[[Any], bool]:
    """Whether the reader may change a record from the list: every one, those of the person they stand for, or none."""
    writes, own = here.may(register.write), register.own_write
    if writes and (fields_for_many(register) or register.withdraw is not None):
        return lambda record: record.withdrawn_on is None
    person = here.actor.persons.get(here.programme.key)
    if writes or own is None or person is None or not here.may(own) or not fields_for_many(register):
        return lambda _: False
    return lambda record: record.withdrawn_on is None and getattr(record, "owner_id", None) == person


def rows(here: Here, register: Register, page: Page, *, picking: bool = False) -> list[Row]:
    """The records of a page as rows of cells; with `picking`, those that the reader may change can be picked."""
    pickable = may_pick(here, register) if picking else None
    names = Names(here, register, page.records, (c.key for c in register.columns))
    makers = [maker(here, register, column, names) for column in register.columns]
    base, nothing, computed = f"{here.path}/{register.plural}", dict[str, Any](), page.computed
    return [
        Row(
            r.code,
            f"{base}/{r.code}",
            [make(r, computed.get(r.id, nothing)) for make in makers],
            r.withdrawn_on is not None,
            f"{r.code}:{r.version}" if pickable is not None and pickable(r) else "",
        )
        for r in page.records
    ]


def columns(register: Register, address: "Address", *, editable: bool) -> list[ColumnHead]:
    """The heads of a list's columns, each with where a click on it leads and whether its cells can be edited."""
    sort = address.query.sort or register.sort
    return [
        _column(address, sort, c, editable and field_in_cell(register, c.key) is not None)
        for c in (Column("code"), *register.columns)
    ]


def _column(address: "Address", sort: str, column: Column, edited: bool) -> ColumnHead:
    direction = ("desc" if sort.startswith("-") else "asc") if sort.lstrip("-") == column.key else ""
    following = f"-{column.key}" if direction == "asc" else column.key
    href = address.to(sort=following, page="")
    numeric = column.kind in NUMERIC
    return ColumnHead(column.key, label(column.key), unit_label(column.unit), numeric, href, direction, edited)


class Address:
    """The address of a list with all that was asked of it, from which links ask for something else."""

    def __init__(self, base: str, query: Query, as_of: str = ""):
        self.base, self.query = base, query
        state: dict[str, Any] = {
            "q": query.search, **query.filters, "sort": query.sort, "page": query.page if query.page > 1 else "",
            "size": query.size if query.size != 50 else "", "withdrawn": "1" if query.withdrawn else "", "as_of": as_of,
        }  # fmt: skip
        self._parts = {name: _part(name, value) for name, value in state.items()}

    def to(self, *, path: str = "", **changed: Any) -> str:
        """The address with some of it changed; blank leaves it out."""
        parts = self._parts | {name: _part(name, value) for name, value in changed.items()}
        asked = "&".join(part for part in parts.values() if part)
        return f"{self.base}{path}?{asked}" if asked else f"{self.base}{path}"

    def elsewhere(self, base: str, **named: str) -> str:
        """What was asked, carried to another address; the page is left behind."""
        parts = [_part(name, value) for name, value in named.items()]
        return f"{base}?{'&'.join([*parts, *(part for name, part in self._parts.items() if part and name != 'page')])}"


@lru_cache(4096)
def _part(name: str, value: Any) -> str:
    return "" if value in ("", None) else urlencode({name: value})


def filters(here: Here, register: Register, query: Query) -> list[FilterControl]:
    return [
        FilterControl(f.key, label(f.key), f.kind, query.filters.get(f.key, ""), _options(here, register, f, query.filters.get(f.key, "")))
        for f in register.filters
    ]  # fmt: skip


def _options(here: Here, register: Register, narrowing: Filter, chosen: str) -> list[tuple[str, str, bool]]:
    if narrowing.kind != "select":
        return []
    key, info = narrowing.key, register.form.model_fields.get(narrowing.key)
    if info is not None and (kind := reference_kind(info)):
        return [(code, name, code == chosen) for code, name in choices(here, kind)]
    enum = enum_of(register, key) or (enum_type(info) if info is not None else None)
    return [(str(v), value_label(key, v), str(v) == chosen) for v in (narrowing.values or tuple(enum or ()))]


def chips(register: Register, address: Address) -> list[Chip]:
    """What narrows a list at the moment, each with the address without it."""
    query, found = address.query, list[Chip]()
    if query.search:
        found.append(Chip(f"“{query.search}”", address.to(q="", page="")))
    for key, value in query.filters.items():
        info = register.form.model_fields.get(key)
        words = value if info and reference_kind(info) else listed(value_label(key, v) for v in value.split(","))
        said = gettext("{label}: {value}").format(label=label(key), value=words)
        found.append(Chip(said, address.to(**{key: "", "page": ""})))
    if query.withdrawn:
        found.append(Chip(gettext("With withdrawn ones"), address.to(withdrawn="", page="")))
    return found


def panel_of(here: Here, register: Register, record: Any) -> tuple[str | None, Any]:
    """The panel that a register shows above its list (record None) or its record, with what it needs."""
    panel = PANELS.get((register.kind, "index" if record is None else "show"))
    return (panel[0], panel[1](here, record) if record is not None else panel[1](here)) if panel else (None, None)
