"""Charts: the same facts give the same bytes; nothing of the machine or the moment is in them; nothing that matters is left out."""

import re

import pytest

from milestones.rag import Rag
from tests.milestones.example_report import a_report
from web.charts import milestone_strip
from web.charts.canvas import DARK, LIGHT, Look, text_width
from web.charts.gallery import chart_names, described, draw, extent
from web.i18n import speaking

REPORT = a_report()
LOOKS = [Look(theme, size) for theme in ("light", "dark") for size in ("wide", "narrow", "paper")]


def drawn(name: str, look: Look) -> str:
    svg = draw(REPORT, name, look)
    assert svg is not None
    return svg.decode()


@pytest.mark.parametrize("name", list(chart_names(REPORT)))
@pytest.mark.parametrize("look", LOOKS, ids=lambda look: f"{look.theme}-{look.size}")
def test_a_chart_is_the_same_to_the_byte_and_names_neither_time_nor_tool(name: str, look: Look):
    first = drawn(name, look)
    assert first == drawn(name, look)
    assert not re.search(r"20\d\d-\d\d-\d\dT|matplotlib|dc:date", first.replace("matplotlib.org/", ""))


@pytest.mark.parametrize("name", list(chart_names(REPORT)))
def test_a_chart_asks_nothing_of_another_machine_and_holds_no_style_that_a_page_would_refuse(name: str):
    svg = drawn(name, Look())
    assert "<script" not in svg
    assert not re.search(r'(?:href|src)="(?!#)', svg)


def test_a_page_reserves_the_room_that_a_chart_takes():
    for name in chart_names(REPORT):
        for size in ("wide", "narrow"):
            svg = drawn(name, Look("light", size))
            found = re.search(r'width="([\d.]+)pt" height="([\d.]+)pt"', svg) or re.search(
                r'height="([\d.]+)pt".*?width="([\d.]+)pt"', svg
            )
            assert found
            width, height = extent(name, Look("light", size))
            drawn_sizes = {round(float(n) * 4 / 3) for n in found.groups()}
            assert width in drawn_sizes, name
            assert name == "milestones" or height in drawn_sizes, name


def test_words_in_charts_follow_the_reader():
    with speaking("en"):
        english = draw(REPORT, "milestones", Look())
    with speaking("zh-CN"):
        chinese = draw(REPORT, "milestones", Look())
    assert english != chinese


@pytest.mark.parametrize("size", ["wide", "narrow", "paper"])
@pytest.mark.parametrize("tongue", ["en", "zh-CN"])
def test_no_label_of_the_strip_lies_upon_another_or_outside(size: str, tongue: str):
    look = Look("light", size)  # pyright: ignore
    with speaking(tongue):
        axis = milestone_strip.strip_axis(REPORT.head, REPORT.milestones, look.text, milestone_strip.WIDTH[size])
        labels = milestone_strip.placed_labels(REPORT.milestones, axis, look.text)
    for one in labels:
        assert one.left >= 0
        assert one.left + one.width <= milestone_strip.WIDTH[size]
        for other in labels:
            if other is not one and other.level == one.level:
                assert one.left + one.width <= other.left or other.left + other.width <= one.left


def test_every_chart_is_told_in_words_with_its_figures():
    told = {name: described(REPORT, name) for name in chart_names(REPORT)}
    assert "M08 21 Aug, 6 working days late" in told["milestones"]
    assert "M08: 13 Aug → 13 Aug → 17 Aug → 21 Aug" in told["trend"]
    assert "R05: probability 3, impact 4" in told["risks"]
    assert "Leading: 1 now, 5 wanted" in told["people"]
    assert "from 71 to 95; now 86, expected 82.7" in told["goal-G07"]


def test_status_colours_are_the_ones_that_colour_blind_readers_tell_apart():
    assert LIGHT.fill == DARK.fill
    assert LIGHT.fill == {
        Rag.on_track: "#009e73", Rag.watch: "#e69f00", Rag.off_track: "#b91c1c", Rag.no_data: "#6b7280", Rag.done: "#0072b2",
    }  # fmt: skip


def test_chinese_text_has_a_width_in_our_own_font():
    assert text_width("试点上线", 10) == pytest.approx(40, abs=1.5)
