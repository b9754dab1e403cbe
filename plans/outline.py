"""The outline: phases, summaries and what stands in them, in one order, each with its number in the work breakdown structure.

Pure: an outline is made of codes. It is rearranged as outlines are elsewhere: in, out, up, down, or to where something is dropped.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Literal, NamedTuple

from governance.errors import Conflict, Invalid, Problem


class Stands(NamedTuple):
    """Where a task stands: in a phase or none, under another task or none."""

    code: str
    phase: str | None
    parent: str | None


class OutlineRow(NamedTuple):
    """A row: `level` 0 is the outermost, a phase or what stands in none; `wbs` such as `2.1.3`."""

    code: str
    level: int
    wbs: str
    is_phase: bool = False


# Where something is put, as seen from a row that is there.
Side = Literal["before", "after", "into"]
SIDES: tuple[Side, ...] = ("before", "after", "into")


class Group(NamedTuple):
    """Rows on one level in one place: under a task (whichever phase that is in), in a phase, or in none."""

    phase: str | None
    parent: str | None = None


class Outline:
    """Phases and tasks in their order. Tasks whose parent or phase is not among them count as standing in none."""

    def __init__(self, phases: Iterable[str], tasks: Iterable[Stands]):
        self._phases = list(phases)
        self._stands = {task.code: task for task in tasks}
        self._rows: dict[Group, list[str]] = {}
        known = set(self._phases)
        for task in self._stands.values():
            phase = task.phase if task.phase in known else None
            group = Group(None, task.parent) if task.parent in self._stands else Group(phase)
            self._stands[task.code] = task._replace(parent=group.parent, phase=phase)
            self._rows.setdefault(group, []).append(task.code)

    # --- Reading -----------------------------------------------------------------------------------------------------

    def __getitem__(self, code: str) -> Stands:
        return self._stands[code]

    def __contains__(self, code: str) -> bool:
        return code in self._stands

    def rows(self) -> Iterator[OutlineRow]:
        """Every phase with what is in it, then what stands in none."""
        for number, phase in enumerate(self._phases, 1):
            yield OutlineRow(phase, 0, str(number), True)
            yield from self._below(Group(phase), 1, f"{number}.")
        yield from self._below(Group(None), 0, "", len(self._phases))

    def tasks(self) -> list[str]:
        """The tasks in their order."""
        return [row.code for row in self.rows() if not row.is_phase]

    def under(self, code: str) -> list[str]:
        """What stands directly under a task."""
        return list(self._rows.get(Group(None, code), ()))

    def top_phase(self, code: str) -> str | None:
        """The phase in which a row is shown: that of its outermost task."""
        while (parent := self._stands[code].parent) is not None:
            code = parent
        return self._stands[code].phase

    def _below(self, group: Group, level: int, prefix: str, after: int = 0) -> Iterator[OutlineRow]:
        pending = list(
            reversed([(c, level, f"{prefix}{n}") for n, c in enumerate(self._rows.get(group, ()), 1 + after)])
        )
        while pending:
            code, depth, wbs = pending.pop()
            yield OutlineRow(code, depth, wbs)
            under = self._rows.get(Group(None, code), ())
            pending += reversed([(c, depth + 1, f"{wbs}.{n}") for n, c in enumerate(under, 1)])

    def _group(self, code: str) -> Group:
        at = self._stands[code]
        return Group(None, at.parent) if at.parent is not None else Group(at.phase)

    def _whole(self, codes: Iterable[str]) -> list[str]:
        """The codes in the outline's order, without those that go along with one above them."""
        asked = set(codes)
        return [row.code for row in self.rows() if row.code in asked and not self._is_under(row.code, asked)]

    def _is_under(self, code: str, above: set[str]) -> bool:
        at = self._stands.get(code)
        while at is not None and at.parent is not None:
            if at.parent in above:
                return True
            at = self._stands[at.parent]
        return False

    # --- Rearranging -------------------------------------------------------------------------------------------------

    def indent(self, codes: Sequence[str]) -> None:
        """Put each under the row before it on its level; neighbours go under the same one.

        Raises:
            Conflict: one is the first on its level, so nothing is there to hold it.
        """
        moving = self._whole(codes)
        for code in moving:
            rows = self._rows[self._group(code)]
            before = [c for c in rows[: rows.index(code)] if c not in moving]
            if not before:
                raise Conflict([Problem("OUTLINE_NOTHING_ABOVE", "rows", code, {"code": code})])
            self._put(code, Group(None, before[-1]), len(self.under(before[-1])))

    def outdent(self, codes: Sequence[str]) -> None:
        """Put each after what holds it, on the level of that.

        Raises:
            Conflict: one stands under no task; it leaves a phase by being put into another.
        """
        moving = self._whole(codes)
        for code in moving:
            if self._stands[code].parent is None:
                raise Conflict([Problem("OUTLINE_OUTERMOST", "rows", code, {"code": code})])
        for code in reversed(moving):  # the last first: each comes directly after what held it
            parent = self._stands[code].parent or ""
            group = self._group(parent)
            self._put(code, group, self._rows[group].index(parent) + 1)

    def shift(self, codes: Sequence[str], step: int) -> None:
        """Move each one place up (`step` -1) or down (1) on its level; neighbours move as one.

        Raises:
            Conflict: none of them can move any further.
        """
        moving, moved = self._whole(codes), False
        for code in moving if step < 0 else reversed(moving):
            rows = self._rows[self._group(code)]
            at = rows.index(code)
            to = at + step
            if 0 <= to < len(rows) and rows[to] not in moving:
                rows[at], rows[to] = rows[to], rows[at]
                moved = True
        if moving and not moved:
            raise Conflict([Problem("OUTLINE_FIRST" if step < 0 else "OUTLINE_LAST", "rows", moving[0], {"code": moving[0]})])  # fmt: skip

    def place(self, codes: Sequence[str], target: str, side: Side) -> None:
        """Put them, in their order, before or after a task, or into a task or phase as the first there.

        Raises:
            Invalid: the target is not in the plan, or is a phase and `side` is not into.
            Conflict: the target is one of them or stands under one of them.
        """
        moving = self._whole(codes)
        known = target in self._phases if side == "into" and target not in self._stands else target in self._stands
        if not known:
            raise Invalid([Problem("NOT_FOUND", "target", target, {"kind": "task", "code": target})])
        if target in moving or self._is_under(target, set(moving)):
            raise Conflict([Problem("OUTLINE_INTO_ITSELF", "target", target, {"code": target})])
        into = Group(target) if target in self._phases else Group(None, target)
        for code in moving:
            self._take(code)
        group = into if side == "into" else self._group(target)
        rows = self._rows.setdefault(group, [])
        at = 0 if side == "into" else rows.index(target) + (side == "after")
        for n, code in enumerate(moving):
            self._enter(code, group, at + n)

    def _put(self, code: str, group: Group, at: int) -> None:
        self._take(code)
        self._enter(code, group, at)

    def _take(self, code: str) -> None:
        self._rows[self._group(code)].remove(code)

    def _enter(self, code: str, group: Group, at: int) -> None:
        self._rows.setdefault(group, []).insert(at, code)
        phase = group.phase if group.parent is None else self._stands[group.parent].phase
        self._stands[code] = Stands(code, phase, group.parent)
        pending = self.under(code)
        while pending:  # what stands under it goes along, into the same phase
            below = pending.pop()
            self._stands[below] = self._stands[below]._replace(phase=phase)
            pending += self.under(below)


