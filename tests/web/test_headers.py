"""What every answer carries, and who is let in without a name."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from starlette.routing import BaseRoute, Mount

from governance.authority import Role
from governance.programmes import Programme
from tests.web.house import BASE, House, open_for
from tests.web.writes import fingerprint
from web import access, signin
from web.database import Database

# Whoever comes may ask for these; everything else needs somebody who is signed in.
PUBLIC = {
    ("GET", "/sign-in"), ("POST", "/sign-in"), ("POST", "/sign-in/demo"), ("POST", "/sign-out"), ("GET", "/first-run"), ("POST", "/first-run"),
    ("GET", "/healthz"), ("GET", "/readyz"), ("GET", "/feeds/{secret}.ics"),
}  # fmt: skip
KEPT_SAFE = ("x-content-type-options", "referrer-policy", "cross-origin-opener-policy", "cache-control", "x-request-id")
VALUES = {"programme": "BCT", "code": "X-01", "plural": "risks", "form": "csv"}


@pytest.fixture
def house(database: Database) -> House:
    house = House(database)
    house.programme()
    open_for(database, "ann@x.example", Role.admin)
    return house


def routes_of(app: FastAPI) -> Iterator[APIRoute]:
    pending: list[BaseRoute] = list(app.routes)
    while pending:
        route = pending.pop()
        if isinstance(route, APIRoute):
            yield route
        elif not isinstance(route, Mount):
            pending += getattr(route, "original_router", route).routes  # pyright: ignore


def asked(app: FastAPI) -> set[tuple[str, str]]:
    return {(method, route.path) for route in routes_of(app) for method in route.methods or ()}


def dependencies(dependant: Dependant) -> Iterator[object]:
    for inner in dependant.dependencies:
        yield inner.call
        yield from dependencies(inner)


def filled(path: str) -> str:
    return re.sub(r"\{(\w+)(?::\w+)?\}", lambda m: VALUES.get(m[1], "1"), path)


def test_every_route_needs_somebody_but_those_listed(house: House) -> None:
    assert len(asked(house.app)) > 40
    known = {access._actor, access._here, signin.person}
    open_ones = {
        (method, route.path)
        for route in routes_of(house.app)
        if not known & set(dependencies(route.dependant))
        for method in route.methods or ()
    }
    assert open_ones == PUBLIC


def test_nobody_gets_nothing_from_any_other_route(house: House) -> None:
    assert len(asked(house.app)) > 40
    client, given = house.client(), []
    for method, path in sorted(asked(house.app) - PUBLIC):
        answer = client.request(method, filled(path))
        sent_away = answer.status_code == 303 and answer.headers["location"].startswith("/sign-in")
        if answer.status_code != 401 and not sent_away:
            given.append((method, path, answer.status_code))
    assert given == []


def test_every_answer_carries_the_headers_that_keep_browsers_safe(house: House) -> None:
    client = house.signed_in("ann@x.example")

    @house.app.get("/breaks")
    def breaks() -> None:
        raise RuntimeError("secret detail of the inside")

    house.app.router.routes.insert(0, house.app.router.routes.pop())
    answers = [
        client.get("/account"), client.get("/sign-in"), client.get("/nowhere"), client.get("/healthz"), client.get("/breaks"),
        client.get("/static/icon.svg"), client.get("/static/none.css"), client.post("/accounts", data={}), client.put("/account"),
        client.get("/account", headers={"host": "evil.example"}), client.post("/sign-in", headers={"origin": "null"}),
        client.post("/sign-in", content=b"x" * 2_000_000), client.get("/account", headers={"authorization": "Bearer x"}),
        client.get("/account", headers={"content-encoding": "gzip"}), client.post("/account/language", data={"language": "en"}),
    ]  # fmt: skip
    assert {a.status_code for a in answers} >= {200, 303, 400, 403, 404, 405, 413, 415, 422, 500}
    for answer in answers:
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "same-origin"
        assert answer.headers["cross-origin-opener-policy"] == "same-origin"
        assert "frame-ancestors 'none'" in policy
        assert "server" not in answer.headers
        assert re.fullmatch("[0-9a-f]{16}", answer.headers["x-request-id"])
        private = not answer.request.url.path.startswith("/static/icon")
        assert ("no-store" in answer.headers["cache-control"]) == private


def test_an_error_of_our_own_tells_a_number_and_nothing_else(house: House, caplog: pytest.LogCaptureFixture) -> None:
    @house.app.get("/breaks")
    def breaks() -> None:
        raise RuntimeError("secret detail of the inside")

    house.app.router.routes.insert(0, house.app.router.routes.pop())
    for accept in ("text/html", "application/json"):
        answer = house.client().get("/breaks", headers={"accept": accept})
        assert answer.status_code == 500
        assert answer.headers["x-request-id"] in answer.text
        assert "secret detail" not in answer.text
        assert "Traceback" not in answer.text
    (one, two) = [r for r in caplog.records if r.levelname == "ERROR"]
    assert "secret detail" in caplog.text
    assert {vars(one)["request_id"], vars(two)["request_id"]} != {""}


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "127.0.0.1@evil.example", "[::2]", ""])
def test_an_unknown_host_is_refused(house: House, host: str) -> None:
    assert house.client().get("/sign-in", headers={"host": host}).status_code == 400


def test_over_https_browsers_are_told_to_stay_there(database: Database) -> None:
    secure = House(database, {"base_url": "https://steer.example"})
    answer = secure.client(base="https://steer.example").get("/healthz")
    assert answer.headers["strict-transport-security"] == "max-age=31536000"
    assert "strict-transport-security" not in House(database).client(base=BASE).get("/healthz").headers


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)  # what an answer carries does not depend on the engine
def test_reading_any_route_changes_nothing_and_whatever_is_answered_carries_the_headers(
    app: FastAPI, database: Database, client_as: Any, sample: Programme
) -> None:
    client, before, lacking, asked_for = client_as(Role.pm), fingerprint(database), list[tuple[str, str]](), 0
    for method, route in sorted(asked(app)):
        if method not in ("GET", "HEAD"):
            continue
        for way in ("GET", "HEAD", "OPTIONS", "TRACE"):
            headers = {"x-http-method-override": "DELETE", "x-method-override": "POST"}
            answer = client.request(way, filled(route) + "?_method=DELETE", headers=headers)
            asked_for += 1
            held = answer.headers.get("content-security-policy", "")
            if "default-src 'none'" not in held or "unsafe" in held or "server" in answer.headers:
                lacking.append((way, route))
            lacking += [(way, f"{route}: {name}") for name in KEPT_SAFE if name not in answer.headers]
    assert lacking == []
    assert asked_for >= 200
    assert fingerprint(database) == before
