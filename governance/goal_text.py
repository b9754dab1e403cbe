"""What a goal's sentence says in figures: numbers, steps from a value to a value, dates; in Chinese and in English. Pure.

Widths are folded first (２０２６ → 2026), dates are cut out before anything counts as a number, and Chinese numerals are rewritten
where a unit shows that they are meant as numbers (百分之八十 → 80%, 三成 → 30%, 两倍 → 2倍).
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

NUMBER = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
UNIT_ZH = r"%|‰|个?百分点|个?工作日|天|日|周|个月|小时|分钟|秒|万?元|万|人次|人|名|次|分|倍|家|条|项|件|单|台|席"
UNIT_EN = (
    r"%|percent(?:age points?)?|points?|pp|days?|hours?|hrs?|minutes?|mins?|seconds?|weeks?|months?|users?|people|persons?|"
    r"customers?|orders?|calls?|cases?|tickets?|records?|leads?|times?|cny|rmb|usd|eur|yuan|k|m|x"
)
_MONTHS = r"jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"  # fmt: skip
_QUARTER_ZH = r"第?\s*[一二三四1-4]\s*季度"

# A day that is named in full, with the groups year, month, day.
_DAYS = (
    re.compile(r"(?P<y>\d{4})\s*[-/.年]\s*(?P<m>\d{1,2})\s*[-/.月]\s*(?P<d>\d{1,2})\s*日?"),
    re.compile(rf"\b(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\s+(?P<mon>{_MONTHS})\.?,?\s+(?P<y>\d{{4}})\b", re.I),
    re.compile(rf"\b(?P<mon>{_MONTHS})\.?\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<y>\d{{4}})\b", re.I),
)
# A month, quarter or year's end with its year.
_SPANS = re.compile(
    rf"\d{{4}}\s*年\s*(?:{_QUARTER_ZH}|\d{{1,2}}\s*月\s*[底末初中]?|年?[底末]|[上下]半年)|"
    rf"\bq[1-4]\s*(?:of\s+)?,?\s*\d{{4}}\b|\b\d{{4}}\s*q[1-4]\b|\b(?:{_MONTHS})\.?,?\s+(?:of\s+)?\d{{4}}\b|"
    rf"\b(?:by|before|until|end of|in)\s+\d{{4}}\b|\d{{4}}\s*年",
    re.I,
)
# A time of the year of which the year is missing.
_YEARLESS = re.compile(
    rf"{_QUARTER_ZH}|(?<!\d)\d{{1,2}}\s*月\s*\d{{1,2}}\s*日|(?<!\d)\d{{1,2}}\s*月\s*[底末初]?(?!份?内)|[年季]\s*[底末]|[上下]半年|"
    rf"\bq[1-4]\b|\b(?:end of (?:the )?(?:year|quarter)|year[- ]end|quarter[- ]end)\b|"
    rf"\b(?:by|before|until|end of|in)\s+(?:{_MONTHS})\b|\b\d{{1,2}}\s+(?:{_MONTHS})\b",
    re.I,
)
_DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_SCALES = {"十": 10, "百": 100, "千": 1000, "万": 10_000}
_NUMERAL = "[零〇一二两三四五六七八九十百千万]+(?:点[零〇一二三四五六七八九]+)?"
# “十分重要” is “very important”, “一次性” is “one-off”, “一成不变” is “unchanging”, “万一” and “万分” are no numbers.
_SPELT = re.compile(rf"(?<!万)(?!十分|万分|一次性|一天天)({_NUMERAL})(?=\s*(?:{UNIT_ZH}))")
_MONTH_NUMBER = {name[:3]: number for number, name in enumerate(_MONTHS.replace("(?:", "").split("|"), 1)}


@dataclass(frozen=True, slots=True)
class Step:
    """A change that a sentence promises: from a value to a value."""

    start: Decimal
    end: Decimal
    at: int = 0


@dataclass(frozen=True, slots=True)
class GoalText:
    """A goal's sentence read: the text without its dates, and what was found in it."""

    rest: str
    days: tuple[date, ...]
    has_span: bool
    has_yearless: bool
    steps: tuple[Step, ...]
    amounts: tuple[Decimal, ...]
    reached: Decimal | None

    @property
    def has_date(self) -> bool:
        return bool(self.days) or self.has_span


