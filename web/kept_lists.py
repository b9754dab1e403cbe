"""A list is drawn once for all who may see the same of it, and drawn again as soon as anything in the record has changed.

The trail's newest hash names the content of the whole record: nothing that a list shows changes without a new entry. A list that is kept
under it, together with the address, the language and what the reader may do, can therefore never be out of date.
"""

from collections import OrderedDict
from collections.abc import Callable
from typing import Any

from fastapi import Response
from jinja2_fragments import render_block
from markupsafe import Markup

from governance import audit
from governance.registers import Register
from web import register_lists
from web.access import Here, database_of
from web.i18n import language
from web.keeping import kept
from web.rendering import context_of, environment, respond, target_of, wants_json
from web.viewclass import viewclass
from web.views import RegisterHead

PAGE, RESULTS, DATA = "content", "results", "data"
LISTS_KEPT = 128


@viewclass
class KeptList:
    """A list as it is drawn: the whole content of its page, or the results alone."""

    register: RegisterHead
    title: str
    crumbs: list[tuple[str, str | None]]
    drawn: Markup


_kept: OrderedDict[tuple[Any, ...], KeptList] = OrderedDict()
_written: OrderedDict[tuple[Any, ...], bytes] = OrderedDict()


def answer(here: Here, register: Register) -> Response:
    """A register's list as the address asks for it: the page, its results alone, or JSON."""
    if wants_json(here.request):
        return respond(here.request, "registers/index.html", register_lists.index(here, register))
    block = RESULTS if target_of(here.request) == RESULTS else PAGE
    key = content_of(here, register.kind, block)
    found = kept(_kept, key, LISTS_KEPT, lambda: _drawn(here, register, block))
    return respond(here.request, "registers/kept.html", found)


def for_programs(here: Here, register: Register, write: Callable[[], bytes]) -> bytes:
    """The same list as programs read it, written once."""
    return kept(_written, content_of(here, register.kind, DATA), LISTS_KEPT, write)


def forget() -> None:
    """Keep nothing: what is asked for next is drawn."""
    _kept.clear()
    _written.clear()


def content_of(here: Here, what: str, block: str = PAGE) -> tuple[Any, ...]:
    """Everything that a drawn list, or another view of the record, depends on."""
    actor, programme = here.actor, here.programme
    reader = (actor.roles_in(programme.id), actor.may_write, actor.persons.get(programme.key))
    asked = (here.path, what, block, here.request.url.query, here.status_date, language())
    return (str(database_of(here.request).url), *audit.head(here.session), *asked, *reader)


def _drawn(here: Here, register: Register, block: str) -> KeptList:
    view = register_lists.index(here, register)
    html = render_block(environment(), "registers/index.html", block, context_of(here.request, view))
    return KeptList(view.register, view.title, view.crumbs, Markup(html))  # noqa: S704  # a template's own output
