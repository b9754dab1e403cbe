"""The description of the API: what FastAPI knows of typed routes, and every register's addresses, bodies and answers, from its form."""

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from governance.directory import CHARTER
from governance.registers import Filter, Register, enum_of
from web.api_shapes import REASON, VERSION, Json, body, schemas_of, shared_schemas
from web.field_kinds import fields_for_many
from web.i18n import speaking
from web.registry import REGISTERS
from web.words.fields import label
from web.words.registers import words_of

TITLE = "Steerboard API"
DESCRIPTION = """
Everything that the pages can do, for programs. Sign in with a personal token: `Authorization: Bearer sb_…`.

- A record says which version it is (`ETag`, `version`). A change says which version it is based on (`If-Match`, or `version` in the body):
  without it the answer is 428, with an old one 409 and the record as it is now.
- Nothing is deleted: `DELETE` withdraws, with a reason, and `POST …/restoration` takes back into use.
- What is refused is answered as `application/problem+json` with every problem at once, worded in English and Chinese.
- `POST …/bulk` changes or withdraws up to 100 records of a list in one go, all or none; a refusal names every row (`rows`).
- `Idempotency-Key` makes a create that is sent twice happen once.
- References are codes; in answers, decimals are text, so that no digit is lost.
"""


def describe(app: FastAPI) -> Json:
    """The OpenAPI 3.1 document, in English; the same for everybody."""
    known = getattr(app.state, "openapi", None)
    if known is None:
        with speaking("en"):
            known = app.state.openapi = _document(app)
    return known


def _document(app: FastAPI) -> Json:
    made = get_openapi(title=TITLE, version="1", description=DESCRIPTION, routes=app.routes, openapi_version="3.1.0")
    made["paths"] = {path: item for path, item in made.get("paths", {}).items() if path.startswith("/api/")}
    for path, item in made["paths"].items():
        if "{programme}" in path:
            item["parameters"] = [_parameter("programme"), _parameter("as_of")]
    schemas: Json = made.setdefault("components", {}).setdefault("schemas", {})
    schemas |= shared_schemas()
    made["components"]["securitySchemes"] = {
        "token": {"type": "http", "scheme": "bearer", "description": "A personal API token"}
    }
    made["components"]["responses"], made["components"]["parameters"] = _problems(), _parameters()
    made["security"] = [{"token": []}]
    registers = [r for r in REGISTERS.values() if not r.hidden]
    made["tags"] = [
        {"name": words_of(kind).plural, "description": words_of(kind).purpose}
        for kind in (*(r.kind for r in (CHARTER, *registers)), "saved_view")
    ]
    for register in (CHARTER, *registers):
        schemas |= schemas_of(register)
    made["paths"] |= _programme_paths() | _view_paths()
    for register in registers:
        made["paths"] |= paths_of(register)
    return made


def paths_of(register: Register) -> Json:
    """Every address of one register."""
    base, name, tag = (
        f"/api/v1/programmes/{{programme}}/{register.plural}",
        register.kind,
        words_of(register.kind).plural,
    )
    here, there = [_parameter("programme")], [_parameter("programme"), _parameter("code")]
    listing: Json = {"parameters": here, "get": _operation(f"list_{register.plural}", "List", tag, {"200": _ok(f"{name}_page")}, [401, 404, 422],
                                                            parameters=_list_parameters(register))}  # fmt: skip
    if register.create is not None:
        listing["post"] = _operation(
            f"create_{name}", "Create", tag, {"201": _ok(name, created=True)}, [400, 401, 403, 404, 413, 415, 422], sent=f"{name}_new",
            parameters=[_parameter("idempotency_key")],
        )  # fmt: skip
    single: Json = {"parameters": there, "get": _operation(f"read_{name}", "Read", tag, {"200": _ok(name)}, [401, 404])}
    paths: Json = {base: listing, f"{base}/{{code}}": single}
    if register.revise is not None:
        single["patch"] = _write(f"change_{name}", "Change some fields", tag, name, f"{name}_change")
    if register.withdraw is not None:
        reason = {"name": "reason", "in": "query", "schema": {"type": "string", "maxLength": 4000}}
        single["delete"] = _write(
            f"withdraw_{name}", "Withdraw", tag, name, "withdrawal", optional=True, parameters=[reason]
        )
        back = _write(f"restore_{name}", "Take back into use", tag, name, "restoration", optional=True)
        paths[f"{base}/{{code}}/restoration"] = {"parameters": there, "post": back}
    if register.move is not None:
        states = [str(s) for s in enum_of(register, "status") or ()]
        move = _write(f"move_{name}", "Change the status", tag, name, _move_schema(states))
        paths[f"{base}/{{code}}/status"] = {"parameters": there, "post": move}
    if fields_for_many(register) or register.withdraw is not None:
        many = _operation(
            f"change_many_{register.plural}", "Change or withdraw many, all or none", tag, {"200": _ok(f"{name}_many")},
            [400, 401, 403, 404, 409, 413, 415, 422], sent=f"{name}_bulk",
        )  # fmt: skip
        paths[f"{base}/bulk"] = {"parameters": here, "post": many}
    told = _operation(f"history_of_{name}", "History", tag, {"200": _ok("history")}, [401, 404])
    paths[f"{base}/{{code}}/history"] = {"parameters": there, "get": told}
    return paths


