"""What the command line does with plans: compute a schedule, import a file, export a programme."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from governance.authority import operator
from governance.errors import Invalid, Problem
from web.i18n import gettext
from web.settings import Settings
from web.terminal_text import wide

MAX_FILE = 64 * 2**20


def schedule_command(settings: Settings, source: str, status_date: date | None, with_progress: bool, as_json: bool) -> str:  # fmt: skip
    """The schedule of a programme, or of a plan file without any database, as JSON or as a table of text."""
    from plans.exchange.plan_json import schedule_json

    path = Path(source)
    is_file = path.suffix.lower() in (".xml", ".json") or path.is_file()
    computed = _of_file(path, status_date, with_progress) if is_file else _of_programme(settings, source, status_date, with_progress)  # fmt: skip
    return json.dumps(schedule_json(computed), ensure_ascii=False) if as_json else _as_text(computed)


def _of_file(path: Path, status_date: date | None, with_progress: bool) -> Any:
    from web.plan_files import schedule_of

    return schedule_of(path.name, read_bounded(path), status_date, with_progress)


def _of_programme(settings: Settings, code: str, status_date: date | None, with_progress: bool) -> Any:
    from governance.programmes import find_programme
    from plans.plan import scheduled

    with transaction(settings, writes=False) as session:
        programme = find_programme(session, operator(), code)
        return scheduled(session, programme, status_date or programme.status_date, with_progress).schedule


def template_command(settings: Settings, code: str, waves: int, deliverables: bool) -> str:
    """Fill a programme's empty plan from the template; a sentence on what went in."""
    from governance.forms import read_form
    from governance.programmes import find_programme
    from web.rollout_template.filling import TemplateForm, fill_plan, foreseen
    from web.served import enter_all

    enter_all()
    form = read_form(TemplateForm, {"waves": waves, "deliverables": deliverables})
    with transaction(settings, writes=True) as session:
        programme = find_programme(session, operator(), code)
        brought = foreseen(session, programme, form)
        fill_plan(session, operator(), programme, form)
    words = gettext("{code}: {tasks} tasks and {milestones} milestones in {phases} phases, finishing on {finish}.")
    counts = {"tasks": brought.tasks, "milestones": brought.milestones, "phases": brought.phases}
    return words.format(code=code, finish=brought.finish, **counts)


@contextmanager
def transaction(settings: Settings, *, writes: bool) -> Iterator[Any]:
    """One transaction on the database of the settings, whose connections are closed with it."""
    from web.database import open_database

    database = open_database(settings)
    try:
        with database.transaction(writes=writes) as session:
            yield session
    finally:
        database.dispose()


