"""Files from outside: read as what they are, in the encoding they have; measured before they are opened, refused with a reason."""

import io
import zipfile
from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime
from typing import Any

import pytest

from governance import exchange
from governance.errors import Invalid
from governance.exchange import read_table
from web.register_exports import csv_bytes, harmless, xlsx_bytes

CONTENT_TYPES = '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'


def workbook(rows: list[list[Any]], sheet: str = "risks") -> bytes:
    import xlsxwriter

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "default_date_format": "yyyy-mm-dd"}) as book:
        page = book.add_worksheet(sheet)
        for line, row in enumerate(rows):
            for column, value in enumerate(row):
                page.write(line, column, value)
    return out.getvalue()


def archive(parts: dict[str, bytes | str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    return out.getvalue()


def changed(book: bytes, part: str, change: Callable[[bytes], bytes]) -> bytes:
    """The workbook with one of its parts changed."""
    with zipfile.ZipFile(io.BytesIO(book)) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    return archive(parts | {part: change(parts[part])})


def refusal(name: str, body: bytes) -> str:
    with pytest.raises(Invalid) as refused:
        read_table(name, body)
    [problem] = refused.value.problems
    return problem.code


# --- What is read ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16"])
def test_chinese_is_read_in_every_encoding_that_spreadsheets_write(encoding: str) -> None:
    table = read_table("风险.csv", "编号,标题\nR01,历史数据重复；客户主数据不一致\n".encode(encoding))
    assert table.header == ("编号", "标题")
    assert table.rows == ((2, ("R01", "历史数据重复；客户主数据不一致")),)


def test_western_letters_are_not_taken_for_chinese() -> None:
    assert read_table("a.csv", "name,town\nMüller,Köln\nGrün,Zürich\n".encode("cp1252")).rows[0][1] == (
        "Müller",
        "Köln",
    )


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_mark_that_parts_the_header_parts_the_rows(delimiter: str) -> None:
    body = (
        delimiter.join(("code", '"title, short; or long"', "tasks"))
        + "\n"
        + delimiter.join(("R1", '"a\nb"', '"T1; T2, T3"'))
    )
    table = read_table("a.csv", body.encode())
    assert table.header == ("code", "title, short; or long", "tasks")
    assert table.rows == ((2, ("R1", "a\nb", "T1; T2, T3")),)


def test_rows_are_numbered_as_a_spreadsheet_shows_them_and_blank_ones_left_out() -> None:
    assert [n for n, _ in read_table("a.csv", b"\n\ncode\nR1\n\n ,\nR2\n").rows] == [4, 7]


def test_cells_of_a_workbook_come_as_a_person_would_type_them() -> None:
    row = ["R1", 3.0, 0.1, date(2026, 8, 13), True, 12345678.25, datetime(2026, 8, 13, 9, 30)]
    body = workbook([["a", "b", "c", "d", "e", "f", "g"], row])
    [(number, cells)] = read_table("a.xlsx", body).rows
    assert (number, cells) == (2, ("R1", "3", "0.1", "2026-08-13", "yes", "12345678.25", "2026-08-13 09:30"))


def test_a_formula_gives_the_value_that_was_stored_with_it() -> None:
    import xlsxwriter

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, ["code", "sum"])
        page.write_string(1, 0, "R1")
        page.write_formula(1, 1, "=1+1", None, 2)
    assert read_table("a.xlsx", out.getvalue()).rows[0][1] == ("R1", "2")


def test_the_sheet_of_the_register_is_preferred_over_the_first() -> None:
    body = xlsx_bytes({"read me": (["x"], [["no"]]), "risks": (["code"], [["R1"]])})
    assert read_table("a.xlsx", body, sheet="risks").rows == ((2, ("R1",)),)
    assert read_table("a.xlsx", body, sheet="goals").rows == ((2, ("no",)),)


# --- What we write, we read ------------------------------------------------------------------------------------------

TEXTS = [
    "=1+1",
    "+86 21",
    "-5",
    "@home",
    "\ttab",
    "'=1",
    "''+1",
    "'quoted'",
    "plain",
    "=cmd|' /C calc'!A0",
    "－5",
    "",
    'a,b;c\n"d"',
]


@pytest.mark.parametrize("text", TEXTS)
def test_a_text_survives_our_own_csv_unchanged(text: str) -> None:
    assert read_table("a.csv", csv_bytes(["code", "title"], [["R1", text]])).rows[0][1] == ("R1", text)


@pytest.mark.parametrize("text", [t for t in TEXTS if t])
def test_a_text_survives_our_own_workbook_unchanged(text: str) -> None:
    assert read_table("a.xlsx", xlsx_bytes({"x": (["code", "title"], [["R1", text]])})).rows[0][1] == ("R1", text)


@pytest.mark.parametrize("text", [t for t in TEXTS if t[:1] in "=+-@\t" and t])
def test_no_cell_of_a_csv_begins_as_a_formula(text: str) -> None:
    assert harmless(text).startswith("'")


def test_a_negative_number_of_ours_is_a_number_and_stays_one() -> None:
    assert harmless(-5) == "-5"


# --- What is refused -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "body", "code"),
    [
        ("a.csv", b"", "FILE_EMPTY"), ("a.csv", b" \n\n", "FILE_EMPTY"), ("a.xlsx", b"%PDF-1.7 ...", "FILE_KIND"),
        ("a.xls", b"\xd0\xcf\x11\xe0old", "FILE_KIND"),
        ("a.csv", b"a,b\x00c\n1,2", "FILE_KIND"), ("a.csv", b'a,b\n"never closed', "FILE_MALFORMED"), ("a.xlsx", b"PK\x03\x04nothing more", "FILE_MALFORMED"),
        ("a.zip", archive({"readme.txt": "hello"}), "FILE_KIND"), ("a.ods", archive({"content.xml": "<x/>", "xl/workbook.xml": "<x/>"}), "FILE_KIND"),
        ("a.csv", b"x" * (10 * 2**20 + 1), "FILE_TOO_LARGE"), ("a.csv", b"\xff\xfe\x00", "FILE_ENCODING"),
    ],
    ids=["nothing", "blank", "pdf", "old excel", "binary", "open quotation", "cut zip", "other zip", "ods", "too large", "cut utf-16"],
)  # fmt: skip
def test_what_is_no_table_is_refused_with_the_reason(name: str, body: bytes, code: str) -> None:
    assert refusal(name, body) == code


