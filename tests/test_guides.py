"""The guides say the same in both languages, lead nowhere wrong, and name what the app really shows."""

import re

import pytest

from tests import source
from web.cli import app as command_line

GUIDES = {"zh-CN": "docs/user-guide.zh.md", "en": "docs/user-guide.en.md"}


def shape(text: str) -> list[str]:
    """What a text is built of, line by line: heading levels, list items, table rows with their columns, code, pictures."""
    found, in_code = [], False
    for line in text.splitlines():
        if line.lstrip().startswith("```"):
            in_code = not in_code
            found.append("code")
        elif in_code:
            continue
        elif (match := re.match(r"(#+) ", line)) or (match := re.match(r"\s*(\d+\.|-) ", line)):
            found.append(match[1])
        elif line.lstrip().startswith("|"):
            found.append(f"row of {line.count('|') - 1}")
        elif match := re.match(r"!\[.*\]\(images/([\w-]+)\.(?:zh|en)\.png\)", line):
            found.append(match[1])
        elif line.strip():
            found.append("text")
    return found


def anchors(text: str) -> set[str]:
    """The addresses of a file's headings, as the usual viewers of Markdown make them."""
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", h.lower()).replace(" ", "-") for h in headings}


def test_both_guides_are_built_alike() -> None:
    assert shape(source.read(GUIDES["zh-CN"])) == shape(source.read(GUIDES["en"]))


@pytest.mark.parametrize("name", [*GUIDES.values(), "docs/glossary.md"])
def test_every_link_of_a_guide_leads_to_something(name: str) -> None:
    text = source.read(name)
    lost = set()
    for target in re.findall(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)", text):
        file, _, anchor = target.partition("#")
        if (file and not (source.ROOT / "docs" / file).is_file()) or (not file and anchor not in anchors(text)):
            lost.add(target)
    assert lost == set()


@pytest.mark.parametrize("name", GUIDES.values())
def test_every_command_that_a_guide_shows_exists(name: str) -> None:
    words = {c.name or (c.callback.__name__ if c.callback else "") for c in command_line.registered_commands}
    words |= {group.name for group in command_line.registered_groups}
    shown = set(re.findall(r"^steerboard ([a-z]+)", source.read(name), re.MULTILINE))
    assert shown
    assert shown - words == set()


@pytest.mark.parametrize(("tag", "name"), GUIDES.items())
def test_every_page_that_a_guide_sends_to_is_called_so(tag: str, name: str) -> None:
    from web.chrome import PLACES, SECTIONS
    from web.i18n import gettext, speaking
    from web.served import enter_all

    enter_all()
    with speaking(tag):
        called = {f"{gettext(SECTIONS[p.section][0])} → {gettext(p.label)}" for p in PLACES}
    sent = set(re.findall(r"\*\*([^*→]+ → [^*→]+)\*\*", source.read(name)))
    assert sent
    assert sent - called == set()


def test_the_glossary_fills_every_cell() -> None:
    rows = [
        line for line in source.read("docs/glossary.md").splitlines() if line.startswith("| ") and "---" not in line
    ]
    assert len(rows) > 50
    assert [row for row in rows if not all(cell.strip() for cell in row.strip("|").split("|"))] == []
