"""What a register's routes are handed: the register that the address names, its record, and the version that a change is based on."""

from typing import Annotated, Any

from fastapi import Depends, Path

from governance.authority import not_permitted
from governance.errors import NotFound, NotPermitted, Problem, VersionMissing
from governance.forms import Form, Line, Prose
from governance.records import check_version, find
from governance.registers import Register
from web.access import Code, Here, InProgramme, readable
from web.registry import REGISTERS


def register_at(here: Here, plural: str) -> Register:
    """The register that the address names, if the actor may read it."""
    for register in REGISTERS.values():
        if register.plural == plural:
            readable(here, register.read)
            return register
    raise NotFound([Problem("NOT_FOUND", "", plural, {"kind": "page", "code": plural})])


async def _the_register(here: InProgramme, plural: Annotated[str, Path(max_length=40)]) -> Register:
    return register_at(here, plural)  # it waits for nothing, so it needs no thread


TheRegister = Annotated[Register, Depends(_the_register, scope="function")]


def record_at(here: InProgramme, register: TheRegister, code: Code) -> Any:
    """The record that the address names; whoever only reads calls this in the route, and is spared a thread."""
    return find(here.session, register.table, here.programme.id, code.upper())


TheRecord = Annotated[Any, Depends(record_at, scope="function")]


def offered(register: Register, name: str) -> Any:
    """A command of a register: create, revise, withdraw or move.

    Raises:
        NotFound: this register has none; its address does not exist.
    """
    command = getattr(register, name)
    if command is None:
        raise NotFound([Problem("NOT_FOUND", "", name, {"kind": "page", "code": f"{register.plural}/{name}"})])
    return command


def writable(here: Here, register: Register) -> None:
    """Refuse who holds no role that writes in this register at all, before anything that was sent is looked at.

    Whether it may be this record, the command says.

    Raises:
        NotPermitted: the actor's roles do not allow it, or the token only reads.
    """
    if not here.actor.may_write:
        raise NotPermitted([Problem("TOKEN_READ_ONLY")])
    sufficing = (register.write, register.own_write, *register.permits.values())
    if not any(p is not None and here.may(p) for p in sufficing):
        raise not_permitted(register.write)


def opened_with(record: Any, data: dict[str, Any]) -> int:
    """The version that a page's form was opened with (taken out of `data`), if it is still the record's.

    Raises:
        VersionMissing: the form does not say.
        Stale: somebody has changed the record since.
    """
    sent = str(data.pop("version", "") or "")
    if not sent.isdecimal() or len(sent) > 9:
        raise VersionMissing([Problem("FORM_VERSION_MISSING", "", record.code, {"code": record.code})])
    check_version(record, int(sent))
    return int(sent)


class Reasoned(Form):
    """What is said when a record is withdrawn."""

    reason: Prose | None = None


class Move(Form):
    """What is said when a record changes its state."""

    to: Line
    reason: Prose | None = None
