"""What Microsoft Project's XML says of a task beside its work: its baseline, and what cannot be taken over."""

from typing import TYPE_CHECKING

from plans.exchange.imported_plan import AgreedDates
from plans.exchange.mspdi_marks import FIELDS, Marks
from plans.exchange.mspdi_people import Notices
from plans.exchange.mspdi_values import NAMESPACE, duration_minutes, flag, integer, moment, text

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_OWN_FIELDS = frozenset(id for id, _, _ in FIELDS.values())


def baseline_of(element: "Element") -> AgreedDates | None:
    """The dates of the first baseline (number 0), where it has both."""
    for entry in element.findall(f"{NAMESPACE}Baseline"):
        if integer(entry, "Number") == 0:
            start, finish = moment(entry, "Start"), moment(entry, "Finish")
            if start is not None and finish is not None and start <= finish:
                return AgreedDates(start, finish, max(0, duration_minutes(text(entry, "Duration")) or 0))
    return None


def note_what_is_not_read(element: "Element", id: str, marks: Marks | None, notices: Notices) -> None:
    """Note what a task says that has no place here."""
    if flag(element, "Manual"):
        notices.add("MANUAL_TASK_SCHEDULED_FROM_ITS_DATE", id)
    if flag(element, "ExternalTask"):
        notices.add("EXTERNAL_TASK", id)
    if flag(element, "IsSubproject"):
        notices.add("SUBPROJECT_NOT_READ", id)
    if integer(element, "LevelingDelay"):
        notices.add("LEVELLING_DELAY_NOT_READ", id)
    if any(integer(entry, "Number") for entry in element.findall(f"{NAMESPACE}Baseline")):
        notices.add("BASELINE_NOT_READ", id)
    fields = {text(entry, "FieldID") for entry in element.findall(f"{NAMESPACE}ExtendedAttribute")}
    if fields - (_OWN_FIELDS if marks else set()):
        notices.add("CUSTOM_FIELDS_NOT_READ", id)
    if element.find(f"{NAMESPACE}OutlineCode") is not None:
        notices.add("OUTLINE_CODES_NOT_READ", id)
