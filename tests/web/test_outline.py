"""The outline and undo on pages and for programs: rows are rearranged, dates follow, and the last change is taken back or refused."""

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from starlette.testclient import TestClient

from governance.audit import trail
from governance.authority import Role
from governance.programmes import Programme
from web.database import Database

SAME_SITE = {"sec-fetch-site": "same-origin"}
API = "/api/v1/programmes/BCT"


@pytest.fixture
def pm(client_as: Callable[..., TestClient], sample: Programme) -> TestClient:
    return client_as(Role.pm, sample)


def rows(client: TestClient) -> dict[str, dict[str, Any]]:
    return {row["code"]: row for row in client.get(f"{API}/schedule/outline").json()["rows"]}


def version(client: TestClient, code: str) -> int:
    return client.get(f"{API}/tasks/{code}").json()["version"]


def rearranged(client: TestClient, act: str, *codes: str, **more: Any) -> Any:
    picked = [{"code": code, "version": version(client, code)} for code in codes]
    return client.post(f"{API}/schedule/outline", json={"act": act, "rows": picked, **more})


def codes_of(refusal: Any) -> list[str]:
    return [problem["code"] for problem in refusal.json()["errors"]]


def starting(client: TestClient, code: str) -> dict[str, Any]:
    return client.get(f"{API}/schedule?with_progress=false").json()["tasks"][code]


def test_every_phase_and_task_is_numbered(pm: TestClient):
    found = rows(pm)
    assert len(found) == 7 + 108
    assert [found[code]["wbs"] for code in ("P1", "T101", "M02", "P7")] == ["1", "1.1", "1.15", "7"]
    page = pm.get("/programmes/BCT/outline").text
    assert page.count('<td class="o-wbs">') == 115


def test_indenting_makes_a_summary_whose_dates_follow_from_what_it_holds(pm: TestClient):
    before = starting(pm, "T707")
    assert (before["start"][:10], before["finish"][:10]) == ("2026-11-09", "2026-11-11")
    assert rearranged(pm, "indent", "T708").status_code == 200
    assert (rows(pm)["T708"]["wbs"], rows(pm)["T707"]["kind"]) == ("7.7.1", "summary")
    # What T707 waits for holds for what stands in it: five days from the ninth, not from 26 October on.
    held = starting(pm, "T707")
    assert (held["start"][:10], held["finish"][:10]) == ("2026-11-09", "2026-11-13")
    assert rearranged(pm, "outdent", "T708").status_code == 200
    assert starting(pm, "T707") == before  # a task again, of the length that it had


def test_a_summary_that_was_renamed_is_a_task_of_its_own_length_again(pm: TestClient):
    before = starting(pm, "T707")
    assert rearranged(pm, "indent", "T708").status_code == 200
    seen = {"If-Match": f'"{version(pm, "T707")}"'}
    named = {"name_en": "Measure and audit", "duration": ""}
    assert pm.patch(f"{API}/tasks/T707", json=named, headers=seen).status_code == 200
    assert rearranged(pm, "outdent", "T708").status_code == 200
    assert rows(pm)["T707"]["kind"] == "task"
    assert starting(pm, "T707")["finish"] == before["finish"]


def test_a_milestone_that_is_copied_out_comes_back_unchanged(pm: TestClient):
    page = pm.get("/programmes/BCT/outline?phase=P7").text
    length = re.search(r'data-code="M11".*?o-duration">([^<]*)<', page, re.DOTALL)
    assert length is not None
    pasted = f"Code\tDuration\nM11\t{length[1]}"
    preview = pm.post("/programmes/BCT/tasks/import", files={"pasted": (None, pasted)}, headers=SAME_SITE).text
    assert re.findall(r'class="value">(\d+)', preview) == ["0", "0", "1", "0"]


