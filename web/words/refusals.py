"""Refusals in words: what is wrong, the value, what to do. One text per code; facts fill the braces."""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from governance.errors import Problem
from governance.labels import Label
from web.i18n import N_, gettext, language, listed, number, plain_day
from web.words import changes
from web.words.fields import label
from web.words.plan_refusals import PLAN_MESSAGES
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
    "NOT_A_DATE": N_("“{value}” is not a date; write it as 2026-08-13 (in a form also as 8/13, +10wd or next Fri)."),
    "PATTERN": N_("“{value}” does not have the form that {label} needs."),
    "OUT_OF_RANGE": N_("{label} must be between {min} and {max}; {value} is not."),
    "BELOW_MINIMUM": N_("{label} must be at least {min}; {value} is not."),
    "ABOVE_MAXIMUM": N_("{label} must be at most {max}; {value} is not."),
    "FORBIDDEN_CHARACTER": N_("{label} holds a character that cannot be shown ({character}); remove it."),
    "CODE_PATTERN": N_("“{value}” is not a code; use capital letters and digits, such as {example}."),
    "CODE_IMMUTABLE": N_("A code never changes: this record stays {code}."),
    "DATE_ORDER": N_("{label} {to} must not be before {from}."),
    "VIEW_NAME_TAKEN": N_("You have a view named “{name}” for this list already; choose another name."),
    "NOT_UNIQUE": N_("{code} is taken; choose another code or leave it empty."),
    "REF_NOT_FOUND": N_("There is no {kind} {code} in this programme."),
    "REF_INACTIVE": N_("{code} has been withdrawn; choose another {kind}."),
    "SELF_REFERENCE": N_("{code} cannot refer to itself."),
    "NOT_FOUND": N_("There is no {kind} {code}, or you may not see it."),
    "PERMISSION_DENIED": N_("Your role here does not allow this; these may: {roles}."),
    "TOKEN_READ_ONLY": N_("This token may only read; create one with the scope write."),
    "CONFLICT_STALE_VERSION": N_("Somebody changed {record} since you opened it (it is now version {version}). Compare both and save again."),
    "VERSION_MISSING": N_("Say which version the change is based on: send If-Match with the record's ETag."),
    "FORM_VERSION_MISSING": N_("The form does not say on which version of {code} it was opened. Open the record again and repeat the change; nothing was changed."),
    "IDEMPOTENCY_KEY_FORM": N_("An Idempotency-Key has 1 to {max} characters that can be printed."),
    "IDEMPOTENCY_KEY_REUSED": N_("This Idempotency-Key was used for another request; use a new one for each create."),
    "TWICE_IN_FILE": N_("{code} stands in this file twice, first in row {first}; leave one of them out."),
    "FILE_EMPTY": N_("The file is empty: its first row must hold the names of the columns."),
    "FILE_TOO_LARGE": N_("The file is larger than {max} MB; split it."),
    "FILE_KIND": N_("This is neither CSV nor XLSX; save it as one of them and choose it again."),
    "FILE_ENCODING": N_("The file's characters cannot be read; save it as CSV in UTF-8."),
    "FILE_MALFORMED": N_("The file is broken near row {row} ({detail}); save it again and choose it again."),
    "FILE_TOO_MANY_ROWS": N_("The file holds more than {max} rows; split it."),
    "FILE_TOO_MANY_COLUMNS": N_("Row {row} holds more than {max} columns; remove those that are not needed."),
    "FILE_CELL_TOO_LONG": N_("A cell in row {row} holds more than {max} characters; shorten it."),
    "FILE_TOO_MANY_PARTS": N_("The workbook consists of more than {max} parts; save only the sheet that is needed."),
    "FILE_UNPACKS_TOO_LARGE": N_("The workbook unpacks to more than {max} MB; split it."),
    "FILE_MACROS": N_("The workbook holds macros; save it as XLSX without them."),
    "FILE_TOO_DEMANDING": N_("The workbook takes too much time or memory to read; save only the sheet that is needed as CSV."),
    "FILE_MISSING": N_("Choose a file first."),
    "ROWS_MISSING": N_("Paste the rows first."),
    "UNKNOWN_COLUMN": N_("There is no column “{value}” here; remove it or use one of the names in the list."),
    "COLUMN_TWICE": N_("Two columns mean {label}: “{value}” and another; leave one of them out."),
    "UPLOAD_GONE": N_("The file that was previewed is no longer kept; choose it again."),
    "STATE_TRANSITION_NOT_ALLOWED": N_("{code} cannot go from {from} to {to}; possible now: {allowed}."),
    "NO_ROWS_PICKED": N_("Select at least one row."),
    "TOO_MANY_ROWS_PICKED": N_("At most {max} rows are changed at once; {value} are too many."),
    "ROW_PICKED_TWICE": N_("{code} is named twice; name each row once."),
    "ROW_UNREADABLE": N_("“{value}” names no row; a row is its code and the version that was seen."),
    "FIELD_NOT_CHOSEN": N_("Choose the field to change."),
    "FIELD_NOT_FOR_MANY": N_("“{value}” is not changed for many rows at once; change it in each record."),
    "VALUE_NOT_GIVEN": N_("Give the new value for {label}, or say that the field is to be empty."),
    "CHANGE_OR_WITHDRAW": N_("Say either what to change or why to withdraw."),
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
    # goals and measurements
    "GOAL_INCOMPLETE": N_("{code} lacks what SMART asks for under {letters}; complete it before it is approved."),
    "GOAL_LOCKED": N_("{code} has been approved: {label} changes only through an approved change request."),
    "GOAL_OWNER_NOT_PERSON": N_("{code} is a department; a goal needs one person who answers for it."),
    "GOAL_TEXT_FIELD_MISMATCH": N_("The text says {text_value}, the field says {field_value}: make them agree."),
    "GOAL_ONE_DEPARTMENT": N_("Fewer than two departments are involved; name those without which it cannot be reached."),
    "GOAL_KPI_CLASH": N_("{other} promises something else for the same KPI on behalf of another department; agree on one promise."),
    "KPI_DIRECTION_CONFLICT": N_("The direction is “{direction}”, but the target {target} lies on the other side of the baseline {baseline}."),
    "TOLERANCE_MISSING": N_("Say how far the KPI may lie from its target: the tolerance."),
    "FUTURE_MEASUREMENT": N_("The period ends on {date}, after the status date {status_date}; only what has been can be measured."),
    "MEASUREMENT_NOT_UNIQUE": N_("{goal} has a measurement for the period up to {date} already ({code}); to correct it, name {code} under “Corrects”."),
    "MEASUREMENT_FIXED": N_("A recorded measurement is not overwritten: leave {label} as it is and record a correction of {code}."),
    "CORRECTION_OF_ANOTHER": N_("{code} belongs to another goal or period; a correction names the measurement that it replaces."),
    # what the SMART check says of a goal's wording
    "M1_NO_NUMBER": N_("No figure with a unit: say how much."),
    "M2_NO_BASELINE": N_("Nothing to start from: say from what to what, or fill in the baseline."),
    "M3_PERCENT_AMBIGUOUS": N_("“{words}”: relative, or percentage points? Say from what to what."),
    "T1_NO_DATE": N_("No date: say by when."),
    "T2_UNDEFINED_TIME": N_("“{words}” is no date: name the day."),
    "T3_YEAR_MISSING": N_("The year is missing."),
    "O1_NO_OWNER": N_("Nobody answers for it: name a person."),
    "O2_OWNER_NOT_PERSON": N_("“{words}” is not one person: name somebody."),
    "S1_VAGUE": N_("“{words}” can mean anything: say what exactly."),
    "S2_VERB_NO_TARGET": N_("“{words}” without a figure is a wish: say from what to what."),
    "S3_OUTPUT_NOT_OUTCOME": N_("“{words}” names something done, not what it changes: say which KPI moves."),
    "S4_COMPOUND": N_("Two goals in one sentence: part them, each with its own owner and date."),
    "M4_FIELDS_MISSING": N_("Fill in {fields}: only fields can be measured against."),
    "T4_DUE_MISSING": N_("Fill in the due date, too."),
    "A1_STRETCH": N_("A change by {words} of the baseline is ambitious: is there a plan that carries it?"),
    "R1_NOT_LINKED": N_("It serves no strategic objective or no milestone yet: name both."),
    # decisions
    "OPTIONS_TOO_FEW": N_("A decision needs at least two different options; there are {count}."),
    "RATIONALE_TOO_SHORT": N_("The rationale has {length} characters; write at least {min}, so that the reason is understood a year from now."),
    "DECISION_LOCKED": N_("{code} has been decided and stays as it is; raise a new decision that supersedes it."),
    "DECISION_OVERDUE": N_("The decision was needed by {date}; decide it or agree on a new date. Waiting costs the plan {wd} working days."),
    "DECISION_UNDATED": N_("Nobody knows by when this must be decided; give a date."),
    "DECISION_NO_OWNER": N_("Nobody is named to decide this; name a person."),
    "FUTURE_DATE": N_("{label}: {date} lies after the status date {status_date}."),
    # responses to risks
    "RESPONSE_MISSING": N_("The strategy is “{strategy}”, but no response is open or done: plan one, or choose another strategy."),
    "RESPONSE_OVERDUE": N_("{code} was due on {date} and is not done: finish it, or agree on a new date."),
    "ACCEPT_NEEDS_DECISION": N_("The score {score} is above the appetite of {appetite}: accepting it needs a decision by the {forum}."),
    "ABOVE_APPETITE": N_("The score {score} is above the appetite of {appetite}: escalate it to the {forum} within {within} working days."),
    "RESIDUAL_ABOVE_APPETITE": N_("Even after the response the score {score} stays above the appetite of {appetite}: plan more, or have it accepted."),
    "RESIDUAL_NOT_ASSESSED": N_("What remains after the response has not been assessed; give the residual probability and impact."),
    "RISK_NO_OWNER": N_("Nobody owns this risk; name a person."),
    "REVIEW_NOT_PLANNED": N_("No review is planned; set the date of the next one."),
    "REVIEW_OVERDUE": N_("The review was due on {date}: review it and set the next date."),
    "REVIEW_TOO_FAR": N_("The next review, on {date}, is further away than {days} days; a risk of this size is reviewed sooner."),
    # people and the change
    "GROUP_IS_PERSON": N_("A group is not one person: remove {code}, or say that it is no group."),
    "KEY_STAKEHOLDER_UNMANAGED": N_("With an influence of {influence} this stakeholder needs an owner and a date for the next contact."),
    "STAKEHOLDER_STALE": N_("The assessment of {date} is {days} days old; look again."),
    "CONTACT_MISSED": N_("The next contact was planned for {date} and has not been recorded."),
    "CONTACT_LATE": N_("The last contact was on {date}; the rhythm of every {within} working days is missed by {late}."),
    "SPONSOR_PRIMARY_COUNT": N_("There must be exactly one active primary sponsor; with this there would be {count}."),
    "SPONSOR_PRIMARY_MISSING": N_("No active primary sponsor is named; the change has nobody to carry it at the top."),
    "SPONSOR_PERSON_FIXED": N_("{code} stays the same person, because commitments are personal; name another sponsor instead."),
    "SPONSOR_MONTH_EMPTY": N_("The primary sponsor promises something visible every month; nothing was promised for {months}."),
    "PROMISE_NOT_YOURS_TO_CHANGE": N_("You may say when and how {code} was kept; {label} is changed by those who keep the register."),
    "NOT_DUE_YET": N_("It is due on {date}, after the status date {status_date}; it can only be broken once that has passed."),
    "COMMITMENT_OVERDUE": N_("{code} was due on {date}: mark it kept, broken or waived."),
    "COMMITMENT_NO_EVIDENCE": N_("Nothing shows that {code} was kept; say where it can be seen."),
    "ASSIGNMENT_TWICE": N_("{party} has this letter for {deliverable} already."),
    "RACI_EMPTY": N_("“{deliverable}” has nobody at all: name one who answers for it and one who does it."),
    "RACI_NO_A": N_("“{deliverable}” has nobody accountable (A): name exactly one person."),
    "RACI_MULTI_A": N_("“{deliverable}” has {n} accountable (A), {parties}: keep exactly one."),
    "RACI_NO_R": N_("“{deliverable}” has nobody responsible (R): name who does it."),
    "RACI_A_IS_GROUP": N_("“{deliverable}”: accountable (A) is {parties}, a department; name one person."),
    "RACI_A_INACTIVE": N_("“{deliverable}”: accountable (A) is {parties}, who is no longer here; name someone else."),
    "RACI_MANY_C": N_("“{deliverable}” has {n} consulted (C); more than {max} slow it down."),
    "BUCK_PASSING_RISK": N_("“{deliverable}”: {departments} are responsible (R) and nobody is accountable; each may wait for the other."),
    "DEPT_NO_ROLE": N_("{department} is touched by the rollout and has no part in any deliverable."),
    "RACI_OVERLOAD": N_("{party} is accountable (A) for {n} open deliverables; more than {max} are too many for one person."),
    # accounts
    "EMAIL_TAKEN": N_("{value} has an account already."),
    "PERSON_NEEDS_PROGRAMME": N_("Name the programme in which the account stands for {value}."),
    "TOO_MANY_FEEDS": N_("You have {value} calendar addresses; revoke one of them first."),
    "OWN_ROLE": N_("Nobody changes their own roles; ask another administrator."),
    "LAST_ADMINISTRATOR": N_("This is the last administrator. Make another one first."),
    "NOT_A_SAMPLE": N_("{value} is no sample programme, so it gets no sample accounts."),
    "PASSWORD_LENGTH": N_("A password has {min} to {max} characters."),
    "PASSWORD_TOO_PLAIN": N_("This password is too easy to guess. Choose a sentence of your own."),
    "PASSWORD_WRONG": N_("This is not your current password."),
    "SIGN_IN_FAILED": N_("No active account has this email address and this password."),
    "TOO_MANY_ATTEMPTS": N_("Too many attempts. Wait {minutes} minutes, then try again."),
    "SETUP_CODE_WRONG": N_("This is not the set-up code. It was printed when the server started, and stands in the file first-run.code of the data folder."),
    # starting, moving and keeping the data
    "PORT_IN_USE": N_("Port {port} on {host} is in use. Stop what uses it, or choose another one with --port."),
    "ADDRESS_UNUSABLE": N_("The server cannot listen on {host}, port {port}: {detail}."),
    "DATA_FOLDER_UNWRITABLE": N_("The data folder {folder} cannot be written: {detail}. Name another one with STEERBOARD_DATA_DIR."),
    "DATABASE_UNREACHABLE": N_("The database cannot be opened: {detail}."),
    "DATABASE_BEHIND": N_("The database is of an earlier version. Run steerboard migrate first."),
    "DATABASE_NEWER": N_("The database was made by a newer version of Steerboard ({revision}). Install that version."),
    "DATABASE_FOREIGN": N_("This database holds tables of something else. Give Steerboard a database of its own."),
    "MIGRATION_BROKE_REFERENCES": N_("The migration was undone: {count} rows would refer to nothing. The database is as it was."),
    "DATA_IN_USE": N_("Steerboard is running on the data folder {folder}. Stop it first."),
    "FILE_EXISTS": N_("{path} exists already; choose another name."),
    "TARGET_EXISTS": N_("There is a database in {folder} already. With --force it is put aside and replaced."),
    "BACKUP_BY_PG_DUMP": N_("PostgreSQL is backed up by its own tool. Run: {command} — and keep the files audit.key and audit.anchor of {folder} with it."),
    "RESTORE_BY_PG_RESTORE": N_("PostgreSQL is restored by its own tool. Run: {command} — and put the files audit.key and audit.anchor back into {folder}."),
    "BACKUP_UNREADABLE": N_("{path} is not a whole backup of Steerboard: {detail}."),
    "SETTING_INVALID": N_("The setting {name} is wrong: {detail}."),
    "SAMPLE_LOADED": N_("The sample is loaded already."),
    # the report
    "REPORT_WITHOUT_PLAN": N_("{code} has no plan yet, so there is nothing to report on; add tasks or import a plan first."),
    "REPORT_ALTERED": N_("Issue {number} is not what was published: its content was altered outside the app. Tell the auditor."),
    "METHOD_NOT_ALLOWED": N_("This address does not take {method}."),
    "UNEXPECTED": N_("Something went wrong on our side. Nothing was changed. Quote {request_id} when you report it."),
}  # fmt: skip
MESSAGES |= PLAN_MESSAGES | changes.MESSAGES


