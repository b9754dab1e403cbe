"""A file into a register by the page: seen whole before it is written, kept for one person, written once or not at all."""

import re
from typing import Any

import pytest
from starlette.testclient import TestClient

from governance.authority import Role
from governance.programmes import Programme
from tests.builders import A_RISK, a_person, a_programme, a_risk
from web.database import Database

IMPORT = "/programmes/BCT/risks/import"


def csv(*rows: dict[str, Any]) -> bytes:
    header = list(dict.fromkeys(name for row in rows for name in row))
    return "\n".join(
        [",".join(header), *(",".join(str(row.get(name, "")) for name in header) for row in rows)]
    ).encode()


def risk(**given: Any) -> dict[str, Any]:
    return {**A_RISK, **given}


def send(client: TestClient, body: bytes, name: str = "risks.csv") -> Any:
    return client.post(IMPORT, files={"file": (name, body)})


def counts(page: str) -> list[int]:
    """New, changed, unchanged, problems."""
    return [int(n) for n in re.findall(r'class="value">(\d+)', page)]


def token(page: str) -> str:
    found = re.search(r'name="token" value="([^"]+)"', page)
    assert found, "nothing to confirm"
    return found[1]


def total(client: TestClient) -> int:
    return client.get("/api/v1/programmes/BCT/risks").json()["total"]


def test_a_file_is_previewed_then_written(client: TestClient, bct: Programme) -> None:
    preview = send(client, csv(risk(code="R01"), risk(code="R02")))
    assert (counts(preview.text), total(client)) == ([2, 0, 0, 0], 0)
    done = client.post(f"{IMPORT}/confirmation", data={"token": token(preview.text)})
    assert (done.status_code, done.headers["location"], total(client)) == (
        303,
        "/programmes/BCT/risks?done=imported",
        2,
    )


def test_a_preview_lists_every_problem_by_row_and_column_and_offers_nothing_to_confirm(
    client: TestClient, bct: Programme
) -> None:
    page = send(client, csv(risk(colour="red"), risk(probability=9, owner="PER-99"), risk(category="weather"))).text
    rows = re.findall(r'<tr><td class="num">(\d+)</td><td class="nowrap">([^<]*)</td>', page)
    assert {("1", "colour"), ("3", "probability"), ("3", "owner"), ("4", "category")} <= set(rows)
    assert 'name="token"' not in page
    assert total(client) == 0


@pytest.mark.parametrize(
    "header",
    ["code,title_en,cause_en,event_en,effect_en,category,probability,impact_adoption", "Code,Title,Cause,Event,Effect,Category,Probability,Impact on adoption",
     "CODE,Title (EN),Cause EN,Event - en,Effect English,category,PROBABILITY,impact adoption"],
)  # fmt: skip
def test_a_column_is_known_by_its_field_or_by_its_label(client: TestClient, bct: Programme, header: str) -> None:
    page = send(client, f"{header}\nR01,Title,Cause,Event,Effect,data,3,4\n".encode()).text
    assert counts(page) == [1, 0, 0, 0]


def test_a_chinese_file_in_gb18030_with_chinese_labels_is_understood(client: TestClient, bct: Programme) -> None:
    from web.i18n import speaking
    from web.words.fields import label

    with speaking("zh-CN"):
        header = ",".join(
            label(n)
            for n in ("code", "title", "cause", "event", "effect", "category", "probability", "impact_adoption")
        )
    preview = send(client, f"{header}\nR01,数据重复,三个来源,迁移重复,重复致电,data,3,4\n".encode("gb18030")).text
    client.post(f"{IMPORT}/confirmation", data={"token": token(preview)})
    assert client.get("/api/v1/programmes/BCT/risks/R01").json()["title_zh"] == "数据重复"


def test_a_column_that_stands_twice_is_named(client: TestClient, bct: Programme) -> None:
    assert "Two columns mean" in send(client, b"code,Code\nR01,R02\n").text


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_our_own_export_comes_back_unchanged(client: TestClient, database: Database, bct: Programme, form: str) -> None:
    with database.transaction(writes=True) as session:
        owner = a_person(session, bct).code
        for text in ("=1+1", "'=quoted", "+86 21", "-5", "@home", "plain, with; marks", 'two\nlines "quoted"'):
            a_risk(session, bct, title_en=text, owner=owner, notes=text, tags=["a", "b"], title_zh="中文")
    exported = client.get(f"/programmes/BCT/risks/export.{form}").content
    assert counts(send(client, exported, f"risks.{form}").text) == [0, 0, 7, 0]


def test_a_preview_is_confirmed_once_by_the_same_person_for_the_same_register(
    client_as: Any, database: Database, bct: Programme
) -> None:
    with database.transaction(writes=True) as session:
        other = a_programme(session, "XYZ")
    mine, theirs = client_as(Role.pm, bct), client_as(Role.pm)
    kept = {"token": token(send(mine, csv(risk(code="R01"))).text)}

    assert other.code == "XYZ"
    assert theirs.post(f"{IMPORT}/confirmation", data=kept).status_code == 409
    assert mine.post("/programmes/BCT/people/import/confirmation", data=kept).status_code == 409
    assert theirs.post("/programmes/XYZ/risks/import/confirmation", data=kept).status_code == 409
    assert mine.post(f"{IMPORT}/confirmation", data=kept).status_code == 303
    assert mine.post(f"{IMPORT}/confirmation", data=kept).status_code == 409
    assert total(mine) == 1


