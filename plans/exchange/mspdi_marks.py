"""What a Microsoft Project file that was written here says beyond Microsoft's own fields, so that nothing is lost on the way back.

A row's own words (code, both names, …) are custom text fields and move with the row when it is edited there. What concerns the whole plan is
one line of JSON in the notes of row 0; it holds only as long as the file's own fields do not say otherwise.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from plans.exchange.mspdi_values import NAMESPACE, all_under, text

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

MARK = "steerboard-mspdi/1"
MAX_KEPT = 2 * 1024 * 1024
MAX_FIELD = 255  # characters that a custom text field holds

# A row's own words by custom field; the last five are of milestones alone.
FIELDS: Mapping[str, tuple[str, str, str]] = {
    "code": ("188743731", "Text1", "Code"),
    "name_zh": ("188743734", "Text2", "名称"),
    "name_en": ("188743737", "Text3", "Name in English"),
    "kind": ("188743740", "Text4", "Kind"),
    "phase": ("188743743", "Text5", "Phase"),
    "wave": ("188743746", "Text6", "Wave"),
    "department": ("188743747", "Text7", "Department"),
    "status": ("188743748", "Text8", "Status"),
    "left": ("188743749", "Text9", "Work left"),
    "percent": ("188743767", "Number1", "Percent as reported"),
    "tags": ("188743750", "Text10", "Tags"),
    "gate": ("188743997", "Text11", "Gate"),
    "goals": ("188743998", "Text12", "Goals"),
    "answers": ("188743999", "Text13", "Answers for the milestone"),
    "weight": ("188743768", "Number2", "Weight"),
    "contractual": ("188743752", "Flag1", "Contractual"),
}
OWN_FIELDS = frozenset(id for id, _, _ in FIELDS.values())
BY_PERCENT = "by percent"  # what is left of work was not reported: it follows from the percentage


@dataclass(frozen=True, slots=True)
class OwnWords:
    """What a row says of itself; empty where it says nothing."""

    code: str = ""
    name_zh: str = ""
    name_en: str = ""
    kind: str = ""
    phase: str = ""
    wave: str = ""
    department: str = ""
    status: str = ""
    left: str = ""
    percent: str = ""
    tags: str = ""
    gate: str = ""
    goals: str = ""
    answers: str = ""
    weight: str = ""
    contractual: str = ""


@dataclass(frozen=True)
class Marks:
    """What a whole file says of itself: `kept` as it was written; every value in it is still to be checked."""

    kept: Mapping[str, Any] = field(default_factory=dict)

    def entries(self, name: str) -> list[dict[str, Any]]:
        """The objects of a list in `kept`; what is none is passed over."""
        found = self.kept.get(name)
        return [entry for entry in found if isinstance(entry, dict)] if isinstance(found, list) else []

    def object(self, name: str) -> dict[str, Any]:
        """An object in `kept`, empty where there is none."""
        found = self.kept.get(name)
        return found if isinstance(found, dict) else {}


def kept_line(kept: Mapping[str, Any]) -> str:
    """The line that `read_marks` finds again."""
    return f"{MARK} {json.dumps(kept, ensure_ascii=False, separators=(',', ':'))}"


def read_marks(root: "Element") -> Marks | None:
    """The marks of a file that was written here; None for any other."""
    project = next((e for e in all_under(root, "Tasks", "Task") if text(e, "UID") == "0"), None)
    notes = (text(project, "Notes") or "") if project is not None else ""
    line = next((line for line in notes.splitlines() if line.startswith(MARK)), None)
    if line is None or len(line) > MAX_KEPT:
        return None
    try:
        kept = json.loads(line.removeprefix(MARK))
    except (ValueError, RecursionError):
        return None
    return Marks(kept) if isinstance(kept, dict) else None


def own_words(element: "Element") -> OwnWords:
    """The custom fields of a row of such a file."""
    known = {id: name for name, (id, _, _) in FIELDS.items()}
    found: dict[str, str] = {}
    for entry in element.findall(f"{NAMESPACE}ExtendedAttribute"):
        name = known.get(text(entry, "FieldID") or "")
        if name:
            found[name] = (text(entry, "Value") or "")[:MAX_FIELD]
    return OwnWords(**found)
