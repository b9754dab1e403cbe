"""The risk register: cause, event and effect, how likely and how bad, who owns it and what is done about it."""

from datetime import date
from enum import StrEnum, auto
from typing import Annotated, Any, ClassVar

from sqlmodel import Session

from governance.authority import Actor, Permission
from governance.columns import link, listing, long_text, name_column, words
from governance.commands import command
from governance.errors import Conflict, Problem, refuse_if
from governance.forms import Day, Line, Prose, RecordForm, Reference, Score
from governance.goals import Factor
from governance.programmes import Programme
from governance.records import ProgrammeRecord, add, check_not_withdrawn, move, revise, withdraw
from governance.registers import Column, Filter, Register
from risks import scoring
from risks.attention import attention


class RiskKind(StrEnum):
    threat = auto()
    opportunity = auto()


class Category(StrEnum):
    executive = auto()
    goals = auto()
    data = auto()
    adoption = auto()
    training = auto()
    vendor = auto()
    integration = auto()
    security = auto()
    compliance = auto()
    process = auto()
    schedule = auto()
    cost = auto()
    culture = auto()
    collaboration = auto()
    customer = auto()


class Strategy(StrEnum):
    avoid = auto()
    reduce = auto()
    transfer = auto()
    accept = auto()
    escalate = auto()
    exploit = auto()
    enhance = auto()
    share = auto()


class RiskStatus(StrEnum):
    identified = auto()
    assessed = auto()
    response_planned = auto()
    in_treatment = auto()
    monitored = auto()
    escalated = auto()
    occurred = auto()
    closed = auto()


_S = RiskStatus
_OPEN = (_S.identified, _S.assessed, _S.response_planned, _S.in_treatment, _S.monitored)
TRANSITIONS: dict[RiskStatus, frozenset[RiskStatus]] = {
    _S.identified: frozenset({_S.assessed, _S.escalated, _S.occurred}),
    _S.assessed: frozenset({_S.response_planned, _S.monitored, _S.escalated, _S.occurred}),
    _S.response_planned: frozenset({_S.in_treatment, _S.escalated, _S.occurred}),
    _S.in_treatment: frozenset({_S.monitored, _S.escalated, _S.occurred}),
    _S.monitored: frozenset({_S.in_treatment, _S.closed, _S.escalated, _S.occurred}),
    _S.escalated: frozenset(_OPEN),
    _S.occurred: frozenset({_S.closed}),
}
STRATEGIES = {
    RiskKind.threat: frozenset(
        {Strategy.avoid, Strategy.reduce, Strategy.transfer, Strategy.accept, Strategy.escalate}
    ),
    RiskKind.opportunity: frozenset(
        {Strategy.exploit, Strategy.enhance, Strategy.share, Strategy.accept, Strategy.escalate}
    ),
}
IMPACTS = ("impact_schedule", "impact_cost", "impact_adoption", "impact_compliance")


class RiskForm(RecordForm):
    REQUIRED_TEXT = ("title", "cause", "event", "effect")

    title_zh: Line | None = None
    title_en: Line | None = None
    cause_zh: Prose | None = None
    cause_en: Prose | None = None
    event_zh: Prose | None = None
    event_en: Prose | None = None
    effect_zh: Prose | None = None
    effect_en: Prose | None = None
    kind: RiskKind = RiskKind.threat
    category: Category
    factor: Factor | None = None
    probability: Score
    impact_schedule: Score | None = None
    impact_cost: Score | None = None
    impact_adoption: Score | None = None
    impact_compliance: Score | None = None
    strategy: Strategy | None = None
    owner: Annotated[str, Reference("person")] | None = None
    residual_probability: Score | None = None
    residual_impact: Score | None = None
    tasks: Annotated[list[str], Reference("task")] = []
    raised_on: Day | None = None
    review_due: Day | None = None

    def problems(self) -> list[Problem]:
        found = []
        worst = scoring.impact(getattr(self, name) for name in IMPACTS)
        if worst is None:
            found.append(Problem("IMPACT_MISSING", "impact_schedule", None, {}))
        residual, inherent = (
            scoring.score(self.residual_probability, self.residual_impact),
            scoring.score(self.probability, worst),
        )
        if residual is not None and inherent is not None and residual > inherent and self.kind == RiskKind.threat:
            found.append(
                Problem(
                    "RESIDUAL_ABOVE_INHERENT",
                    "residual_probability",
                    residual,
                    {"residual": residual, "inherent": inherent},
                )
            )
        if self.strategy and self.kind and self.strategy not in STRATEGIES[self.kind]:
            allowed = sorted(STRATEGIES[self.kind])
            found.append(
                Problem("STRATEGY_KIND_MISMATCH", "strategy", self.strategy, {"kind": self.kind, "allowed": allowed})
            )
        for tongue in ("zh", "en"):
            event, effect = getattr(self, f"event_{tongue}"), getattr(self, f"effect_{tongue}")
            if event and event == effect:
                found.append(Problem("EFFECT_EQUALS_EVENT", f"effect_{tongue}", effect, {}))
        return found


