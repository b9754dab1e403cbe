"""Plan files: which kind a file is, and the draft that it holds: Microsoft Project XML, our plan JSON, a table of tasks, files of other programs."""

from collections.abc import Collection
from datetime import date
from typing import TYPE_CHECKING

from governance.errors import Invalid, Problem
from governance.exchange import Table, read_table
from plans.draft_table import draft_of_table
from plans.durations import DayLength
from plans.plan_draft import PlanDraft, draft_of_network

if TYPE_CHECKING:
    from plans.microsoft.project_schedule import ProjectSchedule
    from plans.schedule import Schedule

XML_SIGNS = (b"<", b"\xef\xbb\xbf<", b"\xff\xfe<", b"\xfe\xff\x00<")


def read_draft(name: str, body: bytes, *, known: Collection[str] = (), length: DayLength | None = None) -> PlanDraft:
    """The plan in a file; its content says what it is. `known` are task codes that a table may refer to.

    Raises:
        Invalid: the file cannot be read as a plan. What is wrong within a table is in the draft's problems.
    """
    from web.foreign_plans import has_data_date

    title = name.rpartition("/")[2].rpartition(".")[0] or name
    by_our_method = has_data_date(name, body)
    body = in_a_known_form(name, body)
    kind = kind_of(body)
    if kind == "xml":
        return _of_project(title, body, by_our_method)
    if kind == "json":
        from plans.exchange.plan_json import read_plan

        return draft_of_network(read_plan(body), title)
    from plans.exchange.task_table import read_task_table

    table = read_task_table(_rows(read_table(name, body, sheet="tasks")), length=length, known=known)
    return draft_of_table(table, title)


def _of_project(title: str, body: bytes, by_our_method: bool) -> PlanDraft:
    """A plan in Microsoft Project's XML, with the dates that it has there; one that was written here has our own."""
    from plans.draft_imported import draft_of_imported
    from plans.exchange.as_computed_there import as_computed_there
    from plans.exchange.mspdi import parsed, plan_in
    from plans.exchange.mspdi_project import project_in
    from plans.microsoft.project_schedule import project_schedule

    root = parsed(body)
    imported = plan_in(root, title)
    if by_our_method or imported.marks is not None:
        return draft_of_imported(imported)
    try:
        there = project_schedule(project_in(root))
    except Invalid:  # that program would not compute it either
        return draft_of_imported(imported)
    return draft_of_imported(as_computed_there(imported, there))


def schedule_of(name: str, body: bytes, status_date: date | None, with_progress: bool) -> "Schedule | ProjectSchedule":
    """The schedule of a plan file: of Microsoft Project's by its own method, of a plan JSON by ours; tables have none.

    Raises:
        Invalid: the file cannot be read as a plan, or its plan cannot be computed.
    """
    body = in_a_known_form(name, body)
    kind = kind_of(body)
    if kind == "xml":
        from plans.exchange.mspdi_project import read_project
        from plans.microsoft.project_schedule import project_schedule

        plan = read_project(body)
        return project_schedule(plan if with_progress else plan.as_planned(), plan.evening(status_date))
    if kind == "json":
        from plans.exchange.plan_json import read_plan
        from plans.schedule import schedule

        network = read_plan(body)
        status = network.project_calendar.day_finish(status_date) if status_date else None
        return schedule(network, status=status, with_progress=with_progress)
    raise Invalid([Problem("UNKNOWN_FORMAT", "file", name[:100], {"allowed": ["XML", "JSON"]})])


def in_a_known_form(name: str, body: bytes) -> bytes:
    """The file as it is, or one of another program as Microsoft Project's XML (seconds, in a process of its own).

    Raises:
        Invalid: it cannot be turned, or the extra that does it is missing.
    """
    from web.foreign_plans import is_foreign, turned

    return turned(name, body) if is_foreign(name, body) else body


def kind_of(body: bytes) -> str:
    """`xml`, `json` or `table`."""
    start = body[:64].lstrip()
    if start.startswith(XML_SIGNS):
        return "xml"
    return "json" if start.removeprefix(b"\xef\xbb\xbf").startswith(b"{") else "table"


def _rows(table: Table) -> list[dict[str, str]]:
    """Rows under the numbers that the spreadsheet gives them: rows left out as blank are blank again."""
    found: list[dict[str, str]] = []
    for number, row in table.mappings():
        found += [dict.fromkeys(table.header, "") for _ in range(number - 2 - len(found))]
        found.append(row)
    return found
