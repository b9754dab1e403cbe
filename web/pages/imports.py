"""Import into a register: choose a file, look at what it would do, then write it."""

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from starlette.datastructures import UploadFile

from governance.authority import Permission
from governance.errors import Invalid, Problem, Refusal
from governance.exchange import MAX_BYTES
from governance.registers import Register
from web import register_imports
from web.access import Here, InProgramme, Submitted
from web.pasted_rows import pasted_upload
from web.register_access import TheRegister, offered, register_at, writable
from web.register_exports import columns_of, csv_bytes, download
from web.rendering import respond, see_other
from web.uploads import Upload

router = APIRouter(prefix="/programmes/{programme}/{plural}/import", include_in_schema=False)


async def _uploaded(request: Request) -> Upload | str | None:
    """The file that was sent, or the rows that were pasted, if either was."""
    async with request.form(max_files=1, max_fields=20, max_part_size=MAX_BYTES) as form:
        sent, pasted = form.get("file"), form.get("pasted")
        if isinstance(pasted, str):
            return pasted
        if not isinstance(sent, UploadFile) or not sent.filename:
            return None
        return Upload(sent.filename.replace("\\", "/").rpartition("/")[2][:100], await sent.read())


TheUpload = Annotated[Upload | str | None, Depends(_uploaded)]


def _importable(here: InProgramme, register: TheRegister) -> Register:
    """The register, if it takes files and the actor may give it one."""
    offered(register, "create")
    here.actor.require(Permission.import_records, here.programme.id)
    writable(here, register)
    return register


Importable = Annotated[Register, Depends(_importable, scope="function")]


def _again(request: Request, plural: str, pasted: str, refusal: Refusal, status: int) -> Response:
    here: Here = request.state.here
    view = register_imports.refused_page(here, register_at(here, plural), refusal)
    view.pasted = pasted
    return respond(request, "registers/import.html", view, status=status)


@router.get("")
def choose(here: InProgramme, register: Importable) -> Response:
    return respond(here.request, "registers/import.html", register_imports.import_page(here, register))


@router.get("/template.csv")
def template(here: InProgramme, register: Importable) -> Response:
    return download(f"{register.plural}.csv", csv_bytes(columns_of(register), []), "text/csv; charset=utf-8")


@router.post("")
def preview(here: InProgramme, register: Importable, upload: TheUpload) -> Response:
    pasted = upload if isinstance(upload, str) else ""
    here.request.state.attempt = partial(_again, here.request, register.plural, pasted)
    view = register_imports.preview(here, register, _given(register, upload))
    view.pasted = pasted
    return respond(here.request, "registers/import.html", view)


def _given(register: Register, sent: Upload | str | None) -> Upload:
    if sent is None:
        raise Invalid([Problem("FILE_MISSING", "file", None, {})])
    return pasted_upload(register, sent) if isinstance(sent, str) else sent


@router.post("/confirmation")
def confirm(here: InProgramme, register: Importable, data: Submitted) -> Response:
    here.request.state.attempt = partial(_again, here.request, register.plural, "")
    register_imports.confirm(here, register, str(data.get("token") or ""))
    return see_other(here.request, f"{here.path}/{register.plural}", "imported")
