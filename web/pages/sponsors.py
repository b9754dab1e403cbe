"""Sponsors and their commitments beyond the registers: how many promises were kept, and marking one's own kept."""

from collections.abc import Sequence
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request, Response

from governance.authority import Permission, not_permitted
from governance.errors import Problem, Refusal
from governance.forms import read_form
from governance.records import find
from stakeholders.commitments import (
    TRANSITIONS,
    Commitment,
    CommitmentStatus,
    FulfilmentForm,
    commitments_of,
    is_overdue,
    keep_commitment,
    months_without,
    tally,
)  # fmt: skip
from stakeholders.sponsors import Sponsor, primaries, sponsors_of
from web import register_records
from web.access import Here, InProgramme, Submitted
from web.i18n import plain_day, text_of
from web.register_access import opened_with
from web.registry import REGISTERS
from web.rendering import respond, see_other
from web.typed_days import with_days
from web.viewclass import viewclass
from web.words.refusals import message

router = APIRouter(prefix="/programmes/{programme}", include_in_schema=False)
Code = Annotated[str, Path(max_length=20)]


@viewclass
class Promise:
    """One promise that is still open."""

    code: str
    text: str
    sponsor: str
    due: str
    overdue: bool
    href: str
    may_keep: bool
    keep_href: str
    version: int


@viewclass
class PromisesPanel:
    """Promises as of the status date: kept on time of those due, late, not kept; and the open ones, those of the reader first."""

    kept: int
    late: int
    broken: int
    due: int
    waiting: list[Promise]
    mine: bool
    today: str
    warnings: list[str]


def promises_panel(here: Here) -> PromisesPanel:
    """Above the list of commitments, and of sponsors."""
    return _panel(here, commitments_of(here.session, here.programme.id), _warnings(here))


def sponsor_panel(here: Here, sponsor: Sponsor) -> PromisesPanel:
    """On a sponsor's page: theirs alone."""
    return _panel(here, [c for c in commitments_of(here.session, here.programme.id) if c.sponsor_id == sponsor.id], [])


def _panel(here: Here, commitments: Sequence[Commitment], warnings: list[str]) -> PromisesPanel:
    count = tally(commitments, here.status_date)
    names = {s.id: text_of(s, "name") for s in sponsors_of(here.session, here.programme.id)}
    waiting = [c for c in sorted(commitments, key=lambda c: (c.due, c.code)) if c.status == CommitmentStatus.promised]
    promises = [_promise(here, c, names.get(c.sponsor_id, "")) for c in waiting]
    mine = [p for p, c in zip(promises, waiting, strict=True) if here.actor.is_person(c.owner_id, here.programme.id)]
    return PromisesPanel(
        count.kept, count.late, count.broken, count.due, mine or promises, bool(mine), here.status_date.isoformat(), warnings
    )  # fmt: skip


def _promise(here: Here, c: Commitment, sponsor: str) -> Promise:
    href = f"{here.path}/commitments/{c.code}"
    overdue = is_overdue(c, here.status_date)
    return Promise(
        c.code,
        text_of(c, "text"),
        sponsor,
        plain_day(c.due),
        overdue,
        href,
        _may_keep(here, c),
        f"{href}/fulfilment",
        c.version,
    )


def _may_keep(here: Here, c: Commitment) -> bool:
    open_ = c.withdrawn_on is None and CommitmentStatus.late in TRANSITIONS.get(c.status, ())
    return open_ and _may_fulfil(here, c)


def _may_fulfil(here: Here, c: Commitment) -> bool:
    mine = here.actor.is_person(c.owner_id, here.programme.id) and here.may(Permission.keep_own_commitments)
    return mine or here.may(Permission.maintain_sponsors)


def _warnings(here: Here) -> list[str]:
    """What the programme lacks: its one primary sponsor, and a promise of theirs for every month."""
    primary = primaries(here.session, here.programme.id)
    if len(primary) != 1:
        return [message(Problem("SPONSOR_PRIMARY_MISSING", "level", None, {}))]
    theirs = [c.due for c in commitments_of(here.session, here.programme.id) if c.sponsor_id == primary[0].id]
    gaps = months_without(theirs, here.programme.start, here.status_date)
    return [message(Problem("SPONSOR_MONTH_EMPTY", "", None, {"months": gaps}))] if gaps else []


@viewclass
class KeepPanel:
    """On a commitment's page: marking it kept."""

    may_keep: bool
    keep_href: str
    today: str
    done_on: str
    evidence: str
    problems: list[tuple[str, str]]


def keep_panel(
    here: Here, commitment: Commitment, typed: dict[str, Any] | None = None, refusal: Refusal | None = None
) -> KeepPanel:
    typed = typed or {}
    problems = [(p.field, message(p)) for p in refusal.problems] if refusal else []
    return KeepPanel(
        _may_keep(here, commitment), f"{here.path}/commitments/{commitment.code}/fulfilment", here.status_date.isoformat(),
        typed.get("done_on") or here.status_date.isoformat(), typed.get("evidence") or commitment.evidence or "", problems,
    )  # fmt: skip


@router.post("/commitments/{code}/fulfilment")
def keep(here: InProgramme, code: Code, data: Submitted) -> Response:
    commitment = find(here.session, Commitment, here.programme.id, code.upper())
    data = with_days(here, FulfilmentForm, data)
    here.request.state.attempt = partial(_again, here.request, commitment.code, dict(data))
    if not _may_fulfil(here, commitment):
        raise not_permitted(Permission.maintain_sponsors)
    opened_with(commitment, data)
    asked = {k: v for k, v in data.items() if k in FulfilmentForm.model_fields}
    keep_commitment(here.session, here.actor, commitment, read_form(FulfilmentForm, asked))
    return see_other(here.request, f"{here.path}/commitments/{commitment.code}", "moved")


def _again(request: Request, code: str, typed: dict[str, Any], refusal: Refusal, status: int) -> Response:
    """The commitment's page again, with what was typed and what was refused."""
    here: Here = request.state.here
    commitment = find(here.session, Commitment, here.programme.id, code)
    view = register_records.show(here, REGISTERS["commitment"], commitment)
    view.extra = keep_panel(here, commitment, typed, refusal)
    return respond(request, "registers/show.html", view, status=status)
