"""Bodies of the API: strict JSON of bounded size and depth, plain JSON types for each field, and the version that a change is based on."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import Depends, Request
from pydantic_core import from_json

from governance.errors import Invalid, Problem, Stale, VersionMissing
from governance.forms import Form, is_list
from governance.records import Record
from web.errors import Malformed, UnsupportedMedia
from web.field_kinds import kind_of

MAX_DEPTH, MAX_ITEMS, MAX_NUMBER = 6, 1_000, 10**18
_NUMBERS = frozenset({"integer", "decimal", "money"})


async def json_body(request: Request) -> dict[str, Any]:
    """The body's JSON object; an empty body is an empty object where nothing has to be said.

    Raises:
        UnsupportedMedia: it is declared to be something else.
        Malformed: it is no JSON, holds what JSON has no word for, or is no object.
    """
    raw, kind = await request.body(), request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if not raw and not kind:
        return {}
    if kind != "application/json":
        raise UnsupportedMedia([Problem("UNSUPPORTED_MEDIA_TYPE", "", kind[:60], {"expected": "application/json"})])
    try:
        body = from_json(raw, allow_inf_nan=False, cache_strings="none")
    except ValueError as error:
        raise _malformed(str(error)[:200]) from error
    if not isinstance(body, dict):
        raise _malformed("an object is expected")
    _bounded(body, 0)
    return body


JsonBody = Annotated[dict[str, Any], Depends(json_body)]


def _malformed(detail: str) -> Malformed:
    return Malformed([Problem("BODY_MALFORMED", "", None, {"detail": detail})])


def _bounded(value: Any, depth: int) -> None:
    if depth > MAX_DEPTH:
        raise _malformed(f"it is nested deeper than {MAX_DEPTH}")
    if isinstance(value, dict | list):
        if len(value) > MAX_ITEMS:
            raise _malformed(f"it holds more than {MAX_ITEMS} items in one place")
        for inner in value.values() if isinstance(value, dict) else value:
            _bounded(inner, depth + 1)
    elif isinstance(value, int | float) and abs(value) > MAX_NUMBER:
        raise _malformed("it holds a number too large to be meant")


def typed_problems(form: type[Form], data: Mapping[str, Any]) -> list[Problem]:
    """Fields that are not of the JSON type that the API's description names: pages send text, programs send what they mean."""
    found = []
    for name, info in form.model_fields.items():
        value = data.get(name)
        if value is None:
            continue
        kind = "list" if is_list(info) else kind_of(info)
        code = _type_problem(kind, value)
        if code:
            found.append(Problem(code, name, str(value)[:100], {}))
    return found


def _type_problem(kind: str, value: Any) -> str | None:
    if kind == "list":
        return None if isinstance(value, list) and all(isinstance(v, str) for v in value) else "NOT_A_LIST"
    if kind == "flag":
        return None if isinstance(value, bool) else "NOT_A_FLAG"
    if kind == "integer":
        return None if isinstance(value, int) and not isinstance(value, bool) else "NOT_A_NUMBER"
    if kind in _NUMBERS:
        return None if isinstance(value, int | float | str) and not isinstance(value, bool) else "NOT_A_NUMBER"
    return None if isinstance(value, str) else "NOT_A_DATE" if kind == "date" else "NOT_TEXT"


# --- Versions --------------------------------------------------------------------------------------------------------


def based_on(request: Request, record: Record, data: dict[str, Any]) -> int:
    """The version that a change is based on, from If-Match or `version` (taken out of `data`).

    Raises:
        VersionMissing: neither is there.
        Stale: it is not the record's version.
        Invalid: `version` is no number.
    """
    header, given = request.headers.get("if-match"), data.pop("version", request.query_params.get("version"))
    if header is not None:
        given = header.strip().removeprefix("W/").strip('"')
    if given is None or given == "*":
        raise VersionMissing([Problem("VERSION_MISSING", "version", None, {})])
    if not str(given).isdecimal() or len(str(given)) > 9:
        if header is None:
            raise Invalid([Problem("NOT_A_NUMBER", "version", str(given)[:40], {})])
        raise Stale(record.KIND, record.code, record.version)
    if int(given) != record.version:
        raise Stale(record.KIND, record.code, record.version)
    return int(given)


def etag(record: Record) -> str:
    return f'"{record.version}"'
