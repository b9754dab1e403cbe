"""The checkout as the house tests read it: files, syntax trees, imports."""

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("governance", "plans", "risks", "stakeholders", "milestones", "web")
DOMAIN = PACKAGES[:-1]
# Published by others and carried as they are.
CARRIED = ("web/static/vendor/", "web/static/fonts/", "tests/browser/vendor/")


@cache
def files() -> tuple[str, ...]:
    """Every file of the project, as a path from the root: what git holds or would take, present on disk."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return tuple(sorted({name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()}))


def own_files() -> list[str]:
    """The files that are ours, not carried."""
    return [name for name in files() if not name.startswith(CARRIED)]


def modules(*packages: str) -> list[str]:
    """The Python files of the packages (all six if none is named)."""
    starts = tuple(f"{package}/" for package in packages or PACKAGES)
    return [name for name in own_files() if name.endswith(".py") and name.startswith(starts)]


def read(name: str) -> str:
    """The text of a file."""
    return (ROOT / name).read_text(encoding="utf-8")


def text_of(name: str) -> str | None:
    """The text of a file, None for one that is not text."""
    try:
        return read(name)
    except UnicodeDecodeError:
        return None


def tree(name: str) -> ast.Module:
    """The syntax tree of a Python file."""
    return ast.parse(read(name), filename=name)


def imported(node: ast.AST) -> list[str]:
    """The dotted names of the modules that one statement imports; nothing for any other statement."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        return [f"{'.' * node.level}{node.module or ''}"]
    return []


def imported_at_once(module: ast.Module) -> Iterator[tuple[int, str]]:
    """Line and name of every import that runs when the module is imported, not only when a function is called."""
    waiting: list[ast.AST] = list(module.body)
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) or _is_for_types(node):
            continue
        for name in imported(node):
            yield getattr(node, "lineno", 0), name
        waiting.extend(ast.iter_child_nodes(node))


def _is_for_types(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test)
