"""What tests are made of: `a_risk(session, programme, probability=5)` gives a stored record, with sensible values for all that is not named.

Records are made by the ordinary commands, by an operator who may do everything; `an_actor(Role.pm, programme)` may do what that role may.
"""

from collections.abc import Callable, Mapping
from typing import Any

from sqlmodel import Session

from governance.authority import Actor, Role, operator
from governance.forms import Form, read_form
from governance.people import Department, DepartmentForm, Person, PersonForm, enrol_person, open_department
from governance.programmes import Programme, ProgrammeForm, charter_programme
from risks.register import Risk, RiskForm, raise_risk

SOMEBODY = operator("tests")


def an_actor(*roles: Role, programme: Programme | None = None, person: Person | None = None, **fields: Any) -> Actor:
    """Somebody with these roles in that programme (in every programme if none is named), who stands for `person` there."""
    key = programme.key if programme else None
    persons = {person.programme_id: person.id} if person and person.id else {}
    name = fields.pop("name", "/".join(roles) or "nobody")
    return Actor(name, roles={key: frozenset(roles)} if roles else {}, persons=persons, **fields)


def made(
    session: Session,
    subject: Any,
    create: Callable[..., Any],
    form: type[Form],
    defaults: Mapping[str, Any],
    given: Mapping[str, Any],
) -> Any:
    """A record of the form that `defaults` and `given` fill; a default in one language gives way to a given one in the other."""
    tongues = {name[:-3] for name in given if name.endswith(("_zh", "_en"))}
    kept = {name: value for name, value in defaults.items() if name[:-3] not in tongues}
    return create(session, SOMEBODY, subject, read_form(form, {**kept, **given}))


def a_programme(session: Session, code: str = "BCT", **given: Any) -> Programme:
    """A rollout from 2 March to 30 November 2026, as of 3 July."""
    defaults = {
        "code": code, "name_zh": "北辰商贸客户系统上线", "name_en": f"{code} rollout", "start": "2026-03-02", "target_finish": "2026-11-20",
        "committed_finish": "2026-11-30", "status_date": "2026-07-03", "scope_out": ["ERP replacement"],
    }  # fmt: skip
    is_sample = given.pop("is_sample", False)
    form = read_form(ProgrammeForm, defaults | given)
    return charter_programme(session, SOMEBODY, None, form, is_sample=is_sample)


def a_department(session: Session, programme: Programme, **given: Any) -> Department:
    return made(
        session, programme, open_department, DepartmentForm, {"name_zh": "销售部", "name_en": "Sales", "headcount": 120}, given
    )  # fmt: skip


def a_person(session: Session, programme: Programme, **given: Any) -> Person:
    return made(session, programme, enrol_person, PersonForm, {"name_zh": "陈静", "name_en": "Chen Jing"}, given)


A_RISK = {
    "title_en": "Duplicates in the customer file", "cause_en": "Three source systems", "event_en": "Duplicates are migrated",
    "effect_en": "Sales calls the same customer twice", "category": "data", "probability": 3, "impact_adoption": 4, "raised_on": "2026-06-01",
}  # fmt: skip


def a_risk(session: Session, programme: Programme, **given: Any) -> Risk:
    return made(session, programme, raise_risk, RiskForm, A_RISK, given)
