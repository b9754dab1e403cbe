"""A change request's page beyond its record: the verdict, and what each what-if attached to it does to every milestone."""

from collections.abc import Sequence
from dataclasses import field
from typing import Any

from governance.authority import Permission
from governance.change_control import asks_for_it
from governance.change_requests import TRANSITIONS, VERDICTS, ChangeRequest, ChangeStatus, ChangeType
from governance.decisions import RATIONALE_AT_LEAST
from governance.errors import Refusal
from plans.change_impact import TriedChange, tried_for
from plans.insight.what_if import Moved
from plans.plan import PlanSchedule
from web.access import Here
from web.i18n import gettext, plain_day, signed, text_of
from web.plan_parts import Part, current, task_named
from web.viewclass import viewclass
from web.words.refusals import message
from web.words.values import value_label


@viewclass
class ImpactCell:
    """What one what-if does to one date: working days later (negative: earlier), and the day that it would be."""

    days: str
    day: str
    moved: bool


@viewclass
class ImpactRow:
    """The plan's end or a milestone: the day as planned now, and what each what-if makes of it."""

    what: Part
    now: str
    cells: list[ImpactCell]


@viewclass
class ImpactView:
    """What has been tried for the request, a column each; `failed` can no longer be tried on the plan as it is."""

    tried: list[Part]
    rows: list[ImpactRow]
    failed: list[tuple[Part, list[str]]]
    attach_href: str | None


@viewclass
class ChangePanel:
    """`verdicts`: what may be said about the request now by the reader, none where nothing is to be said or it is not theirs to say."""

    impact: ImpactView
    verdicts: list[tuple[str, str]]
    is_own: bool
    verdict_href: str
    baseline_href: str | None
    today: str
    minimum: int
    typed: dict[str, Any] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)


def change_panel(here: Here, change: ChangeRequest, typed: dict[str, Any] | None = None, refusal: Refusal | None = None) -> ChangePanel:  # fmt: skip
    awaits = VERDICTS & TRANSITIONS.get(change.status, frozenset()) if change.withdrawn_on is None else frozenset()
    decides = bool(awaits) and here.may(Permission.decide)
    own = decides and asks_for_it(here.session, here.actor, change)
    verdicts = (
        [(str(to), value_label("status", to)) for to in ChangeStatus if to in awaits] if decides and not own else []
    )
    ready = (
        change.type == ChangeType.baseline and change.status == ChangeStatus.approved and change.withdrawn_on is None
    )
    may_set = ready and here.may(Permission.set_baseline)
    return ChangePanel(
        impact=_impact(here, change), verdicts=verdicts, is_own=own, verdict_href=f"{here.path}/change-requests/{change.code}/verdict",
        baseline_href=f"{here.path}/baselines/new?change_request={change.code}" if may_set else None,
        today=here.status_date.isoformat(), minimum=RATIONALE_AT_LEAST, typed=typed or {},
        problems=[message(p) for p in refusal.problems] if refusal else [],
    )  # fmt: skip


def _impact(here: Here, change: ChangeRequest) -> ImpactView:
    may_try = here.may(Permission.maintain_plan) and change.withdrawn_on is None
    attach = f"{here.path}/what-ifs/new?change_request={change.code}" if may_try else None
    plan = current(here).plan
    tried = tried_for(here.session, plan, change)
    computed = [one for one in tried if one.outcome is not None]
    failed = [(_named(here, one), [message(p) for p in one.problems]) for one in tried if one.outcome is None]
    return ImpactView([_named(here, one) for one in computed], list(_rows(here, plan, computed)), failed, attach)


def _named(here: Here, one: TriedChange) -> Part:
    code = one.what_if.code
    return Part(code, text_of(one.what_if, "name"), f"{here.path}/what-ifs/{code}")


def _rows(here: Here, plan: PlanSchedule, tried: Sequence[TriedChange]) -> Sequence[ImpactRow]:
    outcomes = [one.outcome for one in tried if one.outcome is not None]
    if not outcomes:
        return []
    end = Part("", gettext("End of the plan"), f"{here.path}/schedule")
    rows = [_row(end, [found.finish for found in outcomes])]
    for n, milestone in enumerate(outcomes[0].milestones):
        named = task_named(here, plan, milestone.id)
        part = Part(named.code, named.name, f"{here.path}/milestones/{milestone.id}")
        rows.append(_row(part, [found.milestones[n] for found in outcomes]))
    return rows


def _row(what: Part, moved: Sequence[Moved]) -> ImpactRow:
    cells = [ImpactCell(signed(m.days), plain_day(m.after.date()), bool(m.days)) for m in moved]
    return ImpactRow(what, plain_day(moved[0].before.date()), cells)
