"""Records for programs: what a list may be asked, and a record as JSON."""

import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from math import ceil
from typing import Any

from starlette.datastructures import QueryParams

from governance import audit
from governance.errors import Problem, refuse_if
from governance.forms import enum_type
from governance.listings import Query, page_of, values
from governance.registers import Register, enum_of
from web.access import Here
from web.i18n import language
from web.rendering import plain

BOOKKEEPING = ("created_at", "created_by", "updated_at", "updated_by", "withdrawn_on", "withdrawn_reason")
_PAGING = ("q", "sort", "page", "size", "withdrawn", "as_of", "lang")


def query_in(register: Register, params: QueryParams) -> Query:
    """The query that the parameters ask for.

    Raises:
        Invalid: every parameter that is unknown or cannot be read.
    """
    filters = {f.key: f for f in register.filters}
    sortable = sorted({c.key for c in register.columns} | {"code"})
    sort, withdrawn = params.get("sort", ""), params.get("withdrawn", "")
    problems = [
        Problem("UNKNOWN_FIELD", name[:100], None, {}) for name in params if name not in filters and name not in _PAGING
    ]
    if sort and sort.removeprefix("-") not in sortable:
        problems.append(Problem("NOT_IN_ENUM", "sort", sort[:40], {"allowed": sortable}))
    if withdrawn not in ("", "true", "false", "1", "0"):
        problems.append(Problem("NOT_A_FLAG", "withdrawn", withdrawn[:40], {}))
    page, size = (
        _number(params, name, default, top, problems) for name, default, top in (("page", 1, 10**6), ("size", 50, 100))
    )
    problems += [p for name in filters if (p := _filter_problem(register, name, params.get(name, "")))]
    if len(params.get("q", "")) > 200:
        problems.append(Problem("TOO_LONG", "q", None, {"max_length": 200}))
    refuse_if(problems)
    asked = {name: params[name] for name in filters if params.get(name)}
    return Query(params.get("q", "").strip(), asked, sort, page, size, withdrawn in ("true", "1"), language())


def _number(params: QueryParams, name: str, default: int, top: int, problems: list[Problem]) -> int:
    given = params.get(name, str(default))
    if given.isdecimal() and len(given) < 10 and 1 <= int(given) <= top:
        return int(given)
    problems.append(Problem("OUT_OF_RANGE", name, given[:40], {"min": 1, "max": top}))
    return default


def _filter_problem(register: Register, name: str, value: str) -> Problem | None:
    info = register.form.model_fields.get(name)
    words = enum_of(register, name) or (enum_type(info) if info is not None else None)
    wrong = [v for v in value.split(",") if v not in set(words)] if words and value else []
    if wrong:
        return Problem("NOT_IN_ENUM", name, wrong[0][:40], {"allowed": sorted(map(str, words or ()))})
    return Problem("TOO_LONG", name, None, {"max_length": 200}) if len(value) > 200 else None


def listed(here: Here, register: Register, query: Query) -> dict[str, Any]:
    """One page of a list: `{items, total, page, pages, size}`."""
    page = page_of(here.session, register, here.programme, query)
    items = as_json(here, register, page.records, page.computed)
    pages = max(1, ceil(page.total / query.size))
    return {"items": items, "total": page.total, "page": query.page, "pages": pages, "size": query.size}


def one(here: Here, register: Register, record: Any) -> dict[str, Any]:
    """One record, with what is computed of it and what must be seen to about it."""
    computed = dict(register.compute(here.session, here.programme, [record]).get(record.id, {}))
    computed["warnings"] = [*computed.get("warnings", ()), *register.attention(here.session, here.programme, record)]
    return as_json(here, register, [record], {record.id: computed})[0]


def held(here: Here, register: Register, record: Any) -> dict[str, Any]:
    """What a record holds, as it would be submitted."""
    return values(here.session, register, here.programme, [record])[0]


def as_json(
    here: Here, register: Register, records: Sequence[Any], computed: Mapping[int, Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """Records as they are submitted (references as codes), with their version, state and history's ends."""
    rows = values(here.session, register, here.programme, records)
    base = f"/api/v1{here.path}/{register.plural}"
    return [
        plain_record(register, record, row, computed.get(record.id, {}), f"{base}/{record.code}")
        for record, row in zip(records, rows, strict=True)
    ]


def plain_record(
    register: Register, record: Any, submitted: Mapping[str, Any], computed: Mapping[str, Any], href: str
) -> dict[str, Any]:
    """One record: code, version, state, the fields of its form, who made and changed it, what is computed, where it is."""
    made: dict[str, Any] = {"code": record.code, "version": record.version}
    if register.holds("status") and "status" not in register.form.model_fields:
        made["status"] = str(record.status)
    made |= {name: simple(value) for name, value in submitted.items()}
    made |= {name: simple(getattr(record, name)) for name in BOOKKEEPING}
    return made | {"computed": {name: simple(value) for name, value in computed.items()}, "href": href}


def simple(value: Any) -> Any:
    """A value as JSON: decimals exact, as text."""
    if isinstance(value, str | int | None):  # most values; words of a vocabulary are text too
        return value
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    if isinstance(value, Problem):
        return value.code
    if isinstance(value, list | tuple):
        return [simple(v) for v in value]
    return plain(value)


def history(here: Here, record: Any) -> list[dict[str, Any]]:
    """What happened to a record, newest first."""
    return [entry(e) for e in audit.history(here.session, record.KIND, record.id)]


def entry(found: Any) -> dict[str, Any]:
    """One entry of the trail."""
    changes = json.loads(found.changes)
    return {
        "seq": found.seq, "at": found.at, "actor": found.actor, "via": found.via, "command": found.command, "kind": found.kind,
        "code": found.code, "action": found.action, "reason": found.reason, "hash": found.hash,
        "changes": [{"field": name, "old": old, "new": new} for name, (old, new) in changes.items()],
    }  # fmt: skip
