"""Responsibilities: the matrix of deliverables and parties, its cells edited in place."""

from collections import OrderedDict
from typing import Annotated, Any

from fastapi import APIRouter, Path, Response

from governance.records import find
from stakeholders.raci import Deliverable, PartyKind, Role, set_roles
from web import register_exports, responsibility_matrix
from web.access import InProgramme, Submitted
from web.keeping import kept
from web.kept_lists import content_of
from web.rendering import respond, see_other
from web.responsibility_cell import cell_form
from web.responsibility_matrix import Board, ResponsibilitiesView

router = APIRouter(prefix="/programmes/{programme}/responsibilities", include_in_schema=False)
Code = Annotated[str, Path(max_length=20)]
VIEWS_KEPT = 32
_views: OrderedDict[tuple[Any, ...], ResponsibilitiesView] = OrderedDict()
Key = Annotated[str, Path(max_length=40, pattern=r"^(unit|person|department)\.[A-Za-z0-9-]{1,14}$")]


@router.get("")
def index(here: InProgramme) -> Response:
    key = content_of(here, "responsibilities")
    view = kept(_views, key, VIEWS_KEPT, lambda: responsibility_matrix.view(here, here.request.query_params))
    return respond(here.request, "responsibilities/index.html", view)


@router.get("/export.{form}")
def export(here: InProgramme, form: Annotated[str, Path(pattern="^(csv|xlsx)$")]) -> Response:
    header, rows = responsibility_matrix.table(here, here.request.query_params)
    return register_exports.file_of(here, "responsibilities", form, header, rows)


@router.get("/{code}/cells/{key}")
def cell(here: InProgramme, code: Code, key: Key) -> Response:
    deliverable = find(here.session, Deliverable, here.programme.id, code.upper())
    return respond(here.request, "responsibilities/cell.html", cell_form(here, deliverable, key))


@router.get("/{code}/cells/{key}/form")
def cell_in_place(here: InProgramme, code: Code, key: Key) -> Response:
    deliverable = find(here.session, Deliverable, here.programme.id, code.upper())
    view = cell_form(here, deliverable, key)
    return respond(here.request, "responsibilities/cell.html", view, block="cell")


@router.post("/{code}/cells/{key}")
def fill(here: InProgramme, code: Code, key: Key, data: Submitted) -> Response:
    deliverable = find(here.session, Deliverable, here.programme.id, code.upper())
    board = Board(here, "unit" if key.startswith("unit.") else "person")
    for party in board.column(key).parties:
        set_roles(here.session, here.actor, deliverable, PartyKind(party.kind), party.code, _roles(data.get(party.key)))
    return see_other(here.request, f"{here.path}/responsibilities?by={board.by}#row-{deliverable.code}")


def _roles(sent: Any) -> set[Role]:
    """The letters that were ticked for one party."""
    ticked = sent if isinstance(sent, list) else [sent]
    return {Role(letter) for letter in ticked if letter in set(Role)}
