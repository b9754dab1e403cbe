"""The exact solver: the levelling problem for OR-Tools' CP-SAT, an extra that is loaded only here."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any

from governance.errors import Invalid, Problem
from plans.levelling.constrained_project import ConstrainedProject
from plans.levelling.exclusions import MOST_NODES
from plans.levelling.generation import Starts, moved_early

WORKERS = 2
PROVERS = ["no_lp", "objective_lb_search_no_lp", "default_lp", "quick_restart_no_lp"]
"""Ways of searching; two workers take the first two: one looks for shorter plans and one raises the bound. Chosen by measuring on the
hardest networks of 30 activities."""
EXTRA = "steerboard[optimise]"

Progress = Callable[[int, int], None]
"""Told of every better plan or bound: the makespan found and the bound, in units of the project."""


@dataclass(frozen=True, slots=True)
class Solved:
    """The best starts found, the bound that was proven, and whether they meet."""

    starts: Starts
    bound: int
    optimal: bool


def solve(
    project: ConstrainedProject, hint: Starts, bound: int, time_limit_s: float, progress: Progress | None = None, workers: int = WORKERS
) -> Solved:  # fmt: skip
    """The shortest plan that keeps all latest dates, from the heuristic's starts on, within the time limit.

    Raises `Invalid`: `LEVELLING_SOLVER_MISSING`, `LEVELLING_LATEST_IMPOSSIBLE` where the latest dates cannot be kept
    by any plan, `LEVELLING_TIME_UP` where none that keeps them was found in time.
    """
    cp_model = library()
    if not project.size:
        return Solved([], bound, optimal=True)
    keeps_dates = not project.lateness(hint)
    model, variables = _model(cp_model, project, hint, bound, keeps_dates)
    solver = cp_model.CpSolver()
    _set_search(solver.parameters, project, time_limit_s, workers)
    status = solver.solve(model, _told(cp_model, solver, progress, project.makespan(hint), bound))
    if status == cp_model.INFEASIBLE:
        late = [project.names[n] for n in project.too_late(hint)]
        raise Invalid([Problem("LEVELLING_LATEST_IMPOSSIBLE", "tasks", None, {"tasks": sorted(set(late))})])
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        if keeps_dates:
            return Solved(hint, bound, optimal=project.makespan(hint) == bound)
        raise Invalid([Problem("LEVELLING_TIME_UP", "time_limit", time_limit_s, {"seconds": time_limit_s})])
    starts = [solver.value(variable) for variable in variables]
    # The solver puts what decides nothing anywhere: everything as early as it goes in the same order.
    starts, proven = moved_early(project, starts), max(bound, _whole(solver.best_objective_bound))
    if progress is not None:
        progress(project.makespan(starts), proven)
    return Solved(starts, proven, optimal=status == cp_model.OPTIMAL)


def library() -> Any:
    """OR-Tools' model of constraint programs. Raises `Invalid` (`LEVELLING_SOLVER_MISSING`) without the extra."""
    try:
        from ortools.sat.python import cp_model
    except ImportError as error:
        raise Invalid([Problem("LEVELLING_SOLVER_MISSING", "solver", "cp-sat", {"extra": EXTRA})]) from error
    return cp_model


def _model(
    cp_model: Any, project: ConstrainedProject, hint: Starts, bound: int, keeps_dates: bool
) -> tuple[Any, Sequence[Any]]:
    """The model that makes the makespan small, and a start per node."""
    model = cp_model.CpModel()
    # Whatever is shorter than the hint fits within it; without a hint that keeps the dates, all work in a row does.
    horizon = project.makespan(hint) if keeps_dates else _in_a_row(project)
    starts = [_start(model, project, n, horizon) for n in range(project.size)]
    for n, at in enumerate(starts):
        if n in project.first_of:
            model.add_min_equality(at, [starts[m] for m in project.first_of[n]])
        for i, lag in project.before[n]:
            model.add(at >= starts[i] + lag)
        if keeps_dates:
            model.add_hint(at, hint[n])
    _add_resources(model, project, starts)
    makespan = model.new_int_var(bound, horizon, "makespan")
    for at, duration in zip(starts, project.durations, strict=True):
        model.add(makespan >= at + duration)
    if keeps_dates:
        model.add_hint(makespan, project.makespan(hint))
    model.minimize(makespan)
    return model, starts


def _in_a_row(project: ConstrainedProject) -> int:
    """A time by which all is done for certain: everything one after the other, every lag waited for."""
    lags = sum(max(0, *(lag for _, lag in bounds)) for bounds in project.before if bounds)
    return max(0, *project.release) + sum(project.durations) + lags + project.done_by


def _start(model: Any, project: ConstrainedProject, n: int, horizon: int) -> Any:
    """The start of a node, between what its links allow and what must follow it."""
    if n in project.settled:
        return model.new_constant(project.release[n])
    last = max(project.heads[n], min(project.latest[n], horizon - project.tails[n]))
    return model.new_int_var(project.heads[n], last, f"s{n}")


def _add_resources(model: Any, project: ConstrainedProject, starts: Sequence[Any]) -> None:
    """No resource is asked for more than there is, at any time; tasks that exclude one another never overlap.

    The second follows from the first, and is said because the solver reasons far better about one at a time.
    """
    intervals = [
        model.new_fixed_size_interval_var(at, duration, f"i{n}")
        for n, (at, duration) in enumerate(zip(starts, project.durations, strict=True))
    ]
    for k, capacity in enumerate(project.capacities):
        asking = [(n, amount) for n, demands in enumerate(project.demands) for m, amount in demands if m == k]
        if sum(amount for _, amount in asking) > capacity:
            model.add_cumulative([intervals[n] for n, _ in asking], [amount for _, amount in asking], capacity)
    for group in project.exclusive_groups:
        model.add_no_overlap([intervals[n] for n in group])


def _set_search(parameters: Any, project: ConstrainedProject, time_limit_s: float, workers: int) -> None:
    """For small projects every worker looks for the proof; in large ones, where none is in sight, some improve plans."""
    parameters.max_time_in_seconds = time_limit_s
    parameters.num_workers = workers
    parameters.random_seed = 1
    if project.size <= MOST_NODES:
        parameters.num_full_subsolvers = workers
        parameters.subsolvers.extend(PROVERS[:workers])


def _told(cp_model: Any, solver: Any, progress: Progress | None, best: int, bound: int) -> Any:
    """What tells `progress` of every plan found and of every better bound; None where nobody listens."""
    if progress is None:
        return None
    known = [best, bound]

    def tell(best: float, bound: float) -> None:
        known[:] = min(known[0], round(best)), max(known[1], _whole(bound))
        progress(known[0], known[1])

    class Found(cp_model.CpSolverSolutionCallback):
        def on_solution_callback(self) -> None:
            tell(self.objective_value, self.best_objective_bound)

    solver.best_bound_callback = lambda bound: tell(known[0], bound)
    return Found()


def _whole(bound: float) -> int:
    """The bound as a whole number: makespans are, so it may be rounded up, but not for an error in the last digit."""
    return ceil(bound - 1e-6)