def _programme_paths() -> Json:
    base, tag, here = "/api/v1/programmes", words_of("programme").plural, [_parameter("programme")]
    paging = [_parameter("page"), _parameter("size")]
    states = [str(s) for s in enum_of(CHARTER, "status") or ()]
    return {
        base: {
            "get": _operation("list_programmes", "List", tag, {"200": _ok("programme_page")}, [401, 422], parameters=paging),
            "post": _operation("create_programme", "Open a programme", tag, {"201": _ok("programme", created=True)}, [400, 401, 403, 413, 415, 422],
                               sent="programme_new", parameters=[_parameter("idempotency_key")]),
        },
        f"{base}/{{programme}}": {
            "parameters": here, "get": _operation("read_programme", "Read the charter", tag, {"200": _ok("programme")}, [401, 404]),
            "patch": _write("change_programme", "Change the charter", tag, "programme", "programme_change"),
        },
        f"{base}/{{programme}}/status": {"parameters": here, "post": _write("move_programme", "Change the status", tag, "programme", _move_schema(states))},
        f"{base}/{{programme}}/status-date": {"parameters": here, "post": _write("move_status_date", "Move the status date", tag, "programme", "status_date")},
        f"{base}/{{programme}}/trail": {
            "parameters": here,
            "get": _operation("read_trail", "Read the audit trail", tag, {"200": _ok("entry_page")}, [401, 404, 422],
                              parameters=[*paging, _text("kind", "Kind of record"), _text("actor", "Part of a name")]),
        },
    }  # fmt: skip


def _view_paths() -> Json:
    """Saved views of lists."""
    base, tag, here = "/api/v1/programmes/{programme}/views", words_of("saved_view").plural, [_parameter("programme")]
    return {
        base: {
            "parameters": here, "get": _operation("list_views", "List one's own and the shared ones", tag, {"200": _ok("saved_view_list")}, [401, 404]),
            "post": _operation("save_view", "Save", tag, {"201": _ok("saved_view", created=True)}, [400, 401, 403, 404, 413, 415, 422],
                               sent="saved_view_new"),
        },
        f"{base}/{{code}}": {
            "parameters": [*here, _parameter("code")], "get": _operation("read_view", "Read", tag, {"200": _ok("saved_view")}, [401, 404]),
            "patch": _write("change_view", "Change some fields", tag, "saved_view", "saved_view_change"),
            "delete": _write("remove_view", "Remove", tag, "saved_view", body({"version": VERSION}), optional=True),
        },
    }  # fmt: skip


def _move_schema(states: list[str]) -> Json:
    return body({"to": {"enum": states}, "reason": REASON, "version": VERSION}, ("to",))


def _write(
    id_: str,
    summary: str,
    tag: str,
    answer: str,
    sent: str | Json,
    *,
    optional: bool = False,
    parameters: list[Json] | None = None,
) -> Json:
    more = [_parameter("if_match"), *(parameters or [])]
    return _operation(
        id_,
        summary,
        tag,
        {"200": _ok(answer)},
        [400, 401, 403, 404, 409, 413, 415, 422, 428],
        sent=sent,
        optional=optional,
        parameters=more,
    )


