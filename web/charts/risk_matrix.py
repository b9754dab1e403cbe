"""The 5×5 risk matrix: where each risk stood before its response (hollow) and where it stands after it (solid)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

from risks import scoring
from risks.scoring import Level

SCALE = (1, 2, 3, 4, 5)


@dataclass(frozen=True, slots=True)
class Spot:
    """Where one risk stands; without residual scores it stays where it was."""

    code: str
    probability: int
    impact: int
    residual_probability: int | None = None
    residual_impact: int | None = None


@dataclass(slots=True)
class MatrixCell:
    """One field: its level, whether it lies above the default appetite, and the risks in it before and after response."""

    probability: int
    impact: int
    score: int
    level: Level
    above: bool
    edges: str
    before: list[str] = field(default_factory=list)
    after: list[str] = field(default_factory=list)
    before_href: str = ""
    after_href: str = ""


@dataclass(frozen=True, slots=True)
class Matrix:
    """Rows from the most probable down, columns from the least impact up."""

    rows: list[tuple[int, list[MatrixCell]]]
    appetite: int
    total: int


def matrix(spots: Sequence[Spot], list_href: str = "", state: Iterable[tuple[str, str]] = ()) -> Matrix:
    """Place the risks. `list_href` with the query `state` is the list that a number leads to."""
    cells = {(p, i): _cell(p, i) for p in SCALE for i in SCALE}
    for spot in spots:
        cells[spot.probability, spot.impact].before.append(spot.code)
        if spot.residual_probability and spot.residual_impact:
            cells[spot.residual_probability, spot.residual_impact].after.append(spot.code)
    if list_href:
        kept = f"{list_href}?{urlencode(list(state))}"
        kept += "" if kept.endswith("?") else "&"
        for (p, i), cell in cells.items():
            cell.before_href = f"{kept}probability={p}&impact={i}"
            cell.after_href = f"{kept}residual_probability={p}&residual_impact={i}"
    rows = [(p, [cells[p, i] for i in SCALE]) for p in reversed(SCALE)]
    return Matrix(rows, scoring.APPETITE_DEFAULT, len(spots))


def _cell(probability: int, impact: int) -> MatrixCell:
    level = scoring.level(probability, impact) or Level.low
    above = _above(probability, impact)
    edges = [
        name
        for name, p, i in (("left", probability, impact - 1), ("bottom", probability - 1, impact))
        if above and p in SCALE and i in SCALE and not _above(p, i)
    ]
    return MatrixCell(probability, impact, probability * impact, level, above, " ".join(f"edge-{e}" for e in edges))


def _above(probability: int, impact: int) -> bool:
    return probability * impact > scoring.APPETITE_DEFAULT
