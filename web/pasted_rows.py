"""Rows pasted from a spreadsheet: as a table with a header, so that they go the way of every imported file."""

import csv
import io

from governance.errors import Invalid, Problem
from governance.exchange import MAX_BYTES
from governance.registers import Register
from web.register_exports import csv_bytes
from web.register_imports import HEADLESS, PASTED, headless_columns, is_column
from web.uploads import Upload


def pasted_upload(register: Register, text: str) -> Upload:
    """The pasted text as a file.

    Raises:
        Invalid: it is blank or too long.
    """
    if not text.strip():
        raise Invalid([Problem("ROWS_MISSING", "pasted", None, {})])
    if len(text) > MAX_BYTES // 4:
        raise Invalid([Problem("FILE_TOO_LARGE", "pasted", None, {"max": MAX_BYTES // 4 // 2**20})])
    rows = [row for row in _rows(register, text) if any(cell.strip() for cell in row)]
    named = any(is_column(register, cell) for cell in rows[0])
    if not named:
        wide, known = max(map(len, rows)), headless_columns(register)
        rows.insert(0, [known[n] if n < len(known) else f"?{n + 1}" for n in range(wide)])
    return Upload(PASTED if named else HEADLESS, csv_bytes(rows[0], rows[1:]))


def _rows(register: Register, text: str) -> list[list[str]]:
    """Cells are parted by tabs, as spreadsheets copy them; without any, by commas if the first row then names columns, else a line is a cell."""
    lines = io.StringIO(text, newline="")
    if "\t" in text:
        return list(csv.reader(lines, delimiter="\t"))
    parted = list(csv.reader(lines))
    first = next((row for row in parted if any(row)), [])
    if len(first) > 1 and any(is_column(register, cell) for cell in first):
        return parted
    return [[line] for line in text.splitlines()]
