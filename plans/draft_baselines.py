"""The baselines of a plan from Microsoft Project in the form that records have."""

from collections.abc import Container, Iterator, Mapping

from plans.baselines import BaselineKind
from plans.exchange.imported_plan import AgreedDates, ImportedPlan
from plans.plan_draft import DraftBaseline, PlanDraft
from plans.plan_marks import AgreedWords, PlanWords


def baselines_of_draft(
    plan: ImportedPlan, draft: PlanDraft, codes: Mapping[str, str], said: PlanWords
) -> Iterator[DraftBaseline]:
    """The dates of tasks that came in, baseline by baseline; the lowest number is the original.

    Of the others those count that are known to have been agreed here, and the one that the file measures against; the rest have no
    day from which they could count, and are there to compare with.
    """
    kept = {task.code for task in draft.tasks}
    dated = [(number, _kept_dates(by_task, codes, kept)) for number, by_task in plan.baselines.items()]
    for at, (number, dates) in enumerate((number, dates) for number, dates in dated if dates):
        words = said.agreed.get(number) or _unsaid(number)
        counts = not at or words.kind != BaselineKind.brought or number == plan.measured_by
        yield DraftBaseline(
            dates, number if at else 0, counts, words.name_zh, words.name_en, words.status_date, words.reason
        )


def _kept_dates(
    by_task: Mapping[str, AgreedDates], codes: Mapping[str, str], kept: Container[str]
) -> dict[str, AgreedDates]:
    return {codes[id]: agreed for id, agreed in by_task.items() if id in codes and codes[id] in kept}


def _unsaid(number: int) -> AgreedWords:
    """A baseline of which nothing is said beyond its dates, called as that program calls those after the first."""
    if not number:
        return AgreedWords()
    return AgreedWords(number=number, kind=BaselineKind.brought, name_zh=f"基线 {number}", name_en=f"Baseline {number}")
