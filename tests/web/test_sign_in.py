"""Signing in: by password, once for the first administrator, as the sample's people; and being shut out again."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from governance.account_closure import deactivate_account
from governance.accounts import account_named
from governance.attempts import Attempt
from governance.authority import Role
from governance.memberships import roles_by_account, withdraw_role
from governance.sign_ins import SignIn
from tests.web.house import BASE, HASHER, OPERATOR, PASSWORD, House, open_for, token_for
from web import passwords, signin
from web.database import Database
from web.first_run import CODE_FILE


@pytest.fixture
def house(database: Database) -> House:
    return House(database)


def cookie_of(client) -> str:
    return client.cookies["session"]


# --- By password -----------------------------------------------------------------------------------------------------


def test_a_person_signs_in_and_goes_where_they_wanted_to(house: House) -> None:
    open_for(house.database, "ann@x.example", Role.admin)
    answer = house.client().post(
        "/sign-in", data={"email": "Ann@X.example ", "password": PASSWORD, "next": "/account?x=1"}
    )
    assert answer.status_code == 303
    assert answer.headers["location"] == "/account?x=1"
    cookie = answer.headers["set-cookie"].lower()
    assert cookie.startswith("session=")
    assert {"httponly", "samesite=lax", "path=/"} <= {part.strip() for part in cookie.split(";")}


def test_over_https_the_cookie_is_bound_to_the_host(database: Database) -> None:
    house = House(database, {"base_url": "https://steer.example"})
    open_for(database, "ann@x.example")
    client = house.client(base="https://steer.example")
    answer = client.post("/sign-in", data={"email": "ann@x.example", "password": PASSWORD})
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("__Host-session=")
    assert "Secure" in cookie
    assert "Domain" not in cookie


def test_whoever_is_not_signed_in_is_sent_to_sign_in_and_back(house: House) -> None:
    open_for(house.database, "ann@x.example")
    answer = house.client().get("/account?tab=1")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/sign-in?next=/account%3Ftab%3D1"
    assert 'value="/account?tab=1"' in house.client().get(answer.headers["location"]).text


@pytest.mark.parametrize(
    ("email", "password"),
    [
        ("ann@x.example", "something else entirely"),
        ("nobody@x.example", PASSWORD),
        ("ann@x.example", PASSWORD + "\x00"),
    ],
)
def test_a_wrong_password_and_an_unknown_person_are_told_the_same(house: House, email: str, password: str) -> None:
    open_for(house.database, "ann@x.example")
    answer = house.client().post("/sign-in", data={"email": email, "password": password})
    assert answer.status_code == 422
    assert "No active account has this email address and this password." in answer.text
    assert "set-cookie" not in answer.headers
    assert f'value="{email}"' in answer.text
    assert password not in answer.text


def test_an_unknown_person_costs_a_comparison_too(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    open_for(house.database, "ann@x.example")
    compared, verify = [], passwords._hasher().verify
    monkeypatch.setattr(passwords._hasher(), "verify", lambda *a: compared.append(a[1]) or verify(*a))
    house.client().post("/sign-in", data={"email": "nobody@x.example", "password": PASSWORD})
    assert len(compared) == 1
    assert compared[0].startswith("$argon2id$")


def test_the_secret_is_new_at_each_sign_in_and_stored_as_a_hash_only(house: House) -> None:
    open_for(house.database, "ann@x.example")
    first, second = (cookie_of(house.signed_in("ann@x.example")) for _ in range(2))
    assert first != second
    assert min(len(first), len(second)) >= 43
    with house.database.transaction(writes=False) as session:
        stored = [s.digest for s in session.exec(select(SignIn))]
    assert len(stored) == 2
    assert not {first, second} & set(stored)


def test_passwords_are_hashed_by_argon2id_with_64_megabytes() -> None:
    recommended = HASHER()
    assert recommended.hash(PASSWORD).startswith("$argon2id$v=19$m=65536,t=3,")


def test_signing_in_again_ends_the_sign_in_that_the_browser_came_with(house: House) -> None:
    open_for(house.database, "ann@x.example")
    client = house.signed_in("ann@x.example")
    old = cookie_of(client)
    client.post("/sign-in", data={"email": "ann@x.example", "password": PASSWORD})
    assert cookie_of(client) != old
    assert house.client(cookie=f"session={old}").get("/account").status_code == 303


def test_a_secret_of_ones_own_choosing_is_nobody(house: House) -> None:
    open_for(house.database, "ann@x.example")
    assert house.client(cookie="session=chosen-by-somebody-else").get("/account").status_code == 303


def test_the_account_s_language_comes_with_the_sign_in(house: House) -> None:
    open_for(house.database, "ann@x.example")
    client = house.signed_in("ann@x.example")
    assert client.post("/account/language", data={"language": "zh-CN"}).status_code == 303
    elsewhere = house.signed_in("ann@x.example", accept_language="en")
    assert '<html lang="zh-CN"' in elsewhere.get("/account").text
    assert '<html lang="en"' in elsewhere.get("/account?lang=en").text


# --- Too many guesses ------------------------------------------------------------------------------------------------


def test_of_a_hundred_guesses_ten_reach_the_hash(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    open_for(house.database, "ann@x.example")
    compared = []
    monkeypatch.setattr(passwords, "matches", lambda *a: bool(compared.append(a)))
    client = house.client()
    answers = [
        client.post("/sign-in", data={"email": "ann@x.example", "password": f"guess number {n}"}) for n in range(100)
    ]
    assert len(compared) == 10
    assert {a.status_code for a in answers[10:]} == {429}
    assert 0 < int(answers[-1].headers["retry-after"]) <= 900


def test_guessing_one_account_from_many_addresses_is_slowed_as_well(house: House) -> None:
    open_for(house.database, "ann@x.example")
    for n in range(10):
        client = house.client(f"10.0.0.{n}")
        client.post("/sign-in", data={"email": "ann@x.example", "password": "not this one"})
    answer = house.client("10.0.9.9").post("/sign-in", data={"email": "ann@x.example", "password": PASSWORD})
    assert answer.status_code == 429


def test_a_whole_ipv6_network_counts_as_one_address(house: House) -> None:
    open_for(house.database, "ann@x.example")
    for n in range(10):
        house.client(f"2001:db8::{n + 1:x}").post(
            "/sign-in", data={"email": f"{n}@x.example", "password": "not this one"}
        )
    answer = house.client("2001:db8::ff").post("/sign-in", data={"email": "ann@x.example", "password": PASSWORD})
    assert answer.status_code == 429
    assert (
        house.client("2001:db8:0:1::1")
        .post("/sign-in", data={"email": "ann@x.example", "password": PASSWORD})
        .status_code
        == 303
    )


def test_after_a_quarter_of_an_hour_one_may_try_again(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    open_for(house.database, "ann@x.example")
    for _ in range(10):
        house.client().post("/sign-in", data={"email": "ann@x.example", "password": "not this one"})
    later = datetime.now(UTC) + timedelta(minutes=15, seconds=1)
    monkeypatch.setattr(signin, "now", lambda: later)
    assert house.signed_in("ann@x.example")


def test_a_success_clears_what_the_account_had_failed_before(house: House) -> None:
    open_for(house.database, "ann@x.example")
    for _ in range(9):
        house.client().post("/sign-in", data={"email": "ann@x.example", "password": "not this one"})
    house.signed_in("ann@x.example")
    with house.database.transaction(writes=False) as session:
        left = session.exec(select(Attempt.subject)).all()
    assert len(left) == 9
    assert len(set(left)) == 1


# --- The end of a sign-in --------------------------------------------------------------------------------------------


def test_signing_out_ends_it_on_the_server(house: House) -> None:
    open_for(house.database, "ann@x.example")
    client = house.signed_in("ann@x.example")
    secret = cookie_of(client)
    assert client.post("/sign-out").headers["location"] == "/sign-in?done=signed_out"
    assert "session" not in client.cookies
    assert house.client(cookie=f"session={secret}").get("/account").status_code == 303


def test_a_sign_in_ends_after_two_idle_hours(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    open_for(house.database, "ann@x.example")
    client, start = house.signed_in("ann@x.example"), datetime.now(UTC)
    monkeypatch.setattr(signin, "now", lambda: start + timedelta(minutes=119))
    assert client.get("/account").status_code == 200
    monkeypatch.setattr(signin, "now", lambda: start + timedelta(minutes=119 + 121))
    assert client.get("/account").status_code == 303


def test_a_sign_in_ends_after_twelve_hours_however_busy(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    open_for(house.database, "ann@x.example")
    client, start = house.signed_in("ann@x.example"), datetime.now(UTC)
    for hour in range(1, 12):
        monkeypatch.setattr(signin, "now", lambda h=hour: start + timedelta(hours=h))
        assert client.get("/account").status_code == 200
    monkeypatch.setattr(signin, "now", lambda: start + timedelta(hours=12, seconds=1))
    assert client.get("/account").status_code == 303


def test_last_seen_is_written_once_a_minute_at_most(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    open_for(house.database, "ann@x.example")
    client, start = house.signed_in("ann@x.example"), datetime.now(UTC)
    written, touch = [], signin.touch_sign_in
    monkeypatch.setattr(signin, "touch_sign_in", lambda *a, **k: written.append(k["now"]) or touch(*a, **k))
    for second in range(0, 150, 10):
        monkeypatch.setattr(signin, "now", lambda s=second: start + timedelta(seconds=s + 1))
        assert client.get("/account").status_code == 200
    assert [round((w - start).total_seconds()) for w in written] == [61, 131]


def test_a_new_password_ends_every_other_sign_in_and_token(house: House) -> None:
    open_for(house.database, "ann@x.example")
    secret = token_for(house.database, "ann@x.example")
    here, there = house.signed_in("ann@x.example"), house.signed_in("ann@x.example")
    data = {"current_password": PASSWORD, "password": "another long sentence of mine"}
    assert here.post("/account/password", data=data).headers["location"] == "/account?done=password_changed"
    assert here.get("/account").status_code == 200
    assert there.get("/account").status_code == 303
    assert house.with_token(secret).get("/account").status_code == 303
    assert house.signed_in("ann@x.example", data["password"])


def test_a_password_is_changed_only_by_whoever_knows_the_present_one(house: House) -> None:
    open_for(house.database, "ann@x.example")
    client = house.signed_in("ann@x.example")
    answer = client.post("/account/password", data={"current_password": "a guess", "password": "another long sentence"})
    assert answer.status_code == 422
    assert "This is not your current password." in answer.text
    assert house.signed_in("ann@x.example")


@pytest.mark.parametrize("password", ["short", "aaaaaaaaaaaaaaaa", "ann@x.example", "x" * 201])
def test_a_password_that_is_easy_to_guess_is_refused(house: House, password: str) -> None:
    open_for(house.database, "ann@x.example")
    client = house.signed_in("ann@x.example")
    answer = client.post("/account/password", data={"current_password": PASSWORD, "password": password})
    assert answer.status_code == 422


def test_a_deactivated_account_is_out_at_the_next_request_and_stays_out(house: House) -> None:
    open_for(house.database, "ann@x.example")
    secret, client = token_for(house.database, "ann@x.example"), house.signed_in("ann@x.example")
    with house.database.transaction(writes=True) as session:
        account = account_named(session, "ann@x.example")
        deactivate_account(session, OPERATOR, account, reason="left the company", on=datetime.now(UTC).date())
    assert client.get("/account").status_code == 303
    assert house.with_token(secret).get("/account").status_code == 303
    answer = house.client().post("/sign-in", data={"email": "ann@x.example", "password": PASSWORD})
    assert answer.status_code == 422


def test_a_withdrawn_role_is_gone_at_the_next_request(house: House) -> None:
    programme = house.programme()
    open_for(house.database, "ann@x.example", Role.pm, programme)
    client, secret = house.signed_in("ann@x.example"), token_for(house.database, "ann@x.example")
    assert client.get("/programmes/BCT/risks").status_code == 200
    with house.database.transaction(writes=True) as session:
        held = roles_by_account(session)[account_named(session, "ann@x.example").key][0].membership
        withdraw_role(session, OPERATOR, held, reason="other duties", on=datetime.now(UTC).date())
    assert client.get("/programmes/BCT/risks").status_code == 303
    assert house.with_token(secret).get("/programmes/BCT/risks").status_code == 404


def test_one_browser_is_signed_out_from_another(house: House) -> None:
    open_for(house.database, "ann@x.example")
    open_for(house.database, "eve@x.example")
    here, there, eve = (house.signed_in(e) for e in ("ann@x.example", "ann@x.example", "eve@x.example"))
    (address,) = re.findall(r'action="(/account/sessions/\d+/closure)"', here.get("/account").text)
    eve.post(address)
    assert there.get("/account").status_code == 200
    here.post(address)
    assert there.get("/account").status_code == 303
    assert here.get("/account").status_code == 200


# --- Where `next` may lead -------------------------------------------------------------------------------------------

PAYLOADS = [
    "//evil.example", "/\\evil.example", "https://evil.example", "\\\\evil.example", "javascript:alert(1)", "/\t/evil.example",
    "/\n/evil.example", "evil.example", "///evil.example", "http:evil.example", "/\r\nset-cookie: a=b", "",
]  # fmt: skip


def test_next_leads_nowhere_but_into_the_app(house: House) -> None:
    open_for(house.database, "ann@x.example")
    for payload in PAYLOADS:
        data = {"email": "ann@x.example", "password": PASSWORD, "next": payload}
        assert house.client().post("/sign-in", data=data).headers["location"] == "/", payload
        page = house.client().get("/sign-in", params={"next": payload}).text
        assert 'name="next" value="/"' in page, payload


def test_next_may_hold_any_letter(house: House) -> None:
    open_for(house.database, "ann@x.example")
    data = {"email": "ann@x.example", "password": PASSWORD, "next": "/programmes/BCT/search?q=客户"}
    answer = house.client().post("/sign-in", data=data)
    assert answer.headers["location"] == "/programmes/BCT/search?q=%E5%AE%A2%E6%88%B7"


# --- The first run ---------------------------------------------------------------------------------------------------

FIRST = {"name": "Ann", "email": "ann@x.example", "password": PASSWORD}


def test_without_an_account_every_way_leads_to_the_first_run(house: House) -> None:
    client = house.client()
    assert client.get("/account").headers["location"].startswith("/sign-in")
    assert client.get("/sign-in").headers["location"].startswith("/first-run")
    page = client.get("/first-run")
    assert page.status_code == 200
    assert 'type="password"' in page.text
    assert "setup_code" not in page.text


def test_the_first_account_administers_and_is_signed_in(house: House) -> None:
    client = house.client()
    assert client.post("/first-run", data=FIRST).headers["location"] == "/"
    assert client.get("/accounts").status_code == 200
    assert client.get("/first-run").status_code == 404
    assert house.client().post("/first-run", data=FIRST | {"email": "eve@x.example"}).status_code == 404


def test_every_problem_of_the_first_account_is_told_at_once(house: House) -> None:
    answer = house.client().post("/first-run", data={"name": "", "email": "no address", "password": "short"})
    assert answer.status_code == 422
    for name in ("name", "email", "password"):
        assert f'href="#f-{name}"' in answer.text


def test_from_elsewhere_the_first_run_needs_the_code_of_the_data_folder(house: House) -> None:
    client = house.client("192.0.2.7")
    assert "setup_code" in client.get("/first-run").text
    assert client.post("/first-run", data=FIRST).status_code == 422
    assert client.post("/first-run", data=FIRST | {"setup_code": "0000-0000-0000-0000"}).status_code == 422
    code = house.database.data_dir / CODE_FILE
    assert code.stat().st_mode & 0o777 == 0o600
    assert client.post("/first-run", data=FIRST | {"setup_code": code.read_text()}).status_code == 303
    assert not code.exists()


def test_the_code_cannot_be_guessed_at_leisure(house: House) -> None:
    client = house.client("192.0.2.7")
    statuses = [client.post("/first-run", data=FIRST | {"setup_code": f"{n}"}).status_code for n in range(12)]
    assert statuses == [422] * 10 + [429] * 2


@pytest.mark.parametrize("header", ["x_forwarded_for", "forwarded", "via", "x_real_ip"])
def test_what_a_proxy_hands_on_does_not_come_from_this_machine(house: House, header: str) -> None:
    assert "setup_code" in house.client(**{header: "127.0.0.1"}).get("/first-run").text


# --- The sample's people ---------------------------------------------------------------------------------------------


def test_beside_a_sample_one_click_enters_as_a_role(house: House) -> None:
    house.sample()
    page = house.client().get("/sign-in").text
    assert page.count('name="demo"') == 3
    client = house.client()
    assert client.post("/sign-in/demo", data={"demo": "pm@beichen.example"}).status_code == 303
    assert client.get("/programmes/BCT/risks").status_code == 200


@pytest.mark.parametrize(
    "from_where", [{"address": "192.0.2.7"}, {"x_forwarded_for": "127.0.0.1"}, {"via": "1.1 proxy"}]
)
def test_from_elsewhere_the_sample_s_people_are_not_there(house: House, from_where: dict[str, str]) -> None:
    house.sample()
    entered = house.client()
    entered.post("/sign-in/demo", data={"demo": "pm@beichen.example"})
    stranger = house.client(**from_where)
    assert 'name="demo"' not in stranger.get("/sign-in").text
    assert stranger.post("/sign-in/demo", data={"demo": "pm@beichen.example"}).status_code == 404
    stolen = house.client(**from_where, cookie=f"session={cookie_of(entered)}")
    assert stolen.get("/account").status_code == 303


def test_without_a_sample_nobody_enters_without_a_password(house: House) -> None:
    house.programme()
    open_for(house.database, "pm@beichen.example", Role.pm)
    assert 'name="demo"' not in house.client().get("/sign-in").text
    assert house.client().post("/sign-in/demo", data={"demo": "pm@beichen.example"}).status_code == 404


def test_a_real_account_is_not_entered_by_a_click(house: House) -> None:
    house.sample()
    open_for(house.database, "ann@x.example", Role.admin)
    assert house.client().post("/sign-in/demo", data={"demo": "ann@x.example"}).status_code == 404


def test_a_sample_account_has_no_password_to_guess(house: House) -> None:
    house.sample()
    answer = house.client().post("/sign-in", data={"email": "pm@beichen.example", "password": ""})
    assert answer.status_code == 422


def test_beside_real_accounts_the_sample_s_people_see_the_sample_only(house: House) -> None:
    house.sample()
    client = house.client()
    client.post("/sign-in/demo", data={"demo": "admin@beichen.example"})
    house.programme("REAL")
    assert client.get("/accounts").status_code == 200
    assert client.get("/programmes/REAL/risks").status_code == 200
    open_for(house.database, "ann@x.example", Role.admin)
    assert client.get("/accounts").status_code == 403
    assert client.get("/programmes/REAL/risks").status_code == 404
    assert client.get("/programmes/BCT/risks").status_code == 200


def test_the_log_of_a_sign_in_holds_neither_address_nor_password(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    open_for(house.database, "ann@x.example")
    caplog.set_level("INFO")
    client = house.signed_in("ann@x.example")
    client.get("/account?q=ann@x.example")
    told = " ".join(str(vars(record)) for record in caplog.records if record.name.startswith("steerboard"))
    assert "signed in" in told
    assert "ann@x.example" not in told
    assert PASSWORD not in told
    assert cookie_of(client) not in told


def test_the_data_folder_s_files_are_the_owner_s_alone(house: House) -> None:
    assert (Path(house.database.data_dir) / "audit.key").stat().st_mode & 0o077 == 0
    assert BASE.startswith("http://127.")
