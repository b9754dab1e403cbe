"""Checks of a responsibility matrix: who is Accountable, Responsible, Consulted, Informed for what. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum, auto

from governance.errors import Problem


class Role(StrEnum):
    """Responsible does it, Accountable answers for it, Consulted is asked before, Informed is told after."""

    r = auto()
    a = auto()
    c = auto()
    i = auto()


# --- Judgements, in one place ----------------------------------------------------------------------------------------
CONSULTED_AT_MOST = 4  # more voices than this slow a deliverable down
ACCOUNTABLE_AT_MOST = 8  # open deliverables that one person can answer for
# What makes a deliverable's row wrong; the others are warnings.
ERRORS = frozenset({"RACI_EMPTY", "RACI_NO_A", "RACI_MULTI_A", "RACI_NO_R", "RACI_A_IS_GROUP", "RACI_A_INACTIVE", "BUCK_PASSING_RISK"})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Assignment:
    """One letter in the matrix. `department` is the party's own code if it is a department, else the person's department."""

    party: str
    role: Role
    is_group: bool = False
    department: str | None = None
    is_active: bool = True


def check_row(name: str, row: Sequence[Assignment]) -> list[Problem]:
    """What is wrong with one deliverable's assignments, errors first. `name` is what the deliverable is called."""
    if not row:
        return [Problem("RACI_EMPTY", "role", None, {"deliverable": name})]
    by_role = {role: [a for a in row if a.role == role] for role in Role}
    found = [*_accountable(name, by_role[Role.a]), *_responsible(name, by_role)]
    if (n := len(by_role[Role.c])) > CONSULTED_AT_MOST:
        found.append(Problem("RACI_MANY_C", "role", n, {"deliverable": name, "n": n, "max": CONSULTED_AT_MOST}))
    return found


def _accountable(name: str, accountable: list[Assignment]) -> list[Problem]:
    parties = [a.party for a in accountable]
    if not parties:
        return [Problem("RACI_NO_A", "role", None, {"deliverable": name})]
    found = []
    if len(parties) > 1:
        found.append(
            Problem("RACI_MULTI_A", "role", len(parties), {"deliverable": name, "n": len(parties), "parties": parties})
        )
    if groups := [a.party for a in accountable if a.is_group]:
        found.append(Problem("RACI_A_IS_GROUP", "role", groups[0], {"deliverable": name, "parties": groups}))
    if gone := [a.party for a in accountable if not a.is_active]:
        found.append(Problem("RACI_A_INACTIVE", "role", gone[0], {"deliverable": name, "parties": gone}))
    return found


def _responsible(name: str, by_role: Mapping[Role, list[Assignment]]) -> list[Problem]:
    if not by_role[Role.r]:
        return [Problem("RACI_NO_R", "role", None, {"deliverable": name})]
    departments = sorted({a.department for a in by_role[Role.r] if a.department})
    if len(departments) > 1 and not by_role[Role.a]:
        return [Problem("BUCK_PASSING_RISK", "role", None, {"deliverable": name, "departments": departments})]
    return []


def departments_without_role(impacted: Iterable[str], rows: Iterable[Sequence[Assignment]]) -> list[str]:
    """Impacted departments that neither themselves nor through one of their people have any letter in the matrix."""
    involved = {a.department for row in rows for a in row}
    return [code for code in impacted if code not in involved]


def overloaded(open_rows: Iterable[Sequence[Assignment]]) -> dict[str, int]:
    """Who is Accountable for more open deliverables than one can answer for: party → how many."""
    count = Counter(a.party for row in open_rows for a in row if a.role == Role.a and not a.is_group)
    return {party: n for party, n in sorted(count.items()) if n > ACCOUNTABLE_AT_MOST}


def has_error(problems: Iterable[Problem]) -> bool:
    return any(p.code in ERRORS for p in problems)