def test_what_cannot_hold_tasks_is_named(pm: TestClient):
    started = rearranged(pm, "indent", "T102")  # T101 is finished
    assert (started.status_code, codes_of(started)) == (409, ["CANNOT_HOLD_TASKS"])
    first = rearranged(pm, "indent", "T101")
    assert (first.status_code, codes_of(first)) == (409, ["OUTLINE_NOTHING_ABOVE"])
    outermost = rearranged(pm, "outdent", "T101")
    assert codes_of(outermost) == ["OUTLINE_OUTERMOST"]


def test_a_row_that_was_changed_since_it_was_seen_stays(pm: TestClient):
    stale = pm.post(f"{API}/schedule/outline", json={"act": "up", "rows": [{"code": "T703", "version": 99}]})
    assert stale.status_code == 409
    unknown = pm.post(f"{API}/schedule/outline", json={"act": "sideways", "rows": [{"code": "T703", "version": 1}]})
    assert (unknown.status_code, codes_of(unknown)) == (422, ["NOT_IN_ENUM"])


def test_moving_up_changes_two_rows_and_a_drop_takes_the_phase_it_lands_in(pm: TestClient, database: Database, sample: Programme):  # fmt: skip
    before = {code: version(pm, code) for code in ("T702", "T703", "T704")}
    assert rearranged(pm, "up", "T703").status_code == 200
    after = {code: version(pm, code) for code in before}
    assert sum(after[code] != before[code] for code in before) <= 2
    assert rows(pm)["T703"]["wbs"] == "7.2"
    assert rearranged(pm, "place", "T703", target="P6", side="into").status_code == 200
    assert rows(pm)["T703"]["wbs"] == "6.1"
    assert pm.get(f"{API}/tasks/T703").json()["phase"] == "P6"
    with database.transaction(writes=False) as session:
        last = trail(session, sample.id, limit=1)[0][0]
    assert last.command == "place_tasks"


def test_the_last_change_is_taken_back_and_done_again(pm: TestClient):
    finish = pm.get(f"{API}/schedule").json()["finish"]
    sent = {"duration": "40d", "predecessors": "T415, T505", "version": version(pm, "T512")}
    changed = pm.patch(f"{API}/tasks/T512", json=sent)
    assert changed.status_code == 200
    later = pm.get(f"{API}/schedule").json()["finish"]
    assert later > finish
    taken_back = pm.post(f"{API}/schedule/undo")
    assert taken_back.status_code == 200
    assert "task T512" in taken_back.json()["records"]
    assert pm.get(f"{API}/schedule").json()["finish"] == finish
    assert pm.post(f"{API}/schedule/undo").status_code == 200
    assert pm.get(f"{API}/schedule").json()["finish"] == later


def test_a_task_that_was_added_is_withdrawn_by_undo_and_comes_back(pm: TestClient):
    made = pm.post(f"{API}/tasks", json={"name_en": "Slip of the hand", "duration": "3d", "predecessors": "T101"})
    code = made.json()["code"]
    assert pm.post(f"{API}/schedule/undo").status_code == 200
    assert code not in rows(pm)
    assert pm.post(f"{API}/schedule/undo").status_code == 200
    assert code in rows(pm)


def test_undo_never_takes_what_somebody_else_has_changed_since(pm: TestClient, client_as: Callable[..., TestClient], sample: Programme):  # fmt: skip
    assert rearranged(pm, "up", "T703").status_code == 200
    other = client_as(Role.pm, sample)
    seen = version(other, "T703")
    assert (
        other.patch(f"{API}/tasks/T703", json={"name_en": "Mine"}, headers={"If-Match": f'"{seen}"'}).status_code == 200
    )
    refused = pm.post(f"{API}/schedule/undo")
    assert (refused.status_code, codes_of(refused)) == (409, ["CHANGED_SINCE"])
    reader = client_as(Role.executive, sample)
    assert reader.post(f"{API}/schedule/undo").status_code == 403


