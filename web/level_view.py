"""What would levelling do? How far it is, what it found, and the changes that would try it, as shown."""

from collections.abc import Mapping
from dataclasses import field
from datetime import date, datetime
from importlib.util import find_spec
from typing import Any
from urllib.parse import urlencode

from governance.authority import Permission
from plans.durations import DayLength
from plans.levelling.holds import holds
from plans.levelling.levelled_plan import Solver
from plans.plan import PlanSchedule, scheduled
from plans.plan_levelling import Levelable, levelable
from plans.plan_load import PlanLoad, load_of
from plans.what_if_notation import MOST, format_edits
from plans.what_ifs import starts_of
from web.access import Here
from web.i18n import gettext, language, ngettext, number, plain_day
from web.levelling_runs import LevelOrder, LevelRun, run_of
from web.load_view import named
from web.plan_parts import Part, task_named, tasks_named
from web.viewclass import viewclass
from web.words.refusals import message
from web.words.values import value_label

SECONDS = (2, 5, 10)
PATIENCE_S = 0.8  # most plans are levelled within that: then there is nothing to wait for
LONGEST = 4000  # characters that a what-if holds
SHOWN = 100  # moved tasks before "and so many more"


@viewclass
class LevelAsked:
    """Who levels, for how many seconds at most, and whether to begin."""

    solver: Solver = Solver.heuristic
    seconds: int = 5
    run: bool = False


@viewclass
class MoveRow:
    """A task or a milestone that would move, with its date before and after."""

    task: Part
    before: str
    after: str
    words: str
    tone: str


@viewclass
class KeepForm:
    """What would be kept as a what-if: so many tasks held back. `too_many` for a what-if; `unheld` are under way already."""

    edits: str
    count: int
    name_field: str
    name: str
    too_many: bool
    unheld: list[Part]


@viewclass
class Levelled:
    """What levelling found."""

    finish_before: str
    finish_after: str
    days: int
    words: str
    tone: str
    makespan: str
    unlevelled: str
    bound: str
    optimal: bool
    milestones: list[MoveRow]
    unmoved: int
    tasks: list[MoveRow]
    more: int
    moved: int
    keep: KeepForm | None


@viewclass
class LevelPage:
    """The page: what is asked for, how far it is, what came of it."""

    title: str
    is_empty: bool
    solvers: list[tuple[str, str, bool, bool]]
    seconds: list[tuple[int, bool]]
    state: str
    poll_href: str = ""
    passed: int = 0
    best: str = ""
    bound: str = ""
    problems: list[str] = field(default_factory=list)
    found: Levelled | None = None
    raised: list[Part] = field(default_factory=list)
    over_now: int = 0
    crumbs: list[tuple[str, str | None]] = field(default_factory=list)


def level_page(here: Here, asked: LevelAsked) -> LevelPage:
    load = current_load(here)
    title = gettext("Levelling")
    page = LevelPage(
        title=title, is_empty=not load.assigned, state="idle",
        solvers=[(str(s), value_label("solver", s), s == asked.solver, _is_there(s)) for s in Solver],
        seconds=[(n, n == asked.seconds) for n in SECONDS], over_now=len({p.who for p in load.peaks}),
        crumbs=[(gettext("Load"), f"{here.path}/load"), (title, None)],
    )  # fmt: skip
    if not asked.run or page.is_empty:
        return page
    able = levelable(load)
    page.raised = [named(here, load.plan, who) for who in able.raised]
    run = run_of(order_of(load, able, asked))
    if run is not None:
        run.over.wait(max(0.0, PATIENCE_S - run.passed_s))
    _tell(here, page, load.plan, run, asked)
    return page


def current_load(here: Here) -> PlanLoad:
    plan = scheduled(here.session, here.programme, here.status_date)
    return load_of(here.session, here.programme, plan)


def order_of(load: PlanLoad, able: Levelable, asked: LevelAsked) -> LevelOrder:
    return LevelOrder(able.plan, load.plan.schedule.status, str(asked.solver), asked.seconds)


def _is_there(solver: Solver) -> bool:
    return solver != Solver.cp_sat or find_spec("ortools") is not None


