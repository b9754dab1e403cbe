"""What a programme's plan tells as a whole: how sound it is, what would hurt it, where work changes hands. Worked out once for each plan."""

from collections.abc import Mapping
from functools import cached_property

from plans.insight.choke_points import ChokePoint, choke_points
from plans.insight.driving_paths import DrivingPath, driving_paths
from plans.insight.earned_plan import EarnedPlan, earned_plan
from plans.insight.fragility import Fragility, fragility
from plans.insight.gate_bypass import GateBypass, gate_bypasses
from plans.insight.hand_offs import HandOffs, hand_offs
from plans.insight.harm import Harm, harms
from plans.insight.health_check import Assessed, Result, health_check
from plans.insight.ready import ready
from plans.insight.redundant_links import redundant_links
from plans.insight.reliance import Reliance, reliances
from plans.insight.slack_net import SlackNet, slack_net
from plans.insight.task_net import necessary
from plans.insight.updates_due import Due, DueUpdate, updates_due
from plans.network import Link
from plans.plan import NEAR_CRITICAL_DAYS, PlannedTask, PlanSchedule
from plans.progressed import Standing
from plans.tasks import TaskKind, TaskStatus


class PlanInsight:
    """Answers about one computed plan, by code; called off tasks and summaries are no part of it."""

    def __init__(self, plan: PlanSchedule):
        self.plan = plan

    @property
    def near_min(self) -> float:
        """What counts as little slack, in worked minutes."""
        return NEAR_CRITICAL_DAYS * self.plan.calendar.day_minutes

    @cached_property
    def tasks(self) -> list[PlannedTask]:
        """What is worked on: no milestones, no summaries, no level of effort, nothing called off."""
        worked = (t for t in self.plan.tasks.values() if t.kind == TaskKind.task and t.status != TaskStatus.cancelled)
        return [t for t in worked if t.code not in self._summaries]

    @cached_property
    def milestones(self) -> list[PlannedTask]:
        return [t for t in self.plan.milestones if t.status != TaskStatus.cancelled]

    @cached_property
    def _summaries(self) -> set[str]:
        activities = self.plan.network.activities
        return {activities[n].id for n in self.plan.network.table.summaries}

    @cached_property
    def net(self) -> SlackNet:
        return slack_net(self.plan.schedule)

    @cached_property
    def health(self) -> tuple[Result, ...]:
        """The 14 points of the schedule assessment."""
        network = self.plan.network
        late = network.project_calendar.minutes_between(self.plan.schedule.finish, network.deadline) if network.deadline else None  # fmt: skip
        return health_check(
            Assessed(
                schedule=self.plan.schedule, status_date=self.plan.status_date, tasks=[t.code for t in self.tasks],
                milestones=[m.code for m in self.milestones], baseline=self.plan.baseline, deadline_min=late,
                assigned={t.code for t in self.tasks if t.owner or t.code in self.plan.assigned},
            )
        )  # fmt: skip

    def harms(self, slip_days: float, weights: Mapping[str, float] | None = None) -> list[Harm]:
        """What a slip of so many working days of any one task would do to the milestones still ahead."""
        ahead = [m.code for m in self.milestones if not self.is_done(m.code)]
        day = self.plan.calendar.day_minutes
        worked = {t.code for t in self.tasks}
        return [h for h in harms(self.net, ahead, slip_days * day, day, weights) if h.task in worked]

    def reliance_on_people(self, found: list[Harm]) -> list[Reliance]:
        return reliances(found, {t.code: t.owner for t in self.tasks}, self.plan.critical)

    def reliance_on_departments(self, found: list[Harm]) -> list[Reliance]:
        return reliances(found, self.departments, self.plan.critical)

    @cached_property
    def departments(self) -> dict[str, str | None]:
        """Each task's department by its code."""
        return {t.code: t.department for t in self.plan.tasks.values()}

    @cached_property
    def hand_offs(self) -> HandOffs:
        return hand_offs(self.plan.network, self.departments, self.late)

    @cached_property
    def late(self) -> frozenset[str]:
        """Unfinished tasks whose forecast lies after their baseline."""
        return frozenset(
            t.code for t in self.plan.tasks.values() if not self.is_done(t.code) and self.plan.is_late(t.code)
        )

    @cached_property
    def redundant_links(self) -> list[Link]:
        return redundant_links(self.plan.network)

    @cached_property
    def gate_bypasses(self) -> list[GateBypass]:
        gates = [(phase.code, phase.gate) for phase in self.plan.phases]
        return gate_bypasses(self.plan.schedule, gates, {t.code: t.phase for t in self.plan.tasks.values()})

    @cached_property
    def fragility(self) -> Fragility:
        return fragility(self.net, self.near_min)

    @cached_property
    def choke_points(self) -> list[ChokePoint]:
        """Where the ways to the milestones still ahead meet; shares are of the ways to the last of them."""
        ahead = [m.code for m in self.milestones if not self.is_done(m.code)]
        if not ahead:
            return []
        last = max(ahead, key=lambda code: (self.plan[code].finish, code))
        return [c for c in choke_points(self.plan.network, ahead, last) if not self.is_done(c.task)]

    @cached_property
    def ready(self) -> list[str]:
        """What can be begun now, milestones and what is called off left out."""
        worked = {t.code for t in self.tasks}
        return [code for code in ready(self.plan.schedule) if code in worked]

    @cached_property
    def stale(self) -> list[str]:
        """Tasks under way of which nothing was reported for more than a week."""
        return [d.task for d in self.updates_due if d.reason == Due.stale]

    @cached_property
    def updates_due(self) -> list[DueUpdate]:
        """Of which tasks and milestones an update is due; of what is set aside none is asked for."""
        plan = self.plan
        asked = {t.code for t in (*self.tasks, *self.milestones) if t.status != TaskStatus.suspended}
        codes = [code for code in plan.tasks if code in asked]
        return updates_due(
            plan.schedule, plan.status_date, codes, lambda c: plan.tasks[c].reported_on, plan.baseline.get
        )

    @cached_property
    def earned(self) -> EarnedPlan | None:
        """Earned value and earned schedule in working days."""
        done = {t.code: self._done(t) for t in self.tasks}
        return earned_plan(self.plan.calendar, self.plan.baseline, done, done, self.plan.status_date)

    def driving_paths(self, milestone: str) -> list[DrivingPath]:
        """What decides when a milestone comes, and what would decide next."""
        return driving_paths(self.net, milestone, self.near_min)

    def necessary(self, milestone: str) -> list[str]:
        """What every route to a milestone passes."""
        return necessary(self.plan.network, milestone)

    def is_done(self, code: str) -> bool:
        return self.plan[code].standing == Standing.complete

    def _done(self, task: PlannedTask) -> float:
        """The finished part of a task: as reported, else by the work that is left."""
        scheduled, activity = self.plan[task.code], self.plan.network.activity(task.code)
        if scheduled.standing != Standing.in_progress:
            return float(scheduled.standing == Standing.complete)
        if task.percent is not None:
            return float(task.percent) / 100
        left = activity.duration_min if activity.remaining_min is None else activity.remaining_min
        return max(0.0, 1 - left / activity.duration_min) if activity.duration_min else 0.0


def insight_of(plan: PlanSchedule) -> PlanInsight:
    """The answers about a plan, kept as long as the plan is."""
    return plan.answers.setdefault("insight", PlanInsight(plan))
