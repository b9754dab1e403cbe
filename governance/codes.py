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
    if "programme_id" in t:
        query = query.where(t.programme_id == programme_id)
    return {code: (id_, withdrawn is not None) for code, id_, withdrawn in session.execute(query)}


@contextmanager
def knowing_codes(session: Session) -> Iterator[None]:
    """Inside, the codes of a kind are read once and remembered: for writing many records in one go.

    Only `add` keeps what is remembered up to date, so nothing may be withdrawn or rolled back inside without `forget_codes`.
    """
    outer = session.info.get("known_codes")
    session.info["known_codes"] = {} if outer is None else outer
    try:
        yield
    finally:
        session.info["known_codes"] = outer


def forget_codes(session: Session) -> None:
    """Codes remembered so far are read again when next asked for."""
    if session.info.get("known_codes"):
        session.info["known_codes"].clear()


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
    known = (session.info.get("known_codes") or {}).get((record.KIND, record.programme_id))
    if known is not None and record.id is not None:
        known[record.code] = (record.id, False)


def one_writer(session: OrmSession) -> None:
    """From here to the end of the transaction nobody else writes: codes that are free stay free, and the trail gets one next entry.

    SQLite has one writer anyway; elsewhere a lock that every writer takes does the same.
    """
    if session.connection().dialect.name == "postgresql":
        session.connection().execute(text("select pg_advisory_xact_lock(:lock)"), {"lock": _WRITERS})


def next_code(session: Session, table: type[Any], programme_id: int | None, prefix: str = "") -> str:
    """The next code of the series in use (`R05` … `R20` → `R21`), else the first of the table's prefix (`RSK-01`)."""
    one_writer(session)
    known = _known(session, table, programme_id)
    used_codes = known if known is not None else _codes(session, table, programme_id)
    codes = [m for code in used_codes if (m := _SERIES.fullmatch(code))]
    if prefix:
        codes = [m for m in codes if m[1] == prefix]
    if not codes:
        return f"{prefix or table.PREFIX}01"
    series = codes[-1][1]
    used = [m for m in codes if m[1] == series]
    width = max(len(m[2]) for m in used)
    return f"{series}{max(int(m[2]) for m in used) + 1:0{width}d}"
