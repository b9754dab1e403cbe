"""Work of a later phase that begins before the gate it should wait for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from plans.insight.task_net import task_net
from plans.schedule import Schedule


@dataclass(frozen=True, slots=True)
class GateBypass:
    """The tasks of later phases that begin before a gate's milestone and do not hang on it, in the plan's order."""

    gate: str
    phase: str
    tasks: tuple[str, ...]


def gate_bypasses(
    schedule: Schedule, gates: Sequence[tuple[str, str | None]], phase_of: Mapping[str, str | None]
) -> list[GateBypass]:
    """For each phase in order with its gate's milestone (`gates`: phase, milestone), who passes it by; gates nobody does are left out."""
    import networkx

    graph = task_net(schedule.network)
    later = {phase: {p for p, _ in gates[k + 1 :]} for k, (phase, _) in enumerate(gates)}
    found = []
    for phase, gate in gates:
        if gate is None or gate not in graph:
            continue
        on, behind = schedule[gate].finish, networkx.descendants(graph, gate)
        early = [
            a.id
            for a in schedule.network.activities
            if phase_of.get(a.id) in later[phase] and a.id in graph and a.id not in behind and schedule[a.id].start < on
        ]
        if early:
            found.append(GateBypass(gate, phase, tuple(early)))
    return found
