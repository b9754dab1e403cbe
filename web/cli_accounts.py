"""Accounts and tokens from the command line, for whoever works on the server itself."""

import secrets
from datetime import UTC, datetime

from governance.accounts import AccountForm, account_named, account_of, open_account
from governance.api_tokens import TokenForm
from governance.api_tokens import create_token as make_token
from governance.authority import Role, operator
from governance.errors import Invalid
from governance.forms import read_form
from governance.memberships import grant_role
from governance.passwords import password_problems, set_password
from governance.programmes import find_programme
from web import passwords
from web.database import Database


def add_user(
    database: Database, email: str, role: str, programme: str | None, name: str | None, password: str | None
) -> str:
    """An account with a role, or a further role for an account that exists. Returns what to tell the operator."""
    me, form = operator(), read_form(AccountForm, {"email": email, "name": name or email.partition("@")[0]})
    if password is not None and (problems := password_problems(password, form.email)):
        raise Invalid(problems)
    secret = password if password is not None else secrets.token_urlsafe(15)
    hashed = passwords.hashed(secret)
    with database.transaction(writes=True) as session:
        where = find_programme(session, me, programme) if programme else None
        account = account_of(session, form.email)
        known = account is not None
        account = account or open_account(session, me, None, form)
        grant_role(session, me, where, account, Role(role))
        if not known or password is not None:
            set_password(session, me, account, hashed, datetime.now(UTC))
    place = f"in programme {where.code}" if where else "in every programme"
    if known:
        return f"{account.email} now holds the role {role} {place}."
    told = "" if password is not None else f" Password (shown once): {secret}"
    return f"{account.email} may sign in with the role {role} {place}.{told}"


def create_token(database: Database, email: str, scope: str, days: int, name: str) -> str:
    """The secret of a new token."""
    form = read_form(TokenForm, {"name": name, "scope": scope, "days": days})
    with database.transaction(writes=True) as session:
        return make_token(session, operator(), account_named(session, email), form, datetime.now(UTC))[1]
