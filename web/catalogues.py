"""The message catalogues: collect what code and templates say, keep a text for each in the other language, and prove that none lacks.

    python -m web.catalogues --update     collect; new messages wait without a text, those that nobody says any more go
    python -m web.catalogues --compile    write the files that the app reads
    python -m web.catalogues --check      name everything that is not as it should be, and end with 1 if there is anything

The source language is English, so it needs no catalogue. The files carry no times, places or versions: they change when words change.
"""

import argparse
import re
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po, write_po

from web.i18n import FOLDER, LOCALES

ROOT = Path(__file__).parent
SOURCE = "en"
TRANSLATED = tuple(name for tag, name in LOCALES.items() if tag != SOURCE)
KEYWORDS = {"_": None, "gettext": None, "N_": None, "ngettext": (1, 2), "pgettext": ((1, "c"), 2), "npgettext": ((1, "c"), 2, 3)}  # fmt: skip
METHODS = [
    ("static/**", "ignore"),
    ("vendoring/**", "ignore"),
    ("**.py", "python"),
    ("templates/**.html", "jinja2.ext:babel_extract"),
]
TEMPLATES = {
    "encoding": "utf-8",
    "extensions": "jinja2.ext.do",
    "newstyle_gettext": "true",
    "trimmed": "true",
    "silent": "false",
}
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%%|(?<![%{])\{\w+\}")
Key = tuple[str, str]


class SteadyCatalog(Catalog):
    """A catalogue whose header tells the encoding and the plural forms, and nothing that changes by itself."""

    def __init__(self, locale: str):
        super().__init__(
            locale, header_comment="# What Steerboard says, in English and in the language of this folder.", fuzzy=False
        )

    @property
    def mime_headers(self) -> list[tuple[str, str]]:  # pyright: ignore
        return [
            ("Language", str(self.locale_identifier)),
            ("Plural-Forms", self.plural_forms),
            ("MIME-Version", "1.0"),
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Transfer-Encoding", "8bit\n"),
        ]


def key_of(message: Message) -> Key:
    """What tells one message from another: its context and its (singular) text."""
    text = message.id[0] if isinstance(message.id, list | tuple) else message.id
    return message.context or "", text


def texts_of(message: Message) -> tuple[str, ...]:
    """The translated forms of a message, one unless it has plurals."""
    return tuple(message.string) if isinstance(message.string, list | tuple) else (message.string or "",)


def collected() -> dict[Key, Message]:
    """Every message that code and templates say, in order of its text."""
    found = Catalog()
    options = {"templates/**.html": TEMPLATES}
    for _, _, text, _, context in extract_from_dir(ROOT, METHODS, options, KEYWORDS):
        found.add(text, context=context)
    return {key_of(m): m for m in sorted((m for m in found if m.id), key=key_of)}


def po_path(locale: str) -> Path:
    return FOLDER / locale / "LC_MESSAGES" / "messages.po"


def read_catalogue(locale: str) -> Catalog:
    """A language's texts as they are kept, empty if there are none yet."""
    path = po_path(locale)
    if not path.exists():
        return SteadyCatalog(locale)
    with path.open("rb") as file:
        return read_po(file, locale=locale)


# --- Writing ---------------------------------------------------------------------------------------------------------


def update(locale: str) -> tuple[list[Key], list[Message]]:
    """Bring a catalogue to what is said now. Returns the messages that came and those that went."""
    known = {key_of(m): m for m in read_catalogue(locale) if m.id}
    said = collected()
    catalogue = SteadyCatalog(locale)
    for key, message in said.items():
        kept = known.get(key)
        string = kept.string if kept and _same_shape(kept, message) else None
        comments = kept.user_comments if kept else ()
        catalogue.add(message.id, string, context=message.context, user_comments=comments)
    write_catalogue(catalogue, locale)
    return [key for key in said if key not in known], [m for key, m in known.items() if key not in said]


def _same_shape(one: Message, other: Message) -> bool:
    return isinstance(one.id, str) == isinstance(other.id, str)


def write_catalogue(catalogue: Catalog, locale: str) -> None:
    path = po_path(locale)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, catalogue, width=0, no_location=True, sort_output=True, omit_header=False)


