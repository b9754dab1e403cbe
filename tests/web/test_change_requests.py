"""Change requests and named baselines in the browser and for programs: decided on the page, carried out by a baseline, seen in the Gantt."""

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from starlette.testclient import TestClient

from governance.authority import Role
from governance.programmes import Programme
from tests.queries import counted
from tests.web.house import version_on
from web.database import Database

PAGES, API = "/programmes/BCT", "/api/v1/programmes/BCT"
WHY = "The contingency was agreed; the first baseline stays on record."


@pytest.fixture
def pm(client_as: Callable[..., TestClient], sample: Programme) -> TestClient:
    return client_as(Role.pm, sample, "PER-38")


@pytest.fixture
def sponsor(client_as: Callable[..., TestClient], sample: Programme) -> TestClient:
    return client_as(Role.sponsor, sample, "PER-01")


def texts(client: TestClient, path: str) -> str:
    answer = client.get(f"{PAGES}/{path}")
    assert answer.status_code == 200, answer.text[:2000]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.text)).split())


def sent(client: TestClient, method: str, path: str, body: dict[str, Any], of: str = "") -> Any:
    headers = {"if-match": f'"{client.get(f"{API}/{of}").json()["version"]}"'} if of else {}
    return client.request(method, f"{API}/{path}", json=body, headers=headers)


def rule(client: TestClient, code: str, **said: str) -> Any:
    page = f"{PAGES}/change-requests/{code}"
    return client.post(
        f"{page}/verdict", data={"verdict": "approved", "rationale": WHY} | said | version_on(client, page)
    )


def rebaselined(pm: TestClient, sponsor: TestClient) -> None:
    """CR-04 is assessed, approved and carried out: BL-02 is the plan as forecast on 3 July, M08 on 21 August."""
    of = "change-requests/CR-04"
    assert sent(pm, "POST", f"{of}/status", {"to": "assessed"}, of).status_code == 200
    assert rule(sponsor, "CR-04").status_code == 303
    made = pm.post(f"{PAGES}/baselines", data={"name_en": "With contingency", "change_request": "CR-04"})
    assert made.status_code == 303, made.text[:2000]


def test_a_request_shows_what_its_what_ifs_do_to_every_milestone(pm: TestClient):
    """WIF-03 lengthens T415 by 14 days, and M06 and all after it hang on T415."""
    found = pm.get(f"{API}/change-requests/CR-03/impact").json()
    (tried,) = found["what_ifs"]
    days = {code: moved["days"] for code, moved in tried["outcome"]["milestones"].items()}
    assert (tried["code"], tried["changed_since"]) == ("WIF-03", False)
    assert days == {f"M{n:02d}": 0 if n < 6 else 14 for n in range(1, 13)}
    page = texts(pm, "change-requests/CR-03")
    assert "WIF-03 The partner portal before the pilot" in page
    assert "M08 G5 pilot go-live 21 Aug 2026 +14 10 Sep 2026" in page
    assert "M05 Pilot data meets go-live thresholds 3 Jul 2026 0" in page
    assert "Nobody has tried yet what this change would do." in texts(pm, "change-requests/CR-02")


def test_a_what_if_is_attached_from_the_page_and_found_by_its_request(pm: TestClient):
    form = pm.get(f"{PAGES}/what-ifs/new?change_request=CR-04").text
    assert re.search(r'<option value="CR-04" selected', form)
    made = sent(pm, "POST", "what-ifs", {"name_en": "Shorter", "edits": "T513 -2d", "change_request": "CR-04"})
    assert made.status_code == 201, made.text
    rows = pm.get(f"{API}/what-ifs", params={"change_request": "CR-04"}).json()["items"]
    assert [row["name_en"] for row in rows] == ["Shorter"]
    assert [
        one["outcome"]["finish"]["days"] for one in pm.get(f"{API}/change-requests/CR-04/impact").json()["what_ifs"]
    ] == [-2]


def test_a_what_if_that_can_no_longer_be_tried_is_named_with_the_reason(pm: TestClient):
    done = {
        "task": "T415",
        "status_date": "2026-07-03",
        "actual_start": "2026-07-01",
        "actual_finish": "2026-07-03",
        "percent": "100",
    }
    assert sent(pm, "POST", "progress", done).status_code == 201
    assert "WIF-03 The partner portal before the pilot can no longer be tried" in texts(pm, "change-requests/CR-03")
    (tried,) = pm.get(f"{API}/change-requests/CR-03/impact").json()["what_ifs"]
    assert (tried["outcome"], tried["problems"]) == (None, ["ALREADY_FINISHED"])


