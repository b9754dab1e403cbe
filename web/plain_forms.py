"""Forms that belong to no register: signing in, accounts, roles. One control per field, what was typed, what was refused."""

from collections.abc import Mapping
from dataclasses import field
from typing import Any

from governance.errors import Refusal
from governance.forms import Form
from web.field_kinds import kind_of
from web.viewclass import viewclass
from web.views import FieldControl
from web.words.fields import hint, label
from web.words.refusals import message

Said = list[tuple[str, str, str]]
Options = Mapping[str, list[tuple[str, str]]]
_HINTED = frozenset({"password", "setup_code"})


@viewclass
class Tried:
    """What somebody typed into a form, and why it was refused."""

    typed: Mapping[str, Any] = field(default_factory=dict)
    refusal: Refusal | None = None

    @property
    def said(self) -> Said:
        """The refusal for the summary above the form: (field, label, message)."""
        problems = self.refusal.problems if self.refusal else ()
        return [(p.field, label(p.field) if p.field else "", message(p)) for p in problems]

    def errors(self, name: str) -> list[str]:
        return [message(p) for p in (self.refusal.problems if self.refusal else ()) if p.field == name]


UNTRIED = Tried()


def fields_of(form: type[Form], tried: Tried = UNTRIED, options: Options | None = None) -> list[FieldControl]:
    """One control per field of a form. A password is never shown again."""
    choices, found = options or {}, []
    for name, info in form.model_fields.items():
        kind = "password" if "password" in name else "select" if name in choices else kind_of(info)
        value = "" if kind == "password" else tried.typed.get(name) or ""
        control = FieldControl(
            name, label(name), kind, value, hint(name) if name in _HINTED else "", info.is_required()
        )
        control.options, control.errors = choices.get(name, []), tried.errors(name)
        found.append(control)
    return found