def fewest_changes(positions: Sequence[int]) -> list[int]:
    """Rising whole numbers from 1 for rows in this order, with as few as possible that differ from what the rows have.

    Rows i < j may keep p_i and p_j when there is room for those between: p_j - p_i >= j - i. So the ones to keep are a longest
    non-decreasing subsequence of p_i - i (found by patience sorting); the others share the room between them evenly.
    """
    kept = _longest([p - i for i, p in enumerate(positions)])
    found: list[int] = []
    marks = [*kept, len(positions)]
    for mark in marks:
        low, count = (found[-1] if found else 0), mark - len(found)
        high = positions[mark] if mark < len(positions) else low + count + 1
        found += [low + (high - low) * n // (count + 1) for n in range(1, count + 1)]
        if mark < len(positions):
            found.append(positions[mark])
    return found


def _longest(values: Sequence[int]) -> list[int]:
    """The indices of a longest non-decreasing subsequence of those values that are at least 1."""
    tails: list[int] = []
    ends: list[int] = []
    before: dict[int, Any] = {}
    for i, value in enumerate(values):
        if value < 1:
            continue
        at = bisect_right(tails, value)
        before[i] = ends[at - 1] if at else None
        tails[at:] = [value, *tails[at + 1 :]]
        ends[at:] = [i, *ends[at + 1 :]]
    chain: list[int] = []
    at = ends[-1] if ends else None
    while at is not None:
        chain.append(at)
        at = before[at]
    return chain[::-1]
