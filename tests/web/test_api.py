"""The API: the same rules as the pages, strict JSON, versions, creates that happen once, and a description that is true."""

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from governance.authority import Role
from governance.programmes import Programme
from tests.builders import A_RISK, a_person, a_programme, a_risk
from tests.queries import counted
from web.database import Database
from web.registry import REGISTERS

RISKS = "/api/v1/programmes/BCT/risks"


@pytest.fixture
def risk(database: Database, bct: Programme) -> str:
    with database.transaction(writes=True) as session:
        return a_risk(session, bct).code


def codes(answer: Any) -> set[tuple[str, str]]:
    assert answer.headers["content-type"] == "application/problem+json"
    return {(e["field"], e["code"]) for e in answer.json()["errors"]}


# --- Reading ---------------------------------------------------------------------------------------------------------


def test_a_list_comes_in_pages_with_its_totals(client: TestClient, database: Database, bct: Programme) -> None:
    with database.transaction(writes=True) as session:
        for _ in range(5):
            a_risk(session, bct)
    page = client.get(RISKS, params={"size": 2, "page": 3, "sort": "code"}).json()
    assert ([i["code"] for i in page["items"]], page["total"], page["page"], page["pages"], page["size"]) == (
        ["RSK-05"],
        5,
        3,
        3,
        2,
    )


def test_every_parameter_of_a_list_that_makes_no_sense_is_named(client: TestClient, bct: Programme) -> None:
    answer = client.get(
        f"{RISKS}?size=101&page=0&sort=colour&category=weather&withdrawn=perhaps&colour=red&q={'x' * 201}"
    )
    assert answer.status_code == 422
    assert codes(answer) == {
        ("size", "OUT_OF_RANGE"), ("page", "OUT_OF_RANGE"), ("sort", "NOT_IN_ENUM"), ("category", "NOT_IN_ENUM"), ("withdrawn", "NOT_A_FLAG"),
        ("colour", "UNKNOWN_FIELD"), ("q", "TOO_LONG"),
    }  # fmt: skip


def test_a_record_comes_with_its_version_its_references_as_codes_and_what_is_computed(
    client: TestClient, database: Database, bct: Programme
) -> None:
    with database.transaction(writes=True) as session:
        a_risk(session, bct, owner=a_person(session, bct, capacity_hours="37.5").code)
    answer = client.get(f"{RISKS}/rsk-01")
    record = answer.json()
    assert answer.headers["etag"] == '"1"'
    assert (record["code"], record["version"], record["owner"], record["computed"]["score"]) == (
        "RSK-01",
        1,
        "PER-01",
        12,
    )
    assert client.get("/api/v1/programmes/BCT/people/PER-01").json()["capacity_hours"] == "37.5"


def test_the_number_of_queries_of_a_list_does_not_grow(client: TestClient, database: Database, bct: Programme) -> None:
    sizes = []
    for number in (2, 40):
        with database.transaction(writes=True) as session:
            for _ in range(number):
                a_risk(session, bct)
        with counted(database) as sent:
            client.get(f"{RISKS}?size=100")
        sizes.append(len(sent))
    assert sizes[0] == sizes[1] <= 6


# --- Writing ---------------------------------------------------------------------------------------------------------


def test_a_record_is_created_changed_moved_withdrawn_and_put_back(client: TestClient, bct: Programme) -> None:
    made = client.post(RISKS, json=A_RISK)
    where = made.headers["location"]
    assert (made.status_code, where, made.headers["etag"]) == (201, f"{RISKS}/RSK-01", '"1"')

    changed = client.patch(where, json={"probability": 5}, headers={"if-match": '"1"'})
    assert (changed.status_code, changed.json()["probability"], changed.json()["title_en"]) == (
        200,
        5,
        A_RISK["title_en"],
    )
    moved = client.post(f"{where}/status", json={"to": "assessed", "version": 2})
    assert (moved.status_code, moved.json()["status"], moved.headers["etag"]) == (200, "assessed", '"3"')
    gone = client.request("DELETE", where, json={"reason": "double"}, headers={"if-match": '"3"'})
    assert (gone.status_code, gone.json()["withdrawn_on"], gone.json()["withdrawn_reason"]) == (
        200,
        "2026-07-03",
        "double",
    )
    back = client.post(f"{where}/restoration", headers={"if-match": '"4"'})
    assert (back.status_code, back.json()["withdrawn_on"]) == (200, None)

    told = [(e["command"], e["via"]) for e in client.get(f"{where}/history").json()["items"]]
    assert told == [(c, "page") for c in ("restore_record", "withdraw_risk", "move_risk", "revise_risk", "raise_risk")]


