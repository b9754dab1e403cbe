"""The calendar as people keep it: its year pressed day by day, holidays taken over, freezes, meetings, absences; pages, API and feed."""

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from icalendar import Calendar as Feed
from starlette.testclient import TestClient

from governance.authority import Role
from governance.programmes import Programme
from web.calendar_events import review_events
from web.database import Database
from web.reports.ics import calendar as as_feed

PM = {"sec-fetch-site": "same-origin"}
CAL = "/programmes/BCT/calendars/CAL-01"
API = "/api/v1/programmes/BCT"


@pytest.fixture
def pm(client_as: Callable[..., TestClient], sample: Programme) -> TestClient:
    return client_as(Role.pm, sample)


def texts(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def shown(client: TestClient, path: str, **headers: str) -> str:
    answer = client.get(path, headers=headers)
    assert answer.status_code == 200, answer.text[:2000]
    return texts(answer.text)


def held(client: TestClient) -> dict[str, Any]:
    return client.get(f"{API}/calendars/CAL-01").json()


def press(client: TestClient, version: int, **days: str) -> Any:
    return client.post(f"{CAL}/days", data={"version": str(version), "year": "2026", **days}, headers=PM)


# --- The year --------------------------------------------------------------------------------------------------------


def test_the_page_of_a_calendar_shows_its_year_with_marks_and_counts(pm: TestClient):
    html = pm.get(f"{CAL}?year=2026").text
    assert "248 working days in the year" in texts(html)
    assert (
        'title="10 Oct 2026 (Sat) · National Day make-up day · Make-up day: worked though the week rests · 8 h"' in html
    )
    assert "Known until" not in html
    assert "Known until 31 Dec 2026; what lies after it is provisional." in shown(pm, f"{CAL}?year=2027")
    assert "2026 全年 248 个工作日" in shown(pm, f"{CAL}?year=2026&lang=zh-CN")


def test_who_may_only_read_sees_the_year_and_no_way_to_change_it(
    client_as: Callable[..., TestClient], sample: Programme
):
    reader = client_as(Role.executive, sample)
    html = reader.get(f"{CAL}?year=2026&day=2026-10-08").text
    assert reader.get(f"{CAL}/holidays").status_code == 403
    assert "248 working days in the year" in html
    assert "year-editor" not in html
    assert 'hx-target="#year" hx-push-url="/programmes/BCT/calendars/CAL-01?year=2026&amp;day=' not in html


def test_a_pressed_day_offers_what_the_calendar_says_of_it_and_is_changed_in_place(pm: TestClient):
    form = pm.get(f"{CAL}/year?year=2026&day=2026-10-10", headers={"hx-request": "true", "hx-target": "div#year"}).text
    assert "<html" not in form
    assert '<option value="working" selected>' in form
    before = held(pm)
    answer = press(
        pm,
        before["version"],
        starts_on="2026-10-09",
        ends_on="2026-10-09",
        change="off",
        label_zh="盘点",
        label_en="Stocktaking",
    )
    assert (answer.status_code, answer.headers["location"]) == (303, f"{CAL}/year?year=2026&done=saved")
    after = held(pm)
    assert "2026-10-09 off 盘点|Stocktaking" in after["exceptions"]
    assert set(before["exceptions"]) < set(after["exceptions"])
    year = pm.get(f"{API}/calendars/CAL-01/years/2026").json()
    assert (year["working_days"], year["months"][9]) == (247, 17)
    history = pm.get(f"{API}/calendars/CAL-01/history").json()["items"]
    assert history[0]["command"] == "revise_calendar"


def test_a_change_based_on_an_older_version_is_refused_with_the_form_kept(pm: TestClient):
    version = held(pm)["version"]
    assert press(pm, version, starts_on="2026-10-09", change="off").status_code == 303
    stale = press(pm, version, starts_on="2026-12-24", change="off", label_en="Christmas party")
    assert stale.status_code == 409
    assert 'value="Christmas party"' in stale.text
    assert "Somebody changed CAL-01 since you opened it" in texts(stale.text)
    assert "2026-12-24" not in " ".join(held(pm)["exceptions"])


def test_hours_that_cannot_be_read_are_refused_at_their_field(pm: TestClient):
    answer = press(pm, held(pm)["version"], starts_on="2026-12-31", change="hours", worked_hours="mornings")
    assert answer.status_code == 422
    assert "“mornings” are no hours; write 09:00-12:00 13:00-18:00." in texts(answer.text)


def test_the_sheet_names_the_tasks_counted_on_it_and_those_past_what_it_covers(pm: TestClient):
    covered = held(pm)
    body = {"covered_until": "2026-11-20"}
    changed = pm.patch(f"{API}/calendars/CAL-01", json=body, headers={"If-Match": f'"{covered["version"]}"'})
    assert changed.status_code == 200, changed.text
    year = pm.get(f"{API}/calendars/CAL-01/years/2026").json()
    assert len(year["tasks"]) == 108
    assert "M12" in year["uncovered_tasks"]
    # On the sheet, on the milestone, on the schedule and in the report, the same is said.
    assert "With dates past the days that are covered, so provisional" in shown(pm, CAL)
    assert "The calendar is defined only until 20 Nov 2026" in shown(pm, "/programmes/BCT/milestones/M12")
    assert "The calendar is defined only until" in shown(pm, "/programmes/BCT/schedule")
    assert "lie after 20 Nov 2026, where the working calendar ends." in shown(pm, "/programmes/BCT/overview")


# --- Holidays --------------------------------------------------------------------------------------------------------


def test_holidays_are_shown_before_they_are_taken_over(pm: TestClient):
    page = shown(pm, f"{CAL}/holidays?country=cn&year=2027")
    assert "1 Oct 2027 (Fri) ✕ National Day becomes a day off" in page
    assert "No official list for 2027 is known here" in page
    before = held(pm)
    sent = {"version": str(before["version"]), "country": "cn", "year": "2027"}
    assert pm.post(f"{CAL}/holidays", data=sent, headers=PM).headers["location"] == f"{CAL}?year=2027&done=saved"
    after = held(pm)
    assert (after["covered_until"], after["holidays"]) == ("2026-12-31", "cn")
    assert "2027-10-01..2027-10-03 off 国庆节|National Day" in after["exceptions"]


def test_a_country_that_is_none_and_a_year_out_of_reach_are_refused(pm: TestClient):
    assert pm.get(f"{CAL}/holidays?country=xx&year=2027").status_code == 422
    assert pm.get(f"{CAL}/holidays?country=cn&year=1066").status_code == 422
    assert pm.get(f"{API}/calendars/CAL-01/years/1066").status_code == 422


# --- Freezes, meetings, absences -------------------------------------------------------------------------------------


def test_the_sample_s_late_go_live_falls_in_the_quarter_s_close(pm: TestClient):
    page = shown(pm, "/programmes/BCT/freeze-windows")
    assert "Go-live M10 Wave 3 go-live, all users 19 Oct 2026 19 Oct 2026 21 Oct 2026 2 working days later" in page
    found = pm.get(f"{API}/schedule/freezes").json()
    assert {(c["window"], c["code"], c["free_from"]) for c in found["caught"] if c["what"] != "task"} == {
        ("FRZ-02", "M10", "2026-10-21")
    }
    assert "in the freeze window “Third-quarter close”" in shown(pm, "/programmes/BCT/milestones/M10")
    schedule = pm.get("/programmes/BCT/schedule").text
    assert '<path class="frozen"' in schedule
    assert (
        "M10 is forecast for 19 Oct 2026, in the freeze window “Third-quarter close”; it would be free from 21 Oct 2026."
        in texts(schedule)
    )


def test_a_wave_s_cutover_in_a_freeze_is_refused_in_both_languages(pm: TestClient):
    wave = pm.get(f"{API}/waves/W3").json()
    based_on = {"If-Match": f'"{wave["version"]}"'}
    answer = pm.patch(f"{API}/waves/W3", json={"cutover_from": "2026-10-08"}, headers=based_on)
    (problem,) = answer.json()["errors"]
    assert (answer.status_code, problem["code"], problem["facts"]["window"]) == (422, "CUTOVER_IN_FREEZE", "FRZ-01")
    assert "overlaps the freeze window “National Day freeze”, 28 Sep 2026 to 8 Oct 2026" in problem["message_en"]
    assert "与冻结期“国庆切换冻结期”（2026年9月28日至2026年10月8日）重叠" in problem["message_zh"]


def test_the_meetings_page_tells_the_next_ones_with_what_is_due_and_what_a_holiday_moves(pm: TestClient):
    page = shown(pm, "/programmes/BCT/reviews")
    assert "9 Jul 2026 (Thu) REV-02 Steering committee Han Baichuan M06 Integration test passed 22 Jul 2026" in page
    found = pm.get(f"{API}/schedule/reviews?days=120").json()["meetings"]
    weekly = {m["nominal"]: m["on"] for m in found if m["review"] == "REV-01" and m["moved"]}
    assert weekly == {"2026-09-25": "2026-09-28", "2026-10-02": "2026-10-08"}
    assert "8 Oct 2026 (Thu) moved: 2 Oct 2026 (Fri) is a day off" in shown(
        pm, "/programmes/BCT/reviews/REV-01?as_of=2026-09-18"
    )


def test_the_feed_holds_every_meeting_once_on_the_day_it_is_held(database: Database, sample: Programme):
    with database.transaction(writes=False) as session:
        events = review_events(session, sample, sample.status_date)
    found = [
        e
        for e in Feed.from_ical(as_feed("x", events)).walk("VEVENT")
        if str(e["UID"]).startswith("review-") and "REV-01" in str(e["SUMMARY"])
    ]
    days = [e["DTSTART"].dt.isoformat() for e in found]
    # From a quarter before 3 July until the series ends on 30 November; the first of May and of October are holidays.
    assert days[0] == "2026-04-10"
    assert len(days) == len(set(days)) == len({str(e["UID"]) for e in found})
    assert "2026-10-08" in days
    assert "2026-10-02" not in days
    assert max(days) == "2026-11-27"


def test_a_person_s_page_shows_the_days_away(pm: TestClient):
    page = pm.get("/programmes/BCT/people/PER-22").text
    assert 'title="20 Jul 2026 (Mon) · Away · Holiday"' in page
    assert "Away in" not in shown(pm, "/programmes/BCT/people/PER-01")
    away = pm.get(f"{API}/people/PER-22/absent-days/2026").json()
    assert away["days"] == [{"day": f"2026-07-{n}", "share": 100} for n in range(20, 25)]


def test_the_last_meeting_of_a_series_looks_no_further_ahead_than_any_other(pm: TestClient):
    found = pm.get(f"{API}/schedule/reviews?days=200").json()["meetings"]
    last = [m for m in found if m["review"] == "REV-01"][-1]
    # M12 is forecast for Monday 30 November; the Friday after it would be the next.
    assert (last["on"], last["milestones"]) == ("2026-11-27", ["M12"])
