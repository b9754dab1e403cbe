"""Language: which one the reader gets, the catalogues, and dates, numbers and money in its form."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from decimal import Decimal
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from babel import Locale, dates, numbers
from babel.support import NullTranslations, Translations

LOCALES = {"en": "en", "zh-CN": "zh_CN"}
NAMES = {"en": "English", "zh-CN": "中文"}
FOLDER = Path(__file__).parent / "locale"
_language: ContextVar[str] = ContextVar("language", default="en")


def language() -> str:
    """The reader's language: `en` or `zh-CN`."""
    return _language.get()


def set_language(tag: str) -> None:
    _language.set(tag if tag in LOCALES else "en")


@contextmanager
def speaking(tag: str) -> Iterator[None]:
    """Inside, everything is worded in that language."""
    token = _language.set(tag if tag in LOCALES else "en")
    try:
        yield
    finally:
        _language.reset(token)


def negotiate(header: str) -> str:
    """The language that an Accept-Language header asks for: the best of ours, English if none is."""
    wanted = []
    for part in header.split(",")[:20]:
        tag, _, quality = part.strip().partition(";q=")
        try:
            wanted.append((-float(quality or 1), len(wanted), tag.strip().lower()))
        except ValueError:
            continue
    for weight, _, tag in sorted(wanted):
        if weight < 0 and tag.split("-")[0] in ("zh", "en"):
            return "zh-CN" if tag.startswith("zh") else "en"
    return "en"


@cache
def _catalogue(tag: str) -> NullTranslations:
    return Translations.load(FOLDER, [LOCALES[tag]], domain="messages") if tag != "en" else NullTranslations()


def gettext(message: str) -> str:
    return _catalogue(language()).gettext(message) if message else ""


def ngettext(one: str, many: str, count: int) -> str:
    return _catalogue(language()).ngettext(one, many, count)


def pgettext(context: str, message: str) -> str:
    return str(_catalogue(language()).pgettext(context, message))


def npgettext(context: str, one: str, many: str, count: int) -> str:
    return _catalogue(language()).npgettext(context, one, many, count)


def N_(message: str) -> str:
    """Marks a message that is worded later, when the reader is known."""
    return message


@cache
def _locale(tag: str) -> Locale:
    return Locale.parse(LOCALES[tag])


def locale() -> Locale:
    return _locale(language())


def pick(zh: str | None, en: str | None) -> str:
    """The reader's language of a text that may exist in both."""
    return ((zh or en) if language() == "zh-CN" else (en or zh)) or ""


def text_of(record: Any, pair: str) -> str:
    """A bilingual text of a record, in the reader's language where it has it."""
    return pick(getattr(record, f"{pair}_zh", None), getattr(record, f"{pair}_en", None))


def listed(parts: Iterable[str]) -> str:
    """Several things in a row: `T405, T410`, `T405、T410`."""
    return ("、" if language() == "zh-CN" else ", ").join(parts)


# --- Forms of dates and numbers ---------------------------------------------------------------------------------------


def day(value: date | None) -> str:
    """`13 Aug 2026 (Thu)`, `2026年8月13日 周四`."""
    if value is None:
        return ""
    return _formatted(value, "d MMM y (EEE)", "y年M月d日 EEE")


def short_day(value: date | None) -> str:
    """`13 Aug`, `8月13日`."""
    return "" if value is None else _formatted(value, "d MMM", "M月d日")


def plain_day(value: date | None) -> str:
    """`13 Aug 2026`, `2026年8月13日`: a table's date."""
    return "" if value is None else _formatted(value, "d MMM y", "y年M月d日")


def _formatted(value: date, en: str, zh: str) -> str:
    return _cached_day(value.toordinal(), zh if language() == "zh-CN" else en, language())


@cache
def _cached_day(ordinal: int, pattern: str, tag: str) -> str:
    return dates.format_date(date.fromordinal(ordinal), pattern, locale=_locale(tag))


def instant(value: datetime | str | None) -> str:
    """An instant in UTC, to the minute."""
    if not value:
        return ""
    moment = datetime.fromisoformat(value) if isinstance(value, str) else value
    return f"{plain_day(moment.date())} {moment:%H:%M} UTC"


def number(value: Decimal | int | float | None, places: int | None = None) -> str:
    """A number with the locale's grouping, without trailing zeros unless `places` asks for them."""
    if value is None:
        return ""
    if isinstance(value, int):
        return f"{value:,}"  # both languages group by thousands with a comma
    return _formatted_number(value, places, language())


@lru_cache(4096)
def _formatted_number(value: Decimal | float, places: int | None, tag: str) -> str:
    pattern = "#,##0.####" if places is None else "#,##0" + ("." + "0" * places if places else "")
    return numbers.format_decimal(value, pattern, locale=_locale(tag), decimal_quantization=True)


def money(value: Decimal | int | None, currency: str = "CNY") -> str:
    """An amount with its currency, without cents where there are none."""
    if value is None:
        return ""
    whole = Decimal(value) == Decimal(value).to_integral_value()
    return numbers.format_currency(
        value, currency, "¤#,##0" if whole else "¤#,##0.00", locale=locale(), currency_digits=False
    )


def signed(value: int) -> str:
    return f"+{number(value)}" if value > 0 else f"−{number(-value)}" if value < 0 else "0"
