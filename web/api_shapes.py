"""The bodies and answers of the API as JSON schemas, made from the registers' forms."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from governance.bulk_changes import MOST
from governance.forms import RecordForm
from governance.registers import Register, enum_of
from web.field_kinds import fields_for_many
from web.words.fields import hint, label

Json = dict[str, Any]
TEXT: Json = {"type": "string"}
VERSION: Json = {"type": "integer", "minimum": 1, "description": "The version it is based on, unless If-Match says so"}
REASON: Json = {"type": ["string", "null"], "maxLength": 4000}


def body(properties: Json, required: tuple[str, ...] = ()) -> Json:
    """An object that takes these fields and no other."""
    return {"type": "object", "additionalProperties": False, "properties": properties, "required": list(required)}


def schemas_of(register: Register) -> Json:
    """The bodies of a register: what is created, what is changed, what is answered, one page of a list."""
    name, found = register.kind, dict[str, Any]()
    create = _form_schema(register.form, found)
    _say_what_fields_are(create)
    stems = register.form.REQUIRED_TEXT
    if stems:
        create["allOf"] = [{"anyOf": [{"required": [f"{s}_zh"]}, {"required": [f"{s}_en"]}]} for s in stems]
    fields = create["properties"]
    change = body({**fields, "version": VERSION})
    found |= {f"{name}_new": create, f"{name}_change": change, name: _record_schema(register, fields)}
    found[f"{name}_page"] = page_schema(name)
    for_many = fields_for_many(register)
    if for_many or register.withdraw is not None:
        found[f"{name}_bulk"] = _bulk_schema(register, {key: fields[key] for key in for_many})
        found[f"{name}_many"] = {"type": "object", "properties": {"items": _list_of(name)}, "required": ["items"]}
    return found


def _list_of(items: str) -> Json:
    return {"type": "array", "items": {"$ref": f"#/components/schemas/{items}"}}


def _bulk_schema(register: Register, fields: Json) -> Json:
    """What is done to many records at once: some fields changed, or all withdrawn for one reason."""
    version = {"type": "integer", "minimum": 1, "maximum": 999_999_999, "description": "The version that was seen"}
    row = body({"code": {"type": "string", "minLength": 1, "maxLength": 20}, "version": version}, ("code", "version"))
    said: Json = {"rows": {"type": "array", "items": row, "minItems": 1, "maxItems": MOST}}
    if fields:
        said["change"] = body(fields) | {"minProperties": 1}
    if register.withdraw is not None:
        said["withdraw"] = {
            "type": "string",
            "minLength": 3,
            "maxLength": 4000,
            "description": "Why they are withdrawn",
        }
    ways = [{"required": [way]} for way in ("change", "withdraw") if way in said]
    return body(said, ("rows",)) | {"oneOf": ways}


@cache
def _raw_schema(form: type[RecordForm]) -> Json:
    return form.model_json_schema(ref_template="#/components/schemas/{model}")


def _form_schema(form: type[RecordForm], found: Json) -> Json:
    raw = _raw_schema(form)
    found |= raw.get("$defs", {})
    return body({name: _strict(schema) for name, schema in raw["properties"].items()}, tuple(raw.get("required", ())))


def _strict(schema: Json) -> Json:
    """A field's schema as the API takes it: blank means nothing, a date is text."""
    kept = {key: value for key, value in schema.items() if key not in ("title", "default")}
    if kept.get("type") == "array":
        kept = {"anyOf": [kept, {"type": "null"}]}
    return kept


def _say_what_fields_are(schema: Json) -> None:
    for name, field in schema["properties"].items():
        language = {"_zh": " (Chinese)", "_en": " (English)"}.get(name[-3:], "")
        told = hint(name) or hint(name.removesuffix("_zh").removesuffix("_en"))
        field["description"] = label(name) + language + (f". {told}" if told else "")


def _record_schema(register: Register, fields: Mapping[str, Any]) -> Json:
    shown = {n: {"description": f["description"], **_answered(f)} for n, f in fields.items() if n != "code"}
    states = enum_of(register, "status")
    own = {"status": {"enum": [str(s) for s in states]}} if states else {}
    derived = {c.key: {"description": label(c.key)} for c in register.columns if c.computed}
    return {
        "type": "object",
        "properties": {**shown, **own, **_KEPT, "computed": {**_DERIVED, "properties": derived}},
        "required": ["code", "version", "computed", "href", *(n for n in shown if n != "status")],
    }


