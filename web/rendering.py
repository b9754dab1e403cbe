"""Rendering: one typed view in, a page, a fragment of it or JSON out. The only place that knows htmx's headers."""

import dataclasses
import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from functools import cache, lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

import jinja2
from fastapi import Request, Response
from fastapi.responses import HTMLResponse, JSONResponse
from jinja2_fragments import render_block
from markupsafe import Markup
from pydantic import BaseModel

from governance.errors import Refusal
from governance.programmes import find_programme
from web import drawing, i18n
from web.access import Here, database_of, end_reading
from web.chrome import Section, chrome
from web.errors import SignInRequired, wants_json
from web.words.fields import label
from web.words.refusals import message
from web.words.values import tone, value_label

FOLDER = Path(__file__).parent
STATIC = FOLDER / "static"


@cache
def environment() -> jinja2.Environment:
    """The one template environment: autoescaping, strict about missing names, gettext by the reader's language."""
    env = jinja2.Environment(
        loader=jinja2.FileSystemLoader(FOLDER / "templates"), autoescape=True, undefined=jinja2.StrictUndefined,
        trim_blocks=True, lstrip_blocks=True, extensions=["jinja2.ext.i18n", "jinja2.ext.do"],
        auto_reload=False, cache_size=400,
    )  # fmt: skip
    env.install_gettext_callables(  # pyright: ignore
        i18n.gettext, i18n.ngettext, newstyle=True, pgettext=i18n.pgettext, npgettext=i18n.npgettext
    )  # pyright: ignore
    env.policies["ext.i18n.trimmed"] = True
    env.globals.update(_=said, gettext=said)
    env.filters.update(
        day=i18n.day, shortday=i18n.short_day, plainday=i18n.plain_day, number=i18n.number, money=i18n.money, instant=i18n.instant,
        signed=i18n.signed, label=label, value_label=lambda value, field="": value_label(field, value), wd=working_days,
    )  # fmt: skip
    env.globals.update(
        draw=drawing,
        fixed=fixed,
        icon=icon,
        nav_links=nav_links,
        static=static,
        tone=tone,
        pick=i18n.pick,
        text_of=i18n.text_of,
        ui=_Macros(env, "ui.html"),
        lang=_Language(),
    )
    return env


def said(message: str, **facts: Any) -> Markup:
    """A sentence of a template in the reader's language, with its facts: what the extension's own function does, remembered."""
    return _sentence(i18n.language(), message) if not facts else Markup(i18n.gettext(message)) % facts  # noqa: S704  # our own words


@lru_cache(4096)
def _sentence(_language: str, message: str) -> Markup:
    return Markup(i18n.gettext(message)) % {}  # noqa: S704  # our own words


def fixed(name: str) -> Markup:
    """A template that says the same on every page, to everybody: drawn once in each language."""
    return _fixed(i18n.language(), name)


@lru_cache(64)
def _fixed(_language: str, name: str) -> Markup:
    return Markup(environment().get_template(name).render())  # noqa: S704  # a template of our own


@lru_cache(512)
def nav_links(nav: tuple[Section, ...]) -> Markup:
    """The links of a navigation, drawn once: its words and addresses name it."""
    return environment().globals["ui"].nav_links(nav)  # pyright: ignore


class _Macros:
    """The macros of a file as an attribute bag: a block rendered alone would skip the template's own import."""

    def __init__(self, env: jinja2.Environment, name: str):
        self._env, self._name, self._module = env, name, None

    def __getattr__(self, macro: str) -> Any:
        if self._module is None:
            self._module = self._env.get_template(self._name).module
        return getattr(self._module, macro)


class _Language(str):
    """The reader's language wherever a template says `lang`, also inside macros."""

    def __str__(self) -> str:
        return i18n.language()

    def __html__(self) -> str:
        return i18n.language()

    def __eq__(self, other: object) -> bool:
        return i18n.language() == other

    def __hash__(self) -> int:
        return hash(i18n.language())


@lru_cache(1024)
def icon(name: str, title: str = "") -> Markup:
    """An icon of the vendored sprite; decorative unless it has a title."""
    named = Markup('role="img" aria-label="{}"').format(title) if title else Markup('aria-hidden="true"')
    return Markup('<svg class="icon" {} focusable="false"><use href="{}#{}"></use></svg>').format(
        named, static("vendor/tabler/icons.svg"), name
    )


@cache
def static(path: str) -> str:
    """The address of a static file, with its content's hash: it can be cached for ever."""
    digest = hashlib.sha256((STATIC / path).read_bytes()).hexdigest()[:10] if (STATIC / path).is_file() else "missing"
    return f"/static/{quote(path)}?v={digest}"


def working_days(minutes: int | None, per_day: int = 480) -> str:
    """Working minutes as working days, without needless decimals."""
    return "" if minutes is None else i18n.number(Decimal(minutes) / per_day, None if minutes % per_day else 0)


