"""Every chart of a report by name, and what each shows in a sentence for those who do not see it."""

from collections.abc import Callable, Iterator

from milestones.report_view import GoalLine, Report
from web.charts import engagement_ladder, goal_bullet, milestone_strip, milestone_trend, risk_heat
from web.charts.canvas import Look, drawing
from web.i18n import gettext, number, pgettext, short_day
from web.words.reports import lateness, text
from web.words.values import value_label


def chart_names(report: Report) -> Iterator[str]:
    """The charts that a report has something to show in."""
    if report.milestones:
        yield "milestones"
    if len(report.trend) > 1 and any(not m.achieved for m in report.milestones):
        yield "trend"
    if report.risks.positions:
        yield "risks"
    if report.people.engagement is not None:
        yield "people"
    yield from (f"goal-{goal.goal.code}" for goal in report.goals)


def draw(report: Report, name: str, look: Look) -> bytes | None:
    """One chart as SVG in the reader's language; None where there is no such chart or nothing to show."""
    if name not in set(chart_names(report)):
        return None
    with drawing():
        if name == "milestones":
            return milestone_strip.draw(report.head, report.milestones, look)
        if name == "trend":
            return milestone_trend.draw(report.milestones, report.trend, look)
        if name == "risks":
            return risk_heat.draw(report.risks, look)
        if name == "people" and report.people.engagement is not None:
            return engagement_ladder.draw(report.people.engagement, look)
        return goal_bullet.draw(_goal(report, name), look)


def described(report: Report, name: str) -> str:
    """What a chart shows, in words."""
    tellers = {"milestones": _strip_words, "trend": _trend_words, "risks": _heat_words, "people": _ladder_words}
    parts = tellers[name](report) if name in tellers else [_goal_words(_goal(report, name))]
    return pgettext("between clauses", "; ").join(parts)


def _strip_words(report: Report) -> Iterator[str]:
    for m in report.milestones:
        facts = {"code": m.milestone.code, "day": short_day(m.forecast), "lateness": lateness(m.variance_wd)}
        yield gettext("{code} {day}, {lateness}").format(**facts)


def _trend_words(report: Report) -> Iterator[str]:
    for code in (m.milestone.code for m in report.milestones if not m.achieved):
        known = [short_day(point.forecasts[code]) for point in report.trend if code in point.forecasts]
        yield f"{code}: " + " → ".join(known)


def _heat_words(report: Report) -> Iterator[str]:
    words = gettext("{code}: probability {probability}, impact {impact}")
    for p in report.risks.positions:
        if p.kind == "threat":
            yield words.format(code=p.code, probability=p.probability, impact=p.impact)


def _ladder_words(report: Report) -> Iterator[str]:
    found = report.people.engagement
    for level in dict.fromkeys([*found.current, *found.desired]) if found else ():
        facts = {"now": found.current.get(level, 0), "wanted": found.desired.get(level, 0)} if found else {}
        yield gettext("{level}: {now} now, {wanted} wanted").format(level=value_label("current", level), **facts)


def _goal(report: Report, name: str) -> GoalLine:
    return next(goal for goal in report.goals if f"goal-{goal.goal.code}" == name)


def _goal_words(goal: GoalLine) -> str:
    facts = {
        "kpi": text(goal.kpi), "baseline": number(goal.baseline) or "–", "now": number(goal.now) or "–",
        "expected": number(goal.expected) or "–", "target": number(goal.target) or "–",
    }  # fmt: skip
    return gettext("{kpi}: from {baseline} to {target}; now {now}, expected {expected}").format(**facts)


PIXELS_PER_POINT = 4 / 3
_SIZES: dict[str, Callable[[Look], tuple[float, float]]] = {
    "milestones": milestone_strip.size, "trend": milestone_trend.size, "risks": risk_heat.size, "people": engagement_ladder.size,
}  # fmt: skip


def extent(name: str, look: Look) -> tuple[int, int]:
    """Width and height that a page reserves for a chart, in CSS pixels; a strip's height is that of two rows of labels."""
    width, height = _SIZES.get(name, goal_bullet.size)(look)
    return round(width * PIXELS_PER_POINT), round(height * PIXELS_PER_POINT)
