"""Is the plan sound? The 14 points, the ten practices, earned value and what stands out in the structure, as shown."""

from collections.abc import Sequence
from dataclasses import field

from sqlalchemy import select as sql

from governance.errors import Problem
from governance.goals import Goal, GoalStatus
from milestones.schedule_practices import Answer, practices
from milestones.three_forecasts import DISAGREE_WD, ThreeForecasts, three_forecasts
from plans.insight.health_check import Result
from plans.plan import PlanSchedule
from plans.plan_insight import PlanInsight
from web.access import Here
from web.i18n import gettext, number, plain_day
from web.plan_parts import Mark, Part, current, task_named, tasks_named
from web.viewclass import viewclass
from web.words.plan_review import POINTS, PRACTICES, VERDICTS, because, counted, measured, required
from web.words.refusals import message

SHOWN = 12  # rows of a point before "and so many more"
PURSUED = (GoalStatus.approved, GoalStatus.tracking)


@viewclass
class PointRow:
    """One point of the assessment."""

    number: int
    name: str
    formula: str
    measured: str
    counted: str
    required: str
    mark: Mark
    rows: list[Part]
    more: int


@viewclass
class PracticeRow:
    number: int
    question: str
    rule: str
    mark: Mark
    because: str
    rows: list[Part]
    more: int


@viewclass
class Figure:
    label: str
    value: str
    unit: str
    note: str


@viewclass
class Structure:
    """Where links meet, which work passes a gate by (with how many more), and the links that could go."""

    fragile: str
    merges: list[tuple[Part, int, int]]
    bypasses: list[tuple[Part, list[Part], int]]
    redundant: list[tuple[Part, Part, str]]


@viewclass
class ForecastsView:
    """The plan's end by the network, by the pace of the work and by where the reports are heading; `warning` where they disagree."""

    figures: list[Figure]
    warning: str


@viewclass
class CheckPage:
    """Whether the plan is sound."""

    title: str
    held: int
    failed: int
    unknown: int
    points: list[PointRow]
    practices: list[PracticeRow]
    earned: list[Figure]
    forecasts: "ForecastsView | None"
    structure: Structure | None
    is_empty: bool
    crumbs: list[tuple[str, str | None]] = field(default_factory=list)


def check_page(here: Here) -> CheckPage:
    insight = current(here)
    plan = insight.plan
    answers = [] if plan.is_empty else practices(insight, _goals(here))
    health = () if plan.is_empty else insight.health
    verdicts = [result.passed for result in health]
    return CheckPage(
        title=gettext("Schedule check"), held=verdicts.count(True), failed=verdicts.count(False), unknown=verdicts.count(None),
        points=[_point(here, plan, result) for result in health],
        practices=[_practice(here, plan, n, answer) for n, answer in enumerate(answers, 1)],
        is_empty=plan.is_empty, structure=None if plan.is_empty else _structure(here, insight), earned=_earned(insight),
        forecasts=None if plan.is_empty else _forecasts(three_forecasts(here.session, here.programme, plan)),
        crumbs=[(gettext("Schedule check"), None)],
    )  # fmt: skip


def _formula(result: Result, formula: str) -> str:
    """What is compared, and what another published form of it would give."""
    words = gettext(formula)
    if result.also is None:
        return words
    other = gettext(
        "With finished work that the baseline does not know on both sides, as it is published too: {value}."
    )
    return f"{words} {other.format(value=number(float(result.also), 3))}"


def _structure(here: Here, insight: PlanInsight) -> Structure:
    plan = insight.plan
    passed_by = (
        (task_named(here, plan, b.gate), tasks_named(here, plan, b.tasks[:SHOWN]), max(0, len(b.tasks) - SHOWN))
        for b in insight.gate_bypasses
    )
    spare = (
        (task_named(here, plan, x.source), task_named(here, plan, x.target), str(x.type))
        for x in insight.redundant_links
    )
    met = ((task_named(here, plan, m.task), m.links, m.tight) for m in insight.fragility.merges)
    return Structure(_fragile(insight), list(met), list(passed_by), list(spare))


