"""A round of progress: many tasks reported on in one go, all of them or none."""

from collections.abc import Mapping
from typing import Any

from sqlmodel import Session, col, select

from governance.authority import Actor
from governance.bulk_changes import RefusedRow, RowsInvalid
from governance.commands import command
from governance.errors import Invalid, NotFound, NotPermitted, Problem, Refusal
from governance.programmes import Programme
from governance.records import read_submission
from plans.calendars import day_length
from plans.progress import ProgressForm, ProgressUpdate, report_progress
from plans.tasks import Task

MOST = 200


@command(None)
def report_round(
    session: Session, actor: Actor, programme: Programme, reports: Mapping[str, Mapping[str, Any]]
) -> list[ProgressUpdate]:
    """Report on tasks, each by `report_progress`; whoever may report on each of them may do this. `reports`: fields of the form by task code.

    Raises:
        Invalid: there is nothing to report, or too much for one go.
        NotPermitted: a task is somebody else's.
        RowsInvalid: with every task whose report is refused; nothing is written.
    """
    if not reports:
        raise Invalid([Problem("NOTHING_REPORTED", "rows", None, {})])
    if len(reports) > MOST:
        raise Invalid([Problem("TOO_MANY_ROWS_PICKED", "rows", len(reports), {"max": MOST})])
    query = select(Task).where(col(Task.programme_id) == programme.key, col(Task.code).in_(reports))
    tasks, length = {t.code: t for t in session.exec(query)}, day_length(session, programme)
    found, refused = list[ProgressUpdate](), list[RefusedRow]()
    with session.begin_nested():
        for code, typed in reports.items():
            try:
                with session.begin_nested():
                    if code not in tasks:
                        raise NotFound([Problem("NOT_FOUND", "task", code, {"kind": "task", "code": code})])
                    sent = {"status_date": programme.status_date} | dict(typed) | {"task": code}
                    form = read_submission(session, ProgressUpdate, ProgressForm, programme.key, sent)
                    found.append(report_progress(session, actor, tasks[code], form, length))
            except NotPermitted:
                raise
            except Refusal as refusal:
                refused.append(RefusedRow(code, refusal))
        if refused:
            raise RowsInvalid(refused)
    return found
