"""The plan as the Gantt shows it: phases, summaries, tasks and milestones in one order, narrowed and folded as the address asks."""

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from urllib.parse import urlencode

from markupsafe import Markup

from governance.authority import Permission
from plans.baseline_variance import measured_against
from plans.baselines import SetBaseline
from plans.calendar import WorkCalendar
from plans.freeze_check import freeze_warnings, plan_freezes
from plans.freezes import Freeze
from plans.node_table import collector_paused
from plans.plan import PlanSchedule, scheduled
from web.access import Here
from web.charts.timescale import PIXELS, Timescale, timescale
from web.errors import wants_json
from web.gantt_rows import GanttLink, GanttRow, driving_links_of, href, links_of, rows_of
from web.i18n import N_, gettext, language, pick, plain_day
from web.keeping import kept
from web.plan_moves import PlanMove, move_since
from web.viewclass import viewclass
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


@dataclass
class GanttView:
    """The page: rows, and what the address asked for. `links` in JSON alone: a page fetches them when somebody points at a row."""

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
    freezes: list[Freeze]
    may_edit: bool
    has_baseline: bool
    baseline: str | None
    baselines: list[tuple[str, str, bool]]
    crumbs: list[tuple[str, str | None]] = field(default_factory=list)

    def on(self, sheet: "GanttSheet") -> "GanttView":
        """With what the drawing needs beside the facts; not part of the JSON."""
        self._sheet = sheet  # pyright: ignore
        return self

    @property
    def chart(self) -> Markup:
        """Table and chart, drawn once for all who look at the same sheet."""
        from web.charts.gantt import draw

        sheet: GanttSheet = self._sheet  # pyright: ignore
        if not sheet.html:
            sheet.html = draw(self, sheet)
        return Markup(sheet.html)  # noqa: S704 - every text in it is escaped


@viewclass
class GanttSheet:
    """The rows of one plan as one address asks for them, the links that decide its finish, and their drawing once it was needed.

    `links_href`: where the other links are, `stamp`: the state of the plan that all of it was drawn from.
    """

    rows: list[GanttRow]
    driving: list[GanttLink]
    scale: Timescale
    calendar: WorkCalendar
    links_href: str
    stamp: str
    html: str = ""


@viewclass
class GanttLinks:
    """The links that a sheet does not show until somebody points at one of their rows, for the state of the plan that `stamp` names."""

    stamp: str
    links: list[GanttLink]
    drawing: Markup


_sheets: OrderedDict[tuple[str, ...], GanttSheet] = OrderedDict()
SHEETS_KEPT = 16


def _sheet(here: Here, plan: PlanSchedule, asked: Mapping[str, str]) -> GanttSheet:
    """Kept while the plan is as it was: people look at the same few sheets again and again."""
    key = (plan.stamp, plan.status_date.isoformat(), language(), here.path, urlencode(sorted(asked.items())))
    return kept(_sheets, key, SHEETS_KEPT, lambda: _drawn_sheet(here, plan, asked))


def _drawn_sheet(here: Here, plan: PlanSchedule, asked: Mapping[str, str]) -> GanttSheet:
    base = f"{here.path}/schedule"
    with collector_paused():
        rows = list(rows_of(plan, asked, base))
        driving = list(driving_links_of(plan, {row.code for row in rows}))
    scale = _scale(rows, asked.get("zoom", "week"), plan.start, max(here.programme.committed_finish, here.status_date))
    return GanttSheet(rows, driving, scale, plan.calendar, href(f"{base}/links", asked), plan.stamp)


def _scale(rows: Sequence[GanttRow], zoom: str, start: date, finish: date) -> Timescale:
    """The days from the first bar to the last, baselines included, and at least to `finish`."""
    starts = [row.start for row in rows] + [row.baseline_start for row in rows if row.baseline_start]
    ends = [row.finish for row in rows] + [row.baseline_finish for row in rows if row.baseline_finish]
    return timescale(zoom, min(starts, default=start), max(*ends, finish, finish))