class Risk(ProgrammeRecord, table=True):
    KIND: ClassVar[str] = "risk"
    PREFIX: ClassVar[str] = "RSK-"

    status: RiskStatus = words(RiskStatus, RiskStatus.identified)
    title_zh: str | None = name_column()
    title_en: str | None = name_column()
    cause_zh: str | None = long_text()
    cause_en: str | None = long_text()
    event_zh: str | None = long_text()
    event_en: str | None = long_text()
    effect_zh: str | None = long_text()
    effect_en: str | None = long_text()
    kind: RiskKind = words(RiskKind, RiskKind.threat)
    category: Category = words(Category, Category.schedule)
    factor: Factor | None = words(Factor)
    probability: int = 3
    impact_schedule: int | None = None
    impact_cost: int | None = None
    impact_adoption: int | None = None
    impact_compliance: int | None = None
    strategy: Strategy | None = words(Strategy)
    owner_id: int | None = link("person", foreign_key="person.id")
    residual_probability: int | None = None
    residual_impact: int | None = None
    tasks: list[str] = listing()
    raised_on: date | None = None
    review_due: date | None = None

    @property
    def impact(self) -> int | None:
        """The worst of the four dimensions."""
        return scoring.impact((self.impact_schedule, self.impact_cost, self.impact_adoption, self.impact_compliance))


@command(Permission.maintain_risks)
def raise_risk(session: Session, actor: Actor, programme: Programme, form: RiskForm) -> Risk:
    fixed: dict[str, Any] = {} if form.raised_on else {"raised_on": programme.status_date}
    return add(session, Risk, programme.key, form, **fixed)


@command(Permission.maintain_risks, own=Permission.maintain_own_risks)
def revise_risk(session: Session, actor: Actor, risk: Risk, form: RiskForm, version: int | None) -> Risk:
    return revise(session, risk, form, version)


@command(Permission.maintain_risks)
def withdraw_risk(
    session: Session, actor: Actor, risk: Risk, reason: str, on: date, version: int | None = None
) -> Risk:
    return withdraw(session, risk, reason, on, version)


@command(Permission.maintain_risks, own=Permission.maintain_own_risks)
def move_risk(session: Session, actor: Actor, risk: Risk, to: RiskStatus, reason: str | None = None) -> Risk:
    """Change a risk's state. Closing it, or saying that it occurred, needs a reason."""
    check_not_withdrawn(risk)
    if to in (RiskStatus.closed, RiskStatus.occurred, RiskStatus.escalated) and not (reason or "").strip():
        refuse_if([Problem("REASON_REQUIRED", "reason", None, {})])
    if to == RiskStatus.response_planned and risk.strategy is None:
        raise Conflict([Problem("STRATEGY_MISSING", "strategy", None, {"code": risk.code})])
    move(risk, to, TRANSITIONS)
    return risk


def _derived(session: Session, programme: Programme, risks: list[Risk]) -> dict[int, dict[str, Any]]:
    """Score, level and whether the risk stands above appetite, before the response and after it."""
    found = {}
    for risk in risks:
        worst = risk.impact
        points = scoring.score(risk.probability, worst)
        left = scoring.score(risk.residual_probability, risk.residual_impact)
        found[risk.id] = {
            "impact": worst,
            "score": points,
            "level": scoring.level(risk.probability, worst),
            "residual_score": left,
            "residual_level": scoring.level(risk.residual_probability, risk.residual_impact),
            "above_appetite": scoring.above_appetite(risk.category, points),
            "review_overdue": scoring.review_overdue(risk.review_due, programme.status_date),
        }
    return found


def _attention(session: Session, programme: Programme, risk: Risk) -> list[Problem]:
    """What a risk lacks on the status date."""
    from risks.responses import responses_to  # responses name their risk, so they cannot stand above

    responses = responses_to(session, programme.id, [risk.id] if risk.id is not None else [])
    return attention(risk, responses.get(risk.id or 0, ()), programme.status_date)


RISKS = Register(
    kind="risk", plural="risks", table=Risk, form=RiskForm, section="risk", icon="alert-triangle", title="title",
    columns=(
        Column("title"), Column("category", "badge"), Column("probability", "number"),
        Column("impact", "number", computed=True), Column("score", "number", computed=True),
        Column("level", "badge", computed=True), Column("residual_score", "number", computed=True),
        Column("owner", "person"), Column("status", "badge"), Column("review_due", "date"),
    ),
    filters=(
        Filter("status"), Filter("level", values=("extreme", "high", "moderate", "low")), Filter("category"), Filter("factor"),
        Filter("kind"), Filter("strategy"), Filter("owner"), Filter("tasks", "text"), *(
            Filter(key, "hidden", tuple("12345")) for key in ("probability", "impact", "residual_probability", "residual_impact")
        ),
    ),
    search=("title_zh", "title_en", "cause_zh", "cause_en", "event_zh", "event_en", "effect_zh", "effect_en"),
    sort="-score", compute=_derived, attention=_attention, write=Permission.maintain_risks, own_write=Permission.maintain_own_risks,
    create=raise_risk, revise=revise_risk, withdraw=withdraw_risk, move=move_risk, transitions=TRANSITIONS, aside=frozenset({_S.escalated, _S.occurred}),
    sections=(
        ("statement", ("title", "cause", "event", "effect")),
        ("assessment", ("kind", "category", "factor", "probability", "impact", *IMPACTS, "score", "level", "above_appetite")),
        ("response", ("strategy", "owner", "residual_probability", "residual_impact", "residual_score", "residual_level", "tasks")),
        ("dates", ("raised_on", "review_due", "review_overdue")),
    ),
    children=(("response", "risk"),),
)  # fmt: skip