# Facts that are words of a vocabulary, and the field under which the vocabulary is worded.
WORDED = {
    "from": "status",
    "to": "status",
    "allowed": "status",
    "roles": "role",
    "kind": "kind",
    "strategy": "strategy",
}


# Whole numbers from here on are written in groups; smaller ones may be years, rows or codes.
GROUPED = 10_000
ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
# Numbers that name something rather than count it.
NAMES = frozenset({"port"})


def message(problem: Problem) -> str:
    """The text of a problem in the reader's language."""
    text = gettext(MESSAGES.get(text_key(problem), problem.code))
    if "line" in problem.facts and "{line}" not in text:  # said of any field, here of one line of a text
        text = gettext("Line {line}: {refusal}").replace("{refusal}", text)
    value = _plain(problem.field, problem.value)
    facts: dict[str, Any] = {
        "label": label(_field(problem)) if problem.field else "",
        "field": problem.field,
        "value": value,
    }
    facts |= {"code": value, "kind": gettext(N_("record"))}
    facts |= {name: _shown(name, value) for name, value in problem.facts.items()}
    return text.format_map(_Facts(facts))


def _field(problem: Problem) -> str:
    """The field; of a cell its column, for the row is told beside it."""
    column = problem.facts.get("column")
    return column if "row" in problem.facts and isinstance(column, str) else problem.field


