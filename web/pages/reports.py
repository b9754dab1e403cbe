"""The executive report: live as of any date, its charts, its files, the issues that were published, and publishing one."""

from dataclasses import replace
from functools import partial
from hashlib import sha256
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Request, Response
from fastapi.responses import JSONResponse

from governance.authority import Permission
from governance.errors import NotFound, Problem, Refusal
from governance.forms import read_form
from milestones.report_view import PublishedReport
from milestones.snapshots import PublishForm, ReportIssue, issue_of, publish_report, published
from web.access import Here, InProgramme, Submitted
from web.charts.canvas import Look, OnPage, Theme
from web.rendering import respond, see_other
from web.report_pages import issue_list, issue_page, live, live_page, picture, publish_page, report_document, sheet

router = APIRouter(prefix="/programmes/{programme}", include_in_schema=False)
Number = Annotated[int, Path(ge=1, le=10**6)]
Name = Annotated[str, Path(max_length=40, pattern=r"^[A-Za-z0-9-]+$")]


def _issue(here: InProgramme, number: Number) -> ReportIssue:
    """The issue asked for; the page around it answers as of its date too."""
    found = issue_of(here.session, here.programme.id, number)
    here.request.state.here = replace(here, status_date=found.status_date)
    return found


TheIssue = Annotated[ReportIssue, Depends(_issue, scope="function")]


@router.get("/overview")
def overview(here: InProgramme) -> Response:
    found = live(here)
    page = live_page(here, found)
    return respond(here.request, "reports/overview.html", report_document(found), title=page.title, page=page)


@router.get("/overview.pdf")
def overview_pdf(here: InProgramme) -> Response:
    return _pdf(here, live(here), f"{here.programme.code}-{here.status_date}")


@router.get("/charts/{name}.svg")
def chart(here: InProgramme, name: Name, theme: Theme = "light", size: OnPage = "wide") -> Response:
    return _svg(here, live(here), name, Look(theme, size))


# --- Issues ----------------------------------------------------------------------------------------------------------


@router.get("/reports")
def index(here: InProgramme) -> Response:
    return respond(here.request, "reports/index.html", issue_list(here))


@router.get("/reports/new")
def new(here: InProgramme) -> Response:
    here.actor.require(Permission.publish_report, here.programme.id)
    return respond(here.request, "reports/new.html", publish_page(here))


@router.post("/reports/preview")
def preview(here: InProgramme, data: Submitted) -> Response:
    here.actor.require(Permission.publish_report, here.programme.id)
    here.request.state.attempt = partial(_form_again, here.request, data)
    read_form(PublishForm, data)
    return respond(here.request, "reports/new.html", publish_page(here, data, as_preview=True))


@router.post("/reports")
def publish(here: InProgramme, data: Submitted) -> Response:
    here.request.state.attempt = partial(_form_again, here.request, data)
    form = read_form(PublishForm, data)
    on = form.status_date or here.status_date
    issue = publish_report(here.session, here.actor, here.programme, on, form.narrative_zh, form.narrative_en)
    return see_other(here.request, f"{here.path}/reports/{issue.number}", "published")


def _form_again(request: Request, typed: dict[str, Any], refusal: Refusal, status: int) -> Response:
    """The form again, with what was typed and what was refused."""
    view = publish_page(request.state.here, typed, refusal)
    return respond(request, "reports/new.html", view, status=status)


@router.get("/reports/{number:int}.pdf")
def issue_pdf(here: InProgramme, issue: TheIssue) -> Response:
    return _pdf(here, published(here.session, issue), f"{here.programme.code}-report-{issue.number}")


@router.get("/reports/{number:int}.json")
def issue_json(here: InProgramme, issue: TheIssue) -> Response:
    body = report_document(published(here.session, issue)).model_dump(mode="json")
    return JSONResponse(body, headers=_fixed(here, issue.digest))


@router.get("/reports/{number:int}/charts/{name}.svg")
def issue_chart(
    here: InProgramme, issue: TheIssue, name: Name, theme: Theme = "light", size: OnPage = "wide"
) -> Response:
    return _svg(here, published(here.session, issue), name, Look(theme, size))


@router.get("/reports/{number:int}")
def show(here: InProgramme, issue: TheIssue) -> Response:
    found = published(here.session, issue)
    page = issue_page(here, issue, found)
    return respond(
        here.request, "reports/show.html", report_document(found), title=page.title, page=page, crumbs=page.crumbs
    )


# --- Files -----------------------------------------------------------------------------------------------------------


def _pdf(here: Here, found: PublishedReport, name: str) -> Response:
    headers = {"Content-Disposition": f'inline; filename="{name}.pdf"', "Cache-Control": "private, no-cache"}
    return _unless_known(here, sheet(found), "application/pdf", headers)


def _svg(here: Here, found: PublishedReport, name: str, look: Look) -> Response:
    drawn = picture(found.report, name, look)
    if drawn is None:
        raise NotFound([Problem("NOT_FOUND", "name", name, {"kind": "chart", "code": name})])
    asked = "v" in here.request.query_params
    headers = {"Cache-Control": "private, max-age=31536000, immutable" if asked else "private, no-cache"}
    return _unless_known(here, drawn, "image/svg+xml", headers)


def _unless_known(here: Here, body: bytes, kind: str, headers: dict[str, str]) -> Response:
    """The file, or 304 where the reader has it already. Asking for a language here is not choosing one for good."""
    tag = f'"{sha256(body).hexdigest()[:32]}"'
    here.request.scope.pop("chosen_language", None)
    headers |= {"ETag": tag, "Vary": "Cookie, Accept-Language"}
    if tag in here.request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return Response(body, media_type=kind, headers=headers)


def _fixed(here: Here, digest: str) -> dict[str, str]:
    here.request.scope.pop("chosen_language", None)
    return {"ETag": f'"{digest[:32]}"', "Cache-Control": "private, no-cache"}
