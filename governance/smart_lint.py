"""SMART lint: is a goal Specific, Measurable, Assigned and attainable, Relevant and Time-bound, by the rules of its wording. Pure.

Fields beat text: a check is satisfied by the field or by the sentence; where the two disagree, that is a finding of its own.
No language model: rules that anybody can read, and argue with.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum, auto

from governance.goal_text import NUMBER, GoalText, read


class Level(StrEnum):
    error = auto()
    warning = auto()
    info = auto()


LETTERS = "SMART"
MISMATCH = "GOAL_TEXT_FIELD_MISMATCH"
# --- Judgements, in one place ----------------------------------------------------------------------------------------
STRETCH = Decimal(1)  # a rise by more than the baseline itself …
STRETCH_SOON, SOON_DAYS = Decimal("0.5"), 183  # … or a change by half of it within six months is ambitious

LEVELS: dict[str, Level] = {
    "M1_NO_NUMBER": Level.error, "M2_NO_BASELINE": Level.error, "M3_PERCENT_AMBIGUOUS": Level.warning,
    "T1_NO_DATE": Level.error, "T2_UNDEFINED_TIME": Level.error, "T3_YEAR_MISSING": Level.warning,
    "O1_NO_OWNER": Level.error, "O2_OWNER_NOT_PERSON": Level.error,
    "S1_VAGUE": Level.warning, "S2_VERB_NO_TARGET": Level.warning, "S3_OUTPUT_NOT_OUTCOME": Level.warning, "S4_COMPOUND": Level.warning,
    "M4_FIELDS_MISSING": Level.error, "T4_DUE_MISSING": Level.error,
    "A1_STRETCH": Level.info, "R1_NOT_LINKED": Level.warning, MISMATCH: Level.error,
}  # fmt: skip
_RANK = {Level.error: 0, Level.warning: 1, Level.info: 2}


@dataclass(frozen=True, slots=True)
class Facts:
    """What a goal's fields say already. `linked` None: whether it serves a strategic objective and a milestone is not asked."""

    owner: str | None = None
    kpi: str | None = None
    unit: str | None = None
    baseline: Decimal | None = None
    baseline_on: date | None = None
    target: Decimal | None = None
    due: date | None = None
    rises: bool = True
    linked: bool | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that the lint found: its code, and the words, or the values of text and field, that it is about."""

    code: str
    words: str = ""
    text_value: str = ""
    field_value: str = ""

    @property
    def level(self) -> Level:
        return LEVELS[self.code]

    @property
    def letter(self) -> str:
        """The letter of SMART that it counts against; who answers for a goal belongs to A, assigned."""
        if self.code == MISMATCH:
            return "T" if "-" in self.field_value else "M"
        return "A" if self.code[0] == "O" else self.code[0]


def order(finding: Finding) -> tuple[int, int, str]:
    """The letters in their order, errors first."""
    return LETTERS.index(finding.letter), _RANK[finding.level], finding.code


def lint(statement: str, facts: Facts | None = None) -> list[Finding]:
    """What is wrong with a goal's sentence, given what its fields say. An empty list: nothing."""
    facts, text = facts or Facts(), read(statement)
    found = [
        *_measurable(text, facts), *_time_bound(text, facts), *_assigned(facts), *_specific(text, facts),
        *_attainable(facts), *_relevant(facts), *_agreement(text, facts),
    ]  # fmt: skip
    return sorted(found, key=order)


def verdict(findings: Iterable[Finding]) -> dict[str, Level | None]:
    """The worst level of each letter of SMART; None where nothing was found."""
    worst: dict[str, Level | None] = dict.fromkeys(LETTERS)
    for finding in findings:
        held = worst[finding.letter]
        if held is None or _RANK[finding.level] < _RANK[held]:
            worst[finding.letter] = finding.level
    return worst


# --- Measurable ------------------------------------------------------------------------------------------------------

_RISE_BY = re.compile(
    rf"(?:提升|提高|增长|增加|降低|下降|减少|缩短|改善)(?!到|至|为)[^到至为,。;\d]{{0,8}}{NUMBER}\s*%"
)
_RISE_BY_EN = re.compile(rf"\b(?:increase|raise|grow|reduce|cut|lower|decrease|improve|boost)\w*\b[^.;]{{0,60}}?\bby\s+{NUMBER}\s*%", re.I)  # fmt: skip


def _measurable(text: GoalText, facts: Facts) -> list[Finding]:
    found = []
    if not _has_number(text, facts):
        found.append(Finding("M1_NO_NUMBER"))
    if facts.baseline is None and not text.steps:
        found.append(Finding("M2_NO_BASELINE"))
    ambiguous = _RISE_BY.search(text.rest) or _RISE_BY_EN.search(text.rest)
    if ambiguous and facts.unit in (None, "%"):
        found.append(Finding("M3_PERCENT_AMBIGUOUS", ambiguous[0].strip()))
    return found


