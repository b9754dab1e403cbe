"""Registers as data: what a register declares; everything else about it comes from the mechanism."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from sqlmodel import Session

from governance.authority import Actor, Permission
from governance.commands import command
from governance.errors import Problem
from governance.forms import RecordForm
from governance.records import ProgrammeRecord, restore


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a list: a form field, a bilingual text without its suffix, or a computed value.

    `kind` is how it is shown (text badge number date person list bar spark flag money days); `computed` values come from the
    register's `compute`. A `sparse` one is left out where nothing that is shown has a value.
    """

    key: str
    kind: str = "text"
    unit: str = ""
    computed: bool = False
    sparse: bool = False


@dataclass(frozen=True, slots=True)
class Filter:
    """A way to narrow a list. `kind`: select (an enum or a reference), text, flag. `values` for computed ones."""

    key: str
    kind: str = "select"
    values: tuple[str, ...] = ()


def _no_values(*_args: Any) -> dict[int, dict[str, Any]]:
    return {}


def _all_asked(*_args: Any) -> dict[str, Sequence[str] | None]:
    return {}


def _nothing_amiss(*_args: Any) -> list[Problem]:
    return []


@dataclass(frozen=True)
class Register:
    """The declaration of one register; everything else about it comes from the mechanism.

    `create(session, actor, programme, form)`, `revise(session, actor, record, form, version)` and
    `withdraw(session, actor, record, reason, on, version)` are its commands. `compute(session, programme, records)` gives derived
    values by record id, in one go for a whole page; `warnings` among them are Problems that do not block, and
    `attention(session, programme, record)` gives more of them where one record is shown, but no list needs them.
    `typed(session, programme, records)` gives the form fields that have no column, `foreseen(session, programme, data, record)` what is
    wrong with them as submitted (record None: a new one). `asked(session, programme)` names the fields that the form of a new record does not
    ask for at the time (None), or offers some codes of only. `permits` names the permission of a state that not
    every editor may give; `by_form` are states that a form on the record's page leads to, so that they are no plain actions; `aside`
    are states that nothing passes through on its way to another.
    """

    kind: str
    plural: str
    table: type[ProgrammeRecord]
    form: type[RecordForm]
    section: str
    icon: str
    columns: tuple[Column, ...]
    create: Callable[..., Any] | None = None
    revise: Callable[..., Any] | None = None
    withdraw: Callable[..., Any] | None = None
    filters: tuple[Filter, ...] = ()
    search: tuple[str, ...] = ()
    sort: str = "code"
    read: Permission = Permission.read_programme
    write: Permission = Permission.maintain_plan
    own_write: Permission | None = None
    sections: tuple[tuple[str, tuple[str, ...]], ...] = ()
    compute: Callable[..., dict[int, dict[str, Any]]] = _no_values
    attention: Callable[..., list[Problem]] = _nothing_amiss
    typed: Callable[..., dict[int, dict[str, Any]]] = _no_values
    foreseen: Callable[..., list[Problem]] = _nothing_amiss
    asked: Callable[..., dict[str, Sequence[str] | None]] = _all_asked
    transitions: Mapping[Any, frozenset[Any]] = field(default_factory=dict)
    move: Callable[..., Any] | None = None
    permits: Mapping[Any, Permission] = field(default_factory=dict)
    by_form: frozenset[Any] = frozenset()
    aside: frozenset[Any] = frozenset()
    children: tuple[tuple[str, str], ...] = ()
    title: str = "name"
    hidden: bool = False

    def holds(self, key: str) -> bool:
        return key in self.table.__table__.c  # pyright: ignore


def enum_of(register: Register, key: str) -> type[StrEnum] | None:
    """The words that a column may hold, if it holds words."""
    table: Any = register.table.__table__  # pyright: ignore
    return getattr(table.c[key].type, "words", None) if key in table.c else None


def restorer(register: Register) -> Callable[..., Any]:
    """The command that takes a register's withdrawn record back into use, under the register's own permission."""

    @command(register.write, own=register.own_write)
    def restore_record(
        session: Session, actor: Actor, record: ProgrammeRecord, version: int | None = None
    ) -> ProgrammeRecord:
        return restore(session, record, version)

    return restore_record
