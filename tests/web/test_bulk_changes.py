"""Many rows of a list changed at once, from the page and by a program: what is offered to whom, and what is said when rows refuse."""

from typing import Any

import pytest
from sqlmodel import select
from starlette.testclient import TestClient

from governance.authority import Role
from governance.programmes import Programme
from risks.register import Risk
from tests.builders import a_person, a_programme, a_risk
from tests.conftest import Doors
from web.database import Database

LIST, BULK, API = "/programmes/BCT/risks", "/programmes/BCT/risks/bulk", "/api/v1/programmes/BCT/risks/bulk"
FROM_LIST = {"hx-request": "true", "hx-target": "div#results"}
ROWS = ["RSK-01:1", "RSK-02:1"]


@pytest.fixture
def risks(database: Database, bct: Programme) -> None:
    with database.transaction(writes=True) as session:
        a_person(session, bct, code="PER-01")
        a_risk(session, bct)
        a_risk(session, bct, owner="PER-01")


def probabilities(database: Database) -> list[tuple[int, int]]:
    with database.transaction(writes=False) as session:
        return [(r.probability, r.version) for r in session.exec(select(Risk).order_by(Risk.code))]


@pytest.mark.usefixtures("risks")
def test_one_request_changes_all_picked_rows_and_goes_back_to_the_list_as_it_was(
    client: TestClient, database: Database
) -> None:
    sent = {"row": ROWS, "field": "probability", "value": "5", "act": "change", "back": f"{LIST}?category=data"}
    answer = client.post(BULK, data=sent)
    assert answer.status_code == 303
    assert answer.headers["location"] == f"{LIST}?category=data&done=rows_changed"
    assert probabilities(database) == [(5, 2), (5, 2)]


@pytest.mark.usefixtures("risks")
def test_the_way_back_is_never_another_page(client: TestClient) -> None:
    sent = {"row": ROWS, "field": "probability", "value": "5", "back": "//evil.example/risks"}
    assert client.post(BULK, data=sent).headers["location"].startswith(f"{LIST}?done=")


@pytest.mark.usefixtures("risks")
@pytest.mark.parametrize("headers", [{}, FROM_LIST])
def test_a_stale_row_is_named_in_words_and_nothing_is_written(
    client: TestClient, database: Database, headers: dict[str, str]
) -> None:
    sent = {"row": ["RSK-01:1", "RSK-02:9"], "field": "probability", "value": "5"}
    answer = client.post(BULK, data=sent, headers=headers)
    assert answer.status_code == 409
    assert "Nothing was changed: one row refuses." in answer.text
    assert "Somebody changed RSK-02" in answer.text
    assert ("<h1" in answer.text) == (not headers)
    assert probabilities(database) == [(3, 1), (3, 1)]
    if not headers:  # the page keeps the rows picked, as they are now
        assert 'value="RSK-01:1" checked' in answer.text
        assert 'value="RSK-02:1" checked' in answer.text


@pytest.mark.usefixtures("risks")
@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"field": "review_due", "value": "soonish"}, "“soonish” is not a date"),
        ({"field": "owner", "value": ""}, "Give the new value for Owner"),
        ({"field": "", "value": "5"}, "Choose the field to change."),
        ({"field": "title_en", "value": "The same"}, "is not changed for many rows at once"),
        ({"act": "withdraw", "reason": ""}, "Give a reason"),
        ({"field": "probability", "value": "5", "row": "nonsense"}, "names no row"),
    ],
)
def test_what_is_wrong_with_the_change_is_said_in_words(
    client: TestClient, database: Database, sent: dict[str, Any], words: str
) -> None:
    answer = client.post(BULK, data={"row": ROWS} | sent, headers=FROM_LIST)
    assert answer.status_code == 422
    assert words in answer.text
    assert probabilities(database) == [(3, 1), (3, 1)]


@pytest.mark.usefixtures("risks")
def test_days_are_taken_as_people_type_them_and_a_field_is_emptied_only_when_told(
    client: TestClient, database: Database
) -> None:
    client.post(BULK, data={"row": ROWS, "field": "review_due", "value": "下周五"})
    with database.transaction(writes=False) as session:
        assert {str(r.review_due) for r in session.exec(select(Risk))} == {"2026-07-10"}
    client.post(BULK, data={"row": ["RSK-01:2", "RSK-02:2"], "field": "review_due", "value": "", "empty": "1"})
    with database.transaction(writes=False) as session:
        assert {r.review_due for r in session.exec(select(Risk))} == {None}


@pytest.mark.usefixtures("risks")
def test_many_are_withdrawn_with_the_reason(client: TestClient) -> None:
    answer = client.post(BULK, data={"row": ROWS, "act": "withdraw", "reason": "merged"})
    assert answer.headers["location"] == f"{LIST}?done=rows_withdrawn"
    listed = client.get(f"{LIST}?withdrawn=1").text
    assert 'name="row"' not in listed


