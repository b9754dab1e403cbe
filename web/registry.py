"""Every register that the app serves, and the panels that some show above their list or record."""

from collections.abc import Callable
from typing import Any

from governance.registers import Register

REGISTERS: dict[str, Register] = {}
# (kind, "index" | "show" | "edit") -> (template of the panel, what gives its data: (here) or (here, record); a new record is None)
PANELS: dict[tuple[str, str], tuple[str, Callable[..., Any]]] = {}


def serve(*registers: Register) -> None:
    """Enter registers into the app."""
    for register in registers:
        REGISTERS[register.kind] = register


def panel(kind: str, where: str, template: str, data: Callable[..., Any]) -> None:
    """Enter a panel of a register: `where` is index, show, edit (above the form) or edit:FIELD (below that field)."""
    PANELS[kind, where] = (template, data)


def register_of(kind: str) -> Register | None:
    return REGISTERS.get(kind)
