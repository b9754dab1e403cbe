"""What this app serves: every register, every page with a router of its own, and where each stands in the navigation."""

from fastapi import APIRouter

from web.chrome import PLACES, place
from web.i18n import N_
from web.registry import REGISTERS, serve


def enter_all() -> None:
    """Enter the registers and the navigation, once per process."""
    if PLACES:
        return
    from risks.register import RISKS

    serve(RISKS)
    for order, (kind, label) in enumerate((("risk", N_("Register")),)):
        register = REGISTERS[kind]
        place(register.section, label, register.icon, "{programme}/" + register.plural, register.read, order * 10)


def routers() -> list[APIRouter]:
    """The pages that are more than a register, the most particular first."""
    return []
