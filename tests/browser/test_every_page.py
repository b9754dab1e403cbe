"""Every page, in both languages and themes, on a desk and on a phone: can it be used by everybody, and is nothing cut off?"""

import re
from html import unescape

import pytest
from playwright.sync_api import Page

from tests.browser.addresses import Address, every_page
from tests.browser.conftest import HEIGHTS, Desk
from tests.browser.watching import CHANGING, barriers, overflow

PAGES = every_page()
RAIL = next(
    page for page in PAGES if page.path.endswith("/overview")
)  # what stands beside every page alike is looked at once
DESK_BY_DAY, PHONE_BY_NIGHT = ("en", 1440, "light"), ("zh-CN", 390, "dark")


@pytest.mark.parametrize("address", PAGES, ids=str)
def test_a_page_is_open_to_everybody_on_a_desk(visit: Desk, address: Address) -> None:
    page = opened(visit, address, *DESK_BY_DAY)
    assert page.locator("h1").count() == 1
    assert barriers(page, beside_the_rail=address != RAIL) == []
    fits(page, *HEIGHTS)


@pytest.mark.parametrize("address", PAGES, ids=str)
def test_a_page_is_open_to_everybody_on_a_phone_in_the_other_language_and_theme(visit: Desk, address: Address) -> None:
    """What language, theme and width can change: colours, sizes, names. The structure is the same as on the desk."""
    page = opened(visit, address, *PHONE_BY_NIGHT)
    assert barriers(page, rules=CHANGING, beside_the_rail=address != RAIL) == []
    fits(page, 390, 1440)


def fits(page: Page, *widths: int) -> None:
    """Nothing sticks out sideways."""
    for width in widths:
        page.set_viewport_size({"width": width, "height": HEIGHTS[width]})
        assert overflow(page) == [], f"at {width} px"


def opened(visit: Desk, address: Address, language: str, width: int, scheme: str) -> Page:
    page = visit.again(address.role, language=language, width=width, scheme=scheme, refused={address.status} - {200})
    page.set_viewport_size({"width": width, "height": HEIGHTS[width]})
    open_at(page, address)
    assert page.locator("html").get_attribute("lang") == language
    return page


def open_at(page: Page, address: Address) -> None:
    """Go there; a record's page is the first one of its list."""
    path = address.path
    if "{code}" in path:
        above, _, rest = path.partition("/{code}")
        path = first_of(page, above) + rest
    answer = page.goto(path)
    assert answer is not None
    assert answer.status == address.status


FIRST: dict[str, str] = {}


def first_of(page: Page, above: str) -> str:
    """The first record of a list."""
    if above not in FIRST:
        found = re.search(
            r'<tr[^>]* data-href="([^"]+)"', page.request.get(above, headers={"Accept": "text/html"}).text()
        )
        assert found is not None, f"{above} has no record"
        FIRST[above] = unescape(found[1])
    return FIRST[above]
