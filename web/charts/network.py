"""The network diagram: tasks in generations from left to right, one lane per department, links as curves. SVG text, coloured by classes.

Pure layout: a task stands in the column of its generation, as far right as its predecessors push it, and in its lane below those that
stand there already. Nothing overlaps, because every place holds one task. The lane that begins first stands on top, so that the first
thing one sees is where the work, or the way that is looked at, begins.
"""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

from markupsafe import Markup

NODE_WIDTH, NODE_HEIGHT = 148, 40
GAP_X, GAP_Y, LANE_PAD, LANE_HEAD, MARGIN = 44, 10, 10, 22, 12
LETTERS = 17.0  # that fit beside each other at 12 px, of average width
BROAD, THIN = frozenset("mwMW@%—…"), frozenset("iljtfrI.,:;'!|() ")
DIAMOND = 9
NAMED_AGAIN = 4  # columns after which a lane says its name once more, for whoever has scrolled there
_ARROW = (
    '<defs><marker id="net-arrow" viewBox="0 0 6 6" refX="6" refY="3" markerUnits="userSpaceOnUse" markerWidth="9" markerHeight="9" orient="auto">'
    '<path d="M0 0l6 3-6 3z"/></marker></defs>'
)


@dataclass(frozen=True, slots=True)
class Node:
    """A task: the lane it stands in, and what is to be seen of it. `state`: done, active or open; `on`: on the way that is looked at."""

    code: str
    name: str
    lane: str
    href: str
    title: str
    state: str
    is_milestone: bool
    critical: bool
    on: bool | None = None


@dataclass(frozen=True, slots=True)
class Edge:
    source: str
    target: str
    label: str
    critical: bool
    on: bool | None = None


def draw(
    layers: Sequence[Sequence[str]], nodes: Mapping[str, Node], edges: Sequence[Edge], lanes: Sequence[tuple[str, str]], label: str
) -> Markup:  # fmt: skip
    """The diagram. `layers`: codes by generation; `lanes`: key and name of each lane, in the order of those that begin together."""
    rows = _rows(layers, nodes, lanes)
    lanes = _by_beginning(rows, nodes, lanes)
    tops, height = _lane_tops(rows, lanes)
    places = {
        code: (MARGIN + column * (NODE_WIDTH + GAP_X), tops[lane] + LANE_HEAD + row * (NODE_HEIGHT + GAP_Y))
        for (column, lane), codes in rows.items()
        for row, code in enumerate(codes)
    }
    width = 2 * MARGIN + max(1, len(layers)) * (NODE_WIDTH + GAP_X) - GAP_X
    drawn = [edge for edge in edges if edge.source in places and edge.target in places]
    parts = [
        f'<svg class="network" width="{width}" height="{height}" viewBox="0 0 {width} {height}" role="group" aria-label="{escape(label)}">',
        _ARROW,
        *(_lane(tops[key], tops, width, height) for key, _ in lanes if key in tops),
        *(_edge(edge, places) for edge in sorted(drawn, key=lambda e: (e.on is True, e.critical))),
        *(_lane_names(tops[key], name, len(layers)) for key, name in lanes if key in tops),
        *(_edge_label(edge, places) for edge in drawn if edge.label),
        *(_node(nodes[code], *at) for code, at in places.items()),
        "</svg>",
    ]
    return Markup("".join(parts))  # noqa: S704 - every text in it is escaped where it is put in


def _rows(
    layers: Sequence[Sequence[str]], nodes: Mapping[str, Node], lanes: Sequence[tuple[str, str]]
) -> dict[tuple[int, str], list[str]]:
    known = {key for key, _ in lanes}
    rows: dict[tuple[int, str], list[str]] = {}
    for column, codes in enumerate(layers):
        for code in codes:
            if code in nodes and nodes[code].lane in known:
                rows.setdefault((column, nodes[code].lane), []).append(code)
    return rows


def _by_beginning(
    rows: Mapping[tuple[int, str], Sequence[str]], nodes: Mapping[str, Node], lanes: Sequence[tuple[str, str]]
) -> list[tuple[str, str]]:
    """The lanes by the first column in which they hold a task of the way that is looked at, then by that of any task."""
    first: dict[str, tuple[int, int]] = {}
    for (column, lane), codes in rows.items():
        on = column if any(nodes[code].on for code in codes) else len(nodes)
        before = first.get(lane, (on, column))
        first[lane] = (min(on, before[0]), min(column, before[1]))
    return sorted((lane for lane in lanes if lane[0] in first), key=lambda lane: first[lane[0]])


