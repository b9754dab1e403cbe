"""The pages that every register has: list, record, form, refusals that lose nothing, two people on one record, withdrawal."""

import re
from typing import Any

import pytest
from starlette.testclient import TestClient

from governance.audit import history
from governance.authority import Role
from governance.forms import read_form
from governance.programmes import Programme
from governance.records import find
from risks.register import Risk, RiskForm, revise_risk, withdraw_risk
from tests.builders import A_RISK, SOMEBODY, a_person, a_programme, a_risk
from tests.conftest import Doors
from tests.queries import counted
from web.database import Database

RISKS = "/programmes/BCT/risks"


def form(**given: Any) -> dict[str, str]:
    return {name: str(value) for name, value in {**A_RISK, **given}.items()}


def risks(database: Database, programme: Programme, number: int = 1, **given: Any) -> None:
    with database.transaction(writes=True) as session:
        for _ in range(number):
            a_risk(session, programme, **given)


def stored(database: Database, code: str = "RSK-01") -> Risk:
    with database.transaction(writes=False) as session:
        found = find(session, Risk, 1, code)
        session.expunge(found)  # so that it keeps what was read when the transaction ends
        return found


# --- Lists -----------------------------------------------------------------------------------------------------------


def test_a_list_is_searched_filtered_sorted_and_paged_by_its_address(
    client: TestClient, database: Database, bct: Programme
) -> None:
    risks(database, bct, 30, title_en="Late data")
    risks(database, bct, 1, title_en="Vendor leaves", category="vendor", probability=1)

    page = client.get(RISKS, params={"q": "late", "size": "20", "page": "2", "sort": "code"}).text
    assert re.findall(r'data-href="[^"]*/(RSK-\d+)"', page) == [f"RSK-{n}" for n in range(21, 31)]
    vendor = client.get(RISKS, params={"category": "vendor"}).text
    assert re.findall(r'data-href="[^"]*/(RSK-\d+)"', vendor) == ["RSK-31"]
    assert "page=1" not in vendor


def test_a_percent_sign_in_a_search_is_a_percent_sign(client: TestClient, database: Database, bct: Programme) -> None:
    risks(database, bct, 1, title_en="Only 50% trained")
    risks(database, bct, 1, title_en="Only few trained")
    assert client.get(RISKS, params={"q": "50%"}).text.count("data-href") == 1


@pytest.mark.parametrize(
    "asked", ["page=-1", "page=99999999999999999999", "size=-1", "size=100000", "sort=;drop", "sort=-version", "category=nope", "owner=X' or 1=1", "page="]
)  # fmt: skip
def test_an_address_that_makes_no_sense_gives_a_list_all_the_same(
    client: TestClient, database: Database, bct: Programme, asked: str
) -> None:
    risks(database, bct)
    assert client.get(f"{RISKS}?{asked}").status_code == 200


def test_the_number_of_queries_does_not_grow_with_the_rows(
    client: TestClient, database: Database, bct: Programme
) -> None:
    with database.transaction(writes=True) as session:
        a_person(session, bct)
    risks(database, bct, 3, owner="PER-01")
    few = asked_for_a_list(client, database)
    risks(database, bct, 60, owner="PER-01")
    many = asked_for_a_list(client, database)
    assert len(many) == len(few) <= 12, many


def asked_for_a_list(client: TestClient, database: Database) -> list[str]:
    """What a list asks of the database once the schedule in the frame has been computed."""
    client.get(RISKS)
    with counted(database) as sent:
        assert client.get(f"{RISKS}?size=100").status_code == 200
    return sent


def test_htmx_gets_the_results_alone_and_everybody_else_the_page(
    client: TestClient, database: Database, bct: Programme
) -> None:
    risks(database, bct)
    part = client.get(RISKS, headers={"hx-request": "true", "hx-target": "#results"})
    assert "RSK-01" in part.text
    assert "<html" not in part.text
    assert "<html" in client.get(RISKS).text
    assert "HX-Target" in part.headers["vary"]


def test_whoever_asks_for_json_gets_the_same_view_as_data(
    client: TestClient, database: Database, bct: Programme
) -> None:
    risks(database, bct)
    view = client.get(RISKS, headers={"accept": "application/json"}).json()
    assert (view["total"], view["rows"][0]["code"]) == (1, "RSK-01")


# --- Forms -----------------------------------------------------------------------------------------------------------


