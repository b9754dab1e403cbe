"""Every page, in both languages and themes, on a desk and on a phone: can it be used by everybody, and is nothing cut off?"""

import pytest
from playwright.sync_api import Page

from tests.browser.addresses import Address, every_page
from tests.browser.conftest import HEIGHTS, Desk
from tests.browser.watching import COLOURS, barriers, overflow

PAGES = every_page()
FORMS = [("en", 1440, "light"), ("zh-CN", 390, "dark")]


@pytest.mark.parametrize(("language", "width", "scheme"), FORMS, ids=["en", "zh"])
@pytest.mark.parametrize("address", PAGES, ids=str)
def test_a_page_is_open_to_everybody_and_fits_its_window(
    visit: Desk, address: Address, language: str, width: int, scheme: str
) -> None:
    """axe with all its rules in one theme and width, its colours in the other theme; the three widths for what sticks out."""
    page = visit(address.role, language=language, width=width, scheme=scheme, refused={address.status} - {200})
    open_at(page, address)
    assert page.locator("html").get_attribute("lang") == language
    assert page.locator("h1").count() == 1
    assert barriers(page) == []
    page.emulate_media(color_scheme="light" if scheme == "dark" else "dark")
    assert barriers(page, rules=COLOURS) == []
    for wide in HEIGHTS:
        page.set_viewport_size({"width": wide, "height": HEIGHTS[wide]})
        assert overflow(page) == [], f"at {wide} px"


def open_at(page: Page, address: Address) -> None:
    """Go there; a record's page is the first one of its list."""
    path = address.path
    if "{code}" in path:
        above, _, rest = path.partition("/{code}")
        page.goto(above)
        first = page.locator("tbody tr[data-href]").first.get_attribute("data-href")
        assert first is not None, f"{above} has no record"
        path = first + rest
    answer = page.goto(path)
    assert answer is not None
    assert answer.status == address.status
