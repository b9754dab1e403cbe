"""What the command line does about resources: level a programme's plan or a plan file, and show what that would move."""

import json
import sys
from datetime import date, datetime
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

from governance.errors import Invalid
from web.i18n import gettext
from web.plan_cli import read_bounded, transaction
from web.terminal_text import wide

if TYPE_CHECKING:
    from plans.levelling.levelled_plan import Levelled
    from plans.levelling.levelled_task import LevelledTask
    from plans.levelling.resourced_plan import ResourcedPlan
    from web.settings import Settings


def is_plan_file(source: str) -> bool:
    """Whether what is to be levelled is a file, and no code of a programme."""
    path = Path(source)
    return bool(path.suffix) or path.is_file()


def level_command(
    settings: "Settings", source: str, solver: str, time_limit_s: float, status_date: date | None, as_json: bool
) -> str:
    """The levelled plan of a programme or a file, as JSON or as a table of text. Raises `Invalid` where it cannot be read or levelled."""
    from plans.levelling.levelled_plan import Solver, level, levelled_json

    until = monotonic() + time_limit_s
    plan, status = _of_file(source, status_date) if is_plan_file(source) else _of_programme(settings, source, status_date)  # fmt: skip
    progress = _ProgressLine()
    levelled = level(
        plan,
        solver=Solver(solver),
        status=status,
        seconds_left=lambda: until - monotonic(),
        progress=progress if sys.stderr.isatty() else None,
    )
    progress.end()
    return json.dumps(levelled_json(levelled), ensure_ascii=False) if as_json else _as_text(levelled)


def _of_file(source: str, status_date: date | None) -> "tuple[ResourcedPlan, datetime | None]":
    from plans.levelling.plan_file import read_resourced_plan

    path = Path(source)
    if path.suffix.lower() not in ("", ".json"):
        raise Invalid.of("UNKNOWN_FORMAT", "file", path.name, allowed=["JSON"])
    plan = read_resourced_plan(read_bounded(path))
    return plan, plan.network.project_calendar.day_finish(status_date) if status_date else None


def _of_programme(settings: "Settings", code: str, status_date: date | None) -> "tuple[ResourcedPlan, datetime | None]":
    """The programme's plan with what its assignments ask of whom, as of the end of its status date."""
    from governance.authority import operator
    from governance.programmes import find_programme
    from plans.plan import scheduled
    from plans.plan_levelling import levelable
    from plans.plan_load import load_of

    with transaction(settings, writes=False) as session:
        programme = find_programme(session, operator(), code)
        plan = scheduled(session, programme, status_date or programme.status_date)
        return levelable(load_of(session, programme, plan)).plan, plan.schedule.status


class _ProgressLine:
    """How far the solver is, on one line of the terminal that is written over."""

    said = False

    def __call__(self, best_min: float, bound_min: float) -> None:
        words = gettext("best so far {best} min, at best {bound} min")
        print("\r" + words.format(best=f"{best_min:g}", bound=f"{bound_min:g}"), end="   ", file=sys.stderr, flush=True)
        self.said = True

    def end(self) -> None:
        """Leave the line, if anything was said on it."""
        if self.said:
            print(file=sys.stderr)


def _as_text(levelled: "Levelled") -> str:
    """Every task with its dates and by how much levelling moves it, then what the whole takes."""
    heading = ("", gettext("start"), gettext("finish"), gettext("moved"))
    lines = [_line(heading, ""), *(_task_line(levelled, task) for task in levelled.tasks.values())]
    return "\n".join([*lines, *_summary_lines(levelled)])


def _task_line(levelled: "Levelled", task: "LevelledTask") -> str:
    calendar = levelled.plan.network.project_calendar
    days = gettext("{days} d").format(days=f"{calendar.days_of(task.delay_min):+.4g}") if task.delay_min else ""
    note = gettext("misses its deadline") if task.deadline_missed else ""
    columns = (task.id, f"{task.start:%Y-%m-%d %H:%M}", f"{task.finish:%Y-%m-%d %H:%M}", days)
    return _line(columns, "  ".join(text for text in (task.name, note) if text))


def _line(columns: tuple[str, str, str, str], rest: str) -> str:
    id, start, finish, moved = columns
    return f"{wide(id, 14)} {wide(start, 16)} {wide(finish, 16)} {wide(moved, 9)} {rest}".rstrip()


def _summary_lines(levelled: "Levelled") -> list[str]:
    calendar = levelled.plan.network.project_calendar

    def days(minutes: float) -> str:
        return f"{calendar.days_of(minutes):.4g}"

    verdict = (
        gettext("No plan that keeps the resources is shorter.")
        if levelled.optimal
        else gettext("It cannot be shorter than {days} working days.").format(days=days(levelled.lower_bound_min))
    )
    takes = gettext(
        "{days} working days ({unlevelled} without regard to resources), finish {finish}; {count} tasks move."
    )
    return [
        takes.format(
            days=days(levelled.makespan_min),
            unlevelled=days(levelled.unlevelled_makespan_min),
            finish=f"{levelled.finish:%Y-%m-%d %H:%M}",
            count=len(levelled.moved),
        ),
        verdict,
    ]