def _has_number(text: GoalText, facts: Facts) -> bool:
    return facts.target is not None or bool(text.amounts or text.steps)


# --- Time-bound ------------------------------------------------------------------------------------------------------

_SOME_TIME = re.compile(
    r"尽快|尽早|近期|早日|不久|适时|as soon as possible|\basap\b|\bshortly\b|\bsoon\b|\bin the near future\b", re.I
)


def _time_bound(text: GoalText, facts: Facts) -> list[Finding]:
    if facts.due is not None or text.has_date:
        return []
    if vague := _SOME_TIME.search(text.rest):
        return [Finding("T2_UNDEFINED_TIME", vague[0])]
    return [Finding("T3_YEAR_MISSING" if text.has_yearless else "T1_NO_DATE")]


# --- Assigned --------------------------------------------------------------------------------------------------------

_NOT_A_PERSON = re.compile(
    r"各?部门|全员|全体|大家|所有人|团队|小组|委员会|部$|"
    r"\b(?:teams?|departments?|everyone|everybody|all staff|committee|group)\b",
    re.I,
)


def _assigned(facts: Facts) -> list[Finding]:
    if not (facts.owner or "").strip():
        return [Finding("O1_NO_OWNER")]
    group = _NOT_A_PERSON.search(facts.owner or "")
    return [Finding("O2_OWNER_NOT_PERSON", facts.owner or "")] if group else []


# --- Specific --------------------------------------------------------------------------------------------------------

_VAGUE = re.compile(
    r"大幅|显著|有所|进一步|争取|力争|尽量|尽可能|适当|明显|较大|切实|"
    r"\b(?:significant(?:ly)?|substantial(?:ly)?|as appropriate|better|as \w+ as possible)\b|"
    r"\b(?:world[- ]class|user[- ]friendly|best[- ]in[- ]class)\b",
    re.I,
)
_VERB = re.compile(r"提升|提高|优化|加强|完善|改善|增强|推进|深化|\b(?:improv|enhanc|streamlin|optimi[sz]|strengthen|boost|foster)\w*", re.I)  # fmt: skip
_OUTPUT = re.compile(
    r"\s*(?:完成|上线|部署|培训|实施|推广|建设|搭建|开发|启动|组织|(?:implement|launch|train|deploy|roll out|install|build|deliver|complete|set up)\b)",
    re.I,
)
_AND_ALSO = re.compile(r"并且|同时|以及|;|\bas well as\b|\band also\b", re.I)


def _specific(text: GoalText, facts: Facts) -> list[Finding]:
    found = []
    if vague := _VAGUE.search(text.rest):
        found.append(Finding("S1_VAGUE", vague[0]))
    verb = _VERB.search(text.rest)
    if verb and not _has_number(text, facts):
        found.append(Finding("S2_VERB_NO_TARGET", verb[0]))
    stepped = text.steps or (facts.baseline is not None and facts.target is not None)
    if (output := _OUTPUT.match(text.rest)) and not stepped:
        found.append(Finding("S3_OUTPUT_NOT_OUTCOME", output[0].strip()))
    if len(text.steps) > 1 or (len(text.amounts) > 1 and _AND_ALSO.search(text.rest)):
        found.append(Finding("S4_COMPOUND"))
    return found


# --- Attainable, relevant --------------------------------------------------------------------------------------------


def _attainable(facts: Facts) -> list[Finding]:
    """A change beyond the baseline itself (upwards), or by half of it within six months, deserves a second look."""
    if not facts.baseline or facts.target is None:
        return []
    change = abs(facts.target - facts.baseline) / abs(facts.baseline)
    soon = bool(facts.baseline_on and facts.due and (facts.due - facts.baseline_on).days < SOON_DAYS)
    if (facts.rises and change > STRETCH) or (soon and change > STRETCH_SOON):
        return [Finding("A1_STRETCH", f"{change * 100:.0f} %")]
    return []


def _relevant(facts: Facts) -> list[Finding]:
    return [Finding("R1_NOT_LINKED")] if facts.linked is False else []


# --- Text against fields ---------------------------------------------------------------------------------------------


def _agreement(text: GoalText, facts: Facts) -> list[Finding]:
    """Where the sentence names one step, one value to reach or one day, it names those of the fields."""
    pairs: list[tuple[Decimal | date | None, Decimal | date | None]] = []
    if len(text.steps) == 1:
        pairs += [(text.steps[0].start, facts.baseline), (text.steps[0].end, facts.target)]
    elif not text.steps:
        pairs.append((text.reached, facts.target))
    if len(text.days) == 1:
        pairs.append((text.days[0], facts.due))
    return [
        Finding(MISMATCH, text_value=_plain(said), field_value=_plain(held))
        for said, held in pairs
        if said is not None and held is not None and said != held
    ]


def _plain(value: Decimal | date) -> str:
    return value.isoformat() if isinstance(value, date) else format(value.normalize(), "f")
