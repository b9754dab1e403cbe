"""Risks beyond their register: the matrix above the list, what a risk's page shows on top, and planning a response from there."""

from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request, Response
from sqlalchemy import select as sql
from sqlmodel import col

from governance.authority import Permission
from governance.errors import Refusal
from governance.forms import read_form
from governance.records import find
from risks import scoring
from risks.attention import SETTLED
from risks.register import IMPACTS, Risk, RiskKind, RiskStatus
from risks.responses import RESPONSES, ResponseForm, is_overdue, plan_response, responses_to
from web import register_forms
from web.access import Here, InProgramme, Submitted
from web.charts.risk_matrix import Matrix, Spot, matrix
from web.i18n import text_of
from web.rendering import respond, see_other
from web.typed_days import with_days
from web.viewclass import viewclass
from web.views import FieldControl

router = APIRouter(prefix="/programmes/{programme}", include_in_schema=False)
OPEN = ",".join(s for s in RiskStatus if s not in SETTLED)


@viewclass
class MatrixPanel:
    """The matrix of open threats, and the open opportunities apart."""

    threats: Matrix
    opportunities: list[tuple[str, str, int | None, scoring.Level | None, str]]
    opportunities_href: str


_PLACED = (
    "code",
    "title_zh",
    "title_en",
    "status",
    "kind",
    "probability",
    "residual_probability",
    "residual_impact",
    *IMPACTS,
)


def matrix_panel(here: Here) -> MatrixPanel:
    # Columns and not records: the matrix needs a few figures of every risk, whatever the list below shows.
    query = sql(*(getattr(Risk, name) for name in _PLACED)).where(
        col(Risk.programme_id) == here.programme.id, col(Risk.withdrawn_on).is_(None)
    )
    standing = [r for r in here.session.execute(query.order_by(col(Risk.code))) if r.status not in SETTLED]
    href = f"{here.path}/risks"
    impacts = {r.code: scoring.impact(getattr(r, name) for name in IMPACTS) for r in standing}
    threats = [
        Spot(r.code, r.probability, worst, r.residual_probability, r.residual_impact)
        for r in standing
        if r.kind == RiskKind.threat and (worst := impacts[r.code])
    ]
    opportunities = [
        (r.code, text_of(r, "title"), scoring.score(r.probability, impacts[r.code]), scoring.level(r.probability, impacts[r.code]), f"{href}/{r.code}")
        for r in standing
        if r.kind == RiskKind.opportunity
    ]  # fmt: skip
    made = matrix(threats, href, (("status", OPEN), ("kind", RiskKind.threat)))
    return MatrixPanel(made, opportunities, f"{href}?kind=opportunity")


@viewclass
class StandingPanel:
    """How a risk stands: its place before and after response, the appetite of its category, who must act, and its responses."""

    spot: Matrix | None
    score: int | None
    level: str | None
    residual_score: int | None
    residual_level: str | None
    appetite: int
    above: bool
    forum: str | None
    within_wd: int
    settled: bool
    responses_open: int
    responses_overdue: int
    may_plan: bool
    plan_href: str
    fields: list[FieldControl]


def standing_panel(here: Here, risk: Risk) -> StandingPanel:
    points = scoring.score(risk.probability, risk.impact)
    left = scoring.score(risk.residual_probability, risk.residual_impact)
    above = risk.kind == RiskKind.threat and scoring.above_appetite(risk.category, points)
    escalation = scoring.escalation(points or 0) if above else None
    responses = responses_to(here.session, here.programme.id, [risk.id or 0]).get(risk.id or 0, [])
    spot = (
        [Spot(risk.code, risk.probability, risk.impact, risk.residual_probability, risk.residual_impact)]
        if risk.impact
        else []
    )
    may_plan = risk.withdrawn_on is None and _may_plan(here, risk)
    return StandingPanel(
        matrix(spot) if spot else None, points, scoring.level(risk.probability, risk.impact), left,
        scoring.level(risk.residual_probability, risk.residual_impact), scoring.appetite(risk.category), above,
        escalation.forum if escalation else None, escalation.within_wd if escalation else 0, risk.status in SETTLED,
        sum(r.status == "open" for r in responses), sum(is_overdue(r, here.status_date) for r in responses),
        may_plan, f"{here.path}/risks/{risk.code}/responses", _plan_fields(here) if may_plan else [],
    )  # fmt: skip


def _may_plan(here: Here, risk: Risk) -> bool:
    mine = here.actor.is_person(risk.owner_id, here.programme.id)
    return here.may(Permission.maintain_risks) or (mine and here.may(Permission.maintain_own_risks))


def _plan_fields(here: Here) -> list[FieldControl]:
    """The few fields with which a response begins."""
    fields = {n: ResponseForm.model_fields[n] for n in ("action_zh", "action_en", "owner", "due")}
    return register_forms.controls(here, fields, {}, (), new=True, required_text=("action",))


@router.post("/risks/{code}/responses")
def plan(here: InProgramme, code: Annotated[str, Path(max_length=20)], data: Submitted) -> Response:
    risk = find(here.session, Risk, here.programme.id, code.upper())
    data = with_days(here, ResponseForm, data) | {"risk": risk.code}
    here.request.state.attempt = partial(_again, here.request, data)
    plan_response(here.session, here.actor, here.programme, read_form(ResponseForm, data))
    return see_other(here.request, f"{here.path}/risks/{risk.code}", "created")


def _again(request: Request, typed: dict[str, Any], refusal: Refusal, status: int) -> Response:
    """The response's own form, with what was typed and what was refused."""
    view = register_forms.edit(request.state.here, RESPONSES, None, typed, refusal)
    return respond(request, "registers/edit.html", view, status=status)
