"""What templates, styles and scripts may not hold: unescaped text, what the content policy blocks, other machines."""

import re
from collections.abc import Iterator

import pytest

from tests import source
from web.vendoring.packages import ICON_LIST
from web.vendoring.sprite import icon_names

# Templates that may print text without escaping it, each with the reason.
UNESCAPED: dict[str, str] = {}

# Namespaces are names, not addresses that anything asks.
NAMESPACES = re.compile(r"https?://(www\.w3\.org|schemas\.microsoft\.com|schemas\.openxmlformats\.org)/")


def templates() -> dict[str, str]:
    return {name: source.read(name) for name in source.own_files() if name.startswith("web/templates/")}


def unescaped(name: str, text: str) -> Iterator[str]:
    if name not in UNESCAPED and re.search(r"\|\s*safe\b|{%-?\s*autoescape\s+false", text):
        yield f"{name} prints text without escaping it"


def test_templates_escape_what_they_print() -> None:
    assert [breach for name, text in templates().items() for breach in unescaped(name, text)] == []


# The pages' content security policy blocks each of these without a word to the person.
BLOCKED = {
    "a style attribute": r"<[^<>]*\sstyle\s*=",
    "a style element": r"<style\b",
    "an event attribute": r"<[^<>]*\son[a-z]+\s*=",
    "an evaluated htmx attribute": r"\shx-on[:-]|\shx-vals\s*=\s*[\"']js:",
    "a script element with a body": r"<script\b(?![^>]*\bsrc=)(?![^>]*type=\"application/json\")",
    "a javascript: address": r"javascript:",
}


def blocked(name: str, text: str) -> Iterator[str]:
    shown = re.sub(r"{#.*?#}", "", text, flags=re.DOTALL)
    yield from (f"{name} holds {what}" for what, pattern in BLOCKED.items() if re.search(pattern, shown))


# A report saved as a file is no page of the app: it carries its styles inside, and no policy comes with it.
FILES = {"web/templates/reports/standalone.html": "a style element"}


def test_templates_hold_nothing_that_the_content_policy_blocks() -> None:
    found = [breach for name, text in templates().items() for breach in blocked(name, text)]
    assert found == [f"{name} holds {what}" for name, what in FILES.items()]


def outside_addresses(name: str, text: str) -> Iterator[str]:
    for found in re.finditer(r"(https?:)?//[a-z0-9-]+(\.[a-z0-9-]+)+[^\s\"')]*", text):
        if not NAMESPACES.match(found.group()):
            yield f"{name} names {found.group()}"


def test_no_page_style_or_script_names_another_machine() -> None:
    names = [name for name in source.own_files() if name.startswith(("web/templates/", "web/static/"))]
    texts = {name: source.text_of(name) for name in names}
    assert [breach for name, text in texts.items() if text for breach in outside_addresses(name, text)] == []


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        (unescaped, "{{ note | safe }}"),
        (unescaped, "{% autoescape false %}"),
        (blocked, '<td style="width: {{ w }}%">'),
        (blocked, "<style>td { }</style>"),
        (blocked, '<button onclick="go()">'),
        (blocked, '<button hx-on:click="go()">'),
        (blocked, "<script>go()</script>"),
        (outside_addresses, '<script src="https://cdn.example.com/htmx.js">'),
        (outside_addresses, "@import url(//fonts.example.com/noto.css)"),
    ],
)
def test_a_breach_in_a_template_is_found(rule, text: str) -> None:
    assert list(rule("page.html", text))


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        (blocked, '<script src="/static/app.js" defer></script>'),
        (blocked, '<script type="application/json" id="marks">{{ marks|tojson }}</script>'),
        (blocked, "{# style=\"…\" would be blocked #}<p title='on time = yes'>"),
        (outside_addresses, '<svg xmlns="http://www.w3.org/2000/svg">'),
    ],
)
def test_what_a_template_may_hold_is_no_breach(rule, text: str) -> None:
    assert list(rule("page.html", text)) == []


_ICON = re.compile(r"""\bicon(?:\(\s*|\s*=\s*|"\s*:\s*)["']([a-z0-9-]+)["']""")


def icons_named(text: str) -> set[str]:
    """The icons that a template or a module names: icon("flag"), icon="flag", "icon": "flag"."""
    return set(_ICON.findall(text))


def test_every_icon_that_is_named_is_carried() -> None:
    carried = set(icon_names(ICON_LIST))
    sources = [name for name in source.own_files() if name.startswith("web/") and name.endswith((".html", ".py"))]
    missing = {name: icons_named(source.read(name)) - carried for name in sources}
    assert {name: icons for name, icons in missing.items() if icons} == {}, (
        "name them in web/vendoring/icons.txt and run `make vendor`"
    )


def test_an_icon_is_found_in_a_template_and_in_a_module() -> None:
    assert icons_named('{{ icon("flag") }} NavItem(icon="home", label="x") {"icon": "target"}') == {
        "flag",
        "home",
        "target",
    }
