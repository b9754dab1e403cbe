"""The drawing of the network: no two tasks in one place, every link from right to left, every text escaped."""

import re

from web.charts.network import GAP_X, NODE_HEIGHT, NODE_WIDTH, Edge, Node, draw

LANES = [("IT", "Information Technology"), ("HR", "People & pay"), ("", "No department")]


def a_node(code: str, lane: str = "IT", **given: object) -> Node:
    looks = {
        "name": f"Task {code}",
        "href": f"/t/{code}",
        "title": code,
        "state": "open",
        "is_milestone": False,
        "critical": False,
    }
    return Node(code=code, lane=lane, **(looks | given))  # pyright: ignore


def places(svg: str) -> list[tuple[int, int]]:
    return [(int(x), int(y)) for x, y in re.findall(r'<rect x="(\d+)" y="(\d+)" width="148" height="40"', svg)]


def test_no_two_tasks_stand_in_one_place():
    layers = [["A", "B"], ["C", "D", "E"], ["F"]]
    nodes = {c: a_node(c, "HR" if c in "BE" else "IT") for c in "ABCDEF"}
    at = places(draw(layers, nodes, [], LANES, "Network"))
    assert len(at) == 6
    for n, (x, y) in enumerate(at):
        for u, v in at[n + 1 :]:
            assert abs(x - u) >= NODE_WIDTH + GAP_X or abs(y - v) >= NODE_HEIGHT


def test_a_later_generation_stands_further_to_the_right():
    svg = str(
        draw(
            [["A"], ["B"]],
            {"A": a_node("A"), "B": a_node("B")},
            [Edge("A", "B", "SS+2", critical=True)],
            LANES,
            "Network",
        )
    )
    (x1, _), (x2, _) = places(svg)
    assert x2 - x1 == NODE_WIDTH + GAP_X
    assert 'class="edge critical"' in svg
    assert ">SS+2</text>" in svg


def test_a_link_to_what_is_not_drawn_is_left_out():
    assert 'class="edge' not in draw(
        [["A"]], {"A": a_node("A")}, [Edge("A", "Z", "", critical=False)], LANES, "Network"
    )


def test_texts_are_escaped_and_long_names_cut_with_the_whole_in_the_title():
    svg = draw([["A"]], {"A": a_node("A", name="<b>" + "很长的任务名称" * 4, title="A <b>")}, [], LANES, "x")
    assert "<b>" not in svg
    assert "…</text>" in svg
    assert "<title>A &lt;b&gt;</title>" in svg


def test_only_lanes_that_hold_something_are_drawn():
    svg = draw([["A"]], {"A": a_node("A", "HR")}, [], LANES, "x")
    assert "People &amp; pay" in svg
    assert "Information Technology" not in svg
