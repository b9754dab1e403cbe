"""One sprite of all icons that the pages use: `<svg><use href="…/icons.svg#name"/></svg>`."""

import re
from collections.abc import Callable, Iterable
from itertools import pairwise
from pathlib import Path

_BODY = re.compile(r"<svg\b[^>]*>(.*)</svg>", re.DOTALL)
_BOUNDING_BOX = re.compile(r'<path\s+stroke="none"\s+d="M0 0h24v24H0z"\s+fill="none"\s*/>')
_SYMBOL_ID = re.compile(r'<symbol id="([^"]+)"')

# The colour is that of the text around the icon; the stroke is drawn as Tabler draws it.
_SYMBOL = (
    '<symbol id="{name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2"'
    ' stroke-linecap="round" stroke-linejoin="round">{body}</symbol>'
)


def icon_names(list_file: Path) -> list[str]:
    """The names in the list, sorted; comments and blank lines left out.

    Raises ValueError that names an icon listed twice.
    """
    lines = (line.strip() for line in list_file.read_text(encoding="utf-8").splitlines())
    names = sorted(line for line in lines if line and not line.startswith("#"))
    for one, next_one in pairwise(names):
        if one == next_one:
            raise ValueError(f"icon listed twice: {one}")
    return names


def draw_sprite(names: Iterable[str], drawing: Callable[[str], str]) -> str:
    """The sprite as SVG text; `drawing` gives the published SVG of one icon."""
    symbols = [_SYMBOL.format(name=name, body=_strokes(name, drawing(name))) for name in names]
    return "\n".join(['<svg xmlns="http://www.w3.org/2000/svg">', *symbols, "</svg>", ""])


def symbols_in(sprite: str) -> list[str]:
    """The icon names that a sprite offers, in its order."""
    return _SYMBOL_ID.findall(sprite)


def _strokes(name: str, svg: str) -> str:
    found = _BODY.search(svg)
    if found is None:
        raise ValueError(f"icon {name} is not an SVG drawing")
    body = _BOUNDING_BOX.sub("", found.group(1))
    return re.sub(r"\s*\n\s*", "", body).replace(" />", "/>")
