"""What opens from a button on a phone stands inside the window, with all that can be pressed in it."""

import pytest

from tests.browser.conftest import Desk

CUT = """() => [...document.querySelectorAll("main details:has(> .menu-panel)")].filter((menu) => menu.checkVisibility()).map((menu) => {
  menu.open = true;
  const { left, right } = menu.querySelector(".menu-panel").getBoundingClientRect();
  menu.open = false;
  return { menu: menu.querySelector("summary").innerText, cut: left < 0 || right > document.documentElement.clientWidth };
})"""


@pytest.mark.parametrize("language", ["en-GB", "zh-CN"])
def test_what_opens_on_a_phone_stands_inside_the_window(visit: Desk, language: str) -> None:
    page = visit("pm", language=language, width=390)
    for path in ("tasks", "tasks/T411", "outline", "updates", "decisions/D-014", "schedule"):
        page.goto(f"/programmes/BCT/{path}")
        page.wait_for_selector("html[data-js]")
        if page.locator("#results td.pick input").count():
            page.locator("#results td.pick input").first.check()
        found = page.evaluate(CUT)
        assert found, path
        assert [menu["menu"] for menu in found if menu["cut"]] == [], path
