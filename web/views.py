"""What the generic pages show: cells, lists, records, forms and imports. Templates and JSON read the same objects."""

from dataclasses import field
from datetime import date
from typing import Any

from web.viewclass import viewclass


@viewclass
class Cell:
    """One value as shown. `kind` says how: code text badge number date person reference list bar spark flag money days."""

    kind: str = "text"
    text: str = ""
    href: str | None = None
    tone: str = ""
    title: str = ""
    value: Any = None
    unit: str = ""


@viewclass
class RegisterHead:
    kind: str
    plural: str
    title: str
    singular: str
    purpose: str
    icon: str
    href: str
    create_label: str
    confidential: bool = False


@viewclass
class ColumnHead:
    key: str
    label: str
    unit: str = ""
    numeric: bool = False
    sort_href: str | None = None
    sorted: str = ""
    edited: bool = False


@viewclass
class Row:
    code: str
    href: str
    cells: list[Cell]
    withdrawn: bool = False
    pick: str = ""  # what names the row and the version seen when it is picked; empty if the reader may not change it


@viewclass
class FilterControl:
    name: str
    label: str
    kind: str
    value: str
    options: list[tuple[str, str, bool]] = field(default_factory=list)


@viewclass
class Chip:
    label: str
    remove_href: str


@viewclass
class BulkBar:
    """What can be done with many rows of a list at once, and the list to come back to."""

    action: str
    back: str
    fields: list[tuple[str, str]]
    may_withdraw: bool


@viewclass
class RegisterIndex:
    register: RegisterHead
    title: str
    columns: list[ColumnHead]
    rows: list[Row]
    filters: list[FilterControl]
    chips: list[Chip]
    q: str
    sort: str
    total: int
    page: int
    pages: int
    prev_href: str | None
    next_href: str | None
    may_create: bool
    create_href: str
    import_href: str | None
    csv_href: str
    xlsx_href: str
    withdrawn: bool
    views_href: str
    above: str | None = None
    extra: Any = None
    crumbs: list[tuple[str, str | None]] = field(default_factory=list)
    bulk: BulkBar | None = None


@viewclass
class FactSection:
    label: str
    facts: list[tuple[str, Cell, str]]


@viewclass
class Related:
    label: str
    href: str
    columns: list[ColumnHead]
    rows: list[Row]
    create_href: str | None


@viewclass
class Change:
    label: str
    old: str
    new: str


@viewclass
class HistoryEntry:
    at: str
    who: str
    action: str
    reason: str
    changes: list[Change]


@viewclass
class Verb:
    label: str
    href: str
    fields: dict[str, str]
    tone: str = ""
    needs_reason: bool = False
    icon: str = ""
    confirm: str = ""


@viewclass
class RegisterShow:
    register: RegisterHead
    code: str
    title: str
    status: Cell | None
    version: int
    sections: list[FactSection]
    related: list[Related]
    history: list[HistoryEntry]
    verbs: list[Verb]
    may_edit: bool
    edit_href: str
    withdrawn: tuple[date, str] | None
    above: str | None = None
    extra: Any = None
    crumbs: list[tuple[str, str | None]] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


@viewclass
class FieldControl:
    """One field of a form. `value` is what was typed, else what the record holds; a pair shows both languages side by side."""

    name: str
    label: str
    kind: str
    value: Any = ""
    hint: str = ""
    required: bool = False
    options: list[tuple[str, str]] = field(default_factory=list)
    unit: str = ""
    min: str = ""
    max: str = ""
    step: str = ""
    max_length: int | None = None
    errors: list[str] = field(default_factory=list)
    pair: "tuple[FieldControl, FieldControl] | None" = None


@viewclass
class ConflictRow:
    name: str
    label: str
    yours: str
    theirs: str
    differs: bool


@viewclass
class ConflictView:
    who: str
    at: str
    version: int
    rows: list[ConflictRow]


@viewclass
class RegisterEdit:
    register: RegisterHead
    code: str | None
    title: str
    fields: list[FieldControl]
    problems: list[tuple[str, str, str]]
    version: int | None
    action: str
    cancel_href: str
    submit_label: str
    conflict: ConflictView | None = None
    crumbs: list[tuple[str, str | None]] = field(default_factory=list)
    above: str | None = None
    below: dict[str, str] = field(default_factory=dict)
    extra: Any = None


@viewclass
class ImportRow:
    number: int
    code: str
    action: str
    summary: str


@viewclass
class ImportProblem:
    row: int
    column: str
    value: str
    message: str


@viewclass
class ImportPreview:
    token: str
    file: str
    to_create: int
    to_change: int
    unchanged: int
    rows: list[ImportRow]
    problems: list[ImportProblem]
    may_confirm: bool
    total_rows: int = 0
    total_problems: int = 0


@viewclass
class RegisterImport:
    register: RegisterHead
    title: str
    action: str
    confirm_action: str
    columns_help: list[tuple[str, str, str, bool]]
    template_href: str
    pasted_columns: str
    pasted: str = ""
    preview: ImportPreview | None = None
    problems: list[tuple[str, str, str]] = field(default_factory=list)
    crumbs: list[tuple[str, str | None]] = field(default_factory=list)
