"""How many units of one resource are free over time, as steps: a sorted list of instants and what is free from each on."""

from bisect import bisect_left, bisect_right

BEFORE_ALL = -(1 << 62)
AFTER_ALL = 1 << 62


class Availability:
    """Free units of a resource: `free[k]` from `times[k]` until `times[k + 1]`. Times are whole numbers of any unit.

    Both lists open and close with an instant that no work reaches, so that a search never runs over an end.
    """

    __slots__ = ("free", "times")

    def __init__(self, capacity: int):
        self.times = [BEFORE_ALL, AFTER_ALL]
        self.free = [capacity, capacity]

    def copy(self) -> "Availability":
        """The same steps, to be taken from independently."""
        twin = Availability.__new__(Availability)
        twin.times, twin.free = self.times.copy(), self.free.copy()
        return twin

    def mirrored(self) -> "Availability":
        """The same steps with time running backwards: what is free in [a, b) is free in [-b, -a)."""
        twin = Availability.__new__(Availability)
        twin.times = [-t for t in reversed(self.times)]
        twin.free = [*reversed(self.free[:-1]), self.free[-1]]
        return twin

    def earliest(self, at: int, duration: int, amount: int) -> int:
        """The earliest start from `at` on with `amount` units free for all of `duration` > 0."""
        times, free = self.times, self.free
        k = bisect_right(times, at) - 1
        while True:
            end = at + duration
            while free[k] >= amount:
                k += 1
                if times[k] >= end:
                    return at
            k += 1
            while free[k] < amount:
                k += 1
            at = times[k]

    def take(self, at: int, duration: int, amount: int) -> None:
        """Hold `amount` units from `at` for `duration` > 0."""
        times, free = self.times, self.free
        end = at + duration
        first = bisect_left(times, at)
        if times[first] != at:
            times.insert(first, at)
            free.insert(first, free[first - 1])
        last = bisect_left(times, end, first)
        if times[last] != end:
            times.insert(last, end)
            free.insert(last, free[last - 1])
        for k in range(first, last):
            free[k] -= amount