def text_key(problem: Problem) -> str:
    """A range may be open at one end, what is no text at all is wrong in no one line, and dates that are computed were typed by nobody."""
    if problem.code in ("NOT_XML", "NOT_JSON") and problem.facts.get("line", 0) is None:
        return f"{problem.code}_AT_ALL"
    if problem.code == "OUT_OF_RANGE" and problem.value is None and {"min", "max"} <= problem.facts.keys():
        return "BEYOND_THE_YEARS"
    if problem.code == "OUT_OF_RANGE" and len({"min", "max"} & problem.facts.keys()) == 1:
        return "BELOW_MINIMUM" if "min" in problem.facts else "ABOVE_MAXIMUM"
    return problem.code


class _Facts(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return "…"


def _shown(name: str, value: Any) -> str:
    """A fact in words: kinds of records and members of vocabularies by their names."""
    if isinstance(value, list | tuple | set | frozenset):
        return listed(_shown(name, v) for v in value)
    if name == "kind" and value in WORDS:
        return _in_a_sentence(words_of(value).singular)
    if name in WORDED and isinstance(value, str) and value.islower():
        return value_label(WORDED[name], value)
    if isinstance(value, str) and ISO_DAY.fullmatch(value):  # a computed plan writes its days as programs read them
        return plain_day(date.fromisoformat(value))
    return _plain(name, value)


def _plain(name: str, value: Any) -> str:
    """What was submitted, as the reader would write it; a word that belongs to no vocabulary stays as it was typed."""
    if isinstance(value, StrEnum):
        return value_label(WORDED.get(name, name), value)
    if isinstance(value, date):
        return plain_day(value)
    if isinstance(value, Label):
        return value.name(language())
    if isinstance(value, Decimal) or (isinstance(value, int) and abs(value) >= GROUPED and name not in NAMES):
        return number(value)
    if isinstance(value, list | tuple | set | frozenset):
        return listed(_plain(name, v) for v in value)
    return "" if value is None else str(value)


def _in_a_sentence(noun: str) -> str:
    """A noun as it stands within a sentence: English lowers it, unless it is an abbreviation."""
    return noun[:1].lower() + noun[1:] if language() == "en" and not noun[:2].isupper() else noun


def facts_json(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Facts as plain JSON values; a record is its code."""
    known = {k: v.code if isinstance(v, Label) else v for k, v in facts.items()}
    return {k: v if isinstance(v, int | bool | list) or v is None else str(v) for k, v in known.items()}
