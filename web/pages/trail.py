"""The audit trail of a programme: read, narrowed, taken away as a file."""

from fastapi import APIRouter, Response

from governance.authority import Permission
from web import trail_views
from web.access import InProgramme, readable
from web.register_exports import csv_bytes, download
from web.rendering import respond

router = APIRouter(prefix="/programmes/{programme}", include_in_schema=False)


@router.get("/trail")
def index(here: InProgramme) -> Response:
    readable(here, Permission.read_audit)
    return respond(here.request, "trail/index.html", trail_views.trail_page(here))


@router.get("/trail/export.csv")
def export(here: InProgramme) -> Response:
    readable(here, Permission.read_audit)
    body = csv_bytes(trail_views.HEADER, trail_views.trail_table(here))
    return download(f"{here.programme.code}-trail.csv", body, "text/csv; charset=utf-8")
