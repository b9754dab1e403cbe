"""Decisions in the browser: what waits above the list, choosing an option on the page."""

import re

from tests.registers import a_decision
from tests.web.house import version_on

REASON = "East China has the most users and the best prepared managers."


def test_what_waits_stands_above_the_list_the_most_urgent_first(client, database, bct) -> None:
    with database.transaction(writes=True) as writing:
        a_decision(writing, bct, code="DEC-01", needed_by="2026-07-20", cost_of_waiting_wd="1")
        a_decision(writing, bct, code="DEC-02", needed_by="2026-07-02", cost_of_waiting_wd="3")
    page = client.get("/programmes/BCT/decisions").text
    waiting = page[page.index("waiting-list") : page.index('id="results"')]
    assert re.findall(r"DEC-\d+(?=</span>)", waiting) == ["DEC-02", "DEC-01"]
    assert "needed by 2 Jul 2026, overdue" in waiting
    assert "needed by 20 Jul 2026, in 17 days" in waiting
    assert "waiting costs 3 working days" in waiting


def test_whoever_decides_chooses_an_option_and_says_why(client_as, database, bct) -> None:
    with database.transaction(writes=True) as writing:
        a_decision(writing, bct, code="DEC-01", options="East, the larger;South")
    sponsor, address = client_as("sponsor", bct), "/programmes/BCT/decisions/DEC-01/verdict"
    assert address in sponsor.get("/programmes/BCT/decisions/DEC-01").text
    seen = version_on(sponsor, "/programmes/BCT/decisions/DEC-01")
    short = sponsor.post(address, data={"chosen": "South", "rationale": "Because."} | seen)
    assert short.status_code == 422
    assert "The rationale has 8 characters; write at least 20" in short.text
    assert re.search(r'value="South" checked', short.text)
    assert "Because." in short.text
    assert sponsor.post(address, data={"chosen": "East, the larger", "rationale": REASON} | seen).status_code == 303
    page = sponsor.get("/programmes/BCT/decisions/DEC-01").text
    assert re.search(r'class="chosen">East, the larger', page)
    assert address not in page


def test_the_manager_raises_a_decision_but_is_not_offered_the_choice(client, database, bct) -> None:
    with database.transaction(writes=True) as writing:
        a_decision(writing, bct, code="DEC-01")
    page = client.get("/programmes/BCT/decisions/DEC-01").text
    assert "/verdict" not in page
    assert "East" in page
    answer = client.post("/programmes/BCT/decisions/DEC-01/verdict", data={"chosen": "East", "rationale": REASON})
    assert answer.status_code == 403
