"""Undo on the plan: the last thing that a person changed in it is taken back, or done again."""

from typing import Any

from sqlalchemy import or_
from sqlalchemy import select as sql
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from governance.authority import Actor, Permission
from governance.commands import command
from governance.errors import Conflict, Problem
from governance.programmes import Programme
from governance.undoing import Act, last_act, take_back
from plans.links import Dependency
from plans.planning import check_plan
from plans.tasks import Task

# What is kept with the permission to maintain the plan. Baselines are not among them: they never change.
KINDS = frozenset({
    "task", "dependency", "phase", "wave", "calendar", "progress", "milestone", "resource_assignment", "absence", "freeze_window", "review", "what_if",
})  # fmt: skip


def undoable(session: Session, actor: Actor, programme: Programme) -> Act | None:
    """What `undo_last_change` would take back."""
    return last_act(session, actor, programme, KINDS)


@command(Permission.maintain_plan)
def undo_last_change(session: Session, actor: Actor, programme: Programme, seen: str | None = None) -> Act:
    """Take back the last thing that the actor changed in the plan; done twice, it is done again. The act that was taken back.

    `seen`: the instant of the act that the person was shown.

    Raises:
        Conflict: there is nothing to take back, another act than the one seen, or somebody has built on it since.
        Invalid: the plan that was could not be computed now.
    """
    act = undoable(session, actor, programme)
    if act is None:
        raise Conflict([Problem("NOTHING_TO_UNDO", "", None, {})])
    if seen and seen != act.at:
        raise Conflict([Problem("UNDO_STALE", "", None, {})])
    take_back(session, act, programme.status_date)
    session.flush()
    _check_whole(session, programme)
    check_plan(session, programme)
    return act


def _check_whole(session: Session, programme: Programme) -> None:
    """Nothing in use hangs on what is withdrawn: a link on its tasks, a task on what holds it."""
    end, above = aliased(Task), aliased(Task)
    ends = or_(col(Dependency.predecessor_id) == col(end.id), col(Dependency.successor_id) == col(end.id))
    links = sql(col(end.code)).join(Dependency, ends).where(
        col(Dependency.programme_id) == programme.id, col(Dependency.withdrawn_on).is_(None), col(end.withdrawn_on).is_not(None)
    )  # fmt: skip
    holders = sql(col(above.code)).join(Task, col(Task.parent_id) == col(above.id)).where(
        col(Task.programme_id) == programme.id, col(Task.withdrawn_on).is_(None), col(above.withdrawn_on).is_not(None)
    )  # fmt: skip
    query: Any
    for query in (links, holders):
        code = session.execute(query.limit(1)).scalar()
        if code is not None:
            raise Conflict([Problem("BUILT_ON_SINCE", "", code, {"code": code})])
