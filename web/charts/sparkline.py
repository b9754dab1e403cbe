"""A goal's line: what was measured, against the straight way from baseline to target. SVG text, escaped, coloured by classes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from html import escape

from markupsafe import Markup

WIDTH, HEIGHT = 640, 176
LEFT, RIGHT, TOP, BOTTOM = 64, 76, 22, 28


@dataclass(frozen=True, slots=True)
class Point:
    """A measurement: its day, its value, its value in words, and whether it is provisional (drawn hollow)."""

    day: date
    value: Decimal
    text: str
    provisional: bool = False


@dataclass(frozen=True, slots=True)
class Way:
    """From the baseline to the target: the two ends with their days, in figures and in words."""

    start: date
    end: date
    baseline: Decimal
    target: Decimal
    baseline_text: str
    target_text: str
    start_text: str
    end_text: str


def goal_line(way: Way, points: Sequence[Point], on: date, on_text: str, label: str) -> Markup:
    """The drawing. `on` is the status date, marked by an upright line; `label` is the drawing in words for those who cannot see it."""
    x, y = _scales(way, points, on)
    parts = [
        f'<svg class="goal-line" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{escape(label)}">',
        f'<path class="axis" d="M{LEFT} {HEIGHT - BOTTOM}H{WIDTH - RIGHT}"/>',
        f'<path class="way" d="M{x(way.start)} {y(way.baseline)}L{x(way.end)} {y(way.target)}"/>',
        f'<path class="status" d="M{x(on)} {TOP - 8}V{HEIGHT - BOTTOM}"/>',
        _text(x(on), TOP - 12, on_text, "status-label", "middle"),
        _text(LEFT - 8, y(way.baseline) + 4, way.baseline_text, "end", "end"),
        f'<path class="goal" d="M{x(way.end)} {y(way.target) - 5}l5 5l-5 5l-5 -5z"/>',
        _text(x(way.end) + 10, y(way.target) + 4, way.target_text, "end", "start"),
        _text(LEFT, HEIGHT - 8, way.start_text, "day", "start"),
        _text(x(way.end), HEIGHT - 8, way.end_text, "day", "middle"),
        *_measured(points, x, y),
        "</svg>",
    ]
    return Markup("".join(parts))  # noqa: S704 - every text in it is escaped above


def _measured(points: Sequence[Point], x, y) -> list[str]:
    if not points:
        return []
    line = " ".join(f"{x(p.day)},{y(p.value)}" for p in points)
    dots = [
        f'<circle class="{"provisional" if p.provisional else "measured"}" cx="{x(p.day)}" cy="{y(p.value)}" r="4"><title>{escape(p.text)}</title></circle>'
        for p in points
    ]
    last = points[-1]
    above = len(points) < 2 or points[-2].value <= last.value
    shift = -10 if above else 18
    return [
        f'<polyline class="measured" points="{line}"/>',
        *dots,
        _text(x(last.day), y(last.value) + shift, last.text.partition(" ")[0], "now", "middle"),
    ]


def _text(x: float, y: float, words: str, kind: str, anchor: str) -> str:
    return f'<text class="{kind}" x="{x}" y="{round(y, 1)}" text-anchor="{anchor}">{escape(words)}</text>'


def _scales(way: Way, points: Sequence[Point], on: date):
    first = min([way.start, *(p.day for p in points)])
    last = max([way.end, on, *(p.day for p in points)])
    values = [way.baseline, way.target, *(p.value for p in points)]
    low, high = min(values), max(values)
    span = (high - low) or Decimal(1)
    days = max(1, (last - first).days)

    def x(day: date) -> float:
        return round(LEFT + (WIDTH - LEFT - RIGHT) * (day - first).days / days, 1)

    def y(value: Decimal) -> float:
        share = float((value - low) / span)
        return round(HEIGHT - BOTTOM - 10 - (HEIGHT - TOP - BOTTOM - 20) * share, 1)

    return x, y