def read(statement: str) -> GoalText:
    """Read a goal's sentence."""
    text = unicodedata.normalize("NFKC", statement)
    text, days = _cut_days(text)
    text, spans = _SPANS.subn("◦", text)
    text, yearless = _YEARLESS.subn("◦", text)
    text = with_digits(text)
    steps = _steps(text)
    return GoalText(text, days, spans > 0, yearless > 0, steps, _amounts(text), _reached(text))


def with_digits(text: str) -> str:
    """Chinese numerals that stand for a measure, in digits."""
    text = re.sub(rf"百分之\s*({_NUMERAL})", lambda m: f"{numeral(m[1])}%", text)
    text = re.sub(r"百分之\s*(\d+(?:\.\d+)?)", r"\1%", text)
    text = re.sub(
        r"(?<![零一二两三四五六七八九十完达变组构形促])([一二两三四五六七八九])成(半)?(?![不为功本果员立长交就绩])",
        lambda m: f"{numeral(m[1]) * 10 + (5 if m[2] else 0)}%", text,
    )  # fmt: skip
    return _SPELT.sub(lambda m: str(numeral(m[1])), text)


def numeral(word: str) -> Decimal:
    """The value of a Chinese numeral, such as 三百二十 or 三点五."""
    whole, _, fraction = word.partition("点")
    total = section = digit = 0
    for character in whole:
        if character in _DIGITS:
            digit = _DIGITS[character]
        elif character == "万":
            total, section, digit = (total + section + digit) * _SCALES["万"], 0, 0
        else:
            section, digit = section + (digit or 1) * _SCALES[character], 0
    value = str(total + section + digit)
    return Decimal(value + ("." + "".join(str(_DIGITS[c]) for c in fraction) if fraction else ""))


def _cut_days(text: str) -> tuple[str, tuple[date, ...]]:
    found: list[date] = []

    def cut(match: re.Match[str]) -> str:
        month = match.groupdict().get("m") or _MONTH_NUMBER[match["mon"][:3].lower()]
        try:
            found.append(date(int(match["y"]), int(month), int(match["d"])))
        except ValueError:
            return match[0]
        return "◦"

    for pattern in _DAYS:
        text = pattern.sub(cut, text)
    return text, tuple(found)


_STEP_PATTERNS = (
    re.compile(
        rf"(?:从|由|自)[^\d,。;]{{0,10}}({NUMBER})\s*(?:{UNIT_ZH})?[^\d。;]{{0,16}}?(?:到|至|为|成|达)[^\d,。;]{{0,4}}({NUMBER})"
    ),
    re.compile(rf"\bfrom\b[^\d;.]{{0,24}}?({NUMBER})[^\d;.]{{0,32}}?\bto\b[^\d;.]{{0,16}}?({NUMBER})", re.I),
    re.compile(rf"({NUMBER})\s*(?:{UNIT_ZH}|{UNIT_EN})?\s*(?:→|->|=>)\s*({NUMBER})", re.I),
)


def _steps(text: str) -> tuple[Step, ...]:
    found = {m.start(1): Step(_value(m[1]), _value(m[2]), m.start()) for p in _STEP_PATTERNS for m in p.finditer(text)}
    return tuple(found[at] for at in sorted(found))


_AMOUNT = re.compile(
    rf"(?:(?:¥|\$|€|cny|rmb|usd|eur)\s*({NUMBER}))|({NUMBER})\s*(?:(?:{UNIT_ZH})|(?:(?:{UNIT_EN})\b|%)|(?:[a-z-]+\s+){{1,2}}(?:{UNIT_EN})\b)",
    re.I,
)


def _amounts(text: str) -> tuple[Decimal, ...]:
    return tuple(_value(m[1] or m[2]) for m in _AMOUNT.finditer(text))


_REACHED = re.compile(
    rf"(?:达到|提升到|提高到|增加到|降低到|下降到|降到|降至|升至|缩短到|提升至|降低至|缩短至|不低于|不高于|不超过|控制在)\s*({NUMBER})|"
    rf"\b(?:reach(?:es)?|to|at least|at most|below|above|under|over)\s+({NUMBER})",
    re.I,
)


def _reached(text: str) -> Decimal | None:
    match = _REACHED.search(text)
    return _value(match[1] or match[2]) if match else None


def _value(text: str) -> Decimal:
    return Decimal(text.replace(",", ""))
