"""The responsibility matrix: faulty rows first, letters with names, a cell edited in its place, the matrix as a file."""

import csv
import io
import re

import pytest

from tests.builders import a_department, a_person
from tests.registers import a_deliverable, an_assignment

PAGE = "/programmes/BCT/responsibilities"


@pytest.fixture
def matrix(database, bct):
    """IT and SAL with a person each, one outside; DLV-01 clean, DLV-02 with two accountable, DLV-03 empty."""
    names = {"DLV-01": "Charter", "DLV-02": "Data", "DLV-03": "Tickets"}
    with database.transaction(writes=True) as writing:
        a_department(writing, bct, code="IT", name_en="Information Technology", licences=10)
        a_department(writing, bct, code="SAL", name_en="Sales", licences=180)
        a_department(writing, bct, code="LEG", name_en="Legal", licences=5)
        a_department(writing, bct, code="OPS", name_en="Warehouse", licences=0)
        for code, name, department in (("PER-01", "Lin", "IT"), ("PER-02", "Zhao", "SAL"), ("PER-03", "Han", "")):
            a_person(writing, bct, code=code, name_en=name, department=department)
        rows = {code: a_deliverable(writing, bct, code=code, name_en=name) for code, name in names.items()}
        for code, party, role, kind in (
            ("DLV-01", "PER-03", "A", "person"), ("DLV-01", "IT", "R", "department"),
            ("DLV-02", "PER-01", "A", "person"), ("DLV-02", "PER-02", "A", "person"), ("DLV-02", "SAL", "R", "department"),
        ):  # fmt: skip
            an_assignment(writing, bct, rows[code], party, role, kind)


def rows_of(page: str) -> list[str]:
    return re.findall(r'<tr id="row-(DLV-\d+)"', page)


def cell(page: str, place: str) -> str:
    return re.sub(r"<[^>]+>", " ", re.search(rf'<td id="cell-{place}">(.*?)</td>', page, re.S)[1]).split()


def test_faulty_rows_come_first_with_what_is_wrong_in_words(client, matrix) -> None:
    page = client.get(PAGE).text
    assert rows_of(page) == ["DLV-02", "DLV-03", "DLV-01"]
    assert "“Data” has 2 accountable (A), Lin, Zhao: keep exactly one." in page
    assert "“Tickets” has nobody at all" in page
    assert "2 faulty" in page
    assert "1 clean" in page


def test_a_departments_people_stand_in_its_column_by_name(client, matrix) -> None:
    page = client.get(PAGE).text
    assert cell(page, "DLV-02-unit-SAL") == ["A", "Zhao", "R"]
    assert cell(page, "DLV-01-unit-IT") == ["R"]
    assert cell(page, "DLV-01-unit--") == ["A", "Han"]


def test_each_party_gets_a_column_of_its_own_on_request(client, matrix) -> None:
    page = client.get(f"{PAGE}?by=person").text
    assert cell(page, "DLV-02-person-PER-02") == ["A"]
    assert cell(page, "DLV-02-department-SAL") == ["R"]


def test_a_department_that_is_touched_and_has_no_part_is_told(client, matrix) -> None:
    page = client.get(PAGE).text
    assert "Legal is touched by the rollout and has no part in any deliverable." in page
    assert "Warehouse is touched" not in page  # it has no licences


def test_only_rows_with_findings_on_request(client, matrix) -> None:
    assert rows_of(client.get(f"{PAGE}?only=faulty").text) == ["DLV-02", "DLV-03"]


def test_a_cell_is_edited_in_its_place(client, matrix) -> None:
    address = f"{PAGE}/DLV-02/cells/unit.IT"
    form = client.get(f"{address}/form").text
    assert "<html" not in form
    assert '<input type="checkbox" name="person.PER-01" value="a" aria-label="Lin: A Accountable" checked>' in form
    saved = client.post(address, data={"person.PER-01": ["r", "c"], "department.IT": "i"})
    assert (saved.status_code, saved.headers["location"]) == (303, f"{PAGE}?by=unit#row-DLV-02")
    page = client.get(PAGE).text
    assert cell(page, "DLV-02-unit-IT") == ["R", "Lin", "C", "Lin", "I"]
    assert rows_of(page) == ["DLV-03", "DLV-01", "DLV-02"]


def test_a_cell_can_be_emptied(client, matrix) -> None:
    client.post(f"{PAGE}/DLV-02/cells/unit.IT", data={})
    assert cell(client.get(PAGE).text, "DLV-02-unit-IT") == []


def test_a_cell_has_a_page_of_its_own_without_script(client, matrix) -> None:
    page = client.get(f"{PAGE}/DLV-02/cells/person.PER-02").text
    assert "<html" in page
    assert f'action="{PAGE}/DLV-02/cells/person.PER-02"' in page


@pytest.mark.parametrize("place", ["DLV-99/cells/unit.IT", "DLV-02/cells/unit.XX", "DLV-02/cells/nonsense"])
def test_what_is_no_cell_is_not_found(client, matrix, place: str) -> None:
    assert client.get(f"{PAGE}/{place}").status_code in (404, 422)


def test_a_department_lead_is_offered_the_cells_of_their_department_alone(client_as, matrix, bct) -> None:
    lead = client_as("department_lead", bct, "PER-01")
    page = lead.get(PAGE).text
    offered = set(re.findall(r'class="raci-cell" href="[^"]*/cells/([^"]+)"', page))
    assert offered == {"unit.IT"}
    assert lead.post(f"{PAGE}/DLV-03/cells/unit.IT", data={"person.PER-01": "a"}).status_code == 303
    assert lead.post(f"{PAGE}/DLV-03/cells/unit.SAL", data={"person.PER-02": "a"}).status_code == 403


def test_a_reader_sees_the_matrix_and_edits_nothing(client_as, matrix, bct) -> None:
    reader = client_as("executive", bct)
    page = reader.get(PAGE).text
    assert rows_of(page) == ["DLV-02", "DLV-03", "DLV-01"]
    assert "/cells/" not in page
    assert reader.post(f"{PAGE}/DLV-01/cells/unit.IT", data={"department.IT": "a"}).status_code == 403


def test_the_matrix_is_exported_as_it_is_seen(client, matrix) -> None:
    answer = client.get(f"{PAGE}/export.csv")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [r["code"] for r in rows] == ["DLV-01", "DLV-02", "DLV-03"]
    assert (rows[1]["SAL"], rows[1]["IT"]) == ("A Zhao; R", "A Lin")
    assert client.get(f"{PAGE}/export.xlsx").content[:2] == b"PK"


def test_the_number_of_queries_does_not_grow_with_the_matrix(client, database, bct, matrix) -> None:
    from sqlalchemy import event

    asked = []
    event.listen(database.engine, "before_cursor_execute", lambda *a: asked.append(a[2]))
    client.get(PAGE)
    few = len(asked)
    with database.transaction(writes=True) as writing:
        for n in range(12):
            an_assignment(writing, bct, a_deliverable(writing, bct), f"PER-0{n % 3 + 1}", "A")
    asked.clear()
    client.get(PAGE)
    assert len(asked) == few <= 24


def test_an_empty_matrix_says_what_belongs_there(client) -> None:
    page = client.get(PAGE).text
    assert "List what the rollout produces" in page
    assert "/programmes/BCT/deliverables/new" in page
