"""Cells, marks and rows of tables as HTML text. Written here and not as template macros because a list has a thousand of them.

Everything that comes from a record is escaped; what is the same in many rows is drawn once.
"""

from collections.abc import Callable, Sequence
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from html import escape as quoted
from typing import Any

from markupsafe import Markup
from markupsafe import escape as _escape

from web.i18n import gettext
from web.views import Cell, ColumnHead, Row

_SHAPES = {
    "on_track": '<circle class="shape" cx="8" cy="8" r="7"/><path class="sign" d="M4.9 8.3l2.2 2.2 4-4.6"/>',
    "watch": '<path class="shape" d="M8 1.2 15.4 14.4H.6z"/><path class="sign" d="M8 6v4"/><circle class="dot" cx="8" cy="12.3" r="1"/>',
    "off_track": '<path class="shape" d="M1.5 1.5h13v13h-13z"/><path class="sign" d="M5.2 5.2l5.6 5.6M10.8 5.2l-5.6 5.6"/>',
    "no_data": '<circle class="shape" cx="8" cy="8" r="7"/><path class="sign" d="M6 6.3a2 2 0 1 1 3 1.7c-.7.4-1 .8-1 1.5"/>'
    '<circle class="dot" cx="8" cy="11.9" r="1"/>',
    "done": '<path class="shape" d="M8 .8 15.2 8 8 15.2.8 8z"/>',
}
_NARROW = frozenset({"date", "person", "reference", "badge", "number", "money", "days"})
_NAMING = frozenset({"person", "reference", "badge"})
_FIGURES = 3


def esc(text: Any) -> str:
    """Text for HTML, between tags and between quotation marks."""
    return quoted(text) if type(text) is str else str(_escape(text))


@lru_cache(64)
def mark(tone: str) -> Markup:
    """A status shape of 14 px; decorative, because the word always stands beside it."""
    if not tone or tone == "muted":
        return Markup()
    head = f'<svg class="mark mark-{esc(tone)}" viewBox="0 0 16 16" aria-hidden="true" focusable="false">'
    return Markup(head + _SHAPES.get(tone, "") + "</svg>")  # noqa: S704  # shapes of our own, the tone escaped


def badge(tone: str, text: str, title: str = "") -> Markup:
    """Shape and word; `title` explains why."""
    muted, told = " muted" if tone == "muted" else "", f' title="{esc(title)}"' if title else ""
    return Markup(f'<span class="badge{muted}"{told}>{mark(tone)}{esc(text)}</span>')  # noqa: S704  # every part escaped


def bar(share: float | Decimal, label: str, tick: float | None = None) -> Markup:
    """A horizontal bar: `share` 0…1, `tick` 0…1 or none marks the expected place. The label is its text for those who read."""
    width = round(70 * max(0.0, min(float(share), 1.0)), 1)
    ticked = (
        f'<path class="tick" d="M{round(1 + 70 * max(0.0, min(float(tick), 1.0)), 1)} 0v8"/>'
        if tick is not None
        else ""
    )
    return Markup(  # noqa: S704  # numbers, and the label escaped
        f'<svg class="bar" viewBox="0 0 72 8" role="img" aria-label="{esc(label)}"><rect class="track" x=".5" y=".5" width="71" height="7"/>'
        f'<rect class="fill" x="1" y="1" width="{width}" height="6"/>{ticked}</svg>'
    )


def spark(values: Sequence[Any], label: str) -> Markup:
    """A sparkline of numbers, oldest first; None leaves the point out."""
    known = [float(v) for v in values if v is not None]
    if len(known) < 2:
        return Markup()
    low, step = min(known), 80 / (len(values) - 1)
    span = (max(known) - low) or 1
    points = [
        (round(2 + step * at, 1), round(19 - 16 * (float(v) - low) / span, 1))
        for at, v in enumerate(values)
        if v is not None
    ]
    line = " ".join(f"{x},{y}" for x, y in points)
    return Markup(  # noqa: S704  # numbers, and the label escaped
        f'<svg class="spark" viewBox="0 0 84 22" role="img" aria-label="{esc(label)}"><polyline points="{line}"/>'
        f'<circle cx="{points[-1][0]}" cy="{points[-1][1]}" r="2"/></svg>'
    )


# --- Cells -----------------------------------------------------------------------------------------------------------


def cell(c: Cell) -> Markup:
    """The content of one cell, without its `<td>`."""
    return Markup(_DRAWN.get(c.kind, _text)(c))  # noqa: S704  # every drawer escapes what it is given


def _text(c: Cell) -> str:
    text = esc(c.text) if c.text else ""
    if not text:
        return ""
    told = f' title="{esc(c.title)}"' if c.title else ""
    if c.href:
        return f'<a href="{esc(c.href)}"{told}>{text}</a>'
    if c.tone and c.tone != "muted":
        return badge(c.tone, c.text, c.title)
    if told or c.tone:
        muted = (' class="muted none"' if c.text == "—" else ' class="muted"') if c.tone else ""
        return f"<span{muted}{told}>{text}</span>"
    return text


def _badge(c: Cell) -> str:
    return _text(c) if c.text in ("", "—") else badge(c.tone, c.text, c.title)


def _bar(c: Cell) -> str:
    try:
        share = None if c.value is None else Decimal(str(c.value)) / 100
    except InvalidOperation:
        share = None
    return "" if share is None else f'<span class="cell-bar">{bar(share, c.text)}<span>{esc(c.text)}</span></span>'


def _spark(c: Cell) -> str:
    if not c.value:
        return ""
    return f'<span class="cell-bar">{spark(c.value, c.title or c.text)}<span>{esc(c.text)}</span></span>'


