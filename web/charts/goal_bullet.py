"""A goal as a bullet: how far it has come from its baseline to its target, and the mark where it should stand by now."""

from decimal import Decimal

from milestones.report_view import GoalLine
from web.charts.canvas import Look, Sheet
from web.i18n import number

WIDTH = {"wide": 210.0, "narrow": 220.0, "paper": 120.0}
# The scale leaves room for what fell behind its baseline or went past its target.
LOWEST, HIGHEST = Decimal("-0.15"), Decimal("1.12")


def draw(goal: GoalLine, look: Look) -> bytes:
    """Baseline at the left end, target at the right, whichever way the figure is meant to go."""
    unit = look.text
    sheet = Sheet(*size(look), look)
    gutter, middle = unit * 3.6, sheet.height / 2
    left, right = gutter, sheet.width - gutter
    colours = sheet.colours

    def at(share: Decimal) -> float:
        clipped = min(max(share, LOWEST), HIGHEST)
        return left + (right - left) * float(clipped)

    sheet.text(left - unit * 0.6, middle - unit * 0.35, _figure(goal.baseline), colour=colours.ink_2, align="right")
    sheet.text(right + unit * 0.9, middle - unit * 0.35, _figure(goal.target), bold=True)
    sheet.box(left, middle - unit * 0.55, right - left, unit * 1.1, fill=colours.heat[0], edge=colours.control, line=0.5)  # fmt: skip
    expected = share_of(goal, goal.expected)
    if expected is not None:
        sheet.box(left, middle - unit * 0.55, max(0.0, at(expected) - left), unit * 1.1, fill=colours.heat[2])
    if goal.realised is not None:
        start, end = sorted((at(Decimal(0)), at(goal.realised)))
        sheet.box(start, middle - unit * 0.26, max(1.2, end - start), unit * 0.52, fill=colours.ink)
    if expected is not None:
        sheet.line([at(expected)] * 2, [middle - unit * 0.8, middle + unit * 0.8], colour=colours.ink, width=1.3)
    sheet.line([right, right], [middle - unit * 0.8, middle + unit * 0.8], colour=colours.series[0], width=1.8)
    return sheet.svg()


def size(look: Look) -> tuple[float, float]:
    """Width and height in points."""
    return WIDTH[look.size], look.text * 1.65


def share_of(goal: GoalLine, value: Decimal | None) -> Decimal | None:
    """How far a value lies on the way from baseline to target, 0 to 1."""
    if value is None or goal.baseline is None or goal.target is None or goal.baseline == goal.target:
        return None
    return (value - goal.baseline) / (goal.target - goal.baseline)


def _figure(value: Decimal | None) -> str:
    return number(value) if value is not None else ""
