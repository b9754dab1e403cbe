"""Calendar feeds: a secret address, stored as a hash; what it shows is what the person may see at that moment."""

import logging
import re
from datetime import date
from typing import Any

import pytest
from icalendar import Calendar
from sqlmodel import Session, col, select

from governance import audit
from governance.account_closure import deactivate_account
from governance.accounts import account_named, choose_language
from governance.audit import AuditEntry
from governance.authority import Role
from governance.calendar_feeds import CalendarFeed, FeedForm, FeedKey, create_feed
from governance.forms import read_form
from governance.memberships import grant_role, roles_by_account, withdraw_role
from governance.programmes import Programme, find_programme
from tests.builders import a_person, a_programme
from tests.plans.plan_records import a_task, on_china_calendar, revised
from tests.web.house import OPERATOR, House, open_for, token_for
from web.database import Database

ANN = "ann@x.example"
SQLITE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def plan(session: Session, programme: Programme) -> None:
    on_china_calendar(session, programme)
    a_person(session, programme, code="PER-01", name_en="Ann")
    a_person(session, programme, code="PER-02")
    a_task(session, programme, "A", "5d", name_zh="数据清洗", name_en="Data cleansing", owner="PER-01")
    a_task(session, programme, "B", "3d", "A", owner="PER-02")
    a_task(session, programme, "M01", "", "B", name_zh="上线", name_en="Go-live")


@pytest.fixture
def house(database: Database) -> House:
    house = House(database)
    programme = house.programme()
    open_for(database, ANN)
    with database.transaction(writes=True) as session:
        plan(session, find_programme(session, OPERATOR, programme.code))
        grant_role(session, OPERATOR, programme, account_named(session, ANN), Role.owner, "PER-01")
    return house


def address_for(house: House, **given: str) -> str:
    with house.database.transaction(writes=True) as session:
        form = read_form(FeedForm, {"name": "Mine"} | given)
        _, secret = create_feed(session, OPERATOR, account_named(session, ANN), form)
    return f"/feeds/{secret}.ics"


def titles(answer: Any) -> list[str]:
    assert answer.status_code == 200
    return [str(e["SUMMARY"]) for e in Calendar.from_ical(answer.content).walk("VEVENT")]


# --- The address ------------------------------------------------------------------------------------------------------


def test_an_address_is_shown_once_and_stored_as_a_hash(house: House) -> None:
    client = house.signed_in(ANN)
    page = client.post("/account/feeds", data={"name": "Phone", "content": "everything", "programme": "BCT"}).text
    (path,) = re.findall(r'id="new-feed">http://127\.0\.0\.1(/feeds/[\w-]{43}\.ics)<', page)
    after = client.get("/account").text
    assert path not in after
    assert "Phone" in after
    with house.database.transaction(writes=False) as session:
        assert path[7:-4] not in {k.digest for k in session.exec(select(FeedKey))}
    assert titles(house.client().get(path)) == ["A Data cleansing", "M01 Go-live"]


def test_the_address_has_the_name_that_people_know_the_house_by(database: Database) -> None:
    house = House(database, {"base_url": "https://steer.example"})
    house.programme()
    open_for(database, ANN)
    client = house.signed_in(ANN, base="https://steer.example")
    assert 'id="new-feed">https://steer.example/feeds/' in client.post("/account/feeds", data={"name": "Phone"}).text


@SQLITE
def test_what_is_wrong_with_a_new_feed_is_told_beside_what_was_typed(house: House) -> None:
    client = house.signed_in(ANN)
    answer = client.post("/account/feeds", data={"name": "", "content": "own_tasks"})
    assert answer.status_code == 422
    assert 'href="#f-feed-name"' in answer.text
    assert '<option value="own_tasks" selected>' in answer.text
    assert client.post("/account/feeds", data={"name": "x", "content": "salaries"}).status_code == 422
    with house.database.transaction(writes=True) as session:
        a_programme(session, "XYZ")
    assert client.post("/account/feeds", data={"name": "x", "programme": "XYZ"}).status_code == 404


@SQLITE
def test_a_person_has_no_more_addresses_than_they_can_keep_track_of(house: House) -> None:
    for _ in range(20):
        address_for(house)
    assert house.signed_in(ANN).post("/account/feeds", data={"name": "one more"}).status_code == 422


# --- What it shows ----------------------------------------------------------------------------------------------------


