"""What can be said on the command line: the words and values of its options."""

from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


class RoleName(StrEnum):
    """The roles, repeated here because loading them would load the database as well."""

    admin = "admin"
    pm = "pm"
    owner = "owner"
    department_lead = "department_lead"
    change_lead = "change_lead"
    sponsor = "sponsor"
    steering = "steering"
    executive = "executive"
    auditor = "auditor"


class ScopeName(StrEnum):
    read = "read"
    write = "write"


class ExportFormat(StrEnum):
    json = "json"
    xlsx = "xlsx"
    csv = "csv"
    mspdi = "mspdi"
    ics = "ics"


class ReportFormat(StrEnum):
    html = "html"
    pdf = "pdf"
    json = "json"


class SolverName(StrEnum):
    heuristic = "heuristic"
    cp_sat = "cp-sat"


class LanguageTag(StrEnum):
    zh = "zh-CN"
    en = "en"


def _day(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"{text!r} is not a date; write it as 2026-08-13") from None
    if not 1900 <= day.year <= 2100:
        raise typer.BadParameter(f"{text!r} is beyond the years 1900 to 2100")
    return day


Code = Annotated[str, typer.Argument(metavar="CODE", help="Code of the programme.")]
_AS_OF = "As of the end of this day; the programme's own status date if not given."
Day = Annotated[date | None, typer.Option("--status-date", parser=_day, metavar="DATE", help=_AS_OF)]
LevelDay = Annotated[
    date | None, typer.Option("--status-date", parser=_day, metavar="DATE", help="Work left goes on after this day.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Answer as JSON.")]
Output = Annotated[Path, typer.Option("--output", "-o", metavar="PATH", help="File to write.")]
Programme = Annotated[str | None, typer.Option("--programme", metavar="CODE", help="Code of the programme.")]
