"""The message catalogues: collect what code and templates say, keep a text for each in the other language, and prove that none lacks.

    python -m web.catalogues --update     collect; new messages wait without a text, those that nobody says any more go
    python -m web.catalogues --compile    write the files that the app reads
    python -m web.catalogues --check      name everything that is not as it should be, and end with 1 if there is anything

The source language is English, so it needs no catalogue. The files carry no times, places or versions: they change when words change.
"""

import argparse
import ast
import re
import sys
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import IO, Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from web.i18n import FOLDER, LOCALES

ROOT = Path(__file__).parent
SOURCE = "en"
KEYWORDS = {"_": None, "gettext": None, "N_": None, "ngettext": (1, 2), "pgettext": ((1, "c"), 2), "npgettext": ((1, "c"), 2, 3)}  # fmt: skip
OPTIONS = {
    "templates/**.html": {
        "encoding": "utf-8", "extensions": "jinja2.ext.do", "newstyle_gettext": "true", "trimmed": "true", "silent": "false",
    }
}  # fmt: skip
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%%|(?<![%{])\{\w+\}")
Key = tuple[str, str]


def python_messages(
    file: IO[bytes], keywords: Collection[str], tags: Any, options: Any
) -> Iterator[tuple[int, str, str | tuple[str | None, ...], list[str]]]:
    """The marked texts of a Python file, read off its syntax tree: a reader of tokens would miss those inside f-strings."""
    for node in ast.walk(ast.parse(file.read())):
        if isinstance(node, ast.Call) and (name := _callee(node)) in keywords:
            texts = tuple(
                a.value if isinstance(a, ast.Constant) and isinstance(a.value, str) else None for a in node.args
            )
            yield node.lineno, name, texts[0] if len(texts) == 1 and texts[0] is not None else texts, []


def _callee(call: ast.Call) -> str:
    return getattr(call.func, "id", "") or getattr(call.func, "attr", "")


METHODS: list[tuple[str, Any]] = [
    ("static/**", "ignore"),
    ("vendoring/**", "ignore"),
    ("**.py", python_messages),
    ("templates/**.html", "jinja2.ext:babel_extract"),
]


class SteadyCatalog(Catalog):
    """A catalogue whose header tells the encoding and the plural forms, and nothing that changes by itself."""

    def __init__(self, locale: str):
        comment = "# What Steerboard says, in English and in the language of this folder."
        super().__init__(locale, header_comment=comment, fuzzy=False)

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


def shape_of(message: Message) -> bool:
    """Whether the message has plural forms."""
    return isinstance(message.id, list | tuple)


def placeholders(text: str) -> frozenset[str]:
    """What is filled in later: `%(name)s` in templates, `{name}` in code."""
    return frozenset(PLACEHOLDER.findall(text))


def collected(root: Path = ROOT) -> dict[Key, Message]:
    """Every message that code and templates under `root` say, in order of its text."""
    found = Catalog()
    for _, _, text, _, context in extract_from_dir(root, METHODS, OPTIONS, KEYWORDS):
        found.add(text, context=context)
    return {key_of(m): m for m in sorted((m for m in found if m.id), key=key_of)}


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The texts of one language, kept under `folder`."""

    locale: str
    folder: Path = FOLDER

    @property
    def source(self) -> Path:
        return self.folder / self.locale / "LC_MESSAGES" / "messages.po"

    @property
    def binary(self) -> Path:
        return self.source.with_suffix(".mo")

    def read(self) -> Catalog:
        """The texts as they are kept, empty if there are none yet."""
        if not self.source.exists():
            return SteadyCatalog(self.locale)
        with self.source.open("rb") as file:
            return read_po(file, locale=self.locale)

    def messages(self) -> dict[Key, Message]:
        return {key_of(m): m for m in self.read() if m.id}

    def write(self, catalogue: Catalog) -> None:
        self.source.parent.mkdir(parents=True, exist_ok=True)
        with self.source.open("wb") as file:
            write_po(file, catalogue, width=0, no_location=True, sort_output=True)

    def update(self, said: dict[Key, Message]) -> tuple[list[Key], list[Message]]:
        """Bring the catalogue to what is said now. Returns the messages that came and those that went."""
        known = self.messages()
        catalogue = SteadyCatalog(self.locale)
        for key, message in said.items():
            kept = known.get(key)
            text = kept.string if kept and shape_of(kept) == shape_of(message) else None
            catalogue.add(message.id, text, context=message.context, user_comments=kept.user_comments if kept else ())
        self.write(catalogue)
        return [key for key in said if key not in known], [m for key, m in known.items() if key not in said]

    def compiled(self) -> bytes:
        """The binary form: the texts that exist and are certain."""
        catalogue = SteadyCatalog(self.locale)
        for message in self.messages().values():
            if not message.fuzzy and all(texts_of(message)):
                catalogue.add(message.id, message.string, context=message.context)
        buffer = BytesIO()
        write_mo(buffer, catalogue)
        return buffer.getvalue()

    def compile(self) -> None:
        self.binary.write_bytes(self.compiled())

    def faults(self, said: dict[Key, Message]) -> list[str]:
        """Everything about the catalogue that is not as it should be, each in one line."""
        known = self.messages()
        gone = [key for key in known if key not in said] + [key_of(m) for m in self.read().obsolete.values()]
        found = [f"missing: {shown(key)}" for key in said if key not in known]
        found += [f"not used any more: {shown(key)}" for key in gone]
        for key in said.keys() & known.keys():
            found += [f"{fault}: {shown(key)}" for fault in faults_of(said[key], known[key])]
        return sorted(found) or self._stale()

    def _stale(self) -> list[str]:
        if not self.binary.exists():
            return [f"not compiled: {self.binary.name}"]
        if self.binary.read_bytes() != self.compiled():
            return ["the compiled file differs from its source: run python -m web.catalogues --compile"]
        return []


def faults_of(said: Message, kept: Message) -> Iterator[str]:
    """What is wrong with one text."""
    texts = texts_of(kept)
    if not all(texts) or shape_of(said) != shape_of(kept):
        yield "missing"
        return
    if kept.fuzzy:
        yield "fuzzy"
    wanted = placeholders(said.id[-1] if shape_of(said) else said.id)  # pyright: ignore
    for text in texts:
        if placeholders(text) != wanted:
            yield f"placeholders {sorted(placeholders(text))} instead of {sorted(wanted)}"


def shown(key: Key) -> str:
    context, text = key
    return f"{context}: {text!r}" if context else repr(text)


CATALOGUES = tuple(Catalogue(name) for tag, name in LOCALES.items() if tag != SOURCE)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m web.catalogues", description="Keep the message catalogues.")
    parser.add_argument("--update", action="store_true", help="collect messages")
    parser.add_argument("--compile", action="store_true", help="write the files that the app reads")
    parser.add_argument("--check", action="store_true", help="name everything that is not as it should be")
    chosen = parser.parse_args(arguments)
    if not (chosen.update or chosen.compile or chosen.check):
        parser.error("choose at least one of --update, --compile and --check")
    said, found = collected(), []
    for catalogue in CATALOGUES:
        if chosen.update:
            report(catalogue.locale, *catalogue.update(said))
        if chosen.compile:
            catalogue.compile()
        if chosen.check:
            found += [f"{catalogue.locale}: {fault}" for fault in catalogue.faults(said)]
    print(*found, sep="\n", end="\n" if found else "", file=sys.stderr)
    return 1 if found else 0


def report(locale: str, came: list[Key], went: list[Message]) -> None:
    """Say what an update changed; the text of what went is told once more, for whoever rewords it."""
    for key in came:
        print(f"{locale} + {shown(key)}")
    for message in went:
        print(f"{locale} - {shown(key_of(message))} = {message.string!r}")


if __name__ == "__main__":
    sys.exit(main())
