"""Workbooks from outside: read by a process of their own with little memory and time, after what they unpack to has been measured.

A file of a kilobyte can ask a reader for all the memory there is. `python -m governance.spreadsheets` reads a workbook from its input and
writes its rows, or why it refuses, as JSON; whatever happens to it, the app goes on.
"""

import io
import json
import re
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Sequence
from typing import Any
from xml.parsers import expat

from governance.errors import Invalid
from governance.exchange import MAX_COLUMNS, MAX_ROWS, plain, refused

MAX_ENTRIES = 200
MAX_UNPACKED = 50 * 2**20
MEMORY, SECONDS = 512 * 2**20, 20
_CELL = re.compile(r"([A-Z]{1,4})(\d{1,8})")
_BROKEN = (zipfile.BadZipFile, NotImplementedError, EOFError, ValueError, RuntimeError, OSError, zlib.error)


def read_workbook(body: bytes, sheet: str = "") -> list[list[str]]:
    """The rows of the sheet of that name, else of the first, as text; formulas give the value that was stored with them.

    Raises:
        Invalid: the archive is broken, too large when unpacked, declares a document type, or holds too many rows or columns.
    """
    command = [sys.executable, "-m", "governance.spreadsheets", sheet]
    try:
        done = subprocess.run(command, input=body, capture_output=True, timeout=SECONDS * 2, check=False)
        told = json.loads(done.stdout)
    except (subprocess.TimeoutExpired, ValueError) as error:
        raise refused("FILE_TOO_DEMANDING") from error
    if "refused" in told:
        raise refused(told["refused"], **told["facts"])
    return told["rows"]


def main() -> None:
    """The process that reads."""
    _limit_ourselves()
    body = sys.stdin.buffer.read()
    try:
        told: dict[str, Any] = {"rows": _rows(body, sys.argv[1])}
    except Invalid as refusal:
        told = {"refused": refusal.problems[0].code, "facts": dict(refusal.problems[0].facts)}
    json.dump(told, sys.stdout)


def _limit_ourselves() -> None:
    try:
        import resource
    except ImportError:  # not on Windows
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _rows(body: bytes, sheet: str) -> list[list[str]]:
    check_archive(body)
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(body)) as book:
            names = book.sheet_names
            if not names:
                raise refused("FILE_EMPTY", name="")
            cells: Sequence[Sequence[Any]] = book.get_sheet_by_name(sheet if sheet in names else names[0]).to_python(
                skip_empty_area=False
            )
    except (CalamineError, OSError, ValueError, KeyError) as error:
        raise refused("FILE_MALFORMED", row=1, detail=type(error).__name__) from error
    return [[plain(v, from_csv=False) for v in row] for row in cells]


def check_archive(body: bytes) -> None:
    """Unpack every part once, bounded, and look at what it is: only then may a reader have the file."""
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            _check_parts(archive)
    except _BROKEN as error:
        raise refused("FILE_MALFORMED", row=1, detail=type(error).__name__) from error


def _check_parts(archive: zipfile.ZipFile) -> None:
    parts = archive.infolist()
    if len(parts) > MAX_ENTRIES:
        raise refused("FILE_TOO_MANY_PARTS", max=MAX_ENTRIES)
    names = {part.filename for part in parts}
    if "xl/workbook.xml" not in names or "xl/workbook.bin" in names or "content.xml" in names:
        raise refused("FILE_KIND", name="zip")
    if any(name.lower().endswith(("vbaproject.bin", ".exe", ".dll")) for name in names):
        raise refused("FILE_MACROS")
    if sum(part.file_size for part in parts) > MAX_UNPACKED:
        raise refused("FILE_UNPACKS_TOO_LARGE", max=MAX_UNPACKED // 2**20)
    for part in parts:
        # Reading to the end also checks the declared size and the checksum, so the sum above was true.
        with archive.open(part) as opened:
            content = opened.read(MAX_UNPACKED + 1)
        if part.filename.lower().endswith((".xml", ".rels")):
            _check_xml(part.filename, content)


def _check_xml(name: str, content: bytes) -> None:
    """Well-formed, without a document type (so no entity of its own), and not more rows and columns than we take."""
    counter = _Counter()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartDoctypeDeclHandler = counter.doctype
    parser.StartElementHandler = counter.start
    try:
        parser.Parse(content, True)
    except expat.ExpatError as error:
        raise refused("FILE_MALFORMED", row=1, detail=f"{name[:60]}: {error}") from error


class _Counter:
    """Counts rows and columns while a part is parsed: a reader would make room for the whole rectangle up to the last cell."""

    def __init__(self) -> None:
        self.rows, self.column = 0, 0

    def doctype(self, *_declared: Any) -> None:
        raise refused("FILE_MALFORMED", row=1, detail="DOCTYPE")

    def start(self, name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(" ")[2]
        if local == "row":
            self.rows, self.column = self.rows + 1, 0
            declared = attributes.get("r", "")
            self._check(self.rows, int(declared[:9]) if declared.isdecimal() else 0, 0)
        elif local == "c":
            match = _CELL.fullmatch(attributes.get("r", ""))
            self.column = _column(match[1]) if match else self.column + 1
            self._check(self.rows, int(match[2]) if match else 0, self.column)

    def _check(self, counted: int, declared: int, column: int) -> None:
        if max(counted, declared) > MAX_ROWS + 50:
            raise refused("FILE_TOO_MANY_ROWS", max=MAX_ROWS)
        if column > MAX_COLUMNS + 56:
            raise refused("FILE_TOO_MANY_COLUMNS", max=MAX_COLUMNS, row=counted)


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


if __name__ == "__main__":
    main()