def test_all_that_is_wrong_with_a_body_is_told_at_once_in_both_languages(
    client: TestClient, database: Database, bct: Programme
) -> None:
    body = {
        "title_en": 7,
        "category": "weather",
        "probability": "3",
        "tasks": "T1",
        "owner": "PER-99",
        "colour": "red",
        "review_due": 20260101,
    }
    answer = client.post(RISKS, json=body)
    assert answer.status_code == 422
    assert codes(answer) >= {
        ("title_en", "NOT_TEXT"), ("category", "NOT_IN_ENUM"), ("probability", "NOT_A_NUMBER"), ("tasks", "NOT_A_LIST"), ("owner", "REF_NOT_FOUND"),
        ("colour", "UNKNOWN_FIELD"), ("review_due", "NOT_A_DATE"), ("impact_schedule", "IMPACT_MISSING"),
    }  # fmt: skip
    assert all(e["message_en"] and e["message_zh"] for e in answer.json()["errors"])


@pytest.mark.parametrize(
    ("method", "path"), [("PATCH", ""), ("DELETE", "?reason=double"), ("POST", "/status"), ("POST", "/restoration")]
)
def test_a_change_that_does_not_say_its_version_or_an_old_one_is_refused(
    client: TestClient, risk: str, method: str, path: str
) -> None:
    where, body = f"{RISKS}/{risk}{path}", {"to": "assessed"} if path == "/status" else {}
    client.patch(f"{RISKS}/{risk}", json={"probability": 5}, headers={"if-match": '"1"'})

    assert client.request(method, where, json=body).status_code == 428
    stale = client.request(method, where, json=body, headers={"if-match": '"1"'})
    assert (stale.status_code, stale.json()["current_version"], stale.json()["current"]["probability"]) == (409, 2, 5)
    assert client.request(method, where, json=body, headers={"if-match": '"2x"'}).status_code == 409
    assert client.request(method, where, json=body, headers={"if-match": "*"}).status_code == 428
    assert client.get(f"{RISKS}/{risk}").json()["version"] == 2


def test_a_field_that_a_client_may_not_set_is_refused(client: TestClient, risk: str) -> None:
    own = (
        "id",
        "programme_id",
        "created_at",
        "created_by",
        "updated_at",
        "updated_by",
        "withdrawn_on",
        "withdrawn_reason",
        "status",
        "owner_id",
        "computed",
    )
    for name in own:
        answer = client.patch(f"{RISKS}/{risk}", json={name: 1}, headers={"if-match": '"1"'})
        assert (answer.status_code, codes(answer)) == (422, {(name, "UNKNOWN_FIELD")})


def test_a_create_that_is_sent_twice_with_one_key_makes_one_record(client: TestClient, bct: Programme) -> None:
    key = {"idempotency-key": "3f0c"}
    first, again = client.post(RISKS, json=A_RISK, headers=key), client.post(RISKS, json=A_RISK, headers=key)
    assert (first.headers["location"], "idempotency-replayed" in first.headers) == (f"{RISKS}/RSK-01", False)
    assert (again.status_code, again.headers["location"], again.headers["idempotency-replayed"]) == (
        201,
        f"{RISKS}/RSK-01",
        "true",
    )
    assert client.get(RISKS).json()["total"] == 1

    other = client.post(RISKS, json={**A_RISK, "probability": 5}, headers=key)
    assert codes(other) == {("Idempotency-Key", "IDEMPOTENCY_KEY_REUSED")}
    assert client.post(RISKS, json=A_RISK, headers={"idempotency-key": "4a"}).headers["location"] == f"{RISKS}/RSK-02"


def test_a_refused_create_leaves_its_key_free(client: TestClient, bct: Programme) -> None:
    key = {"idempotency-key": "again"}
    assert client.post(RISKS, json={}, headers=key).status_code == 422
    assert client.post(RISKS, json=A_RISK, headers=key).status_code == 201