def _asked_sheet(here: Here) -> tuple[PlanSchedule, dict[str, str], GanttSheet]:
    """The plan against the baseline that the address names, what else the address asks for, and the sheet that it means."""
    plan = scheduled(here.session, here.programme, here.status_date)
    asked = _asked(here, plan)
    plan = measured_against(here.session, plan, asked.get("baseline", ""))
    return plan, asked, _sheet(here, plan, asked)


def gantt_links(here: Here) -> GanttLinks:
    """What the sheet leaves out until somebody points at a row."""
    from web.charts.gantt_links import draw_links

    plan, _, sheet = _asked_sheet(here)
    waiting = [x for x in links_of(plan, {row.code for row in sheet.rows}) if not x.driving]
    return GanttLinks(sheet.stamp, waiting, Markup(draw_links(sheet.rows, waiting, sheet.scale)))  # noqa: S704 - escaped there


def gantt(here: Here) -> GanttView:
    """The Gantt of the programme as of the date that is asked for."""
    plan, asked, sheet = _asked_sheet(here)
    base, rows = f"{here.path}/schedule", sheet.rows
    links = list(links_of(plan, {row.code for row in rows})) if wants_json(here.request) else []
    narrowed = {k: v for k, v in asked.items() if k in ("phase", "department", "owner", "show")}
    end = plan.schedule.finish.date()
    ends = [f.finish.date() for f in plan.baseline.values()]
    shown = [plan.tasks[r.code] for r in rows if r.code in plan.tasks]
    view = GanttView(
        title=gettext("Schedule"), start=plan.start, finish=end, committed_finish=here.programme.committed_finish, status_date=here.status_date,
        zoom=asked.get("zoom", "week"), rows=rows, links=links, total=len(plan.tasks), filters=_filters(plan, asked),
        zooms=[(gettext(words), href(base, asked | {"zoom": zoom}), asked.get("zoom", "week") == zoom) for zoom, words in ZOOMS.items()],
        clear_href=href(base, {k: v for k, v in asked.items() if k not in narrowed}) if narrowed else None,
        finish_variance_wd=plan.calendar.working_days_late(max(ends), end) if ends else None,
        to_commitment_wd=plan.calendar.working_days_late(here.programme.committed_finish, end),
        critical_count=sum(t.code in plan.critical for t in shown), late_count=sum(plan.is_late(t.code) for t in shown),
        warnings=[message(p) for p in [*plan.warnings[:20], *freeze_warnings(here.session, plan)]], moved=move_since(here, plan),
        freezes=plan_freezes(here.session, plan),
        may_edit=here.may(Permission.maintain_plan), has_baseline=bool(plan.baseline), baseline=plan.against,
        baselines=_baselines(plan), crumbs=[(gettext("Schedule"), None)],
    )  # fmt: skip
    return view.on(sheet)


def _asked(here: Here, plan: PlanSchedule) -> dict[str, str]:
    """What the address asks for, without what it cannot mean; the baseline in force is drawn without asking."""
    known = ("zoom", "phase", "department", "owner", "show", "closed", "as_of", "baseline")
    asked = {k: v[:200] for k, v in here.request.query_params.items() if k in known and v}
    if asked.get("zoom", "week") not in PIXELS:
        asked.pop("zoom")
    if asked.get("show", "late") not in SHOWS:
        asked.pop("show")
    if asked.get("baseline") not in {b.code for b in plan.baselines} - {plan.against}:
        asked.pop("baseline", None)
    return asked


def _baselines(plan: PlanSchedule) -> list[tuple[str, str, bool]]:
    """What the plan can be drawn against; with one baseline there is nothing to choose."""
    if len(plan.baselines) < 2:
        return []
    return [(b.code, f"{b.code} {_called(b)}", b.code == plan.against) for b in plan.baselines]


def _called(baseline: SetBaseline) -> str:
    named = pick(baseline.name_zh, baseline.name_en)
    return named or (gettext("Original") if not baseline.number else plain_day(baseline.status_date))


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
