"""Personal API tokens: shown once, hashed, with scope and expiry; the person's roles bind on each request."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import select

from governance.accounts import account_named
from governance.api_tokens import ApiToken, TokenKey
from governance.authority import Role
from governance.memberships import grant_role
from tests.web.house import OPERATOR, House, open_for, token_for
from web import signin
from web.database import Database


@pytest.fixture
def house(database: Database) -> House:
    house = House(database)
    programme = house.programme()
    open_for(database, "ann@x.example", Role.pm, programme)
    return house


RISK = {
    "title_en": "Late data", "cause_en": "Two systems", "event_en": "Data come late", "effect_en": "Training slips",
    "category": "data", "probability": "3", "impact_schedule": "3",
}  # fmt: skip


def test_a_token_made_on_the_page_is_shown_once_and_stored_as_a_hash(house: House) -> None:
    client = house.signed_in("ann@x.example")
    page = client.post("/account/tokens", data={"name": "nightly export", "scope": "read", "days": "30"})
    (secret,) = re.findall(r'id="new-token">(sb_[\w-]{43})<', page.text)
    assert secret not in client.get("/account").text
    assert "nightly export" in client.get("/account").text
    with house.database.transaction(writes=False) as session:
        assert secret not in {k.digest for k in session.exec(select(TokenKey))}
    assert house.with_token(secret).get("/programmes/BCT/risks").status_code == 200


def test_every_problem_of_a_token_is_told_at_once(house: House) -> None:
    answer = house.signed_in("ann@x.example").post("/account/tokens", data={"name": "", "days": "4000"})
    assert answer.status_code == 422
    assert 'href="#f-name"' in answer.text
    assert 'href="#f-days"' in answer.text


def test_a_token_to_read_reads_and_writes_nothing(house: House) -> None:
    client = house.with_token(token_for(house.database, "ann@x.example", "read"))
    assert client.get("/programmes/BCT/risks").status_code == 200
    assert client.post("/programmes/BCT/risks", data=RISK).status_code == 403
    assert "Late data" not in client.get("/programmes/BCT/risks").text


def test_a_token_to_write_writes_what_its_person_may(house: House) -> None:
    client = house.with_token(token_for(house.database, "ann@x.example", "write"))
    assert client.post("/programmes/BCT/risks", data=RISK).status_code == 303
    assert "Late data" in client.get("/programmes/BCT/risks").text


def test_a_role_granted_later_binds_at_the_next_request(house: House) -> None:
    client = house.with_token(token_for(house.database, "ann@x.example"))
    assert client.get("/accounts").status_code == 403
    with house.database.transaction(writes=True) as session:
        grant_role(session, OPERATOR, None, account_named(session, "ann@x.example"), Role.admin)
    assert client.get("/accounts").status_code == 200


def test_a_token_ends_on_its_day(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    client, start = house.with_token(token_for(house.database, "ann@x.example", days=1)), datetime.now(UTC)
    monkeypatch.setattr(signin, "now", lambda: start + timedelta(hours=23, minutes=59))
    assert client.get("/account").status_code == 200
    monkeypatch.setattr(signin, "now", lambda: start + timedelta(hours=24, minutes=1))
    assert client.get("/account").status_code == 303


def test_a_revoked_token_is_nobody(house: House) -> None:
    secret = token_for(house.database, "ann@x.example")
    client = house.signed_in("ann@x.example")
    (address,) = re.findall(r'action="(/account/tokens/TOK-\d+/closure)"', client.get("/account").text)
    assert client.post(address).status_code == 303
    assert house.with_token(secret).get("/account").status_code == 303
    with house.database.transaction(writes=False) as session:
        assert session.exec(select(ApiToken)).one().withdrawn_on is not None
        assert session.exec(select(TokenKey)).all() == []


def test_another_person_s_token_cannot_be_revoked(house: House) -> None:
    secret = token_for(house.database, "ann@x.example")
    open_for(house.database, "eve@x.example")
    assert house.signed_in("eve@x.example").post("/account/tokens/TOK-01/closure").status_code == 404
    assert house.with_token(secret).get("/account").status_code == 200


def test_a_token_makes_no_token_and_no_password(house: House) -> None:
    client = house.with_token(token_for(house.database, "ann@x.example", "write"))
    assert client.post("/account/tokens", data={"name": "another"}).status_code == 403
    assert client.post("/account/tokens/TOK-01/closure").status_code == 403
    assert client.post("/account/language", data={"language": "en"}).status_code == 403


@pytest.mark.parametrize("header", ["Bearer", "Bearer ", "Bearer sb_wrong", "Basic YW5uOmFubg==", "sb_wrong"])
def test_a_request_with_a_wrong_token_is_nobody_s_even_beside_a_good_cookie(house: House, header: str) -> None:
    client = house.signed_in("ann@x.example")
    assert client.get("/account").status_code == 200
    assert client.get("/account", headers={"authorization": header}).status_code == 303


def test_a_program_without_a_good_token_is_told_so_in_its_own_language(house: House) -> None:
    answer = house.with_token("sb_wrong").get("/account", headers={"accept": "application/json"})
    assert answer.status_code == 401
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["code"] == "SIGN_IN_REQUIRED"


def test_last_use_is_noted(house: House) -> None:
    secret = token_for(house.database, "ann@x.example")
    assert "never" in house.signed_in("ann@x.example").get("/account").text
    house.with_token(secret).get("/account")
    with house.database.transaction(writes=False) as session:
        used = session.exec(select(TokenKey)).one().used_at
    assert used is not None
    assert datetime.now(UTC) - used < timedelta(minutes=1)


def test_who_asks_is_known_after_one_query(house: House) -> None:
    from sqlalchemy import event

    client, asked = house.signed_in("ann@x.example"), []
    client.get("/account")
    event.listen(house.database.engine, "before_cursor_execute", lambda *a: asked.append(a[2]))
    assert client.get("/healthz").status_code == 200
    assert asked == []
    client.get("/programmes/BCT/none-such")
    about_people = [q for q in asked if "web_session" in q or "membership" in q]
    assert len(about_people) == 1
