"""Hashing passwords: argon2id, a few at a time, and as long for an unknown person as for a known one."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from threading import BoundedSemaphore
from typing import TYPE_CHECKING

from governance.errors import Busy, Problem
from governance.passwords import normal_password

if TYPE_CHECKING:
    from pwdlib import PasswordHash

# Each takes a tenth of a second and 64 MB: more at once would starve everybody else.
AT_ONCE, PATIENCE = 2, 5.0
_places = BoundedSemaphore(AT_ONCE)


@cache
def _hasher() -> "PasswordHash":
    from pwdlib import PasswordHash

    return PasswordHash.recommended()


@cache
def _nobodys() -> str:
    """A hash that no password matches, to be compared with where there is no account."""
    return hashed("nobody has this password \x00")


@contextmanager
def _place() -> Iterator[None]:
    if not _places.acquire(timeout=PATIENCE):
        raise Busy([Problem("DATABASE_BUSY")])
    try:
        yield
    finally:
        _places.release()


def hashed(password: str) -> str:
    """The argon2id hash to store. Call it before a transaction is opened: it takes a tenth of a second."""
    with _place():
        return _hasher().hash(normal_password(password))


def matches(password: str, stored: str | None) -> bool:
    """Whether the password is the one; False, and just as slow, where none is stored."""
    nobodys = _nobodys()
    with _place():
        found = _hasher().verify(normal_password(password)[:1000], stored or nobodys)
    return found and stored is not None
