"""Forms: what a person may submit. One text type, one code type, bounded numbers and dates, used by every register."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cache
from typing import Annotated, Any, ClassVar, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, TypeAdapter, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from governance.errors import Invalid, Problem
from governance.typed_values import (
    blank_to_none,
    clean_code,
    clean_name,
    clean_text,
    flag,
    number,
    split_lines,
    split_list,
    strict_day,
)


@dataclass(frozen=True, slots=True)
class Reference:
    """Marks a form field that holds the code of another record of `kind`."""

    kind: str


@dataclass(frozen=True, slots=True)
class Control:
    """Marks how a field is typed when its type alone does not tell: text, lines, duration, links, email."""

    kind: str
    unit: str = ""


Line = Annotated[str, BeforeValidator(clean_name), Field(max_length=200)]
Prose = Annotated[str, BeforeValidator(clean_text), Field(max_length=4000), Control("text")]
Code = Annotated[str, BeforeValidator(clean_code), Field(max_length=14)]
Day = Annotated[date, BeforeValidator(strict_day), Field(ge=date(1990, 1, 1), le=date(2100, 12, 31))]
Whole = Annotated[int, BeforeValidator(number), Field(ge=0, le=2_000_000_000)]
Score = Annotated[int, BeforeValidator(number), Field(ge=1, le=5)]
Percent = Annotated[
    Decimal, BeforeValidator(number), Field(ge=0, le=100, max_digits=7, decimal_places=4), Control("decimal", "%")
]
Measure = Annotated[Decimal, BeforeValidator(number), Field(ge=-(10**12), le=10**12, decimal_places=4)]
Money = Annotated[Decimal, BeforeValidator(number), Field(ge=0, le=10**13, decimal_places=2), Control("money")]
MoneyChange = Annotated[
    Decimal, BeforeValidator(number), Field(ge=-(10**13), le=10**13, decimal_places=2), Control("money")
]
Flag = Annotated[bool, BeforeValidator(flag)]
Lines = Annotated[
    list[Annotated[str, Field(max_length=500)]], BeforeValidator(split_lines), Field(max_length=100), Control("lines")
]
Codes = Annotated[list[Code], BeforeValidator(split_list), Field(max_length=200)]
Tags = Annotated[list[Annotated[str, BeforeValidator(clean_name), Field(max_length=40)]], BeforeValidator(split_list),
                 Field(max_length=20), Control("tags")]  # fmt: skip
Email = Annotated[
    str, BeforeValidator(clean_name), Field(max_length=200, pattern=r"^[^@\s]+@[^@\s]+$"), Control("email")
]


class Form(BaseModel):
    """What may be submitted for one kind of record. Unknown fields are refused.

    `REQUIRED_TEXT` names the bilingual texts of which one language must be given.
    """

    # Fields are checked one by one (`adapter`): the check of the whole is not built before somebody asks for it.
    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)
    REQUIRED_TEXT: ClassVar[tuple[str, ...]] = ()

    def problems(self) -> list[Problem]:
        """Rules between fields. A field that was itself wrong is None here."""
        return []


class RecordForm(Form):
    """Fields that every record has beside its own. A blank `code` asks for the next in the series."""

    code: Code | None = None
    notes: Prose | None = None
    tags: Tags = []


_CODES = {
    "missing": "REQUIRED", "string_too_long": "TOO_LONG", "too_long": "TOO_LONG", "enum": "NOT_IN_ENUM", "literal_error": "NOT_IN_ENUM",
    "string_type": "NOT_TEXT", "list_type": "NOT_A_LIST", "int_parsing": "NOT_A_NUMBER", "int_type": "NOT_A_NUMBER",
    "int_from_float": "NOT_A_NUMBER", "int_parsing_size": "OUT_OF_RANGE", "decimal_parsing": "NOT_A_NUMBER",
    "decimal_type": "NOT_A_NUMBER", "finite_number": "NOT_A_NUMBER", "greater_than_equal": "OUT_OF_RANGE",
    "less_than_equal": "OUT_OF_RANGE", "decimal_max_digits": "OUT_OF_RANGE", "decimal_max_places": "TOO_PRECISE",
    "decimal_whole_digits": "OUT_OF_RANGE", "bool_parsing": "NOT_A_FLAG", "bool_type": "NOT_A_FLAG",
    "date_type": "NOT_A_DATE", "string_pattern_mismatch": "PATTERN",
}  # fmt: skip
F = TypeVar("F", bound=Form)


@cache
def adapter(form: type[Form], name: str) -> TypeAdapter[Any]:
    """The validator of one field alone, so that every field's error is found, whatever the others are."""
    info = form.model_fields[name]
    return TypeAdapter(Annotated[info.annotation, *info.metadata] if info.metadata else info.annotation)  # pyright: ignore


def markers(info: FieldInfo) -> tuple[Any, ...]:
    """The metadata of a field, wherever in `X | None` or `list[X]` it was attached."""
    found: list[Any] = list(info.metadata)
    pending = [info.annotation]
    while pending:
        annotation = pending.pop()
        for marker in getattr(annotation, "__metadata__", ()):
            found += marker.metadata if isinstance(marker, FieldInfo) else [marker]
        if origin := getattr(annotation, "__origin__", None):
            pending.append(origin)
        pending += getattr(annotation, "__args__", ())
    return tuple(found)


