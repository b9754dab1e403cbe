"""Goals that pull one KPI in two directions: the same KPI promised by owners of different departments. Pure."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations


@dataclass(frozen=True, slots=True)
class Claim:
    """What a goal promises about a KPI, and on whose behalf. `kpis` are its names in either language."""

    code: str
    kpis: tuple[str | None, ...]
    direction: str
    target: Decimal | None
    unit: str | None
    department: str | None


@dataclass(frozen=True, slots=True)
class Clash:
    """Two goals on one KPI that cannot both be met: opposite directions, or different targets."""

    first: str
    second: str
    kpi: str


def clashes(claims: Iterable[Claim]) -> list[Clash]:
    """The pairs that clash, in the order of the claims."""
    found = []
    for one, other in combinations(claims, 2):
        shared = _names(one) & _names(other)
        if shared and one.department != other.department and _differ(one, other):
            found.append(Clash(one.code, other.code, sorted(shared)[0]))
    return found


def _names(claim: Claim) -> frozenset[str]:
    return frozenset("".join(unicodedata.normalize("NFKC", k).casefold().split()) for k in claim.kpis if k)


def _differ(one: Claim, other: Claim) -> bool:
    if one.direction != other.direction:
        return True
    return one.unit == other.unit and None not in (one.target, other.target) and one.target != other.target
