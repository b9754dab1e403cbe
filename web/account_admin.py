"""What the administrator's pages about accounts show: everybody's list, one account with its roles, its form."""

from collections.abc import Sequence
from dataclasses import field

from fastapi import Request
from sqlmodel import Session

from governance import audit
from governance.accounts import LANGUAGES, Account, AccountForm, accounts
from governance.authority import Role
from governance.memberships import HeldRole, RoleForm, roles_by_account
from governance.programmes import programmes_of
from web.account_views import role_label
from web.i18n import NAMES, gettext, instant, text_of
from web.plain_forms import UNTRIED, Options, Said, Tried, fields_of
from web.viewclass import viewclass
from web.views import FieldControl, HistoryEntry
from web.words.fields import label
from web.words.registers import command_label, words_of
from web.words.values import value_label

Crumbs = list[tuple[str, str | None]]


@viewclass
class AccountRow:
    code: str
    name: str
    email: str
    roles: list[str]
    active: bool
    is_demo: bool
    href: str


@viewclass
class AccountsView:
    title: str
    purpose: str
    rows: list[AccountRow]
    create_label: str
    create_href: str = "/accounts/new"
    crumbs: Crumbs = field(default_factory=list)


@viewclass
class RoleRow:
    code: str
    role: str
    programme: str
    person: str
    withdraw_href: str


@viewclass
class AccountShow:
    title: str
    code: str
    account: AccountRow
    version: int
    facts: list[tuple[str, str]]
    roles: list[RoleRow]
    own: bool
    grant_action: str
    grant_fields: list[FieldControl]
    grant_problems: Said
    history: list[HistoryEntry]
    new_password: str | None
    crumbs: Crumbs = field(default_factory=list)


@viewclass
class AccountEdit:
    title: str
    action: str
    cancel_href: str
    submit_label: str
    fields: list[FieldControl]
    problems: Said
    version: int | None
    crumbs: Crumbs = field(default_factory=list)


def accounts_view(session: Session) -> AccountsView:
    words, held = words_of("account"), roles_by_account(session)
    rows = [_row(account, held.get(account.key, [])) for account in accounts(session)]
    return AccountsView(words.plural, words.purpose, rows, words.create, crumbs=[(words.plural, None)])


def account_show(
    request: Request, session: Session, account: Account, new_password: str | None = None, tried: Tried = UNTRIED
) -> AccountShow:
    """One account with its roles, and the form that grants another. `new_password` is shown this once."""
    held = roles_by_account(session, [account.key]).get(account.key, [])
    href, actor = f"/accounts/{account.code}", request.state.actor
    options = {
        "role": [(str(r), value_label("role", r)) for r in Role],
        "programme": [(p.code, f"{p.code} · {text_of(p, 'name')}") for p in programmes_of(session, actor)],
    }
    return AccountShow(
        title=account.name, code=account.code, account=_row(account, held), version=account.version, facts=_facts(account),
        roles=[_role_row(h, href) for h in held], own=account.id == actor.account_id, grant_action=f"{href}/roles",
        grant_fields=_role_fields(tried, options), grant_problems=tried.said, history=_history(session, account, held),
        new_password=new_password, crumbs=[(words_of("account").plural, "/accounts"), (account.name, None)],
    )  # fmt: skip


def _role_fields(tried: Tried, options: Options) -> list[FieldControl]:
    fields = fields_of(RoleForm, tried, options)
    hints = {
        "programme": gettext("Empty: in every programme"),
        "person": gettext("Code of the person for whom the account stands there, such as PER-01"),
    }
    for control in fields:
        control.hint = hints.get(control.name, "")
    return fields


def account_edit(account: Account | None, tried: Tried = UNTRIED) -> AccountEdit:
    """The form of an account; None: of a new one."""
    words = words_of("account")
    filled = {n: getattr(account, n) for n in AccountForm.model_fields} if account else {}
    options = {"language": [(tag, NAMES[tag]) for tag in LANGUAGES]}
    fields = fields_of(AccountForm, Tried(filled | dict(tried.typed), tried.refusal), options)
    href = f"/accounts/{account.code}" if account else "/accounts"
    trail: Crumbs = [(words.plural, "/accounts"), (account.name if account else words.create, None)]
    title, verb = (account.name, gettext("Save")) if account else (words.create, words.create)
    return AccountEdit(title, href, href, verb, fields, tried.said, account.version if account else None, trail)


def _facts(account: Account) -> list[tuple[str, str]]:
    found = [
        (label("email"), account.email),
        (label("language"), NAMES.get(account.language or "", gettext("As the browser"))),
        (label("password_changed_at"), instant(account.password_changed_at) or gettext("never")),
    ]
    return found if account.active else [*found, (gettext("Deactivated"), account.withdrawn_reason or "")]


def _role_row(held: HeldRole, href: str) -> RoleRow:
    m = held.membership
    where = held.programme or gettext("every programme")
    return RoleRow(m.code, value_label("role", m.role), where, held.person or "", f"{href}/roles/{m.code}/closure")


def _row(account: Account, held: Sequence[HeldRole]) -> AccountRow:
    roles = [role_label(h) for h in held]
    return AccountRow(account.code, account.name, account.email, roles, account.active, account.is_demo, f"/accounts/{account.code}")  # fmt: skip


def _history(session: Session, account: Account, held: Sequence[HeldRole]) -> list[HistoryEntry]:
    entries = audit.history(session, account.KIND, account.key, 20)
    entries += [e for h in held for e in audit.history(session, "membership", h.membership.id or 0, 10)]
    newest = sorted(entries, key=lambda e: e.seq or 0, reverse=True)[:30]
    return [HistoryEntry(instant(e.at), e.actor, command_label(e.command), e.reason or "", []) for e in newest]
