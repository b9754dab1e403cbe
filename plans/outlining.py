"""Rearranging the plan's outline: tasks go in, out, up, down or elsewhere, with what stands under them. Dates follow, as after any change."""

from collections.abc import Callable, Sequence
from typing import Any, cast

from sqlalchemy import select as sql
from sqlmodel import Session, col, select

from governance.authority import Actor, Permission
from governance.bulk_changes import Picked
from governance.commands import command
from governance.errors import Conflict, Invalid, NotFound, Problem, Stale, refuse_if
from governance.programmes import Programme
from plans.links import write
from plans.outline import SIDES, Outline, Side, Stands, fewest_changes
from plans.plan import PlanSchedule
from plans.plan_network import phase_rows
from plans.planning import check_plan
from plans.progress import ProgressUpdate
from plans.tasks import Task, TaskKind


def outline_of(plan: PlanSchedule) -> Outline:
    """The outline of a computed plan; kept as long as the plan is. Read it only."""
    if "outline" not in plan.answers:
        standing = (Stands(t.code, t.phase, t.parent) for t in plan.tasks.values())
        plan.answers["outline"] = Outline((p.code for p in plan.phases), standing)
    return plan.answers["outline"]


def wbs_of(plan: PlanSchedule) -> dict[str, str]:
    """The number of every phase and task in the work breakdown structure, by code."""
    if "wbs" not in plan.answers:
        plan.answers["wbs"] = {row.code: row.wbs for row in outline_of(plan).rows()}
    return plan.answers["wbs"]


@command(Permission.maintain_plan)
def indent_tasks(session: Session, actor: Actor, programme: Programme, rows: Sequence[Picked]) -> list[Task]:
    """Put tasks under the one before them, which becomes a summary.

    Raises:
        Invalid: nothing is picked, or a link then closes a loop (named).
        Conflict: no task stands before one of them, or that one cannot hold tasks.
        Stale: a row was changed since it was seen.
    """
    return _rearranged(session, programme, rows, lambda outline, codes: outline.indent(codes))


@command(Permission.maintain_plan)
def outdent_tasks(session: Session, actor: Actor, programme: Programme, rows: Sequence[Picked]) -> list[Task]:
    """Take tasks out of what holds them. Raises as `indent_tasks`."""
    return _rearranged(session, programme, rows, lambda outline, codes: outline.outdent(codes))


@command(Permission.maintain_plan)
def shift_tasks(session: Session, actor: Actor, programme: Programme, rows: Sequence[Picked], step: int) -> list[Task]:
    """Move tasks one place up (-1) or down (1) on their level. Raises as `indent_tasks`."""
    return _rearranged(session, programme, rows, lambda outline, codes: outline.shift(codes, step))


@command(Permission.maintain_plan)
def place_tasks(
    session: Session, actor: Actor, programme: Programme, rows: Sequence[Picked], target: str, side: Side
) -> list[Task]:
    """Put tasks before or after another, or into a summary or phase. Raises as `indent_tasks`."""
    return _rearranged(session, programme, rows, lambda outline, codes: outline.place(codes, target, side))


def _rearranged(
    session: Session, programme: Programme, rows: Sequence[Picked], rearrange: Callable[[Outline, list[str]], None]
) -> list[Task]:
    """Rearrange, and write what is another then; the tasks that were picked."""
    refuse_if([] if rows else [Problem("NO_ROWS_PICKED", "rows")])
    kept = _kept_rows(session, programme)
    phases = {row.id: row.code for row in phase_rows(session, programme)}
    codes = {row.id: row.code for row in kept}
    outline = Outline(phases.values(), (Stands(r.code, phases.get(r.phase_id), codes.get(r.parent_id)) for r in kept))
    _check_picked(rows, {row.code: row.version for row in kept})
    before = {row.code: outline[row.code] for row in kept}
    order = outline.tasks()
    rearrange(outline, [row.code for row in rows])
    ids = {row.code: row.id for row in kept}
    changes = _moved(outline, before, ids, {code: id_ for id_, code in phases.items()})
    _merge(changes, _positions(outline, order, {row.code: row.position for row in kept}))
    _merge(changes, _kinds(session, outline, changes, before, {row.code: row for row in kept}))
    tasks = {t.code: t for t in session.exec(select(Task).where(col(Task.id).in_([ids[c] for c in changes])))}
    for code, values in changes.items():
        write(tasks[code], **values)
    session.flush()
    check_plan(session, programme)
    return [tasks[row.code] for row in rows if row.code in tasks]


