"""The executive progress report as facts: what the page, the PDF, the JSON and the command line all read.

It holds no sentence and no address, only codes, names in both languages, dates and figures, so that it can be kept as it was published
and worded again in either language. Variances are working days, late is positive; shares run from 0 to 1.
"""

from datetime import date
from enum import StrEnum, auto
from typing import Any

from milestones.rag import Rag, Reason
from milestones.report_changes import Changes
from milestones.report_facts import Fact, Figure, Ref, Text
from milestones.report_risks import Risks

FORMAT = "steerboard-report/1"


class Head(Fact):
    """Which programme, and as of when: `working_day` counts from its start by its own calendar.

    `measured_against`: the baseline that lateness is counted from, where it is a later one than the original.
    """

    programme: Ref
    status_date: date
    working_day: int
    start: date
    target_finish: date
    committed_finish: date
    currency: str
    sponsor: Ref | None = None
    manager: Ref | None = None
    calendar_until: date | None = None
    is_sample: bool = False
    measured_against: Ref | None = None


class Strand(Fact):
    """How many objects of one kind stand in which colour."""

    kind: str
    counts: dict[Rag, int]

    @property
    def total(self) -> int:
        return sum(self.counts.values())


class Cause(Fact):
    """The late task that drives the headline's milestone, and what was last reported about it."""

    task: Ref
    department: Ref | None
    owner: Ref | None
    baseline: date
    forecast: date
    variance_wd: int
    comment: str | None = None


class Headline(Fact):
    """The one thing to know: overall colour, the next milestone that counts, why it moves, what is asked of the reader.

    `computed` and `reason` are by rule; `shown` differs only while a better colour has not yet held.
    """

    shown: Rag
    computed: Rag
    reason: Reason
    confidence: Figure | None
    strands: tuple[Strand, ...] = ()
    milestone: Ref | None = None
    baseline: date | None = None
    forecast: date | None = None
    variance_wd: int | None = None
    cause: Cause | None = None
    decision: Ref | None = None
    decide_by: date | None = None
    finish: date | None = None
    finish_variance_wd: int | None = None
    commitment_float_wd: int | None = None


class DecisionNeeded(Fact):
    """An open decision: by when, what waiting costs per the record, what hangs on it. `overdue_wd` is 0 until it is due."""

    decision: Ref
    needed_by: date | None
    overdue_wd: int
    owner: Ref | None
    forum: Text
    consequence: Text
    cost_of_waiting_wd: int | None
    options: tuple[str, ...] = ()
    milestones: tuple[Ref, ...] = ()


class TrendClass(StrEnum):
    stable = auto()
    slipping = auto()
    recovering = auto()
    volatile = auto()
    unknown = auto()


class MilestoneLine(Fact):
    """A milestone: as baselined, as forecast or achieved, and how much room is left to the date committed to."""

    milestone: Ref
    gate: str | None
    weight: int
    contractual: bool
    owner: Ref | None
    baseline: date | None
    forecast: date
    achieved: bool
    variance_wd: int | None
    commitment_float_wd: int | None
    rag: Rag
    reason: Reason
    trend: TrendClass = TrendClass.unknown
    provisional: bool = False


class TrendPoint(Fact):
    """What a published report forecast for each milestone."""

    status_date: date
    issue: int | None
    forecasts: dict[str, date]


class GoalLine(Fact):
    """A goal: where it began, where it stands, where it should stand by now and where it is going."""

    goal: Ref
    kpi: Text
    unit: str | None
    direction: str
    family: str | None
    owner: Ref | None
    baseline: Figure | None
    baseline_on: date | None
    now: Figure | None
    now_on: date | None
    expected: Figure | None
    target: Figure | None
    due: date | None
    realised: Figure | None
    realised_of_expected: Figure | None
    series: tuple[Figure, ...] = ()
    trend: str = "flat"
    rag: Rag
    reason: Reason


class Engagement(Fact):
    """Stance of the key stakeholders (influence 4 or 5) as counts by level, never names. None where fewer than five."""

    key: int
    below_desired: int
    resistant: int
    current: dict[str, int]
    desired: dict[str, int]
    support_index: Figure | None
    support: Rag


class Commitments(Fact):
    """Sponsors' commitments that were due by the status date."""

    due: int
    kept: int
    late: int
    broken: int
    next_due: date | None = None


class Responsibilities(Fact):
    """Deliverables, and how many break a rule of responsibility (exactly one accountable person, somebody responsible)."""

    deliverables: int
    with_errors: int
    errors: dict[str, int]


class People(Fact):
    engagement: Engagement | None
    commitments: Commitments
    responsibilities: Responsibilities


class Money(Fact):
    budget: Figure
    currency: str


class Calculation(Fact):
    """How a figure came about: the formula's name, what went in, and the records it was computed from."""

    figure: str
    formula: str
    inputs: dict[str, Any]
    result: Any = None
    rows: tuple[str, ...] = ()
    kind: str | None = None


class Plan(Fact):
    """What the plan says in a few numbers: tasks finished, tasks that should be, tasks that are late."""

    tasks: int
    finished: int
    due: int
    due_finished: int
    overdue: tuple[str, ...] = ()


class Report(Fact):
    """The report as of one status date, ready to be worded."""

    format: str = FORMAT
    head: Head
    headline: Headline
    plan: Plan
    decisions: tuple[DecisionNeeded, ...]
    milestones: tuple[MilestoneLine, ...]
    trend: tuple[TrendPoint, ...]
    goals: tuple[GoalLine, ...]
    risks: Risks
    money: Money | None
    people: People
    changes: Changes | None
    calculations: tuple[Calculation, ...]
    settings_version: int = 1


class Issue(Fact):
    """What publishing adds to a report: its number, who issued it, and what they wrote."""

    number: int
    author: str
    published_on: str
    narrative: Text
    digest: str
    corrects: int | None = None
    corrected_by: int | None = None


class PublishedReport(Fact):
    """A report as it is read: live (`issue` is None) or as it was published."""

    report: Report
    issue: Issue | None = None