_INSTANT: Json = {"type": ["string", "null"], "format": "date-time"}
_KEPT: Json = {
    "code": TEXT, "version": {"type": "integer", "minimum": 1}, "created_at": _INSTANT, "created_by": TEXT, "updated_at": _INSTANT, "updated_by": TEXT,
    "withdrawn_on": {"type": ["string", "null"], "format": "date"}, "withdrawn_reason": {"type": ["string", "null"]},
    "href": {"type": "string", "format": "uri-reference"},
}  # fmt: skip
_DERIVED: Json = {"type": "object", "description": "Derived from other records as of the status date"}


def _answered(field: Json) -> Json:
    """How a field is answered: bounds are for what is sent; decimals come as text, lists hold text."""
    found: list[Json] = []
    for kind in (*field.get("anyOf", [field]), {"type": "null"}):
        plain: Json = {key: kind[key] for key in ("type", "format", "$ref", "enum") if key in kind}
        if kind.get("type") == "array":
            plain["items"] = TEXT
        plain = dict(TEXT) if plain.get("type") == "number" else plain
        if plain not in found:
            found.append(plain)
    return {"anyOf": found}


def page_schema(items: str) -> Json:
    """One page of a list."""
    number = {"type": "integer", "minimum": 0}
    counts = dict.fromkeys(("total", "page", "pages", "size"), number)
    return {"type": "object", "properties": {"items": _list_of(items), **counts}, "required": ["items", *counts]}


_VIEW: Json = {
    "name": {"type": "string", "minLength": 1, "maxLength": 60, "description": "Told once for each list of one person"},
    "asked": {"type": "string", "maxLength": 2000, "description": "Search, filters, order and size as the list's address says them"},
    "shared": {"type": "boolean", "description": "Shown to everybody in the programme"},
}  # fmt: skip
_VIEWS: Json = {
    "saved_view_new": body({"register": {**TEXT, "description": "The list, as its address names it"}, **_VIEW}, ("register", "name")),
    "saved_view_change": body({**_VIEW, "version": VERSION}),
    "saved_view": {"type": "object", "required": ["code", "version", "register", "name", "asked", "shared", "own", "href", "list"],
                   "properties": {**_VIEW, **dict.fromkeys(("code", "register", "href", "list"), TEXT), "version": {"type": "integer"},
                                  "own": {"type": "boolean"}}},
    "saved_view_list": {"type": "object", "required": ["items", "total"], "properties": {"items": _list_of("saved_view"), "total": {"type": "integer"}}},
}  # fmt: skip


def shared_schemas() -> Json:
    """What all registers have in common: refusals, small bodies, history."""
    return {
        "problem": _PROBLEM, "entry": _ENTRY, "entry_page": page_schema("entry"), **_VIEWS,
        "history": {"type": "object", "required": ["items"], "properties": {"items": _list_of("entry")}},
        "withdrawal": body({"reason": REASON, "version": VERSION}), "restoration": body({"version": VERSION}),
        "status_date": body({"status_date": {"type": "string", "format": "date"}, "version": VERSION}, ("status_date",)),
    }  # fmt: skip


_ONE_PROBLEM: Json = {
    "type": "object", "required": ["field", "code", "message_zh", "message_en"],
    "properties": {"field": TEXT, "code": TEXT, "message_zh": TEXT, "message_en": TEXT, "value": {}, "hint": TEXT, "facts": {"type": "object"}},
}  # fmt: skip
_REFUSED_ROW: Json = {
    "type": "object", "required": ["code", "errors"], "properties": {"code": TEXT, "errors": {"type": "array", "items": _ONE_PROBLEM}},
}  # fmt: skip
_PROBLEM: Json = {
    "type": "object", "required": ["type", "title", "status", "code", "errors"],
    "properties": {
        "type": TEXT, "title": TEXT, "status": {"type": "integer"}, "code": TEXT, "instance": TEXT, "request_id": TEXT,
        "errors": {"type": "array", "items": _ONE_PROBLEM}, "current_version": {"type": "integer"}, "current": {"type": "object"},
        "rows": {"type": "array", "items": _REFUSED_ROW},
    },
}  # fmt: skip
_CHANGE: Json = {
    "type": "object",
    "required": ["field", "old", "new"],
    "properties": {"field": TEXT, "old": {}, "new": {}},
}
_ENTRY: Json = {
    "type": "object", "required": ["seq", "at", "actor", "command", "kind", "code", "action", "changes", "hash"],
    "properties": {
        "seq": {"type": "integer"}, "at": {"type": "string", "format": "date-time"}, "actor": TEXT, "via": TEXT, "command": TEXT, "kind": TEXT,
        "code": TEXT, "action": TEXT, "reason": {"type": ["string", "null"]}, "hash": TEXT, "changes": {"type": "array", "items": _CHANGE},
    },
}  # fmt: skip
