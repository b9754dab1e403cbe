"""How the records of a register are listed: searched, filtered, sorted and read, a page in few queries."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from sqlalchemy import Text, cast, func, or_
from sqlalchemy import select as sql
from sqlmodel import Session, col, select

from governance.errors import Problem
from governance.forms import is_list, reference_kind
from governance.labels import labels
from governance.records import ProgrammeRecord, read_submission, record_kinds
from governance.registers import Register

MAX_PAGE = 100


@dataclass(frozen=True, slots=True)
class Query:
    """What a person asked of a list; all of it stands in the address."""

    search: str = ""
    filters: Mapping[str, str] = field(default_factory=dict)
    sort: str = ""
    page: int = 1
    size: int = 50
    withdrawn: bool = False
    lang: str = "en"
    light: bool = False  # only what a list shows: who changed a record and when is read later, if at all


class Listed:
    """A record as a list reads it: the columns of its table as plain attributes, and the properties that its class derives from them.

    No session stands behind it: a list reads thousands of attributes, changes none, and needs a tenth of the time this way.
    """

    def __init__(self, columns: Iterable[tuple[str, Any]]):
        self.__dict__.update(columns)


@cache
def listed_as(table: Any) -> type[Listed]:
    """What a list reads records of a table as."""
    own = [cls for cls in reversed(table.__mro__) if issubclass(cls, ProgrammeRecord)]
    derived = {name: value for cls in own for name, value in vars(cls).items() if isinstance(value, property)}
    return type(f"Listed{table.__name__}", (Listed,), {"KIND": table.KIND, "PREFIX": table.PREFIX, **derived})


# What a list does not show: who changed a record and when stands on its own page.
_UNSHOWN = frozenset({"created_at", "created_by", "updated_at", "updated_by", "withdrawn_reason", "notes", "tags"})


@cache
def _columns(table: Any, light: bool = False) -> dict[str, Any]:
    """What is read of a record, by name: its table's columns, and what its class borrows from another table."""
    mapped = table.__mapper__.column_attrs
    return {a.key: a.columns[0] for a in mapped if not (light and a.key in _UNSHOWN)}


@dataclass(frozen=True)
class Page:
    """One page of a list: the records, their computed values by id, and how many there are in all."""

    records: Sequence[Any]
    computed: Mapping[int, Mapping[str, Any]]
    total: int


def page_of(session: Session, register: Register, programme: Any, query: Query) -> Page:
    """The records that a query asks for, as `Listed`, in a bounded number of database queries."""
    mapped: Any = register.table
    columns = _columns(mapped, query.light)
    statement, by_id = _narrowed(sql(*columns.values()), register, programme.id, query), _table(register).c.id
    key, down = (query.sort or register.sort).lstrip("-"), (query.sort or register.sort).startswith("-")
    size = max(1, min(query.size, MAX_PAGE))
    derived = {c.key for c in register.columns if c.computed}
    narrowing = {k: v for k, v in query.filters.items() if v and k in derived}
    if key in derived or narrowing:
        records = _read(session, register, columns, statement.order_by(by_id))
        computed = register.compute(session, programme, records)
        records = [r for r in records if all(str(computed.get(r.id, {}).get(k, "")) == v for k, v in narrowing.items())]
        if key in derived:
            records.sort(key=lambda r: _sortable(computed.get(r.id, {}).get(key)), reverse=down)
        shown = records[(query.page - 1) * size :][:size]
        return Page(shown, {r.id: computed.get(r.id, {}) for r in shown}, len(records))
    order = _order(register, key, query.lang)
    if order is not None:
        statement = statement.order_by(order.desc().nulls_last() if down else order.asc().nulls_last())
    statement = statement.order_by(by_id).offset((query.page - 1) * size).limit(size)
    records = _read(session, register, columns, statement)
    total = len(records)
    if query.page > 1 or total == size:  # else the page holds all there are
        counting = _narrowed(sql(func.count(by_id)), register, programme.id, query)
        total = session.execute(counting).scalar_one()
    return Page(records, register.compute(session, programme, records), total)


def _read(session: Session, register: Register, names: Iterable[str], statement: Any) -> list[Any]:
    mapped: Any = register.table
    made, names = listed_as(mapped), tuple(names)
    return [made(zip(names, row, strict=True)) for row in session.execute(statement)]


def _table(register: Register) -> Any:
    return register.table.__table__  # pyright: ignore


