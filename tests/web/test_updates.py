"""The round of progress: reports of many tasks at once, requests to those who owe one, and what is refused."""

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from starlette.testclient import TestClient

from governance.authority import Role
from governance.programmes import Programme

SAME_SITE = {"sec-fetch-site": "same-origin"}
API = "/api/v1/programmes/BCT"
PAGE = "/programmes/BCT/updates"


@pytest.fixture
def pm(client_as: Callable[..., TestClient], sample: Programme) -> TestClient:
    return client_as(Role.pm, sample)


def texts(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def due(client: TestClient, **asked: str) -> dict[str, tuple[str, int]]:
    found = client.get(f"{API}/schedule/updates-due", params=asked).json()["tasks"]
    return {row["task"]: (row["reason"], row["days"]) for row in found}


def report(client: TestClient, **fields: Any) -> Any:
    sent = {name.replace("__", "."): value for name, value in fields.items()}
    return client.post(PAGE, data=sent, headers=SAME_SITE)


def test_what_is_due_grows_with_the_date_that_is_asked_for(pm: TestClient):
    assert due(pm) == {"T415": ("should_have_begun", 0), "T416": ("should_have_begun", 0)}
    later = due(pm, as_of="2026-07-13")
    # T411 and T504 were last reported on 3 July, ten days before; T505 as well.
    assert {code: later[code] for code in ("T411", "T504", "T505")} == dict.fromkeys(("T411", "T504", "T505"), ("stale", 10))  # fmt: skip
    assert "Nothing reported for over a week" in texts(pm.get(PAGE).text)


def test_several_tasks_are_reported_on_in_one_go(pm: TestClient):
    erp = {"T411__actual_start": "2026-05-29", "T411__remaining": "4d", "T411__percent": "83"}
    sent = report(pm, T416__actual_start="2026-07-03", T416__remaining="1d", **erp)
    assert sent.status_code == 303
    found = {r["task"]: r for r in pm.get(f"{API}/progress?status_date=2026-07-03&size=100").json()["items"]}
    assert (found["T416"]["remaining"], found["T411"]["remaining"]) == ("1d", "4d")
    assert due(pm) == {"T415": ("should_have_begun", 0)}


def test_a_row_that_says_what_it_said_is_reported_only_when_it_is_ticked(pm: TestClient):
    nothing = report(pm, T411__actual_start="2026-05-29", T411__remaining="5d", T411__percent="83")
    assert nothing.status_code == 422
    assert "nothing to report" in texts(nothing.text)
    sent = {"T411.actual_start": "2026-05-29", "T411.remaining": "5d", "confirm": "T411"}
    ticked = pm.post(f"{PAGE}?as_of=2026-07-10", data=sent, headers=SAME_SITE)
    assert ticked.status_code == 303
    assert "T411" in {r["task"] for r in pm.get(f"{API}/progress?status_date=2026-07-10").json()["items"]}


def test_one_refused_row_keeps_all_from_being_written_and_shows_what_was_typed(pm: TestClient):
    sent = report(
        pm,
        T416__actual_start="2026-07-03",
        T416__remaining="1d",
        T415__actual_finish="2026-07-03",
        T415__comment="typed before",
    )
    assert sent.status_code == 422
    assert 'value="typed before"' in sent.text
    assert 'id="e-T415"' in sent.text
    assert 'id="e-T416"' not in sent.text
    assert "T416" not in {r["task"] for r in pm.get(f"{API}/progress?status_date=2026-07-03&size=100").json()["items"]}


def test_an_owner_reports_on_what_is_theirs_and_on_nothing_else(client_as: Callable[..., TestClient], sample: Programme):  # fmt: skip
    owner = client_as(Role.owner, sample)
    assert owner.get(PAGE).status_code == 200
    other = owner.post(PAGE, data={"T416.actual_start": "2026-07-03", "T416.remaining": "1d"}, headers=SAME_SITE)
    assert other.status_code == 403
    assert owner.post(f"{PAGE}/requests", data={"person": "PER-22"}, headers=SAME_SITE).status_code == 403


def test_who_was_asked_is_noted_until_they_answer(pm: TestClient):
    states = {r["code"]: r["computed"]["answer_state"] for r in pm.get(f"{API}/update-requests").json()["items"]}
    assert states == {"ASK-01": "answered", "ASK-02": "answered", "ASK-03": "waiting"}
    overdue = pm.get(f"{API}/update-requests/ASK-03?as_of=2026-07-06").json()["computed"]["answer_state"]
    assert overdue == "overdue"
    assert "asked on 1 Jul 2026, 2 days without an answer" in texts(pm.get(PAGE).text)
    assert pm.post(f"{PAGE}/requests", data={"person": "PER-17"}, headers=SAME_SITE).status_code == 303
    made = pm.get(f"{API}/update-requests?person=PER-17&sort=-code").json()["items"][0]
    assert (made["tasks"], made["asked_on"], made["answer_by"]) == (["T415"], "2026-07-03", "2026-07-06")
    report(pm, T415__actual_start="2026-07-03", T415__remaining="8d")
    assert pm.get(f"{API}/update-requests/{made['code']}").json()["computed"]["answer_state"] == "answered"


def test_a_request_needs_tasks_and_its_answer_comes_after_it(pm: TestClient):
    none = pm.post(f"{PAGE}/requests", data={"person": "PER-01"}, headers=SAME_SITE)
    assert none.status_code == 422
    wrong = pm.post(
        f"{API}/update-requests",
        json={"person": "PER-17", "tasks": ["T415"], "asked_on": "2026-07-03", "answer_by": "2026-07-01"},
    )
    assert [p["code"] for p in wrong.json()["errors"]] == ["DATE_ORDER"]
