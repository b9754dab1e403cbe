"""What no file of the project may tell, and what may lie at its top level."""

import re
from collections.abc import Iterator

import pytest

from tests import source

# Written in parts, so that this file does not hold what it looks for.
_SLASH = "/"
MACHINE_PATHS = re.compile(
    "|".join(
        [
            rf"{_SLASH}work{_SLASH}(main|shared)",
            rf"{_SLASH}root{_SLASH}",
            rf"{_SLASH}Users{_SLASH}\w",
            r"\.py" + "env\\b",
        ]
    )
)
REGISTRIES = re.compile(
    "|".join(["py" + r"pi\.org", "python" + r"hosted\.org", r"registry\.npm" + "js", "npm" + r"mirror\.com"])
)


def told(pattern: re.Pattern[str], name: str, text: str) -> Iterator[str]:
    for number, line in enumerate(text.splitlines(), start=1):
        if found := pattern.search(line):
            yield f"{name}:{number} tells {found.group()}"


@pytest.mark.parametrize("pattern", [MACHINE_PATHS, REGISTRIES], ids=["machine paths", "registries"])
def test_no_file_tells_the_machine_or_the_registry_it_came_from(pattern: re.Pattern[str]) -> None:
    texts = {name: source.text_of(name) for name in source.own_files()}
    assert [breach for name, text in texts.items() if text for breach in told(pattern, name, text)] == []


def test_nothing_lies_at_the_top_level_without_being_expected() -> None:
    expected = {
        *source.PACKAGES, "tests", "docs", ".ci", "pyproject.toml", "README.md", "CHANGELOG.md", "LICENSE", "Makefile",
        "requirements.lock", "requirements-dev.lock", "requirements-setup.lock", ".gitignore", ".editorconfig",
    }  # fmt: skip
    assert {name.partition("/")[0] for name in source.files()} - expected == set()


@pytest.mark.parametrize(
    ("pattern", "text"),
    [(MACHINE_PATHS, "see " + "/".join(["", "work", "shared", "notes"])), (REGISTRIES, "https://" + "pypi" + ".org")],
)
def test_a_told_address_is_found_with_its_line(pattern: re.Pattern[str], text: str) -> None:
    assert next(told(pattern, "README.md", f"first\n{text}")).startswith("README.md:2 tells ")
