"""The widest lists fit a desk of 1440 pixels beside the open rail, in both languages."""

import pytest

from tests.browser.conftest import Desk

SIDEWAYS = "() => { const t = document.querySelector('#results .table-scroll'); return t.scrollWidth - t.clientWidth; }"


@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_no_list_scrolls_sideways_on_a_desk(visit: Desk, language: str) -> None:
    page = visit.again("pm", language=language, width=1440, scheme="light", refused=set())
    page.set_viewport_size({"width": 1440, "height": 900})
    wider = {}
    for register in ("stakeholders", "tasks", "risks", "goals"):
        page.goto(f"/programmes/BCT/{register}")
        wider[register] = page.evaluate(SIDEWAYS)
    assert wider == dict.fromkeys(wider, 0)
