"""Import into a register: the columns that a file may have, what it would do, every problem by row and column, and the writing of it."""

import unicodedata
from collections.abc import Mapping
from functools import cache

from governance import imports
from governance.errors import Problem, Refusal
from governance.exchange import Table, read_table
from governance.forms import RecordForm
from governance.imports import ImportResult, RowProblem, import_rows
from governance.registers import Register
from web import uploads
from web.access import Here, database_of
from web.field_kinds import field_in_cell
from web.i18n import LOCALES, gettext, listed, speaking
from web.register_exports import columns_of
from web.register_lists import head_of
from web.uploads import Upload
from web.views import ImportPreview, ImportProblem, ImportRow, RegisterImport
from web.words.fields import hint, label
from web.words.refusals import message

SHOWN_ROWS, SHOWN_PROBLEMS = 200, 500
PASTED = "pasted.csv"  # what rows that were pasted are called, as a file
HEADLESS = "pasted-without-names.csv"  # the same where names of columns were put above them


def import_page(
    here: Here, register: Register, problems: tuple[Problem, ...] = (), preview: ImportPreview | None = None
) -> RegisterImport:
    """The page on which a file is chosen, with what the chosen one would do, or why it was refused."""
    head = head_of(register, here)
    title, base = gettext("Import: {things}").format(things=head.title), f"{head.href}/import"
    return RegisterImport(
        register=head, title=title, action=base, confirm_action=f"{base}/confirmation", columns_help=columns_help(register),
        template_href=f"{base}/template.csv", preview=preview, problems=[_whole(p) for p in problems],
        pasted_columns=listed(label(name.removesuffix("_zh").removesuffix("_en")) for name in headless_columns(register)),
        crumbs=[(head.title, head.href), (gettext("Import"), None)],
    )  # fmt: skip


def _whole(problem: Problem) -> tuple[str, str, str]:
    """What is wrong with a file, or with pasted rows, as a whole."""
    field, called = ("pasted", gettext("Rows")) if problem.field == "pasted" else ("file", gettext("File"))
    return field, called, message(problem)


def refused_page(here: Here, register: Register, refusal: Refusal) -> RegisterImport:
    """The page again, with why the file was refused: as a whole, or row by row."""
    by_row = [p for p in refusal.problems if "row" in p.facts and not p.code.startswith("FILE_")]
    whole = tuple(p for p in refusal.problems if p not in by_row)
    found = [RowProblem(p.facts["row"], p.field, p) for p in by_row]
    shown = _previewed(ImportResult([], found), register, gettext("Nothing was written"), "") if found else None
    return import_page(here, register, whole[:50], shown)


def columns_help(register: Register) -> list[tuple[str, str, str, bool]]:
    """Every column that a file may have: its name, what it is called, what belongs in it, and whether it must be there."""
    fields, found = register.form.model_fields, []
    for name in columns_of(register):
        info = fields.get(name)
        language = {"_zh": gettext(" (Chinese)"), "_en": gettext(" (English)")}.get(name[-3:], "")
        told = hint(name) or hint(name.removesuffix("_zh").removesuffix("_en"))
        found.append((name, label(name) + language, told, info is not None and info.is_required()))
    return found


# --- Columns ---------------------------------------------------------------------------------------------------------


@cache
def _names(form: type[RecordForm], holds_status: bool) -> Mapping[str, str]:
    """What a column may be called: the field's name, or its label in either language, with its language for a text in both."""
    found: dict[str, str] = {}
    for name in (*form.model_fields, *(("status",) if holds_status else ())):
        stem, tongue = (name[:-3], name[-2:]) if name.endswith(("_zh", "_en")) else (name, "")
        found[_folded(name)] = name
        for tag in LOCALES:
            with speaking(tag):
                called = label(stem)
            marks = {"zh": ("中", "中文", "zh", "chinese"), "en": ("en", "英", "英文", "english")}.get(tongue, ())
            for mark in marks:
                found.setdefault(_folded(called + mark), name)
            if not tongue or (tongue == "zh") == (tag == "zh-CN"):
                found.setdefault(_folded(called), name)
    return found


