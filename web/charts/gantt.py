"""The Gantt, drawn as text: a table of frozen columns and, on the same 28-pixel rows, a chart with bars, diamonds and links.

Rows stand in strips, of which the browser lays out and paints those in sight: a plan of thousands of tasks scrolls as one of fifty. Behind
the strips lies one drawing of the days and of the links that decide the finish; the others are fetched when somebody points at a row.

No template engine: a thousand rows are a thousand small strings. Every text is escaped; positions are attributes, looks are classes.
"""

from collections.abc import Callable
from datetime import date
from functools import lru_cache

from web.charts.gantt_links import DIAMOND, ROW, draw_links, escape
from web.charts.timescale import HEAD, Timescale, days_off, grid, scale_head, spans
from web.gantt_rows import GanttRow
from web.gantt_view import GanttSheet, GanttView
from web.i18n import gettext, language, number, plain_day, short_day
from web.words.reports import lateness
from web.words.values import value_label

STRIP = 10  # rows; gantt.css knows how high a full strip is
BAR_TOP, BAR = 7, 12
GHOST_TOP, GHOST = 21, 3
TABLE_WIDTH = 624
# Sheets in CSS pixels, smallest first; around the picture go margins, and above it the page's head.
SHEETS = {
    "a3l": (1587, 1122), "a3p": (1122, 1587), "a2l": (2245, 1587), "a2p": (1587, 2245), "a1l": (3179, 2245), "a1p": (2245, 3179),
    "a0l": (4494, 3179), "a0p": (3179, 4494),
}  # fmt: skip
MARGINS, HEAD_ON_PAPER = 80, 360
READABLE = 0.55  # of its size on the screen
# A change of the plan leaves most rows as they were, and whole strips of them: what they look like follows from their content, place and
# language alone.
DRAWN_KEPT = 6_000


def draw(view: GanttView, sheet: GanttSheet) -> str:
    """The whole picture as HTML."""
    scale = sheet.scale
    frozen = [(window.first, window.last) for window in view.freezes]
    height = max(1, len(view.rows)) * ROW
    shown = short_day if scale.first.year == scale.last.year or view.start.year == view.finish.year else plain_day
    tongue = language()
    strips = [tuple(view.rows[n : n + STRIP]) for n in range(0, len(view.rows), STRIP)]
    rows = "".join(_table_strip(strip, shown, tongue) for strip in strips)
    bars = "".join(_bar_strip(strip, scale, tongue) for strip in strips)
    paper, fit = paper_for(TABLE_WIDTH + scale.width, HEAD + height)
    today = scale.right(view.status_date)
    return (
        f'<div class="gantt paper-{paper} fit-{fit}" id="gantt-sheet" tabindex="-1" data-today="{today:g}"'
        f' data-links="{escape(sheet.links_href)}" data-stamp="{sheet.stamp}">'
        f'<div class="gantt-corner">{_heads()}</div>'
        f'<svg class="gantt-scale" width="{scale.width}" height="{HEAD}" aria-hidden="true" focusable="false">{scale_head(scale)}'
        f'<path class="today-mark" d="M{today - 5:g} {HEAD - 7}h10l-5 7z"/></svg>'
        f'<table class="gantt-table" aria-label="{escape(gettext("Tasks of the plan"))}"><thead class="visually-hidden"><tr>{_head_cells()}</tr></thead>'
        f'{rows}</table><div class="gantt-chart" aria-hidden="true">'
        f'<svg class="gantt-back" width="{scale.width}" height="{height}" focusable="false">{_arrow()}{days_off(scale, sheet.calendar, height)}'
        f"{spans(scale, frozen, height)}{grid(scale, height)}{_stripes(view, scale)}"
        f'<g class="links">{draw_links(view.rows, sheet.driving, scale)}</g></svg>{bars}'
        f'<svg class="gantt-front" width="{scale.width}" height="{height}" focusable="false"><path class="today" d="M{today:g} 0V{height}"/></svg></div></div>'
    )


