"""A list is edited like a sheet: click or Enter, Tab goes on, Esc gives up, a refusal stays at the cell."""

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Desk
from tests.browser.watching import barriers


def cell(page: Page, code: str, key: str) -> Locator:
    heads = page.locator("#results thead th")
    place = [head.get_attribute("data-edit") for head in heads.all()].index(key)
    return page.locator(f"tr[data-href$='/{code}'] > td").nth(place)


def test_a_list_is_edited_cell_by_cell(visit: Desk) -> None:
    page = visit("pm", refused={422})
    page.goto("/programmes/BCT/responses?sort=code")
    page.wait_for_selector("html[data-js]")

    cell(page, "RSP-01", "due").click()
    expect(page.locator("#cell input[name=due]")).to_be_focused()
    page.keyboard.type("rubbish")
    page.keyboard.press("Enter")
    expect(page.locator("#cell-error")).to_contain_text("“rubbish” is not a date")
    assert barriers(page) == []

    page.keyboard.press("Control+A")
    page.keyboard.type("+10wd")
    page.keyboard.press("Enter")
    expect(cell(page, "RSP-01", "due")).to_have_text("17 Jul 2026")
    expect(cell(page, "RSP-01", "due")).to_be_focused()

    page.keyboard.press("Enter")
    expect(page.locator("#cell input[name=due]")).to_be_focused()
    page.keyboard.type("2026-07-20")
    page.keyboard.press("Escape")
    expect(cell(page, "RSP-01", "due")).to_have_text("17 Jul 2026")
    expect(page.locator("#cell")).to_have_count(0)

    page.keyboard.press("Enter")
    expect(page.locator("#cell input[name=due]")).to_be_focused()
    page.keyboard.press("Control+A")
    page.keyboard.type("2026-07-21")
    page.keyboard.press("Tab")
    expect(page.locator("#cell")).to_have_count(1)
    expect(page.locator("#cell input[name=due]")).to_have_count(0)
    expect(cell(page, "RSP-01", "due")).to_have_text("21 Jul 2026")
    page.keyboard.press("Escape")


def test_for_a_reader_a_click_on_a_row_opens_its_record(visit: Desk) -> None:
    page = visit("executive")
    page.goto("/programmes/BCT/risks")
    page.wait_for_selector("html[data-js]")
    page.locator("tr[data-href$='/R05'] > td").nth(2).click()
    expect(page.locator("#drawer h1, #drawer h2").first).to_contain_text("ERP product codes do not match")
