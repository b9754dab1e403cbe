"""Where the key stakeholders stand and where they are wanted: counts by level, never names."""

from milestones.report_view import Engagement
from web.charts.canvas import Look, Sheet
from web.i18n import gettext
from web.words.values import value_label

WIDTH = {"wide": 400.0, "narrow": 262.0, "paper": 250.0}
LEVELS = ("leading", "supportive", "neutral", "resistant", "unaware")
RUNG = 2.35  # a rung, in letter heights


def draw(engagement: Engagement, look: Look) -> bytes:
    """Five rungs: a solid bar for how many stand there now, a hollow one for how many should."""
    unit, (width, height) = look.text, size(look)
    rung, head = unit * RUNG, unit * 1.5
    sheet = Sheet(width, height, look)
    names = max(sheet.width_of(value_label("current", word)) for word in LEVELS)
    left, right = names + unit * 0.9, width - unit * 2.2
    most = max(1, *engagement.current.values(), *engagement.desired.values())
    colours = sheet.colours
    key = unit * 0.8
    sheet.box(left, sheet.height - unit * 0.95, key, key * 0.75, fill=colours.series[0])
    sheet.text(left + key * 1.6, sheet.height - unit, gettext("now"), colour=colours.ink_2)
    second = left + key * 3.2 + sheet.width_of(gettext("now"))
    sheet.box(second, sheet.height - unit * 0.95, key, key * 0.75, edge=colours.ink_2, line=0.9)
    sheet.text(second + key * 1.6, sheet.height - unit, gettext("wanted"), colour=colours.ink_2)
    for n, word in enumerate(LEVELS):
        y = sheet.height - head - (n + 1) * rung
        sheet.text(left - unit * 0.7, y + rung * 0.34, value_label("current", word), align="right")
        for count, offset, solid in ((engagement.current.get(word, 0), 0.54, True), (engagement.desired.get(word, 0), 0.14, False)):  # fmt: skip
            _bar(sheet, left, y + rung * offset, (right - left) * count / most, rung * 0.3, count, solid=solid)
        sheet.line([left, left], [y + rung * 0.06, y + rung * 0.94], colour=colours.control, width=0.8)
    return sheet.svg()


def size(look: Look) -> tuple[float, float]:
    """Width and height in points."""
    return WIDTH[look.size], look.text * (RUNG * len(LEVELS) + 1.5)


def _bar(sheet: Sheet, x: float, y: float, width: float, height: float, count: int, *, solid: bool) -> None:
    unit, colours = sheet.look.text, sheet.colours
    fill, edge, ink = (colours.series[0], "none", colours.ink) if solid else ("none", colours.ink_2, colours.ink_2)
    if count:
        sheet.box(x, y, width, height, fill=fill, edge=edge, line=0.9)
    sheet.text(x + width + unit * 0.4, y + height * 0.07, str(count), size=unit * 0.86, colour=ink)