def test_a_record_is_created_and_its_page_shows_it(client: TestClient, database: Database) -> None:
    answer = client.post(RISKS, data=form(title_zh="数据重复"))
    assert (answer.status_code, answer.headers["location"]) == (303, f"{RISKS}/RSK-01?done=created")
    page = client.get(answer.headers["location"]).text
    assert "Duplicates in the customer file" in page
    assert "数据重复" in client.get(f"{RISKS}/RSK-01?lang=zh-CN").text


def test_a_refused_form_names_every_field_and_keeps_what_was_typed(client: TestClient, database: Database) -> None:
    answer = client.post(
        RISKS, data=form(title_en="Kept <b>as typed</b>", category="weather", probability="9", owner="PER-99")
    )
    assert answer.status_code == 422
    assert "Kept &lt;b&gt;as typed&lt;/b&gt;" in answer.text
    assert "<b>as typed" not in answer.text
    for field in ("category", "probability", "owner"):
        assert f'href="#f-{field}"' in answer.text
    with database.transaction(writes=False) as session:
        assert session.connection().exec_driver_sql("select count(*) from risk").scalar() == 0


def test_a_stale_form_shows_both_versions_and_loses_neither(
    client: TestClient, database: Database, bct: Programme
) -> None:
    risks(database, bct)
    with database.transaction(writes=True) as session:
        theirs = read_form(RiskForm, {**A_RISK, "title_en": "Theirs, saved first"})
        revise_risk(session, SOMEBODY, find(session, Risk, bct.id, "RSK-01"), theirs, 1)

    answer = client.post(f"{RISKS}/RSK-01", data=form(title_en="Mine, typed at length", version="1"))

    assert answer.status_code == 409
    assert "Theirs, saved first" in answer.text
    assert 'value="Mine, typed at length"' in answer.text
    assert 'name="version" value="2"' in answer.text
    assert stored(database).title_en == "Theirs, saved first"


def test_a_form_without_its_version_is_refused_and_keeps_what_was_typed(
    client: TestClient, database: Database, bct: Programme
) -> None:
    risks(database, bct)
    answer = client.post(f"{RISKS}/RSK-01", data=form(title_en="No version"))
    assert answer.status_code == 428
    assert 'value="No version"' in answer.text
    assert stored(database).version == 1


@pytest.mark.parametrize("verb", ["withdrawal", "status", "restoration"])
def test_every_action_on_a_record_says_which_version_it_saw(
    client: TestClient, database: Database, bct: Programme, verb: str
) -> None:
    risks(database, bct)
    data = {"reason": "double of another", "to": "assessed"}
    assert client.post(f"{RISKS}/RSK-01/{verb}", data=data).status_code == 428
    assert client.post(f"{RISKS}/RSK-01/{verb}", data={**data, "version": "7"}).status_code == 409
    assert stored(database).version == 1


def test_a_record_is_withdrawn_with_a_reason_and_put_back(
    client: TestClient, database: Database, bct: Programme
) -> None:
    risks(database, bct)
    assert client.post(f"{RISKS}/RSK-01/withdrawal", data={"version": "1"}).status_code == 422
    assert (
        client.post(f"{RISKS}/RSK-01/withdrawal", data={"version": "1", "reason": "double of R02"}).status_code == 303
    )
    assert "data-href" not in client.get(RISKS).text
    assert "RSK-01" in client.get(f"{RISKS}?withdrawn=1").text
    assert client.post(f"{RISKS}/RSK-01/restoration", data={"version": "2"}).status_code == 303
    assert stored(database).withdrawn_on is None


def test_a_record_page_tells_who_changed_what_from_what_to_what(
    client: TestClient, database: Database, bct: Programme
) -> None:
    risks(database, bct)
    client.post(f"{RISKS}/RSK-01", data=form(probability="5", version="1"))
    page = client.get(f"{RISKS}/RSK-01").text
    assert re.search(r"Probability: <del>3</del>.*?<ins>5</ins>", page, re.S)
    with database.transaction(writes=False) as session:
        assert history(session, "risk", 1)[0].via == "page"


@pytest.mark.parametrize("version", ["abc", "-1", "1e3", "99999999999999999999", "1; drop"])
def test_a_version_that_is_no_number_is_none(
    client: TestClient, database: Database, bct: Programme, version: str
) -> None:
    risks(database, bct)
    assert client.post(f"{RISKS}/RSK-01", data=form(version=version)).status_code == 428


# --- Files -----------------------------------------------------------------------------------------------------------


