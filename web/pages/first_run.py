"""The first administrator of a new installation."""

from functools import partial
from typing import Any

from fastapi import APIRouter, Request, Response

from governance.errors import Refusal
from web import signin
from web.access import Submitted, Transaction
from web.account_views import first_run_view
from web.first_run import first_run_due, make_first_administrator
from web.plain_forms import Tried
from web.rendering import respond, see_other

router = APIRouter(include_in_schema=False)


def _again(request: Request, typed: dict[str, Any], refusal: Refusal, status: int) -> Response:
    return respond(request, "first_run.html", first_run_view(request, Tried(typed, refusal)), status=status)


@router.get("/first-run")
def show(request: Request, session: Transaction) -> Response:
    first_run_due(session, request.url.path)
    return respond(request, "first_run.html", first_run_view(request))


@router.post("/first-run")
def create(request: Request, data: Submitted) -> Response:
    request.state.attempt = partial(_again, request, data)
    return signin.with_cookie(request, see_other(request, "/"), make_first_administrator(request, data))
