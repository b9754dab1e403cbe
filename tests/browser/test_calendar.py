"""The year of a calendar: days are pressed, a span is taken with Shift, arrow keys go from day to day; in both languages."""

from playwright.sync_api import Page, expect

from tests.browser.conftest import Desk

YEAR = "/programmes/BCT/calendars/CAL-01?year=2026"


def counted(page: Page, words: str) -> None:
    expect(page.locator(".year-bar b")).to_have_text(words)


def test_a_span_of_days_is_taken_off_and_given_back_in_place(visit: Desk) -> None:
    page = visit("pm")
    page.goto(YEAR)
    counted(page, "248 working days in the year")
    page.locator("#d-2026-12-24").click()
    expect(page.locator("#f-change")).to_be_focused()
    page.locator("#d-2026-12-31").click(modifiers=["Shift"])
    assert (page.locator("#f-starts_on").input_value(), page.locator("#f-ends_on").input_value()) == (
        "2026-12-24",
        "2026-12-31",
    )
    page.locator("#f-label_en").fill("Plant holiday")
    page.locator("#year-editor").get_by_role("button", name="Save").click()
    # Eight days, two of them a weekend.
    counted(page, "242 working days in the year")
    assert page.url.endswith(YEAR)
    expect(page.locator("#d-2026-12-29")).to_have_attribute(
        "title", "29 Dec 2026 (Tue) · Plant holiday · Holiday or day off"
    )
    page.locator("#d-2026-12-24").click()
    page.locator("#f-ends_on").fill("2026-12-31")
    page.locator("#f-change").select_option("pattern")
    page.locator("#year-editor").get_by_role("button", name="Save").click()
    counted(page, "248 working days in the year")


def test_arrow_keys_go_from_day_to_day_and_one_day_is_reached_by_tab(visit: Desk) -> None:
    page = visit("pm", language="zh-CN")
    page.goto(YEAR)
    counted(page, "全年 248 个工作日")
    expect(page.locator("#year a.y-day[tabindex='0']")).to_have_count(1)
    page.locator("#d-2026-10-01").focus()
    for key in ("ArrowDown", "ArrowRight", "ArrowRight"):
        page.keyboard.press(key)
    expect(page.locator("#d-2026-10-10")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#year-editor h3")).to_have_text("2026年10月10日 周六")
    expect(page.locator("#f-change")).to_have_value("working")
    page.go_back()
    expect(page.locator("#year-editor")).to_have_count(0)
