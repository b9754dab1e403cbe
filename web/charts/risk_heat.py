"""The open risks on the grid of probability and impact: codes in the cells, the top ones in bold, one hue by score."""

from collections import defaultdict
from collections.abc import Sequence

from milestones.report_risks import RiskPosition, Risks
from risks.scoring import Level, level
from web.charts.canvas import Look, Sheet
from web.i18n import gettext
from web.words.values import value_label

WIDTH = {"wide": 400.0, "narrow": 262.0, "paper": 250.0}
TALL = 4.5  # a cell, in letter heights
_STEP = {Level.low: 0, Level.moderate: 1, Level.high: 2, Level.extreme: 3}


def draw(risks: Risks, look: Look) -> bytes:
    """Probability upwards, impact to the right; opportunities are left out, as they are judged the other way round."""
    unit, (width, height) = look.text, size(look)
    left, bottom = unit * 3.4, unit * 3.0
    cell, tall = (width - left - 2) / 5, unit * TALL
    sheet = Sheet(width, height, look)
    top = [line.risk.code for line in risks.top]
    placed: dict[tuple[int, int], list[RiskPosition]] = defaultdict(list)
    for risk in risks.positions:
        if risk.kind == "threat":
            placed[risk.probability, risk.impact].append(risk)
    for probability in range(1, 6):
        y = bottom + (probability - 1) * tall
        sheet.text(left - unit * 0.7, y + tall / 2 - unit * 0.35, str(probability), colour=sheet.colours.ink_2, align="right")  # fmt: skip
        for impact in range(1, 6):
            here = _sorted(placed[probability, impact], top)
            _cell(sheet, (left + (impact - 1) * cell, y, cell, tall), (probability, impact), here, top)
    for impact in range(1, 6):
        sheet.text(left + (impact - 0.5) * cell, bottom - unit * 1.2, str(impact), colour=sheet.colours.ink_2, align="center")  # fmt: skip
    sheet.text(left + cell * 2.5, unit * 0.4, gettext("Impact"), align="center")
    _upright(sheet, unit, bottom + tall * 2.5, gettext("Probability"))
    return sheet.svg()


def size(look: Look) -> tuple[float, float]:
    """Width and height in points."""
    return WIDTH[look.size], look.text * (3.0 + 5 * TALL) + 2


def _sorted(risks: Sequence[RiskPosition], top: list[str]) -> list[RiskPosition]:
    """Those of the report first, in its order, so that they are never the ones left out."""
    return sorted(risks, key=lambda r: (top.index(r.code) if r.code in top else len(top), r.code))


def _cell(sheet: Sheet, box: tuple[float, float, float, float], place: tuple[int, int], risks: Sequence[RiskPosition], top: list[str]) -> None:  # fmt: skip
    """One cell of the grid: its level in words, and as many codes as it has room for."""
    (x, y, wide, tall), unit, colours = box, sheet.look.text, sheet.colours
    found = level(*place) or Level.low
    step = _STEP[found]
    ink = colours.on_heat[step]
    sheet.box(x, y, wide, tall, fill=colours.heat[step], edge=colours.paper, line=1.2)
    sheet.text(x + unit * 0.35, y + unit * 0.3, value_label("level", found), size=unit * 0.72, colour=ink)
    per_row = max(1, int((wide - unit * 0.4) // (unit * 2.1)))
    rows = int((tall - unit * 1.1) // unit)
    room = per_row * rows if len(risks) <= per_row * rows else per_row * rows - 1
    words = [risk.code for risk in risks[:room]] + ([f"+{len(risks) - room}"] if len(risks) > room else [])
    for n, word in enumerate(words):
        at = x + unit * 0.4 + (n % per_row) * unit * 2.1, y + tall - unit * (1.1 + (n // per_row))
        sheet.text(*at, word, bold=word in top, colour=ink, size=unit * 0.92)


def _upright(sheet: Sheet, x: float, middle: float, words: str) -> None:
    from matplotlib.text import Text
    from matplotlib.transforms import IdentityTransform

    sheet.figure.add_artist(
        Text(x, middle, words, fontsize=sheet.look.text, color=sheet.colours.ink, rotation=90, ha="center", va="center",
             parse_math=False, transform=IdentityTransform(), zorder=999)
    )  # fmt: skip