@SQLITE
def test_it_holds_what_was_chosen(house: House) -> None:
    client = house.client()
    assert titles(client.get(address_for(house, content="milestones"))) == ["M01 Go-live"]
    assert titles(client.get(address_for(house, content="own_tasks"))) == ["A Data cleansing"]
    assert titles(client.get(address_for(house))) == ["A Data cleansing", "M01 Go-live"]


@SQLITE
def test_an_event_says_what_the_record_says(house: House) -> None:
    answer = house.client().get(address_for(house))
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    made = Calendar.from_ical(answer.content)
    assert (str(made["X-WR-CALNAME"]), str(made["VERSION"])) == ("Mine", "2.0")
    own, milestone = made.walk("VEVENT")
    # As of Friday 3 July 2026 nothing was done: A takes the week after, B three days more.
    assert (own["DTSTART"].dt, own["DTEND"].dt) == (date(2026, 7, 6), date(2026, 7, 11))
    assert (milestone["DTSTART"].dt, milestone["DTEND"].dt) == (date(2026, 7, 15), date(2026, 7, 16))
    assert str(own["DESCRIPTION"]) == "BCT rollout\nStatus date: 3 Jul 2026"
    assert str(own["CATEGORIES"].to_ical(), "utf-8") == "Task"


@SQLITE
def test_events_keep_their_identity_and_count_their_record_s_versions(house: House) -> None:
    path, client = address_for(house), house.client()
    before = Calendar.from_ical(client.get(path).content).walk("VEVENT")[0]
    with house.database.transaction(writes=True) as session:
        revised(session, find_programme(session, OPERATOR, "BCT"), "A", name_en="Cleansing", duration="6d")
    after = Calendar.from_ical(client.get(path).content).walk("VEVENT")[0]
    assert after["UID"] == before["UID"]
    assert after["SEQUENCE"] == before["SEQUENCE"] + 1
    assert after["DTSTAMP"].dt >= before["DTSTAMP"].dt
    assert (after["DTSTART"].dt, str(after["SUMMARY"])) == (date(2026, 7, 6), "A Cleansing")


@SQLITE
def test_it_speaks_the_person_s_language_else_the_program_s(house: House) -> None:
    path, client = address_for(house), house.client()
    assert titles(client.get(path, headers={"accept-language": "zh-CN"})) == ["A 数据清洗", "M01 上线"]
    with house.database.transaction(writes=True) as session:
        choose_language(session, OPERATOR, account_named(session, ANN), "zh-CN")
    assert titles(client.get(path, headers={"accept-language": "en"})) == ["A 数据清洗", "M01 上线"]


