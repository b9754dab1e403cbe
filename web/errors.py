"""From refusals to answers: the status, the words in the reader's language, problem+json for programs, a page for people."""

import logging
from collections.abc import Sequence
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from governance.bulk_changes import RowsRefused
from governance.errors import Busy, Conflict, Invalid, NotFound, NotPermitted, Problem, Refusal, Stale, VersionMissing
from web.i18n import language, speaking
from web.words.fields import hint
from web.words.refusals import facts_json, message

log = logging.getLogger("steerboard")


class SignInRequired(Refusal):
    """Nobody is signed in (HTTP 401); people are sent to the sign-in page."""

    where = "/sign-in"


class FirstRunRequired(SignInRequired):
    """Nobody can sign in yet: people are sent to make the first account."""

    where = "/first-run"


class TooLarge(Refusal):
    """The body is beyond its limit (HTTP 413)."""


class Malformed(Refusal):
    """The body cannot be read at all (HTTP 400)."""


class UnsupportedMedia(Refusal):
    """The body is not of a kind that is taken (HTTP 415)."""


class TooMany(Refusal):
    """Too many attempts (HTTP 429)."""


STATUS: dict[type[Refusal], int] = {
    Stale: 409, Conflict: 409, NotFound: 404, NotPermitted: 403, VersionMissing: 428, Busy: 503, SignInRequired: 401,
    TooLarge: 413, UnsupportedMedia: 415, TooMany: 429, Malformed: 400, Invalid: 422,
}  # fmt: skip


def status_of(refusal: Refusal) -> int:
    return next((STATUS[cls] for cls in type(refusal).__mro__ if cls in STATUS), 422)


def problem_json(problem: Problem) -> dict[str, Any]:
    """One problem for programs: machine code, field, value, and its words in both languages."""
    words = {}
    for tag, key in (("zh-CN", "message_zh"), ("en", "message_en")):
        with speaking(tag):
            words[key] = message(problem)
    value = problem.value if isinstance(problem.value, str | int | bool | None) else str(problem.value)
    return {
        "field": problem.field,
        "code": problem.code,
        **words,
        "value": value,
        "hint": hint(problem.field),
        "facts": facts_json(problem.facts),
    }


def problem_response(
    request: Request, status: int, problems: Sequence[Problem], extra: dict[str, Any] | None = None
) -> JSONResponse:
    """An RFC 9457 problem document."""
    first = (
        problems[0] if problems else Problem("UNEXPECTED", facts={"request_id": request.scope.get("request_id", "")})
    )
    body = {
        "type": f"urn:steerboard:problem:{first.code.lower()}", "title": message(first), "status": status, "code": first.code,
        "instance": request.url.path, "request_id": request.scope.get("request_id", ""),
        "errors": [problem_json(p) for p in problems[:500]], **(extra or {}),
    }  # fmt: skip
    headers = {"Content-Language": language(), "Cache-Control": "no-store"}
    return JSONResponse(body, status, headers, media_type="application/problem+json")


def wants_json(request: Request) -> bool:
    """Programs get JSON: everything under /api, and whoever asks for JSON rather than HTML."""
    accept = request.headers.get("accept", "")
    return request.url.path.startswith("/api/") or ("json" in accept and "text/html" not in accept)


def install(app: FastAPI) -> None:
    """Register the handlers that turn refusals and accidents into answers."""

    @app.exception_handler(Refusal)
    def _refused(request: Request, refusal: Refusal) -> Response:
        return answer(request, refusal)

    @app.exception_handler(RequestValidationError)
    def _malformed(request: Request, error: RequestValidationError) -> Response:
        problems = [_of_pydantic(dict(e)) for e in error.errors()[:50]]
        return answer(request, Invalid(problems))

    @app.exception_handler(HTTPException)
    def _http(request: Request, error: HTTPException) -> Response:
        code = {404: "NOT_FOUND", 405: "METHOD_NOT_ALLOWED"}.get(error.status_code, "BODY_MALFORMED")
        facts = {"kind": "page", "code": request.url.path[:80], "method": request.method, "detail": str(error.detail)}
        return answer(request, Refusal([Problem(code, "", None, facts)]), error.status_code)


def accident(request: Request) -> Response:
    """What is told of an error of our own: the number to quote, nothing else. The trace stands in the log."""
    facts = {"request_id": request.scope.get("request_id", "")}
    try:
        return answer(request, Refusal([Problem("UNEXPECTED", "", None, facts)]), 500)
    except Exception:
        log.exception("the error page failed as well", extra=facts)
        return problem_response(request, 500, [Problem("UNEXPECTED", "", None, facts)])


def _as_it_is(request: Request, refusal: Stale) -> dict[str, Any]:
    """What somebody else made of the record meanwhile, where the route has said how to read it (`request.state.current`)."""
    current = getattr(request.state, "current", None)
    if current is None:
        return {"current_version": refusal.version, "current": dict(refusal.theirs)}
    from web.rendering import reopened

    with reopened(request):
        record = current(request.state.here)
    return {"current_version": record["version"], "current": record}


def _extra(request: Request, refusal: Refusal) -> dict[str, Any] | None:
    """What a program needs beside the problems: the record as it is now, or which of many rows were refused and why."""
    if isinstance(refusal, RowsRefused):
        rows = [{"code": r.code, "errors": [problem_json(p) for p in r.refusal.problems]} for r in refusal.rows]
        return {"rows": rows}
    return _as_it_is(request, refusal) if isinstance(refusal, Stale) else None


def answer(request: Request, refusal: Refusal, status: int | None = None) -> Response:
    status = status or status_of(refusal)
    if wants_json(request):
        response: Response = problem_response(request, status, refusal.problems, _extra(request, refusal))
    else:
        from web.rendering import refusal_page

        response = refusal_page(request, refusal, status)
    if status in (429, 503):
        waits = [int(p.facts["retry_after"]) for p in refusal.problems if "retry_after" in p.facts]
        response.headers["Retry-After"] = str(max(waits, default=2))
    return response


_PYDANTIC = (
    ("missing", "REQUIRED"), ("enum", "NOT_IN_ENUM"), ("literal", "NOT_IN_ENUM"), ("extra", "UNKNOWN_FIELD"), ("than", "OUT_OF_RANGE"),
    ("int", "NOT_A_NUMBER"), ("float", "NOT_A_NUMBER"), ("date", "NOT_A_DATE"),
)  # fmt: skip


def _of_pydantic(error: dict[str, Any]) -> Problem:
    where = [str(part) for part in error.get("loc", ()) if part not in ("body", "query", "path", "header")]
    kind = error.get("type", "")
    code = next((code for sign, code in _PYDANTIC if sign in kind), "PATTERN")
    value = error.get("input")
    shown = str(value)[:100] if isinstance(value, str | int) else None
    bounds = error.get("ctx") or {}
    facts = {name: bounds[sign] for name, sign in (("min", "ge"), ("max", "le")) if sign in bounds}
    return Problem(code, ".".join(where), shown, facts)