def _operation(
    id_: str, summary: str, tag: str, answers: Json, refusals: list[int], *, sent: str | Json | None = None, optional: bool = False,
    parameters: list[Json] | None = None,
) -> Json:  # fmt: skip
    made: Json = {"operationId": id_, "summary": summary, "tags": [tag], "responses": dict(answers)}
    made["responses"] |= {str(status): {"$ref": f"#/components/responses/{status}"} for status in (*refusals, 429, 503)}
    if parameters:
        made["parameters"] = parameters
    if sent is not None:
        schema = {"$ref": f"#/components/schemas/{sent}"} if isinstance(sent, str) else sent
        made["requestBody"] = {"required": not optional, "content": {"application/json": {"schema": schema}}}
    return made


def _ok(schema: str, *, created: bool = False) -> Json:
    headers = {"ETag": {"description": "The record's version", "schema": {"type": "string"}}}
    headers |= {"Location": {"schema": {"type": "string", "format": "uri-reference"}}} if created else {}
    single = not schema.endswith("_page") and schema != "history"
    return {"description": "Created" if created else "What was asked for", **({"headers": headers} if single else {}),
            "content": {"application/json": {"schema": {"$ref": f"#/components/schemas/{schema}"}}}}  # fmt: skip


_REFUSALS = {
    400: "The body cannot be read", 401: "No token, or one that does not hold", 403: "Your role here does not allow it", 404: "Not there, or not yours to see",
    409: "Changed since, or its state does not allow it", 413: "Too large", 415: "Not application/json", 422: "Every problem of every field",
    428: "It does not say which version it is based on", 429: "Too many attempts", 503: "Busy; try again",
}  # fmt: skip


def _problems() -> Json:
    content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/problem"}}}
    return {str(status): {"description": words, "content": content} for status, words in _REFUSALS.items()}


def _parameters() -> Json:
    return {
        "programme": {"name": "programme", "in": "path", "required": True, "schema": {"type": "string", "maxLength": 20}, "example": "BCT"},
        "code": {"name": "code", "in": "path", "required": True, "schema": {"type": "string", "maxLength": 20}},
        "as_of": {
            "name": "as_of", "in": "query", "schema": {"type": "string", "format": "date"}, "description": "Status date; the programme's own if left out",
        },
        "if_match": {"name": "If-Match", "in": "header", "schema": {"type": "string"}, "description": "The ETag of the record as it was read"},
        "idempotency_key": {"name": "Idempotency-Key", "in": "header", "schema": {"type": "string", "minLength": 1, "maxLength": 200}},
        "page": {"name": "page", "in": "query", "schema": {"type": "integer", "minimum": 1, "maximum": 10**6, "default": 1}},
        "size": {"name": "size", "in": "query", "schema": {"type": "integer", "minimum": 1, "maximum": 100, "default": 50}},
        "q": _text("q", "Part of a code or a text"),
        "withdrawn": {"name": "withdrawn", "in": "query", "schema": {"type": "boolean", "default": False}, "description": "Withdrawn ones too"},
    }  # fmt: skip


def _parameter(name: str) -> Json:
    return {"$ref": f"#/components/parameters/{name}"}


def _text(name: str, description: str) -> Json:
    return {"name": name, "in": "query", "schema": {"type": "string", "maxLength": 200}, "description": description}


def _list_parameters(register: Register) -> list[Json]:
    keys = ["code", *(c.key for c in register.columns if c.key != "code")]
    sort = {
        "name": "sort",
        "in": "query",
        "schema": {"enum": [*keys, *(f"-{k}" for k in keys)]},
        "description": "With a minus: downwards",
    }
    shared = [_parameter(name) for name in ("q", "page", "size", "withdrawn", "as_of")]
    return [*shared, sort, *(_filter(register, f) for f in register.filters)]


def _filter(register: Register, declared: Filter) -> Json:
    words = enum_of(register, declared.key)
    schema: Json = {"type": "string", "maxLength": 200}
    if words is not None:
        schema = {"type": "array", "items": {"enum": [str(w) for w in words]}}
    found: Json = {"name": declared.key, "in": "query", "schema": schema, "description": label(declared.key)}
    return found | ({"style": "form", "explode": False} if words is not None else {})