def _tell(here: Here, page: LevelPage, plan: PlanSchedule, run: LevelRun | None, asked: LevelAsked) -> None:
    """Where the run is."""
    if run is None or not run.over.is_set():
        page.state = "busy" if run is None else "working"
        query = {"solver": str(asked.solver), "seconds": asked.seconds, "run": "1"}
        as_of = here.request.query_params.get("as_of")
        page.poll_href = f"{here.path}/level?{urlencode(query | ({'as_of': as_of} if as_of else {}))}"
        if run is not None:
            page.passed = round(run.passed_s)
            page.best = _days(plan, run.best_min) if run.best_min is not None else ""
            page.bound = _days(plan, run.bound_min) if run.bound_min is not None else ""
        return
    page.state = "refused" if run.problems else "done"
    page.problems = [message(p) for p in run.problems]
    page.found = _levelled(here, plan, run.found) if run.found else None


# --- What was found --------------------------------------------------------------------------------------------------


def _levelled(here: Here, plan: PlanSchedule, found: Mapping[str, Any]) -> Levelled:
    finish = datetime.fromisoformat(found["finish"]).date()
    tasks = {
        id: Moved(datetime.fromisoformat(start), datetime.fromisoformat(finish), delay)
        for id, (start, finish, delay) in found["tasks"].items()
    }
    leaves = {id: at for id, at in tasks.items() if not plan.network.activity(id).is_summary and id in plan.tasks}
    moved = {id: at for id, at in leaves.items() if at.delay_min and not plan.tasks[id].is_milestone}
    milestones = [m.code for m in plan.milestones if m.code in leaves]
    late = plan.calendar.working_days_late(plan.finish, finish)
    shifted = [_move(here, plan, code, leaves[code].finish.date()) for code in milestones if leaves[code].delay_min]
    return Levelled(
        finish_before=plain_day(plan.finish), finish_after=plain_day(finish), days=late, words=_by(late),
        tone="on_track" if late <= 0 else "off_track" if finish > here.programme.committed_finish else "watch",
        makespan=_days(plan, found["makespan_min"]), unlevelled=_days(plan, found["unlevelled_min"]), bound=_days(plan, found["lower_bound_min"]),
        optimal=found["optimal"], milestones=shifted, unmoved=len(milestones) - len(shifted),
        tasks=[_move(here, plan, code, at.finish.date()) for code, at in list(moved.items())[:SHOWN]], more=max(0, len(moved) - SHOWN),
        moved=len(moved), keep=_keep(here, plan, {id: at.start for id, at in moved.items()}) if here.may(Permission.maintain_plan) else None,
    )  # fmt: skip


@viewclass
class Moved:
    """A task as levelled; `delay_min` against the plan without levelling."""

    start: datetime
    finish: datetime
    delay_min: float


def _move(here: Here, plan: PlanSchedule, code: str, after: date) -> MoveRow:
    before = plan.finish_of(code)
    days = plan.calendar.working_days_late(before, after)
    return MoveRow(task_named(here, plan, code), plain_day(before), plain_day(after), _by(days), "watch" if days > 0 else "on_track")  # fmt: skip


def _keep(here: Here, plan: PlanSchedule, starts: Mapping[str, datetime]) -> KeepForm | None:
    if not starts:
        return None
    held = holds(plan.schedule, starts)
    text = format_edits(held.edits, DayLength.of(plan.calendar.day_minutes), starts_of(plan))
    name = gettext("Levelled as of {day}").format(day=plain_day(plan.status_date))
    field_name = "name_zh" if language() == "zh-CN" else "name_en"
    too_many = len(held.edits) > MOST or len(text) > LONGEST
    return KeepForm(text, len(held.edits), field_name, name, too_many, tasks_named(here, plan, held.unheld))


def _days(plan: PlanSchedule, minutes: float) -> str:
    return number(round(plan.calendar.days_of(minutes), 1))


def _by(days: int) -> str:
    """By how many working days something moves; within a day counts as none."""
    if days > 0:
        return ngettext("{days} working day later", "{days} working days later", days).format(days=number(days))
    if days < 0:
        return ngettext("{days} working day earlier", "{days} working days earlier", -days).format(days=number(-days))
    return gettext("within the day")
