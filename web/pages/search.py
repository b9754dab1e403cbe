"""Search over all registers of a programme."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from web import search
from web.access import InProgramme
from web.rendering import respond

router = APIRouter(prefix="/programmes/{programme}", include_in_schema=False)


@router.get("/search")
def show(here: InProgramme, q: Annotated[str, Query(max_length=2000)] = "") -> Response:
    return respond(here.request, "search/index.html", search.search(here, q))
