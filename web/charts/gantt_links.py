"""The links of the Gantt, drawn as text on its 28-pixel rows: right-angled paths from bar to bar."""

import re
from collections.abc import Iterable, Iterator, Sequence

import markupsafe

from web.charts.timescale import Timescale
from web.gantt_rows import GanttLink, GanttRow

ROW = 28
DIAMOND = 7
_marked_up = re.compile("[&<>\"']").search


def draw_links(rows: Sequence[GanttRow], links: Iterable[GanttLink], scale: Timescale) -> str:
    """A path for each link between two of the rows."""
    lines = {row.code: n for n, row in enumerate(rows)}
    return "".join(_paths(rows, lines, links, scale))


def _paths(
    rows: Sequence[GanttRow], lines: dict[str, int], links: Iterable[GanttLink], scale: Timescale
) -> Iterator[str]:
    for x in links:
        n, m = lines[x.source], lines[x.target]
        leaves, enters = x.type[0] == "F", x.type[1] == "F"
        x1, x2 = _edges(rows[n], scale)[leaves], _edges(rows[m], scale)[enters]
        y1, y2 = n * ROW + 13, m * ROW + 13
        onto = scale.right(rows[m].finish) if rows[m].kind == "milestone" else None
        path = (
            f"M{x1:g} {y1}H{onto:g}V{y2 - DIAMOND if y2 > y1 else y2 + DIAMOND}"
            if onto is not None and leaves and onto >= x1
            else _elbow(x1, y1, x2, y2, leaves, enters)
        )
        driving = " driving" if x.driving else ""
        yield f'<path class="link{driving}" data-ends="{escape(x.source)} {escape(x.target)}" d="{path}"/>'


def escape(words: str) -> str:
    """As text in HTML or an attribute; most of a plan's many words have nothing in them to escape."""
    return str(markupsafe.escape(words)) if _marked_up(words) else words


def _edges(row: GanttRow, scale: Timescale) -> tuple[float, float]:
    if row.kind == "milestone":
        x = scale.right(row.finish)
        return x - DIAMOND, x + DIAMOND
    return scale.left(row.start), max(scale.left(row.start) + 3, scale.right(row.finish))


def _elbow(x1: float, y1: int, x2: float, y2: int, leaves_right: bool, enters_right: bool) -> str:
    """A path of right angles from one bar's edge to another's, ending as it enters."""
    out = x1 + (5 if leaves_right else -5)
    into = x2 + (8 if enters_right else -8)
    straight = (leaves_right and not enters_right and into >= out) or (leaves_right == enters_right)
    if straight:
        bend = (max(out, into) if enters_right else min(out, into)) if leaves_right == enters_right else out
        return f"M{x1:g} {y1}H{bend:g}V{y2}H{x2:g}"
    between = y2 - 13 if y2 > y1 else y2 + 13
    return f"M{x1:g} {y1}H{out:g}V{between}H{into:g}V{y2}H{x2:g}"
