"""The end of what an account was granted: its sign-ins, tokens and calendar feeds, or the account itself."""

from datetime import date

from sqlmodel import Session

from governance.accounts import Account
from governance.api_tokens import drop_token, tokens_of
from governance.authority import Actor, Permission
from governance.calendar_feeds import drop_feed, feeds_of
from governance.commands import command
from governance.memberships import keep_an_administrator
from governance.records import restore, withdraw
from governance.sign_ins import end_sign_ins


def shut_out(session: Session, account: Account, reason: str, on: date, keep: int | None = None) -> None:
    """End every sign-in but `keep`, every token and every calendar feed. Called inside a command."""
    end_sign_ins(session, account.key, keep)
    for token in tokens_of(session, account.key):
        drop_token(session, token, reason, on)
    for feed in feeds_of(session, account.key):
        drop_feed(session, feed, reason, on)


@command(Permission.manage_accounts)
def deactivate_account(session: Session, actor: Actor, account: Account, reason: str, on: date) -> Account:
    """Shut an account out at once. What it did stays under its name.

    Raises:
        Conflict: the house would be left without an administrator.
    """
    keep_an_administrator(session, account.key)
    shut_out(session, account, "account deactivated", on)
    return withdraw(session, account, reason, on)


@command(Permission.manage_accounts)
def reactivate_account(session: Session, actor: Actor, account: Account) -> Account:
    """Let an account in again: with its password and roles, not with its old sign-ins and tokens."""
    return restore(session, account)
