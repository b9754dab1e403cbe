"""What the last change of the plan was, as the button says that takes it back."""

import json
from typing import Any

from governance.authority import Permission
from governance.undoing import Act
from milestones.plan_undo import undoable
from web.access import Here
from web.i18n import gettext, listed, ngettext
from web.viewclass import viewclass
from web.words.fields import label
from web.words.registers import command_label, words_of

_DERIVED = frozenset({"dependency", "milestone"})  # they come and go with a task, as its state does with a report
FIELDS = 3


@viewclass
class UndoView:
    """`action` takes the change back; `words` says what it was; `again` when the change was itself an undoing. `at` names the act."""

    action: str
    at: str
    words: str
    again: bool


def undo_view(here: Here) -> UndoView | None:
    """What the reader could take back in the plan; None if nothing, or if the page shows another day than the programme's."""
    if not here.may(Permission.maintain_plan):
        return None
    act = undoable(here.session, here.actor, here.programme)
    return UndoView(f"{here.path}/undo", act.at, told(act), act.is_undoing) if act is not None else None


def told(act: Act) -> str:
    """`Task T411: Duration, Predecessors`, `Task T411: Added the task`, `3 records: Position`."""
    derived = _DERIVED | {"task"} if any(e.kind == "progress" for e in act.entries) else _DERIVED
    entries = [e for e in act.entries if e.kind not in derived] or list(act.entries)
    records = {(e.kind, e.code) for e in entries}
    if len(records) == 1:
        kind, code = next(iter(records))
        what = f"{words_of(kind).singular} {code}"
    else:
        what = ngettext("{count} record", "{count} records", len(records)).format(count=len(records))
    changed = _changed(act, entries)
    return gettext("{label}: {value}").format(label=what, value=changed) if changed else what


def _changed(act: Act, entries: list[Any]) -> str:
    fields = dict.fromkeys(name for e in entries if e.action == "change" for name in json.loads(e.changes))
    if fields and len(fields) <= FIELDS:
        return listed(label(name) for name in fields)
    return "" if act.is_undoing else command_label(act.command)
