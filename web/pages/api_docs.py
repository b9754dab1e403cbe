"""The API's description, and a page of our own that shows it: nothing comes from elsewhere."""

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from web.access import CurrentActor
from web.api_schema import describe
from web.i18n import N_, gettext
from web.rendering import respond
from web.viewclass import viewclass

router = APIRouter(include_in_schema=False)
TITLE = N_("API")


@viewclass
class ApiDocs:
    title: str
    href: str


@router.get("/api/v1/openapi.json")
def description(request: Request, _actor: CurrentActor) -> Response:
    return JSONResponse(describe(request.app), headers={"Cache-Control": "private, max-age=300"})


@router.get("/api-docs")
def page(request: Request, _actor: CurrentActor) -> Response:
    return respond(request, "api/docs.html", ApiDocs(gettext(TITLE), "/api/v1/openapi.json"))
