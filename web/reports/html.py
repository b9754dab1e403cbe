"""The report as one HTML file that needs nothing else: styles and charts inside, to be mailed, archived or printed."""

import base64
from typing import Any

from markupsafe import Markup

from milestones.report_view import PublishedReport, Report
from web.charts.canvas import Look
from web.charts.gallery import chart_names, draw
from web.i18n import language
from web.rendering import STATIC, environment
from web.report_pages import WIDE, Chart, ReportPage, chart_of
from web.reports.paper import paper

SHEETS = ("tokens", "base", "frame", "table", "parts", "print", "report")


def html(published: PublishedReport) -> str:
    """The report in the reader's language. Links to records are left out: the file does not know where the app is."""
    worded = paper(published, None)
    page = ReportPage(
        title=worded.title, paper=worded, charts=_charts(published.report), pdf_href="", json_href="", other_pdf=[]
    )
    styles = "\n".join((STATIC / "css" / f"{name}.css").read_text(encoding="utf-8") for name in SHEETS)
    context: dict[str, Any] = {"page": page, "styles": Markup(_without_files(styles)), "tongue": language()}  # noqa: S704 - our own sheets
    return environment().get_template("reports/standalone.html").render(context)


def _charts(report: Report) -> dict[str, Chart]:
    found = {}
    for name in chart_names(report):
        usual = "wide" if name in WIDE or name.startswith("goal-") else "narrow"
        light, dark = (draw(report, name, Look(theme, usual)) for theme in ("light", "dark"))
        if light is not None and dark is not None:
            found[name] = chart_of(report, name, usual, _inside(light), _inside(dark))
    return found


def _inside(svg: bytes) -> str:
    return "data:image/svg+xml;base64," + base64.b64encode(svg).decode()


def _without_files(styles: str) -> str:
    """The sheets without the rules that fetch our fonts: the file has none beside it."""
    kept, rest = [], styles
    while "@font-face" in rest:
        before, _, after = rest.partition("@font-face")
        kept.append(before)
        rest = after.partition("}")[2]
    return "".join([*kept, rest])
