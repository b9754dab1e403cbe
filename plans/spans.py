"""Spans of days as people type them: a first day and a last one."""

from datetime import date

from governance.errors import Problem


def out_of_order(field: str, first: date | None, last: date | None) -> list[Problem]:
    """What is wrong with a span whose last day is the form's `field`; a span with one end open is none."""
    if first and last and last < first:
        return [Problem("DATE_ORDER", field, last, {"from": first, "to": last})]
    return []
