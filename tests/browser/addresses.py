"""Every page of the app, made from its navigation and its registers: nobody can add one and forget to have it looked at."""

from dataclasses import dataclass

from governance.authority import GRANTS, Permission, Role
from web.chrome import PLACES
from web.registry import REGISTERS
from web.served import enter_all

BCT = "/programmes/BCT"
READERS = (Role.pm, Role.admin, Role.auditor)
EDITED = ("goal", "risk", "stakeholder", "task")


@dataclass(frozen=True)
class Address:
    """A page: where it is and who is let in. `{code}` is a record of the list above it."""

    path: str
    role: str | None = "pm"
    status: int = 200

    def __str__(self) -> str:
        return self.path.removeprefix("/programmes/") or "start"


def every_page() -> list[Address]:
    """Navigation, records, forms, imports, one's own pages, the doors and the refusals."""
    enter_all()
    return list(dict.fromkeys([*_navigation(), *_registers(), *_others()]))


def _navigation() -> list[Address]:
    return [Address(place.href.format(programme=BCT), _reader(place.permission)) for place in PLACES]


def _registers() -> list[Address]:
    found = []
    for kind, register in REGISTERS.items():
        here = f"{BCT}/{register.plural}"
        found += [Address(here, _reader(register.read)), Address(here + "/{code}", _reader(register.read))]
        if register.create is not None and register.write in GRANTS[Role.pm]:
            found.append(Address(f"{here}/new"))
        if kind in EDITED:
            found += [Address(here + "/{code}/edit"), Address(f"{here}/import")]
    return found


def _others() -> list[Address]:
    return [
        Address("/"), Address("/programmes"), Address("/programmes/new"), Address("/account"), Address("/api-docs"),
        Address("/accounts/new", "admin"), Address("/accounts/ACC-01", "admin"), Address("/accounts/ACC-01/edit", "admin"),
        Address(f"{BCT}/charter/edit"), Address(f"{BCT}/schedule/tasks/T415"), Address(f"{BCT}/schedule/tasks/T411"),
        Address(f"{BCT}/schedule?zoom=month"), Address(f"{BCT}/milestones/M08"), Address(f"{BCT}/network?to=M08"), Address(f"{BCT}/plan-template"),
        Address(f"{BCT}/calendars/CAL-01?year=2026&day=2026-10-08"), Address(f"{BCT}/calendars/CAL-01/holidays?country=cn&year=2027"),
        Address(f"{BCT}/people/PER-22"), Address(f"{BCT}/search?q=ERP"), Address(f"{BCT}/search?q=xyzzy"),
        Address(f"{BCT}/risks?q=xyzzy"), Address(f"{BCT}/risks?as_of=2026-05-29"), Address(f"{BCT}/reports/new"),
        Address(f"{BCT}/decisions/D-014", "sponsor"), Address(f"{BCT}/overview", "executive"),
        Address("/sign-in", None), Address(f"{BCT}/risks/R99", "pm", 404), Address("/nowhere", "pm", 404),
        Address("/accounts", "executive", 403), Address(f"{BCT}/schedule/project-file"),
    ]  # fmt: skip


def _reader(permission: Permission | None) -> str:
    return next((r.value for r in READERS if permission is None or permission in GRANTS[r]), Role.pm.value)
