"""What-ifs: what is typed is tried at once, a wrong line is named where it stands, what is kept is found again; levelling keeps its own."""

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import Desk, withdraw
from tests.browser.watching import barriers, overflow

WHAT_IFS = "/programmes/BCT/what-ifs"


def kept(page: Page) -> str:
    """The code of the what-if whose page is open."""
    page.wait_for_url(re.compile(r"/what-ifs/WIF-\d+"))
    found = re.search(r"WIF-\d+", page.url)
    assert found is not None
    return found[0]


def test_changes_are_tried_as_they_are_typed_then_kept_and_opened_again(visit: Desk) -> None:
    page = visit("pm", refused={422})
    page.goto(f"{WHAT_IFS}/new")
    outcome, edits = page.locator("#outcome"), page.locator("#f-edits")
    page.locator("#f-name_en").fill("Ten more days for the interface")
    edits.press_sequentially("T411 +10d")
    expect(outcome).to_contain_text("The plan would end on 14 Dec 2026 instead of 30 Nov 2026: 10 working days later")
    box, shown = edits.bounding_box(), outcome.bounding_box()
    assert box is not None
    assert shown is not None
    assert 0 < shown["y"] - box["y"] < 300  # the answer stands where one types
    edits.press_sequentially("\nT9999 -2d")
    expect(outcome.get_by_role("alert")).to_contain_text("Line 2")
    expect(edits).to_be_focused()

    page.get_by_role("button", name="Keep as what-if").click()
    expect(page.locator("#f-edits-error")).to_contain_text("Line 2")
    expect(edits).to_have_value("T411 +10d\nT9999 -2d")
    expect(page.locator("#f-name_en")).to_have_value("Ten more days for the interface")
    expect(page.locator("#outcome").get_by_role("alert")).to_contain_text("T9999")
    assert barriers(page) == []

    edits.fill("T411 +10d")
    expect(page.locator("#outcome")).to_contain_text("10 working days later")
    page.get_by_role("button", name="Keep as what-if").click()
    code = kept(page)
    expect(page.locator("article, main").first).to_contain_text("10 working days later")
    page.goto(WHAT_IFS)
    expect(page.locator("tr", has_text=code)).to_contain_text("14 Dec 2026")
    page.goto("/programmes/BCT/schedule")
    expect(page.locator(".gantt-figures")).to_contain_text("30 Nov 2026")  # the plan itself has not moved
    page.goto(f"{WHAT_IFS}/{code}/edit")
    expect(page.locator("#outcome")).to_contain_text("10 working days later")
    withdraw(page, f"{WHAT_IFS}/{code}")


def test_on_a_phone_in_chinese_what_is_levelled_is_kept_as_a_what_if_with_the_same_end(visit: Desk) -> None:
    page = visit("pm", language="zh-CN", width=390)
    page.goto("/programmes/BCT/level")
    page.get_by_role("button", name="平衡计划").click()
    said = page.locator("#levelled [data-announce]")
    expect(said).to_contain_text("2026年", timeout=30_000)
    ends = re.findall(r"\d+年\d+月\d+日", said.inner_text())
    assert overflow(page) == []
    page.get_by_role("button", name="保存为一项假设").click()
    code = kept(page)
    headline = page.locator(".headline").first
    for end in ends:
        expect(headline).to_contain_text(end)
    assert overflow(page) == []
    withdraw(page, f"{WHAT_IFS}/{code}", verb="作废", reason="原因")
