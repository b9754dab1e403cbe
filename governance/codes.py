"""Codes: what a record is called, which exist already, and which comes next."""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session as OrmSession
from sqlmodel import Session, select

_WRITERS = 7_305_010_224  # any number, the same in every process
_SERIES = re.compile(r"([A-Z][A-Z0-9]*?-?)(\d{1,5})")


def ids_by_code(
    session: Session, table: type[Any], programme_id: int | None, codes: Iterable[str]
) -> dict[str, tuple[int, bool]]:
    """`code -> (id, withdrawn)` for those of `codes` that exist in the programme."""
    wanted = sorted(set(codes))
    if not wanted:
        return {}
    if (known := _known(session, table, programme_id)) is not None:
        return {code: known[code] for code in wanted if code in known}
    return _codes(session, table, programme_id, wanted)


def _codes(
    session: Session, table: type[Any], programme_id: int | None, wanted: list[str] | None = None
) -> dict[str, tuple[int, bool]]:
    t = table.__table__.c
    query = select(t.code, t.id, t.withdrawn_on).order_by(t.id)
    query = query.where(t.code.in_(wanted)) if wanted is not None else query
    if "programme_id" in t and programme_id is not None:
        query = query.where(t.programme_id == programme_id)
    return {code: (id_, withdrawn is not None) for code, id_, withdrawn in session.execute(query)}


@contextmanager
def knowing_codes(session: Session) -> Iterator[None]:
    """Inside, the codes of a kind are read once and remembered: for writing many records in one go.

    Only `add` keeps what is remembered up to date: whoever takes an added record back inside says so with `forget_code`.
    """
    outer = session.info.get("known_codes")
    session.info["known_codes"] = {} if outer is None else outer
    try:
        yield
    finally:
        session.info["known_codes"] = outer


def forget_code(session: Session, table: type[Any], programme_id: int | None, code: str) -> None:
    """A record that was added has been taken back."""
    known = (session.info.get("known_codes") or {}).get((table.KIND, programme_id), {})
    known.pop(code, None)


def _known(session: Session, table: type[Any], programme_id: int | None) -> dict[str, tuple[int, bool]] | None:
    known = session.info.get("known_codes")
    if known is None:
        return None
    key = (table.KIND, programme_id)
    if key not in known:
        known[key] = _codes(session, table, programme_id)
    return known[key]


def remember(session: Session, record: Any) -> None:
    """A record was added."""
    codes = session.info.get("known_codes") or {}
    key = (record.KIND, record.programme_id)
    if key in codes and record.id is not None:
        codes[key][record.code] = (record.id, False)
    upcoming = codes.get("upcoming", {})
    for series in [s for s, (given, _) in upcoming.items() if s[:2] == key and given != record.code]:
        if not series[2] or series[2] == series_of(record.code):
            upcoming.pop(series)


def one_writer(session: OrmSession) -> None:
    """From here to the end of the transaction nobody else writes: codes that are free stay free, and the trail gets one next entry.

    SQLite has one writer anyway; elsewhere a lock that every writer takes does the same.
    """
    if session.info.get("one_writer"):
        return
    session.info["one_writer"] = True  # until the transaction, or the savepoint in which the lock was taken, is over
    if session.connection().dialect.name == "postgresql":
        session.connection().execute(text("select pg_advisory_xact_lock(:lock)"), {"lock": _WRITERS})


def next_code(session: Session, table: type[Any], programme_id: int | None, prefix: str = "") -> str:
    """The next code of the series in use (`R05` … `R20` → `R21`), else the first of the table's prefix (`RSK-01`)."""
    one_writer(session)
    known = _known(session, table, programme_id)
    if known is None:
        return _following(_codes(session, table, programme_id), prefix, table.PREFIX)
    upcoming, key = session.info["known_codes"].setdefault("upcoming", {}), (table.KIND, programme_id, prefix)
    _, code = upcoming.pop(key, ("", None))
    code = code or _following(known, prefix, table.PREFIX)
    if series := _SERIES.fullmatch(code):  # walking through all codes again for every one of a thousand rows is slow
        upcoming[key] = (code, f"{series[1]}{int(series[2]) + 1:0{len(series[2])}d}")
    return code


def series_of(code: str) -> str:
    """What the codes of a series have in common (`R20` → `R`); blank for a code that is of none."""
    series = _SERIES.fullmatch(code)
    return series[1] if series else ""


def _following(codes: Iterable[str], prefix: str, first: str) -> str:
    known = [m for code in codes if (m := _SERIES.fullmatch(code))]
    if prefix:
        known = [m for m in known if m[1] == prefix]
    if not known:
        return f"{prefix or first}01"
    used = [m for m in known if m[1] == known[-1][1]]
    return f"{known[-1][1]}{max(int(m[2]) for m in used) + 1:0{max(len(m[2]) for m in used)}d}"
