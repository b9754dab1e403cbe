"""Two people, one record; and who changed what."""

from playwright.sync_api import expect

from tests.browser.conftest import Desk
from tests.browser.watching import barriers

RISK = "/programmes/BCT/risks/R13"


def test_the_second_to_save_sees_both_texts_and_settles_it(visit: Desk) -> None:
    first, second = visit("pm"), visit("pm", refused={409})
    for page in (first, second):
        page.goto(f"{RISK}/edit")
    first.locator("#f-title_en").fill("Mail leaves the country")
    first.get_by_role("button", name="Save").click()
    first.wait_for_url("**done=saved*")
    second.locator("#f-title_en").fill("Mail is read abroad")
    second.get_by_role("button", name="Save").click()
    compared = second.locator(".conflict")
    expect(compared).to_contain_text("Mail leaves the country")
    expect(compared).to_contain_text("Mail is read abroad")
    assert second.locator("#f-title_en").input_value() == "Mail is read abroad"
    assert barriers(second) == []
    compared.locator("input[value=theirs]").first.check()
    assert second.locator("#f-title_en").input_value() == "Mail leaves the country"
    compared.locator("input[value=mine]").first.check()
    second.get_by_role("button", name="Save").click()
    second.wait_for_url("**done=saved*")
    expect(second.get_by_role("heading", level=1)).to_contain_text("Mail is read abroad")
    history = second.locator("ol.history li").filter(has=second.locator("ul.changes"))
    expect(history.first).to_contain_text("Wu Tong")
    expect(history.first.locator("del").first).to_have_text("Mail leaves the country")
    expect(history.first.locator("ins").first).to_have_text("Mail is read abroad")


def test_the_audit_trail_shows_who_did_what(visit: Desk) -> None:
    page = visit("pm")
    page.goto("/programmes/BCT/risks/R18/edit")
    page.locator("#f-title_en").fill("Automation feels cold")
    page.get_by_role("button", name="Save").click()
    page.wait_for_url("**done=saved*")
    trail = visit("auditor")
    trail.goto("/programmes/BCT/trail?kind=risk")
    newest = trail.locator("#results tbody tr").first
    for told in ("R18", "Wu Tong", "Automation feels cold"):
        expect(newest).to_contain_text(told)
    trail.locator("#code").fill("R18")
    trail.locator("#code").press("Enter")
    trail.wait_for_url("**code=R18*")
    expect(trail.locator("#results tbody tr").first).to_contain_text("R18")


def test_a_form_with_changes_asks_before_it_is_left(visit: Desk) -> None:
    page = visit("pm")
    page.goto("/programmes/BCT/risks")
    page.locator("tbody tr[data-href]").first.locator("a").first.click()
    drawer = page.locator("#drawer")
    drawer.get_by_role("link", name="Edit").click()
    drawer.locator("#f-title_en").fill("Changed and not kept")
    page.keyboard.press("Escape")
    question = page.locator("dialog[open]")
    expect(question).to_be_visible()
    question.get_by_role("button").first.click()
