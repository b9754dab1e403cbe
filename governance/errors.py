"""Refusals: facts about why something cannot be done. The domain raises them, the web words them in the reader's language."""

import dataclasses
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: its `code`, the `field` it concerns, the offending `value` and the `facts` to word it with."""

    code: str
    field: str = ""
    value: Any = None
    facts: Mapping[str, Any] = dataclasses.field(default_factory=dict)


class Refusal(Exception):
    """Something was asked for that the rules do not allow. Carries every problem found, never the first only."""

    def __init__(self, problems: Iterable[Problem]):
        self.problems: tuple[Problem, ...] = tuple(problems)
        super().__init__("; ".join(f"{p.field}: {p.code}" if p.field else p.code for p in self.problems))

    @classmethod
    def of(cls, code: str, field: str = "", value: Any = None, **facts: Any) -> "Refusal":
        """A refusal with a single problem."""
        return cls([Problem(code, field, value, facts)])


class Invalid(Refusal):
    """What was submitted breaks a rule of form or content (HTTP 422)."""


class NotPermitted(Refusal):
    """The actor's role in that programme does not allow it (HTTP 403)."""


class NotFound(Refusal):
    """No such record, or none that this actor may see: the two look alike (HTTP 404)."""


class Conflict(Refusal):
    """The record's state does not allow it: an undeclared transition, a frozen baseline (HTTP 409)."""


class Stale(Conflict):
    """Somebody changed the record since the form was opened (HTTP 409). Carries their version of it."""

    def __init__(self, kind: str, code: str, version: int, theirs: Mapping[str, Any] | None = None):
        self.kind, self.code, self.version = kind, code, version
        self.theirs: Mapping[str, Any] = theirs or {}
        super().__init__([Problem("CONFLICT_STALE_VERSION", "version", version, {"record": code, "version": version})])


class VersionMissing(Refusal):
    """A change was sent without saying which version it was based on (HTTP 428)."""


class Busy(Refusal):
    """The database cannot take the change just now; trying again helps (HTTP 503)."""


class ChangedOutsideCommand(RuntimeError):
    """A programming error: a record was about to change without passing the one gate for permission and audit."""


def refuse_if(problems: Iterable[Problem]) -> None:
    """Raise `Invalid` with all of `problems`, if there are any."""
    found = list(problems)
    if found:
        raise Invalid(found)
