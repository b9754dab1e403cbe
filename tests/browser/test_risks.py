"""Risks: whatever is raised stands in the matrix."""

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Desk


def cell(page: Page, probability: int, impact: int) -> Locator:
    return page.locator("table.matrix tbody tr").nth(5 - probability).locator("td").nth(impact - 1)


def test_a_risk_is_counted_in_its_cell_and_found_through_it(visit: Desk) -> None:
    page = visit("pm")
    page.goto("/programmes/BCT/risks")
    expect(cell(page, 4, 5)).to_contain_text("20")
    expect(cell(page, 4, 5).locator("a")).to_have_count(0)
    page.get_by_role("link", name="Raise risk").click()
    drawer = page.locator("#drawer")
    for name, text in (
        ("title_en", "The data centre moves"), ("cause_en", "The lease ends"),
        ("event_en", "Servers are moved during cutover"), ("effect_en", "Go-live is put off"),
    ):  # fmt: skip
        drawer.locator(f"#f-{name}").fill(text)
    drawer.locator("#f-category").select_option("schedule")
    for name, value in (("probability", "4"), ("impact_schedule", "5")):
        drawer.locator(f"#f-{name}").fill(value)
    drawer.locator("#f-title_en").press("Control+Enter")
    expect(drawer.get_by_role("heading", level=2).first).to_contain_text("The data centre moves")
    page.goto("/programmes/BCT/risks")
    counted = cell(page, 4, 5).locator("a")
    expect(counted).to_contain_text("1")
    counted.click()
    expect(page.locator("#results tbody tr")).to_have_count(1)
    expect(page.locator("#results")).to_contain_text("The data centre moves")
