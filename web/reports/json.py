"""The report for programs: its facts as they are kept, and the sentences that a person would read."""

from datetime import date, datetime

from pydantic import BaseModel

from milestones.report_view import Issue, PublishedReport, Report
from web.i18n import language
from web.words import reports as words


class ReportWords(BaseModel):
    """What the page says, in one language."""

    headline: str
    decisions: str
    milestones: str
    goals: str
    risks: str
    people: str
    changes: list[str]


class ReportDocument(BaseModel):
    """A report as JSON. `issue` is null for the live one; `report` has the same facts that the page and the PDF show."""

    lang: str
    issue: Issue | None
    words: ReportWords
    report: Report


class IssueLine(BaseModel):
    """One published report in the list of them."""

    number: int
    code: str
    status_date: date
    author: str
    published_at: datetime | None
    colour: str
    digest: str
    corrected_by: int | None


def document(published: PublishedReport) -> ReportDocument:
    """The document in the reader's language."""
    report = published.report
    return ReportDocument(
        lang=language(), issue=published.issue, report=report,
        words=ReportWords(
            headline=words.headline_sentence(report.headline), decisions=words.decisions_answer(report), milestones=words.milestones_answer(report),
            goals=words.goals_answer(report), risks=words.risks_answer(report), people=words.people_answer(report),
            changes=[words.change_words(c) for c in report.changes.lines] if report.changes else [],
        ),
    )  # fmt: skip
