"""Programmes as shown: the list of those that a person may see, the form of a charter, the charter with what is missing in it."""

from collections.abc import Iterable, Mapping
from dataclasses import field
from datetime import date
from typing import Any

from fastapi import Request
from sqlmodel import Session

from governance.authority import Actor, Permission
from governance.directory import CHARTER
from governance.errors import Refusal, Stale, VersionMissing
from governance.forms import references_of
from governance.labels import labels
from governance.listings import values
from governance.programmes import ProgrammeForm, programme_warnings, programmes_of
from web.access import Here
from web.cells import Names, shown
from web.chrome import PLACES
from web.i18n import gettext, language, text_of
from web.register_forms import as_typed, conflict, controls, summary
from web.register_records import history, sections
from web.viewclass import viewclass
from web.views import Cell, FieldControl, RegisterEdit, RegisterHead, RegisterShow, Verb
from web.words.refusals import message
from web.words.registers import words_of
from web.words.values import value_label


@viewclass
class ProgrammeRow:
    code: str
    name: str
    href: str
    status: Cell
    phase: str
    status_date: date
    target_finish: date
    committed_finish: date
    forecast: Cell | None
    sponsor: str


@viewclass
class ProgrammeList:
    title: str
    rows: list[ProgrammeRow]
    may_create: bool
    create_href: str
    import_href: str | None
    sample_href: str | None
    crumbs: list[tuple[str, str | None]] = field(default_factory=list)


def programme_list(session: Session, actor: Actor) -> ProgrammeList:
    """The programmes that the actor may see, by code."""
    found = programmes_of(session, actor)
    sponsors = labels(session, "person", ids=[p.sponsor_id for p in found if p.sponsor_id is not None])
    rows = [
        ProgrammeRow(
            p.code, text_of(p, "name"), f"/programmes/{p.code}", shown("status", "badge", p.status), "", p.status_date, p.target_finish,
            p.committed_finish, None, sponsors[p.sponsor_id].name(language()) if p.sponsor_id in sponsors else "",
        )
        for p in found
    ]  # fmt: skip
    title, may_create = words_of("programme").plural, actor.may_write and actor.may(Permission.create_programme)
    return ProgrammeList(title, rows, may_create, "/programmes/new", _import_href(actor), None, [(title, None)])


def _import_href(actor: Actor) -> str | None:
    """Where a plan file becomes a programme, for those who may plan in it then."""
    return "/imports" if actor.may_write and actor.may(Permission.maintain_plan) else None


def front_page(session: Session, actor: Actor) -> str:
    """Where a person starts: in the only programme there is for them, else where they choose one."""
    found = programmes_of(session, actor)
    return f"/programmes/{found[0].code}" if len(found) == 1 else "/programmes"


def first_page(here: Here) -> str:
    """The page that a programme opens with: the most telling that is served."""
    served = {p.href for p in PLACES}
    for page in ("overview", "schedule"):
        if f"{{programme}}/{page}" in served:
            return f"{here.path}/{page}"
    return f"{here.path}/charter"


# --- The form --------------------------------------------------------------------------------------------------------


def _head() -> RegisterHead:
    words = words_of("programme")
    return RegisterHead(
        "programme",
        "programmes",
        words.plural,
        words.singular,
        words.purpose,
        CHARTER.icon,
        "/programmes",
        words.create,
    )


def new_programme(
    request: Request, typed: Mapping[str, Any] | None = None, refusal: Refusal | None = None
) -> RegisterEdit:
    """The form of a new programme. Sponsor, manager and calendar are named once they exist in it."""
    fields = {n: i for n, i in ProgrammeForm.model_fields.items() if n not in references_of(ProgrammeForm)}
    filled = {n: as_typed(i.get_default(call_default_factory=True)) for n, i in fields.items() if not i.is_required()}
    filled |= {k: v for k, v in (typed or {}).items() if k in fields}
    problems, title = refusal.problems if refusal else (), words_of("programme").create
    asked = controls(None, fields, filled, problems, new=True, required_text=ProgrammeForm.REQUIRED_TEXT)
    _status_date_explained(asked)
    return RegisterEdit(
        register=_head(), code=None, title=title, version=None, action="/programmes", cancel_href="/programmes", submit_label=title,
        fields=asked, problems=summary(problems, fields), crumbs=[(words_of("programme").plural, "/programmes"), (title, None)],
    )  # fmt: skip


