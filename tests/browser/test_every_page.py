"""Every page, in both languages and themes, on a desk and on a phone: can it be used by everybody, and is nothing cut off?"""

import re
from html import unescape

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.addresses import Address, every_page
from tests.browser.conftest import HEIGHTS, Desk
from tests.browser.watching import CHANGING, barriers, overflow, thinned

PAGES = every_page()
DESK_BY_DAY, PHONE_BY_NIGHT = ("en", 1440, "light"), ("zh-CN", 390, "dark")
# What stands beside every page alike is looked at once by day and once by night.
SEEN: dict[tuple[str, int, str], set[str]] = {DESK_BY_DAY: set(), PHONE_BY_NIGHT: set()}


@pytest.mark.parametrize("address", PAGES, ids=str)
def test_a_page_is_open_to_everybody_on_a_desk(visit: Desk, address: Address) -> None:
    page = opened(visit, address, *DESK_BY_DAY)
    assert page.locator("h1").count() == 1
    fits(page, *reversed(HEIGHTS))
    assert barriers(thinned(page, SEEN[DESK_BY_DAY])) == []


@pytest.mark.parametrize("address", PAGES, ids=str)
def test_a_page_is_open_to_everybody_on_a_phone_in_the_other_language_and_theme(visit: Desk, address: Address) -> None:
    """What language, theme and width can change: colours, sizes, names. The structure is the same as on the desk."""
    page = opened(visit, address, *PHONE_BY_NIGHT)
    fits(page, 1440, 390)
    assert barriers(thinned(page, SEEN[PHONE_BY_NIGHT]), rules=CHANGING) == []


TABLE = """<!doctype html><html lang="en"><title>Rows</title><style>a { display: block; min-height: 2em } .pale { color: #ddd }</style><body><main><h1>Rows</h1>
<table><tr><th>Code<th>Name{rows}</table></main>"""
ALIKE = "<tr><td>R01<td><a href='/r'>One</a>"


@pytest.mark.parametrize(
    ("odd", "barrier"),
    [
        ("", []),
        ("<tr><td>R01<td><a href='/r' class='pale'>One</a>", ["color-contrast"]),
        ("<tr><td>R01<td><a href='/r'></a>", ["link-name"]),
        ("<tr><td>R01<td><a href='/r'>One</a><img src='data:,'>", ["image-alt"]),
    ],
    ids=["all alike", "too pale", "without a name", "with a picture"],
)
def test_of_rows_alike_two_are_looked_at_and_one_that_differs_is_found(
    chromium: Browser, odd: str, barrier: list[str]
) -> None:
    page = chromium.new_page()
    page.set_content(TABLE.replace("{rows}", ALIKE * 20 + odd + ALIKE))
    found = barriers(thinned(page, set()))
    rows = page.locator("tr").count()
    page.context.close()
    assert [line.partition(" ")[0] for line in found] == barrier
    assert rows == 1 + 2 + len(barrier)


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
