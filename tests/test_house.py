"""The rules of the house that the modules keep: who may import whom, what a module may hold.

Each rule is a function that finds what breaks it, so that the rule itself can be shown a breach.
"""

import ast
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import source

LINT_IMPORTS = Path(sys.executable).with_name("lint-imports")

# A drawer that takes anything says nothing.
DRAWERS = {"utils", "util", "helpers", "helper", "service", "services", "core", "common", "misc", "manager"}

# These cost tenths of a second or a background scan at import: whoever needs one imports it inside the function.
HEAVY = {"matplotlib", "typst", "xlsxwriter", "python_calamine", "defusedxml", "holidays", "ortools"}


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [LINT_IMPORTS, "--no-cache"],
        cwd=folder,
        env=os.environ | {"COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_every_import_contract_is_kept() -> None:
    run = lint_imports(source.ROOT)
    assert run.returncode == 0, run.stdout


@pytest.mark.parametrize(
    ("module", "statement", "broken"),
    [
        ("governance/charter.py", "import plans.network", "Imports go down"),
        ("plans/tasks.py", "import risks", "Imports go down"),
        ("risks/matrix.py", "from fastapi import Request", "The domain knows no HTTP"),
        ("plans/environment.py", "import pydantic_settings", "The domain knows no HTTP"),
        ("risks/scoring.py", "from sqlmodel import Session", "Pure calculations know no database"),
    ],
)
def test_an_import_that_goes_up_sideways_or_out_breaks_a_contract(
    tmp_path: Path, module: str, statement: str, broken: str
) -> None:
    pyproject = source.read("pyproject.toml")
    _mirror_listed_modules(tmp_path, pyproject)
    (tmp_path / "pyproject.toml").write_text(pyproject)
    (tmp_path / module).write_text(f"{statement}\n")

    run = lint_imports(tmp_path)

    assert run.returncode == 1
    assert re.search(rf"{broken}.* BROKEN", run.stdout), run.stdout


def _mirror_listed_modules(folder: Path, pyproject: str) -> None:
    for package in source.PACKAGES:
        (folder / package).mkdir()
        (folder / package / "__init__.py").touch()
    (folder / "plans" / "network.py").touch()
    for name in re.findall(rf'"((?:{"|".join(source.PACKAGES)})\.[\w.]+)"', pyproject):
        path = folder / (name.replace(".", "/") + ".py")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()


def init_breaches(name: str, module: ast.Module) -> Iterator[str]:
    if not ast.get_docstring(module):
        yield f"{name} says not what the package is"
    if list(source.imported_at_once(module)):
        yield f"{name} imports something"


def test_a_package_opens_with_its_purpose_and_imports_nothing() -> None:
    opened = [name for name in source.modules() if name.endswith("__init__.py")]
    assert {f"{package}/__init__.py" for package in source.PACKAGES} <= set(opened)
    assert [breach for name in opened for breach in init_breaches(name, source.tree(name))] == []


def drawer_names(names: list[str]) -> list[str]:
    return [name for name in names if DRAWERS & set(Path(name).with_suffix("").parts)]


def test_no_module_is_a_drawer_for_anything() -> None:
    assert drawer_names(source.modules()) == []


def defines_table(module: ast.Module) -> bool:
    return any(
        keyword.arg == "table" and isinstance(keyword.value, ast.Constant) and keyword.value.value is True
        for node in ast.walk(module)
        if isinstance(node, ast.ClassDef)
        for keyword in node.keywords
    )


def postponed_tables(names: dict[str, ast.Module]) -> list[str]:
    return [
        name
        for name, module in names.items()
        if defines_table(module) and any("__future__" in source.imported(node) for node in module.body)
    ]


def test_a_module_with_tables_keeps_its_annotations_real() -> None:
    assert postponed_tables({name: source.tree(name) for name in source.modules()}) == []


def early_heavy_imports(name: str, module: ast.Module) -> Iterator[str]:
    for line, imported in source.imported_at_once(module):
        if imported.partition(".")[0] in HEAVY:
            yield f"{name}:{line} imports {imported} at once"


def test_heavy_libraries_are_imported_where_they_are_used() -> None:
    assert [breach for name in source.modules() for breach in early_heavy_imports(name, source.tree(name))] == []


def clock_readings(name: str, module: ast.Module) -> Iterator[str]:
    for node in ast.walk(module):
        match node:
            case ast.Call(func=ast.Attribute(attr="now" | "today" | "utcnow" as reading)):
                yield f"{name}:{node.lineno} reads the clock by {reading}()"


def test_plan_risks_people_and_milestones_never_read_the_clock() -> None:
    names = source.modules("plans", "risks", "stakeholders", "milestones")
    assert [breach for name in names for breach in clock_readings(name, source.tree(name))] == []


def page_calls(name: str, module: ast.Module) -> Iterator[str]:
    for node in ast.walk(module):
        targets = source.imported(node)
        if isinstance(node, ast.ImportFrom) and node.module == "web.pages":
            targets = [f"web.pages.{alias.name}" for alias in node.names]
        yield from (f"{name} imports {target}" for target in targets if target.startswith("web.pages."))


def test_pages_do_not_call_each_other() -> None:
    names = source.modules("web/pages")
    assert [breach for name in names for breach in page_calls(name, source.tree(name))] == []


def built_sql(name: str, module: ast.Module) -> Iterator[str]:
    for node in ast.walk(module):
        if not isinstance(node, ast.Call) or not _is_built(node.args[:1]):
            continue
        # Drawing has a `text(x, y, words)` too; SQL's takes the statement alone.
        if _called(node) == "exec_driver_sql" or (_called(node) == "text" and len(node.args) == 1):
            yield f"{name}:{node.lineno} builds SQL from pieces"


def _called(call: ast.Call) -> str:
    match call.func:
        case ast.Name(id=called) | ast.Attribute(attr=called):
            return called
    return ""


def _is_built(given: list[ast.expr]) -> bool:
    match given:
        case [ast.JoinedStr() | ast.BinOp() | ast.Call(func=ast.Attribute(attr="format"))]:
            return True
    return False


def test_no_sql_is_built_from_pieces_of_text() -> None:
    assert [breach for name in source.modules() for breach in built_sql(name, source.tree(name))] == []


@pytest.mark.parametrize(
    ("rule", "python"),
    [
        (init_breaches, "import os"),
        (init_breaches, '"""A package."""\ntry:\n    import os\nexcept ImportError:\n    pass'),
        (early_heavy_imports, "import matplotlib.figure"),
        (early_heavy_imports, "class A:\n    from typst import compile"),
        (clock_readings, "import datetime\nx = datetime.date.today()"),
        (page_calls, "from web.pages import risks"),
        (page_calls, "def f():\n    import web.pages.risks"),
        (built_sql, 'session.execute(text(f"delete from {table}"))'),
        (built_sql, 'connection.exec_driver_sql("delete from " + table)'),
        (built_sql, 'sqlalchemy.text("delete from {}".format(table))'),
    ],
)
def test_a_breach_in_python_is_found(rule, python: str) -> None:
    assert list(rule("module.py", ast.parse(python)))


@pytest.mark.parametrize(
    "python",
    [
        "def chart():\n    import matplotlib.figure",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import typst",
    ],
)
def test_a_heavy_import_inside_a_function_or_for_types_alone_is_no_breach(python: str) -> None:
    assert list(early_heavy_imports("module.py", ast.parse(python))) == []


def test_postponed_annotations_beside_a_table_are_found() -> None:
    module = ast.parse("from __future__ import annotations\nclass Risk(Record, table=True):\n    pass")
    assert postponed_tables({"risks/register.py": module}) == ["risks/register.py"]


def test_a_drawer_is_found_as_file_and_as_folder() -> None:
    assert drawer_names(["plans/utils.py", "web/core/app.py", "plans/network.py"]) == [
        "plans/utils.py",
        "web/core/app.py",
    ]
