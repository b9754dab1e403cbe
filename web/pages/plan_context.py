"""The phases of a programme as the frame shows them: how far each is, and when its gate is expected."""

from plans.plan import PlanSchedule, scheduled
from plans.plan_lists import phase_state
from plans.progressed import Standing
from web.access import Here
from web.chrome import Gate, Phase
from web.i18n import pick


def phase_chevrons(here: Here) -> list[Phase]:
    """One per phase that has tasks, in the plan's order."""
    plan = scheduled(here.session, here.programme, here.status_date)
    return [
        Phase(p.code, pick(p.name_zh, p.name_en), phase_state(plan, p), _gate(here, plan, p.gate))
        for p in plan.phases
        if p.tasks
    ]


def _gate(here: Here, plan: PlanSchedule, code: str | None) -> Gate | None:
    """The milestone that closes a phase: done, late against its baseline, or ahead."""
    if code is None or code not in plan.tasks:
        return None
    task, done = plan.tasks[code], plan[code].standing == Standing.complete
    state = "done" if done else "late" if plan.is_late(code) else "ahead"
    return Gate(code, pick(task.name_zh, task.name_en), plan.finish_of(code), state, f"{here.path}/milestones/{code}")
