"""What people type, as values: text, codes, days, numbers, flags and lists as they are kept, and refused where they cannot be."""

import re
import unicodedata
from datetime import date
from decimal import Decimal
from typing import Any

from pydantic_core import PydanticCustomError

CODE_PATTERN = re.compile(r"[A-Z][A-Z0-9]{0,7}(-?\d{1,5})?")
# Control characters (but tab and line ends), surrogates and the overrides that make text read otherwise than it is stored.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\u202a-\u202e\u2066-\u2069\ufeff]")


def clean_text(value: Any) -> Any:
    """Trim and normalise (NFC); blank becomes None. Characters that cannot be shown are refused."""
    if not isinstance(value, str):
        return value
    if found := _FORBIDDEN.search(value):
        raise PydanticCustomError("FORBIDDEN_CHARACTER", "forbidden", {"character": f"U+{ord(found[0]):04X}"})
    return unicodedata.normalize("NFC", value.replace("\r\n", "\n")).strip() or None


def clean_name(value: Any) -> Any:
    """As `clean_text`, with full-width letters and digits folded (NFKC): one name, one spelling."""
    text = clean_text(value)
    return unicodedata.normalize("NFKC", text) if isinstance(text, str) else text


def clean_code(value: Any) -> Any:
    text = clean_name(value)
    if isinstance(text, str):
        text = text.upper()
        if not CODE_PATTERN.fullmatch(text):
            raise PydanticCustomError("CODE_PATTERN", "code", {"example": "RSK-12"})
    return text


def blank_to_none(value: Any) -> Any:
    return None if isinstance(value, str) and not value.strip() else value


def strict_day(value: Any) -> Any:
    """Only `YYYY-MM-DD` (also with slashes or dots): pydantic would take a number for a date."""
    if isinstance(value, date) or value is None:
        return value
    if not isinstance(value, str):
        raise PydanticCustomError("NOT_A_DATE", "date", {})
    text = unicodedata.normalize("NFKC", value).strip()
    if not text:
        return None
    match = re.fullmatch(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?", text)
    if not match:
        raise PydanticCustomError("NOT_A_DATE", "date", {})
    try:
        return date(*map(int, match.groups()))
    except ValueError:
        raise PydanticCustomError("NOT_A_DATE", "date", {}) from None


def split_list(value: Any) -> Any:
    """A list, or its typed form: parts parted by `;`, `,` or line ends (full-width marks too)."""
    if value is None:
        return []
    if isinstance(value, str):
        value = re.split(r"[;,，；、\n]", value)
    if isinstance(value, list):
        return [v for v in value if not (isinstance(v, str) and not v.strip())]
    return value


def split_lines(value: Any) -> Any:
    if value is None:
        return []
    if isinstance(value, str):
        value = re.split(r"[;；\n]", value)
    if isinstance(value, list):
        return [v for v in (clean_text(v) for v in value) if v]
    return value


def flag(value: Any) -> Any:
    if isinstance(value, str):
        return {"": False, "on": True, "yes": True, "true": True, "1": True, "是": True, "no": False, "false": False,
                "0": False, "否": False}.get(value.strip().lower(), value)  # fmt: skip
    return False if value is None else value


def number(value: Any) -> Any:
    """Blank is nothing; grouping commas and full-width digits are what people type; booleans are no numbers."""
    if isinstance(value, bool):
        raise PydanticCustomError("NOT_A_NUMBER", "number", {})
    if isinstance(value, float):
        return Decimal(repr(value)) if value == value and abs(value) != float("inf") else "NaN"
    if isinstance(value, str):
        return unicodedata.normalize("NFKC", value).replace(",", "").replace(" ", "") or None
    return value
