"""What the pages about oneself show: signing in, the first run, one's own account."""

from dataclasses import field
from datetime import datetime
from typing import Annotated

from fastapi import Depends, Request
from sqlmodel import Session

from governance.accounts import LANGUAGES, Account, any_account
from governance.api_tokens import ApiToken, tokens_of, tokens_used
from governance.calendar_feeds import CalendarFeed, FeedContent, feeds_of, feeds_used, programme_codes
from governance.demo_accounts import demo_people
from governance.errors import Problem
from governance.memberships import HeldRole, roles_by_account
from governance.programmes import programme_names
from governance.sign_ins import SignIn, sign_ins
from web.access import CurrentActor, Transaction
from web.errors import FirstRunRequired
from web.first_run import FirstRunForm
from web.i18n import NAMES, gettext, pick, text_of
from web.plain_forms import UNTRIED, Said, Tried, fields_of
from web.signin import from_this_machine, idle, now
from web.viewclass import viewclass
from web.views import FieldControl
from web.words.values import value_label


@viewclass
class DemoView:
    email: str
    name: str
    role: str


@viewclass
class SignInView:
    title: str
    action: str
    email: str
    next: str
    problems: Said
    demo: list[DemoView]
    demo_action: str = "/sign-in/demo"


@viewclass
class FirstRunView:
    title: str
    action: str
    problems: Said
    fields: list[FieldControl]


@viewclass
class SessionRow:
    device: str
    address: str
    started: datetime
    seen: datetime
    current: bool
    revoke_href: str


@viewclass
class TokenRow:
    name: str
    prefix: str
    scope: str
    created: datetime | None
    expires: datetime
    used: datetime | None
    revoke_href: str


@viewclass
class FeedRow:
    name: str
    content: str
    programme: str
    created: datetime | None
    used: datetime | None
    revoke_href: str


@viewclass
class FeedsView:
    """The calendars that one has, and the form for another. `new` is the address, shown this once."""

    rows: list[FeedRow]
    contents: list[tuple[str, str]]
    programmes: list[tuple[str, str]]
    new: str | None
    problems: Said
    typed: dict[str, str]


@viewclass
class Whom:
    name: str
    email: str
    roles: list[str]


@viewclass
class AccountView:
    title: str
    person: Whom
    language: str
    languages: list[tuple[str, str]]
    sessions: list[SessionRow]
    tokens: list[TokenRow]
    is_demo: bool
    feeds: FeedsView
    new_token: str | None = None
    password_problems: Said = field(default_factory=list)
    token_problems: Said = field(default_factory=list)
    typed: dict[str, str] = field(default_factory=dict)


def sign_in_view(request: Request, session: Session, next_: str, tried: Tried = UNTRIED) -> SignInView:
    """The sign-in page.

    Raises:
        FirstRunRequired: there is no account yet.
    """
    if not any_account(session):
        raise FirstRunRequired([Problem("SIGN_IN_REQUIRED")])
    found = demo_people(session) if from_this_machine(request) else []
    demo = [DemoView(a.email, text_of(who, "name") or a.name, value_label("role", role)) for a, role, who in found]
    return SignInView(gettext("Sign in"), "/sign-in", str(tried.typed.get("email", ""))[:200], next_, tried.said, demo)


def first_run_view(request: Request, tried: Tried = UNTRIED) -> FirstRunView:
    """The form for the first administrator; whoever is at the machine needs no set-up code."""
    fields = fields_of(FirstRunForm, tried)
    shown = [f for f in fields if f.name != "setup_code" or not from_this_machine(request)]
    return FirstRunView(gettext("Set up Steerboard"), "/first-run", tried.said, shown)


def _own(session: Transaction, actor: CurrentActor) -> Account:
    return session.get_one(Account, actor.account_id)


Own = Annotated[Account, Depends(_own, scope="function")]


def account_view(
    request: Request,
    session: Session,
    new_token: str | None = None,
    new_feed: str | None = None,
    feed_tried: Tried = UNTRIED,
) -> AccountView:
    """The account of whoever asks. `new_token` and `new_feed` are shown this once."""
    account = session.get_one(Account, request.state.actor.account_id)
    held = roles_by_account(session, [account.key]).get(account.key, [])
    here = getattr(request.state, "sign_in", None)
    sessions = [_session_row(s, here) for s in sign_ins(session, account.key, now(), idle(request))]
    tokens = tokens_of(session, account.key)
    used = tokens_used(session, tokens)
    return AccountView(
        title=gettext("Your account"), person=Whom(account.name, account.email, [role_label(h) for h in held]),
        language=account.language or "", languages=[("", gettext("As the browser")), *((tag, NAMES[tag]) for tag in LANGUAGES)],
        sessions=sessions, tokens=[_token_row(t, used.get(t.id or 0)) for t in tokens], is_demo=account.is_demo,
        feeds=_feeds(request, session, account, new_feed, feed_tried), new_token=new_token,
    )  # fmt: skip


def _feeds(request: Request, session: Session, account: Account, new: str | None, tried: Tried) -> FeedsView:
    feeds = feeds_of(session, account.key)
    used, codes = feeds_used(session, feeds), programme_codes(session, feeds)
    programmes = [(code, f"{code} · {pick(zh, en)}") for code, zh, en in programme_names(session, request.state.actor)]
    return FeedsView(
        rows=[_feed_row(f, used.get(f.id or 0), codes.get(f.programme_id or 0)) for f in feeds],
        contents=[(str(c), value_label("content", c)) for c in FeedContent], programmes=[("", gettext("every programme")), *programmes],
        new=new, problems=[(f"feed-{name}", words, said) for name, words, said in tried.said],
        typed={name: str(value)[:200] for name, value in tried.typed.items()},
    )  # fmt: skip


def _feed_row(feed: CalendarFeed, used: datetime | None, programme: str | None) -> FeedRow:
    content, where = value_label("content", feed.content), programme or gettext("every programme")
    return FeedRow(feed.name, content, where, feed.created_at, used, f"/account/feeds/{feed.code}/closure")


def _session_row(found: SignIn, here: int | None) -> SessionRow:
    href = f"/account/sessions/{found.id}/closure"
    return SessionRow(found.device, found.address, found.started_at, found.seen_at, found.id == here, href)


def _token_row(token: ApiToken, used: datetime | None) -> TokenRow:
    scope, href = scope_label(token.scope), f"/account/tokens/{token.code}/closure"
    return TokenRow(token.name, f"{token.begins}…", scope, token.created_at, token.expires_at, used, href)


def scope_label(scope: str) -> str:
    return gettext("read") if scope == "read" else gettext("read and write")


def role_label(held: HeldRole) -> str:
    """A role with where it holds: `Sponsor · BCT`, `Administrator · every programme`."""
    where = held.programme or gettext("every programme")
    return f"{value_label('role', held.membership.role)} · {where}"