def _list(c: Cell) -> str:
    if not c.value or isinstance(c.value, str):
        return _text(c)
    items = [
        f"<span>{esc(item)}</span>" if isinstance(item, str) else f'<a href="{esc(item[1])}">{esc(item[0])}</a>'
        for item in c.value
    ]
    return f'<span class="cell-list">{"".join(items)}</span>'


_DRAWN: dict[str, Callable[[Cell], str]] = {"badge": _badge, "bar": _bar, "spark": _spark, "list": _list}


# --- Rows ------------------------------------------------------------------------------------------------------------


def rows(columns: Sequence[ColumnHead], found: Sequence[Row], target: str = "#drawer") -> Markup:
    """The rows of a table. One column more than cells means that the first is the row's code, which leads to its record.

    On a phone a row becomes two lines: code, first text and first badge, then three figures.
    """
    if not found:
        return Markup()
    coded = len(columns) - len(found[0].cells)
    picked = any(row.pick for row in found)
    before, _, after = (esc(part) for part in gettext("Select {code}").partition("{code}"))
    opened = [_opened(role, columns[place + coded]) for place, role in enumerate(_roles(columns, found, coded))]
    drawn: dict[int, str] = {}
    lines = (
        _row(row, bool(coded), opened, drawn, _opening(target), _pick(row, before, after) if picked else "")
        for row in found
    )
    return Markup("".join(lines))  # noqa: S704  # every cell is drawn escaped


def _pick(row: Row, before: str, after: str) -> str:
    """The cell that picks a row for what is done with many at once; an empty one where this row cannot be picked."""
    if not row.pick:
        return '<td class="pick"></td>'
    named = f"{before}{esc(row.code)}{after}"
    return f'<td class="pick"><input type="checkbox" name="row" form="bulk" value="{esc(row.pick)}" aria-label="{named}"></td>'


def _row(row: Row, coded: bool, opened: Sequence[str], drawn: dict[int, str], opening: str, pick: str = "") -> str:
    href = esc(row.href) if row.href else ""
    link = f'<a href="{href}"{opening.format(href=href) if opening else ""}>' if href else ""
    out = ['\n<tr class="withdrawn"' if row.withdrawn else "\n<tr", f' data-href="{href}">' if href else ">", pick]
    if coded:
        code = esc(row.code)
        out += ['<td class="p-code code">', f"{link}{code}</a></td>" if link else f"{code}</td>"]
    for place, c in enumerate(row.cells):
        content = drawn.get(id(c))
        if content is None:
            content = drawn[id(c)] = _DRAWN.get(c.kind, _text)(c)
        if place == 0 and link and not coded:
            content = f"{link}{esc(c.text or row.code)}</a>"
        out += [opened[place], content, "</td>"]
    out.append("</tr>")
    return "".join(out)


def _opening(target: str) -> str:
    """What makes a row's link open in a part of the page instead of a page of its own."""
    named = esc(target).replace("{", "{{").replace("}", "}}")
    return f' hx-get="{{href}}" hx-target="{named}" hx-push-url="true"' if target else ""


def _opened(role: str, head: ColumnHead) -> str:
    """A cell's opening tag; what stands alone on a phone says what it is, and in which unit."""
    label = f"{head.label} ({head.unit})" if head.unit else head.label
    named = f' data-label="{esc(label)}"' if "p-figure" in role else ""
    return f'<td class="{role}"{named}>' if role else f"<td{named}>"


def _standing(rows: Sequence[Row]) -> int | None:
    """The column that says how a row stands: the first with a badge in every row and a tone in some, else the first with badges."""
    badges = [place for place, c in enumerate(rows[0].cells) if c.kind == "badge"]
    full = [place for place in badges if all(row.cells[place].text.strip("—") for row in rows)]
    toned = (place for place in full if any(row.cells[place].tone not in ("", "muted") for row in rows))
    return next(toned, next(iter(full + badges), None))


def _figures(kinds: Sequence[str], aligned: Sequence[str], standing: int | None, title: int | None) -> set[int]:
    """The columns that a phone shows below the title: numbers and dates before names; a row named after another record says whose it is."""
    narrow = [place for place, align in enumerate(aligned) if align and place not in (standing, title)]
    shown = sorted(narrow, key=lambda place: kinds[place] in _NAMING)[:_FIGURES]
    named = title is not None and kinds[title] == "reference"
    return {*shown, *[place for place in narrow if named and kinds[place] == "person"][:1]}


def _title(rows: Sequence[Row], coded: int) -> int | None:
    """The column that says what a row is: the first of texts, else the first that names another record."""
    places = range(0 if coded else 1, len(rows[0].cells))
    texts = (place for place in places if all(row.cells[place].kind == "text" for row in rows))
    return next(texts, next((place for place in places if rows[0].cells[place].kind in ("reference", "person")), None))


def _align(kind: str) -> str:
    return "nowrap named" if kind == "reference" else "nowrap" if kind in _NARROW else ""


def _roles(columns: Sequence[ColumnHead], rows: Sequence[Row], coded: int) -> list[str]:
    """The part each column plays: its alignment, and its place in a phone's two-line row. The kinds are read off the first row."""
    cells, standing, title = rows[0].cells, _standing(rows), _title(rows, coded)
    aligned = ["num" if columns[n + coded].numeric else _align(c.kind) for n, c in enumerate(cells)]
    figures = _figures([c.kind for c in cells], ["", *aligned[1:]] if not coded else aligned, standing, title)
    found: list[str] = []
    for place, (c, align) in enumerate(zip(cells, aligned, strict=True)):
        if not coded and place == 0:
            role = "p-code code"
        elif place == title:
            role = "p-title title" if c.kind == "text" else f"p-title {align}"
        elif place == standing:
            role = "p-status nowrap"
        else:
            role = f"p-figure {align}" if place in figures else align
        found.append(role)
    return found
