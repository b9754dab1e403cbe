"""A register as a file: CSV and XLSX, one row per record, columns named as the form's fields, so that it can be imported again."""

import csv
import io
import re
from datetime import date
from decimal import Decimal
from typing import Any

from fastapi import Response

from governance.listings import all_of, values
from governance.registers import Register
from web.access import Here
from web.register_lists import query_of

# One that begins with apostrophes before such a sign gets another, so that reading the file back takes away just the one we gave.
_FORMULA = re.compile(r"'*[=+\-@\t\r]")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def export(here: Here, register: Register, form: str) -> Response:
    """The whole list that the address asks for, unpaged, as a file to download."""
    return file_of(here, register.plural, form, *table(here, register))


def file_of(here: Here, what: str, form: str, header: list[str], rows: list[list[Any]]) -> Response:
    """A table as a file of that form (csv, xlsx), named after the programme, what it holds and its status date."""
    name = f"{here.programme.code}-{what}-{here.programme.status_date}.{form}"
    body, kind = (
        (csv_bytes(header, rows), "text/csv; charset=utf-8")
        if form == "csv"
        else (xlsx_bytes({what: (header, rows)}), XLSX)
    )
    return download(name, body, kind)


def download(name: str, body: bytes, kind: str) -> Response:
    """A file to keep; what it is called holds no character that a header could not."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(body, media_type=kind, headers=headers)


def table(here: Here, register: Register) -> tuple[list[str], list[list[Any]]]:
    page = all_of(here.session, register, here.programme, query_of(register, here.request.query_params))
    header = columns_of(register)
    found = values(here.session, register, here.programme, page.records)
    states = [getattr(r, "status", None) for r in page.records]
    return header, [
        [cell_value(status if h == "status" else row.get(h)) for h in header]
        for row, status in zip(found, states, strict=True)
    ]


def columns_of(register: Register) -> list[str]:
    fields = [f for f in register.form.model_fields if f not in ("code", "notes", "tags")]
    status = ["status"] if register.holds("status") and "status" not in fields else []
    return ["code", *fields, *status, "notes", "tags"]


def cell_value(value: Any) -> Any:
    if isinstance(value, list):
        return "; ".join(map(str, value))
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else value


def csv_bytes(header: list[str], rows: list[list[Any]]) -> bytes:
    """UTF-8 with a byte-order mark, so that spreadsheets read Chinese; texts that would be formulas are quoted."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows([[harmless(v) for v in row] for row in rows])
    return out.getvalue().encode("utf-8-sig")


def harmless(value: Any) -> str:
    """A cell that no spreadsheet takes for a formula: numbers stay, a text that begins like one gets an apostrophe."""
    text = format(value.normalize(), "f") if isinstance(value, Decimal) else str(value)
    if isinstance(value, int | Decimal | date):
        return text
    return "'" + text if _FORMULA.match(text) else text


def xlsx_bytes(sheets: dict[str, tuple[list[str], list[list[Any]]]]) -> bytes:
    """A workbook with typed cells: dates as dates, numbers as numbers, everything else as text."""
    import xlsxwriter

    out = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "default_date_format": "yyyy-mm-dd",
    }
    with xlsxwriter.Workbook(out, options) as book:
        bold = book.add_format({"bold": True, "bottom": 1})
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for name, (header, rows) in sheets.items():
            sheet = book.add_worksheet(name[:31])
            sheet.freeze_panes(1, 1)
            for column, title in enumerate(header):
                sheet.write_string(0, column, title, bold)
                longest = max((len(str(row[column])) for row in rows[:200]), default=8)
                sheet.set_column(column, column, min(60, max(len(title), longest) + 2))
            for line, row in enumerate(rows, 1):
                for column, value in enumerate(row):
                    if isinstance(value, date):
                        sheet.write_datetime(line, column, value, day)  # pyright: ignore
                    elif isinstance(value, int | Decimal):
                        sheet.write_number(line, column, float(value))
                    elif value != "":
                        sheet.write_string(line, column, str(value))
            if rows:
                sheet.autofilter(0, 0, len(rows), len(header) - 1)
    return out.getvalue()
