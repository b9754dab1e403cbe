"""Where ways meet: counted without listing them, and why betweenness is only a second look."""

from fractions import Fraction

from plans.insight.choke_points import choke_points, path_count, path_shares
from plans.network import Activity, Link, Network
from tests.plans import beichen
from tests.plans.test_schedule_laws import CALENDARS, START

MILESTONES = [row.id for row in beichen.rows() if row.id.startswith("M")]


def test_a_million_and_a_half_ways_lead_to_the_last_milestone():
    network = beichen.network()
    assert path_count(network, "M08") == 10_202
    assert path_count(network, "M12") == 1_542_780


def test_betweenness_ranks_a_task_with_float_above_a_critical_one():
    found = {c.task: round(c.betweenness or 0) for c in choke_points(beichen.network(), MILESTONES, "M12")}
    assert (found["T611"], found["T410"]) == (308, 216)
    assert found["T502"] < found["T410"]  # T502 is critical, T410 has seven days of float


def test_what_every_way_passes_has_all_of_them():
    """A before B and C, both before D before M; E before M on its own: A lies on two of three ways, B on one."""
    tasks = tuple(Activity(id, duration_min=480) for id in ("A", "B", "C", "D", "E", "M"))
    links = (Link("A", "B"), Link("A", "C"), Link("B", "D"), Link("C", "D"), Link("D", "M"), Link("E", "M"))
    share = path_shares(Network(START, CALENDARS, "Standard", tasks, links), "M")
    assert share == {
        "A": Fraction(2, 3),
        "B": Fraction(1, 3),
        "C": Fraction(1, 3),
        "D": Fraction(2, 3),
        "E": Fraction(1, 3),
        "M": 1,
    }
