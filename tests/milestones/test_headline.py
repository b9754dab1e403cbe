"""Which milestone, which decision: the choices behind the headline."""

from datetime import date

from milestones.headline import decision_asked, next_milestone
from milestones.report_view import DecisionNeeded
from tests.milestones.example_report import decisions, milestones


def test_the_first_go_live_still_ahead_counts_most():
    found = next_milestone(milestones(), ["M08", "M09", "M10"])
    assert found is not None
    assert found.milestone.code == "M08"


def test_without_a_go_live_the_next_gate_counts_and_without_that_the_last_milestone():
    gate = next_milestone(milestones(), [])
    assert gate is not None
    assert gate.milestone.code == "M07"
    bare = [line.model_copy(update={"gate": None}) for line in milestones()]
    last = next_milestone(bare, [])
    assert last is not None
    assert last.milestone.code == "M12"
    assert next_milestone([], []) is None


def test_the_decision_whose_waiting_costs_most_is_asked_for_although_another_is_needed_sooner():
    pilot = next_milestone(milestones(), ["M08"])
    asked = decision_asked(decisions(), pilot)
    assert asked is not None
    assert asked.decision.code == "D-014"


def test_a_decision_about_the_milestone_goes_before_a_dearer_one_about_something_else():
    pilot = next_milestone(milestones(), ["M08"])
    elsewhere = decisions()[1].model_copy(update={"milestones": ()})
    asked = decision_asked([decisions()[0], elsewhere], pilot)
    assert asked is not None
    assert asked.decision.code == "D-013"


def test_between_equal_costs_the_most_urgent_is_asked_for():
    def costing(days: int, by: date) -> DecisionNeeded:
        return decisions()[0].model_copy(update={"cost_of_waiting_wd": days, "needed_by": by})

    asked = decision_asked([costing(3, date(2026, 7, 9)), costing(3, date(2026, 7, 8))], None)
    assert asked is not None
    assert asked.needed_by == date(2026, 7, 8)
