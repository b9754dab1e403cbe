"""Coming in: as a role of the sample, by password, and as the first of all."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from governance.authority import Role
from tests.browser.conftest import Desk
from tests.browser.servers import running
from tests.browser.watching import CHANGING, barriers, overflow, thinned
from web.registry import REGISTERS
from web.served import enter_all

IN = re.compile("/programmes")  # the one programme that there is, or the list of those that tests have brought in since
PASSWORD = "a sentence is easier to remember"


@pytest.mark.parametrize("role", [role.value for role in Role])
def test_each_role_of_the_sample_comes_in_by_one_click(visit: Desk, role: str) -> None:
    page = visit()
    page.goto("/programmes/BCT/overview")
    page.locator(f'button[value="{role.replace("_", ".")}@beichen.example"]').click()
    page.wait_for_url("**/programmes/BCT/overview*")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Beichen Trading CRM rollout")


def test_the_sample_speaks_the_language_of_the_browser(visit: Desk) -> None:
    for language, administrator, tag in (("en-GB", "Pan Zhiyuan", "en"), ("zh-CN", "潘志远", "zh-CN")):
        page = visit(language=language)
        page.goto("/")
        page.get_by_text(administrator).click()
        page.wait_for_url(IN)
        assert page.locator("html").get_attribute("lang") == tag
        expect(page.locator(f'summary[title="{administrator}"]')).to_be_visible()


def test_a_password_opens_and_a_wrong_one_does_not(chromium: Browser, tmp_path: Path) -> None:
    """In a house of its own: beside real accounts those of the sample reach less far."""
    with running(tmp_path) as server:
        words = ("user", "add", "lin@house.example", "--role", "admin", "--password-stdin")
        server.command(*words, said=PASSWORD + "\n")
        desk = Desk(chromium, server)
        page = desk(refused={422})
        page.goto("/sign-in")
        sign_in(page, "lin@house.example", "not the password")
        expect(page.get_by_role("alert")).to_be_visible()
        assert barriers(page) == []
        sign_in(page, "lin@house.example", PASSWORD)
        page.wait_for_url("**/programmes*")
        page.locator("summary[aria-label^='Your menu']").click()
        page.get_by_role("button", name="Sign out").click()
        page.wait_for_url("**/sign-in*")
        page.goto("/account")
        assert "/sign-in" in page.url
        assert desk.leave() == []


def sign_in(page: Page, email: str, password: str) -> None:
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()


def test_a_newcomer_makes_the_first_account_and_a_programme_with_a_task(newcomer: Desk) -> None:
    """As of the evening of Monday 7 September 2026 the task can begin on Tuesday: five working days end on Monday the 14th."""
    page = newcomer(refused={422})
    page.goto("/")
    assert "/first-run" in page.url
    assert barriers(page) == []
    page.get_by_role("button", name="Create the administrator").click()
    expect(page.get_by_role("alert")).to_be_visible()
    assert barriers(page) == []
    for name, text in (("name", "Lin Hai"), ("email", "lin.hai@house.example"), ("password", PASSWORD)):
        page.locator(f"#f-{name}").fill(text)
    page.get_by_role("button", name="Create the administrator").click()
    page.wait_for_url("**/programmes")
    page.get_by_role("link", name="New programme").first.click()
    for name, text in (
        ("code", "NHC"),
        ("name_en", "CRM for Nanhua"),
        ("start", "2026-09-07"),
        ("status_date", "2026-09-07"),
    ):
        page.locator(f"#f-{name}").fill(text)
    page.locator("#f-target_finish").fill("2027-03-31")
    page.locator("#f-committed_finish").fill("2027-04-30")
    page.locator("main form[data-guard] button.primary").click()
    page.wait_for_url("**/programmes/NHC/charter*")
    enter_all()
    # An empty list looks like every other, and what is said of the API is the same before any house.
    alike = {register.plural for register in REGISTERS.values()} - {"tasks"} | {"api-docs"}
    seen = set[str]()
    for place in places(page):
        page.goto(place)
        for width in (1440, 390):
            page.set_viewport_size({"width": width, "height": 900})
            assert overflow(page) == [], f"{place} at {width} px"
        if place.rpartition("/")[2] not in alike:
            assert barriers(thinned(page, seen), rules=CHANGING) == [], place
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto("/programmes/NHC/tasks/new")
    page.locator("#f-name_en").fill("Write the charter")
    page.locator("#f-duration").fill("5d")
    page.locator("main form[data-guard] button.primary").click()
    page.wait_for_url("**/tasks/T*")
    page.goto("/programmes/NHC/schedule")
    expect(page.locator(".gantt-figures")).to_contain_text("14 Sep 2026")


def places(page: Page) -> list[str]:
    """The navigation, every page of it still empty."""
    links = page.locator(".rail-link").evaluate_all("links => links.map((link) => link.getAttribute('href'))")
    return list(dict.fromkeys(links))  # beside the page, and in the sheet that a phone has instead
