"""The executive report for programs: the live one as of any date, and the issues that were published."""

from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query

from milestones.snapshots import issue_of, published
from web.access import InProgramme
from web.report_pages import issue_lines, live, report_document
from web.reports.json import IssueLine, ReportDocument

router = APIRouter(prefix="/api/v1/programmes/{programme}", tags=["reports"])
Lang = Annotated[Literal["en", "zh-CN"] | None, Query(description="Language of the sentences; facts come in both")]
Number = Annotated[int, Path(ge=1, le=10**6)]


@router.get("/report", summary="The executive report, live")
def report(here: InProgramme, lang: Lang = None) -> ReportDocument:
    """The same facts as the page and the PDF as of `as_of`, with its sentences worded in `lang`."""
    return report_document(live(here))


@router.get("/reports", summary="The published reports")
def reports(here: InProgramme) -> list[IssueLine]:
    """Every issue, the newest first; a corrected one names the issue that corrects it."""
    return issue_lines(here)


@router.get("/reports/{number}", summary="A published report")
def issue(here: InProgramme, number: Number, lang: Lang = None) -> ReportDocument:
    """The issue as it was published: it never changes."""
    return report_document(published(here.session, issue_of(here.session, here.programme.id, number)))
