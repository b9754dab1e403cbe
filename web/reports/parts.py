"""What a printed report consists of: words, marks and figures in the order in which page and PDF print them."""

from dataclasses import dataclass

from web.viewclass import viewclass


@viewclass
class Part:
    """A piece of text that may lead somewhere."""

    text: str
    href: str = ""


@viewclass
class Mark:
    """A status: its tone, its word, and the rule that gave it."""

    tone: str
    word: str
    why: str = ""


@viewclass
class StrandPart:
    label: str
    href: str
    counts: list[tuple[str, str, int]]


@viewclass
class HeadlinePart:
    mark: Mark
    sentence: str
    confidence: str
    strands: list[StrandPart]
    computed: str = ""
    milestone: Part | None = None
    cause: Part | None = None
    cause_said: str = ""
    decision: Part | None = None


@viewclass
class DecisionPart:
    decision: Part
    question: str
    by: str
    overdue: str
    cost: str
    consequence: str
    who: str
    concerns: list[Part]


@viewclass
class MilestonePart:
    milestone: Part
    name: str
    gate: str
    baseline: str
    forecast: str
    variance: str
    variance_words: str
    room: str
    mark: Mark
    trend: str
    owner: str
    achieved: bool


@viewclass
class GoalPart:
    goal: Part
    name: str
    unit: str
    baseline: str
    now: str
    now_on: str
    expected: str
    target: str
    due: str
    owner: str
    trend: str
    trend_words: str
    mark: Mark
    chart: str


@viewclass
class RiskPart:
    risk: Part
    name: str
    category: str
    score: str
    level: str
    movement: str
    movement_words: str
    owner: str
    action: str
    action_due: str
    action_owner: str
    overdue: str
    hits: list[Part]
    on_path: bool
    mark: Mark


@viewclass
class FigurePart:
    label: str
    value: str
    note: str
    tone: str = ""
    href: str = ""


@viewclass
class CalculationPart:
    """How a figure came about, for a reader who asks."""

    key: str
    title: str
    formula: str
    inputs: list[tuple[str, str]]
    result: str
    rows: list[Part]


@dataclass(frozen=True)
class Paper:
    """Everything that is printed, in the order in which it is printed."""

    title: str
    code: str
    issue: str
    as_of: str
    working_day: str
    headline: HeadlinePart
    narrative: str
    narrative_by: str
    decisions_answer: str
    decisions: list[DecisionPart]
    decisions_more: str
    milestones_answer: str
    milestones: list[MilestonePart]
    milestones_read: str
    passed: str
    goals_answer: str
    goals: list[GoalPart]
    risks_answer: str
    risks: list[RiskPart]
    people_answer: str
    figures: list[FigurePart]
    changes_title: str
    changes: list[str]
    changes_more: str
    footer: list[tuple[str, str]]
    calculations: list[CalculationPart]
    has_trend: bool
    has_ladder: bool
    provisional: str = ""
    sample: str = ""
    base: str = ""
