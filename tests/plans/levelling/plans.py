"""Plans with resources for the tests: days of eight hours, Monday to Friday."""

from collections.abc import Mapping
from datetime import datetime

from plans.calendar import standard_calendar
from plans.levelling.resourced_plan import Resource, ResourcedPlan
from plans.network import Activity, Link, Network

START = datetime(2026, 3, 2, 8)  # a Monday
DAY = 480


def resourced(
    activities: list[Activity], links: list[Link], capacity: Mapping[str, int], demand: Mapping[str, Mapping[str, int]]
) -> ResourcedPlan:
    network = Network(START, {"Standard": standard_calendar()}, "Standard", tuple(activities), tuple(links))
    return ResourcedPlan(network, tuple(Resource(id, units) for id, units in capacity.items()), demand)


def days(lengths: str, asks: str = "", capacity: int = 1, links: list[Link] | None = None) -> ResourcedPlan:
    """`days("A2 B3", "A1 B1")`: tasks of so many days, and the units each holds of the one resource `crew`."""
    activities = [Activity(word[0], "", int(word[1:]) * DAY) for word in lengths.split()]
    demand = {word[0]: {"crew": int(word[1:])} for word in asks.split()}
    return resourced(activities, links or [], {"crew": capacity}, demand)
