"""Trial changes as people type them, one a line: `T411 +10d`, `T411 = 15d`, `T411 >= 2026-08-13`, `T405 -> T410 FS+2d`, `- T405 -> T410`."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from datetime import date, datetime, time

from governance.errors import Invalid, Problem
from plans.durations import DayLength, format_duration, parse_duration
from plans.insight.what_if import Edit, Linked, Longer, NotBefore, Takes, Unlinked
from plans.link_notation import format_links, parse_links

_LINK = re.compile(r"(?P<off>-\s+)?(?P<source>\S+)\s*(?:->|→)\s*(?P<target>\S+)(?:\s+(?P<rest>.+))?")
_HOLD = re.compile(r"(?P<task>\S+?)\s*(?:>=|≥)\s*(?P<day>\d{4}-\d{2}-\d{2})(?:[ T]+(?P<time>\d{1,2}:\d{2}))?")
_SIZE = re.compile(r"(?P<task>\S+?)(?:\s+(?P<sign>[+\-=])|(?P<tight>[+=]))\s*(?P<amount>.+)")
MOST = 200


def parse_edits(
    text: str, length: DayLength, starts: Callable[[str, date], datetime], field: str = "edits"
) -> list[Edit]:
    """The changes that the lines of `text` name; empty lines are passed over.

    `starts` gives the time at which work of a task begins on a day, where none is written behind it. Raises `Invalid` with every problem,
    each with the fact `line`: `NOT_AN_EDIT`, `NOT_A_DURATION`, `NOT_A_DATE`, `NOT_A_LINK`, `SELF_REFERENCE`; `TOO_MANY_EDITS`.
    """
    lines = [line.strip() for line in unicodedata.normalize("NFKC", text).replace("→", "->").splitlines()]
    lines = [line for line in lines if line]
    if len(lines) > MOST:
        raise Invalid([Problem("TOO_MANY_EDITS", field, len(lines), {"max": MOST})])
    edits: list[Edit] = []
    problems: list[Problem] = []
    for number, line in enumerate(lines, 1):
        try:
            edits.append(_edit(line, length, starts))
        except Invalid as refusal:
            problems += [Problem(p.code, field, line, {**p.facts, "line": number}) for p in refusal.problems]
    if problems:
        raise Invalid(problems)
    return edits


def format_edits(edits: Sequence[Edit], length: DayLength, starts: Callable[[str, date], datetime]) -> str:
    """The notation of the changes; `parse_edits` reads it back."""
    return "\n".join(_formatted(edit, length, starts) for edit in edits)


def _edit(line: str, length: DayLength, starts: Callable[[str, date], datetime]) -> Edit:
    if match := _LINK.fullmatch(line):
        return _link(match, length)
    if match := _HOLD.fullmatch(line):
        task = match["task"].upper()
        try:
            day = date.fromisoformat(match["day"])
            at = match["time"] and time.fromisoformat(match["time"].zfill(5))
        except ValueError:
            raise Invalid.of("NOT_A_DATE", "", f"{match['day']} {match['time'] or ''}".strip()) from None
        return NotBefore(task, datetime.combine(day, at) if at else starts(task, day))
    if match := _SIZE.fullmatch(line):
        read = parse_duration(match["amount"], length)
        if read.elapsed:
            raise Invalid.of("ELAPSED_DURATION", "", line, text=match["amount"])
        task, sign = match["task"].upper(), match["sign"] or match["tight"]
        if sign == "=":
            return Takes(task, read.minutes)
        return Longer(task, read.minutes if sign == "+" else -read.minutes)
    raise Invalid.of("NOT_AN_EDIT", "", line, text=line)


def _link(match: re.Match[str], length: DayLength) -> Edit:
    source, target, rest = match["source"].upper(), match["target"].upper(), (match["rest"] or "").strip()
    (link,) = parse_links(f"{source}{rest}", target, length=length) or [None]
    if link is None or link.source != source:
        raise Invalid.of("NOT_A_LINK", "", match[0])
    if match["off"]:
        return Unlinked(source, target, link.type if rest else None)
    return Linked(link)


def _formatted(edit: Edit, length: DayLength, starts: Callable[[str, date], datetime]) -> str:
    match edit:
        case Longer():
            return f"{edit.task} {'-' if edit.by_min < 0 else '+'}{format_duration(abs(edit.by_min), length)}"
        case Takes():
            return f"{edit.task} = {format_duration(edit.duration_min, length)}"
        case NotBefore():
            day = edit.start.date()
            at = "" if edit.start == starts(edit.task, day) else f" {edit.start:%H:%M}"
            return f"{edit.task} >= {day.isoformat()}{at}"
        case Linked():
            rest = format_links([edit.link], length).removeprefix(edit.link.source)
            return f"{edit.link.source} -> {edit.link.target}" + (f" {rest}" if rest else "")
        case Unlinked():
            return f"- {edit.source} -> {edit.target}" + (f" {edit.type}" if edit.type else "")
