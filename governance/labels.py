"""What records are called: codes and names of those that others refer to, in one query for a whole page."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import bindparam
from sqlalchemy import select as sql
from sqlmodel import Session

from governance.records import record_kinds


@dataclass(frozen=True, slots=True)
class Label:
    """What a referenced record is called: its code and its names."""

    id: int
    code: str
    zh: str | None
    en: str | None

    def name(self, lang: str) -> str:
        return ((self.zh or self.en) if lang.startswith("zh") else (self.en or self.zh)) or self.code


def labels(
    session: Session, kind: str, *, ids: Iterable[int] = (), programme_id: int | None = None, active: bool = True
) -> dict[int, Label]:
    """Codes and names of records of one kind, by id: of `ids`, or all of a programme (one query)."""
    if kind not in record_kinds():
        return {}
    if programme_id is not None:
        query, asked = _named(kind, "active" if active else "all"), {"programme_id": programme_id}
    else:
        wanted = sorted({i for i in ids if i is not None})
        if not wanted:
            return {}
        query, asked = _named(kind, "ids"), {"ids": wanted}
    return {row[0]: Label(*row) for row in session.execute(query, asked)}


@cache
def _named(kind: str, which: str) -> Any:
    """The query for names, built once for each kind: every page asks for some."""
    target: Any = record_kinds()[kind].__table__  # pyright: ignore
    pair = next(
        (p for p in ("name", "title", "statement", "question", "text", "action") if f"{p}_zh" in target.c), None
    )
    texts = (target.c[f"{pair}_zh"], target.c[f"{pair}_en"]) if pair else _borrowed_name(target)
    query = sql(target.c.id, target.c.code, *texts).order_by(target.c.code)
    if which == "ids":
        return query.where(target.c.id.in_(bindparam("ids", expanding=True)))
    query = query.where(target.c.programme_id == bindparam("programme_id"))
    return query.where(target.c.withdrawn_on.is_(None)) if which == "active" else query


def _borrowed_name(target: Any) -> tuple[Any, Any]:
    """What a record without a name of its own is called: by its person's name, else by its code."""
    if "person_id" not in target.c:
        return target.c.code, target.c.code
    person: Any = record_kinds()["person"].__table__  # pyright: ignore
    zh, en = (sql(person.c[name]).where(person.c.id == target.c.person_id) for name in ("name_zh", "name_en"))
    return zh.scalar_subquery(), en.scalar_subquery()
