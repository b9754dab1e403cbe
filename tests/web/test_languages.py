"""The whole app, walked from link to link over the sample: a Chinese page speaks Chinese, an English page speaks English."""

import csv
import json
import re
from collections import Counter, deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import pytest
from fastapi import Request
from starlette.testclient import TestClient

from governance.authority import Actor, Role
from tests import databases, source
from web import access
from web.app import create_app
from web.registry import REGISTERS
from web.sample.loading import load_sample
from web.settings import Settings

START = ("/programmes", "/programmes/BCT", "/accounts", "/account", "/api-docs")
# Addresses of one kind that are looked at, such as one risk of twenty.
EACH = 1
HAN = re.compile(r"[\u4e00-\u9fff]")
# A word of English; abbreviations in capitals and codes are written the same in Chinese.
ENGLISH = re.compile(r"(?<![A-Za-z0-9@./_-])[A-Za-z]*[a-z][A-Za-z]+(?![A-Za-z0-9@_-]|\.[a-z])")
NAMES = {
    "Steerboard", "English", "中文", "OpenAPI", "JavaScript", "Excel", "Microsoft", "Project", "Primavera", "Enter", "Ctrl", "Shift", "Alt", "Esc", "Tab",
    "curl", "sample",  # who loaded it, in the history
}  # fmt: skip
# What is typed: `mon-fri`, `off`, `working` are the notation of calendars, `wd` of durations.
NOTATION = {"off", "working", "mon", "fri", "wd"}
ADDRESS = re.compile(r"https?://\S+")
HASH = re.compile(r"\b[0-9a-f]{12,64}\b")
SHOWN = ("title", "aria-label", "placeholder", "alt", "data-label", "data-confirm", "data-confirm-label")
VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}


class Page(HTMLParser):
    """The texts of a page with the language that each is marked to be in, and the addresses that it leads to."""

    def __init__(self, html: str):
        super().__init__()
        self.texts: list[tuple[str, str]] = []
        self.links: list[str] = []
        self._open: list[tuple[str, str]] = []
        self.feed(html)

    @property
    def _language(self) -> str:
        return self._open[-1][1] if self._open else ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        language = given.get("lang") or self._language
        if tag not in VOID:
            self._open.append((tag, language))
        self.texts += [(given[name], language) for name in SHOWN if given.get(name)]
        if tag == "a" and given.get("href", "").startswith("/"):
            self.links.append(given["href"].partition("#")[0])

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self._open.pop()

    def handle_endtag(self, tag: str) -> None:
        while self._open and tag not in VOID and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if data.strip() and (not self._open or self._open[-1][0] not in ("script", "style")):
            lines = (" ".join(line.split()) for line in data.splitlines())
            self.texts.append(("\n".join(line for line in lines if line), self._language))


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """The app over the sample, as somebody sees it who holds every role."""
    folder = tmp_path_factory.mktemp("languages")
    database = databases.sqlite_database(folder)
    load_sample(database)
    app = create_app(Settings(data_dir=folder, allowed_hosts=["testserver"]), database)  # pyright: ignore
    actor = Actor("7", account_id=1, roles={None: frozenset(Role)})

    def whoever(request: Request, session: access.Transaction) -> access.Arrival:
        return access.arrival_of(request, session, actor)

    app.dependency_overrides[access._arrived] = whoever
    yield TestClient(app, follow_redirects=False)
    databases.drop(database)


@dataclass(frozen=True)
class Visit:
    """An address that was looked at: the answer's status, and the page if it is one."""

    address: str
    linked_from: str
    status: int
    page: Page | None


def walked(client: TestClient, language: str) -> list[Visit]:
    """Every address that links lead to, one of a kind."""
    waiting, seen, kinds, visits = deque((address, "") for address in START), set[str](), Counter[str](), list[Visit]()
    while waiting:
        address, linked_from = waiting.popleft()
        if address in seen:
            continue
        seen.add(address)
        answer = client.get(address, headers={"accept": "text/html", "accept-language": language})
        page = Page(answer.text) if answer.status_code == 200 and "html" in answer.headers["content-type"] else None
        visits.append(Visit(address, linked_from, answer.status_code, page))
        if 300 <= answer.status_code < 400:
            waiting.append((answer.headers["location"], address))
        for link in page.links if page else ():
            kinds[kind := kind_of(link)] += 1
            if kinds[kind] <= EACH and "lang=" not in link:
                waiting.append((link, address))
    return visits


