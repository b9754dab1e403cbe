"""The risk matrix above the list, and how one risk stands on its page."""

import re

from markupsafe import escape

from risks.register import RiskStatus, move_risk
from tests.builders import SOMEBODY, a_person, a_risk
from tests.registers import a_response
from web.charts.risk_matrix import Spot, matrix


def cells(made) -> dict[tuple[int, int], object]:
    return {(c.probability, c.impact): c for _, row in made.rows for c in row}


def test_a_risk_stands_where_it_was_and_where_its_response_takes_it() -> None:
    made = cells(matrix([Spot("R01", 3, 4, 2, 3), Spot("R02", 3, 4), Spot("R03", 2, 3, 1, 1)]))
    assert {key: (c.before, c.after) for key, c in made.items() if c.before or c.after} == {
        (3, 4): (["R01", "R02"], []), (2, 3): (["R03"], ["R01"]), (1, 1): ([], ["R03"]),
    }  # fmt: skip


def test_the_most_probable_row_is_on_top_and_the_gravest_column_on_the_right() -> None:
    made = matrix([])
    assert [p for p, _ in made.rows] == [5, 4, 3, 2, 1]
    assert [c.impact for c in made.rows[0][1]] == [1, 2, 3, 4, 5]
    assert [c.level for c in made.rows[4][1]] == ["low", "low", "low", "low", "high"]


def test_the_line_of_appetite_runs_between_what_is_within_and_what_is_above() -> None:
    made = cells(matrix([]))
    assert {key: c.edges for key, c in made.items() if c.edges} == {
        (5, 2): "edge-left edge-bottom", (4, 3): "edge-left edge-bottom", (3, 4): "edge-left edge-bottom", (2, 5): "edge-left edge-bottom",
    }  # fmt: skip


def test_a_number_leads_to_just_the_risks_that_it_counts(client, database, bct) -> None:
    with database.transaction(writes=True) as writing:
        twelve = a_risk(
            writing,
            bct,
            code="RSK-01",
            title_en="Twelve",
            probability=3,
            impact_adoption=4,
            residual_probability=1,
            residual_impact=2,
        )
        a_risk(writing, bct, code="RSK-02", title_en="Also three", probability=3, impact_adoption=3)
        a_risk(writing, bct, code="RSK-03", title_en="Chance", kind="opportunity", probability=3, impact_adoption=4)
        settled = a_risk(writing, bct, code="RSK-04", title_en="Past", probability=3, impact_adoption=4)
        move_risk(writing, SOMEBODY, settled, RiskStatus.occurred, reason="it rained")
        assert twelve.impact == 4
    page = client.get("/programmes/BCT/risks").text
    linked = {
        re.sub("&amp;", "&", href): title for href, title in re.findall(r'<a href="([^"]*)" title="([^"]*)">', page)
    }
    assert sorted(linked.values()) == ["RSK-01", "RSK-01", "RSK-02"]
    for href, title in linked.items():
        listed = client.get(href).text
        assert set(re.findall(r'data-href="[^"]*/(RSK-\d+)"', listed)) == {title}, href


def test_opportunities_stand_apart(client, database, bct) -> None:
    with database.transaction(writes=True) as writing:
        a_risk(
            writing, bct, code="RSK-01", title_en="Word of mouth", kind="opportunity", probability=3, impact_adoption=3
        )
    page = client.get("/programmes/BCT/risks").text
    assert 'class="spot before"' in page  # the key
    assert 'title="RSK-01"' not in page
    assert "1 opportunity" in page
    assert "(score 9)" in page


def test_a_filter_set_by_a_link_stays_in_force_when_another_changes(client, database, bct) -> None:
    with database.transaction(writes=True) as writing:
        a_risk(writing, bct)
    page = client.get("/programmes/BCT/risks?probability=3").text
    assert '<input type="hidden" name="probability" value="3" form="filters">' in page
    assert 'id="filter-probability"' not in page


def test_a_risk_above_appetite_says_who_takes_it_up(client, database, bct) -> None:
    with database.transaction(writes=True) as writing:
        risk = a_risk(
            writing, bct, code="RSK-01", category="vendor", probability=3, impact_adoption=4, strategy="reduce"
        )
        a_response(writing, bct, risk, code="RSP-01", due="2026-06-26")
        a_risk(writing, bct, code="RSK-02", category="vendor", probability=3, impact_adoption=3)
    above, within = (client.get(f"/programmes/BCT/risks/RSK-0{n}").text for n in (1, 2))
    assert "the sponsor takes it up within 3 working days" in above
    assert "RSP-01 was due on 26 Jun 2026 and is not done" in above
    assert "takes it up" not in within


def test_the_owner_of_a_risk_plans_a_response_on_its_page_and_a_reader_cannot(client_as, database, bct) -> None:
    with database.transaction(writes=True) as writing:
        owner = a_person(writing, bct)
        a_risk(writing, bct, code="RSK-01", owner=owner.code)
    mine = client_as("owner", bct, owner.code)
    assert "/risks/RSK-01/responses" in mine.get("/programmes/BCT/risks/RSK-01").text
    answer = mine.post(
        "/programmes/BCT/risks/RSK-01/responses", data={"action_en": "Try <b>first</b>", "due": "2026-07-31"}
    )
    assert answer.status_code == 303
    assert str(escape("Try <b>first</b>")) in mine.get("/programmes/BCT/risks/RSK-01").text
    reader = client_as("executive", bct)
    assert "/risks/RSK-01/responses" not in reader.get("/programmes/BCT/risks/RSK-01").text
    assert reader.post("/programmes/BCT/risks/RSK-01/responses", data={"action_en": "x"}).status_code == 403


def test_a_response_that_is_refused_comes_back_with_what_was_typed(client, database, bct) -> None:
    with database.transaction(writes=True) as writing:
        a_risk(writing, bct, code="RSK-01")
    answer = client.post("/programmes/BCT/risks/RSK-01/responses", data={"action_en": "Call them", "due": "soon"})
    assert answer.status_code == 422
    assert "Call them" in answer.text
    assert "“soon” is not a date" in answer.text
