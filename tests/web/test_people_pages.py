"""Stakeholders and sponsors in the browser: the grid, its figures, who may see it; promises and marking them kept."""

import re
from xml.etree import ElementTree

import pytest

from stakeholders.commitments import CommitmentStatus
from stakeholders.engagement import Stance
from tests.builders import a_person
from tests.registers import a_commitment, a_sponsor, a_stakeholder
from tests.web.house import version_on
from web.charts.influence_interest import GridWords, Standing, grid, shortened, text_width

WORDS = GridWords("Influence", "Interest", "The grid", ("satisfied", "closely", "monitor", "informed"))


def standing(
    code: str, name: str, influence: int = 4, interest: int = 5, current: str = "neutral", desired: str = "leading"
) -> Standing:
    return Standing(code, name, influence, interest, Stance(current), Stance(desired), f"/s/{code}", name)


def boxes(drawn: str) -> list[tuple[float, float, float, float]]:
    """Left, top, right, bottom of every name with its ladder."""
    hits = [e for e in ElementTree.fromstring(drawn).iter() if e.get("class") == "hit"]  # noqa: S314 - our own drawing
    return [
        (x, y, x + w, y + h)
        for x, y, w, h in ((float(e.get(k) or 0) for k in ("x", "y", "width", "height")) for e in hits)
    ]


def test_no_two_names_overlap_however_many_stand_in_one_place() -> None:
    drawn = grid([standing(f"S{n:02}", f"资深销售代表组 {n}", 1 + n % 5, 1 + n % 3) for n in range(60)], WORDS)
    placed = boxes(drawn)
    assert len(placed) == 60
    for n, (left, top, right, bottom) in enumerate(placed):
        for other in placed[n + 1 :]:
            apart = right <= other[0] or other[2] <= left or bottom <= other[1] or other[3] <= top
            assert apart


def test_every_name_stays_inside_the_drawing() -> None:
    drawn = grid([standing("S01", "A very long name of a committee that nobody can remember at all", 5, 5)], WORDS)
    _, _, width, height = map(float, ElementTree.fromstring(drawn).get("viewBox", "").split())  # noqa: S314 - our own drawing
    assert all(
        left >= 0 and right <= width and top >= 0 and bottom <= height for left, top, right, bottom in boxes(drawn)
    )
    assert "…" in drawn


def test_more_influence_is_higher_and_more_interest_further_right() -> None:
    low, high = boxes(grid([standing("S01", "a", 2, 2)], WORDS))[0], boxes(grid([standing("S01", "a", 5, 4)], WORDS))[0]
    assert high[1] < low[1]
    assert high[0] > low[0]


def test_the_ladder_goes_from_where_they_stand_to_where_they_are_needed() -> None:
    tree = ElementTree.fromstring(grid([standing("S01", "a", current="resistant", desired="supportive")], WORDS))  # noqa: S314 - our own drawing
    at = {e.get("class"): float(e.get("cx") or 0) for e in tree.iter() if e.tag == "circle"}
    rungs = [float((e.get("d") or "M0 0").split()[0][1:]) for e in tree.iter() if e.get("class") == "rung"]
    assert [rungs.index(at["current"]), rungs.index(at["desired"])] == [1, 3]


def test_what_people_are_called_is_escaped() -> None:
    drawn = grid([standing("S01", "<script>alert(1)</script> & co")], WORDS)
    assert "<script>" not in drawn
    ElementTree.fromstring(drawn)  # noqa: S314 - our own drawing


@pytest.mark.parametrize("name", ["总经理", "Sales Manager East China", "资深销售代表组 (East)"])
def test_a_name_is_cut_only_where_it_does_not_fit(name: str) -> None:
    assert shortened(name, text_width(name)) == name
    cut = shortened(name, text_width(name) - 1)
    assert cut.endswith("…")
    assert text_width(cut) <= text_width(name)


# --- Pages -----------------------------------------------------------------------------------------------------------


