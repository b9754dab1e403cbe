"""Signing in and out."""

from functools import partial
from typing import Any

from fastapi import APIRouter, Request, Response

from governance.errors import Refusal
from governance.forms import Form, Line, read_form
from web import signin
from web.access import Submitted, Transaction
from web.account_views import sign_in_view
from web.plain_forms import Tried
from web.rendering import respond, safe_path, see_other

router = APIRouter(include_in_schema=False)


class SignInForm(Form):
    email: Line
    password: str
    next: str | None = None


class DemoForm(Form):
    demo: Line
    next: str | None = None


def _again(request: Request, typed: dict[str, Any], refusal: Refusal, status: int) -> Response:
    next_ = safe_path(str(typed.get("next") or ""))
    view = sign_in_view(request, request.state.session, next_, Tried(typed, refusal))
    return respond(request, "sign_in.html", view, status=status)


@router.get("/sign-in")
def show(request: Request, session: Transaction, next: str = "") -> Response:
    return respond(request, "sign_in.html", sign_in_view(request, session, safe_path(next)))


# The next two open their transactions themselves: none is open while the password is compared.
@router.post("/sign-in")
def enter(request: Request, data: Submitted) -> Response:
    request.state.attempt = partial(_again, request, data)
    form = read_form(SignInForm, data)
    entered = signin.enter(request, form.email, form.password)
    return signin.with_cookie(request, see_other(request, safe_path(form.next)), entered)


@router.post("/sign-in/demo")
def enter_demo(request: Request, data: Submitted) -> Response:
    form = read_form(DemoForm, data)
    return signin.with_cookie(request, see_other(request, safe_path(form.next)), signin.enter_demo(request, form.demo))


@router.post("/sign-out")
def leave(request: Request, session: Transaction) -> Response:
    signin.leave(request, session)
    return signin.without_cookie(request, see_other(request, "/sign-in", "signed_out"))
