"""The trail as shown: who changed what in a programme, when, by which command; what the reader may not see stays hidden."""

from collections.abc import Mapping
from dataclasses import field
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from governance import audit
from governance.errors import Problem, refuse_if
from governance.forms import Day, Form, Line, read_fields
from governance.registers import Register
from web.access import Here
from web.i18n import gettext, instant
from web.register_forms import summary
from web.register_records import entry_views
from web.registry import REGISTERS
from web.viewclass import viewclass
from web.views import Change, HistoryEntry
from web.words.registers import command_label, words_of

SIZE = 50


class TrailForm(Form):
    """What may be asked of the trail."""

    kind: Line | None = None
    code: Line | None = None
    actor: Line | None = None
    since: Day | None = None
    until: Day | None = None


def hidden_kinds(here: Here) -> frozenset[str]:
    """Kinds of records of which the reader may know that they changed, not what."""
    return frozenset(r.kind for r in REGISTERS.values() if not here.actor.may(r.read, here.programme.id))


def masked(entry: dict[str, Any], hidden: frozenset[str]) -> dict[str, Any]:
    """An entry without the values of a confidential record. The hash stays, so that the chain can be checked elsewhere."""
    if entry["kind"] not in hidden:
        return entry
    return entry | {
        "reason": None,
        "changes": [{"field": c["field"], "old": None, "new": None} for c in entry["changes"]],
    }


@viewclass
class TrailRow:
    seq: int
    at: str
    who: str
    via: str
    action: str
    kind: str
    code: str
    href: str | None
    reason: str
    changes: list[Change]
    hidden: bool


@viewclass
class TrailPage:
    """One page of the trail. `head` is the newest entry's hash: who keeps it can prove later that nothing was cut off."""

    title: str
    rows: list[TrailRow]
    total: int
    page: int
    pages: int
    prev_href: str | None
    next_href: str | None
    kinds: list[tuple[str, str, bool]]
    filters: dict[str, str]
    problems: list[tuple[str, str, str]]
    csv_href: str
    head: tuple[int, str]
    crumbs: list[tuple[str, str | None]] = field(default_factory=list)


def trail_query(params: Mapping[str, str]) -> tuple[TrailForm, list[Problem]]:
    """What was asked of the trail, and what of it could not be read."""
    return read_fields(
        TrailForm, {name: value for name, value in params.items() if name in TrailForm.model_fields and value}
    )


def entries(here: Here, query: TrailForm, offset: int, limit: int) -> tuple[list[Any], int]:
    until = query.until + timedelta(days=1) if query.until else None
    return audit.trail(
        here.session, here.programme.id, kind=query.kind or "", actor=query.actor or "", code=(query.code or "").upper(),
        since=_iso(query.since), until=_iso(until), offset=offset, limit=limit,
    )  # fmt: skip


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def trail_page(here: Here) -> TrailPage:
    """The page of the trail that the address asks for, newest first."""
    params = here.request.query_params
    (query, problems), page = trail_query(params), _page(params.get("page", "1"))
    found, total = entries(here, query, (page - 1) * SIZE, SIZE)
    pages, hidden = max(1, -(-total // SIZE)), hidden_kinds(here)
    asked = {name: str(value) for name, value in query.model_dump().items() if value}
    href = f"{here.path}/trail"
    kinds = sorted((r.kind, words_of(r.kind).plural, r.kind == query.kind) for r in REGISTERS.values())
    kinds = [("programme", words_of("programme").plural, query.kind == "programme"), *kinds]
    return TrailPage(
        gettext("Audit trail"), [_row(here, e, v, hidden) for e, v in zip(found, entry_views(here, found), strict=True)], total, page, pages,
        f"{href}?{urlencode({**asked, 'page': page - 1})}" if page > 1 else None,
        f"{href}?{urlencode({**asked, 'page': page + 1})}" if page < pages else None,
        kinds, asked, summary(problems, TrailForm.model_fields), f"{href}/export.csv?{urlencode(asked)}",
        audit.head(here.session), [(gettext("Audit trail"), None)],
    )  # fmt: skip


def _page(text: str) -> int:
    return int(text) if text.isdecimal() and 0 < int(text[:9]) < 10**6 else 1


def _row(here: Here, entry: Any, shown: HistoryEntry, hidden: frozenset[str]) -> TrailRow:
    secret = entry.kind in hidden
    register = REGISTERS.get(entry.kind)
    return TrailRow(
        entry.seq or 0, instant(entry.at), entry.actor, entry.via, command_label(entry.command), words_of(entry.kind).singular,
        entry.code, None if secret else _address(here, register, entry), "" if secret else entry.reason or "",
        [] if secret else shown.changes, secret,
    )  # fmt: skip


def _address(here: Here, register: Register | None, entry: Any) -> str | None:
    if entry.kind == "programme":
        return f"{here.path}/charter"
    return f"{here.path}/{register.plural}/{entry.code}" if register is not None else None


HEADER = ["seq", "at", "actor", "via", "command", "kind", "code", "action", "reason", "changes", "hash"]


def trail_table(here: Here, limit: int = 20_000) -> list[list[Any]]:
    """The entries that the address asks for, as rows below `HEADER`.

    Raises:
        Invalid: it asks for something that cannot be read; a file would not show that.
    """
    query, problems = trail_query(here.request.query_params)
    refuse_if(problems)
    found, _ = entries(here, query, 0, limit)
    hidden = hidden_kinds(here)
    return [
        [e.seq, e.at, e.actor, e.via, e.command, e.kind, e.code, e.action, "" if e.kind in hidden else e.reason or "",
         "" if e.kind in hidden else e.changes, e.hash]
        for e in found
    ]  # fmt: skip
