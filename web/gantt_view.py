"""The plan as the Gantt shows it: phases, summaries, tasks and milestones in one order, narrowed and folded as the address asks."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any
from urllib.parse import urlencode
from weakref import WeakKeyDictionary

from markupsafe import Markup

from governance.authority import Permission
from plans.plan import PlannedTask, PlanSchedule, scheduled
from plans.plan_lists import phase_state
from plans.progressed import Standing
from plans.tasks import TaskKind, TaskStatus
from web.access import Here
from web.charts.timescale import PIXELS, Timescale, timescale
from web.i18n import N_, gettext, language, pick
from web.plan_moves import PlanMove, move_since
from web.views import FilterControl
from web.words.fields import label
from web.words.refusals import message

SHOWS = {
    "critical": N_("Critical path"),
    "late": N_("Late"),
    "open": N_("Not complete"),
    "milestones": N_("Milestones"),
}
ZOOMS = {"day": N_("Days"), "week": N_("Weeks"), "month": N_("Months")}


@dataclass(slots=True)
class GanttRow:
    """One row: a phase, a summary, a task or a milestone. Dates as of the plan's status date, float and slip in working days."""

    code: str
    name: str
    kind: str
    level: int
    owner: str
    start: date
    finish: date
    href: str
    status: str = ""
    float_days: float | None = None
    criticality: str | None = None
    percent: float = 0
    variance_wd: int | None = None
    late: bool = False
    baseline_start: date | None = None
    baseline_finish: date | None = None
    late_finish: date | None = None
    provisional: bool = False
    folded: bool | None = None


@dataclass(slots=True)
class GanttLink:
    """A dependency between two rows that are shown; `driving` when it lies on the critical path."""

    source: str
    target: str
    type: str
    driving: bool


@dataclass
class GanttView:
    """The page: rows, links and what the address asked for."""

    title: str
    start: date
    finish: date
    committed_finish: date
    status_date: date
    zoom: str
    rows: list[GanttRow]
    links: list[GanttLink]
    total: int
    filters: list[FilterControl]
    zooms: list[tuple[str, str, bool]]
    clear_href: str | None
    finish_variance_wd: int | None
    to_commitment_wd: int
    critical_count: int
    late_count: int
    warnings: list[str]
    moved: PlanMove | None
    may_edit: bool
    has_baseline: bool
    crumbs: list[tuple[str, str | None]] = field(default_factory=list)

    def drawn_on(self, plan: PlanSchedule, base: str) -> "GanttView":
        """What the drawing needs beside the facts; not part of the JSON."""
        self._plan, self._base = plan, base  # pyright: ignore
        return self

    @property
    def scale(self) -> Timescale:
        shown = [row.start for row in self.rows] + [row.baseline_start for row in self.rows if row.baseline_start]
        ends = [row.finish for row in self.rows] + [row.baseline_finish for row in self.rows if row.baseline_finish]
        return timescale(self.zoom, min(shown, default=self.start), max(*ends, self.committed_finish, self.status_date))

    @cached_property
    def chart(self) -> Markup:
        """Table and chart, drawn."""
        from web.charts.gantt import draw

        return Markup(draw(self, self.scale, self._plan.calendar))  # pyright: ignore  # noqa: S704 - every text in it is escaped


def gantt(here: Here) -> GanttView:
    """The Gantt of the programme as of the date that is asked for."""
    plan = scheduled(here.session, here.programme, here.status_date)
    asked = _asked(here)
    base = f"{here.path}/schedule"
    rows = list(_rows(plan, here, asked, base))
    links = list(_links(plan, {row.code for row in rows}))
    narrowed = {k: v for k, v in asked.items() if k in ("phase", "department", "owner", "show")}
    end = plan.schedule.finish.date()
    ends = [f.finish.date() for f in plan.baseline.values()]
    shown = [plan.tasks[r.code] for r in rows if r.code in plan.tasks]
    view = GanttView(
        title=gettext("Schedule"), start=plan.start, finish=end, committed_finish=here.programme.committed_finish, status_date=here.status_date,
        zoom=asked.get("zoom", "week"), rows=rows, links=links, total=len(plan.tasks), filters=_filters(plan, asked),
        zooms=[(gettext(words), _href(base, asked | {"zoom": zoom}), asked.get("zoom", "week") == zoom) for zoom, words in ZOOMS.items()],
        clear_href=_href(base, {k: v for k, v in asked.items() if k not in narrowed}) if narrowed else None,
        finish_variance_wd=plan.calendar.working_days_late(max(ends), end) if ends else None,
        to_commitment_wd=plan.calendar.working_days_late(here.programme.committed_finish, end),
        critical_count=sum(t.code in plan.critical for t in shown), late_count=sum(plan.is_late(t.code) for t in shown),
        warnings=[message(p) for p in plan.warnings[:20]], moved=move_since(here, plan),
        may_edit=here.may(Permission.maintain_plan), has_baseline=bool(plan.baseline), crumbs=[(gettext("Schedule"), None)],
    )  # fmt: skip
    return view.drawn_on(plan, base)


