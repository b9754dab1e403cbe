"""Starting from the template: what it would bring, and bringing it in; for people and for programs."""

from dataclasses import asdict, field
from functools import partial
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from governance.authority import Permission
from governance.errors import Refusal
from governance.forms import read_fields, read_form
from web.access import Here, InProgramme, Submitted
from web.api_bodies import JsonBody
from web.i18n import gettext
from web.register_access import writable
from web.registry import REGISTERS
from web.rendering import respond, see_other
from web.rollout_template.filling import WAVES, Foreseen, TemplateForm, fill_plan, foreseen, has_tasks
from web.viewclass import viewclass
from web.words.refusals import message

router = APIRouter(prefix="/programmes/{programme}/plan-template", include_in_schema=False)
api = APIRouter(prefix="/api/v1/programmes/{programme}", tags=["schedule"])


@viewclass
class TemplatePage:
    """What the template would bring as it is chosen."""

    title: str
    foreseen: Foreseen
    waves: int
    most_waves: int
    deliverables: bool
    taken: bool
    problems: list[str] = field(default_factory=list)
    crumbs: list[tuple[str, str | None]] = field(default_factory=list)


def template_page(here: Here, form: TemplateForm, refusal: Refusal | None = None) -> TemplatePage:
    title = gettext("Start from the template")
    return TemplatePage(
        title=title, foreseen=foreseen(here.session, here.programme, form), waves=form.waves, most_waves=len(WAVES),
        deliverables=form.deliverables, taken=has_tasks(here.session, here.programme),
        problems=[message(p) for p in refusal.problems] if refusal else [], crumbs=[(title, None)],
    )  # fmt: skip


@router.get("")
def choose(here: InProgramme) -> Response:
    here.actor.require(Permission.maintain_plan, here.programme.id)
    typed = dict(here.request.query_params)
    given = {k: v for k, v in typed.items() if k in TemplateForm.model_fields}
    if typed.get("chosen"):
        given.setdefault("deliverables", "false")
    form, problems = read_fields(TemplateForm, given)
    return respond(here.request, "plan/template.html", template_page(here, TemplateForm() if problems else form))


@router.post("")
def fill(here: InProgramme, data: Submitted) -> Response:
    writable(here, REGISTERS["task"])
    here.request.state.attempt = partial(_again, here.request, dict(data))
    given = {k: data[k] for k in TemplateForm.model_fields if k in data}
    fill_plan(here.session, here.actor, here.programme, read_form(TemplateForm, {"deliverables": "false"} | given))
    return see_other(here.request, f"{here.path}/schedule", "imported")


def _again(request: Request, typed: dict[str, Any], refusal: Refusal, status: int) -> Response:
    form, problems = read_fields(TemplateForm, {k: typed[k] for k in TemplateForm.model_fields if k in typed})
    view = template_page(request.state.here, TemplateForm() if problems else form, refusal)
    return respond(request, "plan/template.html", view, status=status)


@api.post("/plan-template", summary="Fill an empty plan from the template", status_code=201, response_model=None)
def fill_by_program(here: InProgramme, body: JsonBody) -> JSONResponse:
    """Brings in departments, phases, waves, tasks, milestones and, if wanted, deliverables: `{"waves": 1–3, "deliverables": true}`."""
    writable(here, REGISTERS["task"])
    form = read_form(TemplateForm, body)
    before = foreseen(here.session, here.programme, form)
    fill_plan(here.session, here.actor, here.programme, form)
    return JSONResponse({**asdict(before), "finish": before.finish.isoformat()}, 201)