def test_undo_never_leaves_a_link_on_a_task_that_is_gone(pm: TestClient, client_as: Callable[..., TestClient], sample: Programme):  # fmt: skip
    code = pm.post(f"{API}/tasks", json={"name_en": "Built on", "duration": "3d"}).json()["code"]
    other = client_as(Role.pm, sample)
    assert (
        other.post(f"{API}/tasks", json={"name_en": "Next", "duration": "1d", "predecessors": code}).status_code == 201
    )
    refused = pm.post(f"{API}/schedule/undo")
    assert (refused.status_code, codes_of(refused)) == (409, ["BUILT_ON_SINCE"])
    assert code in rows(pm)


def test_the_page_offers_what_it_would_take_back(pm: TestClient):
    sent = pm.post(
        "/programmes/BCT/outline", data={"act": "down", "row": f"T704:{version(pm, 'T704')}"}, headers=SAME_SITE
    )
    assert sent.status_code == 303
    page = pm.get(sent.headers["location"]).text
    said = " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())
    assert "Undo" in said
    seen = re.search(r'name="seen" value="([^"]+)"', page)
    assert seen is not None
    stale = pm.post("/programmes/BCT/undo", data={"seen": "2026-01-01T00:00:00.000000+00:00"}, headers=SAME_SITE)
    assert stale.status_code == 409
    assert "Your last change is another by now" in stale.text
    done = pm.post("/programmes/BCT/undo", data={"seen": seen.group(1)}, headers=SAME_SITE)
    assert done.status_code == 303
    assert "Redo" in pm.get("/programmes/BCT/outline").text


def test_one_act_has_one_instant(pm: TestClient, database: Database, sample: Programme):
    assert rearranged(pm, "up", "T703", "T704", "T705").status_code == 200
    with database.transaction(writes=False) as session:
        entries = [e for e in trail(session, sample.id, limit=10)[0] if e.command == "shift_tasks"]
    assert len(entries) > 1
    assert len({e.at for e in entries}) == 1


def test_a_task_that_was_withdrawn_comes_back_with_its_links_and_who_works_on_it(pm: TestClient):
    before = pm.get(f"{API}/schedule").json()["finish"]
    working = [a["code"] for a in pm.get(f"{API}/resource-assignments?task=T512").json()["items"]]
    assert working
    gone = pm.request(
        "DELETE",
        f"{API}/tasks/T512",
        json={"reason": "a slip of the hand"},
        headers={"If-Match": f'"{version(pm, "T512")}"'},
    )
    assert gone.status_code == 200
    assert pm.get(f"{API}/resource-assignments?task=T512").json()["items"] == []
    assert pm.post(f"{API}/schedule/undo").status_code == 200
    assert pm.get(f"{API}/schedule").json()["finish"] == before
    assert [a["code"] for a in pm.get(f"{API}/resource-assignments?task=T512").json()["items"]] == working


def test_a_report_is_called_a_report_where_it_can_be_taken_back(pm: TestClient):
    report = {
        "task": "T416",
        "status_date": "2026-07-03",
        "actual_start": "2026-07-02",
        "remaining": "1d",
        "percent": 50,
    }
    code = pm.post(f"{API}/progress", json=report).json()["code"]
    said = " ".join(unescape(re.sub(r"<[^>]+>", " ", pm.get("/programmes/BCT/outline").text)).split())
    assert f"Undo Progress update {code}: Reported progress" in said


def test_the_history_says_lengths_of_work_as_they_are_typed(pm: TestClient):
    seen = {"If-Match": f'"{version(pm, "T703")}"'}
    assert pm.patch(f"{API}/tasks/T703", json={"duration": "5d"}, headers=seen).status_code == 200
    for page in ("tasks/T703", "trail"):
        said = " ".join(unescape(re.sub(r"<[^>]+>", " ", pm.get(f"/programmes/BCT/{page}").text)).split())
        assert "Duration: 3d → 5d" in said