@SQLITE
def test_a_program_that_has_it_as_it_is_gets_nothing(house: House) -> None:
    path, client = address_for(house), house.client()
    first = client.get(path)
    again = client.get(path, headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get(path, headers={"if-none-match": f'"x", W/{first.headers["etag"]}'}).status_code == 304
    assert client.get(path).content == first.content
    with house.database.transaction(writes=True) as session:
        revised(session, find_programme(session, OPERATOR, "BCT"), "A", duration="8d")
    assert client.get(path, headers={"if-none-match": first.headers["etag"]}).status_code == 200


# --- Whose rights it has ----------------------------------------------------------------------------------------------


@SQLITE
def test_a_role_taken_away_takes_its_programme_out_at_once(house: House) -> None:
    path, client = address_for(house), house.client()
    assert len(titles(client.get(path))) == 2
    with house.database.transaction(writes=True) as session:
        account = account_named(session, ANN)
        (held,) = roles_by_account(session)[account.key]
        withdraw_role(session, OPERATOR, held.membership, reason="left the project", on=date(2026, 7, 3))
    assert titles(client.get(path)) == []


@SQLITE
def test_a_feed_of_every_programme_shows_those_that_may_be_read(house: House) -> None:
    path, client = address_for(house, content="milestones"), house.client()
    of_one = address_for(house, content="milestones", programme="BCT")
    with house.database.transaction(writes=True) as session:
        other = a_programme(session, "XYZ")
        a_task(session, other, "M77", "", name_en="Elsewhere")
        a_programme(session, "ZZZ")
    assert titles(client.get(path)) == ["M01 Go-live"]
    with house.database.transaction(writes=True) as session:
        grant_role(
            session, OPERATOR, find_programme(session, OPERATOR, "XYZ"), account_named(session, ANN), Role.executive
        )
    assert sorted(titles(client.get(path))) == ["M01 Go-live", "M77 Elsewhere"]
    assert titles(client.get(of_one)) == ["M01 Go-live"]


@SQLITE
def test_it_opens_no_other_door(house: House) -> None:
    secret = address_for(house)[7:-4]
    assert house.with_token(secret).get("/account").status_code == 303
    assert house.client(cookie=f"session={secret}").get("/account").status_code == 303


# --- The end of an address --------------------------------------------------------------------------------------------


def test_revoked_and_never_known_look_alike(house: House) -> None:
    path, client = address_for(house), house.signed_in(ANN)
    assert client.post("/account/feeds/FEED-01/closure").headers["location"] == "/account?done=feed_revoked"
    never = "/feeds/never-known.ics"
    revoked, unknown = house.client().get(path), house.client().get(never)
    assert revoked.status_code == unknown.status_code == 404
    # A page leads to itself in the other language, and carries the number of its request.
    bare = [re.sub(r"[0-9a-f]{16}", "", a.text.replace(p, "")) for a, p in ((revoked, path), (unknown, never))]
    assert bare[0] == bare[1]
    with house.database.transaction(writes=False) as session:
        assert session.exec(select(FeedKey)).all() == []
        assert session.exec(select(CalendarFeed)).one().withdrawn_reason == "revoked"


@SQLITE
def test_a_deactivated_account_has_no_calendar(house: House) -> None:
    path = address_for(house)
    with house.database.transaction(writes=True) as session:
        deactivate_account(session, OPERATOR, account_named(session, ANN), reason="left", on=date(2026, 7, 3))
    assert house.client().get(path).status_code == 404


@SQLITE
def test_nobody_revokes_another_s_and_no_program_makes_one(house: House) -> None:
    path = address_for(house)
    open_for(house.database, "eve@x.example")
    assert house.signed_in("eve@x.example").post("/account/feeds/FEED-01/closure").status_code == 404
    program = house.with_token(token_for(house.database, ANN, "write"))
    assert program.post("/account/feeds", data={"name": "another"}).status_code == 403
    assert program.post("/account/feeds/FEED-01/closure").status_code == 403
    assert house.client().get(path).status_code == 200


def test_guesses_are_counted_and_stopped_while_known_addresses_are_read(house: House) -> None:
    path, guesser = address_for(house), house.client("10.0.0.9")
    answers = [guesser.get(f"/feeds/guess-{n}.ics").status_code for n in range(100)]
    assert answers[:10] == [404] * 10
    assert set(answers[10:]) == {429}
    assert guesser.get("/feeds/one-more.ics").headers["retry-after"]
    assert guesser.get(path).status_code == 200
    assert house.client("10.0.0.10").get("/feeds/guess.ics").status_code == 404


# --- What is remembered -----------------------------------------------------------------------------------------------


def test_making_and_revoking_stand_in_the_trail_and_the_secret_nowhere(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    path = address_for(house)
    house.client().get(path)
    house.client().get("/feeds/a-guess-of-somebody.ics")
    house.signed_in(ANN).post("/account/feeds/FEED-01/closure")
    with house.database.transaction(writes=False) as session:
        entries = session.exec(select(AuditEntry).where(col(AuditEntry.kind) == "calendar_feed")).all()
        assert [(e.command, e.action) for e in entries] == [("create_feed", "create"), ("revoke_feed", "withdraw")]
        told = " ".join(e.changes for e in session.exec(select(AuditEntry)))
        assert audit.verify(session, house.database.audit_key, house.database.anchor())[1] == []
    assert path[7:-4] not in told
    logged = " ".join(str(vars(r)) for r in caplog.records if r.name.startswith("steerboard"))
    assert "/feeds/…" in logged
    assert path[7:-4] not in logged
    assert "a-guess-of-somebody" not in logged


@SQLITE
def test_last_use_is_noted_and_shown(house: House) -> None:
    path, client = address_for(house), house.signed_in(ANN)
    assert "never" in client.get("/account").text.partition('id="feeds"')[2]
    house.client().get(path)
    assert "never" not in client.get("/account").text.partition('id="feeds"')[2]
    with house.database.transaction(writes=False) as session:
        assert session.exec(select(FeedKey)).one().used_at is not None
