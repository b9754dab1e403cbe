"""What the report's pages are made of: the worded report, its charts with their addresses, the issues, and the form to publish one."""

import hashlib
from collections import OrderedDict
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlencode

from markupsafe import Markup

from governance.authority import Permission
from governance.errors import Refusal
from milestones.progress_report import progress_report
from milestones.report_facts import Text
from milestones.report_view import PublishedReport, Report
from milestones.snapshots import ReportIssue, issues
from web.access import Here
from web.charts.canvas import Look, Size
from web.charts.gallery import chart_names, described, draw, extent
from web.i18n import gettext, instant, language, pick, plain_day, text_of
from web.keeping import kept
from web.rendering import environment
from web.reports.json import IssueLine, ReportDocument, document
from web.reports.paper import paper
from web.reports.parts import Paper
from web.viewclass import viewclass
from web.words.refusals import message
from web.words.values import value_label

PICTURES_KEPT, SHEETS_KEPT, LAYOUTS_KEPT, DIGESTS_KEPT = 200, 12, 32, 32


@viewclass
class Chart:
    """One chart on a page: the addresses of its variants, its size, and what it shows in words."""

    light: str
    dark: str
    alt: str
    width: int
    height: int
    narrow_light: str = ""
    narrow_dark: str = ""


@viewclass
class Layout:
    """What a page shows of a report, worded and drawn for one reader's language and rights."""

    paper: Paper
    charts: dict[str, Chart]
    article: Markup


@dataclass(frozen=True)
class ReportPage:
    """A report as a page shows it: `article` is the report drawn, empty where a template draws it itself."""

    title: str
    paper: Paper
    charts: dict[str, Chart]
    pdf_href: str
    json_href: str
    other_pdf: list[tuple[str, str, str]]
    publish_href: str = ""
    issues_href: str = ""
    number: int | None = None
    corrected_by: str = ""
    is_past: bool = False
    crumbs: list[tuple[str, str | None]] = field(default_factory=list)
    article: Markup = field(default_factory=Markup)


@viewclass
class IssueRow:
    number: int
    href: str
    status_date: str
    tone: str
    word: str
    headline: str
    author: str
    issued: str
    superseded: str
    pdf_href: str


@dataclass(frozen=True)
class IssueList:
    title: str
    rows: list[IssueRow]
    may_publish: bool
    publish_href: str
    live_href: str


@dataclass(frozen=True)
class PublishPage:
    """The form, with what was typed, over the report as it would be issued."""

    title: str
    page: ReportPage
    status_date: str
    narrative_zh: str
    narrative_en: str
    next_number: int
    problems: list[tuple[str, str]]
    crumbs: list[tuple[str, str | None]]
    is_preview: bool = False


def live(here: Here) -> PublishedReport:
    """The report as of the date that the request asks for."""
    return PublishedReport(report=progress_report(here.session, here.programme, here.status_date))


def live_page(here: Here, found: PublishedReport) -> ReportPage:
    """The live report, as `live` found it."""
    laid = _laid(here, found, f"{here.path}/charts", here.status_date.isoformat())
    asked = {"as_of": here.status_date.isoformat()} if here.status_date != here.programme.status_date else {}
    may = here.may(Permission.publish_report)
    return ReportPage(
        title=gettext("Overview"), paper=laid.paper, charts=laid.charts, article=laid.article,
        pdf_href=_with(f"{here.path}/overview.pdf", asked), json_href=_with(f"/api/v1{here.path}/report", asked), other_pdf=[],
        publish_href=_with(f"{here.path}/reports/new", asked) if may else "", issues_href=f"{here.path}/reports", is_past=bool(asked),
    )  # fmt: skip


