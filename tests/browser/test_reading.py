"""Reading: the language, the theme, the narrow window, the keyboard."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import Desk
from tests.browser.watching import barriers

BCT = "/programmes/BCT"


def test_the_language_changes_on_the_page_one_is_on_and_stays(visit: Desk) -> None:
    page = visit("pm")
    page.goto(f"{BCT}/risks?q=ERP")
    page.locator(".topbar .languages a").click()
    assert page.locator("html").get_attribute("lang") == "zh-CN"
    assert "q=ERP" in page.url
    expect(page.locator("h1")).to_have_text("风险")
    page.goto(f"{BCT}/goals")
    expect(page.locator("h1")).to_have_text("目标")
    page.locator(".topbar .languages a").click()
    expect(page.locator("h1")).to_have_text("Goals")


def test_the_theme_is_chosen_and_kept(visit: Desk) -> None:
    page = visit("pm")
    page.goto("/account")
    paper = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(paper)
    page.locator("[data-theme-choice] input[value=dark]").check()
    page.goto(f"{BCT}/risks")
    assert page.locator("html").get_attribute("data-theme") == "dark"
    assert page.evaluate(paper) != light


def test_a_phone_has_a_bar_of_sections_and_two_line_rows(visit: Desk) -> None:
    page = visit("pm", width=390)
    page.goto(f"{BCT}/risks")
    expect(page.locator(".rail")).to_be_hidden()
    bar = page.locator(".tabbar")
    expect(bar).to_be_in_viewport()
    bar.locator("summary").click()
    bar.get_by_role("link", name="Goals").click()
    page.wait_for_url("**/goals")
    row = page.locator("tbody tr").first
    box = row.bounding_box()
    assert box is not None
    assert box["width"] <= 390
    row.locator("a").first.click()
    expect(page.locator("#drawer")).to_be_visible()


def test_everything_is_done_without_a_mouse(visit: Desk) -> None:
    """/ searches, arrows go through the rows, Enter opens, Esc closes, Ctrl+Enter saves, Tab starts at the skip link."""
    page = visit("pm")
    page.goto(f"{BCT}/risks")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("/")
    expect(page.locator(".topbar input[type=search]")).to_be_focused()
    page.keyboard.type("product codes")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=product+codes")
    expect(page.locator("main")).to_contain_text("R05")
    page.goto(f"{BCT}/risks?q=ERP")
    page.locator("#results tbody a").first.focus()
    page.keyboard.press("Enter")
    drawer = page.locator("#drawer")
    expect(drawer).to_be_visible()
    expect(drawer).to_contain_text("R05")
    expect(drawer.get_by_role("heading", level=2).first).to_be_focused()
    assert barriers(page) == []
    page.keyboard.press("Escape")
    expect(drawer).to_be_hidden()
    expect(page.locator("#results tbody a").first).to_be_focused()
    page.goto(f"{BCT}/risks/R09/edit")
    page.locator("#f-title_en").fill("Training ends with the basics")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**done=saved*")
    page.goto(f"{BCT}/risks")
    page.keyboard.press("j")
    page.keyboard.press("ArrowDown")
    focused = page.locator("tbody tr").nth(1)
    assert focused.evaluate("row => row.contains(document.activeElement)")


def test_a_token_is_shown_once_and_revoked(visit: Desk) -> None:
    page = visit("pm")
    page.goto("/account")
    page.locator("#f-name").fill("nightly export")
    page.get_by_role("button", name="Create a token").click()
    secret = page.locator("#new-token").inner_text()
    assert len(secret) > 30
    page.goto("/account")
    expect(page.locator("body")).not_to_contain_text(secret)
    row = page.locator("tr", has_text="nightly export")
    row.get_by_role("button", name="Revoke").click()
    page.locator("dialog[open]").get_by_role("button", name="Revoke").click()
    page.wait_for_url("**done=token_revoked*")
    expect(page.locator("tr", has_text="nightly export")).to_have_count(0)


def test_the_description_of_the_api_opens_under_the_content_policy(visit: Desk) -> None:
    page = visit("pm")
    page.goto("/api-docs")
    sections = page.locator(".opblock-tag")
    expect(sections.first).to_be_visible(timeout=30_000)
    sections.first.click()
    page.locator(".opblock-summary-control").first.click()
    expect(page.locator(".opblock-body").first).to_be_visible()
    assert re.search(r"/api/v1/", page.locator("body").inner_text())
