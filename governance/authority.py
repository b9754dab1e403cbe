"""Who may do what: roles in a programme, permissions, and the one table that joins them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum, auto

from governance.errors import NotPermitted, Problem


class Role(StrEnum):
    admin = auto()
    pm = auto()
    owner = auto()
    department_lead = auto()
    change_lead = auto()
    sponsor = auto()
    steering = auto()
    executive = auto()
    auditor = auto()


class Permission(StrEnum):
    read_programme = auto()
    read_confidential = auto()
    read_audit = auto()
    manage_accounts = auto()
    create_programme = auto()
    maintain_programme = auto()
    maintain_directory = auto()
    maintain_goals = auto()
    approve_goals = auto()
    record_measurements = auto()
    record_own_measurements = auto()
    maintain_decisions = auto()
    decide = auto()
    maintain_changes = auto()
    maintain_plan = auto()
    set_baseline = auto()
    report_progress = auto()
    report_own_progress = auto()
    maintain_risks = auto()
    maintain_own_risks = auto()
    maintain_stakeholders = auto()
    maintain_sponsors = auto()
    keep_own_commitments = auto()
    maintain_responsibilities = auto()
    maintain_own_responsibilities = auto()
    import_records = auto()
    publish_report = auto()


_P = Permission
_READER = frozenset({_P.read_programme})

GRANTS: dict[Role, frozenset[Permission]] = {
    Role.admin: _READER | {_P.manage_accounts, _P.create_programme, _P.maintain_directory, _P.import_records, _P.read_audit},
    Role.pm: _READER
    | {
        _P.read_confidential, _P.read_audit, _P.create_programme, _P.maintain_programme, _P.maintain_directory, _P.maintain_goals,
        _P.record_measurements, _P.maintain_decisions, _P.maintain_changes, _P.maintain_plan, _P.set_baseline, _P.report_progress,
        _P.maintain_risks, _P.maintain_stakeholders, _P.maintain_sponsors, _P.maintain_responsibilities,
        _P.import_records, _P.publish_report,
    },
    Role.owner: _READER | {_P.report_own_progress, _P.maintain_own_risks, _P.record_own_measurements},
    Role.department_lead: _READER | {_P.report_own_progress, _P.maintain_own_responsibilities, _P.maintain_own_risks, _P.record_own_measurements},
    Role.change_lead: _READER | {_P.read_confidential, _P.maintain_stakeholders, _P.maintain_sponsors, _P.maintain_own_risks},
    Role.sponsor: _READER | {_P.read_confidential, _P.approve_goals, _P.decide, _P.maintain_changes, _P.keep_own_commitments},
    Role.steering: _READER | {_P.decide, _P.maintain_changes},
    Role.executive: _READER,
    Role.auditor: _READER | {_P.read_audit},
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: an account with its roles per programme (key None: in every programme) and the persons it stands for.

    `names`: what the first of these persons is called, in Chinese and in English.
    """

    name: str
    account_id: int | None = None
    roles: Mapping[int | None, frozenset[Role]] = field(default_factory=dict)
    persons: Mapping[int, int] = field(default_factory=dict)
    via: str = "page"
    may_write: bool = True
    locale: str | None = None
    email: str = ""
    names: tuple[str | None, str | None] = (None, None)

    def roles_in(self, programme_id: int | None) -> frozenset[Role]:
        return self.roles.get(None, frozenset()) | (
            self.roles.get(programme_id, frozenset()) if programme_id else frozenset()
        )

    def may(self, permission: Permission, programme_id: int | None = None) -> bool:
        """Whether one of the actor's roles in that programme grants `permission`."""
        return any(permission in GRANTS[role] for role in self.roles_in(programme_id))

    def may_anywhere(self, permission: Permission) -> bool:
        return any(permission in GRANTS[role] for roles in self.roles.values() for role in roles)

    def is_person(self, person_id: int | None, programme_id: int | None) -> bool:
        """Whether the actor stands for that person in that programme."""
        return person_id is not None and programme_id is not None and self.persons.get(programme_id) == person_id

    def require(self, permission: Permission, programme_id: int | None = None) -> None:
        if not self.may(permission, programme_id):
            raise not_permitted(permission)


def operator(name: str = "operator", via: str = "cli") -> Actor:
    """Whoever runs commands on the server itself: holds the database anyway, so every role, by name in the trail."""
    return Actor(name=name, roles={None: frozenset(Role)}, via=via)


def not_permitted(permission: Permission) -> NotPermitted:
    holders = sorted(role.value for role, granted in GRANTS.items() if permission in granted)
    return NotPermitted(
        [Problem("PERMISSION_DENIED", "", permission.value, {"permission": permission, "roles": holders})]
    )
