"""A plan file becomes a programme, or enters one: choose it, look at what it would do, then write it."""

from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile

from governance.authority import Actor, Permission
from governance.errors import Refusal
from governance.forms import read_form
from milestones.plan_import import import_plan, open_programme_with
from web import plan_imports, signin, uploads
from web.access import CurrentActor, Here, InProgramme, Submitted, Transaction, database_of
from web.plan_files import in_a_known_form
from web.plan_imports import NewProgrammeForm, draft_of, given, purpose
from web.plan_moves import stamp_now
from web.rendering import respond, see_other
from web.uploads import Upload

router = APIRouter(include_in_schema=False)
INSIDE = "/programmes/{programme}/plan-imports"


async def _uploaded(request: Request, actor: Annotated[Actor, Depends(signin.person)]) -> Upload | None:
    """The file that was sent, if one was; of another program's it is turned into a known form before any transaction is open."""
    await request.body()  # kept, so that the transaction finds it read
    upload = await _sent(request)
    if upload is None or not actor.may_anywhere(Permission.maintain_plan):
        return upload
    request.state.attempt = partial(_again, request)
    return Upload(upload.name, await run_in_threadpool(in_a_known_form, upload.name, upload.body))


async def _sent(request: Request) -> Upload | None:
    async with request.form(max_files=1, max_fields=20) as form:
        sent = form.get("file")
        if not isinstance(sent, UploadFile) or not sent.filename:
            return None
        return Upload(sent.filename.replace("\\", "/").rpartition("/")[2][:100], await sent.read())


TheUpload = Annotated[Upload | None, Depends(_uploaded)]


def _again(request: Request, refusal: Refusal, status: int) -> Response:
    """The page with why the file was refused."""
    here: Here | None = getattr(request.state, "here", None)
    base = f"{here.path}/plan-imports" if here else request.url.path
    view = plan_imports.page(base, here.programme if here else None, None, refusal)
    return respond(request, "plan/import.html", view, status=status)


def _importer(here: InProgramme) -> Here:
    """Whoever may import into the plan."""
    for permission in (Permission.import_records, Permission.maintain_plan):
        here.actor.require(permission, here.programme.id)
    return here


def _may_open(actor: Actor) -> None:
    """Whoever may open a programme and plan in it."""
    for permission in (Permission.create_programme, Permission.maintain_plan):
        actor.require(permission)


Importer = Annotated[Here, Depends(_importer, scope="function")]


@router.get("/imports")
def choose(request: Request, actor: CurrentActor) -> Response:
    _may_open(actor)
    return respond(request, "plan/import.html", plan_imports.page("/imports", None))


@router.post("/imports")
def preview(request: Request, upload: TheUpload, session: Transaction, actor: CurrentActor) -> Response:
    _may_open(actor)
    request.state.attempt = partial(_again, request)
    found = plan_imports.preview(session, database_of(request), actor, None, given(upload))
    return respond(request, "plan/import.html", plan_imports.page("/imports", None, found))


@router.post("/imports/confirmation")
def confirm(request: Request, session: Transaction, actor: CurrentActor, data: Submitted) -> Response:
    request.state.attempt = partial(_again, request)
    form = read_form(NewProgrammeForm, data)
    folder = database_of(request).data_dir
    draft = draft_of(session, None, uploads.take(folder, actor, purpose(None), form.token))
    programme, _ = open_programme_with(session, actor, None, form.code, form.name or "", draft, form.start)
    uploads.forget(folder, form.token)
    return see_other(request, f"/programmes/{programme.code}/schedule", "imported")


@router.get(INSIDE)
def choose_inside(here: Importer) -> Response:
    return respond(here.request, "plan/import.html", plan_imports.page(f"{here.path}/plan-imports", here.programme))


@router.post(INSIDE)
def preview_inside(upload: TheUpload, here: Importer) -> Response:
    here.request.state.attempt = partial(_again, here.request)
    found = plan_imports.preview(here.session, database_of(here.request), here.actor, here.programme, given(upload))
    return respond(
        here.request, "plan/import.html", plan_imports.page(f"{here.path}/plan-imports", here.programme, found)
    )


@router.post(f"{INSIDE}/confirmation")
def confirm_inside(here: Importer, data: Submitted) -> Response:
    here.request.state.attempt = partial(_again, here.request)
    before, folder, token = stamp_now(here), database_of(here.request).data_dir, _token(data)
    draft = draft_of(here.session, here.programme, uploads.take(folder, here.actor, purpose(here.programme), token))
    import_plan(here.session, here.actor, here.programme, draft)
    uploads.forget(folder, token)
    return see_other(here.request, f"{here.path}/schedule?from={before}", "imported")


def _token(data: dict[str, Any]) -> str:
    return str(data.get("token") or "")
