"""Dependencies between tasks. People type them on the successor, `T502SS+8d, M03`; each is a record with its type and lag."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar

from sqlalchemy import UniqueConstraint, func
from sqlalchemy import select as sql
from sqlmodel import Session, col, select

from governance.codes import ids_by_code
from governance.columns import link, words
from governance.errors import Problem
from governance.programmes import Programme
from governance.records import ProgrammeRecord, record_kinds
from plans.durations import DayLength
from plans.link_notation import format_links
from plans.network import LagCalendar, Link, LinkType

FEW = 500  # tasks whose codes are asked for by id; for more, all are read


class Dependency(ProgrammeRecord, table=True):
    """A link. Lag in worked minutes, negative for a lead; withdrawn when it is removed, taken back when it is typed again."""

    KIND: ClassVar[str] = "dependency"
    PREFIX: ClassVar[str] = "LNK-"
    __table_args__: ClassVar[Any] = (
        UniqueConstraint("programme_id", "code"),
        UniqueConstraint("predecessor_id", "successor_id", "type"),
    )

    predecessor_id: int = link("task", foreign_key="task.id", required=True)
    successor_id: int = link("task", foreign_key="task.id", required=True)
    type: LinkType = words(LinkType, LinkType.FS)
    lag_min: int = 0
    lag_calendar: LagCalendar = words(LagCalendar, LagCalendar.project)


def relink(
    session: Session,
    programme: Programme,
    successor: Any,
    links: Sequence[Link],
    length: DayLength,
    *,
    new: bool = False,
) -> bool:
    """Make `links` (by task codes) the links into `successor`, and say whether that changed anything; called inside a command."""
    return relink_all(session, programme, [(successor, links)], length, new=new)


def relink_all(
    session: Session, programme: Programme, wanted: Sequence[tuple[Any, Sequence[Link]]], length: DayLength, *, new: bool = False
) -> bool:  # fmt: skip
    """The same for many successors. Writes only what differs; `new` says that none of them has links yet.

    `successor.predecessors` keeps the notation, so that the change is in the task's own history.
    """
    sources = {x.source for _, links in wanted for x in links}
    ids = {
        code: found[0] for code, found in ids_by_code(session, record_kinds()["task"], programme.key, sources).items()
    }
    held = {} if new else _held(session, programme, [successor.id for successor, _ in wanted])
    number = None
    for successor, links in wanted:
        for x in links:
            link_ = held.pop((ids[x.source], successor.id, x.type), None)
            values = {"lag_min": round(x.lag_min), "lag_calendar": x.lag_calendar}
            if link_ is not None:
                write(link_, **values, withdrawn_on=None, withdrawn_reason=None)
                continue
            number = (number or _last_number(session, programme)) + 1
            ends = {"predecessor_id": ids[x.source], "successor_id": successor.id, "type": x.type}
            session.add(Dependency(programme_id=programme.key, code=f"LNK-{number:05d}", **ends, **values))
        write(successor, predecessors=format_links(links, length) or None)
    for removed in held.values():
        if removed.withdrawn_on is None:
            write(removed, withdrawn_on=programme.status_date, withdrawn_reason="removed")
    changed = bool(session.new or session.dirty)
    session.flush()
    return changed


def _held(session: Session, programme: Programme, successors: list[int]) -> dict[tuple[int, int, LinkType], Dependency]:
    """Links by their ends and type, withdrawn ones too."""
    query = select(Dependency).where(col(Dependency.programme_id) == programme.id)
    if len(successors) < 100:
        query = query.where(col(Dependency.successor_id).in_(successors))
    into = set(successors)
    return {(d.predecessor_id, d.successor_id, d.type): d for d in session.exec(query) if d.successor_id in into}


def write(record: Any, **values: Any) -> bool:
    """Only what differs: equal values would make a new version of it."""
    differing = {name: value for name, value in values.items() if getattr(record, name) != value}
    for name, value in differing.items():
        setattr(record, name, value)
    return bool(differing)


def _last_number(session: Session, programme: Programme) -> int:
    last = session.exec(select(func.max(Dependency.code)).where(col(Dependency.programme_id) == programme.id)).one()
    return int(last.removeprefix("LNK-")) if last else 0


def links_into(
    session: Session, programme: Programme, ids: Iterable[int] | None = None, codes: Mapping[int, str] | None = None
) -> dict[int, list[Link]]:
    """The links in use by successor id, by task codes, in the order they were made.

    `ids`: only those into these tasks. `codes`: only those between tasks of these ids, for who has the codes already.
    """
    d: Any = Dependency.__table__.c  # pyright: ignore
    query = (
        sql(d.successor_id, d.predecessor_id, d.type, d.lag_min, d.lag_calendar)
        .where(d.programme_id == programme.id, d.withdrawn_on.is_(None))
        .order_by(d.id)
    )
    if ids is not None:
        query = query.where(d.successor_id.in_(list(ids)))
    rows = session.execute(query).all()
    if codes is None:
        codes = _task_codes(session, programme, None if ids is None else {id_ for row in rows for id_ in row[:2]})
    found: dict[int, list[Link]] = {}
    for successor, predecessor, kind, lag, clock in rows:
        into = found.setdefault(successor, [])
        if successor in codes and predecessor in codes:
            into.append(Link(codes[predecessor], codes[successor], kind, lag, clock))
    return found


def _task_codes(session: Session, programme: Programme, ids: set[int] | None = None) -> dict[int, str]:
    """Codes by id: of these tasks; of many, or without `ids`, of all that the programme has."""
    t: Any = record_kinds()["task"].__table__.c  # pyright: ignore
    query = sql(t.id, t.code).where(t.programme_id == programme.id)
    if ids is not None and len(ids) < FEW:
        query = query.where(t.id.in_(ids))
    return dict(session.execute(query).all())  # pyright: ignore


def link_warnings(links: Iterable[Link], summaries: Iterable[str] = ()) -> list[Problem]:
    """What is allowed but rarely meant: leads, links on summaries, a start-to-start link that leaves the finish hanging."""
    found: list[Problem] = []
    links, held = list(links), set(summaries)
    tied = {(x.source, x.target) for x in links if x.type != LinkType.SS}
    finishing = {x.source for x in links if x.type in (LinkType.FS, LinkType.FF)}
    for x in links:
        if x.lag_min < 0:
            found.append(Problem("LEAD_NOT_ALLOWED", "predecessors", x.lag_min, _named(x)))
        if x.source in held or x.target in held:
            found.append(Problem("SUMMARY_LINK", "predecessors", None, _named(x)))
        if x.type == LinkType.SS and (x.source, x.target) not in tied and x.source not in finishing:
            found.append(Problem("DANGLING_FINISH", "predecessors", None, _named(x)))
    return found


def _named(link: Link) -> dict[str, str]:
    return {"from": link.source, "to": link.target, "type": str(link.type)}