def compiled(locale: str) -> bytes:
    """The binary form of a catalogue: texts that exist and are certain."""
    catalogue = SteadyCatalog(locale)
    for message in read_catalogue(locale):
        if message.id and not message.fuzzy and all(texts_of(message)):
            catalogue.add(message.id, message.string, context=message.context)
    buffer = BytesIO()
    write_mo(buffer, catalogue)
    return buffer.getvalue()


def compile_catalogue(locale: str) -> None:
    po_path(locale).with_suffix(".mo").write_bytes(compiled(locale))


# --- Checking --------------------------------------------------------------------------------------------------------


def faults(locale: str) -> list[str]:
    """Everything about a catalogue that is not as it should be, each in one line."""
    said = collected()
    catalogue = read_catalogue(locale)
    known = {key_of(m): m for m in catalogue if m.id}
    found = [f"missing: {_shown(key)}" for key in said if key not in known]
    found += [f"not used any more: {_shown(key)}" for key in (*(k for k in known if k not in said), *map(key_of, catalogue.obsolete.values()))]  # fmt: skip
    for key in said.keys() & known.keys():
        found += [f"{fault}: {_shown(key)}" for fault in faults_of(said[key], known[key])]
    return sorted(found) or stale(locale)


def faults_of(said: Message, kept: Message) -> Iterator[str]:
    """What is wrong with one text."""
    texts = texts_of(kept)
    if not all(texts) or not _same_shape(said, kept):
        yield "missing"
        return
    if kept.fuzzy:
        yield "fuzzy"
    wanted = placeholders(said.id if isinstance(said.id, str) else said.id[-1])
    for text in texts:
        if placeholders(text) != wanted:
            yield f"placeholders {sorted(placeholders(text))} instead of {sorted(wanted)}"


def placeholders(text: str) -> frozenset[str]:
    """What is filled in later: `%(name)s` in templates, `{name}` in code."""
    return frozenset(PLACEHOLDER.findall(text))


def stale(locale: str) -> list[str]:
    """Whether the compiled file holds something else than its source."""
    path = po_path(locale).with_suffix(".mo")
    if not path.exists():
        return [f"not compiled: {path.name}"]
    with path.open("rb") as file:
        held = {key_of(m): texts_of(m) for m in read_mo(file) if m.id}
    kept = {key_of(m): texts_of(m) for m in read_catalogue(locale) if m.id and all(texts_of(m))}
    return (
        [] if held == kept else ["the compiled file is older than its source: run python -m web.catalogues --compile"]
    )


def _shown(key: Key) -> str:
    context, text = key
    return f"{context}: {text!r}" if context else repr(text)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m web.catalogues", description="Keep the message catalogues.")
    for name, help_ in (
        ("update", "collect messages"),
        ("compile", "write .mo files"),
        ("check", "name what is wrong"),
    ):
        parser.add_argument(f"--{name}", action="store_true", help=help_)
    chosen = parser.parse_args(arguments)
    if not (chosen.update or chosen.compile or chosen.check):
        parser.error("choose at least one of --update, --compile and --check")
    wrong = False
    for locale in TRANSLATED:
        if chosen.update:
            came, went = update(locale)
            print(*(f"{locale} + {_shown(key)}" for key in came), *(f"{locale} - {_shown(key_of(m))} = {m.string!r}" for m in went), sep="\n")  # fmt: skip
        if chosen.compile:
            compile_catalogue(locale)
        if chosen.check and (found := faults(locale)):
            wrong = True
            print(*(f"{locale}: {fault}" for fault in found), sep="\n", file=sys.stderr)
    return int(wrong)


if __name__ == "__main__":
    sys.exit(main())
