"""What every drawn chart shares: the sheet it is drawn on in points, its colours in light, dark and print, its fonts, its file.

A chart is an SVG that depends on nothing but its data, language and look: no date, no random ids, letters as outlines from the fonts that
we carry. The same facts give the same bytes, on every machine.
"""

import io
import os
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from milestones.rag import Rag

if TYPE_CHECKING:
    from matplotlib.figure import Figure

FONTS = Path(__file__).parent.parent / "static" / "fonts"
POINTS_PER_INCH = 72
# The drawing library keeps one font cache for the whole process and does not lock it.
_DRAWING = threading.Lock()
_LOADING = threading.Lock()

Theme = Literal["light", "dark"]
Size = Literal["wide", "narrow", "paper"]
OnPage = Literal["wide", "narrow"]


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours of one theme: the style sheet's, and the colour-blind-safe status and series colours."""

    ink: str
    ink_2: str
    line: str
    paper: str
    control: str
    heat: tuple[str, str, str, str, str]
    on_heat: tuple[str, str, str, str, str]
    series: tuple[str, ...]
    fill: dict[Rag, str]
    outline: dict[Rag, str]


_FILL = {
    Rag.on_track: "#009e73",
    Rag.watch: "#e69f00",
    Rag.off_track: "#b91c1c",
    Rag.no_data: "#6b7280",
    Rag.done: "#0072b2",
}
LIGHT = Palette(
    "#1b1d21", "#565a61", "#dddcd5", "#ffffff", "#83868d", ("#f1f5fa", "#d8e4f1", "#b3cbe4", "#7fa6cf", "#3f73a8"),
    ("#1b1d21", "#1b1d21", "#1b1d21", "#1b1d21", "#ffffff"),
    ("#0072b2", "#a86f00", "#00694c", "#a9497f", "#2a7fb8", "#d55e00", "#000000"), _FILL,
    {Rag.on_track: "#00694c", Rag.watch: "#5c3d00", Rag.off_track: "#7f1010", Rag.no_data: "#565a61", Rag.done: "#004f7c"},
)  # fmt: skip
DARK = Palette(
    "#e9e8e4", "#a9adb5", "#343941", "#15171b", "#7d828b", ("#1b222c", "#22344a", "#2b4a6e", "#3a6797", "#6d9fd3"),
    ("#e9e8e4", "#e9e8e4", "#e9e8e4", "#ffffff", "#0c0e11"),
    ("#56a8dc", "#e69f00", "#1fbf90", "#cc79a7", "#56b4e9", "#f0803c", "#f0f0f0"), _FILL,
    {Rag.on_track: "#3fd0a5", Rag.watch: "#ffcb52", Rag.off_track: "#ff8f87", Rag.no_data: "#a1a8b3", Rag.done: "#5db3e6"},
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Look:
    """How a chart is drawn: for a wide page, a phone or a sheet of paper; `text` is the size of its letters in points."""

    theme: Theme = "light"
    size: Size = "wide"

    @property
    def palette(self) -> Palette:
        return DARK if self.theme == "dark" else LIGHT

    @property
    def text(self) -> float:
        return {"wide": 9.2, "narrow": 8.2, "paper": 6.6}[self.size]


@dataclass(slots=True)
class Sheet:
    """A drawing surface measured in points from its lower left corner; what is drawn later lies on top."""

    width: float
    height: float
    look: Look
    figure: "Figure" = field(init=False)
    _layer: int = 0

    def __post_init__(self) -> None:
        self.figure = _figure(self.width / POINTS_PER_INCH, self.height / POINTS_PER_INCH)

    @property
    def colours(self) -> Palette:
        return self.look.palette

    def text(self, x: float, y: float, words: str, *, size: float = 0, colour: str = "", bold: bool = False, align: str = "left") -> None:  # fmt: skip
        from matplotlib.text import Text

        self._add(Text(x, y, words, fontsize=size or self.look.text, color=colour or self.colours.ink, ha=align,
                       fontweight="bold" if bold else "normal", parse_math=False))  # fmt: skip

    def line(self, xs: Sequence[float], ys: Sequence[float], *, colour: str = "", width: float = 0.6, dash: Any = "solid") -> None:  # fmt: skip
        from matplotlib.lines import Line2D

        self._add(Line2D(xs, ys, color=colour or self.colours.line, linewidth=width, linestyle=dash, solid_capstyle="butt"))  # fmt: skip

    def box(self, x: float, y: float, width: float, height: float, *, fill: str = "none", edge: str = "none", line: float = 0.6) -> None:  # fmt: skip
        from matplotlib.patches import Rectangle

        self._add(Rectangle((x, y), width, height, facecolor=fill, edgecolor=edge, linewidth=line))

    def shape(self, points: Sequence[tuple[float, float]], *, fill: str, edge: str, line: float = 0.8) -> None:
        from matplotlib.patches import Polygon

        self._add(Polygon(points, closed=True, facecolor=fill, edgecolor=edge, linewidth=line, joinstyle="round"))

    def diamond(self, x: float, y: float, half: float, *, fill: str, edge: str, line: float = 0.9) -> None:
        self.shape([(x - half, y), (x, y + half), (x + half, y), (x, y - half)], fill=fill, edge=edge, line=line)

    def width_of(self, words: str, *, size: float = 0, bold: bool = False) -> float:
        """How wide a text will be, in points."""
        return text_width(words, size or self.look.text, bold=bold)

    def svg(self) -> bytes:
        """The drawing as a file. The same drawing gives the same bytes.

        On a page an image has no fonts, so letters are outlines; on paper the typesetter has ours, and text stays text.
        """
        out = io.BytesIO()
        _library().rcParams["svg.fonttype"] = "none" if self.look.size == "paper" else "path"
        self.figure.savefig(out, format="svg", transparent=True, metadata={"Date": None, "Creator": None})
        return out.getvalue()

    def _add(self, artist: Any) -> None:
        from matplotlib.transforms import IdentityTransform

        self._layer += 1
        artist.set_zorder(self._layer)
        artist.set_transform(IdentityTransform())
        self.figure.add_artist(artist)


@cache
def text_width(words: str, size: float, *, bold: bool = False) -> float:
    """How wide a text is in our fonts, in points."""
    _library()
    from matplotlib.font_manager import get_font
    from matplotlib.ft2font import LoadFlags

    font = get_font([FONTS / f"NotoSansSC-{'Bold' if bold else 'Regular'}.ttf"])
    font.set_size(size, POINTS_PER_INCH)
    font.set_text(words, flags=LoadFlags.NO_HINTING)
    return font.get_width_height()[0] / 64


def drawing() -> threading.Lock:
    """Held while a chart is drawn: one at a time in a process."""
    _library()
    return _DRAWING


def keep_cache_in(folder: Path) -> None:
    """Where the drawing library may keep its list of fonts; to be said before the first chart."""
    os.environ.setdefault("MPLCONFIGDIR", str(folder))


def prepare() -> None:
    """Load what the first chart would otherwise wait for."""
    with drawing():
        Sheet(10, 10, Look()).svg()


def _library() -> Any:
    """The drawing library with our fonts and settings, loaded when the first chart is asked for; a page asks for ten at once."""
    with _LOADING:
        return _loaded()


@cache
def _loaded() -> Any:
    # Loaded without the machine's own fonts: nothing is drawn with them, and listing them takes seconds where there are many.
    # Not left set, for it would hide ours as well.
    os.environ["MPL_IGNORE_SYSTEM_FONTS"] = "1"
    import matplotlib
    from matplotlib import font_manager

    del os.environ["MPL_IGNORE_SYSTEM_FONTS"]
    for name in ("NotoSansSC-Regular.ttf", "NotoSansSC-Bold.ttf"):
        font_manager.fontManager.addfont(FONTS / name)
    matplotlib.rcParams.update({
        "svg.hashsalt": "steerboard", "font.family": ["Noto Sans SC", "DejaVu Sans"], "axes.unicode_minus": True,
        "text.usetex": False, "path.simplify": False,
    })  # fmt: skip
    return matplotlib


def _figure(width: float, height: float) -> "Figure":
    _library()
    from matplotlib.figure import Figure

    return Figure(figsize=(width, height), dpi=POINTS_PER_INCH)
