"""What a change has done to the plan: the finish and the milestones before and after it."""

from datetime import date

from plans.plan import PlanSchedule, kept, scheduled
from web.access import Here
from web.i18n import pick
from web.viewclass import viewclass

STAMP = 20


@viewclass
class MilestoneMove:
    """A milestone that a change has moved; `wd` working days, later is positive."""

    code: str
    name: str
    before: date
    after: date
    wd: int


@viewclass
class PlanMove:
    """The plan's finish before and after a change, what else moved, and what the critical path gained and lost."""

    before: date
    after: date
    wd: int
    milestones: tuple[MilestoneMove, ...]
    tasks_moved: int


def stamp_now(here: Here) -> str:
    """A name for the plan as it stands before a change, to compare with afterwards; the plan is kept under it for a while."""
    return scheduled(here.session, here.programme, here.status_date).stamp[:STAMP]


def move_since(here: Here, plan: PlanSchedule) -> PlanMove | None:
    """What has moved since the state that the address names with `from`; None if it names none that is still known."""
    earlier = kept(here.request.query_params.get("from", "")[:64], plan.status_date)
    if earlier is None or earlier.programme != plan.programme or earlier.is_empty or plan.is_empty:
        return None
    return compared(earlier, plan)


def compared(earlier: PlanSchedule, later: PlanSchedule) -> PlanMove:
    """The difference between two states of one plan."""
    late = later.calendar.working_days_late
    both = [code for code in later.tasks if code in earlier.tasks]
    moved = [code for code in both if earlier.finish_of(code) != later.finish_of(code)]
    milestones = [
        MilestoneMove(
            code, pick(later.tasks[code].name_zh, later.tasks[code].name_en), earlier.finish_of(code), later.finish_of(code),
            late(earlier.finish_of(code), later.finish_of(code)),
        )
        for code in moved
        if later.tasks[code].is_milestone
    ]  # fmt: skip
    return PlanMove(earlier.finish, later.finish, late(earlier.finish, later.finish), tuple(milestones), len(moved))