def _kept_rows(session: Session, programme: Programme) -> list[Any]:
    t: Any = Task.__table__  # pyright: ignore
    names = ("id", "code", "version", "position", "phase_id", "parent_id", "kind", "duration_min")
    query = sql(*(t.c[n] for n in names)).where(t.c.programme_id == programme.id, t.c.withdrawn_on.is_(None))
    return list(session.execute(query.order_by(t.c.position, t.c.id)))


def _check_picked(rows: Sequence[Picked], versions: dict[str, int]) -> None:
    for row in rows:
        if row.code not in versions:
            raise NotFound([Problem("NOT_FOUND", "rows", row.code, {"kind": "task", "code": row.code})])
        if row.version != versions[row.code]:
            raise Stale("task", row.code, versions[row.code])


Changes = dict[str, dict[str, Any]]


def _moved(outline: Outline, before: dict[str, Stands], ids: dict[str, int], phases: dict[str, int]) -> Changes:
    """The new phase and parent of what stands elsewhere now."""
    return {
        code: {"phase_id": phases.get(outline[code].phase or ""), "parent_id": ids.get(outline[code].parent or "")}
        for code, at in before.items()
        if outline[code] != at
    }


def _positions(outline: Outline, order: list[str], positions: dict[str, int]) -> Changes:
    """New positions, where the order is another."""
    now = outline.tasks()
    if now == order:
        return {}
    wanted = fewest_changes([positions[code] for code in now])
    return {c: {"position": p} for c, p in zip(now, wanted, strict=True) if p != positions[c]}


def _kinds(session: Session, outline: Outline, moved: Changes, before: dict[str, Stands], rows: dict[str, Any]) -> Changes:  # fmt: skip
    """A task that holds others now is a summary; one that was made a summary so, and holds none any more, is a task again."""
    holding = {at.parent for code in moved if (at := outline[code]) != before[code] and at.parent}
    left = {at.parent for code in moved if (at := before[code]) != outline[code] and at.parent}
    fresh = [code for code in holding if rows[code].kind != TaskKind.summary]
    unfit = [code for code in fresh if rows[code].kind != TaskKind.task] + _reported(session, rows, fresh)
    if unfit:
        raise Conflict([Problem("CANNOT_HOLD_TASKS", "rows", unfit[0], {"code": unfit[0]})])
    again = [c for c in left if rows[c].kind == TaskKind.summary and rows[c].duration_min and not outline.under(c)]
    return {c: {"kind": TaskKind.summary} for c in fresh} | {c: {"kind": TaskKind.task} for c in again}


def _reported(session: Session, rows: dict[str, Any], codes: list[str]) -> list[str]:
    """Those of the tasks of which progress was reported: their work would be lost in a summary."""
    if not codes:
        return []
    ids = {rows[code].id: code for code in codes}
    query = select(ProgressUpdate.task_id).where(col(ProgressUpdate.task_id).in_(ids))
    return [ids[i] for i in session.exec(query.where(col(ProgressUpdate.withdrawn_on).is_(None)).distinct())]


def _merge(changes: Changes, more: Changes) -> None:
    for code, values in more.items():
        changes.setdefault(code, {}).update(values)


def side_of(text: Any) -> Side:
    """The side that was asked for.

    Raises:
        Invalid: it is none.
    """
    if text not in SIDES:
        raise Invalid([Problem("NOT_IN_ENUM", "side", text, {"allowed": list(SIDES)})])
    return cast("Side", text)
