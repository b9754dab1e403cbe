"""What a what-if would do, as shown: the end of the plan, every milestone, the goals that hang on them, the critical path."""

from collections.abc import Iterable
from dataclasses import field
from datetime import date
from typing import Any

from sqlalchemy import select as sql

from governance.errors import Invalid
from governance.goals import Goal
from plans.insight.what_if import Moved, Outcome
from plans.plan import PlanSchedule
from plans.what_ifs import WhatIf, outcome_on
from web.access import Here
from web.i18n import gettext, ngettext, number, plain_day
from web.plan_parts import Part, current, task_named, tasks_named
from web.viewclass import viewclass
from web.words.refusals import message

SHOWN = 12


@viewclass
class MovedRow:
    """A milestone without and with the changes; `days` later (negative: earlier), `past` the date committed to."""

    milestone: Part
    before: str
    after: str
    days: int
    words: str
    tone: str


@viewclass
class OutcomeView:
    """What the changes would do, or what is wrong with them."""

    problems: list[str] = field(default_factory=list)
    finish_before: str = ""
    finish_after: str = ""
    finish_days: int = 0
    finish_words: str = ""
    tone: str = ""
    committed: str = ""
    rows: list[MovedRow] = field(default_factory=list)
    unmoved: int = 0
    goals: list[Part] = field(default_factory=list)
    tasks_moved: int = 0
    joined: list[Part] = field(default_factory=list)
    left: list[Part] = field(default_factory=list)
    more: int = 0
    changed_since: bool = False


@viewclass
class TryPanel:
    """Beside the form of a what-if: where what is typed is tried."""

    href: str


def try_panel(here: Here, _what_if: WhatIf | None) -> TryPanel:
    return TryPanel(f"{here.path}/what-ifs/outcome")


def what_if_panel(here: Here, what_if: WhatIf) -> OutcomeView:
    plan = current(here).plan
    return outcome_view(here, what_if.edits, changed_since=what_if.network_hash != plan.network.fingerprint())


def outcome_view(here: Here, edits: str, *, changed_since: bool = False) -> OutcomeView:
    plan = current(here).plan
    if not edits.strip():
        return OutcomeView()
    try:
        found = outcome_on(plan, edits)
    except Invalid as refusal:
        return OutcomeView(problems=[message(p) for p in refusal.problems])
    return _shown(here, plan, found, changed_since)


def _shown(here: Here, plan: PlanSchedule, found: Outcome, changed_since: bool) -> OutcomeView:
    moved = [m for m in found.milestones if m.days]
    finish, committed = found.finish, here.programme.committed_finish
    return OutcomeView(
        finish_before=plain_day(finish.before.date()), finish_after=plain_day(finish.after.date()), finish_days=finish.days,
        finish_words=_moved_by(finish.days), tone=_tone(finish, committed), committed=plain_day(committed),
        rows=[_row(here, plan, m) for m in sorted(moved, key=lambda m: (m.after, m.id))], unmoved=len(found.milestones) - len(moved),
        goals=_goals(here, {m.id for m in moved}), tasks_moved=found.tasks_moved, joined=tasks_named(here, plan, found.joined[:SHOWN]),
        left=tasks_named(here, plan, found.left[:SHOWN]), more=max(0, len(found.joined) - SHOWN) + max(0, len(found.left) - SHOWN),
        changed_since=changed_since,
    )  # fmt: skip


def _row(here: Here, plan: PlanSchedule, moved: Moved) -> MovedRow:
    named = task_named(here, plan, moved.id)
    part = Part(named.code, named.name, f"{here.path}/milestones/{moved.id}")
    tone = "watch" if moved.days > 0 else "on_track"
    return MovedRow(
        part, plain_day(moved.before.date()), plain_day(moved.after.date()), moved.days, _moved_by(moved.days), tone
    )


def _tone(finish: Moved, committed: date) -> str:
    if finish.after.date() > committed:
        return "off_track"
    return "watch" if finish.days > 0 else "on_track"


def _moved_by(days: int) -> str:
    """`6 working days later`, `1 working day earlier`; nothing moved: `unchanged`."""
    if not days:
        return gettext("unchanged")

    if days > 0:
        return ngettext("{days} working day later", "{days} working days later", days).format(days=number(days))
    return ngettext("{days} working day earlier", "{days} working days earlier", -days).format(days=number(-days))


def _goals(here: Here, milestones: Iterable[str]) -> list[Part]:
    """The goals that hang on milestones that would move."""
    g = Goal.__table__.c  # pyright: ignore
    query = (
        sql(g.code, g.milestones).where(g.programme_id == here.programme.id, g.withdrawn_on.is_(None)).order_by(g.code)
    )
    wanted = set(milestones)
    return [
        Part(code, "", f"{here.path}/goals/{code}")
        for code, own in here.session.execute(query)
        if wanted & set(own or ())
    ]


def outcome_document(found: Outcome) -> dict[str, Any]:
    """What changes would do, as JSON."""
    return {
        "finish": _moved(found.finish), "milestones": {m.id: _moved(m) for m in found.milestones}, "tasks_moved": found.tasks_moved,
        "joined_critical_path": list(found.joined), "left_critical_path": list(found.left),
    }  # fmt: skip


def _moved(moved: Moved) -> dict[str, Any]:
    return {"before": moved.before.isoformat(), "after": moved.after.isoformat(), "days": moved.days}
