"""The influence × interest grid: every stakeholder by name in the field where they stand, with a ladder from now to needed.

Names are stacked inside their field and each row of fields is as high as its fullest one, so no two names can collide. SVG text,
escaped, coloured by classes.
"""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape

from markupsafe import Markup

from stakeholders.engagement import HIGH, RANK, Stance

LEFT, TOP, RIGHT, BOTTOM = 44, 26, 6, 40
LINE, PAD, LADDER = 24, 8, 46
WIDTH, LEAST_FIELD, MOST_FIELD = 1100, 110, 320  # of the five fields together; of one field
LEAST_LINES = 2
# Widths in drawing units at 12px: a Chinese character is twice as wide as most letters.
WIDE, NARROW = 12.2, 6.6


@dataclass(frozen=True, slots=True)
class Standing:
    """One stakeholder on the grid."""

    code: str
    name: str
    influence: int
    interest: int
    current: Stance
    desired: Stance
    href: str
    title: str


@dataclass(frozen=True, slots=True)
class GridWords:
    """What the drawing says in the reader's language. `corners`: top left, top right, bottom left, bottom right."""

    influence: str
    interest: str
    label: str
    corners: tuple[str, str, str, str]


def grid(people: Sequence[Standing], words: GridWords) -> Markup:
    """The drawing, highest influence on top, greatest interest on the right."""
    fields = _fields(people)
    heights = {
        i: max(LEAST_LINES, *(len(fields.get((i, k), ())) for k in range(1, 6))) * LINE + 2 * PAD for i in range(1, 6)
    }
    tops, at = dict[int, int](), TOP
    for influence in range(5, 0, -1):
        tops[influence] = at
        at += heights[influence]
    lefts = _columns(people)
    width, height = lefts[6] + RIGHT, at + BOTTOM
    parts = [
        f'<svg class="stance-grid" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="group" aria-label="{escape(words.label)}">',
        *_frame(tops, heights, lefts, at, words),
        *(
            _person(person, lefts[person.interest], lefts[person.interest + 1], tops[person.influence] + PAD + LINE * n)
            for stacked in fields.values()
            for n, person in enumerate(stacked)
        ),
        "</svg>",
    ]
    return Markup("".join(parts))  # noqa: S704 - every text in it is escaped below


def _fields(people: Iterable[Standing]) -> Mapping[tuple[int, int], list[Standing]]:
    found: dict[tuple[int, int], list[Standing]] = {}
    for person in sorted(people, key=lambda s: (RANK[s.current], s.code)):
        found.setdefault((person.influence, person.interest), []).append(person)
    return found


def _columns(people: Iterable[Standing]) -> dict[int, int]:
    """The left edge of each column 1…5, and of what lies right of them: as wide as the names in it need, the rest shared out."""
    needed = dict.fromkeys(range(1, 6), LEAST_FIELD)
    for person in people:
        wanted = int(LADDER + 3 * PAD + text_width(person.name) + 1)
        needed[person.interest] = max(needed[person.interest], min(MOST_FIELD, wanted))
    spare = max(0, WIDTH - sum(needed.values())) // 5
    lefts, at = dict[int, int](), LEFT
    for interest, width in needed.items():
        lefts[interest] = at
        at += width + spare
    return lefts | {6: at}


def _frame(
    tops: Mapping[int, int], heights: Mapping[int, int], lefts: Mapping[int, int], bottom: int, words: GridWords
) -> list[str]:
    parts, right = [], lefts[6]
    for influence, top in tops.items():
        for interest in range(1, 6):
            size = f'width="{lefts[interest + 1] - lefts[interest]}" height="{heights[influence]}"'
            parts.append(f'<rect class="field {_shade(influence, interest)}" x="{lefts[interest]}" y="{top}" {size}/>')
        parts.append(_text(LEFT - 10, top + heights[influence] / 2 + 4, str(influence), "tick", "end"))
    for interest in range(1, 6):
        parts.append(_text((lefts[interest] + lefts[interest + 1]) / 2, bottom + 16, str(interest), "tick", "middle"))
    divide_y, divide_x = tops[HIGH] + heights[HIGH], lefts[HIGH]
    parts.append(f'<path class="divide" d="M{LEFT} {divide_y}H{right}M{divide_x} {TOP}V{bottom}"/>')
    parts.append(f'<rect class="border" x="{LEFT}" y="{TOP}" width="{right - LEFT}" height="{bottom - TOP}"/>')
    corners = ((LEFT, TOP - 8, "start"), (right, TOP - 8, "end"), (LEFT, bottom + 34, "start"), (right, bottom + 34, "end"))  # fmt: skip
    parts += [_text(x, y, w, "corner", a) for (x, y, a), w in zip(corners, words.corners, strict=True)]
    middle = (TOP + bottom) / 2
    turned = f'x="14" y="{middle}" text-anchor="middle" transform="rotate(-90 14 {middle})"'
    parts.append(f'<text class="axis" {turned}>{escape(words.influence)}</text>')
    parts.append(_text((LEFT + right) / 2, bottom + 34, words.interest, "axis", "middle"))
    return parts


def _shade(influence: int, interest: int) -> str:
    if influence >= HIGH and interest >= HIGH:
        return "close"
    return "some" if influence >= HIGH or interest >= HIGH else "little"


def _person(person: Standing, left: int, right: int, y: int) -> str:
    """A name that leads to the record, and its ladder: five rungs, hollow where they stand, solid where they should."""
    x = left + PAD
    shown = shortened(person.name, right - x - LADDER - 2 * PAD)
    return (
        f'<a class="person stance-{person.current}" href="{escape(person.href)}"><title>{escape(person.title)}</title>'
        f'<rect class="hit" x="{x - 4}" y="{y}" width="{right - left - 2 * PAD + 8}" height="{LINE}"/>'
        f'<text class="name" x="{x + LADDER + 4}" y="{y + 16}">{escape(shown)}</text>{_ladder(person, x, y + 12)}</a>'
    )


def _ladder(person: Standing, x: int, y: int) -> str:
    rungs = [x + 5 + 9 * rank for rank in range(5)]
    now, then = rungs[RANK[person.current]], rungs[RANK[person.desired]]
    ticks = "".join(f'<path class="rung" d="M{r} {y - 2}v4"/>' for r in rungs)
    way = f'<path class="climb" d="M{now} {y}H{then}"/>' if now != then else ""
    goal = f'<circle class="desired" cx="{then}" cy="{y}" r="4"/>'
    here = f'<circle class="current" cx="{now}" cy="{y}" r="{4 if now != then else 6}"/>'
    return ticks + way + (goal + here if now != then else here + goal)


def text_width(text: str) -> float:
    """About how wide a text is in drawing units."""
    return sum(WIDE if unicodedata.east_asian_width(c) in "WF" else NARROW for c in text)


def shortened(name: str, room: float) -> str:
    """As much of a name as fits into `room` drawing units."""
    if text_width(name) <= room:
        return name
    kept = name
    while kept and text_width(kept) + NARROW > room:
        kept = kept[:-1]
    return kept.rstrip() + "…"


def _text(x: float, y: float, words: str, kind: str, anchor: str) -> str:
    return f'<text class="{kind}" x="{x}" y="{y}" text-anchor="{anchor}">{escape(words)}</text>'
