"""What every command stands on: settings, the database, and refusals as one sentence in the terminal's language."""

import os
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from web.database import Database
    from web.settings import Settings


def settings_at_hand() -> "Settings":
    from pydantic import ValidationError

    from governance.errors import Invalid, Problem
    from web.settings import Settings

    try:
        return Settings()  # pyright: ignore
    except ValidationError as error:
        wrong = [(f"STEERBOARD_{e['loc'][0]}".upper() if e["loc"] else "", e["msg"]) for e in error.errors()]
        raise Invalid([Problem("SETTING_INVALID", "", None, {"name": n, "detail": d}) for n, d in wrong]) from error


def opened(settings: "Settings") -> "Database":
    from web.database import open_database

    return open_database(settings)


def ready_database() -> "Database":
    """The database, made if it is new; one of another version is refused."""
    from web.migrating import require_current
    from web.serving import check_folder

    settings = settings_at_hand()
    check_folder(settings.data_dir)
    database = opened(settings)
    require_current(database)
    return database


def sentence_of(error: Exception) -> str | None:
    """A refusal in the terminal's language; None for an error of our own."""
    from governance.errors import Refusal

    if isinstance(error, Refusal):
        from web.words.refusals import message

        with in_terminal_language():
            return " ".join(dict.fromkeys(message(problem) for problem in error.problems))
    if isinstance(error, OSError) and error.strerror:
        return f"{error.filename}: {error.strerror}" if error.filename else error.strerror
    return None


def refused(sentence: str) -> int:
    print(" ".join(sentence.split()), file=sys.stderr)
    return 1


@contextmanager
def in_terminal_language(people_read_it: bool = True) -> "Iterator[None]":
    """What is said within, in the language of the terminal; in English where a program reads it."""
    from web.i18n import speaking

    with speaking(terminal_language() if people_read_it else "en"):
        yield


def terminal_language() -> str:
    """`zh-CN` or `en`, by the locale of the environment."""
    chosen = next((v for n in ("LC_ALL", "LC_MESSAGES", "LANG") if (v := os.environ.get(n))), "")
    return "zh-CN" if chosen.lower().startswith("zh") else "en"
