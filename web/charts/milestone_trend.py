"""The milestone trend: what each report forecast. A level line is a milestone that holds, a rising one slips."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from milestones.report_view import MilestoneLine, TrendPoint
from web.charts.canvas import Look, Sheet
from web.charts.time_axis import TimeAxis, month_name
from web.i18n import gettext, short_day

WIDTH = {"wide": 690.0, "narrow": 262.0, "paper": 262.0}
HEIGHT = {"wide": 24, "narrow": 30, "paper": 25}
MARKS = ("circle", "square", "diamond", "triangle")
DASHES = ("solid", (0, (4, 1.5)), (0, (1.5, 1.2)), (0, (5, 1.5, 1.5, 1.5)))
MOST = 7


@dataclass(slots=True)
class _Series:
    code: str
    points: list[tuple[date, date]]
    label_at: float = 0.0


def draw(lines: Sequence[MilestoneLine], trend: Sequence[TrendPoint], look: Look) -> bytes | None:
    """Forecasts by report date for the open milestones that weigh most; None before there are two reports."""
    shown = _series(lines, trend)
    if len(trend) < 2 or not shown:
        return None
    sheet = Sheet(*size(look), look)
    unit, width = look.text, sheet.width
    reports = [point.status_date for point in trend]
    dates = [forecast for series in shown for _, forecast in series.points]
    label = max(sheet.width_of(f"{s.code} {short_day(s.points[-1][1])}", bold=True) for s in shown)
    x = TimeAxis(reports[0], reports[-1], unit * 4.4, width - label - unit * 2.2)
    low = min(*dates, reports[-1])
    y = TimeAxis(low, max(dates) + timedelta(days=3), unit * 3.0, sheet.height - unit * 1.2)
    _grid(sheet, x, y, reports)
    for n, series in enumerate(shown):
        _line(sheet, series, x, y, n)
    _label(sheet, shown, y, x.right + unit * 0.9)
    return sheet.svg()


def size(look: Look) -> tuple[float, float]:
    """Width and height in points."""
    return WIDTH[look.size], look.text * HEIGHT[look.size]


def _series(lines: Sequence[MilestoneLine], trend: Sequence[TrendPoint]) -> list[_Series]:
    open_ones = [line for line in lines if not line.achieved]
    weightiest = sorted(open_ones, key=lambda m: (-m.weight, m.forecast))[:MOST]
    found = [
        _Series(line.milestone.code, [(p.status_date, p.forecasts[line.milestone.code]) for p in trend if line.milestone.code in p.forecasts])
        for line in sorted(weightiest, key=lambda m: m.forecast)
    ]  # fmt: skip
    return [series for series in found if len(series.points) > 1]


def _grid(sheet: Sheet, x: TimeAxis, y: TimeAxis, reports: Sequence[date]) -> None:
    unit, colours = sheet.look.text, sheet.colours
    for month in y.months():
        sheet.line([x.left, x.right], [y.at(month)] * 2, width=0.5)
        sheet.text(x.left - unit * 0.6, y.at(month) - unit * 0.35, month_name(month), colour=colours.ink_2, align="right")  # fmt: skip
    free = -100.0
    for day in reversed(reports):
        word = short_day(day)
        wide = sheet.width_of(word)
        sheet.line([x.at(day)] * 2, [y.left, y.right], width=0.5)
        if day == reports[-1] or x.at(day) + wide / 2 < free:
            sheet.text(x.at(day), unit * 1.5, word, colour=colours.ink_2, align="center")
            free = x.at(day) - wide / 2 - 4
    sheet.text((x.left + x.right) / 2, unit * 0.2, gettext("Report of"), align="center")
    first, last = max(x.first, y.first), min(x.last, y.last)
    if last > first:
        sheet.line([x.at(first), x.at(last)], [y.at(first), y.at(last)], colour=colours.control, width=1.0, dash=(0, (3, 2)))  # fmt: skip


def _line(sheet: Sheet, series: _Series, x: TimeAxis, y: TimeAxis, n: int) -> None:
    colour = sheet.colours.series[n % len(sheet.colours.series)]
    places = [(x.at(a), y.at(b)) for a, b in series.points]
    sheet.line([p[0] for p in places], [p[1] for p in places], colour=colour, width=1.5, dash=DASHES[n % len(DASHES)])
    for place in places:
        _mark(sheet, *place, MARKS[n % len(MARKS)], colour)


def _mark(sheet: Sheet, x: float, y: float, kind: str, colour: str) -> None:
    r = sheet.look.text * 0.3
    if kind == "square":
        sheet.box(x - r, y - r, 2 * r, 2 * r, fill=colour)
    elif kind == "triangle":
        sheet.shape([(x - r * 1.2, y - r), (x + r * 1.2, y - r), (x, y + r * 1.3)], fill=colour, edge=colour)
    elif kind == "diamond":
        sheet.diamond(x, y, r * 1.3, fill=colour, edge=colour)
    else:
        from math import cos, pi, sin

        sheet.shape([(x + r * cos(t * pi / 12), y + r * sin(t * pi / 12)) for t in range(24)], fill=colour, edge=colour)


def _label(sheet: Sheet, shown: Sequence[_Series], y: TimeAxis, left: float) -> None:
    """The lines' names at their right ends, pushed apart where they would lie upon each other."""
    unit, below = sheet.look.text, -100.0
    for n, series in enumerate(shown):
        place = max(y.at(series.points[-1][1]) - unit * 0.35, below + unit * 1.15)
        below = place
        colour = sheet.colours.series[n % len(sheet.colours.series)]
        sheet.text(left, place, series.code, bold=True, colour=colour)
        date_at = left + sheet.width_of(series.code, bold=True) + unit * 0.6
        sheet.text(date_at, place, short_day(series.points[-1][1]), colour=sheet.colours.ink)
