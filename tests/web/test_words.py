"""Whatever the app can show has words: fields, values, registers, actions and refusals. Nothing falls back to its name in the code."""

import ast
import importlib
import pkgutil
import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from enum import StrEnum
from types import ModuleType

import pytest

from governance.authority import Role
from governance.commands import COMMANDS
from governance.errors import Problem
from governance.forms import bounds, enum_type, reference_kind
from governance.registers import Register, enum_of
from tests import source
from web import registry, served
from web.i18n import speaking
from web.words import fields, refusals, registers, values

CODE = re.compile(r"[A-Z][A-Z0-9]*(_[A-Z0-9]+)+|[A-Z]{4,}")
# Functions whose first argument is the code of a refusal.
RAISERS = {"Problem", "of", "PydanticCustomError", "problem", "_problem"}
# Vocabularies that people never read as words: rights, the engine's own, those of a process and its commands.
TECHNICAL = {"governance.authority.Permission", "plans.network.", "web."}


def every_module() -> list[ModuleType]:
    """All modules of the product, imported: what declares a command or a vocabulary does so when it is imported."""
    found = []
    for package in source.PACKAGES:
        root = importlib.import_module(package)
        names = [m.name for m in pkgutil.walk_packages(root.__path__, f"{package}.")]
        found += [importlib.import_module(name) for name in names if not _runs_when_imported(name)]
    return found


def _runs_when_imported(name: str) -> bool:
    return name.endswith("__main__") or ".vendoring" in name or ".migrations" in name


MODULES = every_module()
served.enter_all()
REGISTERS = sorted(registry.REGISTERS.values(), key=lambda r: r.kind)
each_register = pytest.mark.parametrize("register", REGISTERS, ids=lambda r: r.kind)


# --- Fields ----------------------------------------------------------------------------------------------------------


def unlabelled(names: set[str]) -> set[str]:
    """The fields among `names` that would show their name in the code."""
    return {
        n for n in names
        if n not in fields.LABELS and n.removesuffix("_zh").removesuffix("_en").removesuffix("_id") not in fields.LABELS
    }  # fmt: skip


@each_register
def test_every_field_column_and_filter_of_a_register_has_a_label(register: Register) -> None:
    shown = {*register.form.model_fields, *(c.key for c in register.columns), *(f.key for f in register.filters)}
    shown |= {key for _, keys in register.sections for key in keys} | {register.title}
    assert unlabelled(shown) == set()


@each_register
def test_every_section_of_a_register_has_a_heading(register: Register) -> None:
    assert {name for name, _ in register.sections} - fields.SECTIONS.keys() == set()


def test_a_hint_belongs_to_a_field_that_some_form_has() -> None:
    known = {name for r in REGISTERS for name in r.form.model_fields} | {n for m in forms() for n in m.model_fields}
    plain = {n.removesuffix("_zh").removesuffix("_en") for n in known} | known
    assert fields.HINTS.keys() - plain == set()


def forms() -> Iterator[type]:
    from governance.forms import Form

    waiting = [Form]
    while waiting:
        form = waiting.pop()
        waiting += form.__subclasses__()
        yield form


# --- Values ----------------------------------------------------------------------------------------------------------


def wordless(field: str, words: Iterator[str] | type[StrEnum]) -> set[str]:
    return {f"{field}.{w}" for w in map(str, words) if f"{field}.{w}" not in values.VALUES and w not in values.VALUES}


@each_register
def test_every_value_that_a_field_can_take_has_words(register: Register) -> None:
    lacking = set()
    for name, info in register.form.model_fields.items():
        if found := enum_type(info):
            lacking |= wordless(name, found)
    for name in {"status", *(c.key for c in register.columns)}:
        if found := enum_of(register, name):
            lacking |= wordless(name, found)
    assert lacking == set()


def vocabularies() -> list[type[StrEnum]]:
    """The vocabularies that the product declares and people read."""
    ours = [e for e in StrEnum.__subclasses__() if e.__module__.split(".")[0] in source.PACKAGES]
    return [e for e in ours if not f"{e.__module__}.{e.__name__}".startswith(tuple(TECHNICAL))]


def tables_of_words() -> list[dict[str, str]]:
    """Every table of words that the app keeps: a vocabulary may have one of its own."""
    modules = [m for m in MODULES if m.__name__.startswith("web.words.")]
    return [value for m in modules for value in vars(m).values() if isinstance(value, dict)]