# --- Bodies ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"{", "application/json", 400), (b"[]", "application/json", 400), (b"null", "application/json", 400), (b'{"a": NaN}', "application/json", 400),
        (b'{"a": 1e400}', "application/json", 400), (b'{"a": Infinity}', "application/json", 400), (b'{"a": "\\ud800"}', "application/json", 400),
        (b'{"a": "\xff"}', "application/json", 400), (b"[" * 5000, "application/json", 400), (b'{"a": ' + b"9" * 5000 + b"}", "application/json", 400),
        (b'{"a": {"b": {"c": {"d": {"e": {"f": {"g": 1}}}}}}}', "application/json", 400), (b'{"a": ' + b"9" * 30 + b"}", "application/json", 400),
        (b"{}", "text/plain", 415), (b"{}", "application/x-www-form-urlencoded", 415), (b"{}", "", 415), (b"", "text/plain", 415),
        (b'{"title_en": "a\\u0000b"}', "application/json", 422), (b'{"probability": 99999999999}', "application/json", 422),
        (b'{"owner": ["PER-01"]}', "application/json", 422), (b'{"tasks": [[1]]}', "application/json", 422), (b'{"category": {}}', "application/json", 422),
    ],
)  # fmt: skip
def test_a_hostile_body_is_refused_and_never_an_accident(
    client: TestClient, bct: Programme, body: bytes, kind: str, status: int
) -> None:
    answer = client.post(RISKS, content=body, headers={"content-type": kind} if kind else {})
    assert answer.status_code == status, answer.text
    assert client.get(RISKS).json()["total"] == 0


@pytest.mark.parametrize(
    "body",
    [
        {"to": []},
        {"to": {}},
        {"to": 5},
        {"to": "assessed", "reason": 5},
        {"to": "assessed", "reason": "a\x00b"},
        {"to": "x" * 300},
    ],
)
def test_a_hostile_change_of_state_is_refused(client: TestClient, risk: str, body: Any) -> None:
    assert client.post(f"{RISKS}/{risk}/status", json=body, headers={"if-match": '"1"'}).status_code == 422


@pytest.mark.parametrize(
    "path",
    ["/RSK-01%00", "/x" * 30, "/" + "9" * 20, "?q=%00", "?owner=%00", "?page=99999999999999999999", "/%F0%9F%98%80"],
)
def test_a_hostile_address_is_refused(client: TestClient, bct: Programme, path: str) -> None:
    assert client.get(RISKS + path).status_code in (400, 404, 422)


# --- Who may ---------------------------------------------------------------------------------------------------------


def test_nobody_gets_nothing(client_as: Any, risk: str) -> None:
    client_as(Role.pm)
    nobody = client_as(None)
    for path in (
        RISKS,
        f"{RISKS}/{risk}",
        "/api/v1/programmes",
        "/api/v1/openapi.json",
        "/api/v1/programmes/BCT/trail",
    ):
        assert nobody.get(path).status_code == 401, path


def test_a_role_elsewhere_sees_neither_the_programme_nor_its_records(
    client_as: Any, database: Database, risk: str
) -> None:
    with database.transaction(writes=True) as session:
        other = a_programme(session, "XYZ")
    stranger = client_as(Role.pm, other)
    missing = stranger.get("/api/v1/programmes/NONE/risks/RSK-01")
    for method, path in (
        ("GET", f"{RISKS}/{risk}"),
        ("PATCH", f"{RISKS}/{risk}"),
        ("DELETE", f"{RISKS}/{risk}"),
        ("POST", RISKS),
        ("GET", "/api/v1/programmes/BCT"),
    ):
        answer = stranger.request(method, path, json=A_RISK if method != "GET" else None)
        assert answer.status_code == missing.status_code == 404, (method, path)
    assert [p["code"] for p in stranger.get("/api/v1/programmes").json()["items"]] == ["XYZ"]


def test_a_reference_into_another_programme_is_not_found(
    client: TestClient, database: Database, bct: Programme
) -> None:
    with database.transaction(writes=True) as session:
        a_person(session, a_programme(session, "XYZ"), code="PER-09")
    assert codes(client.post(RISKS, json={**A_RISK, "owner": "PER-09"})) == {("owner", "REF_NOT_FOUND")}


# --- Programmes ------------------------------------------------------------------------------------------------------


