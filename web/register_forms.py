"""From a register's form to the page that edits it: one control per field, what was typed, what was refused, what another changed."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from pydantic.fields import FieldInfo

from governance import audit
from governance.errors import Invalid, Problem, Refusal, Stale, VersionMissing
from governance.forms import Control, bounds, enum_type, is_list, markers, reference_kind
from governance.listings import values
from governance.registers import Register, enum_of
from web.access import Here
from web.cells import choices
from web.field_kinds import kind_of
from web.i18n import gettext, instant, language
from web.register_lists import head_of
from web.register_records import title_of
from web.registry import PANELS
from web.views import ConflictRow, ConflictView, FieldControl, RegisterEdit
from web.words.fields import hint, label
from web.words.refusals import message
from web.words.registers import words_of
from web.words.values import unit_label, value_label

STEPS = {"decimal": "any", "money": "0.01", "integer": "1"}


def edit(here: Here, register: Register, record: Any, typed: Mapping[str, Any] | None = None, refusal: Refusal | None = None) -> RegisterEdit:  # fmt: skip
    """The form of a record (None: a new one), filled with what was typed, else with what is recorded."""
    head = head_of(register, here)
    held = (
        values(here.session, register, here.programme, [record])[0] if record is not None else _defaults(register, here)
    )
    filled = {name: as_typed(value) for name, value in held.items()} | {
        k: v for k, v in (typed or {}).items() if k in register.form.model_fields
    }
    problems = refusal.problems if refusal else ()
    stale = isinstance(refusal, Stale | VersionMissing) and record is not None
    fields = controls(
        here,
        register.form.model_fields,
        filled,
        problems,
        new=record is None,
        required_text=register.form.REQUIRED_TEXT,
    )
    if record is None:
        fields = _asked(here, register, fields)
    title = title_of(register, record) if record is not None else head.create_label
    panel, below = _panel(register.kind)
    href = f"{head.href}/{record.code}" if record is not None else head.href
    crumbs: list[tuple[str, str | None]] = [(head.title, head.href), (head.create_label, None)]
    if record is not None:
        crumbs = [(head.title, head.href), (record.code, href), (gettext("Edit"), None)]
    return RegisterEdit(
        register=head, code=record.code if record is not None else None, title=title, fields=fields,
        problems=[] if stale else summary(problems, register.form.model_fields),
        version=record.version if record is not None else None, action=href, cancel_href=href,
        submit_label=gettext("Save") if record is not None else words_of(register.kind).keep,
        conflict=conflict(here, register, record, held, typed or {}) if stale else None,
        crumbs=crumbs,
        above=panel[0] if panel and not below else None, below={below: panel[0]} if panel and below else {}, extra=panel[1](here, record) if panel else None,
    )  # fmt: skip


def _panel(kind: str) -> tuple[tuple[str, Callable[..., Any]] | None, str]:
    """What a register shows in its form, and the field that it stands below; none: above the form."""
    for (of, where), panel in PANELS.items():
        place, _, below = where.partition(":")
        if of == kind and place == "edit":
            return panel, below
    return None, ""


def _asked(here: Here, register: Register, fields: list[FieldControl]) -> list[FieldControl]:
    """The controls of a new record without those that are not asked for now, and with what is offered where that is less than all."""
    asked = register.asked(here.session, here.programme)
    for control in fields:
        if (offered := asked.get(control.name)) is not None:
            control.options = [
                (code, words) for code, words in control.options if code in offered or code == control.value
            ]
    return [control for control in fields if asked.get(control.name, ()) is not None]


def summary(problems: Sequence[Problem], fields: Mapping[str, FieldInfo]) -> list[tuple[str, str, str]]:
    """Refusals as listed above a form: the field to go to (none if it is not in the form), its label, what is wrong."""
    return [(p.field if p.field in fields else "", label(p.field) if p.field else "", message(p)) for p in problems]


def _defaults(register: Register, here: Here) -> dict[str, Any]:
    found = {
        n: i.get_default(call_default_factory=True)
        for n, i in register.form.model_fields.items()
        if not i.is_required()
    }
    return found | {k: v for k, v in here.request.query_params.items() if k in register.form.model_fields}


def controls(
    here: Here | None, fields: Mapping[str, FieldInfo], filled: Mapping[str, Any], problems: Sequence[Problem], *, new: bool, required_text: Sequence[str]
) -> list[FieldControl]:  # fmt: skip
    """One control per field, the two languages of a text as a pair, the reader's first."""
    found, done = [], set[str]()
    for name, info in fields.items():
        stem = name.removesuffix("_zh").removesuffix("_en")
        if stem in done or (name == "code" and not new):
            continue
        if name.endswith(("_zh", "_en")) and f"{stem}_zh" in fields and f"{stem}_en" in fields:
            done.add(stem)
            order = ("zh", "en") if language() == "zh-CN" else ("en", "zh")
            halves = [control(here, f"{stem}_{t}", fields[f"{stem}_{t}"], filled, problems) for t in order]
            pair = FieldControl(
                stem, label(stem), "pair", hint=hint(stem), required=stem in required_text, pair=(halves[0], halves[1])
            )
            pair.errors = halves[0].errors + halves[1].errors
            found.append(pair)
        else:
            found.append(control(here, name, info, filled, problems))
    trailing = [c for c in found if c.name in ("code", "notes", "tags")]
    return [c for c in found if c not in trailing] + sorted(
        trailing, key=lambda c: ("notes", "tags", "code").index(c.name)
    )


