"""What Microsoft Project's XML says of a task beside its work: its baselines, and what cannot be taken over."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from plans.exchange.imported_plan import AgreedDates
from plans.exchange.mspdi_people import Notices
from plans.exchange.mspdi_values import NAMESPACE, duration_minutes, flag, integer, moment, text

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

LAST_BASELINE = 10  # they are numbered from 0


def baselines_in(elements: "Iterable[Element]") -> dict[int, dict[str, AgreedDates]]:
    """The dates of each baseline by its number, then by task, where it has both; of two of one number the first counts."""
    found: dict[int, dict[str, AgreedDates]] = {}
    for element in elements:
        id = text(element, "UID") or ""
        for entry in element.findall(f"{NAMESPACE}Baseline"):
            number, start, finish = integer(entry, "Number"), moment(entry, "Start"), moment(entry, "Finish")
            if 0 <= number <= LAST_BASELINE and start is not None and finish is not None and start <= finish:
                length = max(0, duration_minutes(text(entry, "Duration")) or 0)
                found.setdefault(number, {}).setdefault(id, AgreedDates(start, finish, length))
    return dict(sorted(found.items()))


def note_what_is_not_read(element: "Element", id: str, notices: Notices) -> None:
    """Note what a task says that has no place here."""
    if flag(element, "Manual"):
        notices.add("MANUAL_TASK_SCHEDULED_FROM_ITS_DATE", id)
    if flag(element, "ExternalTask"):
        notices.add("EXTERNAL_TASK", id)
    if flag(element, "IsSubproject"):
        notices.add("SUBPROJECT_NOT_READ", id)
    if integer(element, "LevelingDelay"):
        notices.add("LEVELLING_DELAY_NOT_READ", id)
