"""The sample rollout: its files go in through the ordinary import and commands, in the order in which one refers to the other."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from sqlmodel import Session, col, select

from governance.authority import Actor, Role, operator
from governance.demo_accounts import enrol_demo_account
from governance.errors import Conflict, Problem
from governance.exchange import read_table
from governance.forms import read_form
from governance.imports import import_rows
from governance.programmes import (
    Programme,
    ProgrammeForm,
    ProgrammeStatus,
    charter_programme,
    move_programme,
    revise_charter,
    set_status_date,
)
from plans.baselines import BaselineForm
from plans.baselining import set_baseline
from web.database import Database
from web.registry import REGISTERS
from web.sample.published import publish_sample_reports

FOLDER = Path(__file__).parent
AGREED = {"name_zh": "G1 批准的计划", "name_en": "The plan as approved at G1", "reason": "G1"}
# Register by file, in order; columns named here point at what comes later and are filled in by a second pass.
FILES: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("calendars", "calendar", ()),
    ("departments", "department", ("head",)),
    ("people", "person", ()),
    ("departments", "department", ()),
    ("phases", "phase", ("gate",)),
    ("waves", "wave", ("go_live",)),
    ("tasks", "task", ()),
    ("phases", "phase", ()),
    ("waves", "wave", ()),
    ("goals", "goal", ("milestones",)),
    ("milestones", "milestone", ()),
    ("goals", "goal", ()),
    ("measurements", "measurement", ()),
    ("decisions", "decision", ()),
    ("change_requests", "change_request", ()),
    ("stakeholders", "stakeholder", ()),
    ("sponsors", "sponsor", ()),
    ("commitments", "commitment", ()),
    ("deliverables", "deliverable", ()),
    ("assignments", "assignment", ()),
    ("risks", "risk", ()),
    ("responses", "response", ()),
    ("freeze_windows", "freeze_window", ()),
    ("reviews", "review", ()),
    ("absences", "absence", ()),
    ("update_requests", "update_request", ()),
)


def load_sample(database: Database) -> None:
    """Load the sample rollout.

    Raises:
        Conflict: a programme of its code exists already.
        Invalid: a file does not fit its register.
    """
    from web.served import enter_all

    enter_all()
    with database.transaction(writes=True) as session:
        enter_sample(session, operator("sample", "import"))


def enter_sample(session: Session, actor: Actor) -> Programme:
    """Enter the sample's files in an open transaction: the plan, its baseline as agreed at the start, then what happened since."""
    charter = json.loads((FOLDER / "programme.json").read_text(encoding="utf-8"))
    if session.exec(select(Programme.id).where(col(Programme.code) == charter["code"])).first():
        raise Conflict([Problem("SAMPLE_LOADED", "", charter["code"], {"code": charter["code"]})])
    status_date = date.fromisoformat(charter["status_date"])
    bare = {k: v for k, v in charter.items() if k not in ("sponsor", "pm", "calendar")} | {
        "status_date": charter["start"]
    }
    programme = charter_programme(session, actor, None, read_form(ProgrammeForm, bare), is_sample=True)
    for file, kind, later in FILES:
        _enter(session, actor, programme, file, kind, later)
        if kind == "calendar":
            form = read_form(ProgrammeForm, {**bare, "calendar": charter["calendar"]})
            revise_charter(session, actor, programme, form, programme.version)
        if kind == "wave" and not later:
            set_baseline(session, actor, programme, read_form(BaselineForm, AGREED))
            set_status_date(session, actor, programme, status_date)
    _enter(session, actor, programme, "progress", "progress", ())
    _enter(session, actor, programme, "resource_assignments", "resource_assignment", ())
    _enter(session, actor, programme, "what_ifs", "what_if", ())
    revise_charter(session, actor, programme, read_form(ProgrammeForm, charter), programme.version)
    for account in json.loads((FOLDER / "users.json").read_text(encoding="utf-8"))["accounts"]:
        role = Role(account["role"])
        enrol_demo_account(session, actor, programme, account["email"], role, account["person"])
    for state in (ProgrammeStatus.mobilising, ProgrammeStatus.active):
        move_programme(session, actor, programme, state)
    publish_sample_reports(session, actor, programme)
    return programme


def _enter(session: Session, actor: Actor, programme: Programme, file: str, kind: str, later: tuple[str, ...]) -> None:
    register = REGISTERS.get(kind)
    if register is not None:
        import_rows(session, actor, programme, register, list(_rows(file, later)), reason="sample").require()


def _rows(file: str, later: tuple[str, ...]) -> Iterator[tuple[int, dict[str, Any]]]:
    table = read_table(f"{file}.csv", (FOLDER / f"{file}.csv").read_bytes())
    for number, row in table.mappings():
        yield number, {name: cell for name, cell in row.items() if name not in later}
