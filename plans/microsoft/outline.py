"""The outline of a plan with its links: who is in which summary, what each task waits for, and in which order to go."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from graphlib import CycleError, TopologicalSorter

from governance.errors import Invalid, Problem
from plans.microsoft.project_plan import ProjectLink, ProjectPlan, ProjectTask
from plans.network import LinkType


@dataclass(frozen=True)
class Outline:
    """Tasks by id, children by summary, the tasks within each, and an order in which causes come first.

    `into[id]` are the links that bound a task: its own, and those of the summaries above it, which bind its start.
    Raises `Invalid` (`DEPENDENCY_CYCLE`) for a loop.
    """

    plan: ProjectPlan
    tasks: dict[str, ProjectTask] = field(init=False)
    children: dict[str | None, list[str]] = field(init=False)
    leaves: dict[str, list[str]] = field(init=False)
    into: dict[str, list[ProjectLink]] = field(init=False)
    order: list[str] = field(init=False)

    def __post_init__(self) -> None:
        children: dict[str | None, list[str]] = {}
        for task in self.plan.tasks:
            children.setdefault(task.parent, []).append(task.id)
        object.__setattr__(self, "tasks", {task.id: task for task in self.plan.tasks})
        object.__setattr__(self, "children", children)
        object.__setattr__(self, "leaves", self._leaves())
        object.__setattr__(self, "into", self._into())
        object.__setattr__(self, "order", self._order())

    def above(self, task: ProjectTask) -> Iterator[ProjectTask]:
        """The summaries that a task stands in, the nearest first."""
        parent = task.parent
        while parent is not None:
            yield self.tasks[parent]
            parent = self.tasks[parent].parent

    def _leaves(self) -> dict[str, list[str]]:
        leaves: dict[str, list[str]] = {task.id: [] for task in self.plan.tasks if task.is_summary}
        for task in self.plan.tasks:
            if not task.is_summary:
                leaves[task.id] = [task.id]
                for summary in self.above(task):
                    leaves[summary.id].append(task.id)
        return leaves

    def _into(self) -> dict[str, list[ProjectLink]]:
        own: dict[str, list[ProjectLink]] = {}
        for link in self.plan.links:
            own.setdefault(link.target, []).append(link)
        binding = {id: [x for x in links if x.type in (LinkType.FS, LinkType.SS)] for id, links in own.items()}
        into = {task.id: list(own.get(task.id, ())) for task in self.plan.tasks}
        for task in self.plan.tasks:
            if not task.is_summary:
                for summary in self.above(task):
                    into[task.id] += binding.get(summary.id, ())
        return into

    def _order(self) -> list[str]:
        causes = {
            task.id: self.children.get(task.id, []) if task.is_summary else [link.source for link in self.into[task.id]]
            for task in self.plan.tasks
        }
        try:
            return [*TopologicalSorter(causes).static_order()]
        except CycleError as error:
            path: list[str] = error.args[1]
            raise Invalid([Problem("DEPENDENCY_CYCLE", "dependencies", path, {"path": path})]) from error
