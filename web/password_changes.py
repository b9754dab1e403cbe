"""Changing one's own password, and giving somebody a new one."""

import secrets
from typing import Any

from fastapi import Request
from sqlmodel import Session

from governance.accounts import Account, account_named
from governance.attempts import attempt_subjects, forget_attempt
from governance.authority import Actor
from governance.errors import Invalid, Problem
from governance.forms import Form, read_form
from governance.passwords import password_problems, set_password
from web import passwords, signin


class PasswordForm(Form):
    """`username` is what password managers look for; the account is the one that is signed in."""

    current_password: str
    password: str
    username: str | None = None

    def problems(self) -> list[Problem]:
        return password_problems(self.password or "", self.username or "")


def change_password(request: Request, actor: Actor, data: dict[str, Any]) -> None:
    """Replace one's own password. Every other sign-in ends, every token is revoked.

    Raises:
        Invalid: the current password is wrong, or the new one is too plain.
        TooMany: the current password was wrong too often.
    """
    form = read_form(PasswordForm, data | {"username": actor.email})
    if signin.proven(request, actor.email, form.current_password) is None:
        raise Invalid([Problem("PASSWORD_WRONG", "current_password")])
    hashed = passwords.hashed(form.password)
    with request.app.state.database.transaction(writes=True) as session:
        forget_attempt(session, attempt_subjects(actor.email, signin.address_of(request)))
        account = account_named(session, actor.email)
        set_password(session, actor, account, hashed, signin.now(), keep=getattr(request.state, "sign_in", None))


def give_password(session: Session, actor: Actor, account: Account) -> str:
    """A new random password for somebody who lost theirs; told once."""
    password = secrets.token_urlsafe(15)
    set_password(session, actor, account, passwords.hashed(password), signin.now())
    return password
