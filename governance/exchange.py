"""A table in a file: bytes in, header and rows of text out. The file comes from outside, so every size is bounded before it is used."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from itertools import islice
from typing import Any

from governance.errors import Invalid, Problem

MAX_BYTES = 10 * 2**20
MAX_ROWS = 20_000
MAX_COLUMNS = 200
MAX_CELL = 50_000
# What our own CSV exports put an apostrophe before, so that no spreadsheet takes a text for a formula.
QUOTED = re.compile(r"'+[=+\-@\t\r]")
_LIKELY = ("gb18030", "big5", "cp1252", "cp1250", "cp1251", "shift_jis", "euc_kr")


@dataclass(frozen=True, slots=True)
class Table:
    """A header and the rows below it, each with its number as a spreadsheet shows it; blank rows are left out."""

    header: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]

    def mappings(self) -> Iterator[tuple[int, dict[str, str]]]:
        """Each row by its column names."""
        for number, cells in self.rows:
            yield number, {name: cell for name, cell in zip(self.header, cells, strict=False) if name}


def read_table(name: str, body: bytes, *, sheet: str = "") -> Table:
    """The table in a CSV or XLSX file; what it is, its content says. `sheet` is preferred over a workbook's first sheet.

    Raises:
        Invalid: the file is too large, of another kind, broken, or not a table. Nothing in it was carried out.
    """
    if len(body) > MAX_BYTES:
        raise refused("FILE_TOO_LARGE", max=MAX_BYTES // 2**20)
    if not body.strip():
        raise refused("FILE_EMPTY", name=name[:100])
    if body[:4] == b"PK\x03\x04":
        from governance.spreadsheets import read_workbook

        return table_of(read_workbook(body, sheet), from_csv=False)
    if body[:4] in (b"\xd0\xcf\x11\xe0", b"%PDF") or (b"\x00" in body and body[:2] not in (b"\xff\xfe", b"\xfe\xff")):
        raise refused("FILE_KIND", name=name[:100])
    return table_of(_csv_rows(decoded(body)), from_csv=True)


def refused(code: str, **facts: Any) -> Invalid:
    return Invalid([Problem(code, "file", None, facts)])


def table_of(rows: Iterable[Sequence[Any]], *, from_csv: bool) -> Table:
    """The first row that is not blank is the header; the numbers count every row of the file."""
    header, found = (), list[tuple[int, tuple[str, ...]]]()
    for number, row in enumerate(islice(rows, MAX_ROWS + 50), 1):
        if len(row) > MAX_COLUMNS and any(str(v).strip() for v in row[MAX_COLUMNS:] if v is not None):
            raise refused("FILE_TOO_MANY_COLUMNS", max=MAX_COLUMNS, row=number)
        cells = tuple(plain(v, from_csv) for v in row[:MAX_COLUMNS])
        if not any(cell.strip() for cell in cells):
            continue
        if any(len(cell) > MAX_CELL for cell in cells):
            raise refused("FILE_CELL_TOO_LONG", max=MAX_CELL, row=number)
        if not header:
            header = tuple(cell.strip() for cell in cells)
            continue
        found.append((number, cells))
        if len(found) > MAX_ROWS:
            raise refused("FILE_TOO_MANY_ROWS", max=MAX_ROWS)
    if not header:
        raise refused("FILE_EMPTY", name="")
    return Table(header, tuple(found))


def plain(value: Any, from_csv: bool) -> str:
    """A cell as the text that a person would have typed."""
    if isinstance(value, str):
        return value[1:] if from_csv and QUOTED.match(value) else value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        number = Decimal(repr(value))
        return format(number.quantize(Decimal(1)) if number == number.to_integral_value() else number, "f")
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "minutes")
    return value.isoformat() if isinstance(value, date | time) else str(value)


# --- CSV -------------------------------------------------------------------------------------------------------------


def decoded(body: bytes) -> str:
    """The text of a file in UTF-8, UTF-16 with its mark, GB18030, or what its bytes look like.

    Raises:
        Invalid: no encoding fits.
    """
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if body.startswith(mark):
            return _strictly(body, encoding)
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        pass
    chinese = _attempt(body, "gb18030")
    if chinese is not None and _looks_chinese(chinese):
        return chinese
    from charset_normalizer import from_bytes

    best = from_bytes(body[:200_000], cp_isolation=list(_LIKELY)).best()
    return _strictly(body, best.encoding if best else "utf-8")


def _strictly(body: bytes, encoding: str) -> str:
    text = _attempt(body, encoding)
    if text is None:
        raise refused("FILE_ENCODING")
    return text


def _attempt(body: bytes, encoding: str) -> str | None:
    try:
        return body.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return None


def _looks_chinese(text: str) -> bool:
    """Most of what is not ASCII is common Chinese: bytes of a Western encoding read as GB18030 give characters that nobody writes."""
    foreign = "".join(c for c in text[:20_000] if ord(c) > 127)
    common = foreign.encode("gb2312", "ignore").decode("gb2312")
    return bool(foreign) and len(common) >= 0.9 * len(foreign)


def _csv_rows(text: str) -> Iterator[list[str]]:
    csv.field_size_limit(MAX_CELL * 4)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    while True:
        try:
            yield next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise refused("FILE_MALFORMED", row=reader.line_num, detail=str(error)) from error


def _delimiter(text: str) -> str:
    """The one of `, ; tab` that parts the header most; what stands in quotation marks does not count."""
    header = next((line for line in text.splitlines()[:50] if line.strip()), "")
    bare = re.sub(r'"[^"]*"', "", header)
    return max(",;\t", key=bare.count)
