"""Requests that another site could have caused are refused before anything is looked at."""

import itertools

import pytest

from governance.authority import Role
from tests.queries import counted
from tests.web.house import BASE, House, open_for, token_for
from tests.web.test_headers import asked, filled
from web.database import Database

BODIES = {
    "form": {"data": {"language": "en"}},
    "text": {"content": "language=en", "headers": {"content-type": "text/plain"}},
    "json": {"json": {"language": "en"}},
    "upload": {"files": {"file": ("a.csv", b"code\n")}},
}
FOREIGN = {
    "evil": {"origin": "https://evil.example"},
    "null": {"origin": "null"},
    "absent": {},
    "same site": {"origin": BASE, "sec-fetch-site": "same-site"},
    "cross site": {"sec-fetch-site": "cross-site"},
    "typed": {"sec-fetch-site": "none"},
    "begins alike": {"origin": f"{BASE}.evil.example"},
    "other port": {"origin": f"{BASE}:81"},
    "contradiction": {"origin": "https://evil.example", "sec-fetch-site": "same-origin"},
    "user in it": {"origin": f"{BASE}@evil.example"},
}
SQLITE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)  # the door stands before any database


@pytest.fixture
def house(database: Database) -> House:
    house = House(database)
    open_for(database, "ann@x.example", Role.admin)
    return house


@SQLITE
def test_every_write_of_the_route_table_is_refused_to_other_sites_before_it_is_looked_at(house: House) -> None:
    client = house.signed_in("ann@x.example")
    del client.headers["origin"]
    offered = sorted((m, r) for m, r in asked(house.app) if m not in ("GET", "HEAD"))
    taken = []
    with counted(house.database) as queries:
        for (method, route), who, kind in itertools.product(
            offered, ("evil", "null", "absent"), ("form", "text", "json")
        ):
            sent = {**BODIES[kind].get("headers", {}), **FOREIGN[who]}
            answer = client.request(method, filled(route), **{**BODIES[kind], "headers": sent})
            if answer.status_code != 403 or "default-src 'none'" not in answer.headers["content-security-policy"]:
                taken.append((method, route, who, kind, answer.status_code))
    assert taken == []
    assert queries == []
    assert len(offered) > 50


@SQLITE
def test_no_unsafe_request_from_elsewhere_is_taken(house: House) -> None:
    client = house.signed_in("ann@x.example")
    del client.headers["origin"]
    taken = []
    for (who, sent), (kind, body), method in itertools.product(
        FOREIGN.items(), BODIES.items(), ("POST", "PUT", "PATCH", "DELETE")
    ):
        for path in ("/account/language", "/sign-out", "/sign-in", "/api/v1/programmes", "/nowhere"):
            headers = {**body.get("headers", {}), **sent}
            answer = client.request(method, path, **{**body, "headers": headers})
            if answer.status_code != 403:
                taken.append((who, kind, method, path, answer.status_code))
    assert taken == []
    assert client.get("/account").status_code == 200


@pytest.mark.parametrize("sent", [{"origin": BASE}, {"sec-fetch-site": "same-origin"}, {"origin": BASE, "sec-fetch-site": "same-origin"}])  # fmt: skip
def test_the_app_s_own_forms_are_taken(house: House, sent: dict[str, str]) -> None:
    client = house.signed_in("ann@x.example")
    del client.headers["origin"]
    assert client.post("/account/language", data={"language": "en"}, headers=sent).status_code == 303


def test_a_program_with_a_token_names_no_origin(house: House) -> None:
    client = house.with_token(token_for(house.database, "ann@x.example", "write"))
    assert client.post("/accounts", data={"email": "bob@x.example", "name": "Bob"}).status_code == 303


def test_a_token_beside_a_cookie_is_not_believed_to_come_from_a_program(house: House) -> None:
    client = house.signed_in("ann@x.example")
    headers = {
        "authorization": f"Bearer {token_for(house.database, 'ann@x.example', 'write')}",
        "origin": "https://evil.example",
    }
    assert client.post("/accounts", data={"email": "bob@x.example", "name": "Bob"}, headers=headers).status_code == 403


def test_behind_https_only_the_address_people_know_is_the_origin(database: Database) -> None:
    house = House(database, {"base_url": "https://steer.example"})
    open_for(database, "ann@x.example")
    login = {"email": "ann@x.example", "password": "x"}
    assert house.client(base="https://steer.example").post("/sign-in", data=login).status_code == 422
    for origin in ("http://steer.example", "https://steer.example.evil.example", "https://steer.example:444"):
        headers = {"origin": origin}
        assert (
            house.client(base="https://steer.example").post("/sign-in", data=login, headers=headers).status_code == 403
        )


def test_reading_never_signs_out(house: House) -> None:
    client = house.signed_in("ann@x.example")
    assert client.get("/sign-out").status_code == 405
    assert client.post("/sign-in", headers={"x-http-method-override": "DELETE"}).status_code == 422
    assert client.get("/account").status_code == 200