def control(
    here: Here | None, name: str, info: FieldInfo, filled: Mapping[str, Any], problems: Sequence[Problem]
) -> FieldControl:
    kind, limits, options = kind_of(info), bounds(info), _options(here, name, info, filled.get(name))
    typed = filled.get(name)
    marker = next((m for m in markers(info) if isinstance(m, Control)), None)
    return FieldControl(
        name=name, label=label(name), kind=kind, value="" if typed is None else typed, hint="" if name == "code" and info.is_required() else hint(name),
        required=info.is_required(), options=options,
        unit=unit_label(marker.unit) if marker else "",
        min=as_typed(limits.get("min")) if kind != "line" else "", max=as_typed(limits.get("max")) if kind != "line" else "",
        step=STEPS.get(kind, ""), max_length=limits.get("max_length") if kind in ("line", "text", "email") else None,
        errors=[message(p) for p in problems if p.field == name],
    )  # fmt: skip


def _options(here: Here | None, name: str, info: FieldInfo, chosen: Any) -> list[tuple[str, str]]:
    kind, several = reference_kind(info), is_list(info)
    if kind is not None:
        found = choices(here, kind) if here is not None else []
        known = several or not chosen or any(code == chosen for code, _ in found)
        return found if known else [*found, (str(chosen), str(chosen))]
    enum = enum_type(info)
    return [(str(v), value_label(name, v)) for v in enum] if enum else []


def as_typed(value: Any) -> Any:
    """A value as it stands in a form's control."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return value
    if isinstance(value, list):
        return value
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    return value.isoformat() if isinstance(value, date) else str(value)


def conflict(
    here: Here, register: Register, record: Any, held: Mapping[str, Any], typed: Mapping[str, Any]
) -> ConflictView:
    """Both versions side by side: nothing that either person typed is lost."""
    entries = audit.history(here.session, record.KIND, record.id, 1)
    found = []
    for name in register.form.model_fields:
        if name in ("code",):
            continue
        yours, theirs = _joined(typed.get(name)), _joined(as_typed(held.get(name)))
        suffix = {"_zh": " 中", "_en": " EN"}.get(name[-3:], "")
        if yours or theirs:
            found.append(
                ConflictRow(
                    name, label(name) + suffix, yours, theirs, yours.replace("\r\n", "\n").strip() != theirs.strip()
                )
            )
    who, at = (entries[0].actor, instant(entries[0].at)) if entries else ("", "")
    return ConflictView(who, at, record.version, found)


def _joined(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else "" if value is None else str(value)


def state(register: Register, word: Any) -> Any:
    """The state that a word names.

    Raises:
        Invalid: it names none.
    """
    states: Any = enum_of(register, "status")
    if word not in set(states or ()):
        raise Invalid([Problem("NOT_IN_ENUM", "status", str(word)[:40], {})])
    return states(word)