def _goals(here: Here) -> dict[str, list[str]]:
    """The milestones of each goal that is pursued."""
    g = Goal.__table__.c  # pyright: ignore
    pursued = sql(g.code, g.milestones).where(
        g.programme_id == here.programme.id, g.withdrawn_on.is_(None), g.status.in_(PURSUED)
    )
    return {code: list(milestones or ()) for code, milestones in here.session.execute(pursued)}


def _point(here: Here, plan: PlanSchedule, result: Result) -> PointRow:
    name, formula = POINTS[result.point]
    tone, word = VERDICTS[result.passed]
    return PointRow(
        result.number, gettext(name), _formula(result, formula), measured(result), counted(result), required(result), Mark(tone, gettext(word)),
        _rows(here, plan, "task", result.rows), max(0, len(result.rows) - SHOWN),
    )  # fmt: skip


def _practice(here: Here, plan: PlanSchedule, position: int, answer: Answer) -> PracticeRow:
    question, rule = PRACTICES[answer.practice]
    tone, word = VERDICTS[answer.holds]
    return PracticeRow(
        position, gettext(question), gettext(rule), Mark(tone, gettext(word)), because(answer),
        _rows(here, plan, answer.kind, answer.rows), max(0, len(answer.rows) - SHOWN),
    )  # fmt: skip


def _rows(here: Here, plan: PlanSchedule, kind: str, codes: Sequence[str]) -> list[Part]:
    """The first of the rows; a link is named by both ends and leads to the task that waits."""
    if kind == "goal":
        return [Part(code, "", f"{here.path}/goals/{code}") for code in codes[:SHOWN]]
    found = []
    for code in codes[:SHOWN]:
        *_, target = code.split(" → ")
        found.append(Part(code, "", task_named(here, plan, target).href))
    return found


def _earned(insight: PlanInsight) -> list[Figure]:
    """Earned value and earned schedule, as far as there is a baseline."""
    earned = insight.earned
    if earned is None:
        return []
    value, time, wd = earned.value, earned.schedule, gettext("wd")
    of_all = gettext("work that is done, of {budget} wd in all").format(budget=_days(value.budget))
    figures = [
        Figure(gettext("Planned value"), _days(value.planned), wd, gettext("work that the baseline has done by now")),
        Figure(gettext("Earned value"), _days(value.earned), wd, of_all),
        Figure("SPI", _index(value.schedule_index), "", gettext("earned ÷ planned")),
    ]
    if time is not None:
        reached = gettext("the baseline's day that the work has reached; today is day {day}").format(
            day=_days(time.actual)
        )
        planned = gettext("planned: {days} wd").format(days=_days(time.planned))
        figures += [
            Figure(gettext("Earned schedule"), _days(time.earned), wd, reached),
            Figure("SPI(t)", _index(time.index), "", gettext("earned schedule ÷ time passed")),
            Figure(gettext("Duration at this pace"), _days(time.estimate) if time.estimate else "—", wd, planned),
        ]
    return figures


def _forecasts(found: ThreeForecasts) -> ForecastsView:
    rate = found.slipping.recent_slope if found.slipping else None
    pace = (
        gettext("the reports have moved it by {days} working days a day lately").format(days=number(round(rate, 2), 2))
        if rate
        else ""
    )
    figures = [
        Figure(gettext("By the network"), plain_day(found.network), "", gettext("links, durations and what is left")),
        Figure(gettext("By the pace of the work"), plain_day(found.earned) if found.earned else "—", "", gettext("the baseline's length ÷ SPI(t)")),
        Figure(gettext("By the trend of the reports"), plain_day(found.trend) if found.trend else "—", "", pace or gettext("the reports hold it")),
    ]  # fmt: skip
    warning = message(Problem("FORECASTS_DISAGREE", "", None, {"days": found.spread_wd, "limit": DISAGREE_WD})) if found.disagree else ""  # fmt: skip
    return ForecastsView(figures, warning)


def _days(value: float) -> str:
    return number(round(value, 1))


def _index(value: float | None) -> str:
    return "—" if value is None else number(round(value, 3), 3)


def _fragile(insight: PlanInsight) -> str:
    found = insight.fragility
    return gettext("{little} of {all} unfinished tasks have at most {days} working days of float.").format(
        little=number(len(found.little)), all=number(found.unfinished), days=number(int(insight.near_min / insight.plan.calendar.day_minutes))
    )  # fmt: skip
