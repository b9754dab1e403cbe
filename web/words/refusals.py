"""Refusals in words: what is wrong, the value, what to do. One text per code; facts fill the braces."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Any

from governance.errors import Problem
from web.i18n import N_, gettext, language, listed, plain_day
from web.words.fields import label
from web.words.registers import WORDS, words_of
from web.words.values import value_label

MESSAGES: dict[str, str] = {
    "REQUIRED": N_("{label} is required."),
    "REQUIRED_IN_ONE_LANGUAGE": N_("{label} is required in Chinese or in English."),
    "UNKNOWN_FIELD": N_("There is no field “{field}” here; remove it or check its spelling."),
    "TOO_LONG": N_("{label} is too long: at most {max_length} are allowed."),
    "TOO_PRECISE": N_("{label} has too many decimal places: {value}."),
    "NOT_IN_ENUM": N_("“{value}” is not one of the choices for {label}."),
    "NOT_TEXT": N_("{label} must be text."),
    "NOT_A_LIST": N_("{label} must be a list."),
    "NOT_A_NUMBER": N_("“{value}” is not a number."),
    "NOT_A_FLAG": N_("“{value}” is neither yes nor no."),
    "NOT_A_DATE": N_("“{value}” is not a date; write it as 2026-08-13."),
    "PATTERN": N_("“{value}” does not have the form that {label} needs."),
    "OUT_OF_RANGE": N_("{label} must be between {min} and {max}; {value} is not."),
    "FORBIDDEN_CHARACTER": N_("{label} holds a character that cannot be shown ({character}); remove it."),
    "CODE_PATTERN": N_("“{value}” is not a code; use capital letters and digits, such as {example}."),
    "CODE_IMMUTABLE": N_("A code never changes: this record stays {code}."),
    "DATE_ORDER": N_("{label} {to} must not be before {from}."),
    "NOT_UNIQUE": N_("{code} is taken; choose another code or leave it empty."),
    "REF_NOT_FOUND": N_("There is no {kind} {code} in this programme."),
    "REF_INACTIVE": N_("{code} has been withdrawn; choose another {kind}."),
    "SELF_REFERENCE": N_("{code} cannot refer to itself."),
    "NOT_FOUND": N_("There is no {kind} {code}, or you may not see it."),
    "PERMISSION_DENIED": N_("Your role here does not allow this; these may: {roles}."),
    "TOKEN_READ_ONLY": N_("This token may only read; create one with the scope write."),
    "CONFLICT_STALE_VERSION": N_("Somebody changed {record} since you opened it (it is now version {version}). Compare both and save again."),
    "VERSION_MISSING": N_("Say which version the change is based on: send If-Match with the record's ETag."),
    "STATE_TRANSITION_NOT_ALLOWED": N_("{code} cannot go from {from} to {to}; possible now: {allowed}."),
    "WITHDRAWN": N_("{code} was withdrawn on {on}; restore it before changing it."),
    "REASON_REQUIRED": N_("Give a reason: it stays in the record."),
    "DATABASE_BUSY": N_("The database is busy; try again in a moment. Nothing was changed."),
    "ORG_CYCLE": N_("A department cannot stand under itself: {path}."),
    "SPONSOR_IS_PM": N_("Sponsor and project manager are the same person: nobody is left to escalate to."),
    "SCOPE_OUT_EMPTY": N_("Nothing is named as out of scope; name at least one thing this rollout will not do."),
    "IMPACT_MISSING": N_("Assess the impact in at least one dimension."),
    "RESIDUAL_ABOVE_INHERENT": N_("The residual score {residual} is above the inherent score {inherent}."),
    "STRATEGY_KIND_MISMATCH": N_("“{value}” is no strategy for this kind of risk; choose one of {allowed}."),
    "STRATEGY_MISSING": N_("Choose a strategy for {code} first."),
    "EFFECT_EQUALS_EVENT": N_("The effect repeats the event; say what it would mean for the rollout."),
    "DEPENDENCY_CYCLE": N_("This link closes a loop: {path}. Remove one of its links."),
    "LOOP": N_("This link closes a loop: {path}. Remove one of its links."),
    "BODY_TOO_LARGE": N_("The request is larger than {max} MB."),
    "BODY_MALFORMED": N_("The request's body is not what it should be: {detail}."),
    "UNSUPPORTED_MEDIA_TYPE": N_("Send {expected}."),
    "CROSS_SITE": N_("This request came from another site and was refused. Reload the page and try again."),
    "UNKNOWN_HOST": N_("The app does not answer under this address."),
    "SIGN_IN_REQUIRED": N_("Sign in first."),
    "METHOD_NOT_ALLOWED": N_("This address does not take {method}."),
    "UNEXPECTED": N_("Something went wrong on our side. Nothing was changed. Quote {request_id} when you report it."),
}  # fmt: skip


# Facts that are words of a vocabulary, and the field under which the vocabulary is worded.
WORDED = {"from": "status", "to": "status", "allowed": "status", "roles": "role", "kind": "kind", "strategy": "strategy"}


def message(problem: Problem) -> str:
    """The text of a problem in the reader's language."""
    text = gettext(MESSAGES.get(problem.code, problem.code))
    facts: dict[str, Any] = {
        "label": label(problem.field) if problem.field else "",
        "field": problem.field,
        "value": _shown(problem.field, problem.value),
    }
    facts |= {name: _shown(name, value) for name, value in problem.facts.items()}
    return text.format_map(_Facts(facts))


class _Facts(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return "…"


def _shown(name: str, value: Any) -> str:
    if isinstance(value, date):
        return plain_day(value)
    if isinstance(value, list | tuple | set | frozenset):
        return listed(_shown(name, v) for v in value)
    if name == "kind" and value in WORDS:
        return _in_a_sentence(words_of(value).singular)
    if isinstance(value, StrEnum) or (name in WORDED and isinstance(value, str) and value.islower()):
        return value_label(WORDED.get(name, name), value)
    return "" if value is None else str(value)


def _in_a_sentence(noun: str) -> str:
    """A noun as it stands within a sentence: English lowers it, unless it is an abbreviation."""
    return noun[:1].lower() + noun[1:] if language() == "en" and not noun[:2].isupper() else noun


def facts_json(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Facts as plain JSON values."""
    return {k: v if isinstance(v, int | bool | list) or v is None else str(v) for k, v in facts.items()}
