"""Decisions beyond their register: what is waiting above the list, and choosing an option on the decision's page."""

from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request, Response

from governance.authority import Permission
from governance.decisions import RATIONALE_AT_LEAST, Decision, DecisionStatus, VerdictForm, decide, decisions_needed
from governance.errors import Refusal
from governance.forms import read_form
from governance.records import find
from web import register_records
from web.access import Here, InProgramme, Submitted
from web.i18n import plain_day, text_of
from web.register_access import opened_with
from web.registry import REGISTERS
from web.rendering import respond, see_other
from web.typed_days import with_days
from web.viewclass import viewclass
from web.views import RegisterShow
from web.words.refusals import message

router = APIRouter(prefix="/programmes/{programme}", include_in_schema=False)
Code = Annotated[str, Path(max_length=20)]


@viewclass
class Waiting:
    """One open decision: what is asked, by when, and whether that has passed."""

    code: str
    question: str
    needed_by: str
    overdue: bool
    days_left: int | None
    cost_wd: int | None
    href: str


@viewclass
class WaitingPanel:
    """The open decisions, the most urgent first."""

    decisions: list[Waiting]


def waiting_panel(here: Here) -> WaitingPanel:
    found = []
    for d in decisions_needed(here.session, here.programme, here.status_date):
        left = (d.needed_by - here.status_date).days if d.needed_by else None
        found.append(
            Waiting(
                d.code, text_of(d, "question"), plain_day(d.needed_by), left is not None and left < 0, left, d.cost_of_waiting_wd,
                f"{here.path}/decisions/{d.code}",
            )
        )  # fmt: skip
    return WaitingPanel(found)


@viewclass
class VerdictPanel:
    """An open decision's options, and whether the reader may choose; what was typed comes back with a refusal."""

    open: bool
    options: list[str]
    chosen: str | None
    may_decide: bool
    decide_href: str
    today: str
    minimum: int
    typed: dict[str, Any]
    problems: list[tuple[str, str]]


def verdict_panel(
    here: Here, decision: Decision, typed: dict[str, Any] | None = None, refusal: Refusal | None = None
) -> VerdictPanel:
    is_open = decision.status == DecisionStatus.open and decision.withdrawn_on is None
    problems = [(p.field, message(p)) for p in refusal.problems] if refusal else []
    return VerdictPanel(
        is_open, decision.options, decision.chosen, is_open and here.may(Permission.decide), f"{here.path}/decisions/{decision.code}/verdict",
        here.status_date.isoformat(), RATIONALE_AT_LEAST, typed or {}, problems,
    )  # fmt: skip


@router.post("/decisions/{code}/verdict")
def choose(here: InProgramme, code: Code, data: Submitted) -> Response:
    decision = find(here.session, Decision, here.programme.id, code.upper())
    data = with_days(here, VerdictForm, data)
    here.request.state.attempt = partial(_again, here.request, decision.code, dict(data))
    here.actor.require(Permission.decide, here.programme.id)
    opened_with(decision, data)
    asked = {k: v for k, v in data.items() if k in VerdictForm.model_fields}
    decide(here.session, here.actor, decision, read_form(VerdictForm, asked))
    return see_other(here.request, f"{here.path}/decisions/{decision.code}", "moved")


def _again(request: Request, code: str, typed: dict[str, Any], refusal: Refusal, status: int) -> Response:
    """The decision's page again, with what was typed and what was refused."""
    here: Here = request.state.here
    decision = find(here.session, Decision, here.programme.id, code)
    view: RegisterShow = register_records.show(here, REGISTERS["decision"], decision)
    view.extra = verdict_panel(here, decision, typed, refusal)
    return respond(request, "registers/show.html", view, status=status)