def test_a_programme_is_opened_and_its_charter_changed(client_as: Any, database: Database) -> None:
    client = client_as(Role.pm)
    body = {
        "code": "NEW",
        "name_en": "New",
        "start": "2026-03-02",
        "target_finish": "2026-11-20",
        "committed_finish": "2026-11-30",
        "status_date": "2026-07-03",
    }
    made = client.post("/api/v1/programmes", json=body)
    assert (made.status_code, made.headers["location"], made.json()["computed"]["warnings"]) == (
        201,
        "/api/v1/programmes/NEW",
        ["SCOPE_OUT_EMPTY"],
    )
    where = made.headers["location"]
    assert client.patch(where, json={"target_finish": "2026-12-31"}, headers={"if-match": '"1"'}).status_code == 422
    later = client.post(f"{where}/status-date", json={"status_date": "2026-07-10"}, headers={"if-match": '"1"'})
    assert (later.status_code, later.json()["status_date"], later.headers["etag"]) == (200, "2026-07-10", '"2"')
    refused = client.post(f"{where}/status", json={"to": "mobilising"}, headers={"if-match": '"2"'})
    assert codes(refused) == {("sponsor", "REQUIRED"), ("pm", "REQUIRED")}
    assert client.post("/api/v1/programmes", json=body).json()["errors"][0]["code"] == "NOT_UNIQUE"


def test_the_trail_is_for_those_who_may_read_it(client_as: Any, risk: str, bct: Programme) -> None:
    assert client_as(Role.executive, bct).get("/api/v1/programmes/BCT/trail").status_code == 404
    items = client_as(Role.auditor, bct).get("/api/v1/programmes/BCT/trail").json()["items"]
    assert [(i["kind"], i["code"]) for i in items if i["kind"] != "membership"] == [
        ("risk", "RSK-01"),
        ("programme", "BCT"),
    ]


# --- The description -------------------------------------------------------------------------------------------------


def test_the_description_names_every_register_and_every_reference_in_it_leads_somewhere(
    client: TestClient, app: FastAPI, bct: Programme
) -> None:
    document = client.get("/api/v1/openapi.json").json()
    assert document["openapi"].startswith("3.1")
    for register in REGISTERS.values():
        if not register.hidden:
            assert f"/api/v1/programmes/{{programme}}/{register.plural}" in document["paths"]
            assert set(document["components"]["schemas"][f"{register.kind}_new"]["properties"]) == set(
                register.form.model_fields
            )
    assert {r for r in references(document) if not leads_somewhere(document, r)} == set()
    ids = [
        o["operationId"]
        for item in document["paths"].values()
        for o in item.values()
        if isinstance(o, dict) and "operationId" in o
    ]
    assert len(ids) == len(set(ids))


def references(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(value.get("$ref"), str):
            yield value["$ref"]
        for inner in value.values():
            yield from references(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from references(inner)


def leads_somewhere(document: Any, reference: str) -> bool:
    place = document
    for part in reference.removeprefix("#/").split("/"):
        if part not in place:
            return False
        place = place[part]
    return True


def test_what_is_answered_has_the_form_that_is_described(client: TestClient, risk: str) -> None:
    from jsonschema_rs import Draft202012Validator  # comes with the tool that tries the API

    document = client.get("/api/v1/openapi.json").json()

    def valid(body: Any, schema: str) -> list[str]:
        whole = {"$ref": f"#/components/schemas/{schema}", "components": document["components"]}
        return [str(e) for e in Draft202012Validator(whole).iter_errors(body)]

    assert valid(client.get(f"{RISKS}/{risk}").json(), "risk") == []
    assert valid(client.get(RISKS).json(), "risk_page") == []
    assert valid(client.get("/api/v1/programmes").json(), "programme_page") == []
    assert valid(client.get(f"{RISKS}/{risk}/history").json(), "history") == []
    assert valid(client.post(RISKS, json={}).json(), "problem") == []
    assert valid(A_RISK, "risk_new") == []
    assert valid({"title_en": 7}, "risk_new") != []


def test_the_page_that_shows_the_description_takes_everything_from_here(client: TestClient, bct: Programme) -> None:
    page = client.get("/api-docs")
    assert page.status_code == 200
    assert "http://" not in page.text.replace("http://www.w3.org", "")
    assert "unsafe" not in page.headers["content-security-policy"]
    assert "/static/vendor/swagger-ui/swagger-ui-bundle.js" in page.text
