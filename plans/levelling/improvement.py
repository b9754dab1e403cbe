"""The heuristic: every priority rule through both schemes, then orders bred from the best ones, each justified twice.

Orders of the nodes are crossed at two points, which keeps causes first (Hartmann 1998), and improved by double
justification. The random numbers come from a fixed seed: the same plan always gives the same schedule, unless time
runs out.
"""

from collections.abc import Callable, Sequence
from random import Random

from plans.levelling.constrained_project import ConstrainedProject
from plans.levelling.generation import Starts, by_starts, justified, parallel, serial
from plans.levelling.priority_rules import RULES, latest_finishes

Score = tuple[int, int]
GoOn = Callable[[], bool]

WORK = 150_000  # nodes to be placed in all, so that a plan of any size is answered in seconds
FEWEST, MOST = 12, 4_000
POPULATION = 60
DISTURBED, REACH = 0.05, 15  # the share of nodes moved forward, and by how many places at most
PARALLEL_TO = 2_000  # nodes; beyond, the many that wait at any instant cost more than the scheme brings
SEED = 20260302
EACH = 3  # schedules that one try takes: generated, moved late, moved early


def best_found(project: ConstrainedProject, bound: int, go_on: GoOn, effort: int = WORK) -> Starts:
    """The best starts found: latest dates kept first, then the shortest plan.

    Ends when a plan as short as `bound` is found (none can be shorter), when the effort for a plan of this size is
    spent (`effort` nodes placed), or when `go_on` says no.
    """
    search = _Search(project, bound, go_on, effort)
    search.by_rules()
    search.by_sampling()
    search.by_breeding()
    return search.found[0][1]


class _Search:
    """The schedules found so far, the best first."""

    def __init__(self, project: ConstrainedProject, bound: int, go_on: GoOn, effort: int):
        self.project, self.bound, self.go_on = project, bound, go_on
        self.found: list[tuple[Score, Starts]] = []
        self.random = Random(SEED)  # noqa: S311 - reproducible, not secret
        # A few tasks have few orders: no more schedules than there is something to find.
        self.left = max(FEWEST, min(MOST, effort // max(1, project.size), 4 * project.size**2))
        parallel_too = project.size <= PARALLEL_TO
        self.schemes = (self._serially, self._in_parallel) if parallel_too else (self._serially,)
        self.population = max(len(RULES), min(POPULATION, self.left // (8 * EACH)))

    @property
    def is_over(self) -> bool:
        """Whether it cannot get better, or no more effort is to be spent."""
        if not self.found:
            return False
        return self.left <= 0 or self.found[0][0] == (0, self.bound) or not self.go_on()

    def by_rules(self) -> None:
        """Each rule through both schemes."""
        for rule in RULES:
            keys = rule(self.project, self.bound)
            for generate in self.schemes:
                if self.is_over:
                    return
                self._keep(generate(keys))

    def by_sampling(self) -> None:
        """Until there are enough to breed from: latest finishes disturbed at random."""
        keys = latest_finishes(self.project, self.bound)
        spread = max(1.0, (max(keys, default=0) - min(keys, default=0)) / 4)
        while len(self.found) < self.population and not self.is_over:
            disturbed = [key + self.random.random() * spread for key in keys]
            if not self._keep(self.schemes[self.left % len(self.schemes)](disturbed)):
                spread *= 1.1

    def by_breeding(self) -> None:
        """Orders crossed, disturbed and justified; a better one takes the place of the worst."""
        while not self.is_over and len(self.found) > 1:
            child = _crossed(self._parent(), self._parent(), self.random)
            self._keep(serial(self.project, self._disturbed(child)))

    def _serially(self, keys: Sequence[float]) -> Starts:
        return serial(self.project, self.project.causes_first(keys))

    def _in_parallel(self, keys: Sequence[float]) -> Starts:
        return parallel(self.project, keys)

    def _keep(self, starts: Starts) -> bool:
        """Justify a schedule and keep it among the best; False when it is known already."""
        self.left -= EACH
        starts = justified(self.project, starts)
        entry = ((self.project.lateness(starts), self.project.makespan(starts)), starts)
        if entry in self.found or (len(self.found) >= self.population and entry >= self.found[-1]):
            return False
        place = sum(other <= entry for other in self.found)
        self.found.insert(place, entry)
        del self.found[self.population :]
        return True

    def _parent(self) -> list[int]:
        """The order of a schedule picked at random."""
        return by_starts(self.project, self.random.choice(self.found)[1])

    def _disturbed(self, sequence: list[int]) -> list[int]:
        """Some nodes moved forward, where causes stay first."""
        random, before, first_of = self.random, self.project.before, self.project.first_of
        for k in range(1, len(sequence)):
            if random.random() < DISTURBED:
                n = sequence[k]
                causes = {i for i, _ in before[n]} | set(first_of.get(n, ()))
                to, furthest = k, max(0, k - random.randrange(1, REACH + 1))
                while to > furthest and sequence[to - 1] not in causes:
                    to -= 1
                sequence.insert(to, sequence.pop(k))
        return sequence


def _crossed(mother: Sequence[int], father: Sequence[int], random: Random) -> list[int]:
    """The mother's order up to a point, the father's among what is left up to another, then the mother's again."""
    first, second = sorted((random.randrange(len(mother) + 1), random.randrange(len(mother) + 1)))
    child = list(mother[:first])
    taken = set(child)
    middle = [n for n in father if n not in taken][: second - first]
    taken.update(middle)
    return [*child, *middle, *(n for n in mother if n not in taken)]