def all_of(session: Session, register: Register, programme: Any, query: Query | None = None) -> Page:
    """Every record a query asks for, unpaged: for export."""
    query = query or Query()
    statement = _narrowed(select(register.table), register, programme.id, query)
    order = _order(register, (query.sort or register.sort).lstrip("-"), query.lang)
    if order is not None:
        statement = statement.order_by(order.desc() if query.sort.startswith("-") else order)
    records = list(session.exec(statement.order_by(col(register.table.id))))
    return Page(records, register.compute(session, programme, records), len(records))


def _narrowed(statement: Any, register: Register, programme_id: int, query: Query) -> Any:
    """A statement over a register's table, narrowed to what a query asks for."""
    mapped: Any = register.table
    c, columns = _table(register).c, _columns(mapped)
    statement = statement.where(c.programme_id == programme_id)
    if not query.withdrawn:
        statement = statement.where(c.withdrawn_on.is_(None))
    if query.search:
        pattern = "%" + query.search.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
        fields = ("code", *register.search)
        statement = statement.where(or_(*(cast(columns[f], Text).ilike(pattern, escape="\\") for f in fields)))
    declared = {f.key for f in register.filters}
    for key, value in query.filters.items():
        if value and key in declared:
            condition = _condition(register, programme_id, key, value)
            statement = statement if condition is None else statement.where(condition)
    return statement


def _condition(register: Register, programme_id: int, key: str, value: str) -> Any:
    c = _table(register).c
    info = register.form.model_fields.get(key)
    kind = reference_kind(info) if info else None
    if info is not None and is_list(info):
        return cast(c[key], Text).like(f'%"{value}"%')
    if kind is not None:
        target: Any = record_kinds()[kind].__table__  # pyright: ignore
        if value == "-":
            return c[f"{key}_id"].is_(None)
        return c[f"{key}_id"].in_(sql(target.c.id).where(target.c.code == value, target.c.programme_id == programme_id))
    if not register.holds(key):
        return None
    column = c[key]
    words = getattr(column.type, "words", None)
    if words is not None:
        chosen = [v for v in value.split(",") if v in set(words)]
        return column.in_(chosen)
    return cast(column, Text) == value


def _order(register: Register, key: str, lang: str) -> Any:
    table: Any = register.table.__table__  # pyright: ignore
    if key in table.c:
        return table.c[key]
    first, second = ("zh", "en") if lang.startswith("zh") else ("en", "zh")
    if f"{key}_zh" in table.c:
        return func.coalesce(table.c[f"{key}_{first}"], table.c[f"{key}_{second}"])
    if f"{key}_id" in table.c:
        kind = table.c[f"{key}_id"].info.get("kind")
        target: Any = record_kinds()[kind].__table__  # pyright: ignore
        named = [target.c[f"name_{first}"], target.c[f"name_{second}"]] if "name_zh" in target.c else []
        return (
            sql(func.coalesce(*named, target.c.code) if named else target.c.code)
            .where(target.c.id == table.c[f"{key}_id"])
            .scalar_subquery()
        )
    return None


def _sortable(value: Any) -> tuple[bool, Any]:
    return (value is None, value if isinstance(value, int | float) else str(value) if value is not None else "")


def values(session: Session, register: Register, programme: Any, records: Sequence[Any]) -> list[dict[str, Any]]:
    """Each record as its form: references as codes. What the edit form, the export and the API show (few queries)."""
    fields = register.form.model_fields
    kinds: dict[str, set[int]] = {}
    single = {n: k for n, i in fields.items() if (k := reference_kind(i)) and not is_list(i)}
    for name, kind in single.items():
        kinds.setdefault(kind, set()).update(i for r in records if (i := getattr(r, f"{name}_id", None)) is not None)
    codes = {kind: labels(session, kind, ids=ids) for kind, ids in kinds.items()}
    typed = register.typed(session, programme, records)
    found = []
    for record in records:
        row: dict[str, Any] = {}
        for name in fields:
            if name in single and hasattr(record, f"{name}_id"):
                id_ = getattr(record, f"{name}_id")
                row[name] = codes[single[name]][id_].code if id_ in codes[single[name]] else None
            else:
                row[name] = getattr(record, name, None)
        found.append(row | typed.get(record.id, {}))
    return found


def submission(
    session: Session, register: Register, programme: Any, data: Mapping[str, Any], *, keep: Any = None, known: Sequence[Problem] = ()
) -> Any:  # fmt: skip
    """The form of a register's record that `data` fills; `keep` is the record that it is to change.

    Raises:
        Invalid: with every problem of every field.
    """
    known = [*known, *register.foreseen(session, programme, data, keep)]
    return read_submission(session, register.table, register.form, programme.key, data, keep=keep, known=known)
