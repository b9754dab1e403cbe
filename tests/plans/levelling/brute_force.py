"""The shortest plan by trying every start of every node, for problems of a few nodes and a few units of time."""

from plans.levelling.constrained_project import ConstrainedProject


def shortest(project: ConstrainedProject) -> int:
    """The makespan of the best of all plans; knows nothing of how they are generated."""
    order = project.order
    horizon = max(project.release, default=0) + sum(project.durations)
    horizon += sum(max(0, *(lag for _, lag in bounds)) for bounds in project.before if bounds)
    best = horizon + 1
    starts: dict[int, int] = {}

    def fits(n: int, at: int) -> bool:
        for k, capacity in enumerate(project.capacities):
            asked = dict(project.demands[n]).get(k, 0)
            if not asked:
                continue
            for t in range(at, at + project.durations[n]):
                held = sum(
                    dict(project.demands[m]).get(k, 0) for m, s in starts.items() if s <= t < s + project.durations[m]
                )
                if held + asked > capacity:
                    return False
        return True

    def place(depth: int, finish: int) -> None:
        nonlocal best
        if finish >= best:
            return
        if depth == len(order):
            best = finish
            return
        n = order[depth]
        floor = max([project.release[n], *(starts[i] + lag for i, lag in project.before[n])])
        for at in range(floor, best - project.durations[n]):
            if fits(n, at):
                starts[n] = at
                place(depth + 1, max(finish, at + project.durations[n]))
                del starts[n]

    place(0, project.done_by)
    return best
