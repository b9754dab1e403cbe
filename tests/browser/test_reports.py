"""Reports: what is published does not change any more."""

from playwright.sync_api import expect

from tests.browser.conftest import Desk

NOTE = "The interface is late; everything else holds."
QUESTION = "Shall the partner portal wait for the second release?"


def test_a_published_report_stays_as_it_was_when_a_record_changes(visit: Desk) -> None:
    page = visit("pm")
    page.goto("/programmes/BCT/reports/new")
    page.locator("#narrative-en").fill(NOTE)
    page.get_by_role("button", name="Publish issue").click()
    page.wait_for_url("**/reports/*done=published*")
    issue = page.url.partition("?")[0]
    expect(page.locator("article.report")).to_contain_text(NOTE)
    before = page.locator("article.report").inner_text()
    page.goto("/programmes/BCT/decisions/D-013/edit")
    page.locator("#f-question_en").fill(QUESTION)
    page.get_by_role("button", name="Save").click()
    page.wait_for_url("**done=saved*")
    page.goto("/programmes/BCT/overview")
    expect(page.locator("article.report")).to_contain_text(QUESTION)
    page.goto(issue)
    assert QUESTION not in before
    assert page.locator("article.report").inner_text() == before


def test_the_report_is_a_pdf_too(visit: Desk) -> None:
    page = visit("executive")
    answer = page.context.request.get(f"{visit.server.address}/programmes/BCT/overview.pdf", timeout=60_000)
    assert answer.ok
    assert answer.body().startswith(b"%PDF-")
