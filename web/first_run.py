"""The first run: nobody has an account, so whoever holds the machine, or the code that it printed, makes the first administrator."""

import hmac
import os
import secrets
from pathlib import Path
from typing import Annotated, Any

from fastapi import Request
from pydantic import Field as F
from sqlmodel import Session

from governance.accounts import Account, AccountForm, any_account, open_account
from governance.attempts import attempt_subjects, note_attempt
from governance.authority import Actor, Role
from governance.errors import Invalid, NotFound, Problem
from governance.forms import Email, Form, Line, read_form
from governance.memberships import grant_role
from governance.passwords import password_problems, set_password
from web import passwords, signin
from web.database import Database
from web.signin import Entered

CODE_FILE = "first-run.code"


class FirstRunForm(Form):
    name: Line
    email: Email
    password: str
    setup_code: Annotated[Line, F(max_length=40)] | None = None

    def problems(self) -> list[Problem]:
        return password_problems(self.password or "", self.email or "")


def first_run_due(session: Session, path: str) -> None:
    """Refuse as if it were not there once anybody has an account.

    Raises:
        NotFound: somebody has.
    """
    if any_account(session):
        raise NotFound([Problem("NOT_FOUND", "", None, {"kind": "page", "code": path})])


def make_first_administrator(request: Request, data: dict[str, Any]) -> Entered:
    """The first account, administrator and project manager in every programme, signed in.

    Raises:
        NotFound: somebody has an account already.
        Invalid: a field is wrong, or the set-up code is, where one is asked for.
    """
    database: Database = request.app.state.database
    form = read_form(FirstRunForm, data)
    _check_code(request, database, form.setup_code or "")
    hashed = passwords.hashed(form.password)
    with database.transaction(writes=True) as session:
        first_run_due(session, request.url.path)
        actor = Actor(form.name, roles={None: frozenset({Role.admin})}, via="first_run")
        account = open_administrator(session, actor, form.name, form.email, hashed)
        entered = signin.enter_as(request, session, account)
    (database.data_dir / CODE_FILE).unlink(missing_ok=True)
    return entered


def open_administrator(session: Session, actor: Actor, name: str, email: str, hashed: str) -> Account:
    """An administrator who may manage projects too: whoever is alone must be able to begin, and nobody raises their own role later."""
    account = open_account(session, actor, None, read_form(AccountForm, {"name": name, "email": email}))
    for role in (Role.admin, Role.pm):
        grant_role(session, actor, None, account, role)
    set_password(session, actor, account, hashed, signin.now())
    return account


def setup_code(data_dir: Path) -> str:
    """The code that stands in for being at the machine; made once, readable by the owner only."""
    path = data_dir / CODE_FILE
    if path.exists():
        return path.read_text().strip()
    code = "-".join(secrets.token_hex(2) for _ in range(4))
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(code + "\n")
    return code


def _check_code(request: Request, database: Database, typed: str) -> None:
    if signin.from_this_machine(request):
        return
    with database.transaction(writes=True) as session:
        subjects, allowed = (
            attempt_subjects("", signin.address_of(request)),
            request.app.state.settings.sign_in_attempts,
        )
        wait = note_attempt(session, subjects, signin.now(), allowed)
    if wait is not None:
        raise signin.too_many(wait)
    if not hmac.compare_digest(typed.strip().lower().encode(), setup_code(database.data_dir).encode()):
        raise Invalid([Problem("SETUP_CODE_WRONG", "setup_code")])