@pytest.mark.usefixtures("risks")
def test_without_script_a_page_asks_for_field_and_value(client: TestClient) -> None:
    listed = client.get(LIST).text
    assert 'name="row" form="bulk" value="RSK-01:1"' in listed
    asked = client.get(BULK, params={"row": ROWS, "field": "owner", "back": f"{LIST}?q=x"}).text
    assert 'id="bulk-value"' in asked
    assert f'name="back" value="{LIST}?q=x"' in asked
    part = client.get(f"{BULK}?field=owner", headers={"hx-request": "true", "hx-target": "span#choice"}).text
    assert "<h1" not in part
    assert 'name="empty"' in part
    assert "PER-01" in part


@pytest.mark.usefixtures("risks")
def test_rows_can_be_picked_by_those_who_may_change_them_and_only_those(
    client_as: Doors, bct: Programme, database: Database
) -> None:
    reader = client_as(Role.executive, bct)
    assert 'class="pick"' not in reader.get(LIST).text
    assert reader.get(BULK).status_code == 403
    assert reader.post(BULK, data={"row": ROWS, "field": "probability", "value": "5"}).status_code == 403
    owner = client_as(Role.owner, bct, "PER-01")
    listed = owner.get(LIST).text
    assert 'value="RSK-02:1"' in listed
    assert 'value="RSK-01:1"' not in listed
    assert "Withdraw…" not in listed
    sent = {"row": ROWS, "field": "probability", "value": "5"}
    assert "RSK-01" in owner.post(BULK, data=sent, headers=FROM_LIST).text
    assert owner.post(BULK, data=sent | {"row": ROWS[1:]}).status_code == 303
    assert probabilities(database) == [(3, 1), (5, 2)]


def test_a_list_that_is_only_read_has_no_rows_to_pick(client: TestClient) -> None:
    assert client.get("/programmes/BCT/baselines/bulk").status_code == 404
    assert 'class="pick"' not in client.get("/programmes/BCT/baselines").text


# --- Programs ---------------------------------------------------------------------------------------------------------


def rows(*versions: int) -> list[dict[str, Any]]:
    return [{"code": f"RSK-0{place}", "version": version} for place, version in enumerate(versions, 1)]


@pytest.mark.usefixtures("risks")
def test_a_program_changes_many_and_gets_them_back(client: TestClient) -> None:
    answer = client.post(API, json={"change": {"probability": 5, "owner": "PER-01"}, "rows": rows(1, 1)})
    assert answer.status_code == 200
    found = [(r["code"], r["version"], r["probability"], r["owner"]) for r in answer.json()["items"]]
    assert found == [("RSK-01", 2, 5, "PER-01"), ("RSK-02", 2, 5, "PER-01")]
    answer = client.post(API, json={"withdraw": "merged", "rows": rows(2, 2)})
    assert {r["withdrawn_reason"] for r in answer.json()["items"]} == {"merged"}


@pytest.mark.usefixtures("risks")
def test_a_program_is_told_which_rows_are_stale_and_which_refuse(client: TestClient, database: Database) -> None:
    stale = client.post(API, json={"change": {"probability": 5}, "rows": rows(1, 4)})
    assert stale.status_code == 409
    assert [(r["code"], r["errors"][0]["code"]) for r in stale.json()["rows"]] == [("RSK-02", "CONFLICT_STALE_VERSION")]
    missing = client.post(API, json={"change": {"probability": 5}, "rows": rows(1, 1, 1)})
    assert missing.status_code == 422
    assert [r["code"] for r in missing.json()["rows"]] == ["RSK-03"]
    assert probabilities(database) == [(3, 1), (3, 1)]


@pytest.mark.usefixtures("risks")
@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({}, {"rows", "change"}),
        ({"change": {"probability": 5}, "rows": rows(1), "more": 1}, {"more"}),
        ({"change": {"probability": "five"}, "rows": rows(1)}, {"probability"}),
        ({"change": {"title_en": "x"}, "rows": rows(1)}, {"title_en"}),
        ({"change": {"probability": 5}, "withdraw": "why", "rows": rows(1)}, {"change"}),
        ({"change": {"probability": 5}, "rows": [{"code": "RSK-01"}]}, {"rows"}),
        ({"change": {"probability": 5}, "rows": []}, {"rows"}),
        ({"withdraw": None, "rows": rows(1)}, {"withdraw"}),
    ],
)
def test_a_body_that_is_not_understood_is_refused_by_field(
    client: TestClient, database: Database, body: Any, fields: set[str]
) -> None:
    answer = client.post(API, json=body)
    assert answer.status_code == 422
    assert {e["field"] for e in answer.json()["errors"]} == fields
    assert probabilities(database) == [(3, 1), (3, 1)]


@pytest.mark.usefixtures("risks")
def test_the_rows_of_another_programme_are_not_there(client: TestClient, database: Database) -> None:
    with database.transaction(writes=True) as session:
        a_risk(session, a_programme(session, "XYZ"), code="RSK-55")
    answer = client.post(API, json={"change": {"probability": 5}, "rows": [{"code": "RSK-55", "version": 1}]})
    assert (answer.status_code, answer.json()["rows"][0]["errors"][0]["code"]) == (422, "NOT_FOUND")
    assert (
        client.post(API.replace("BCT", "XYZ"), json={"change": {"probability": 5}, "rows": rows(1)}).status_code == 404
    )