def _asked(here: Here) -> dict[str, str]:
    """What the address asks for, without what it cannot mean."""
    known = ("zoom", "phase", "department", "owner", "show", "closed", "as_of")
    asked = {k: v[:200] for k, v in here.request.query_params.items() if k in known and v}
    if asked.get("zoom", "week") not in PIXELS:
        asked.pop("zoom")
    if asked.get("show", "late") not in SHOWS:
        asked.pop("show")
    return asked


def _href(base: str, asked: Mapping[str, str]) -> str:
    return f"{base}?{urlencode(asked)}" if asked else base


# --- Rows ------------------------------------------------------------------------------------------------------------


def _rows(plan: PlanSchedule, here: Here, asked: Mapping[str, str], base: str) -> Iterator[GanttRow]:
    """Each phase with what is in it; what stands in no phase comes last."""
    closed = {code for code in asked.get("closed", "").split(",") if code}
    shown = _shown(plan, asked)
    children: dict[str | None, list[PlannedTask]] = {}
    for task in plan.tasks.values():
        children.setdefault(task.parent if task.parent in plan.tasks else None, []).append(task)
    tops: dict[str | None, list[PlannedTask]] = {}
    for task in children.get(None, ()):
        tops.setdefault(task.phase, []).append(task)
    phases = [p for p in plan.phases if not asked.get("phase") or p.code == asked["phase"]]
    for phase in phases:
        within = list(_below(tops.get(phase.code, []), children, 1 if plan.phases else 0, shown))
        if not within:
            continue
        folded = phase.code in closed
        toggled = closed ^ {phase.code}
        href = _href(
            base,
            {k: v for k, v in asked.items() if k != "closed"}
            | ({"closed": ",".join(sorted(toggled))} if toggled else {}),
        )
        yield GanttRow(
            code=phase.code, name=pick(phase.name_zh, phase.name_en), kind="phase", level=0, owner="",
            start=min(plan[c].start.date() for c in phase.tasks), finish=max(plan[c].finish.date() for c in phase.tasks), href=href,
            status=phase_state(plan, phase), folded=folded,
        )  # fmt: skip
        if not folded:
            yield from (_row(plan, task, level, here) for task, level in within)
    if not asked.get("phase"):
        known = {p.code for p in plan.phases}
        loose = [task for phase, tasks in tops.items() if phase not in known for task in tasks]
        yield from (_row(plan, task, level, here) for task, level in _below(loose, children, 0, shown))


def _below(
    tasks: list[PlannedTask], children: Mapping[str | None, list[PlannedTask]], level: int, shown: frozenset[str]
) -> Iterator[tuple[PlannedTask, int]]:
    """Tasks with what stands under them, in outline order; a summary shows when anything in it does."""
    pending = [(task, level) for task in reversed(tasks)]
    while pending:
        task, depth = pending.pop()
        if task.code in shown:
            yield task, depth
        pending += [(child, depth + 1) for child in reversed(children.get(task.code, ()))]


def _shown(plan: PlanSchedule, asked: Mapping[str, str]) -> frozenset[str]:
    wanted = {code for code, task in plan.tasks.items() if _matches(plan, task, asked)}
    for code in tuple(wanted):
        above = plan.tasks[code].parent
        while above is not None and above in plan.tasks and above not in wanted:
            wanted.add(above)
            above = plan.tasks[above].parent
    return frozenset(wanted)