def _status_date_explained(asked: Iterable[FieldControl]) -> None:
    """A status date on the start itself says that this day has passed without work; whoever opens a programme must know."""
    for control in asked:
        if control.name == "status_date":
            control.hint = gettext(
                "The last day that progress is reported of. For a plan that has not begun: the eve of its start."
            )


def edit_charter(here: Here, typed: Mapping[str, Any] | None = None, refusal: Refusal | None = None) -> RegisterEdit:
    """The form of a charter, filled with what was typed, else with what is recorded."""
    programme, fields = here.programme, ProgrammeForm.model_fields
    held = values(here.session, CHARTER, programme, [programme])[0]
    filled = {name: as_typed(value) for name, value in held.items()} | {
        k: v for k, v in (typed or {}).items() if k in fields
    }
    problems, href = refusal.problems if refusal else (), f"{here.path}/charter"
    stale = isinstance(refusal, Stale | VersionMissing)
    return RegisterEdit(
        register=_head(), code=programme.code, title=text_of(programme, "name"), version=programme.version, action=href, cancel_href=href,
        submit_label=gettext("Save"), fields=controls(here, fields, filled, problems, new=False, required_text=ProgrammeForm.REQUIRED_TEXT),
        problems=[] if stale else summary(problems, fields), conflict=conflict(here, CHARTER, programme, held, typed or {}) if stale else None,
        crumbs=[(gettext("Charter"), href), (gettext("Edit"), None)],
    )  # fmt: skip


# --- The charter -----------------------------------------------------------------------------------------------------


@viewclass
class StatusDateControl:
    """The form that moves the programme's status date."""

    action: str
    value: date
    version: int
    may: bool
    errors: list[str] = field(default_factory=list)


def charter(here: Here, refusal: Refusal | None = None) -> RegisterShow:
    """The charter: its facts, what it lacks, what can be done, how it came to be."""
    programme, may = here.programme, here.may(Permission.maintain_programme)
    names, name = Names(here, CHARTER, [programme]), text_of(programme, "name")
    errors = [message(p) for p in refusal.problems] if refusal else []
    return RegisterShow(
        register=_head(), code=programme.code, title=name, status=shown("status", "badge", programme.status), version=programme.version,
        sections=sections(here, CHARTER, programme, {}, names), related=[], history=history(here, programme), verbs=_verbs(here),
        may_edit=may and programme.withdrawn_on is None, edit_href=f"{here.path}/charter/edit",
        withdrawn=(programme.withdrawn_on, programme.withdrawn_reason or "") if programme.withdrawn_on else None,
        above="programmes/_status_date.html",
        extra=StatusDateControl(f"{here.path}/charter/status-date", programme.status_date, programme.version, may, errors),
        crumbs=[(gettext("Charter"), None)], warnings=[message(p) for p in programme_warnings(programme)],
    )  # fmt: skip


def _verbs(here: Here) -> list[Verb]:
    programme, base = here.programme, f"{here.path}/charter"
    if not here.may(Permission.maintain_programme) or programme.withdrawn_on is not None:
        return []
    moves = [
        Verb(value_label("status", to), f"{base}/status", {"to": str(to)}, needs_reason=True, icon="arrow-right")
        for to in sorted(CHARTER.transitions.get(programme.status, ()), key=str)
    ]
    if not here.may(Permission.create_programme):
        return moves
    question = gettext("It will no longer be listed. The programme, its records and their history stay.")
    return [*moves, Verb(words_of("programme").withdraw, f"{base}/withdrawal", {}, "danger", True, "archive", question)]