def test_a_csv_with_too_many_rows_or_columns_is_refused() -> None:
    assert refusal("a.csv", b"code\n" + b"R1\n" * (exchange.MAX_ROWS + 1)) == "FILE_TOO_MANY_ROWS"
    assert (
        refusal("a.csv", ",".join("abc" for _ in range(exchange.MAX_COLUMNS + 1)).encode()) == "FILE_TOO_MANY_COLUMNS"
    )
    assert refusal("a.csv", b"code\n" + b"x" * (exchange.MAX_CELL + 1)) == "FILE_CELL_TOO_LONG"


def test_a_small_workbook_with_one_cell_at_the_far_corner_is_refused_before_room_is_made_for_it() -> None:
    rows = workbook([["code"], ["R1"]])
    corner = changed(rows, "xl/worksheets/sheet1.xml", lambda part: part.replace(b'r="A2"', b'r="XFD1048576"'))
    assert len(corner) < 10_000
    assert refusal("a.xlsx", corner) == "FILE_TOO_MANY_ROWS"
    wide = changed(rows, "xl/worksheets/sheet1.xml", lambda part: part.replace(b'r="A2"', b'r="XFD2"'))
    assert refusal("a.xlsx", wide) == "FILE_TOO_MANY_COLUMNS"


def test_a_workbook_that_unpacks_to_too_much_is_refused() -> None:
    body = archive({"[Content_Types].xml": CONTENT_TYPES, "xl/workbook.xml": "<x/>", "xl/big.xml": b" " * (51 * 2**20)})
    assert len(body) < 200_000
    assert refusal("a.xlsx", body) == "FILE_UNPACKS_TOO_LARGE"


def test_a_workbook_of_too_many_parts_is_refused() -> None:
    parts: dict[str, bytes | str] = {f"xl/p{n}.xml": "<x/>" for n in range(201)}
    assert refusal("a.xlsx", archive({"xl/workbook.xml": "<x/>", **parts})) == "FILE_TOO_MANY_PARTS"


def test_a_workbook_that_lies_about_a_parts_size_is_refused() -> None:
    body = bytearray(archive({"xl/workbook.xml": "<x/>" + " " * 5000}))
    directory = body.index(b"PK\x01\x02")
    body[directory + 24 : directory + 28] = (10).to_bytes(4, "little")
    assert refusal("a.xlsx", bytes(body)) == "FILE_MALFORMED"


@pytest.mark.parametrize(
    "declared",
    [b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">]>', b'<!DOCTYPE x SYSTEM "file:///etc/passwd">', b"<!DOCTYPE x>"],
    ids=["entity", "external", "plain"],
)
def test_a_workbook_that_declares_a_document_type_is_refused(declared: bytes) -> None:
    body = workbook([["code"], ["R1"]])
    assert (
        refusal(
            "a.xlsx",
            changed(
                body, "xl/worksheets/sheet1.xml", lambda part: part.replace(b"<worksheet", declared + b"<worksheet", 1)
            ),
        )
        == "FILE_MALFORMED"
    )


def test_a_workbook_with_macros_is_refused() -> None:
    assert refusal("a.xlsm", archive({"xl/workbook.xml": "<x/>", "xl/vbaProject.bin": b"x"})) == "FILE_MACROS"


def test_five_hundred_broken_workbooks_are_all_refused_or_read_and_none_is_an_accident() -> None:
    import random

    from governance import spreadsheets

    dice, body = random.Random(7), workbook([["code", "title"], *([f"R{n}", "x" * 20] for n in range(30))])
    for _ in range(500):
        broken = bytearray(body)
        for _ in range(dice.randint(1, 8)):
            broken[dice.randrange(len(broken))] = dice.randrange(256)
        if dice.random() < 0.3:
            del broken[dice.randrange(len(broken)) :]
        with suppress(Invalid):
            spreadsheets._rows(bytes(broken), "")


def test_a_reader_that_dies_is_a_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    from governance import spreadsheets

    monkeypatch.setattr(spreadsheets, "SECONDS", 0)
    assert refusal("a.xlsx", workbook([["code"], ["R1"]])) == "FILE_TOO_DEMANDING"