def _matches(plan: PlanSchedule, task: PlannedTask, asked: Mapping[str, str]) -> bool:
    if task.status == TaskStatus.cancelled:
        return False
    if any(asked.get(key) and getattr(task, key) != asked[key] for key in ("department", "owner")):
        return False
    match asked.get("show"):
        case "critical":
            return task.code in plan.critical
        case "late":
            return plan.is_late(task.code)
        case "open":
            return task.status != TaskStatus.complete
        case "milestones":
            return task.is_milestone
    return True


# Rows by plan, and there by language and address: the same plan is looked at again and again, narrowed and folded.
_drawn: WeakKeyDictionary[PlanSchedule, dict[tuple[str, str, str, int], GanttRow]] = WeakKeyDictionary()


def _row(plan: PlanSchedule, task: PlannedTask, level: int, here: Here) -> GanttRow:
    rows = _drawn.setdefault(plan, {})
    key = (task.code, here.path, language(), level)
    if key not in rows:
        rows[key] = _new_row(plan, task, level, here)
    return rows[key]


def _new_row(plan: PlanSchedule, task: PlannedTask, level: int, here: Here) -> GanttRow:
    at, frozen = plan[task.code], plan.baseline.get(task.code)
    owner = plan.people.get(task.owner or "")
    complete = at.standing == Standing.complete
    return GanttRow(
        code=task.code, name=pick(task.name_zh, task.name_en), kind=str(task.kind), level=level, owner=owner.name(language()) if owner else "",
        start=at.start.date(), finish=at.finish.date(), href=f"{here.path}/schedule/tasks/{task.code}", status=str(task.status),
        float_days=None if complete else round(plan.float_days(task.code), 1), criticality=plan.criticality(task.code),
        percent=100 if complete else _percent(plan, task), variance_wd=plan.variance(task.code), late=plan.is_late(task.code),
        baseline_start=frozen.start.date() if frozen else None, baseline_finish=frozen.finish.date() if frozen else None,
        late_finish=at.late_finish.date() if not complete and task.kind != TaskKind.summary else None, provisional=at.provisional,
    )  # fmt: skip


def _percent(plan: PlanSchedule, task: PlannedTask) -> float:
    """How much of the bar is filled: as reported, else by what is left."""
    if plan[task.code].standing == Standing.not_started:
        return 0
    if task.percent is not None:
        return float(task.percent)
    left = plan.network.activity(task.code).remaining_min
    return round(100 * (1 - left / task.duration_min)) if left is not None and 0 < left < task.duration_min else 0


def _links(plan: PlanSchedule, shown: set[str]) -> Iterator[GanttLink]:
    """The links between rows that are shown."""
    critical = plan.critical
    driving = {
        (x.source, x.target) for code in critical for x in plan.schedule.driving_links(code) if x.source in critical
    }
    for x in plan.network.links:
        if x.source in shown and x.target in shown:
            yield GanttLink(x.source, x.target, x.type.value, (x.source, x.target) in driving)


# --- Filters ---------------------------------------------------------------------------------------------------------


def _filters(plan: PlanSchedule, asked: Mapping[str, str]) -> list[FilterControl]:
    used_owners = {t.owner for t in plan.tasks.values()}
    used_departments = {t.department for t in plan.tasks.values()}
    choices: dict[str, list[tuple[str, str]]] = {
        "phase": [(p.code, f"{p.code} {pick(p.name_zh, p.name_en)}") for p in plan.phases],
        "department": [(c, x.name(language())) for c, x in plan.departments.items() if c in used_departments],
        "owner": [(c, x.name(language())) for c, x in plan.people.items() if c in used_owners],
        "show": [(value, gettext(words)) for value, words in SHOWS.items()],
    }
    return [_filter(name, options, asked.get(name, "")) for name, options in choices.items() if options]


def _filter(name: str, options: list[tuple[str, str]], chosen: Any) -> FilterControl:
    words = gettext("Show") if name == "show" else label(name)
    return FilterControl(name, words, "select", chosen, [(value, text, value == chosen) for value, text in options])
