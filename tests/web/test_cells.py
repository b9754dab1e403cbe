"""Cells of a list, edited where they stand: the one field is changed, everything else of the record stays, refusals stay at the cell."""

import json

import pytest
from starlette.testclient import TestClient

from governance.audit import history
from governance.authority import Role
from governance.programmes import Programme
from tests.builders import A_RISK, a_person, a_risk
from tests.conftest import Doors
from tests.web.test_registers import stored
from web.database import Database

CELLS = "/programmes/BCT/risks/RSK-01/cells"
FROM_LIST = {"hx-request": "true", "hx-target": "td#cell"}


@pytest.fixture
def risk(database: Database, bct: Programme) -> None:
    with database.transaction(writes=True) as session:
        a_person(session, bct)
        a_risk(session, bct, notes="kept", tags=["data"], review_due="2026-07-31")


@pytest.mark.usefixtures("risk")
def test_one_cell_changes_one_field_and_the_trail_says_so(client: TestClient, database: Database) -> None:
    before = stored(database)
    editor = client.get(f"{CELLS}/probability", headers=FROM_LIST).text
    assert editor.lstrip().startswith("<form")
    assert 'name="version" value="1"' in editor

    answer = client.post(f"{CELLS}/probability", data={"version": "1", "probability": "5"}, headers=FROM_LIST)
    assert answer.status_code == 303
    shown = client.get(answer.headers["location"], headers=FROM_LIST).text
    assert shown.strip() == "5"

    after = stored(database)
    assert (after.probability, after.version) == (5, 2)
    same = ("title_zh", "title_en", "cause_en", "impact_schedule", "notes", "tags", "review_due", "status", "category")
    assert [getattr(after, name) for name in same] == [getattr(before, name) for name in same]
    with database.transaction(writes=False) as session:
        newest = history(session, "risk", after.id or 0)[0]
        assert json.loads(newest.changes) == {"probability": [A_RISK["probability"], 5]}


@pytest.mark.usefixtures("risk")
def test_a_refusal_stays_at_the_cell_with_what_was_typed_and_what_it_still_says(
    client: TestClient, database: Database
) -> None:
    answer = client.post(f"{CELLS}/review_due", data={"version": "1", "review_due": "soonish"}, headers=FROM_LIST)
    assert answer.status_code == 422
    assert 'value="soonish"' in answer.text
    assert "“soonish” is not a date" in answer.text
    assert "31 Jul 2026" in answer.text
    assert stored(database).version == 1


@pytest.mark.usefixtures("risk")
def test_a_cell_takes_a_day_as_people_type_it(client: TestClient, database: Database) -> None:
    client.post(f"{CELLS}/review_due", data={"version": "1", "review_due": "下周五"}, headers=FROM_LIST)
    assert str(stored(database).review_due) == "2026-07-10"


@pytest.mark.usefixtures("risk")
def test_a_text_is_edited_in_the_readers_language(client: TestClient, database: Database) -> None:
    chinese = FROM_LIST | {"accept-language": "zh-CN"}
    assert 'name="title_zh"' in client.get(f"{CELLS}/title", headers=chinese).text
    client.post(f"{CELLS}/title", data={"version": "1", "title_zh": "数据迟到"}, headers=chinese)
    assert (stored(database).title_zh, stored(database).title_en) == ("数据迟到", A_RISK.get("title_en"))


@pytest.mark.usefixtures("risk")
def test_who_saves_a_cell_second_is_told_what_it_says_now(client: TestClient, database: Database) -> None:
    client.post(f"{CELLS}/probability", data={"version": "1", "probability": "5"}, headers=FROM_LIST)
    answer = client.post(f"{CELLS}/probability", data={"version": "1", "probability": "1"}, headers=FROM_LIST)
    assert answer.status_code == 409
    assert "Somebody changed" in answer.text
    assert "It still says: 5" in answer.text
    assert 'name="version" value="2"' in answer.text
    assert stored(database).probability == 5


@pytest.mark.usefixtures("risk")
@pytest.mark.parametrize("key", ["score", "status", "cause", "code", "notes", "nonsense"])
def test_what_is_computed_or_too_long_or_has_a_way_of_its_own_is_no_cell(client: TestClient, key: str) -> None:
    assert client.get(f"{CELLS}/{key}").status_code == 404
    assert client.post(f"{CELLS}/{key}", data={"version": "1", key: "5"}).status_code == 404


@pytest.mark.usefixtures("risk")
def test_who_only_reads_sees_no_cells_to_edit_and_is_refused(
    client_as: Doors, bct: Programme, database: Database
) -> None:
    reader = client_as(Role.executive, bct)
    assert "data-edit" not in reader.get("/programmes/BCT/risks").text
    assert reader.get(f"{CELLS}/probability").status_code == 403
    assert reader.post(f"{CELLS}/probability", data={"version": "1", "probability": "5"}).status_code == 403
    assert stored(database).version == 1


@pytest.mark.usefixtures("risk")
def test_a_list_says_which_of_its_columns_can_be_edited(client: TestClient) -> None:
    page = client.get("/programmes/BCT/risks").text
    assert [key for key in ("title", "category", "probability", "score", "owner", "status", "review_due") if f'data-edit="{key}"' in page] == [
        "title", "category", "probability", "owner", "review_due",
    ]  # fmt: skip