def issue_page(here: Here, issue: ReportIssue, found: PublishedReport) -> ReportPage:
    """An issue, as `published` read it back."""
    base = f"{here.path}/reports/{issue.number}"
    laid = _laid(here, found, f"{base}/charts")
    later = found.issue.corrected_by if found.issue else None
    return ReportPage(
        title=gettext("Issue {number}").format(number=issue.number), paper=laid.paper, charts=laid.charts, article=laid.article,
        pdf_href=f"{base}.pdf", json_href=f"{base}.json", other_pdf=[(tag, name, f"{base}.pdf?lang={tag}") for tag, name in _OTHER[language()]],
        issues_href=f"{here.path}/reports", number=issue.number, corrected_by=str(later) if later else "",
        crumbs=[(gettext("Reports"), f"{here.path}/reports"), (gettext("Issue {number}").format(number=issue.number), None)],
    )  # fmt: skip


def _laid(here: Here, found: PublishedReport, pictures: str, as_of: str = "") -> Layout:
    """A report laid out, once for all who read the same facts in the same language with the same rights."""
    may_decide = here.may(Permission.decide)
    key = (*_facts(found), here.path, pictures, as_of, may_decide)
    return kept(_layouts, key, LAYOUTS_KEPT, lambda: _lay_out(here, found, pictures, as_of))


def _lay_out(here: Here, found: PublishedReport, pictures: str, as_of: str) -> Layout:
    worded, drawings = paper(found, here.path), charts(found.report, pictures, as_of)
    page = {"paper": worded, "charts": drawings}
    drawn = environment().get_template("reports/_report.html").render(page=page, here=here)
    return Layout(worded, drawings, Markup(drawn))  # noqa: S704  # a template of our own has escaped every text


_OTHER = {"en": [("zh-CN", "中文 PDF")], "zh-CN": [("en", "English PDF")]}


def issue_list(here: Here) -> IssueList:
    found = issues(here.session, here.programme.key)
    valid = {i.status_date: i.number for i in reversed(found)}
    rows = [_row(here, i, valid[i.status_date]) for i in found]
    return IssueList(gettext("Reports"), rows, here.may(Permission.publish_report), f"{here.path}/reports/new", f"{here.path}/overview")  # fmt: skip


def issue_lines(here: Here) -> list[IssueLine]:
    """The same list for programs."""
    found = issues(here.session, here.programme.key)
    valid = {i.status_date: i.number for i in reversed(found)}
    return [
        IssueLine(
            number=i.number, code=i.code, status_date=i.status_date, author=i.author, published_at=i.created_at, colour=i.headline_rag,
            digest=i.digest, corrected_by=by if (by := valid[i.status_date]) != i.number else None,
        )
        for i in found
    ]  # fmt: skip


def _row(here: Here, issue: ReportIssue, valid: int) -> IssueRow:
    href = f"{here.path}/reports/{issue.number}"
    corrected = gettext("corrected by issue {number}").format(number=valid) if valid != issue.number else ""
    return IssueRow(
        issue.number, href, plain_day(issue.status_date), issue.headline_rag, value_label("rag", issue.headline_rag), text_of(issue, "narrative"),
        issue.author, instant(issue.created_at), corrected, f"{href}.pdf",
    )  # fmt: skip


def publish_page(here: Here, typed: dict[str, Any] | None = None, refusal: Refusal | None = None, *, as_preview: bool = False) -> PublishPage:  # fmt: skip
    """The form as it opens, or again with what was typed; the note begins as what was last reported about the cause."""
    newest = issues(here.session, here.programme.key)
    number = newest[0].number + 1 if newest else 1
    found = live(here)
    draft = draft_narrative(found.report)
    typed = typed or {"narrative_zh": draft.zh, "narrative_en": draft.en}
    zh, en = str(typed.get("narrative_zh") or ""), str(typed.get("narrative_en") or "")
    return PublishPage(
        gettext("Publish the report"), _previewed(live_page(here, found), pick(zh, en), here.actor.name, number), here.status_date.isoformat(), zh, en,
        number, [(p.field, message(p)) for p in refusal.problems] if refusal else [],
        [(gettext("Reports"), f"{here.path}/reports"), (gettext("Publish the report"), None)], as_preview,
    )  # fmt: skip


