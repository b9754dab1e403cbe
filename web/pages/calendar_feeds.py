"""Calendar feeds: made and revoked on the account's page, read at a secret address that needs no sign-in."""

from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, BackgroundTasks, Path, Request, Response

from governance.calendar_feeds import FeedForm, create_feed, find_feed, revoke_feed
from governance.errors import Refusal
from governance.forms import read_form
from web import calendar_feeds, signin
from web.access import CurrentActor, Submitted, Transaction
from web.account_views import Own, account_view
from web.plain_forms import Tried
from web.rendering import respond, see_other

router = APIRouter(include_in_schema=False)
Secret = Annotated[str, Path(max_length=100)]


def _again(request: Request, typed: dict[str, Any], refusal: Refusal, status: int) -> Response:
    view = account_view(request, request.state.session, feed_tried=Tried(typed, refusal))
    return respond(request, "account.html", view, status=status)


@router.get("/feeds/{secret}.ics")
def read(request: Request, background: BackgroundTasks, secret: Secret) -> Response:
    return calendar_feeds.feed(request, background, secret)


@router.post("/account/feeds")
def create(request: Request, session: Transaction, actor: CurrentActor, own: Own, data: Submitted) -> Response:
    """Answers with a page, as a new token does: the address is shown once and cannot be redirected to."""
    request.state.attempt = partial(_again, request, data)
    _feed, secret = create_feed(session, actor, own, read_form(FeedForm, data))
    view = account_view(request, session, new_feed=calendar_feeds.address_of_feed(request, secret))
    return respond(request, "account.html", view)


@router.post("/account/feeds/{code}/closure")
def drop(request: Request, session: Transaction, actor: CurrentActor, own: Own, code: Annotated[str, Path(max_length=14)]) -> Response:  # fmt: skip
    revoke_feed(session, actor, find_feed(session, own.key, code), signin.now().date())
    return see_other(request, "/account", "feed_revoked")
