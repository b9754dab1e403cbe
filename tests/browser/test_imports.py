"""Files: every problem by row and column before anything is written, then all or nothing."""

from playwright.sync_api import Page, expect

from tests.browser.conftest import Desk
from tests.browser.watching import barriers

HEAD = "title_en,cause_en,event_en,effect_en,category,probability,impact_schedule"
GOOD = "Printer fails,It is old,It jams,Letters are late,vendor,2,2"
WRONG = "Lights fail,A storm,They go out,Work stops,weather,9,2"


def choose(page: Page, *lines: str) -> None:
    text = "\n".join([HEAD, *lines]) + "\n"
    page.locator("#f-file").set_input_files({"name": "risks.csv", "mimeType": "text/csv", "buffer": text.encode()})
    page.get_by_role("button", name="Preview", exact=True).click()


def test_a_file_with_errors_is_told_row_and_column_and_a_good_one_goes_in(visit: Desk) -> None:
    page = visit("pm", refused={422})
    page.goto("/programmes/BCT/risks/import")
    choose(page, GOOD, WRONG)
    problems = page.get_by_role("region", name="Problems")
    rows = problems.locator("tbody tr")
    expect(rows).to_have_count(2)
    assert [row.locator("td").nth(0).inner_text() for row in rows.all()] == ["3", "3"]
    expect(problems).to_contain_text("weather")
    expect(problems).to_contain_text("9")
    assert barriers(page) == []
    assert page.get_by_role("button", name="Write").count() == 0
    choose(page, GOOD)
    page.get_by_role("button", name="Write 1 row").click()
    page.wait_for_url("**/risks?done=imported")
    page.goto("/programmes/BCT/risks?q=Printer")
    expect(page.locator("#results tbody tr")).to_have_count(1)
