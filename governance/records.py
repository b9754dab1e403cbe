"""The record: what every row of every register has, how it is written, found and withdrawn."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from functools import cache, partial
from typing import Any, ClassVar, TypeVar

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import declared_attr
from sqlmodel import Field, Session, SQLModel, col, select

from governance.codes import ids_by_code, next_code, one_writer, remember
from governance.columns import instant, listing, long_text
from governance.errors import Conflict, Invalid, NotFound, Problem, Stale, refuse_if
from governance.forms import RecordForm, read_fields, references_of

NAMING = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}
SQLModel.metadata.naming_convention = NAMING


class Record(SQLModel):
    """A row that is audited, versioned and never deleted. `KIND` is its name in addresses, references and the trail."""

    KIND: ClassVar[str] = ""
    PREFIX: ClassVar[str] = ""

    # A row is checked by its form, never by pydantic: its own check is not built before somebody asks for it.
    model_config = {"defer_build": True}
    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(max_length=14, index=True)
    version: int = Field(default=1, nullable=False)
    created_at: datetime | None = instant()
    created_by: str = Field(default="", max_length=200)
    updated_at: datetime | None = instant()
    updated_by: str = Field(default="", max_length=200)
    withdrawn_on: date | None = None
    withdrawn_reason: str | None = long_text()
    notes: str | None = long_text()
    tags: list[str] = listing()

    def __init__(self, **given: Any) -> None:
        """As SQLModel's, but for a row only: it sets each attribute three times over, and a plan that comes in makes thousands of rows.

        Raises:
            TypeError: a name that is no field.
        """
        table: Any = type(self)
        plain, made = _defaults(table)
        if unknown := given.keys() - table.model_fields.keys():
            raise TypeError(f"no fields of {self.KIND}: {', '.join(sorted(unknown))}")
        vars(self).update(plain, **{name: make() for name, make in made if name not in given}, **given)
        object.__setattr__(self, "__pydantic_fields_set__", set(given))

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:
        return {"version_id_col": cls.__table__.c.version} if hasattr(cls, "__table__") else {}  # pyright: ignore


class ProgrammeRecord(Record):
    """A record of one programme; its code is unique there."""

    programme_id: int = Field(foreign_key="programme.id", index=True)

    @declared_attr.directive
    def __table_args__(cls) -> tuple[Any, ...]:
        return (UniqueConstraint("programme_id", "code"),)


@cache
def _defaults(table: Any) -> tuple[dict[str, Any], list[tuple[str, Callable[[], Any]]]]:
    """What fields hold that nobody gave: values that may be shared, and what makes those that may not."""
    plain: dict[str, Any] = {}
    made: list[tuple[str, Callable[[], Any]]] = []
    for name, field in table.model_fields.items():
        if field.is_required():
            continue
        if field.default_factory or isinstance(field.default, list | dict | set):
            made.append((name, partial(field.get_default, call_default_factory=True)))
        else:
            plain[name] = field.default
    return plain, made


R = TypeVar("R", bound=Record)
P = TypeVar("P", bound=ProgrammeRecord)
# What the mechanism itself keeps; the trail names the command instead of repeating these.
BOOKKEEPING = frozenset({"id", "programme_id", "version", "created_at", "created_by", "updated_at", "updated_by"})


def record_kinds() -> dict[str, type[Record]]:
    """Every kind of record that exists, by its name."""
    found: dict[str, type[Record]] = {}
    pending: list[type[Record]] = [Record]
    while pending:
        cls = pending.pop()
        pending += cls.__subclasses__()
        if cls.KIND:
            found[cls.KIND] = cls
    return found


# --- Finding ---------------------------------------------------------------------------------------------------------


def find(session: Session, table: type[P], programme_id: int | None, code: str) -> P:
    """The record of that code in that programme, withdrawn ones too.

    Raises:
        NotFound: there is none.
    """
    found = session.exec(select(table).where(col(table.programme_id) == programme_id, col(table.code) == code)).first()
    if found is None:
        raise NotFound([Problem("NOT_FOUND", "code", code, {"kind": table.KIND, "code": code})])
    return found


def current(session: Session, table: type[P], programme_id: int | None) -> list[P]:
    """All records of a programme that are not withdrawn, by code."""
    query = (
        select(table)
        .where(col(table.programme_id) == programme_id, col(table.withdrawn_on).is_(None))
        .order_by(col(table.code))
    )
    return list(session.exec(query))


# --- Writing (called inside commands) --------------------------------------------------------------------------------


def resolve(
    session: Session, table: type[Record], programme_id: int | None, form: RecordForm, *, keep: Record | None = None
) -> dict[str, Any]:
    """Column values for `form`: codes of single references become ids, everything else stays as it is.

    Fields without a column are left to the command. `keep` is the record as it is: what it already refers to stays allowed even
    if withdrawn since.

    Raises:
        Invalid: every reference that does not exist in this programme or was withdrawn.
    """
    values, problems = _resolved(session, table, programme_id, form, keep)
    refuse_if(problems)
    return values


def _resolved(
    session: Session, table: type[Record], programme_id: int | None, form: RecordForm, keep: Record | None
) -> tuple[dict[str, Any], list[Problem]]:
    columns, references = table.__table__.c, references_of(type(form))  # pyright: ignore
    names = type(form).model_fields.keys() - references.keys() - {"code"}
    values = {name: getattr(form, name) for name in type(form).model_fields if name in names and name in columns}
    problems, kinds = list[Problem](), record_kinds()
    for name, (kind, several) in references.items():
        value = getattr(form, name)
        wanted = value if several else [value] if value else []
        found = ids_by_code(session, kinds[kind], programme_id, wanted) if wanted and kind in kinds else {}
        held = getattr(keep, name if several else f"{name}_id", None)
        for code in wanted:
            if code not in found:
                problems.append(Problem("REF_NOT_FOUND", name, code[:40], {"kind": kind, "code": code[:40]}))
            elif found[code][1] and not (code in held if isinstance(held, list) else found[code][0] == held):
                problems.append(Problem("REF_INACTIVE", name, code, {"kind": kind, "code": code}))
        if several:
            values[name] = list(dict.fromkeys(wanted))
        elif f"{name}_id" in columns:
            values[f"{name}_id"] = found.get(value, (None, False))[0] if value else None
    return values, problems


F = TypeVar("F", bound=RecordForm)


def read_submission(
    session: Session, table: type[Record], form: type[F], programme_id: int | None, data: Mapping[str, Any],
    *, keep: Record | None = None, known: Sequence[Problem] = (),
) -> F:  # fmt: skip
    """The form that `data` fills, checked field by field, between fields, and against what is stored, in one go.

    `keep` is the record that it is to change; None asks for a new one. `known` are problems found before: nothing more is said about
    their fields.

    Raises:
        Invalid: with every problem of every field, references that do not exist and a code that is taken or differs among them.
    """
    told = {p.field for p in known}
    made, found = read_fields(form, {name: value for name, value in data.items() if name not in told})
    problems = [*known, *(p for p in found if p.field not in told)]
    wrong = {p.field for p in problems}
    found = reference_problems(session, table, programme_id, made, keep)
    found += code_problems(session, table, programme_id, made.code, keep)
    refuse_if([*problems, *(p for p in found if p.field not in wrong)])
    return made


def reference_problems(
    session: Session, table: type[Record], programme_id: int | None, form: RecordForm, keep: Record | None = None
) -> list[Problem]:
    """Every code in `form` that no record of the programme has, or one that was withdrawn."""
    return _resolved(session, table, programme_id, form, keep)[1]


def code_problems(
    session: Session, table: type[Record], programme_id: int | None, code: str | None, keep: Record | None
) -> list[Problem]:
    """A code that is taken, or one that would change."""
    if code and keep is None and ids_by_code(session, table, programme_id, [code]):
        return [Problem("NOT_UNIQUE", "code", code, {"kind": table.KIND, "code": code})]
    if code and keep is not None and code != keep.code:
        return [Problem("CODE_IMMUTABLE", "code", code, {"code": keep.code})]
    return []


def add(session: Session, table: type[P], programme_id: int, form: RecordForm, **fixed: Any) -> P:
    """A new record from a valid form. `fixed` are values that the form does not hold.

    Raises:
        Invalid: a reference does not exist, or the code is taken.
    """
    one_writer(session)
    refuse_if(code_problems(session, table, programme_id, form.code, None))
    code = form.code or next_code(session, table, programme_id)
    record = table(programme_id=programme_id, code=code, **(resolve(session, table, programme_id, form) | fixed))
    session.add(record)
    session.flush()
    remember(session, record)
    return record


def revise(session: Session, record: P, form: RecordForm, version: int | None, **fixed: Any) -> P:
    """Write a valid form into a record, if it is still the version that the person saw. The code never changes.

    Raises:
        Stale: it is not.
        Invalid: a reference does not exist, or another code was given.
    """
    check_version(record, version)
    refuse_if(code_problems(session, type(record), record.programme_id, form.code, record))
    check_not_withdrawn(record)
    for name, value in (resolve(session, type(record), record.programme_id, form, keep=record) | fixed).items():
        if getattr(record, name) != value:
            setattr(record, name, value)
    session.flush()
    return record


def withdraw(session: Session, record: R, reason: str | None, on: date, version: int | None = None) -> R:
    """Take a record out of use. It stays, with the reason, and so does all that refers to it."""
    if version is not None:
        check_version(record, version)
    said = check_reason(reason)
    check_not_withdrawn(record)
    record.withdrawn_on, record.withdrawn_reason = on, said[:4000]
    session.flush()
    return record


def restore(session: Session, record: R, version: int | None = None) -> R:
    """Take a withdrawn record back into use."""
    if version is not None:
        check_version(record, version)
    record.withdrawn_on = record.withdrawn_reason = None
    session.flush()
    return record


def check_version(record: Record, version: int | None) -> None:
    if version is not None and version != record.version:
        raise Stale(record.KIND, record.code, record.version)


def check_reason(reason: str | None) -> str:
    """The reason of a withdrawal, trimmed.

    Raises:
        Invalid: none was given, or one that says nothing.
    """
    if not reason or len(reason.strip()) < 3:
        raise Invalid([Problem("REASON_REQUIRED", "reason", reason, {})])
    return reason.strip()


def check_not_withdrawn(record: Record) -> None:
    if record.withdrawn_on is not None:
        raise Conflict([Problem("WITHDRAWN", "", record.code, {"code": record.code, "on": record.withdrawn_on})])


def move(record: Any, to: Any, transitions: Mapping[Any, frozenset[Any]], field: str = "status") -> None:
    """Change a state along a declared transition.

    Raises:
        Conflict: the transition is not declared.
    """
    now = getattr(record, field)
    if to != now and to not in transitions.get(now, frozenset()):
        allowed = sorted(str(s) for s in transitions.get(now, ()))
        facts = {"entity": record.KIND, "code": record.code, "from": str(now), "to": str(to), "allowed": allowed}
        raise Conflict([Problem("STATE_TRANSITION_NOT_ALLOWED", field, str(to), facts)])
    setattr(record, field, to)