def test_an_export_holds_what_the_address_asks_for_and_no_cell_is_a_formula(
    client: TestClient, database: Database, bct: Programme
) -> None:
    risks(database, bct, 1, title_en="=HYPERLINK(1)", notes="@sum")
    risks(database, bct, 1, category="vendor")
    body = client.get(f"{RISKS}/export.csv?category=data").content.decode("utf-8-sig")
    assert "RSK-02" not in body
    assert "'=HYPERLINK(1)" in body
    assert not re.search(r"(^|,)\"?[=+@]", body, re.M)


# --- Roles -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", [r for r in Role if r not in (Role.pm,)])
def test_who_may_not_write_is_refused_before_what_they_sent_is_looked_at(
    client_as: Any, database: Database, bct: Programme, role: Role
) -> None:
    risks(database, bct)
    client = client_as(role, bct)
    expected = 422 if role in (Role.owner, Role.department_lead, Role.change_lead) else 403
    assert client.post(RISKS, data={"owner": "PER-99"}).status_code == expected
    assert stored(database).version == 1


def test_a_withdrawn_record_offers_no_edit(client: TestClient, database: Database, bct: Programme) -> None:
    risks(database, bct)
    with database.transaction(writes=True) as session:
        withdraw_risk(session, SOMEBODY, find(session, Risk, bct.id, "RSK-01"), "double", bct.status_date)
    assert "/risks/RSK-01/edit" not in client.get(f"{RISKS}/RSK-01").text


def test_another_programmes_record_looks_like_none(client: TestClient, database: Database, bct: Programme) -> None:
    with database.transaction(writes=True) as session:
        a_risk(session, a_programme(session, "XYZ"), code="R77")
    foreign, missing = client.get(f"{RISKS}/R77"), client.get(f"{RISKS}/R78")
    assert foreign.status_code == missing.status_code == 404
    assert (
        client.get("/programmes/XYZ/risks/R77").status_code
        == client.get("/programmes/NONE/risks/R77").status_code
        == 404
    )


# --- Days as people type them ----------------------------------------------------------------------------------------


def test_a_form_takes_days_as_people_type_them_as_of_the_status_date(
    client: TestClient, database: Database, bct: Programme
) -> None:
    """The programme stands at Friday, 3 July 2026; the office works from Monday to Friday."""
    for typed, day in (("+10wd", "2026-07-17"), ("下周五", "2026-07-10"), ("8/13", "2026-08-13")):
        answer = client.post(RISKS, data=form(review_due=typed))
        assert answer.status_code == 303
        assert str(stored(database, answer.headers["location"].partition("?")[0].rpartition("/")[2]).review_due) == day


def test_a_day_that_nobody_understands_stays_as_it_was_typed(client: TestClient, bct: Programme) -> None:
    answer = client.post(RISKS, data=form(review_due="soonish"))
    assert answer.status_code == 422
    assert "“soonish” is not a date" in answer.text
    assert 'value="soonish"' in answer.text


# --- Lists that are kept ----------------------------------------------------------------------------------------------


def test_a_list_that_is_kept_shows_every_change_at_once(client: TestClient, database: Database, bct: Programme) -> None:
    risks(database, bct, title_en="Late data")
    assert "Late data" in client.get(RISKS).text
    client.post(f"{RISKS}/RSK-01", data=form(title_en="Data in time", version="1"))
    assert "Data in time" in client.get(RISKS).text
    assert "Late data" not in client.get(RISKS).text
    client.post(f"{RISKS}/RSK-01/withdrawal", data={"reason": "settled", "version": "2"})
    assert "Data in time" not in client.get(RISKS).text


def test_a_list_is_kept_for_what_one_may_do_and_for_the_language_one_reads(
    client: TestClient, client_as: Doors, database: Database, bct: Programme
) -> None:
    risks(database, bct, title_zh="数据迟到", title_en="Late data")
    assert "data-edit" in client.get(RISKS).text
    reader = client_as(Role.executive, bct)
    assert "data-edit" not in reader.get(RISKS).text
    assert "Late data" in reader.get(RISKS).text
    assert "数据迟到" in reader.get(RISKS, headers={"accept-language": "zh-CN"}).text
    assert "data-edit" in client.get(RISKS).text


def test_a_list_that_is_kept_costs_few_queries(client: TestClient, database: Database, bct: Programme) -> None:
    risks(database, bct, 3)
    client.get(RISKS)
    with counted(database) as queries:
        client.get(RISKS)
    assert len(queries) <= 6, queries