def read_bounded(path: Path) -> bytes:
    """A file's content, bounded."""
    with path.open("rb") as file:
        body = file.read(MAX_FILE + 1)
    if len(body) > MAX_FILE:
        raise Invalid([Problem("FILE_TOO_LARGE", "file", path.name, {"max": MAX_FILE // 2**20})])
    return body


def _as_text(computed: Any) -> str:
    """Code, name, start, finish, float in days and a mark for the critical path, one task a line."""
    heading = (gettext("start"), gettext("finish"), gettext("float, d"))
    lines = [
        " ".join(
            [wide("", 14), *(wide(words, width) for words, width in zip(heading, (10, 10, 8), strict=True))]
        ).rstrip()
    ]
    for id, task in computed.tasks.items():
        mark = wide(gettext("critical") if task.critical else "", 8)
        days = computed.float_days(id)
        lines.append(
            f"{wide(id, 14)} {task.start:%Y-%m-%d} {task.finish:%Y-%m-%d} {days:8.4g} {mark} {task.name}".rstrip()
        )
    return "\n".join([*lines, gettext("Finish {instant}").format(instant=f"{computed.finish:%Y-%m-%d %H:%M}")])


# --- Import ----------------------------------------------------------------------------------------------------------


def import_command(settings: Settings, path: Path, programme: str | None, dry_run: bool, as_json: bool) -> str:
    """Import a plan into the programme of that code, a new one if there is none; says what was or would be written.

    Raises:
        Invalid: with every problem of the file; nothing is written then.
    """
    path = Path(path)
    body = read_bounded(path)
    with transaction(settings, writes=not dry_run) as session:
        told = _imported(session, path, body, programme, dry_run)
    return json.dumps(told, ensure_ascii=False) if as_json else _told(told)


def _imported(session: Any, path: Path, body: bytes, code: str | None, dry_run: bool) -> dict[str, Any]:
    from sqlmodel import col, select

    from governance.programmes import Programme
    from milestones.plan_import import import_plan, open_programme_with
    from plans.calendars import day_length
    from plans.plan_preview import preview_of, tasks_by_code
    from web.plan_files import read_draft

    code = (code or code_from(path.stem)).upper()
    held = session.exec(select(Programme).where(col(Programme.code) == code)).first()
    known = [c for c, t in tasks_by_code(session, held).items() if t.withdrawn_on is None] if held else []
    draft = read_draft(path.name, body, known=known, length=day_length(session, held) if held else None)
    preview = preview_of(draft, session, held)
    told = _facts(preview, code, held is None)
    problems = [*preview.problems, *([] if preview.start else [Problem("START_UNKNOWN", "file")])]
    if dry_run:
        return told | {"problems": [_problem(p) for p in problems], "written": False}
    if problems:
        raise Invalid(problems)
    if held is None:
        _, entered = open_programme_with(session, operator(), None, code, draft.name, draft)
    else:
        entered = import_plan(session, operator(), held, draft)
    return told | {"written": True, "created": entered.created, "changed": entered.changed}


def code_from(stem: str) -> str:
    """A programme's code from a file's name: its capital letters and digits, eight at most."""
    plain = "".join(c for c in stem.upper() if c.isascii() and c.isalnum())[:8]
    return plain if plain[:1].isalpha() else f"P{plain}"[:8]


def _facts(preview: Any, code: str, is_new: bool) -> dict[str, Any]:
    return {
        "programme": code, "new_programme": is_new, "name": preview.name, "tasks": preview.task_count, "milestones": preview.milestone_count,
        "links": preview.link_count, "phases": preview.phase_count, "people": preview.people_count, "calendars": preview.calendar_count,
        "baselines": preview.baseline_count,
        "start": preview.start and preview.start.isoformat(), "finish": preview.finish and preview.finish.isoformat(),
        "to_create": preview.to_create, "to_change": preview.to_change, "unchanged": preview.unchanged,
        "notices": [_problem(p) for p in preview.notices], "problems": [],
    }  # fmt: skip


def _problem(problem: Problem) -> dict[str, Any]:
    from web.words.refusals import facts_json, message

    facts = facts_json(problem.facts)
    return {
        "code": problem.code,
        "field": problem.field,
        "row": facts.get("row"),
        "column": facts.get("column"),
        "message": message(problem),
    }


def _told(told: dict[str, Any]) -> str:
    """The same for people: what the file holds, what could not be taken over, what is wrong by row and column."""
    holds = gettext(
        "{programme}: tasks {tasks}, of these milestones {milestones}, links {links}, phases {phases}, finish {finish}"
    )
    lines = [holds.format(**told | {"finish": told["finish"] or gettext("unknown")})]
    lines += [_note(n["message"]) for n in told["notices"]]
    at_row = gettext("row {row}, {column}: {message}")
    lines += [at_row.format(**p) if p["row"] else p["message"] for p in told["problems"]]
    if told["written"]:
        lines.append(gettext("Written: {created} new, {changed} changed.").format(**told))
    else:
        words = gettext("Nothing was written: {to_create} would be new, {to_change} changed, {unchanged} the same.")
        lines.append(words.format(**told))
    return "\n".join(lines)


def _note(message: str) -> str:
    return gettext("note: {message}").format(message=message)


# --- Export ----------------------------------------------------------------------------------------------------------


def export_command(settings: Settings, code: str, fmt: str, output: Path, lang: str = "en") -> str:
    """Write a programme: `json` the plan file that `schedule` reads, `csv` its tasks, `xlsx` every register in one workbook,
    `mspdi` the plan for Microsoft Project, `ics` the milestones. Says what the file cannot hold."""
    from governance.programmes import find_programme
    from web.i18n import speaking
    from web.plan_exports import told

    write = {"json": _plan_json, "csv": _tasks_csv, "xlsx": _workbook, "mspdi": _mspdi, "ics": _milestones}[fmt]
    with speaking(lang), transaction(settings, writes=False) as session:
        programme = find_programme(session, operator(), code)
        body = write(session, programme)
    body, problems = body if isinstance(body, tuple) else (body, [])
    Path(output).write_bytes(body)
    return "\n".join(
        [
            *(_note(told(p)) for p in problems),
            gettext("{code} written to {path}.").format(code=code.upper(), path=output),
        ]
    )


def _mspdi(session: Any, programme: Any) -> tuple[bytes, list[Problem]]:
    from web.plan_exports import project_file

    return project_file(session, programme, programme.status_date)


def _milestones(session: Any, programme: Any) -> bytes:
    from web.plan_exports import milestones_file

    return milestones_file(session, programme, programme.status_date)


def _plan_json(session: Any, programme: Any) -> bytes:
    from plans.levelling.plan_file import write_resourced_plan
    from plans.plan import scheduled
    from plans.plan_levelling import levelable
    from plans.plan_load import load_of

    load = load_of(session, programme, scheduled(session, programme, programme.status_date))
    return json.dumps(write_resourced_plan(levelable(load).plan), ensure_ascii=False, indent=1).encode()


TABLE_COLUMNS = (
    "code", "name_zh", "name_en", "phase", "wave", "parent", "kind", "department", "owner", "duration", "predecessors", "constraint_type", "constraint_on",
    "deadline", "calendar", "notes",
)  # fmt: skip


def tasks_table(session: Any, programme: Any) -> tuple[list[str], list[list[Any]]]:
    """The tasks in the columns that an import of a task table reads back."""
    from governance.listings import Query, all_of, values
    from plans.plan_lists import TASKS
    from plans.tasks import ConstraintKind
    from web.register_exports import cell_value

    page = all_of(session, TASKS, programme, Query(sort="position"))
    rows = []
    for row in values(session, TASKS, programme, page.records):
        row["constraint_type"] = None if row["constraint_type"] == ConstraintKind.asap else row["constraint_type"]
        rows.append([cell_value(row.get(name)) for name in TABLE_COLUMNS])
    return list(TABLE_COLUMNS), rows


def _tasks_csv(session: Any, programme: Any) -> bytes:
    from web.register_exports import csv_bytes

    return csv_bytes(*tasks_table(session, programme))


def _workbook(session: Any, programme: Any) -> bytes:
    from governance.listings import all_of, values
    from web import registry, served
    from web.register_exports import cell_value, columns_of, xlsx_bytes

    served.enter_all()
    sheets: dict[str, tuple[list[str], list[list[Any]]]] = {"tasks": tasks_table(session, programme)}
    for register in registry.REGISTERS.values():
        if register.plural in sheets or register.kind in ("task", "baseline"):
            continue
        header = columns_of(register)
        page = all_of(session, register, programme)
        found = values(session, register, programme, page.records)
        states = [getattr(r, "status", None) for r in page.records]
        sheets[register.plural] = (
            header, [[cell_value(state if h == "status" else row.get(h)) for h in header] for row, state in zip(found, states, strict=True)],
        )  # fmt: skip
    return xlsx_bytes(sheets)
