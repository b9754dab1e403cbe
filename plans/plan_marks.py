"""What a plan file that was written here says of the whole plan: calendars as typed, phases, waves, departments and people in both languages.

All of it is checked by the forms that people fill in; what does not pass is left aside, and told.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, TypeVar

from pydantic import Field as F_

from governance.errors import Problem
from governance.forms import Day, Form, Line, Prose, Whole, read_fields
from governance.people import DepartmentForm, PersonForm
from governance.programmes import UnfinishedWork
from plans.assignment_records import ResourceAssignmentForm
from plans.baselines import BaselineKind
from plans.calendars import CalendarForm
from plans.exchange.mspdi_extras import LAST_BASELINE
from plans.exchange.mspdi_marks import Marks
from plans.freeze_windows import FreezeWindowForm
from plans.phases import PhaseForm, WaveForm

MOST = 20_000  # entries of each kind
F = TypeVar("F", bound=Form)


class CharterWords(Form):
    """What a plan file knows of the programme's charter."""

    name_zh: Line | None = None
    name_en: Line | None = None
    start: Day | None = None
    target_finish: Day | None = None
    committed_finish: Day | None = None
    currency: Line | None = None
    unfinished_work: UnfinishedWork | None = None


class AgreedWords(Form):
    """What a baseline is called, as of when and why it was set; `number` is the file's."""

    number: Annotated[Whole, F_(ge=0, le=LAST_BASELINE)] = 0
    kind: BaselineKind = BaselineKind.current
    name_zh: Line | None = None
    name_en: Line | None = None
    status_date: Day | None = None
    reason: Prose | None = None


@dataclass(frozen=True)
class PlanWords:
    """Valid forms by code (calendars by the title that the file's tasks use), and what could not be read.

    `pools`: what departments are asked for. By task code: `responsible` are owners who stand in the file as if they worked on the task and
    do not, `owners` those who are not the first to work on it (empty: nobody).
    """

    calendars: Mapping[str, CalendarForm] = field(default_factory=dict)
    phases: Mapping[str, PhaseForm] = field(default_factory=dict)
    waves: tuple[WaveForm, ...] = ()
    departments: tuple[DepartmentForm, ...] = ()
    freezes: tuple[FreezeWindowForm, ...] = ()
    people: Mapping[str, PersonForm] = field(default_factory=dict)
    pools: tuple[ResourceAssignmentForm, ...] = ()
    responsible: Mapping[str, str] = field(default_factory=dict)
    owners: Mapping[str, str] = field(default_factory=dict)
    programme: Mapping[str, Any] = field(default_factory=dict)
    agreed: Mapping[int, AgreedWords] = field(default_factory=dict)
    notices: tuple[Problem, ...] = ()


def words_of(marks: Marks | None) -> PlanWords:
    """The words of a file; none for a file of another program."""
    if marks is None:
        return PlanWords()
    wrong: list[str] = []
    charter, faults = read_fields(CharterWords, marks.object("programme"))
    wrong += [p.field for p in faults]
    agreed = _forms(AgreedWords, [marks.object("baseline"), *marks.entries("baselines")], wrong)
    titled = [(str(entry.pop("title", "")), entry) for entry in map(dict, marks.entries("calendars"))]
    calendars = {title: form for title, entry in titled for form in _forms(CalendarForm, [entry], wrong)}
    phases = _forms(PhaseForm, marks.entries("phases"), wrong)
    people = _forms(PersonForm, marks.entries("people"), wrong)
    return PlanWords(
        calendars=calendars, phases={form.code: form for form in phases if form.code},
        waves=tuple(_forms(WaveForm, marks.entries("waves"), wrong)), departments=tuple(_forms(DepartmentForm, marks.entries("departments"), wrong)),
        people={form.code: form for form in people if form.code}, freezes=tuple(_forms(FreezeWindowForm, marks.entries("freezes"), wrong)),
        pools=tuple(_forms(ResourceAssignmentForm, marks.entries("pools"), wrong)),
        responsible=_owners(marks, "responsible"), owners=_owners(marks, "owners"), programme={k: v for k, v in charter.model_dump().items() if v is not None},
        agreed={form.number: form for form in agreed},
        notices=(Problem("KEPT_WORDS_UNREADABLE", "tasks", None, {"count": len(wrong), "fields": wrong[:20]}),) if wrong else (),
    )  # fmt: skip


def _owners(marks: Marks, name: str) -> dict[str, str]:
    """Owners' codes by task codes."""
    pairs = ((entry.get("task"), entry.get("owner")) for entry in marks.entries(name)[:MOST])
    return {task: owner for task, owner in pairs if isinstance(task, str) and isinstance(owner, str)}


def _forms(form: type[F], entries: list[dict[str, Any]], wrong: list[str]) -> Iterator[F]:
    for entry in entries[:MOST]:
        made, problems = read_fields(form, entry)
        if problems:
            wrong += [p.field for p in problems]
        else:
            yield made