def reference_kind(info: FieldInfo) -> str | None:
    return next((m.kind for m in markers(info) if isinstance(m, Reference)), None)


def is_list(info: FieldInfo) -> bool:
    return isinstance(info.get_default(call_default_factory=True), list)


def is_day(info: FieldInfo) -> bool:
    return date in (info.annotation, *(getattr(t, "__origin__", t) for t in getattr(info.annotation, "__args__", ())))


@cache
def references_of(form: type[Form]) -> dict[str, tuple[str, bool]]:
    """The fields that hold codes of other records: `field -> (kind, whether it holds several)`."""
    return {n: (kind, is_list(i)) for n, i in form.model_fields.items() if (kind := reference_kind(i))}


@cache
def _words_of(form: type[Form]) -> frozenset[str]:
    return frozenset(n for n, i in form.model_fields.items() if enum_type(i) is not None)


def read_fields(form: type[F], data: Mapping[str, Any]) -> tuple[F, list[Problem]]:
    """Validate every field by itself and then the rules between them.

    Returns the form (wrong fields are None in it) and all problems found; it is fit for use only if there are none.
    """
    values: dict[str, Any] = {}
    problems = [Problem("UNKNOWN_FIELD", str(name)[:100], None, {}) for name in data if name not in form.model_fields]
    for name in form.model_fields:
        values[name], found = read_field(form, name, data.get(name, PydanticUndefined))
        problems += found
    wrong = {p.field for p in problems}
    for pair in form.REQUIRED_TEXT:
        if not values.get(f"{pair}_zh") and not values.get(f"{pair}_en") and not wrong & {f"{pair}_zh", f"{pair}_en"}:
            problems.append(Problem("REQUIRED_IN_ONE_LANGUAGE", f"{pair}_zh", None, {}))
    made = form.model_construct(_fields_set={n for n in data if n in form.model_fields}, **values)
    problems += [p for p in made.problems() if p.field not in wrong]
    return made, problems


def read_field(form: type[Form], name: str, raw: Any) -> tuple[Any, list[Problem]]:
    """The value of one field, whatever the others are (its default where it is wrong), and what is wrong with it."""
    info = form.model_fields[name]
    default = None if info.is_required() else info.get_default(call_default_factory=True)
    if raw is PydanticUndefined or blank_to_none(raw) is None:
        return default, [Problem("REQUIRED", name, None, {})] if info.is_required() else []
    try:
        value = adapter(form, name).validate_python(_prepared(form, name, raw))
    except ValidationError as error:
        return default, [_problem(name, info, raw, dict(e)) for e in error.errors(include_url=False)[:5]]
    if value is None and info.is_required():
        return None, [Problem("REQUIRED", name, None, {})]
    return (default if value is None else value), []


def _prepared(form: type[Form], name: str, raw: Any) -> Any:
    """Words of a vocabulary and codes in any case (`F1`, `Reduce`, `rsk-01`); several codes in one line are parted."""
    if name in _words_of(form) and isinstance(raw, str):
        return raw.strip().lower().replace(" ", "_").replace("-", "_")
    if name in references_of(form):
        several = references_of(form)[name][1]
        return [_as_code(v) for v in parts] if several and isinstance(parts := split_list(raw), list) else _as_code(raw)
    return raw


def _as_code(value: Any) -> Any:
    """A code as it is kept; whether there is such a record is asked later, so its form is not."""
    text = clean_name(value)
    return text.upper() if isinstance(text, str) else value


def enum_type(info: FieldInfo) -> type[StrEnum] | None:
    """The vocabulary of a field, if it has one."""
    candidates = (info.annotation, *getattr(info.annotation, "__args__", ()))
    return next((c for c in candidates if isinstance(c, type) and issubclass(c, StrEnum)), None)


def _problem(name: str, info: FieldInfo, raw: Any, error: dict[str, Any]) -> Problem:
    context = {k: v for k, v in (error.get("ctx") or {}).items() if isinstance(v, str | int | float | Decimal | date)}
    context |= bounds(info)
    shown = raw if isinstance(raw, str | int | float | bool) else repr(raw)
    kind = str(error["type"])
    return Problem(_CODES.get(kind, kind), name, str(shown)[:200], context)


def bounds(info: FieldInfo) -> dict[str, Any]:
    """The declared limits of a field, the tightest where its type has its own: `min`, `max`, `max_length`."""
    found: dict[str, Any] = {}
    for marker in markers(info):
        for key, attribute, tightest in (("min", "ge", max), ("max", "le", min), ("max_length", "max_length", min)):
            value = getattr(marker, attribute, None)
            if value is not None:
                found[key] = value if key not in found else tightest(found[key], value)
    return found


def read_form(form: type[F], data: Mapping[str, Any]) -> F:
    """The form that `data` fills.

    Raises:
        Invalid: with every problem of every field.
    """
    made, problems = read_fields(form, data)
    if problems:
        raise Invalid(problems)
    return made
