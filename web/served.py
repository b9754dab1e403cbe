"""What this app serves: every register, every page with a router of its own, and where each stands in the navigation."""

from fastapi import APIRouter

from web.chrome import PLACES, place
from web.i18n import N_
from web.registry import REGISTERS, serve


def enter_all() -> None:
    """Enter the registers and the navigation, once per process."""
    if PLACES:
        return
    from governance.decisions import DECISIONS
    from governance.measurements import MEASUREMENTS
    from milestones.goal_tracking import GOALS
    from risks.register import RISKS
    from risks.responses import RESPONSES
    from stakeholders.commitments import COMMITMENTS
    from stakeholders.raci import ASSIGNMENTS, DELIVERABLES
    from stakeholders.register import STAKEHOLDERS
    from stakeholders.sponsors import SPONSORS

    serve(GOALS, MEASUREMENTS, DECISIONS, RISKS, RESPONSES, STAKEHOLDERS, SPONSORS, COMMITMENTS, DELIVERABLES, ASSIGNMENTS)
    for order, kind, label in (
        (20, "goal", N_("Goals")), (30, "decision", N_("Decisions")), (10, "risk", N_("Register")), (20, "response", N_("Responses")),
        (10, "stakeholder", N_("Stakeholders")), (20, "sponsor", N_("Sponsors")), (30, "commitment", N_("Commitments")),
    ):  # fmt: skip
        register = REGISTERS[kind]
        place(register.section, label, register.icon, "{programme}/" + register.plural, register.read, order)


def routers() -> list[APIRouter]:
    """The pages that are more than a register, the most particular first."""
    return []
