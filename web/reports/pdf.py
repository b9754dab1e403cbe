"""The report as PDF: A4, tagged for screen readers, with our own fonts, the same bytes for the same report on every machine."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from milestones.report_view import PublishedReport, Report
from web.charts.canvas import FONTS, Look
from web.charts.gallery import chart_names, described, draw
from web.i18n import gettext, language
from web.reports.paper import paper
from web.words.reports import reason_of_tone, trend_answer
from web.words.values import value_label

TEMPLATE = Path(__file__).parent / "report.typ"
_PAPER = Look("light", "paper")


def pdf(published: PublishedReport) -> bytes:
    """The report in the reader's language. Raises `RuntimeError` with the typesetter's words when it cannot be set."""
    import typst

    report = published.report
    at = datetime.combine(report.head.status_date, datetime.min.time(), UTC)
    return typst.compile(
        TEMPLATE.read_bytes(), font_paths=_fonts(), ignore_system_fonts=True, format="pdf", pdf_standards=["ua-1"],
        timestamp=int(at.timestamp()), sys_inputs={"data": json.dumps(_data(published), ensure_ascii=False)},
    )  # fmt: skip


@cache
def _fonts() -> Any:
    """Our fonts, read once: they are large."""
    import typst

    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)])


def _data(published: PublishedReport) -> dict[str, Any]:
    report = published.report
    worded = paper(published, None)
    names = list(chart_names(report))
    drawn = {name: svg.decode() for name in names if (svg := draw(report, name, _PAPER)) is not None}
    tongue, _, region = language().partition("-")
    return {
        "paper": asdict(worded), "words": _words(report), "charts": drawn, "alt": {name: described(report, name) for name in names},
        "lang": tongue, "region": region or "GB", "title": f"{worded.code} {worded.title} · {worded.as_of}",
        "author": published.issue.author if published.issue else "Steerboard",
        "legend": [[tone, value_label("rag", tone), reason_of_tone(tone)] for tone in ("on_track", "watch", "off_track", "no_data", "done")],
    }  # fmt: skip


def _words(report: Report) -> Mapping[str, str]:
    """The labels of the sheet."""
    return {
        "kind": gettext("Executive progress report"), "decisions": gettext("Which decisions are needed from you?"), "code": gettext("Code"),
        "question": gettext("Question, and what waiting means"), "needed_by": gettext("Needed by"), "cost_of_waiting": gettext("Cost of waiting"),
        "milestones": gettext("Will the milestones hold?"), "milestone": gettext("Milestone"), "baseline": gettext("Baseline"),
        "forecast": gettext("Forecast"), "variance": gettext("Late, wd"), "float": gettext("Float left, wd"), "status": gettext("Status"),
        "trend": gettext("Trend"), "goals": gettext("Are the goals on their way?"), "goal": gettext("KPI of the goal"),
        "bullet": gettext("Baseline to target"), "now": gettext("Now"), "expected": gettext("Expected"), "owner": gettext("Owner"),
        "risks": gettext("Which risks matter most?"), "risk": gettext("Risk and its owner"), "score": gettext("Score"),
        "next_response": gettext("Next response"), "due": gettext("Due"), "hits": gettext("Would hit"), "people": gettext("Are the people with us?"),
        "behind": gettext("Behind the figures"), "trend_title": gettext("Do the forecasts hold?"), "trend_answer": trend_answer(report),
        "no_trend": gettext("The trend begins with the second report."), "heat_title": gettext("Where do the open threats stand?"),
        "heat_answer": gettext("The five on page 1 are bold"), "ladder_title": gettext("Where do the key stakeholders stand?"),
        "legend": gettext("How to read the marks"), "computed": gettext("How the figures are computed"), "figure": gettext("Figure"),
        "formula": gettext("Formula"), "inputs": gettext("From"), "result": gettext("Result"),
        "bullet_legend": gettext("Goals: the bar is the way made from baseline to target, the black mark where it should be by now."),
    }  # fmt: skip