@pytest.mark.parametrize("sent", ["", "x", "../../audit.key", "a" * 5000, "..%2f..%2faudit.key", "/etc/passwd"])
def test_a_token_that_was_never_given_confirms_nothing(client: TestClient, bct: Programme, sent: str) -> None:
    assert client.post(f"{IMPORT}/confirmation", data={"token": sent}).status_code == 409


def test_what_changed_since_the_preview_stops_the_whole_file(
    client: TestClient, database: Database, bct: Programme
) -> None:
    with database.transaction(writes=True) as session:
        a_person(session, bct, code="PER-01")
    page = send(client, csv(risk(code="R01"), risk(code="R02", owner="PER-01"))).text
    client.post("/programmes/BCT/people/PER-01/withdrawal", data={"version": "1", "reason": "left the company"})

    refused = client.post(f"{IMPORT}/confirmation", data={"token": token(page)})

    assert (refused.status_code, total(client)) == (422, 0)
    assert "PER-01" in refused.text


@pytest.mark.parametrize("body", [b"", b"PK\x03\x04broken", b"%PDF-1.4", b"a\x00b", b'a\n"open', b"\xff\xfe\x00"])
def test_a_file_that_is_no_table_is_refused_with_the_form_to_try_again(
    client: TestClient, bct: Programme, body: bytes
) -> None:
    answer = send(client, body)
    assert answer.status_code == 422
    assert 'type="file"' in answer.text


def test_the_name_of_a_file_is_text_and_nothing_else(client: TestClient, bct: Programme) -> None:
    page = send(client, csv(risk(code="R01")), "../../<img src=x onerror=alert(1)>.csv").text
    assert "<img" not in page
    assert "../.." not in page


def test_nothing_chosen_is_said(client: TestClient, bct: Programme) -> None:
    assert client.post(IMPORT, data={"file": ""}).status_code == 422


@pytest.mark.parametrize("role", [r for r in Role if r is not Role.pm])
def test_who_may_not_import_risks_is_refused(client_as: Any, bct: Programme, role: Role) -> None:
    client = client_as(role, bct)
    assert client.get(IMPORT).status_code == 403
    assert send(client, csv(risk())).status_code == 403


def test_a_waiting_file_is_for_its_owner_alone_and_its_token_is_not_written_down(
    client: TestClient, database: Database, bct: Programme
) -> None:
    given = token(send(client, csv(risk())).text)
    [waiting] = (database.data_dir / "uploads").iterdir()
    assert waiting.stat().st_mode & 0o077 == 0
    assert given not in waiting.name
    assert given.encode() not in waiting.read_bytes()


# --- Rows pasted from a spreadsheet ----------------------------------------------------------------------------------


def paste(client: TestClient, text: str, plural: str = "tasks") -> Any:
    return client.post(f"/programmes/BCT/{plural}/import", files={"pasted": (None, text)})


def test_rows_pasted_without_names_are_taken_in_the_order_of_the_list(client_as: Any, sample: Programme):
    client = client_as(Role.pm, sample)
    page = paste(client, "Rehearse cutover, twice\tP6\tIT\t\t3d\tT601\nBrief the help desk\tP6\tCS\t\t2d\tT601, T602")
    assert (page.status_code, counts(page.text)) == (200, [2, 0, 0, 0])
    confirmed = client.post("/programmes/BCT/tasks/import/confirmation", data={"token": token(page.text)})
    assert confirmed.status_code == 303
    found = {
        t["name_en"]: t for t in client.get("/api/v1/programmes/BCT/tasks?size=100&q=cutover, twice").json()["items"]
    }
    task = found["Rehearse cutover, twice"]
    assert (task["phase"], task["department"], task["duration"], task["predecessors"]) == ("P6", "IT", "3d", "T601")


def test_rows_pasted_with_names_and_codes_change_what_is_there(client_as: Any, sample: Programme):
    client = client_as(Role.pm, sample)
    page = paste(client, "Code\tDuration\nT710\t6d\nT711\t4d")
    assert counts(page.text) == [0, 1, 1, 0]  # T711 lasts four days already


def test_pasted_rows_that_are_refused_stay_to_be_corrected_and_are_numbered_as_pasted(
    client_as: Any, sample: Programme
):
    client = client_as(Role.pm, sample)
    page = paste(client, "First\tP6\tIT\t\t3d\tT601\nSecond\tP6\tIT\t\t2d\tT999").text
    assert re.findall(r'<tr><td class="num">(\d+)</td><td class="nowrap">([^<]*)</td>', page) == [("2", "predecessors")]
    assert "Second\tP6\tIT\t\t2d\tT999</textarea>" in page
    assert "in the pasted rows below" in page


def test_a_line_without_tabs_is_one_cell_and_what_cannot_be_read_is_told(client_as: Any, sample: Programme):
    client = client_as(Role.pm, sample)
    page = paste(client, "Train, test and tell")  # a name with a comma; a task needs a duration
    assert counts(page.text) == [0, 0, 0, 1]
    assert "Duration" in page.text
    blank = paste(client, " \n ")
    assert blank.status_code == 422
    assert "Paste the rows first." in blank.text