# --- Answers ---------------------------------------------------------------------------------------------------------


def respond(
    request: Request, template: str, view: Any, *, status: int = 200, block: str | None = None, **more: Any
) -> Response:
    """The answer to a read: JSON when asked for, the block that htmx targets, else the whole page.

    `view` is a dataclass or pydantic model; its attributes are the template's names, itself is `view`.
    """
    answer = _drawn(request, template, view, status, block, more)
    end_reading(request)
    return answer


def _drawn(
    request: Request, template: str, view: Any, status: int, block: str | None, more: dict[str, Any]
) -> Response:
    headers = {
        "Vary": "Accept, Accept-Language, HX-Request, HX-Target, Cookie",
        "Cache-Control": "no-store",
        "Content-Language": i18n.language(),
    }
    if wants_json(request):
        return JSONResponse(plain(view), status, headers)
    target = target_of(request)
    env = environment()
    wanted = block or (
        target if request.headers.get("hx-request") and target in env.get_template(template).blocks else None
    )
    context = context_of(request, view) | more
    context["chrome"] = chrome(request, context)
    if wanted:
        return HTMLResponse(render_block(env, template, wanted, context), status, headers)
    return HTMLResponse(env.get_template(template).render(context), status, headers)


def target_of(request: Request) -> str:
    """The part of the page that htmx asks for, by its id; empty when it is the whole page."""
    return request.headers.get("hx-target", "").rpartition("#")[2] if request.headers.get("hx-request") else ""


def is_partial(request: Request) -> bool:
    """Whether only a part of the page is asked for."""
    return bool(request.headers.get("hx-request"))


def context_of(request: Request, view: Any) -> dict[str, Any]:
    names = {f.name: getattr(view, f.name) for f in dataclasses.fields(view)} if dataclasses.is_dataclass(view) else {}
    here = getattr(request.state, "here", None)
    actor, fragment = getattr(request.state, "actor", None), bool(request.headers.get("hx-request"))
    return names | {"request": request, "view": view, "actor": actor, "here": here, "fragment": fragment}


_AS_THEY_ARE = frozenset({str, int, float, bool, type(None)})


def plain(value: Any) -> Any:
    """A view as JSON values."""
    if type(value) in _AS_THEY_ARE:  # most of them, and asked first: a list has thousands
        return value
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json")
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(v) for v in value]
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    return value if isinstance(value, str | int | float | bool) or value is None else str(value)


def see_other(request: Request, path: str, notice: str = "") -> Response:
    """The answer to a write: go and look. `notice` is a message key shown once on the page gone to."""
    where = quote(safe_path(path), "/%?&=#:;,+@!$'()*[]~", errors="replace")
    where += ("&" if "?" in path else "?") + f"done={quote(notice)}" if notice else ""
    # The drawer, a cell and a list follow by themselves and show what was written; anything else leaves the page.
    if request.headers.get("hx-request") and not request.headers.get("hx-target", "").endswith(
        ("#drawer", "#cell", "#results", "#year")
    ):
        return Response(status_code=204, headers={"HX-Redirect": where})
    return Response(status_code=303, headers={"Location": where})


def safe_path(path: str | None, default: str = "/") -> str:
    """A path of this app, never another site: `//evil`, `/\\evil` and schemes fall back to the default."""
    if (
        not path
        or not path.startswith("/")
        or path.startswith(("//", "/\\"))
        or any(ord(c) < 32 or c == "\\" for c in path)
    ):
        return default
    return path


def refusal_page(request: Request, refusal: Refusal, status: int) -> Response:
    """A refusal for people: back on the form that they filled, else a page that says what is wrong."""
    if isinstance(refusal, SignInRequired) and request.method in ("GET", "HEAD"):
        where = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        return Response(status_code=303, headers={"Location": f"{refusal.where}?next={quote(where, errors='replace')}"})
    with reopened(request):
        attempt = getattr(request.state, "attempt", None)
        if attempt is not None and status in (409, 422, 428):
            request.state.attempt = None
            return attempt(refusal, status)
        view = RefusalView(status, tuple((p.code, message(p)) for p in refusal.problems))
        return respond(request, "error.html", view, status=status)


@contextmanager
def reopened(request: Request) -> Iterator[None]:
    """A fresh read transaction to render in: the refused one is rolled back, and what it had loaded with it."""
    here = getattr(request.state, "here", None)
    with database_of(request).transaction(writes=False) as session:
        request.state.session = session
        if here is not None:
            programme = find_programme(session, here.actor, request.path_params["programme"])
            request.state.here = Here(request, session, here.actor, programme, here.status_date)
        yield


@dataclasses.dataclass(frozen=True, slots=True)
class RefusalView:
    """What the error page shows."""

    status: int
    problems: tuple[tuple[str, str], ...]
