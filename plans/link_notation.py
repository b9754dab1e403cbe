"""Predecessors as people type them: `12FS+2d, 14SS`, `T502SS+6`, `M03`; a bare id is finish-to-start.

Between links stands a comma, a semicolon or `、`, in Latin or Chinese width. A lag without unit is in days; `2ed` runs
on by night and weekend. A percentage of the predecessor's duration is refused: it would change with every re-estimate.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator

from governance.errors import Invalid, Problem
from plans.durations import DayLength, format_duration, parse_lag
from plans.network import LagCalendar, Link, LinkType

_SEPARATOR = re.compile(r"[,;、]")
_TYPES = "|".join(LinkType)
_LINK = re.compile(rf"(?P<id>.+?)\s*(?:(?P<type>{_TYPES})\s*(?P<lag>[+-].*)?|(?P<plus>\+.*))?", re.IGNORECASE)
_MAX_ID = 200


def parse_links(
    text: str,
    target: str,
    *,
    length: DayLength | None = None,
    known: Collection[str] | None = None,
    field: str = "predecessors",
) -> list[Link]:
    """The links into `target` that `text` names; `-` and nothing name none.

    `known`: the ids there are; with it an unknown one is a problem, and an id that ends like a link type is understood.
    Raises `Invalid` with every problem: `NOT_A_LINK`, `NOT_A_DURATION`, `LAG_IN_PERCENT`, `REF_NOT_FOUND`,
    `SELF_REFERENCE`, `NOT_UNIQUE`; each fact `position` is the 1-based character of the link in `text`.
    """
    links: list[Link] = []
    problems: list[Problem] = []
    for position, token in _tokens(text):
        try:
            link = _link(token, target, length or DayLength(), known)
        except Invalid as refusal:
            problems += [Problem(p.code, field, token, {**p.facts, "position": position}) for p in refusal.problems]
            continue
        if any((other.source, other.type) == (link.source, link.type) for other in links):
            facts = {"position": position, "from": link.source, "to": target, "type": str(link.type)}
            problems.append(Problem("NOT_UNIQUE", field, token, facts))
        links.append(link)
    if problems:
        raise Invalid(problems)
    return links


def format_links(links: Iterable[Link], length: DayLength | None = None) -> str:
    """The notation of the links into one task; `parse_links` reads it back."""
    return ", ".join(_formatted(link, length or DayLength()) for link in links)


def _tokens(text: str) -> Iterator[tuple[int, str]]:
    """The links in `text`, each with the position of its first character."""
    at = 0
    for piece in _SEPARATOR.split("".join(_narrow(character) for character in text)):
        token = piece.strip()
        if token and token not in ("-", "—", "无"):
            yield at + piece.index(token) + 1, token
        at += len(piece) + 1


def _narrow(character: str) -> str:
    """The Latin-width form of one character, kept to one so that positions stay true."""
    narrow = unicodedata.normalize("NFKC", character)
    return narrow if len(narrow) == 1 else character


def _link(token: str, target: str, length: DayLength, known: Collection[str] | None) -> Link:
    if known is not None and token in known:
        source, kind, lag = token, "FS", ""
    else:
        match = _LINK.fullmatch(token)
        if match is None:
            raise Invalid.of("NOT_A_LINK", "", token)
        source, kind, lag = match["id"].strip(), (match["type"] or "FS").upper(), match["lag"] or match["plus"] or ""
    problems: list[Problem] = []
    if len(source) > _MAX_ID or any(character.isspace() for character in source):
        raise Invalid.of("NOT_A_LINK", "", token)
    if known is not None and source not in known:
        problems.append(Problem("REF_NOT_FOUND", "", source, {"kind": "task", "id": source}))
    if source == target:
        problems.append(Problem("SELF_REFERENCE", "", source, {"id": source}))
    if "%" in lag:
        problems.append(Problem("LAG_IN_PERCENT", "", lag))
    if problems:
        raise Invalid(problems)
    minutes, elapsed = 0, False
    if lag:
        read = parse_lag(lag.replace(" ", ""), length)
        minutes, elapsed = read.minutes, read.elapsed
    return Link(source, target, LinkType(kind), minutes, LagCalendar.elapsed if elapsed else LagCalendar.project)


def _formatted(link: Link, length: DayLength) -> str:
    if not link.lag_min:
        return link.source if link.type == LinkType.FS else f"{link.source}{link.type}"
    elapsed = link.lag_calendar == LagCalendar.elapsed
    lag = format_duration(abs(link.lag_min), DayLength(1440, 10080) if elapsed else length)
    if elapsed:
        lag = f"{lag[:-1]}e{lag[-1]}"
    return f"{link.source}{link.type}{'+' if link.lag_min > 0 else '-'}{lag}"
