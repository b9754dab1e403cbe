"""The milestone strip: every milestone where it was baselined (hollow) and where it is forecast (solid), a slanted line for the slip."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from milestones.report_view import Head, MilestoneLine
from web.charts.canvas import Look, Sheet, text_width
from web.charts.time_axis import TimeAxis
from web.i18n import gettext, short_day, signed

WIDTH = {"wide": 690.0, "narrow": 262.0, "paper": 527.0}
LEVEL = 2.55  # a row of labels, in letter heights


@dataclass(slots=True)
class _Label:
    """A milestone's label: its anchor, its width and the level on which it found room."""

    line: MilestoneLine
    x: float
    left: float
    width: float
    level: int = 0


def draw(head: Head, lines: Sequence[MilestoneLine], look: Look) -> bytes:
    """The strip as SVG, from the programme's start to the last date that matters, with the status date and the committed finish."""
    unit, width = look.text, WIDTH[look.size]
    axis = strip_axis(head, lines, unit, width)
    labels = placed_labels(lines, axis, unit)
    levels = 1 + max((label.level for label in labels), default=0)
    step = unit * LEVEL
    bottom, baseline = unit * 1.9, unit * 3.1
    forecast = baseline + unit * 2.6
    first_label = forecast + unit * 1.55
    sheet = Sheet(*size(look, levels), look)
    height = sheet.height
    axis.draw(sheet, height - unit * 1.6, bottom, unit * 0.4)
    for y, word in ((baseline, gettext("Baseline")), (forecast, gettext("Forecast"))):
        sheet.line([axis.left, axis.right], [y, y], colour=sheet.colours.line, width=0.8)
        sheet.text(0, y - unit * 0.35, word, colour=sheet.colours.ink_2)
    status = gettext("Status {day}").format(day=short_day(head.status_date))
    committed = gettext("Committed {day}").format(day=short_day(head.committed_finish))
    _rule(sheet, axis.at(head.status_date), bottom, status)
    _rule(sheet, axis.at(head.committed_finish), bottom, committed, dashed=True)
    for label in labels:
        _mark(sheet, label, axis, baseline, forecast, first_label + label.level * step)
    for label in labels:
        _name(sheet, label, first_label + label.level * step)
    return sheet.svg()


def size(look: Look, levels: int = 2) -> tuple[float, float]:
    """Width and height in points with that many rows of labels."""
    return WIDTH[look.size], look.text * (7.25 + levels * LEVEL + 1.5)


def strip_axis(head: Head, lines: Sequence[MilestoneLine], unit: float, width: float) -> TimeAxis:
    dates = [d for line in lines for d in (line.baseline, line.forecast) if d] + [
        head.committed_finish,
        head.status_date,
    ]
    last: date = max(dates)
    margin = timedelta(days=max(3, (last - head.start).days // 60))
    return TimeAxis(min([head.start, *dates]), last + margin, unit * 5.6, width - unit * 0.9)


def placed_labels(lines: Sequence[MilestoneLine], axis: TimeAxis, unit: float) -> list[_Label]:
    """Labels from left to right, each on the lowest level where it touches no other."""
    ends: list[float] = []
    placed = []
    for line in sorted(lines, key=lambda m: (m.forecast, m.milestone.code)):
        width = max(text_width(_words(line), unit, bold=True), text_width(short_day(line.forecast), unit))
        x = axis.at(line.forecast)
        left = min(max(axis.left, x - width / 2), axis.right + unit * 0.8 - width)
        label = _Label(line, x, left, width)
        label.level = next((n for n, end in enumerate(ends) if left > end + unit * 0.7), len(ends))
        ends[label.level : label.level + 1] = [left + width]
        placed.append(label)
    return placed


def _words(line: MilestoneLine) -> str:
    late = line.variance_wd or 0
    return line.milestone.code + (f" {signed(late)}" if late else "")


def _mark(sheet: Sheet, label: _Label, axis: TimeAxis, baseline: float, forecast: float, y: float) -> None:
    line, unit, colours = label.line, sheet.look.text, sheet.colours
    half = unit * 0.52
    if line.baseline is not None:
        x = axis.at(line.baseline)
        moved = x != label.x
        colour, width = (colours.ink_2, 0.9) if moved else (colours.control, 0.5)
        sheet.line([x, label.x], [baseline + half, forecast - half], colour=colour, width=width)
        sheet.diamond(x, baseline, half, fill=colours.paper, edge=colours.ink_2)
    sheet.line([label.x, label.x], [forecast + half, y - unit * 0.25], colour=colours.control, width=0.5)
    sheet.diamond(label.x, forecast, half * 1.15, fill=colours.fill[line.rag], edge=colours.outline[line.rag])


def _name(sheet: Sheet, label: _Label, y: float) -> None:
    unit, colours = sheet.look.text, sheet.colours
    centre = label.left + label.width / 2
    sheet.box(label.left - 1, y - unit * 0.2, label.width + 2, unit * 2.3, fill=colours.paper)
    sheet.text(centre, y + unit * 1.2, _words(label.line), bold=True, align="center")
    sheet.text(centre, y + unit * 0.1, short_day(label.line.forecast), align="center", colour=colours.ink_2)


def _rule(sheet: Sheet, x: float, bottom: float, word: str, *, dashed: bool = False) -> None:
    unit, top = sheet.look.text, sheet.height
    dash = (0, (3, 2)) if dashed else "solid"
    sheet.line([x, x], [bottom, top - unit * 1.25], colour=sheet.colours.ink, width=0.9, dash=dash)
    width = sheet.width_of(word)
    sheet.text(min(max(0, x - width / 2), sheet.width - width - 2), top - unit * 0.95, word)
