"""Where the key stakeholders stand and where they are wanted: counts by level, never names."""

from milestones.report_view import Engagement
from web.charts.canvas import Look, Sheet
from web.i18n import gettext
from web.words.values import value_label

WIDTH = {"wide": 400.0, "narrow": 262.0, "paper": 250.0}
LEVELS = ("leading", "supportive", "neutral", "resistant", "unaware")


def engagement_ladder(engagement: Engagement, look: Look) -> bytes:
    """Five rungs: a solid bar for how many stand there now, a hollow one for how many should."""
    unit, width = look.text, WIDTH[look.size]
    rung, head = unit * 2.35, unit * 1.5
    sheet = Sheet(width, rung * len(LEVELS) + head, look)
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
            span = (right - left) * count / most
            if count:
                sheet.box(left, y + rung * offset, span, rung * 0.3, fill=colours.series[0] if solid else "none", edge="none" if solid else colours.ink_2, line=0.9)  # fmt: skip
            sheet.text(left + span + unit * 0.4, y + rung * offset + rung * 0.02, str(count), size=unit * 0.86, colour=colours.ink if solid else colours.ink_2)  # fmt: skip
        sheet.line([left, left], [y + rung * 0.06, y + rung * 0.94], colour=colours.control, width=0.8)
    return sheet.svg()
