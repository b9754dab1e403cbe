"""What frames every page: programme, phases, sections, breadcrumb, person, language."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from fastapi import Request

from governance.authority import GRANTS, Permission, Role
from web.i18n import LOCALES, N_, NAMES, gettext, language, pick, text_of
from web.viewclass import viewclass
from web.words.values import value_label


@dataclass(frozen=True, slots=True)
class Place:
    """One entry of the navigation: where it leads and who sees it. `{programme}` stands for the programme's address."""

    section: str
    label: str
    icon: str
    href: str
    permission: Permission | None = Permission.read_programme
    order: int = 50


SECTIONS: dict[str, tuple[str, str]] = {
    "today": (N_("Today"), "home"), "overview": (N_("Overview"), "layout-dashboard"), "plan": (N_("Plan"), "timeline"), "govern": (N_("Govern"), "target"),
    "risk": (N_("Risk"), "alert-triangle"), "people": (N_("People"), "users"), "readiness": (N_("Readiness"), "database"),
    "reports": (N_("Reports"), "report"), "admin": (N_("Admin"), "settings"),
}  # fmt: skip
PLACES: list[Place] = []
NOTICES: dict[str, str] = {
    "saved": N_("Saved."), "created": N_("Created."), "withdrawn": N_("Withdrawn. It stays in the record."), "restored": N_("Back in use."),
    "owners_assigned": N_("Owners assigned. Their load follows from it."),
    "imported": N_("Imported."), "published": N_("Published. This issue will not change any more."), "moved": N_("Status changed."),
    "rows_changed": N_("All selected rows changed."), "rows_withdrawn": N_("All selected rows withdrawn. They stay in the record."),
    "signed_in": N_("Signed in."), "password_changed": N_("Password changed. Every other browser is signed out, every token revoked."),
    "session_ended": N_("Signed out there."), "token_revoked": N_("Revoked. Programs that use it are refused from now on."),
    "feed_revoked": N_("Revoked. Calendars that read this address find nothing from now on."),
    "role_granted": N_("Role granted. It holds at once."), "role_withdrawn": N_("Role withdrawn. It is gone at once."),
    "account_deactivated": N_("Deactivated. Nobody gets in with this account any more."), "account_reactivated": N_("The account may sign in again."),
    "signed_out": N_("Signed out."), "undone": N_("Taken back."), "reported": N_("Reported."), "asked": N_("Noted: an answer is awaited."),
}  # fmt: skip


def place(
    section: str,
    label: str,
    icon: str,
    href: str,
    permission: Permission | None = Permission.read_programme,
    order: int = 50,
) -> None:
    """Enter a page into the navigation."""
    PLACES.append(Place(section, label, icon, href, permission, order))


@viewclass
class Item:
    label: str
    href: str
    icon: str
    current: bool


@viewclass
class Section:
    label: str
    icon: str
    items: tuple[Item, ...]


@viewclass
class Gate:
    code: str
    name: str
    date: date | None
    state: str
    href: str


@viewclass
class Phase:
    code: str
    name: str
    state: str
    gate: Gate | None


@viewclass
class Head:
    code: str
    name: str
    status_date: date
    href: str
    own_status_date: date


@viewclass
class PersonView:
    name: str
    email: str
    roles: list[str]


@viewclass
class Chrome:
    programme: Head | None = None
    programmes: list[tuple[str, str, str]] = field(default_factory=list)
    phases: list[Phase] = field(default_factory=list)
    nav: tuple[Section, ...] = ()
    crumbs: list[tuple[str, str | None]] = field(default_factory=list)
    title: str = "Steerboard"
    person: PersonView | None = None
    languages: list[tuple[str, str, bool, str]] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    notice: str | None = None
    request_id: str = ""
    is_sample: bool = False
    theme: str = ""
    search_href: str | None = None


