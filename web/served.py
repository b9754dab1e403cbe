"""What this app serves: every register, every page with a router of its own, and where each stands in the navigation."""

from fastapi import APIRouter

from governance.authority import Permission
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
    from milestones.register import MILESTONES, TASK_REGISTER
    from plans.calendars import CALENDARS
    from plans.plan_lists import BASELINES, PHASES, WAVES
    from plans.progress import PROGRESS
    from risks.register import RISKS
    from risks.responses import RESPONSES
    from stakeholders.commitments import COMMITMENTS
    from stakeholders.raci import ASSIGNMENTS, DELIVERABLES
    from stakeholders.register import STAKEHOLDERS
    from stakeholders.sponsors import SPONSORS

    serve(GOALS, MEASUREMENTS, DECISIONS, RISKS, RESPONSES, STAKEHOLDERS, SPONSORS, COMMITMENTS, DELIVERABLES, ASSIGNMENTS)
    serve(TASK_REGISTER, MILESTONES, PHASES, WAVES, PROGRESS, CALENDARS, BASELINES)
    for order, kind, label in (
        (20, "task", N_("Tasks")), (30, "milestone", N_("Milestones")), (40, "phase", N_("Phases")), (50, "wave", N_("Waves")),
        (60, "progress", N_("Progress")), (70, "calendar", N_("Calendars")), (80, "baseline", N_("Baselines")),
        (20, "goal", N_("Goals")), (30, "decision", N_("Decisions")), (10, "risk", N_("Register")), (20, "response", N_("Responses")),
        (10, "stakeholder", N_("Stakeholders")), (20, "sponsor", N_("Sponsors")), (30, "commitment", N_("Commitments")),
    ):  # fmt: skip
        register = REGISTERS[kind]
        place(register.section, label, register.icon, "{programme}/" + register.plural, register.read, order)
    place("admin", N_("Accounts"), "key", "/accounts", Permission.manage_accounts, 10)


def routers() -> list[APIRouter]:
    """The pages that are more than a register, the most particular first."""
    from web.pages import account, accounts, first_run, sign_in

    return [sign_in.router, first_run.router, account.router, accounts.router]
