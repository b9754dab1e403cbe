"""Goals: the SMART check follows what is typed."""

from playwright.sync_api import expect

from tests.browser.conftest import Desk


def test_a_goal_is_checked_while_it_is_typed_and_kept(visit: Desk) -> None:
    page = visit("pm")
    page.goto("/programmes/BCT/goals")
    page.get_by_role("link", name="Draft goal").click()
    drawer = page.locator("#drawer")
    lint = drawer.locator("#lint")
    title = drawer.locator("#f-statement_en")
    title.fill("Improve the service as soon as possible")
    expect(lint).to_contain_text("as soon as possible")
    title.fill("Cut the first response time from 9 h to 4 h by 2026-10-30")
    expect(lint).not_to_contain_text("as soon as possible")
    title.press("Control+Enter")
    expect(drawer.get_by_role("heading", level=2).first).to_contain_text("Cut the first response time")
    page.keyboard.press("Escape")
    expect(drawer).to_be_hidden()
    expect(page.locator("#results")).to_contain_text("Cut the first response time")