def _lane_tops(
    rows: Mapping[tuple[int, str], Sequence[str]], lanes: Sequence[tuple[str, str]]
) -> tuple[dict[str, int], int]:
    """Where each lane that holds something begins, and where the last one ends."""
    tallest: dict[str, int] = {}
    for (_, lane), codes in rows.items():
        tallest[lane] = max(tallest.get(lane, 0), len(codes))
    tops, at = dict[str, int](), 0
    for key, _ in lanes:
        if key in tallest:
            tops[key] = at
            at += LANE_HEAD + tallest[key] * (NODE_HEIGHT + GAP_Y) - GAP_Y + LANE_PAD
    return tops, max(at, 1)


def _lane(top: int, tops: Mapping[str, int], width: int, height: int) -> str:
    following = min((t for t in tops.values() if t > top), default=height)
    shade = " odd" if sorted(tops.values()).index(top) % 2 else ""
    return f'<rect class="lane{shade}" x="0" y="{top}" width="{width}" height="{following - top}"/>'


def _lane_names(top: int, name: str, columns: int) -> str:
    """The name at the lane's beginning, and again further right, where only eyes need it."""
    step, hidden = NODE_WIDTH + GAP_X, ' aria-hidden="true"'
    return "".join(
        f'<text class="lane-name" x="{MARGIN + column * step}" y="{top + 15}"{hidden if column else ""}>{escape(name)}</text>'
        for column in range(0, max(1, columns), NAMED_AGAIN)
    )


def _edge(edge: Edge, places: Mapping[str, tuple[int, int]]) -> str:
    x1, y1, x2, y2 = _ends(edge, places)
    bend = max(GAP_X // 2, min(90, (x2 - x1) // 2))
    looks = "edge" + (" critical" if edge.critical else "") + _seen(edge.on)
    ends, curve = f"{edge.source} {edge.target}", f"M{x1} {y1}C{x1 + bend} {y1} {x2 - bend} {y2} {x2} {y2}"
    return f'<path class="{looks}" data-ends="{escape(ends)}" d="{curve}" marker-end="url(#net-arrow)"/>'


def _edge_label(edge: Edge, places: Mapping[str, tuple[int, int]]) -> str:
    x1, y1, x2, y2 = _ends(edge, places)
    return f'<text class="edge-label{_seen(edge.on)}" x="{(x1 + x2) // 2}" y="{(y1 + y2) // 2 - 3}">{escape(edge.label)}</text>'


def _ends(edge: Edge, places: Mapping[str, tuple[int, int]]) -> tuple[int, int, int, int]:
    """From the right side of what is waited for to the left side of what waits."""
    (x1, y1), (x2, y2) = places[edge.source], places[edge.target]
    return x1 + NODE_WIDTH, y1 + NODE_HEIGHT // 2, x2, y2 + NODE_HEIGHT // 2


def _node(node: Node, x: int, y: int) -> str:
    looks = f"node {node.state}" + (" critical" if node.critical else "") + _seen(node.on)
    middle, shift = y + NODE_HEIGHT // 2, 2 * DIAMOND + 4 if node.is_milestone else 0
    sign = (
        f'<path class="sign" d="M{x + 6} {middle}l{DIAMOND}-{DIAMOND} {DIAMOND} {DIAMOND}-{DIAMOND} {DIAMOND}z"/>'
        if node.is_milestone
        else ""
    )
    left, room = x + 8 + shift, LETTERS - shift / 7
    return (
        f'<a class="{looks}" data-code="{escape(node.code)}" href="{escape(node.href)}"><title>{escape(node.title)}</title>'
        f'<rect x="{x}" y="{y}" width="{NODE_WIDTH}" height="{NODE_HEIGHT}" rx="{0 if node.is_milestone else 4}"/>{sign}'
        f'<text class="node-code" x="{left}" y="{y + 16}">{escape(node.code)}</text>'
        f'<text class="node-name" x="{left}" y="{y + 32}">{escape(_cut(node.name, room))}</text></a>'
    )


def _seen(on: bool | None) -> str:
    return "" if on is None else " on" if on else " off"


def _cut(text: str, room: float) -> str:
    """The text as far as it fits; the whole of it stands in the title."""
    width = 0.0
    for n, character in enumerate(text):
        width += _letters(character)
        if width > room:
            return text[: max(1, n - 1)].rstrip() + "…"
    return text


def _letters(character: str) -> float:
    """How many average letters a character is as wide as."""
    if unicodedata.east_asian_width(character) in "WF":
        return 1.6
    return 1.45 if character in BROAD else 0.6 if character in THIN else 1.15 if character.isupper() else 1.0