def chrome(request: Request, context: Mapping[str, Any]) -> Chrome:
    """The frame for this request. Pages name themselves with `title` and `crumbs` in their view."""
    made = Chrome(request_id=request.scope.get("request_id", ""), theme=request.cookies.get("theme", ""))
    made.languages = [(tag, NAMES[tag], tag == language(), _in_language(request, tag)) for tag in LOCALES]
    made.notice = gettext(NOTICES[done]) if (done := request.query_params.get("done", "")) in NOTICES else None
    view = context.get("view")
    made.title = str(context.get("title") or getattr(view, "title", "") or "Steerboard")
    actor, here = context.get("actor"), context.get("here")
    if actor is not None:
        programme_id = here.programme.id if here else None
        roles = (
            sorted({r for roles in actor.roles.values() for r in roles})
            if here is None
            else sorted(actor.roles_in(programme_id))
        )
        made.person = PersonView(pick(*actor.names) or actor.name, actor.email, [value_label("role", r) for r in roles])
        made.nav = _sections(request, actor, here)
    if here is not None:
        p = here.programme
        made.programme = Head(p.code, text_of(p, "name"), here.status_date, here.path, p.status_date)
        made.is_sample = p.is_sample
        made.search_href = f"{here.path}/search"
        made.crumbs = [(p.code, here.path)]
        if not request.headers.get("hx-request"):
            made.phases = _phases(here)
            made.programmes = _programmes(here)
    made.crumbs += list(context.get("crumbs") or getattr(view, "crumbs", None) or [(made.title, None)])
    return made


def _sections(request: Request, actor: Any, here: Any) -> tuple[Section, ...]:
    base, programme_id = (here.path, here.programme.id) if here else ("", None)
    # What concerns the whole house asks for a role that holds everywhere.
    given, given_everywhere = _granted(actor.roles_in(programme_id)), _granted(actor.roles_in(None))
    addresses = _addresses(base)
    path = request.url.path
    current = max((a for a in addresses.values() if path == a or path.startswith(a.rstrip("/") + "/")), key=len, default="")  # fmt: skip
    return _navigation(language(), base, given, given_everywhere, current)


@lru_cache(256)
def _granted(roles: frozenset[Role]) -> frozenset[Permission]:
    return frozenset[Permission]().union(*(GRANTS[role] for role in roles))


@lru_cache(256)
def _addresses(base: str) -> dict[Place, str]:
    """Where every entry of the navigation leads, in its order; outside a programme (empty) those of a programme are left out."""
    ordered = sorted(PLACES, key=lambda p: (list(SECTIONS).index(p.section), p.order))
    return {p: p.href.format(programme=base) for p in ordered if base or "{programme}" not in p.href}


@lru_cache(512)
def _navigation(
    _language: str, base: str, given: frozenset[Permission], given_everywhere: frozenset[Permission], current: str
) -> tuple[Section, ...]:
    """The navigation of whoever has these permissions: the same for all of them on the same page, so it is put together once."""
    items: dict[str, list[Item]] = {}
    for entry, href in _addresses(base).items():
        if entry.permission is None or entry.permission in (given if "{programme}" in entry.href else given_everywhere):
            item = Item(gettext(entry.label), href, entry.icon, href == current)
            items.setdefault(entry.section, []).append(item)
    return tuple(Section(gettext(SECTIONS[s][0]), SECTIONS[s][1], tuple(found)) for s, found in items.items())


def _in_language(request: Request, tag: str) -> str:
    kept = [(k, v) for k, v in request.query_params.multi_items() if k not in ("lang", "done")]
    return f"{request.url.path}?{urlencode([*kept, ('lang', tag)])}"


def _phases(here: Any) -> list[Phase]:
    from web.pages.plan_context import phase_chevrons

    return phase_chevrons(here)


def _programmes(here: Any) -> list[tuple[str, str, str]]:
    from governance.programmes import programme_names

    found = programme_names(here.session, here.actor)
    return [(code, pick(zh, en), f"/programmes/{code}") for code, zh, en in found]
