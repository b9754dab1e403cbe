"""Everybody's accounts, for the administrator: who may sign in, with which roles."""

from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Request, Response

from governance.account_closure import deactivate_account, reactivate_account
from governance.accounts import Account, AccountForm, find_account, open_account, revise_account
from governance.authority import Actor, Permission
from governance.errors import Refusal
from governance.forms import read_form
from governance.memberships import RoleForm, find_membership, grant, withdraw_role
from web import signin
from web.access import CurrentActor, Submitted, Transaction
from web.account_admin import account_edit, account_show, accounts_view
from web.password_changes import give_password
from web.plain_forms import Tried
from web.register_access import opened_with
from web.rendering import respond, see_other

router = APIRouter(prefix="/accounts", include_in_schema=False)
Code = Annotated[str, Path(max_length=14)]


def _administrator(actor: CurrentActor) -> Actor:
    actor.require(Permission.manage_accounts)
    return actor


Administrator = Annotated[Actor, Depends(_administrator, scope="function")]


def _account(session: Transaction, administrator: Administrator, code: Code) -> Account:
    return find_account(session, code)


TheAccount = Annotated[Account, Depends(_account, scope="function")]


def _form_again(request: Request, code: str | None, typed: dict[str, Any], refusal: Refusal, status: int) -> Response:
    account = find_account(request.state.session, code) if code else None
    return respond(request, "accounts/edit.html", account_edit(account, Tried(typed, refusal)), status=status)


def _page_again(request: Request, code: str, typed: dict[str, Any], refusal: Refusal, status: int) -> Response:
    account = find_account(request.state.session, code)
    view = account_show(request, request.state.session, account, tried=Tried(typed, refusal))
    return respond(request, "accounts/show.html", view, status=status)


@router.get("")
def index(request: Request, session: Transaction, administrator: Administrator) -> Response:
    return respond(request, "accounts/index.html", accounts_view(session))


@router.get("/new")
def new(request: Request, administrator: Administrator) -> Response:
    return respond(request, "accounts/edit.html", account_edit(None))


@router.post("")
def create(request: Request, session: Transaction, administrator: Administrator, data: Submitted) -> Response:
    request.state.attempt = partial(_form_again, request, None, data)
    account = open_account(session, administrator, None, read_form(AccountForm, data))
    return see_other(request, f"/accounts/{account.code}", "created")


@router.get("/{code}")
def show(request: Request, session: Transaction, account: TheAccount) -> Response:
    return respond(request, "accounts/show.html", account_show(request, session, account))


@router.get("/{code}/edit")
def edit(request: Request, account: TheAccount) -> Response:
    return respond(request, "accounts/edit.html", account_edit(account))


@router.post("/{code}")
def revise(request: Request, session: Transaction, administrator: Administrator, account: TheAccount, data: Submitted) -> Response:  # fmt: skip
    request.state.attempt = partial(_form_again, request, account.code, dict(data))
    version = opened_with(account, data)
    revise_account(session, administrator, account, read_form(AccountForm, data), version)
    return see_other(request, f"/accounts/{account.code}", "saved")


@router.post("/{code}/password")
def reset_password(request: Request, session: Transaction, administrator: Administrator, account: TheAccount, data: Submitted) -> Response:  # fmt: skip
    """Answers with the page: a password that is shown once cannot be redirected to."""
    request.state.attempt = partial(_page_again, request, account.code, {})
    opened_with(account, data)
    password = give_password(session, administrator, account)
    return respond(request, "accounts/show.html", account_show(request, session, account, password))


@router.post("/{code}/deactivation")
def deactivate(request: Request, session: Transaction, administrator: Administrator, account: TheAccount, data: Submitted) -> Response:  # fmt: skip
    request.state.attempt = partial(_page_again, request, account.code, dict(data))
    opened_with(account, data)
    deactivate_account(session, administrator, account, reason=str(data.get("reason") or ""), on=signin.now().date())
    return see_other(request, f"/accounts/{account.code}", "account_deactivated")


@router.post("/{code}/reactivation")
def reactivate(request: Request, session: Transaction, administrator: Administrator, account: TheAccount, data: Submitted) -> Response:  # fmt: skip
    request.state.attempt = partial(_page_again, request, account.code, {})
    opened_with(account, data)
    reactivate_account(session, administrator, account)
    return see_other(request, f"/accounts/{account.code}", "account_reactivated")


@router.post("/{code}/roles")
def add_role(request: Request, session: Transaction, administrator: Administrator, account: TheAccount, data: Submitted) -> Response:  # fmt: skip
    request.state.attempt = partial(_page_again, request, account.code, data)
    grant(session, administrator, account, read_form(RoleForm, data))
    return see_other(request, f"/accounts/{account.code}", "role_granted")


@router.post("/{code}/roles/{membership}/closure")
def drop_role(
    request: Request, session: Transaction, administrator: Administrator, account: TheAccount, membership: Code, data: Submitted
) -> Response:  # fmt: skip
    request.state.attempt = partial(_page_again, request, account.code, {})
    held = find_membership(session, account, membership)
    withdraw_role(session, administrator, held, reason=str(data.get("reason") or ""), on=signin.now().date())
    return see_other(request, f"/accounts/{account.code}", "role_withdrawn")
