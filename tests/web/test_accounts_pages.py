"""The administrator's pages about accounts."""

import re

import pytest
from starlette.testclient import TestClient

from governance.authority import Role
from tests.web.house import PASSWORD, House, open_for, version_on
from web.database import Database


@pytest.fixture
def house(database: Database) -> House:
    house = House(database)
    house.programme()
    open_for(database, "ann@x.example", Role.admin)
    return house


@pytest.fixture
def ann(house: House) -> TestClient:
    return house.signed_in("ann@x.example")


def test_an_account_is_made_given_a_role_and_a_password_and_let_in(house: House, ann: TestClient) -> None:
    made = ann.post("/accounts", data={"email": "bob@x.example", "name": "Bob Wu", "language": "zh-CN"})
    assert made.headers["location"] == "/accounts/ACC-02?done=created"
    assert ann.post("/accounts/ACC-02/roles", data={"role": "pm", "programme": "BCT", "person": ""}).status_code == 303
    page = ann.post("/accounts/ACC-02/password", data=version_on(ann, "/accounts/ACC-02")).text
    (password,) = re.findall(r'id="new-password">([\w-]{20})<', page)
    assert password not in ann.get("/accounts/ACC-02").text
    bob = house.signed_in("bob@x.example", password)
    assert bob.get("/programmes/BCT/risks").status_code == 200
    assert '<html lang="zh-CN"' in bob.get("/account").text


def test_the_list_names_everybody_with_their_roles(ann: TestClient) -> None:
    ann.post("/accounts", data={"email": "bob@x.example", "name": "Bob Wu"})
    ann.post("/accounts/ACC-02/roles", data={"role": "sponsor", "programme": "BCT"})
    page = ann.get("/accounts").text
    for told in ("Ann", "Bob Wu", "bob@x.example", "Sponsor · BCT", "Administrator · every programme"):
        assert told in page


def test_what_was_typed_stays_in_a_refused_form(ann: TestClient) -> None:
    answer = ann.post("/accounts", data={"email": "no address", "name": "Bob Wu"})
    assert answer.status_code == 422
    assert 'value="Bob Wu"' in answer.text
    assert 'value="no address"' in answer.text
    taken = ann.post("/accounts", data={"email": "ann@x.example", "name": "Bob Wu"})
    assert taken.status_code == 422
    assert "ann@x.example has an account already." in taken.text


def test_a_refused_role_is_told_on_the_account_s_page(ann: TestClient) -> None:
    ann.post("/accounts", data={"email": "bob@x.example", "name": "Bob Wu"})
    answer = ann.post("/accounts/ACC-02/roles", data={"role": "king", "person": "PER-99"})
    assert answer.status_code == 422
    assert "Bob Wu" in answer.text
    assert ann.post("/accounts/ACC-02/roles", data={"role": "pm", "programme": "NONE"}).status_code == 404


def test_an_account_edited_meanwhile_by_another_is_not_overwritten(ann: TestClient) -> None:
    ann.post("/accounts", data={"email": "bob@x.example", "name": "Bob Wu"})
    (version,) = re.findall(r'name="version" value="(\d+)"', ann.get("/accounts/ACC-02/edit").text)
    form = {"email": "bob@x.example", "name": "Robert Wu", "version": version}
    assert ann.post("/accounts/ACC-02", data=form).status_code == 303
    stale = ann.post("/accounts/ACC-02", data=form | {"name": "Bert Wu"})
    assert stale.status_code == 409
    assert "Bert Wu" in stale.text
    assert ann.post("/accounts/ACC-02", data=form | {"version": "none"}).status_code == 428
    assert "Robert Wu" in ann.get("/accounts/ACC-02").text


def test_an_account_is_deactivated_with_a_reason_and_let_in_again(house: House, ann: TestClient) -> None:
    bob = open_for(house.database, "bob@x.example", Role.pm)
    seen = version_on(ann, f"/accounts/{bob.code}")
    assert ann.post(f"/accounts/{bob.code}/deactivation", data={"reason": ""} | seen).status_code == 422
    assert ann.post(f"/accounts/{bob.code}/deactivation", data={"reason": "left the company"} | seen).status_code == 303
    assert "left the company" in ann.get(f"/accounts/{bob.code}").text
    login = {"email": "bob@x.example", "password": PASSWORD}
    assert house.client().post("/sign-in", data=login).status_code == 422
    seen = version_on(ann, f"/accounts/{bob.code}")
    assert ann.post(f"/accounts/{bob.code}/reactivation", data=seen).status_code == 303
    assert house.client().post("/sign-in", data=login).status_code == 303


def test_a_role_is_withdrawn_with_a_reason(house: House, ann: TestClient) -> None:
    bob = open_for(house.database, "bob@x.example", Role.pm)
    (address,) = re.findall(r'action="(/accounts/ACC-02/roles/MBR-\d+/closure)"', ann.get("/accounts/ACC-02").text)
    assert ann.post(address, data={"reason": "other duties"}).status_code == 303
    assert house.signed_in(bob.email).get("/programmes/BCT/risks").status_code == 404
    assert ann.post(address.replace("ACC-02", "ACC-01"), data={"reason": "other duties"}).status_code == 404


def test_nobody_changes_their_own_roles_nor_shuts_the_last_administrator_out(ann: TestClient) -> None:
    assert ann.post("/accounts/ACC-01/roles", data={"role": "sponsor"}).status_code == 409
    seen = version_on(ann, "/accounts/ACC-01")
    assert ann.post("/accounts/ACC-01/deactivation", data={"reason": "enough"} | seen).status_code == 409
    assert ann.post("/accounts/ACC-01/roles/MBR-01/closure", data={"reason": "enough"}).status_code == 409
    assert ann.get("/accounts").status_code == 200


@pytest.mark.parametrize("role", [r for r in Role if r is not Role.admin])
def test_nobody_else_gets_to_these_pages(house: House, role: Role) -> None:
    open_for(house.database, "bob@x.example", role)
    bob = house.signed_in("bob@x.example")
    for path in ("/accounts", "/accounts/new", "/accounts/ACC-01", "/accounts/ACC-01/edit", "/accounts/ACC-99"):
        assert bob.get(path).status_code == 403
    for path in ("", "/ACC-01", "/ACC-01/password", "/ACC-02/roles", "/ACC-01/deactivation", "/ACC-99/reactivation"):
        data = {"email": "eve@x.example", "name": "Eve", "role": "admin", "reason": "because", "version": "1"}
        assert bob.post(f"/accounts{path}", data=data).status_code == 403
    assert "/accounts" not in bob.get("/account").text


@pytest.mark.parametrize(
    "path", ["/account", "/accounts", "/accounts/new", "/accounts/ACC-01", "/accounts/ACC-01/edit"]
)
@pytest.mark.parametrize("lang", ["en", "zh-CN"])
def test_each_page_has_one_heading_in_its_language(ann: TestClient, path: str, lang: str) -> None:
    page = ann.get(path, params={"lang": lang})
    assert page.status_code == 200
    assert page.text.count("<h1") == 1
    assert f'<html lang="{lang}"' in page.text
