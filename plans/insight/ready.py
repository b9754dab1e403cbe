"""What can be begun now: all that must come before has come."""

from plans.network import LinkType
from plans.progressed import Standing
from plans.schedule import Schedule


def ready(schedule: Schedule) -> list[str]:
    """Tasks not yet begun that nothing holds back any more, by early start and the plan's order.

    Finish to start waits for the finish, start to start for the start; the other two do not hold back a start.
    """
    network = schedule.network
    gathering = {network.activities[n].id for n in network.table.summaries}
    waiting: set[str] = set()
    for link in network.links:
        before = schedule[link.source].standing
        if (link.type == LinkType.FS and before != Standing.complete) or (
            link.type == LinkType.SS and before == Standing.not_started
        ):
            waiting.add(link.target)
    number = network.table.number

    def held(id: str | None) -> bool:
        return id is not None and (id in waiting or held(network.activity(id).parent))

    free = [
        a.id
        for a in network.activities
        if a.id not in gathering and schedule[a.id].standing == Standing.not_started and not held(a.id)
    ]
    return sorted(free, key=lambda id: (schedule[id].early_start, number[id]))
