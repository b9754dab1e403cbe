"""One cell of the responsibility matrix as a form: the parties of its column, and which letters each holds."""

from stakeholders.raci import Deliverable, PartyKind
from web.access import Here
from web.i18n import gettext, text_of
from web.responsibility_matrix import LETTERS, Board
from web.viewclass import viewclass


@viewclass
class CellParty:
    key: str
    code: str
    name: str
    held: tuple[str, ...]


@viewclass
class CellForm:
    """The form of one cell: its parties, and which letters each holds."""

    title: str
    deliverable: str
    column: str
    action: str
    cancel_href: str
    letters: tuple[str, ...]
    parties: list[CellParty]
    crumbs: list[tuple[str, str | None]]


def cell_form(here: Here, deliverable: Deliverable, key: str) -> CellForm:
    board = Board(here, "unit" if key.startswith("unit.") else "person")
    column = board.column(key)
    held: dict[tuple[PartyKind, str], list[str]] = {}
    for a in board.letters.get(deliverable.id or 0, ()):
        held.setdefault((a.party_kind, a.party), []).append(a.role)
    name, base = text_of(deliverable, "name"), f"{here.path}/responsibilities"
    return CellForm(
        f"{name} · {column.name}", deliverable.code, column.key, f"{base}/{deliverable.code}/cells/{column.key}",
        f"{base}?by={board.by}#row-{deliverable.code}",
        LETTERS, [CellParty(p.key, p.code, p.name, tuple(held.get((p.kind, p.code), ()))) for p in column.parties],
        [(gettext("Responsibilities"), base), (f"{deliverable.code} {column.name}", None)],
    )  # fmt: skip