def test_who_decides_does_it_on_the_page_and_who_asked_may_not(
    pm: TestClient, sponsor: TestClient, client_as: Callable[..., TestClient], sample: Programme
):
    assert "/verdict" not in pm.get(f"{PAGES}/change-requests/CR-03").text
    short = rule(sponsor, "CR-03", rationale="Because.")
    assert short.status_code == 422
    assert "The rationale has 8 characters; write at least 20" in short.text
    assert re.search(r'value="approved" checked', short.text)
    asks = client_as(Role.steering, sample, "PER-02")
    assert "You asked for this change or entered it: somebody else decides." in texts(asks, "change-requests/CR-03")
    own = rule(asks, "CR-03")
    assert own.status_code == 409
    assert "Whoever asks for a change, or enters it, does not decide about it" in own.text
    assert rule(sponsor, "CR-03", verdict="deferred").status_code == 303
    row = sponsor.get(f"{API}/change-requests/CR-03").json()
    assert (row["status"], row["approver"], row["rationale"]) == ("deferred", "PER-01", WHY)


def test_a_later_baseline_goes_the_whole_way_from_request_to_gantt(pm: TestClient, sponsor: TestClient):
    assert "Another one needs an approved change request of the type “baseline”" in texts(pm, "baselines/new")
    refused = sent(pm, "POST", "baselines", {"name_en": "Once more"})
    assert (refused.status_code, [e["code"] for e in refused.json()["errors"]]) == (409, ["BASELINE_NEEDS_CR"])
    rebaselined(pm, sponsor)
    assert pm.get(f"{API}/change-requests/CR-04").json()["status"] == "implemented"
    assert sent(pm, "PATCH", "tasks/T513", {"duration": "9d"}, "tasks/T513").status_code == 200  # 3 days more, critical

    second, first = (pm.get(f"{API}/baselines/{code}/variance").json() for code in ("BL-02", "BL-01"))
    assert (second["in_force"], first["in_force"]) == (True, False)
    assert second["milestones"]["M08"] == {"baseline": "2026-08-21", "now": "2026-08-26", "achieved": False, "days": 3}
    assert (first["milestones"]["M08"]["days"], first["finish"]["days"]) == (9, 9)
    assert second["sum"] == {"days": 18, "later": 6, "earlier": 0}  # M07 to M12
    assert "M08 G5 pilot go-live 21 Aug 2026 26 Aug 2026 +3" in texts(pm, "baselines/BL-02")

    listed = {row["code"]: row["computed"] for row in pm.get(f"{API}/milestones").json()["items"]}
    assert [listed["M08"][k] for k in ("baseline", "variance_wd", "original", "original_variance_wd")] == [
        "2026-08-21",
        3,
        "2026-08-13",
        9,
    ]
    assert "Originally agreed 13 Aug 2026" in texts(pm, "milestones/M08")
    assert "M08 G5 pilot go-live" in texts(pm, "milestones")

    assert "Hollow is the baseline BL-02 With contingency, set after the original" in texts(pm, "reports/new")

    now, then = (texts(pm, f"schedule{asked}") for asked in ("", "?baseline=BL-01"))
    assert ("3 working days after the baseline" in now, "9 working days after the baseline" in then) == (True, True)
    assert texts(pm, "schedule") == now  # drawing another one is nobody else's choice
    assert texts(pm, "schedule?baseline=BL-99") == now
    assert "BL-02 With contingency" in now


def test_with_one_baseline_nothing_is_chosen_and_nothing_is_asked_more_often(pm: TestClient, database: Database):
    page = pm.get(f"{PAGES}/schedule").text
    assert 'name="baseline"' not in page
    assert "Originally agreed" not in texts(pm, "milestones")
    assert "Originally agreed" not in texts(pm, "milestones/M08")
    with counted(database) as sent_once:
        assert pm.get(f"{PAGES}/schedule?baseline=BL-01").status_code == 200
    with counted(database) as sent_again:
        assert pm.get(f"{PAGES}/schedule").status_code == 200
    assert len(sent_once) == len(sent_again)


def test_what_leaves_for_microsoft_project_is_the_original_and_beside_it_the_one_that_counts(
    pm: TestClient, sponsor: TestClient
):
    def agreed() -> tuple[list[str], list[str], list[str]]:
        text = pm.get(f"{PAGES}/schedule/plan.xml").text
        found = re.findall(r"<Baseline>.*?</Baseline>", text, re.DOTALL)
        later = [entry for entry in found if "<Number>0<" not in entry]
        measured = re.findall("<BaselineForEarnedValue>(.*?)<", text)
        return [entry for entry in found if entry not in later], later, measured

    before, none, measured = agreed()
    assert (none, measured) == ([], ["0"])
    rebaselined(pm, sponsor)
    original, later, measured = agreed()
    assert (original, measured) == (before, ["1"])
    assert len(before) >= 108
    assert len(later) >= 108
    assert "Baselines 2" in texts(pm, "schedule/project-file")