def _previewed(page: ReportPage, narrative: str, author: str, number: int) -> ReportPage:
    """The report as the next issue would show it."""
    name = gettext("Preview of issue {number}").format(number=number)
    worded = replace(page.paper, issue=name, narrative=narrative, narrative_by=author if narrative else "")
    return replace(page, paper=worded, article=Markup())


def draft_narrative(report: Report) -> Text:
    """A first wording of the note: what was last said about the task that drives the headline.

    Where a comment holds both languages parted by a slash, each goes to its own field.
    """
    cause = report.headline.cause
    if cause is None or not cause.comment:
        return Text()
    zh, parted, en = cause.comment.partition(" / ")
    return Text(zh=f"{cause.task.code} {zh}", en=f"{cause.task.code} {en if parted else zh}")


def report_document(found: PublishedReport) -> ReportDocument:
    return document(found)


def sheet(found: PublishedReport) -> bytes:
    """The report as PDF in the reader's language, set once for the same facts."""
    from web.reports.pdf import pdf

    return kept(_sheets, _facts(found), SHEETS_KEPT, lambda: pdf(found))


def _facts(found: PublishedReport) -> tuple[str, str, str]:
    """All that what is said in a report depends on: its facts, how it was issued, and the reader's language."""
    return _digest(found.report), found.issue.model_dump_json() if found.issue else "", language()


# --- Charts ----------------------------------------------------------------------------------------------------------

# Beside text a chart takes half the page, where the narrow drawing is at home; bullets have one size.
WIDE = frozenset({"milestones"})


def charts(report: Report, base: str, as_of: str = "") -> dict[str, Chart]:
    """Every chart of a report. The addresses name what a drawing depends on, so that a browser may keep it."""
    return {name: _chart(report, name, base, as_of) for name in chart_names(report)}


def _chart(report: Report, name: str, base: str, as_of: str) -> Chart:
    is_bullet, asked = name.startswith("goal-"), {"as_of": as_of} if as_of else {}
    usual: Size = "wide" if name in WIDE or is_bullet else "narrow"

    def at(theme: str, size: str) -> str:
        query = asked | {"lang": language(), "theme": theme, "size": size, "v": _digest(report)}
        return f"{base}/{name}.svg?{urlencode(query)}"

    narrow = (at("light", "narrow"), at("dark", "narrow")) if name in WIDE else ("", "")
    return chart_of(report, name, usual, at("light", usual), at("dark", usual), *narrow)


def chart_of(report: Report, name: str, size: Size, light: str, dark: str, narrow_light: str = "", narrow_dark: str = "") -> Chart:  # fmt: skip
    """A chart from the addresses of its variants."""
    width, height = extent(name, Look("light", size))
    return Chart(light, dark, described(report, name), width, height, narrow_light, narrow_dark)


def _digest(report: Report) -> str:
    """Short and stable: names the facts that the charts are drawn from."""
    # The report is kept beside its digest: as long as it is, no other object can have its id.
    return kept(_digests, id(report), DIGESTS_KEPT, lambda: (report, _digested(report)))[1]


def _digested(report: Report) -> str:
    return hashlib.sha256(report.model_dump_json().encode()).hexdigest()[:12]


_digests: OrderedDict[int, tuple[Report, str]] = OrderedDict()
_layouts: OrderedDict[tuple[Any, ...], Layout] = OrderedDict()
_pictures: OrderedDict[tuple[str, str, str, Look], bytes | None] = OrderedDict()
_sheets: OrderedDict[tuple[str, str, str], bytes] = OrderedDict()


def picture(report: Report, name: str, look: Look) -> bytes | None:
    """A chart's file, drawn once for the same facts, language and look."""
    if name not in set(chart_names(report)):
        return None
    key = (_digest(report), name, language(), look)
    return kept(_pictures, key, PICTURES_KEPT, lambda: draw(report, name, look))


def _with(path: str, query: dict[str, str]) -> str:
    return f"{path}?{urlencode(query)}" if query else path
