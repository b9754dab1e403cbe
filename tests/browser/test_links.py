"""Every link on every page that a role can reach leads somewhere."""

import re
from collections import deque
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

import pytest
from playwright.sync_api import APIRequestContext

from governance.authority import Role
from tests.browser.conftest import Desk

MOST, LESS = 220, 130  # addresses read for those who are shown the most and the least, and for who stands between
FILE = re.compile(r"/static/|\.(svg|pdf|csv|xlsx|json)$")
READ_WHOLE = ("pm", "executive")  # who is shown the most, and the least


class Links(HTMLParser):
    """The addresses that a page leads to: links, pictures, sheets, scripts and the rows that open."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value for name, value in attrs if name in ("href", "src", "data-href", "hx-get") and value]


@pytest.mark.parametrize("role", [role.value for role in Role])
def test_every_link_that_a_role_is_shown_leads_somewhere(visit: Desk, role: str) -> None:
    """From the start page on: one address of each shape is read on, so that a hundred rows count as one."""
    page = visit(role)
    assert broken(page.context.request, visit.server.address, files=role in READ_WHOLE) == []


def broken(request: APIRequestContext, address: str, *, files: bool) -> list[str]:
    """Links that lead nowhere; with `files`, what is no page is opened too: pictures, sheets, exports."""
    waiting, seen, found = deque([("/", "")]), set[str](), []
    while waiting and len(seen) < (MOST if files else LESS):
        path, source = waiting.popleft()
        if shape(path) in seen:
            continue
        seen.add(shape(path))
        if not files and FILE.search(path.partition("?")[0]):
            continue
        answer = request.get(address + path, headers={"Accept": "text/html"})
        if not answer.ok:
            found.append(f"{answer.status} {path} (on {source})")
        elif "text/html" in answer.headers.get("content-type", ""):
            waiting.extend((link, path) for link in links(address, path, answer.text()))
    return found


def links(address: str, path: str, text: str) -> list[str]:
    reader = Links()
    reader.feed(text)
    reached = (urlsplit(urljoin(address + path, link)) for link in reader.found if not link.startswith("#"))
    own = [part for part in reached if part.netloc == urlsplit(address).netloc]
    return [part.path + (f"?{part.query}" if part.query else "") for part in own]


def shape(path: str) -> str:
    """An address without what only tells one record, file or filter value from another."""
    where, _, query = path.partition("?")
    where = where if "/static/" in where else re.sub(r"/[A-Z]{1,4}-?\d[\w-]*", "/CODE", re.sub(r"/\d+", "/N", where))
    return where + "?" + ",".join(sorted(part.partition("=")[0] for part in query.split("&")))
