"""Rows of a list are picked by clicks, ranges and keys, and changed together; what refuses is said below rows that stay picked."""

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Desk
from tests.browser.watching import barriers

PLACE = "e => [e.offsetTop, e.offsetHeight, e.scrollTop, e.querySelector('tbody').offsetTop]"


def box(page: Page, code: str) -> Locator:
    return page.locator(f"tr[data-href$='/{code}'] .pick input")


def test_many_rows_are_picked_and_changed_together(visit: Desk) -> None:
    page = visit("pm", refused={422})
    page.goto("/programmes/BCT/responses?sort=code")
    page.wait_for_selector("html[data-js=ready]")
    bar, count, head = page.locator("#bulk"), page.locator("#bulk [data-count]"), page.locator("[data-pick-all]")
    expect(bar).to_be_hidden()
    place = page.locator("#results .table-scroll").evaluate(PLACE)

    box(page, "RSP-03").focus()
    page.keyboard.press("Space")
    expect(count).to_have_text("1 selected")
    box(page, "RSP-06").click(modifiers=["Shift"])
    expect(count).to_have_text("4 selected")
    page.locator("tr[data-href$='/RSP-07'] td.pick").click(position={"x": 3, "y": 5})  # beside the box
    expect(count).to_have_text("5 selected")
    assert head.evaluate("e => e.indeterminate")
    expect(page.locator("#announce")).to_have_text("5 selected")
    assert page.locator("#results .table-scroll").evaluate(PLACE) == place

    page.select_option("#bulk-field", "due")
    expect(page.locator("input#bulk-value")).to_be_focused()
    page.keyboard.type("soonish")
    page.keyboard.press("Enter")
    expect(page.locator("#told")).to_contain_text("“soonish” is not a date")
    expect(count).to_have_text("5 selected")
    assert barriers(page) == []

    page.locator("input#bulk-value").fill("2026-09-18")
    page.keyboard.press("Enter")
    expect(page.locator("tr[data-href$='/RSP-05']")).to_contain_text("18 Sep 2026")
    expect(page.locator("tr[data-href$='/RSP-02']")).not_to_contain_text("18 Sep 2026")
    expect(bar).to_be_hidden()
    assert page.url.endswith("/responses?sort=code")

    head.click()
    assert page.locator("td.pick input").count() == page.locator("td.pick input:checked").count() > 20
    page.locator("[data-unpick]").click()
    expect(bar).to_be_hidden()
