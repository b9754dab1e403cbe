"""One's own account: language, password, where one is signed in, tokens for programs."""

from dataclasses import replace
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Request, Response

from governance.accounts import choose_language
from governance.api_tokens import TokenForm, create_token, find_token, revoke_token
from governance.authority import Actor
from governance.errors import Refusal
from governance.forms import read_form
from governance.sign_ins import end_sign_in, end_sign_ins
from web import signin
from web.access import CurrentActor, Submitted, Transaction
from web.account_views import Own, account_view
from web.password_changes import change_password
from web.plain_forms import Tried
from web.rendering import respond, see_other

router = APIRouter(prefix="/account", include_in_schema=False)
# Found before any transaction of the route's own: a password is hashed first, and written then.
Person = Annotated[Actor, Depends(signin.person)]


def _again(request: Request, part: str, typed: dict[str, Any], refusal: Refusal, status: int) -> Response:
    tried = Tried(typed, refusal)
    view = account_view(request, request.state.session)
    view = replace(view, typed={k: str(v)[:200] for k, v in typed.items() if "password" not in k}, **{part: tried.said})
    return respond(request, "account.html", view, status=status)


@router.get("")
def show(request: Request, session: Transaction, own: Own) -> Response:
    return respond(request, "account.html", account_view(request, session))


@router.post("/language")
def choose(request: Request, session: Transaction, actor: CurrentActor, own: Own, data: Submitted) -> Response:
    account = choose_language(session, actor, own, data.get("language") or None)
    return signin.with_language(request, see_other(request, "/account", "saved"), account.language)


@router.post("/password")
def replace_password(request: Request, actor: Person, data: Submitted) -> Response:
    request.state.attempt = partial(_again, request, "password_problems", data)
    change_password(request, actor, data)
    return see_other(request, "/account", "password_changed")


@router.post("/sessions/closure")
def end_others(request: Request, session: Transaction, own: Own) -> Response:
    end_sign_ins(session, own.key, keep=getattr(request.state, "sign_in", None))
    return see_other(request, "/account", "session_ended")


@router.post("/sessions/{sign_in}/closure")
def end_one(request: Request, session: Transaction, own: Own, sign_in: Annotated[int, Path(ge=1, lt=2**31)]) -> Response:  # fmt: skip
    end_sign_in(session, own.key, sign_in)
    return see_other(request, "/account", "session_ended")


@router.post("/tokens")
def add_token(request: Request, session: Transaction, actor: CurrentActor, own: Own, data: Submitted) -> Response:
    """The one write that answers with a page: a secret that is shown once cannot be redirected to."""
    request.state.attempt = partial(_again, request, "token_problems", data)
    _token, secret = create_token(session, actor, own, read_form(TokenForm, data), signin.now())
    return respond(request, "account.html", account_view(request, session, secret))


@router.post("/tokens/{code}/closure")
def drop_token(request: Request, session: Transaction, actor: CurrentActor, own: Own, code: Annotated[str, Path(max_length=14)]) -> Response:  # fmt: skip
    revoke_token(session, actor, find_token(session, own.key, code), signin.now().date())
    return see_other(request, "/account", "token_revoked")
