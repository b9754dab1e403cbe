"""What holds for every request, before any route: host, size, origin, language, headers, request id. Plain ASGI: no overhead."""

import logging
import secrets
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from governance.errors import NotPermitted, Problem, Refusal
from web import errors
from web.i18n import LOCALES, negotiate, set_language
from web.settings import Settings

SECURITY: Mapping[str, str] = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}  # fmt: skip
log, access = logging.getLogger("steerboard"), logging.getLogger("steerboard.access")
FEEDS_PLACE = "/feeds/"
UNSAFE = frozenset({"POST", "PUT", "PATCH", "DELETE"})


class Doorway:
    """The outermost layer: names the request, guards the door, and puts the security headers on every answer."""

    def __init__(self, app: ASGIApp, settings: Settings):
        self.app, self.settings = app, settings
        own = urlsplit(settings.base_url).hostname
        self.hosts = {h.lower() for h in settings.allowed_hosts} | ({own} if own else set())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        scope["request_id"] = secrets.token_hex(8)
        headers, started = Headers(scope=scope), time.perf_counter()
        set_language(_language(scope, headers))

        status = 0

        async def sending(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status, out = message["status"], MutableHeaders(scope=message)
                for name, value in SECURITY.items():
                    out.setdefault(name, value)
                out.setdefault("Cache-Control", "no-store")
                out["X-Request-ID"] = scope["request_id"]
                out["Server-Timing"] = f"app;dur={(time.perf_counter() - started) * 1000:.1f}"
                if self.settings.secure:
                    out["Strict-Transport-Security"] = "max-age=31536000"
                _remember_language(scope, out, self.settings.secure)
            await send(message)

        refusal = self._refuse(scope, headers)
        try:
            if refusal is not None:
                await errors.answer(Request(scope, receive), *refusal)(scope, receive, sending)
            else:
                await self.app(scope, _bounded(scope, headers, receive, self.settings), sending)
        except Exception:
            # Here and not further out, so that this answer too carries the headers; begun already, it can only be cut off.
            log.exception("unexpected error", extra={"request_id": scope["request_id"]})
            if status:
                raise
            answer = await run_in_threadpool(errors.accident, Request(scope, receive))
            await answer(scope, receive, sending)
        finally:
            _log_access(scope, status, time.perf_counter() - started)

    def _refuse(self, scope: Scope, headers: Headers) -> tuple[Refusal, int] | None:
        host = headers.get("host", "").lower()
        name = host.rsplit(":", 1)[0] if not host.endswith("]") else host
        if "*" not in self.hosts and name not in self.hosts:
            return Refusal([Problem("UNKNOWN_HOST")]), 400
        if "\0" in scope["path"] or b"%00" in scope.get("query_string", b""):
            return Refusal([Problem("FORBIDDEN_CHARACTER", "", None, {"label": "URL", "character": "U+0000"})]), 400
        if headers.get("content-encoding"):
            return Refusal([Problem("UNSUPPORTED_MEDIA_TYPE", "", None, {"expected": "no content encoding"})]), 415
        if scope["method"] in UNSAFE and _cross_site(headers, host, self.settings):
            return NotPermitted([Problem("CROSS_SITE")]), 403
        limit = _limit(headers, self.settings)
        length = headers.get("content-length", "0")
        if not length.isdecimal() or int(length) > limit:
            return Refusal([Problem("BODY_TOO_LARGE", "", None, {"max": limit // 2**20})]), 413
        return None


def _log_access(scope: Scope, status: int, seconds: float) -> None:
    """One line per request: what was asked and how it went, not by whom nor what for."""
    facts = {"request_id": scope["request_id"], "status": status, "ms": round(seconds * 1000, 1)}
    access.info("%s %s", scope["method"], _shown_path(scope["path"]), extra=facts)


def _shown_path(path: str) -> str:
    """A calendar's address is a secret: what stands behind it is nobody's to read in a log."""
    return f"{FEEDS_PLACE}…" if path.startswith(FEEDS_PLACE) else path


def _language(scope: Scope, headers: Headers) -> str:
    """Asked for in the address, else chosen before, else the browser's."""
    query = scope.get("query_string", b"").decode("latin-1")
    for part in query.split("&"):
        if part.startswith("lang=") and part[5:] in LOCALES:
            scope["chosen_language"] = part[5:]
            return part[5:]
    for cookie in headers.get("cookie", "").split(";"):
        name, _, value = cookie.strip().partition("=")
        if name == "lang" and value in LOCALES:
            return value
    return negotiate(headers.get("accept-language", ""))


def _remember_language(scope: Scope, out: MutableHeaders, secure: bool) -> None:
    chosen = scope.get("chosen_language")
    if chosen and not scope["path"].startswith("/api/"):
        out.append(
            "Set-Cookie", f"lang={chosen}; Path=/; Max-Age=31536000; SameSite=Lax" + ("; Secure" if secure else "")
        )


def _cross_site(headers: Headers, host: str, settings: Settings) -> bool:
    """Whether an unsafe request may have been caused by another site: it must prove that it was not.

    Every browser of these years says where a request comes from. A program's token is no cookie: nobody can be tricked into sending it.
    """
    if headers.get("authorization", "").lower().startswith("bearer ") and "cookie" not in headers:
        return False
    site, origin = headers.get("sec-fetch-site"), headers.get("origin")
    if origin is not None:
        return not _same_origin(origin, host, settings) or site not in ("same-origin", None)
    return site != "same-origin"


def _same_origin(origin: str, host: str, settings: Settings) -> bool:
    """Whether an origin is ours: the address people know us by, else the host that was asked."""
    own = urlsplit(settings.base_url)
    scheme, _, asked = origin.lower().partition("://")
    if own.netloc and (scheme, asked) == (own.scheme, own.netloc.lower()):
        return True
    return asked == host and scheme in (("https",) if settings.secure else ("http", "https"))


def _limit(headers: Headers, settings: Settings) -> int:
    upload = headers.get("content-type", "").startswith("multipart/form-data")
    return (settings.max_upload_mb if upload else settings.max_body_mb) * 2**20


def _bounded(scope: Scope, headers: Headers, receive: Receive, settings: Settings) -> Receive:
    """A chunked body has no length to check beforehand: count while it comes."""
    limit, seen = _limit(headers, settings), 0

    async def receiving() -> Any:
        nonlocal seen
        message = await receive()
        if message["type"] == "http.request":
            seen += len(message.get("body", b""))
            if seen > limit:
                raise errors.TooLarge([Problem("BODY_TOO_LARGE", "", None, {"max": limit // 2**20})])
        return message

    return receiving
