"""Saved views of a list: what an address asks, in a form that can be kept, and the panel where views are chosen, saved and changed."""

from collections.abc import Mapping
from dataclasses import field
from typing import Any
from urllib.parse import parse_qsl

from governance.authority import Permission
from governance.errors import Refusal
from governance.forms import read_form
from governance.registers import Register
from governance.saved_views import SavedView, SavedViewForm, views_in
from web.access import Here
from web.i18n import gettext
from web.register_access import register_at
from web.register_lists import Address, head_of, query_of
from web.registry import REGISTERS
from web.viewclass import viewclass
from web.views import RegisterHead
from web.words.refusals import message


@viewclass
class ViewRow:
    """A saved view: where it leads, whether the list stands like this now, and whether the reader may change it or take it away."""

    code: str
    name: str
    href: str
    shared: bool
    version: int
    chosen: bool
    own: bool
    may_remove: bool


@viewclass
class ViewsPage:
    """The views of one list, and the form that saves how it stands now."""

    register: RegisterHead
    title: str
    action: str
    asked: str
    rows: list[ViewRow]
    may_save: bool
    may_share: bool
    typed: dict[str, Any] = field(default_factory=dict)
    refused: str = ""
    problems: list[str] = field(default_factory=list)
    crumbs: list[tuple[str, str | None]] = field(default_factory=list)


def asked_of(register: Register, params: Mapping[str, str]) -> str:
    """Search, filters, order and size as an address says them; the page and what the list does not know are left out."""
    return Address("", query_of(register, params)).to(page="").removeprefix("?")


def address_of(here: Here, register: Register, asked: str) -> str:
    """Where a list stands as it was asked."""
    return f"{here.path}/{register.plural}?{asked or 'q='}"


def views_page(
    here: Here, register: Register, asked: str, code: str = "", typed: Mapping[str, Any] | None = None, refusal: Refusal | None = None
) -> ViewsPage:  # fmt: skip
    """The panel; with a refusal beside the view that it is about (`code`), or beside the form for a new one."""
    head = head_of(register, here)
    maintains = here.may(Permission.maintain_programme)
    rows = [
        _row(here, register, view, asked, maintains)
        for view in views_in(here.session, here.actor, here.programme, register.kind)
    ]
    title = gettext("Views of %(things)s") % {"things": head.title}
    return ViewsPage(
        head, title, f"{here.path}/views", asked, rows, here.actor.may_write and here.actor.account_id is not None, maintains, dict(typed or {}), code,
        [message(p) for p in refusal.problems] if refusal else [], [(head.title, head.href), (gettext("Views"), None)],
    )  # fmt: skip


def _row(here: Here, register: Register, view: SavedView, asked: str, maintains: bool) -> ViewRow:
    own = view.account_id == here.actor.account_id
    return ViewRow(
        view.code, view.name, address_of(here, register, view.asked), view.shared, view.version, view.asked == asked, own,
        own or (view.shared and maintains),
    )  # fmt: skip


def form_of(register: Register, data: Mapping[str, Any]) -> SavedViewForm:
    """What was sent of a view, its question in the form that is kept."""
    asked = dict(parse_qsl(str(data.get("asked") or "")[:4000]))
    sent = {name: value for name, value in data.items() if name not in ("of", "version", "asked")}
    return read_form(SavedViewForm, sent | {"asked": asked_of(register, asked)})


def register_named(here: Here, kind: str) -> Register:
    """The list that a view is of, if the actor may read it."""
    return register_at(here, REGISTERS[kind].plural if kind in REGISTERS else kind)