@pytest.fixture(scope="module")
def chinese(client: TestClient) -> list[Visit]:
    return walked(client, "zh-CN")


@pytest.fixture(scope="module")
def english(client: TestClient) -> list[Visit]:
    return walked(client, "en")


def kind_of(address: str) -> str:
    """The address without its codes; all queries of one page are alike."""
    path, query = address.partition("?")[::2]
    return re.sub(r"/[A-Z]{2,5}(?=/|$)|/[A-Z]{1,5}-?\d+|/\d+\b|/unit\..+", "/…", path) + ("?" if query else "")


# --- What people wrote themselves ------------------------------------------------------------------------------------


@cache
def contents() -> str:
    """All texts of the sample: what people write is shown as they wrote it."""
    found = set[str]()
    for name in source.files():
        if name.startswith("web/sample/") and name.endswith((".csv", ".json")):
            found |= set(_values(name))
    return "\n".join(sorted(found))


def _values(name: str) -> Iterator[str]:
    text = (Path(source.ROOT) / name).read_text(encoding="utf-8-sig")
    rows = csv.reader(text.splitlines(keepends=True)) if name.endswith(".csv") else [_strings(json.loads(text))]
    for row in rows:
        for value in row:
            yield " ".join(value.split())


def _strings(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [text for part in parts for text in _strings(part)]


@cache
def columns() -> set[str]:
    """Names of the columns of import files: they are typed, so they are the same for everybody."""
    return {name for register in REGISTERS.values() for name in register.form.model_fields}


@cache
def is_content(text: str) -> bool:
    """Whether a text, or what stands in it beside codes and signs, comes from the sample."""
    if text in contents() or text in columns():
        return True
    apart = r"[·→|;；、\n]|(?:^|\s)[A-Z]{1,4}-?\d+\s|: |：|(?<=[\u4e00-\u9fff]) (?=[A-Z])"
    parts = [part.strip(" ·,:;()（），：；→—") for part in re.split(apart, text)]
    return all(part in contents() or part in NAMES for part in parts if re.search(r"[A-Za-z\u4e00-\u9fff]{2}", part))


# --- The two walks ---------------------------------------------------------------------------------------------------


def foreign(visits: list[Visit], marked: str, is_foreign: Callable[[str], object]) -> Counter[str]:
    """Texts in the other language that are neither marked as such nor written by people, each with a kind of page that holds it."""
    found = Counter[str]()
    for visit in visits:
        for text, language in visit.page.texts if visit.page else ():
            if language != marked and is_foreign(text) and not is_content(text):
                found[f"{text[:100]}  ({kind_of(visit.address)})"] += 1
    return found


def test_a_chinese_page_holds_no_english_but_names_notation_and_what_people_wrote(chinese: list[Visit]) -> None:
    def is_english(text: str) -> bool:
        return bool(set(ENGLISH.findall(HASH.sub("", ADDRESS.sub("", text)))) - NAMES - NOTATION)

    assert sum(visit.page is not None for visit in chinese) > 100
    assert foreign(chinese, "en", is_english) == {}


def test_an_english_page_holds_no_chinese_but_what_people_wrote(english: list[Visit]) -> None:
    assert sum(visit.page is not None for visit in english) > 100
    assert foreign(english, "zh-CN", HAN.search) == {}


def test_both_languages_lead_to_the_same_pages(chinese: list[Visit], english: list[Visit]) -> None:
    assert {kind_of(visit.address) for visit in chinese} == {kind_of(visit.address) for visit in english}


def test_no_link_leads_to_nothing(english: list[Visit]) -> None:
    assert {f"{v.linked_from} → {v.address}: {v.status}" for v in english if v.status >= 400} == set()


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ('<p lang="zh-CN">姓名 <b title="Name">x</b></p>', [("姓名", "zh-CN"), ("Name", "zh-CN"), ("x", "zh-CN")]),
        (
            '<p lang="zh-CN"><a lang="en">English</a> 中<br>文</p>',
            [("English", "en"), ("中", "zh-CN"), ("文", "zh-CN")],
        ),
        ('<p lang="en"><script>no</script><svg><path d=""/></svg>yes</p>', [("yes", "en")]),
    ],
)
def test_texts_are_read_with_the_language_they_are_marked_in(html: str, expected: list[tuple[str, str]]) -> None:
    assert Page(html).texts == expected
