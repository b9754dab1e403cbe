"""The report on the command line: the same facts as the page, written to a file or printed."""

import json
from datetime import date
from pathlib import Path

from governance.authority import operator
from governance.errors import NotFound, Problem
from milestones.report_view import PublishedReport
from web.charts.canvas import keep_cache_in
from web.database import open_database
from web.i18n import speaking
from web.settings import Settings

FORMATS = ("html", "pdf", "json")


def report_command(settings: Settings, code: str, fmt: str, lang: str, status_date: date | None, output: Path | str | None) -> str:  # fmt: skip
    """Write the live report of a programme as of a date; returns what to print: where it went, or the JSON itself.

    Raises:
        NotFound: there is no such programme.
        Invalid: the plan cannot be computed.
    """
    keep_cache_in(settings.data_dir / "cache")
    with speaking(lang):
        found = _report(settings, code, status_date)
        body = _written(found, fmt)
    if output is None:
        return body.decode()
    path = Path(output)
    path.write_bytes(body)
    return f"{found.report.head.programme.code} {found.report.head.status_date} → {path}"


def _report(settings: Settings, code: str, status_date: date | None) -> PublishedReport:
    from governance.programmes import find_programme
    from milestones.progress_report import progress_report

    database = open_database(settings)
    try:
        with database.transaction(writes=False) as session:
            programme = find_programme(session, operator(), code)
            return PublishedReport(report=progress_report(session, programme, status_date or programme.status_date))
    finally:
        database.dispose()


def _written(found: PublishedReport, fmt: str) -> bytes:
    if fmt == "pdf":
        from web.reports.pdf import pdf

        return pdf(found)
    if fmt == "html":
        from web.reports.html import html

        return html(found).encode()
    if fmt == "json":
        from web.reports.json import document

        return json.dumps(document(found).model_dump(mode="json"), ensure_ascii=False, indent=2).encode()
    raise NotFound([Problem("NOT_IN_ENUM", "format", fmt, {"allowed": list(FORMATS)})])
