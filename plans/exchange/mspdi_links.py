"""Links of Microsoft Project's XML: types and lags, and on whose calendar a lag is counted where the file was written here."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from plans.exchange.imported_plan import OutlineRow
from plans.exchange.mspdi_marks import Marks
from plans.exchange.mspdi_people import Notices
from plans.exchange.mspdi_values import (
    ELAPSED_FORMATS,
    ELAPSED_PERCENT_FORMATS,
    NAMESPACE,
    PERCENT_FORMATS,
    flag,
    integer,
    text,
    tidy,
)
from plans.network import LagCalendar, Link, LinkType

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

LINK_TYPES = ("FF", "FS", "SF", "SS")
LAGS = "lags"  # in the marks: by the successor's code, by the predecessor's code and the type


def read_links(
    elements: "Iterable[Element]", outline: Sequence[OutlineRow], marks: Marks | None, notices: Notices
) -> list[Link]:
    """The links between tasks of the file, one of each type between two; others are noted, those of inactive tasks are not taken."""
    rows = {row.id: row for row in outline}
    # Microsoft Project schedules as if its inactive tasks were not there.
    aside = set() if marks else {row.id for row in outline if row.called_off}
    lags = marks.object(LAGS) if marks else {}
    links: dict[tuple[str, str, LinkType], Link] = {}
    for element in elements:
        target = text(element, "UID") or ""
        for entry in element.findall(f"{NAMESPACE}PredecessorLink"):
            if target in aside or text(entry, "PredecessorUID") in aside:
                continue
            link = _link(entry, target, rows, notices)
            if link is not None:
                kept = _as_kept(link, rows, lags) if marks else link
                links.setdefault((link.source, link.target, link.type), kept)
    return [*links.values()]


def _link(entry: "Element", target: str, rows: Mapping[str, OutlineRow], notices: Notices) -> Link | None:
    source = text(entry, "PredecessorUID") or ""
    if source not in rows or source == target or flag(entry, "CrossProject"):
        notices.add("LINK_TO_OUTSIDE_LEFT_OUT", target)
        return None
    code = integer(entry, "Type", 1)
    kind = LinkType(LINK_TYPES[code] if 0 <= code < len(LINK_TYPES) else "FS")
    lag, unit = integer(entry, "LinkLag"), integer(entry, "LagFormat", 7)
    if unit in PERCENT_FORMATS or unit in ELAPSED_PERCENT_FORMATS:
        notices.add("PERCENT_LAG_FIXED", target)
        minutes = tidy(rows[source].duration_min * lag / 100)
    else:
        minutes = tidy(lag / 10)
    elapsed = unit in ELAPSED_FORMATS or unit in ELAPSED_PERCENT_FORMATS
    return Link(source, target, kind, minutes, LagCalendar.elapsed if elapsed else LagCalendar.succ)


def _as_kept(link: Link, rows: Mapping[str, OutlineRow], lags: Mapping[str, Any]) -> Link:
    """A worked lag counts on the project's calendar here, unless the file says on whose; an elapsed one is elapsed."""
    if link.lag_calendar == LagCalendar.elapsed:
        return link
    source, target = rows[link.source].own, rows[link.target].own
    into = lags.get(target.code) if target else None
    said = into.get(f"{source.code}{link.type}") if isinstance(into, dict) and source else None
    known = said if said in (LagCalendar.pred, LagCalendar.succ) else LagCalendar.project
    return link._replace(lag_calendar=LagCalendar(known))


def kept_lags(links: Iterable[Link], codes: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """What `read_links` finds again: links whose lag counts neither on the project's calendar nor on the clock."""
    found: dict[str, dict[str, str]] = {}
    for link in links:
        if link.lag_calendar in (LagCalendar.pred, LagCalendar.succ):
            into = found.setdefault(codes[link.target], {})
            into[f"{codes[link.source]}{link.type}"] = str(link.lag_calendar)
    return found