def test_the_grid_shows_support_gaps_and_whom_to_begin_with(client, database, bct) -> None:
    with database.transaction(writes=True) as writing:
        for name, influence, current, desired in (
            ("Chief", 5, "leading", "leading"), ("Deputy", 5, "supportive", "leading"), ("Sales", 4, "neutral", "supportive"),
            ("Union", 4, "resistant", "supportive"), ("Service", 3, "supportive", "supportive"), ("Agents", 2, "neutral", "supportive"),
        ):  # fmt: skip
            a_stakeholder(writing, bct, name_en=name, influence=influence, current=current, desired=desired)
    page = client.get("/programmes/BCT/stakeholders").text
    assert "0.22" in page  # 5 ÷ 23
    assert "4 of 6" in page
    assert re.search(r"First:.*?Union.*?\(8\)", page, re.S)
    assert "stance-grid" in page


@pytest.mark.parametrize("role", ["owner", "department_lead", "steering", "executive", "auditor", "admin"])
def test_stakeholders_do_not_exist_for_who_may_not_read_about_them(client_as, database, bct, role: str) -> None:
    with database.transaction(writes=True) as writing:
        a_stakeholder(writing, bct, code="S-01", name_en="Secretly resistant")
    reader = client_as(role, bct)
    for path in ("stakeholders", "stakeholders/S-01", "stakeholders/export.csv", "stakeholders/export.xlsx"):
        assert reader.get(f"/programmes/BCT/{path}").status_code == 404
    assert "/stakeholders" not in reader.get("/programmes/BCT/goals").text


def test_an_empty_register_draws_no_grid(client) -> None:
    page = client.get("/programmes/BCT/stakeholders").text
    assert "stance-grid" not in page
    assert "Add stakeholder" in page


@pytest.fixture
def promises(database, bct):
    with database.transaction(writes=True) as writing:
        mine, other = a_person(writing, bct, name_en="Han"), a_person(writing, bct, name_en="Zhou")
        first, second = a_sponsor(writing, bct, mine.code), a_sponsor(writing, bct, other.code, level="executive")
        a_commitment(writing, bct, first, code="COM-01", due="2026-07-10")
        a_commitment(writing, bct, second, code="COM-02", due="2026-07-02")
    return mine.code


def test_a_sponsor_marks_a_promise_kept_with_one_button(client_as, bct, promises) -> None:
    sponsor = client_as("sponsor", bct, promises)
    page = sponsor.get("/programmes/BCT/commitments").text
    assert re.findall(r'action="[^"]*/(COM-\d+)/fulfilment"', page) == ["COM-01"]
    assert "0 of 1" in page
    kept = version_on(sponsor, "/programmes/BCT/commitments") | {"done_on": "2026-07-03"}
    assert sponsor.post("/programmes/BCT/commitments/COM-01/fulfilment", data=kept).status_code == 303
    assert sponsor.get("/programmes/BCT/commitments?status=kept").text.count('data-href="') == 1
    assert sponsor.post("/programmes/BCT/commitments/COM-02/fulfilment", data={}).status_code == 403


def test_a_day_that_has_not_been_is_refused_on_the_same_page_with_what_was_typed(client_as, bct, promises) -> None:
    sponsor = client_as("sponsor", bct, promises)
    seen = version_on(sponsor, "/programmes/BCT/commitments/COM-01")
    typed = {"done_on": "2026-07-09", "evidence": "Seen by all"}
    answer = sponsor.post("/programmes/BCT/commitments/COM-01/fulfilment", data=typed | seen)
    assert answer.status_code == 422
    assert "lies after the status date" in answer.text
    assert "Seen by all" in answer.text


def test_the_programme_is_told_that_it_lacks_a_primary_sponsor_or_a_promise(client, database, bct) -> None:
    assert "No active primary sponsor is named" in client.get("/programmes/BCT/sponsors").text
    with database.transaction(writes=True) as writing:
        sponsor = a_sponsor(writing, bct, a_person(writing, bct).code)
        for month in ("03", "04", "06", "07"):
            a_commitment(writing, bct, sponsor, due=f"2026-{month}-20")
    page = client.get("/programmes/BCT/sponsors").text
    assert "nothing was promised for 2026-05." in page
    assert str(CommitmentStatus.promised) in page.lower()
