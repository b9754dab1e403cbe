"""What the pages about the plan as a whole share: the answers as of a date, and how tasks and their people are named."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from governance.labels import Label
from plans.plan import PlanSchedule, scheduled
from plans.plan_insight import PlanInsight, insight_of
from web.access import Here
from web.i18n import language, pick


@dataclass(frozen=True, slots=True)
class Part:
    """A task or another record as it is named in a sentence, and where it lives."""

    code: str
    name: str = ""
    href: str | None = None


@dataclass(frozen=True, slots=True)
class Mark:
    tone: str
    word: str


def current(here: Here) -> PlanInsight:
    """The answers about the plan as of the date that is asked for."""
    return insight_of(scheduled(here.session, here.programme, here.status_date))


def task_named(here: Here, plan: PlanSchedule, code: str) -> Part:
    task = plan.tasks.get(code)
    name = pick(task.name_zh, task.name_en) if task else ""
    return Part(code, name, f"{here.path}/schedule/tasks/{code}" if task else None)


def tasks_named(here: Here, plan: PlanSchedule, codes: Iterable[str]) -> list[Part]:
    return [task_named(here, plan, code) for code in codes]


def name_of(labels: Mapping[str, Label], code: str | None) -> str:
    return labels[code].name(language()) if code is not None and code in labels else ""