def _folded(text: str) -> str:
    """A name without what people add or leave out: case, spaces, brackets, dashes."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return "".join(c for c in plain if c.isalnum())


def is_column(register: Register, text: str) -> bool:
    """Whether a text names a column of the register."""
    return _folded(text) in _names(register.form, register.holds("status"))


def headless_columns(register: Register) -> list[str]:
    """What the columns are taken for when the first row names none: the fields of the list's columns, in their order."""
    found = (field_in_cell(register, column.key) for column in register.columns)
    return list(dict.fromkeys(name for name in found if name))


def fields_in(register: Register, table: Table) -> tuple[dict[str, str], list[RowProblem]]:
    """Which column of a table is which field; columns that are none, or the same twice, are problems of its header."""
    names = _names(register.form, register.holds("status"))
    found, problems, taken = dict[str, str](), list[RowProblem](), dict[str, str]()
    for column in table.header:
        field = names.get(_folded(column)) if column else None
        if field is None:
            problems += [RowProblem(1, column, Problem("UNKNOWN_COLUMN", "", column[:100], {}))] if column else []
        elif field in taken:
            problems.append(
                RowProblem(1, column, Problem("COLUMN_TWICE", field, column[:100], {"label": label(field)}))
            )
        else:
            found[column], taken[field] = field, column
    return found, problems


# --- From file to records --------------------------------------------------------------------------------------------


def run(here: Here, register: Register, upload: Upload, *, rehearse: bool) -> ImportResult:
    """Write a file's rows into a register, or only rehearse it. With any problem nothing is written.

    Raises:
        Invalid: the file cannot be read at all.
        NotPermitted: the actor may not import here.
    """
    table = read_table(upload.name, upload.body, sheet=register.plural)
    fields, problems = fields_in(register, table)
    above = 1 if upload.name == HEADLESS else 0  # rows are numbered as the person pasted them
    rows = [(number - above, {fields[c]: v for c, v in row.items() if c in fields}) for number, row in table.mappings()]
    if not rows:
        problems.append(RowProblem(1, "", Problem("FILE_EMPTY", "", None, {})))
    result = import_rows(
        here.session, here.actor, here.programme, register, rows, rehearse=rehearse or bool(problems), reason=upload.name
    )  # fmt: skip
    result.problems[:0] = problems
    return result


def preview(here: Here, register: Register, upload: Upload) -> RegisterImport:
    """What a file would do. The file waits for a yes only if nothing is wrong with it."""
    result = run(here, register, upload, rehearse=True)
    purpose, may = _purpose(here, register), not result.problems and result.count("create") + result.count("change") > 0
    token = uploads.keep(database_of(here.request).data_dir, here.actor, purpose, upload) if may else ""
    return import_page(here, register, (), _previewed(result, register, upload.name, token))


def confirm(here: Here, register: Register, token: str) -> ImportResult:
    """Write the file that was previewed: all of it or, if something has changed since, nothing.

    Raises:
        Conflict: the file is no longer kept.
        Invalid: it can no longer be written as it was previewed; with every problem.
    """
    folder = database_of(here.request).data_dir
    upload = uploads.take(folder, here.actor, _purpose(here, register), token)
    result = run(here, register, upload, rehearse=False).require()
    uploads.forget(folder, token)
    return result


def _purpose(here: Here, register: Register) -> str:
    return f"{here.programme.code}/{register.plural}"


def _previewed(result: ImportResult, register: Register, name: str, token: str) -> ImportPreview:
    rows = [ImportRow(r.number, r.code, r.action, _summary(r, register)) for r in result.rows[:SHOWN_ROWS]]
    problems = [
        ImportProblem(p.row, p.column, _value(p.problem), message(p.problem)) for p in result.problems[:SHOWN_PROBLEMS]
    ]
    return ImportPreview(
        token, gettext("Pasted rows") if name in (PASTED, HEADLESS) else name,
        result.count("create"), result.count("change"), result.count("same"), rows, problems, bool(token),
        total_rows=len(result.rows), total_problems=len(result.problems),
    )  # fmt: skip


def _value(problem: Problem) -> str:
    return "" if problem.value is None else str(problem.value)[:80]


def _summary(row: imports.ImportRow, register: Register) -> str:
    """The row in a few words: its title, else its first cells."""
    texts = [str(row.given.get(f"{register.title}{tongue}") or "") for tongue in ("_zh", "_en", "")]
    found = [t for t in texts if t.strip()] or [str(v) for k, v in row.given.items() if k != "code" and str(v).strip()][
        :3
    ]
    return listed(found[:3])[:160]