def test_every_word_of_every_vocabulary_has_a_label() -> None:
    prefixed = {key.partition(".")[2] for key in values.VALUES if "." in key}
    known, spelled = values.VALUES.keys() | prefixed, words_in_sentences()
    own = [e for e in vocabularies() if any({str(w) for w in e} <= set(map(str, t)) for t in tables_of_words())]
    lacking = {
        f"{e.__module__}.{e.__name__}: {w}"
        for e in vocabularies()
        if e not in own
        for w in e
        if str(w) not in known and f"{e.__name__}.{w.name}" not in spelled
    }
    assert lacking == set()


def words_in_sentences() -> set[str]:
    """Members that a module of words names in its code, `ChangeKind.risk_closed`: they get a sentence of their own there."""
    named = set[str]()
    for name in source.modules("web"):
        if name.startswith("web/words/"):
            named |= set(re.findall(r"\b([A-Z][A-Za-z]+\.[a-z_]+)\b", source.read(name)))
    return named


def test_every_role_has_a_name() -> None:
    assert wordless("role", Role) == set()


def test_every_tone_belongs_to_a_value_or_a_field() -> None:
    tones = {"on_track", "watch", "off_track", "no_data", "done", "muted"}
    assert set(values.TONES.values()) - tones == set()


# --- Registers and their actions -------------------------------------------------------------------------------------


@each_register
def test_every_register_says_what_it_is_and_what_belongs_in_it(register: Register) -> None:
    words = registers.WORDS.get(register.kind)
    assert words is not None
    assert all((words.plural, words.singular, words.purpose, words.create, words.withdraw))


@each_register
def test_every_kind_that_a_form_refers_to_has_a_name(register: Register) -> None:
    kinds = {kind for info in register.form.model_fields.values() if (kind := reference_kind(info))}
    assert kinds - registers.WORDS.keys() == set()


def test_every_command_has_a_label_for_the_history() -> None:
    ours = {name for name, gate in COMMANDS.items() if gate.__module__.split(".")[0] in source.PACKAGES}
    assert ours - registers.COMMANDS.keys() == set()


# --- Refusals --------------------------------------------------------------------------------------------------------


def codes_in(module: ast.Module) -> Iterator[tuple[int, str]]:
    """Line and code of every refusal that a module can raise or hand on."""
    for node in ast.walk(module):
        if isinstance(node, ast.Call) and _callee(node) in RAISERS and node.args:
            for code in _texts(node.args[0]):
                if CODE.fullmatch(code):
                    yield node.lineno, code


def _callee(call: ast.Call) -> str:
    return getattr(call.func, "id", "") or getattr(call.func, "attr", "")


