"""The outline: its order, its numbers, and what rearranging does to them."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.errors import Conflict, Invalid
from plans.outline import Outline, Stands, fewest_changes


def plan() -> Outline:
    """Two phases: in the first A, a summary S with S1 and S2, B; in the second C; L in none."""
    tasks = [("A", "P1", None), ("S", "P1", None), ("S1", "P1", "S"), ("S2", "P1", "S"), ("B", "P1", None), ("C", "P2", None), ("L", None, None)]  # fmt: skip
    return Outline(["P1", "P2"], [Stands(*task) for task in tasks])


def drawn(outline: Outline) -> str:
    return " ".join(f"{row.wbs}:{row.code}" for row in outline.rows())


def test_rows_are_numbered_by_phase_then_by_place() -> None:
    assert drawn(plan()) == "1:P1 1.1:A 1.2:S 1.2.1:S1 1.2.2:S2 1.3:B 2:P2 2.1:C 3:L"
    assert [row.level for row in plan().rows()] == [0, 1, 1, 2, 2, 1, 0, 1, 0]


def test_indenting_puts_neighbours_under_the_row_before_them() -> None:
    outline = plan()
    outline.indent(["S", "B"])  # with S goes what stands under it
    assert drawn(outline) == "1:P1 1.1:A 1.1.1:S 1.1.1.1:S1 1.1.1.2:S2 1.1.2:B 2:P2 2.1:C 3:L"


def test_the_first_of_a_level_cannot_be_indented() -> None:
    with pytest.raises(Conflict) as refusal:
        plan().indent(["A"])
    assert refusal.value.problems[0].code == "OUTLINE_NOTHING_ABOVE"


def test_outdenting_puts_rows_after_what_held_them_in_their_order() -> None:
    outline = plan()
    outline.outdent(["S1", "S2"])
    assert drawn(outline) == "1:P1 1.1:A 1.2:S 1.3:S1 1.4:S2 1.5:B 2:P2 2.1:C 3:L"
    with pytest.raises(Conflict) as refusal:
        plan().outdent(["S1", "A"])
    assert refusal.value.problems[0].facts == {"code": "A"}


def test_neighbours_move_as_one_and_stop_at_the_edge() -> None:
    outline = plan()
    outline.shift(["S", "B"], -1)
    assert drawn(outline).startswith("1:P1 1.1:S 1.1.1:S1 1.1.2:S2 1.2:B 1.3:A")
    with pytest.raises(Conflict):
        outline.shift(["S", "B"], -1)
    outline.shift(["S"], 1)
    assert drawn(outline).startswith("1:P1 1.1:B 1.2:S 1.2.1:S1 1.2.2:S2 1.3:A")


def test_what_is_dropped_takes_the_place_and_the_phase_it_lands_in() -> None:
    outline = plan()
    outline.place(["S", "L"], "C", "before")
    assert drawn(outline) == "1:P1 1.1:A 1.2:B 2:P2 2.1:S 2.1.1:S1 2.1.2:S2 2.2:L 2.3:C"
    assert outline["S1"].phase == "P2"
    outline.place(["C"], "P1", "into")
    assert drawn(outline).startswith("1:P1 1.1:C 1.2:A")
    outline.place(["A"], "S", "into")
    assert drawn(outline).endswith("2:P2 2.1:S 2.1.1:A 2.1.2:S1 2.1.3:S2 2.2:L")


def test_nothing_is_put_into_itself_or_beside_what_is_not_there() -> None:
    for target, side in (("S", "into"), ("S1", "after"), ("S", "before")):
        with pytest.raises(Conflict):
            plan().place(["S"], target, side)
    for target, side in (("X", "after"), ("P1", "after")):
        with pytest.raises(Invalid):
            plan().place(["A"], target, side)


def test_a_parent_or_phase_that_is_not_there_holds_nothing() -> None:
    outline = Outline(["P1"], [Stands("A", "P9", None), Stands("B", "P1", "X")])
    assert drawn(outline) == "1:P1 1.1:B 2:A"


def test_positions_change_in_as_few_rows_as_possible() -> None:
    assert fewest_changes([1, 2, 3, 4]) == [1, 2, 3, 4]
    assert fewest_changes([2, 3, 4, 1]) == [2, 3, 4, 5]  # the first went to the end
    assert fewest_changes([4, 1, 2, 3]) == [4, 5, 6, 7]  # no room before 1: the three after it
    assert fewest_changes([4, 1, 2, 3, 5, 6, 7, 8]) == [1, 2, 3, 4, 5, 6, 7, 8]  # but the four that follow stay
    assert fewest_changes([10, 40, 20, 30]) == [10, 15, 20, 30]
    assert fewest_changes([5, 5, 5]) == [1, 3, 5]  # one of three that are alike stays
    assert fewest_changes([]) == []


@given(st.lists(st.integers(1, 12), max_size=7))
def test_no_other_numbering_leaves_more_rows_alone(positions: list[int]) -> None:
    found = fewest_changes(positions)
    assert found[:1] == [] or found[0] >= 1
    assert all(a < b for a, b in itertools.pairwise(found))
    n = len(positions)
    room = [  # every set of rows that can keep what they have
        sum(1 for _ in keep)
        for size in range(n + 1)
        for keep in itertools.combinations(range(n), size)
        if all(positions[i] >= i + 1 for i in keep)
        and all(positions[b] - positions[a] >= b - a for a, b in itertools.pairwise(keep))
    ]
    assert sum(a == b for a, b in zip(positions, found, strict=True)) == max(room, default=0)
