"""Search in a programme: codes and texts of every register that the reader may read, grouped by register."""

from collections.abc import Sequence
from dataclasses import field
from functools import cache
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import Text, bindparam, case, cast, or_
from sqlalchemy import select as sql

from governance.registers import Register
from web.access import Here
from web.i18n import gettext, pick
from web.registry import REGISTERS
from web.viewclass import viewclass
from web.words.registers import words_of

PER_REGISTER = 8


@viewclass
class Hit:
    code: str
    title: str
    href: str
    withdrawn: bool


@viewclass
class HitGroup:
    """What was found in one register; `more_href` leads to its list with the same search, where there is more."""

    label: str
    icon: str
    hits: list[Hit]
    more_href: str | None


@viewclass
class SearchPage:
    title: str
    q: str
    groups: list[HitGroup]
    action: str
    crumbs: list[tuple[str, str | None]] = field(default_factory=list)

    @property
    def total(self) -> int:
        return sum(len(group.hits) for group in self.groups)


def search(here: Here, text: str) -> SearchPage:
    """What the registers hold of `text`: one query for each, the best matches first (the code itself, its beginning, then the texts)."""
    wanted = text.strip()[:100]
    title = gettext("Search")
    page = SearchPage(title, wanted, [], f"{here.path}/search", [(title, None)])
    if len(wanted) < 2:
        return page
    readable = [r for r in REGISTERS.values() if here.actor.may(r.read, here.programme.id)]
    page.groups = [group for r in readable if (group := _group(here, r, wanted)) is not None]
    return page


def _group(here: Here, register: Register, wanted: str) -> HitGroup | None:
    escaped = wanted.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    asked = {
        "programme": here.programme.key,
        "part": f"%{escaped}%",
        "beginning": f"{escaped}%",
        "code": wanted.upper(),
    }
    rows = here.session.execute(_statement(register.kind), asked).all()
    if not rows:
        return None
    base = f"{here.path}/{register.plural}"
    hits = [
        Hit(code, _title(zh, en, code), f"{base}/{code}", gone is not None)
        for code, zh, en, gone in rows[:PER_REGISTER]
    ]
    more = f"{base}?{urlencode({'q': wanted})}" if len(rows) > PER_REGISTER else None
    return HitGroup(words_of(register.kind).plural, register.icon, hits, more)


def _title(zh: Any, en: Any, code: str) -> str:
    title = pick(zh, en)
    return title if title != code else ""


@cache
def _statement(kind: str) -> Any:
    """The query of one register, built once: building it takes longer than running it."""
    register = REGISTERS[kind]
    t: Any = register.table.__table__  # pyright: ignore
    fields: Sequence[Any] = [t.c.code, *(t.c[name] for name in register.search if name in t.c)]
    part, beginning = bindparam("part", type_=Text), bindparam("beginning", type_=Text)
    rank = case((t.c.code == bindparam("code"), 0), (t.c.code.ilike(beginning, escape="\\"), 1), else_=2)
    return (
        sql(t.c.code, *_titles(register, t), t.c.withdrawn_on)
        .where(t.c.programme_id == bindparam("programme"))
        .where(or_(*(cast(f, Text).ilike(part, escape="\\") for f in fields)))
        .order_by(t.c.withdrawn_on.is_not(None), rank, t.c.code)
        .limit(PER_REGISTER + 1)
    )


def _titles(register: Register, t: Any) -> tuple[Any, Any]:
    for pair in (register.title, "name", "title", "statement", "question", "text", "action"):
        if f"{pair}_zh" in t.c:
            return t.c[f"{pair}_zh"], t.c[f"{pair}_en"]
    plain = t.c.get(register.title, t.c.code)
    return cast(plain, Text).label("zh"), cast(plain, Text).label("en")
