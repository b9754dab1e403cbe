"""People and their assignments in Microsoft Project's XML, and the list of what could not be taken over."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from governance.errors import Problem
from plans.exchange.imported_plan import ImportedAssignment, ImportedPerson
from plans.exchange.mspdi_values import all_under, duration_minutes, flag, integer, text

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_WORK = 1
MOST_UNITS = 1_000


@dataclass
class Notices:
    """What could not be taken over, by kind, with the tasks it concerns."""

    by_code: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    single: list[Problem] = field(default_factory=list)

    def add(self, code: str, *ids: str) -> None:
        """Note a kind of thing left out, and the tasks it was left out of."""
        self.by_code[code] += [id for id in ids if id not in self.by_code[code][-1:]]

    def all(self) -> tuple[Problem, ...]:
        """One per kind."""
        grouped = [
            Problem(code, "tasks", None, {"count": len(ids), "tasks": ids}) for code, ids in self.by_code.items()
        ]
        return (*self.single, *grouped)


@dataclass(frozen=True, slots=True)
class Resource:
    """Somebody who does work, with the UID of the calendar they work by."""

    person: ImportedPerson
    calendar: int


def read_people(root: "Element", notices: Notices) -> dict[str, Resource]:
    """The resources that are people, by UID; material and costs are counted in the notices."""
    people: dict[str, Resource] = {}
    unread = {"MATERIAL_RESOURCE": 0, "COST_RESOURCE": 0}
    for element in all_under(root, "Resources", "Resource"):
        uid, name = text(element, "UID") or "", text(element, "Name")
        if flag(element, "IsNull") or name is None:
            continue
        if flag(element, "IsCostResource"):
            unread["COST_RESOURCE"] += 1
        elif integer(element, "Type", _WORK) != _WORK:
            unread["MATERIAL_RESOURCE"] += 1
        else:
            email, code = text(element, "EmailAddress") or "", text(element, "Code") or ""
            person = ImportedPerson(uid, name, email, code, _units(element, "MaxUnits"))
            people[uid] = Resource(person, integer(element, "CalendarUID", -1))
    notices.single += [Problem(code, "resources", n, {"count": n}) for code, n in unread.items() if n]
    return people


def read_assignments(
    root: "Element", people: Mapping[str, Resource], notices: Notices
) -> dict[str, tuple[ImportedAssignment, ...]]:
    """The people assigned to each task, by UIDs, in the order of the file; each once, what is said of them first counts."""
    found: dict[str, dict[str, ImportedAssignment]] = defaultdict(dict)
    for element in all_under(root, "Assignments", "Assignment"):
        task, person = text(element, "TaskUID") or "", text(element, "ResourceUID") or ""
        if person in people and person not in found[task]:
            work = duration_minutes(text(element, "Work"))
            found[task][person] = ImportedAssignment(task, person, _units(element), work)
        if integer(element, "Delay") or integer(element, "LevelingDelay"):
            notices.add("ASSIGNMENT_DELAY_NOT_READ", task)
        if integer(element, "WorkContour"):
            notices.add("WORK_CONTOUR_NOT_READ", task)
    return {task: tuple(by_person.values()) for task, by_person in found.items()}


def _units(element: "Element", tag: str = "Units") -> float:
    """Full time where the file does not say a number."""
    try:
        units = float(text(element, tag) or 1)
    except ValueError:
        return 1.0
    return units if 0 <= units <= MOST_UNITS else 1.0