def paper_for(width: float, height: float) -> tuple[str, int]:
    """The smallest sheet on which a picture of that size can still be read, and its scale there in steps of 5 %."""
    scales = {
        name: min((w - MARGINS) / width, (h - MARGINS - HEAD_ON_PAPER) / height, 1) for name, (w, h) in SHEETS.items()
    }
    chosen = next(
        (name for name, scale in scales.items() if scale >= READABLE), max(scales, key=lambda name: scales[name])
    )
    return chosen, max(5, int(scales[chosen] * 20) * 5)


def _columns() -> list[tuple[str, str]]:
    return [
        ("code", gettext("Code")), ("name", gettext("Name")), ("owner", gettext("Owner")), ("when", gettext("Start")), ("when", gettext("Finish")),
        ("float", gettext("Float, wd")),
    ]  # fmt: skip


def _heads() -> str:
    return "".join(f'<span class="{cls}">{escape(words)}</span>' for cls, words in _columns())


def _head_cells() -> str:
    return "".join(f'<th scope="col">{escape(words)}</th>' for _, words in _columns())


@lru_cache(DRAWN_KEPT // STRIP)
def _table_strip(rows: tuple[GanttRow, ...], day: Callable[[date], str], tongue: str) -> str:
    full = ' class="full"' if len(rows) == STRIP else ""
    return f"<tbody{full}>{''.join([_table_row(row, day, tongue) for row in rows])}</tbody>"


@lru_cache(DRAWN_KEPT)
def _table_row(row: GanttRow, day: Callable[[date], str], _tongue: str) -> str:
    if row.kind == "phase":
        return _phase_row(row, day)
    code, name, href = escape(row.code), escape(row.name), escape(row.href)
    classes = " ".join(filter(None, (row.kind, row.criticality or "", "late" if row.late else "", row.status)))
    margin = "" if row.float_days is None else number(row.float_days)
    link = f'<a href="{href}" hx-get="{href}" hx-target="#drawer" hx-push-url="true">{code}</a>'
    return (
        f'<tr id="r-{code}" class="{classes}" data-code="{code}" data-href="{href}"><td class="code">{link}</td>'
        f'<td class="name l{min(row.level, 6)}" title="{name}">{name}</td><td class="owner">{escape(row.owner)}</td>'
        f'<td class="when">{day(row.start)}</td><td class="when{" slip" if row.late else ""}">{day(row.finish)}{"*" if row.provisional else ""}</td>'
        f'<td class="float">{margin}</td></tr>'
    )


def _phase_row(row: GanttRow, day: Callable[[date], str]) -> str:
    """A phase's row opens and folds it: a link, so that the address says what is folded."""
    code, name, href = escape(row.code), escape(row.name), escape(row.href)
    arrow, is_open = ("▸", "false") if row.folded else ("▾", "true")
    link = (
        f'<a id="ph-{code}" class="fold" href="{href}" hx-get="{href}" hx-target="#gantt" hx-push-url="true" aria-expanded="{is_open}">'
        f'<span aria-hidden="true">{arrow}</span> {code}</a>'
    )
    return (
        f'<tr class="phase {row.status}" data-code="{code}"><td class="code">{link}</td><td class="name" title="{name}">{name}</td><td class="owner"></td>'
        f'<td class="when">{day(row.start)}</td><td class="when">{day(row.finish)}</td><td class="float"></td></tr>'
    )


# --- Bars ------------------------------------------------------------------------------------------------------------


@lru_cache(DRAWN_KEPT // STRIP)
def _bar_strip(rows: tuple[GanttRow, ...], scale: Timescale, tongue: str) -> str:
    full = " full" if len(rows) == STRIP else ""
    bars = "".join([_bar(row, n * ROW, scale, tongue) for n, row in enumerate(rows)])
    return f'<div class="gantt-strip{full}"><svg width="{scale.width}" height="{len(rows) * ROW}" focusable="false">{bars}</svg></div>'


@lru_cache(DRAWN_KEPT)
def _bar(row: GanttRow, y: int, scale: Timescale, _tongue: str) -> str:
    x1, x2 = scale.left(row.start), scale.right(row.finish)
    if row.kind in ("phase", "summary"):
        return _bracket(row, y, x1, x2)
    words = f"<title>{escape(_details(row))}</title>"
    group = f'<g class="bar {row.criticality or "plain"}{" late" if row.late else ""}" data-code="{escape(row.code)}">{words}'
    if row.kind == "milestone":
        return group + _diamond(row, y, scale) + "</g>"
    width = max(3, x2 - x1)
    done = width * min(100, max(0, row.percent)) / 100
    parts = [_ghost(row, y, scale), _float_line(row, y, x2, scale)]
    parts.append(f'<rect class="task" x="{x1:g}" y="{y + BAR_TOP}" width="{width:g}" height="{BAR}" rx="1.5"/>')
    if done:
        parts.append(f'<rect class="done" x="{x1:g}" y="{y + BAR_TOP + 3}" width="{done:g}" height="{BAR - 6}"/>')
    return group + "".join(parts) + "</g>"


def _bracket(row: GanttRow, y: int, x1: float, x2: float) -> str:
    top = y + 10
    shape = f"M{x1:g} {top + 9}V{top}H{x2:g}V{top + 9}L{max(x1, x2 - 5):g} {top + 4}H{min(x2, x1 + 5):g}z"
    return f'<path class="bracket {row.kind}" d="{shape}"><title>{escape(_details(row))}</title></path>'


def _diamond(row: GanttRow, y: int, scale: Timescale) -> str:
    x, middle = scale.right(row.finish), y + 13
    ghost = ""
    if row.baseline_finish and row.baseline_finish != row.finish:
        gx = scale.right(row.baseline_finish)
        ghost = f'<path class="ghost-diamond" d="M{gx - 5:g} {middle}l5-5 5 5-5 5z"/>'
    d, reached = DIAMOND, " reached" if row.percent >= 100 else ""
    shape = f'<path class="diamond{reached}" d="M{x - d:g} {middle}l{d}-{d} {d} {d}-{d} {d}z"/>'
    return f'{ghost}{shape}<text x="{x + DIAMOND + 4:g}" y="{middle + 4}">{escape(short_day(row.finish))}</text>'


def _ghost(row: GanttRow, y: int, scale: Timescale) -> str:
    """The baseline, thin below the bar."""
    if row.baseline_start is None or row.baseline_finish is None:
        return ""
    x1, x2 = scale.left(row.baseline_start), scale.right(row.baseline_finish)
    return f'<rect class="ghost" x="{x1:g}" y="{y + GHOST_TOP}" width="{x2 - x1:g}" height="{GHOST}"/>'


def _float_line(row: GanttRow, y: int, x2: float, scale: Timescale) -> str:
    """How far the bar may move before it moves the finish."""
    if row.late_finish is None or row.late_finish <= row.finish:
        return ""
    end, middle = scale.right(row.late_finish), y + BAR_TOP + BAR / 2
    return f'<path class="slack" d="M{x2:g} {middle:g}H{end:g}m0-3v6"/>'


def _details(row: GanttRow) -> str:
    """One line that says it all: for pointing at, and for the line below the chart."""
    span = plain_day(row.finish) if row.kind == "milestone" else f"{plain_day(row.start)} – {plain_day(row.finish)}"
    parts = [f"{row.code} {row.name}", span]
    if row.kind == "task" and row.status == "in_progress":
        parts.append(f"{number(row.percent)} %")
    elif row.status and row.kind != "phase":
        parts.append(value_label("status", row.status))
    if row.criticality:
        parts.append(value_label("critical", row.criticality))
    elif row.float_days:
        parts.append(gettext("float {days} wd").format(days=number(row.float_days)))
    if row.variance_wd:
        parts.append(lateness(row.variance_wd))
    if row.owner:
        parts.append(row.owner)
    return " · ".join(parts)


def _arrow() -> str:
    """The links' arrow, and the hatching of freeze windows."""
    box = 'viewBox="0 0 6 6" refX="5.5" refY="3" markerWidth="6" markerHeight="6" orient="auto"'
    hatch = '<pattern id="frozen" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><path d="M0 0V7"/></pattern>'
    return f'<defs><marker id="tip" {box}><path d="M0 0l6 3-6 3z"/></marker>{hatch}</defs>'


def _stripes(view: GanttView, scale: Timescale) -> str:
    """Thin lines between phases, so that the eye keeps its row across the sheet."""
    lines = "".join(f"M0 {n * ROW}H{scale.width}" for n, row in enumerate(view.rows) if row.kind == "phase" and n)
    return f'<path class="row-line" d="{lines}"/>' if lines else ""