def _texts(node: ast.expr) -> Iterator[str]:
    """The text of a literal, or of either branch of a choice between literals."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from _texts(node.body)
        yield from _texts(node.orelse)


def test_every_refusal_that_can_be_raised_has_a_message() -> None:
    lacking = {
        f"{name}:{line} {code}"
        for name in source.modules()
        for line, code in codes_in(source.tree(name))
        if code not in refusals.MESSAGES
    }
    assert lacking == set()


@pytest.mark.parametrize(
    "statement",
    [
        'raise Invalid([Problem("NEVER_WORDED", "name", 1, {})])',
        'raise Refusal.of("NEVER_WORDED", "name")',
        'raise PydanticCustomError("NEVER_WORDED", "text", {})',
        'x = Problem("NEVER_WORDED" if late else "REQUIRED")',
    ],
)
def test_a_refusal_is_found_however_it_is_raised(statement: str) -> None:
    assert "NEVER_WORDED" in {code for _, code in codes_in(ast.parse(statement))}


def facts_at(module: ast.Module) -> Iterator[tuple[int, str, set[str]]]:
    """Line, code and names of the facts of every problem whose facts are written out."""
    for node in ast.walk(module):
        if not (isinstance(node, ast.Call) and _callee(node) in {"Problem", "of"} and node.args):
            continue
        given = node.args[3] if len(node.args) > 3 else next((k.value for k in node.keywords if k.arg == "facts"), None)
        names = (
            {k.arg for k in node.keywords if k.arg} - {"code", "field", "value", "facts"}
            if _callee(node) == "of"
            else set()
        )
        if isinstance(given, ast.Dict) and all(isinstance(k, ast.Constant) for k in given.keys):
            names = {str(k.value) for k in given.keys if isinstance(k, ast.Constant)}
        elif given is not None or (_callee(node) == "of" and any(k.arg is None for k in node.keywords)):
            continue
        for code in _texts(node.args[0]):
            yield node.lineno, code, names


def test_a_message_asks_for_no_fact_that_the_refusal_does_not_bring() -> None:
    always = {"label", "field", "value", "code", "kind"}
    lacking = set()
    for name in source.modules():
        for line, code, names in facts_at(source.tree(name)):
            problem = Problem(code, "", None, dict.fromkeys(names))
            wanted = set(re.findall(r"\{(\w+)\}", refusals.MESSAGES.get(refusals.text_key(problem), "")))
            lacking |= {f"{name}:{line} {code} {{{fact}}}" for fact in wanted - names - always}
    assert lacking == set()


@pytest.mark.parametrize("tag", ["en", "zh-CN"])
def test_a_refusal_names_record_kinds_and_roles_in_the_readers_language(tag: str) -> None:
    with speaking(tag):
        missing = refusals.message(Problem("REF_NOT_FOUND", "owner", "PER-99", {"kind": "person", "code": "PER-99"}))
        forbidden = refusals.message(Problem("PERMISSION_DENIED", "", None, {"roles": ["pm", "sponsor"]}))
    expected = {
        "en": ("There is no person PER-99 in this programme.", "Project manager, Sponsor"),
        "zh-CN": ("本项目中没有编号为 PER-99 的人员。", "项目经理、发起人"),
    }[tag]
    assert missing == expected[0]
    assert expected[1] in forbidden


@pytest.mark.parametrize(
    ("tag", "code", "field", "value", "facts", "expected"),
    [
        ("en", "NOT_IN_ENUM", "kind", "zzz", {}, "“zzz” is not one of the choices for Kind."),
        ("en", "OUT_OF_RANGE", "weight", 7, {"max": 5}, "Weight must be at most 5; 7 is not."),
        ("en", "OUT_OF_RANGE", "duration", None, {"min": "1900-01-01", "max": "3000-01-01"},
         "With this a date would lie before 1 Jan 1900 or after 1 Jan 3000, beyond what calendars cover; shorten it."),
        ("zh-CN", "OUT_OF_RANGE", "weight", 0, {"min": 1}, "权重不能小于 1；0 不符合。"),
        ("en", "OUT_OF_RANGE", "headcount", -1, {"min": 0, "max": 2_000_000_000}, "Headcount must be between 0 and 2,000,000,000; -1 is not."),
        (
            "zh-CN", "PROGRESS_REGRESSION", "percent", 50, {"was": Decimal("60.0000"), "on": date(2026, 6, 18)},
            "截至 2026年6月18日 曾达到 60%。请在说明中写明为何后退。",
        ),
        ("zh-CN", "REF_NOT_FOUND", "predecessors", "T999", {"id": "T999"}, "本项目中没有编号为 T999 的记录。"),
    ],
)  # fmt: skip
def test_a_refusal_shows_what_was_typed_and_the_facts_in_the_readers_form(
    tag: str, code: str, field: str, value: object, facts: dict[str, object], expected: str
) -> None:
    with speaking(tag):
        assert refusals.message(Problem(code, field, value, facts)) == expected


@each_register
def test_a_limit_that_a_form_declares_is_told_when_it_is_broken(register: Register) -> None:
    """A bound without a number in its message would leave the person guessing."""
    told = {"min": "{min}", "max": "{max}", "max_length": "{max_length}"}
    texts = refusals.MESSAGES["OUT_OF_RANGE"] + refusals.MESSAGES["TOO_LONG"]
    limits = {key for info in register.form.model_fields.values() for key in bounds(info)}
    assert {key for key in limits if told[key] not in texts} == set()


# --- The two languages -----------------------------------------------------------------------------------------------


WORDS_BY_NAME = {
    "labels": fields.LABELS, "hints": fields.HINTS, "sections": fields.SECTIONS, "values": values.VALUES, "messages": refusals.MESSAGES,
    "commands": registers.COMMANDS,
}  # fmt: skip


@pytest.mark.parametrize("table", WORDS_BY_NAME.values(), ids=WORDS_BY_NAME)
def test_words_differ_between_the_languages(table: dict[str, str]) -> None:
    from web.i18n import gettext

    with speaking("zh-CN"):
        same = {text for text in table.values() if gettext(text) == text}
    assert {text for text in same if re.search("[a-z]{2}", text)} == set()


@each_register
def test_two_columns_of_a_list_are_never_called_the_same(register: Register) -> None:
    for tag in ("en", "zh-CN"):
        with speaking(tag):
            heads = [fields.label(c.key) for c in register.columns]
        assert len(heads) == len(set(heads)), heads
