"""A real Chromium in front of a running Steerboard.

`visit("pm")` gives a page that is signed in as that role of the sample; `visit()` one of nobody. `newcomer` is the same before a
Steerboard without the sample. When a test ends, every page that it opened must have been quiet: no console message, no breach of
the content policy, no failed request, nothing fetched from elsewhere.
"""

import shutil
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.servers import Server, running
from tests.browser.watching import AXE, Watch

# The shell without a window of its own draws the same pages in less time.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
QUIET = [
    "--disable-background-networking", "--disable-component-update", "--disable-quic", "--disable-sync", "--no-first-run",
]  # fmt: skip
HEIGHTS = {1440: 900, 1024: 768, 390: 844}


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        pytest.skip("Chromium is not installed")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, chromium_sandbox=False, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def sample(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A Steerboard with the sample rollout."""
    with running(tmp_path_factory.mktemp("sample"), "--sample") as server:
        yield server


@pytest.fixture(scope="package")
def bare(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A Steerboard that nobody has an account in yet."""
    with running(tmp_path_factory.mktemp("bare")) as server:
        yield server


class Desk:
    """Opens windows before one server. A role of the sample signs in once; its cookie serves all later windows."""

    def __init__(self, browser: Browser, server: Server) -> None:
        self.browser, self.server = browser, server
        self.host = urlsplit(server.address).netloc
        self.cookies: dict[str, list[Any]] = {}
        self.watches: list[Watch] = []
        self.standing: dict[tuple[Any, ...], Watch] = {}

    def __call__(
        self,
        role: str | None = None,
        *,
        language: str = "en-GB",
        width: int = 1440,
        scheme: Any = "light",
        **options: Any,
    ) -> Page:
        """A window of that width. `refused`: the statuses that the test is about."""
        refused = set(options.pop("refused", ()))
        context = self.browser.new_context(
            base_url=self.server.address, viewport={"width": width, "height": HEIGHTS.get(width, 900)}, locale=language,
            color_scheme=scheme, reduced_motion="reduce", has_touch=width < 600, is_mobile=width < 600, **options,
        )  # fmt: skip
        context.set_default_timeout(60_000)  # a slow machine is no defect
        if role:
            context.add_cookies(self.signed_in(role))
        page = context.new_page()
        self.watches.append(Watch(page, self.host, refused))
        return page

    def again(self, role: str | None, *, refused: set[int], **how: Any) -> Page:
        """The window of that kind that stays open from test to test, for tests that only look: what it has fetched once it keeps."""
        key = (role, *sorted(how.items()))
        if key not in self.standing:
            self(role, **how)
            self.standing[key] = self.watches.pop()
            self.standing[key].page.context.add_init_script(AXE)
        watch = self.standing[key]
        watch.refused = refused
        return watch.page

    def signed_in(self, role: str) -> list[Any]:
        """The cookie of a role of the sample."""
        if role not in self.cookies:
            context = self.browser.new_context(base_url=self.server.address)
            email = f"{role.replace('_', '.')}@beichen.example"
            answer = context.request.post(
                "/sign-in/demo", form={"demo": email}, headers={"Origin": self.server.address}
            )
            assert answer.ok, answer.status
            self.cookies[role] = [c for c in context.cookies() if c.get("name") == "session"]
            context.close()
        return self.cookies[role]

    def leave(self) -> list[str]:
        """Close every window; what went wrong in them."""
        found = [line for watch in [*self.watches, *self.standing.values()] for line in watch.found]
        for watch in self.watches:
            watch.page.context.close()
        for watch in self.standing.values():
            watch.found.clear()
        self.watches.clear()
        return found


def withdraw(page: Page, path: str, *, verb: str = "Withdraw", reason: str = "Reason") -> None:
    """Take a record away again that a test has made, so that the next one finds the sample as it was."""
    page.goto(path)
    page.locator("details.menu", has_text=verb).locator("summary").click()
    menu = page.locator("details.menu[open]")
    menu.get_by_label(reason).fill("it was a try")
    menu.get_by_role("button", name=verb).click()
    page.wait_for_url("**done=withdrawn*")


@pytest.fixture(scope="package")
def _sample_desk(chromium: Browser, sample: Server) -> Desk:
    return Desk(chromium, sample)


@pytest.fixture(scope="package")
def _bare_desk(chromium: Browser, bare: Server) -> Desk:
    return Desk(chromium, bare)


@pytest.fixture
def visit(_sample_desk: Desk) -> Iterator[Desk]:
    """`visit(role, language="zh-CN", width=390, scheme="dark")`: a window before the sample."""
    yield _sample_desk
    found = _sample_desk.leave()
    assert found == []


@pytest.fixture
def newcomer(_bare_desk: Desk) -> Iterator[Desk]:
    """The same before a Steerboard without the sample."""
    yield _bare_desk
    found = _bare_desk.leave()
    assert found == []
