"""The report at the door: page, PDF, JSON and command line say the same; what is published stays; charts are files that can be kept."""

import io
import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

import pytest
from pypdf import PdfReader
from starlette.testclient import TestClient

from governance.authority import Role
from governance.programmes import Programme, find_programme
from milestones.snapshots import issues
from tests.conftest import Doors
from tests.milestones import small_rollout as small
from web.database import Database
from web.report_cli import report_command
from web.settings import Settings

HEADLINE = (
    "M1 Name of M1 is forecast for 20 Jul 2026, 6 working days later than the baseline; "
    "main cause: T2 Name of T2 (Information Technology); your decision on D1 is needed by 8 Jul."
)
FIGURES = ("20 Jul", "+6", "49.2", "40", "CN¥250,000", "0 of 0", "1 of 1 due")


@pytest.fixture
def rollout(small_rollout: Programme) -> Programme:
    return small_rollout


@pytest.fixture
def published(database: Database, rollout: Programme) -> Programme:
    with database.transaction(writes=True) as session:
        small.issued(session, rollout, narrative_en="Data is clean.", narrative_zh="数据已清洗。")
    return rollout


@pytest.fixture
def client(client_as: Doors, rollout: Programme) -> TestClient:
    return client_as(Role.pm, rollout)


def words_of(pdf: bytes) -> str:
    """The text of a PDF on one line."""
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages))


def text_of(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


# --- One view --------------------------------------------------------------------------------------------------------


def test_page_pdf_json_and_command_line_show_the_same_figures(client: TestClient, database: Database, tmp_path: Path):
    page = text_of(client.get("/programmes/BCT/overview").text)
    sheet = words_of(client.get("/programmes/BCT/overview.pdf").content)
    document = client.get("/api/v1/programmes/BCT/report").json()
    settings = Settings(data_dir=database.data_dir, database_url=database.url.render_as_string(hide_password=False))  # pyright: ignore
    printed = report_command(settings, "BCT", "json", "en", None, tmp_path / "r.json")
    report_command(settings, "BCT", "html", "en", None, tmp_path / "r.html")

    assert document["words"]["headline"] == HEADLINE
    assert HEADLINE in page
    assert HEADLINE in sheet
    assert HEADLINE in text_of((tmp_path / "r.html").read_text(encoding="utf-8"))
    assert str(tmp_path / "r.json") in printed
    assert json.loads((tmp_path / "r.json").read_text(encoding="utf-8")) == document
    for figure in FIGURES:
        assert figure in page, figure
        assert figure in sheet, figure


def test_the_page_as_json_is_the_document_that_programs_get(client: TestClient):
    page = client.get("/programmes/BCT/overview", headers={"accept": "application/json"}).json()
    assert page == client.get("/api/v1/programmes/BCT/report").json()


def test_an_earlier_date_is_answered_everywhere(client: TestClient):
    words = "M1 Name of M1 is forecast for 10 Jul 2026, as in the baseline."
    asked = {"as_of": "2026-06-19"}
    assert words in text_of(client.get("/programmes/BCT/overview", params=asked).text)
    assert words in words_of(client.get("/programmes/BCT/overview.pdf", params=asked).content)
    assert client.get("/api/v1/programmes/BCT/report", params=asked).json()["words"]["headline"] == words


def test_the_sentences_come_in_the_language_asked_for_and_the_facts_in_both(client: TestClient):
    english, chinese = (
        client.get("/api/v1/programmes/BCT/report", params={"lang": tag}).json() for tag in ("en", "zh-CN")
    )
    assert (english["lang"], chinese["lang"]) == ("en", "zh-CN")
    assert "比基线晚 6 个工作日" in chinese["words"]["headline"]
    assert english["report"] == chinese["report"]
    assert english["report"]["headline"]["cause"]["department"]["name"] == {
        "zh": "信息技术部",
        "en": "Information Technology",
    }


@pytest.mark.parametrize("role", list(Role))
def test_every_role_reads_the_report_and_nobody_reads_a_stakeholders_name_in_it(client_as: Doors, rollout: Programme, role: Role):  # fmt: skip
    client = client_as(role, rollout)
    page = client.get("/programmes/BCT/overview")
    assert page.status_code == 200
    for text in (page.text, client.get("/api/v1/programmes/BCT/report").text):
        assert small.SECRET not in text


def test_a_stranger_finds_no_report(client_as: Doors, rollout: Programme):
    assert client_as(None).get("/api/v1/programmes/BCT/report").status_code == 401


def test_every_figure_leads_to_the_record_it_came_from(client: TestClient):
    page = client.get("/programmes/BCT/overview").text
    for path in ("milestones/M1", "tasks/T2", "decisions/D1", "goals/G1", "risks/R1", "commitments"):
        assert f'href="/programmes/BCT/{path}"' in page, path
    links = set(re.findall(r'href="(/programmes/BCT/[^"#]+)"', page))
    broken = [link for link in sorted(links) if client.get(link.replace("&amp;", "&")).status_code != 200]
    assert broken == []


# --- PDF -------------------------------------------------------------------------------------------------------------


def test_the_pdf_is_tagged_titled_and_one_sheet_with_its_working_behind_it(client: TestClient):
    pdf = PdfReader(io.BytesIO(client.get("/programmes/BCT/overview.pdf").content))
    assert len(pdf.pages) == 2
    assert pdf.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert pdf.metadata
    assert "BCT" in (pdf.metadata.title or "")
    assert pdf.trailer["/Root"]["/Lang"] == "en-GB"
    box = pdf.pages[0].mediabox
    assert (round(float(box.width)), round(float(box.height))) == (595, 842)


def test_the_pdf_is_the_same_to_the_byte_and_only_sent_when_it_changed(client: TestClient):
    first, again = (client.get("/programmes/BCT/overview.pdf") for _ in range(2))
    assert first.content == again.content
    known = client.get("/programmes/BCT/overview.pdf", headers={"if-none-match": first.headers["etag"]})
    assert (known.status_code, known.content) == (304, b"")


def test_what_people_wrote_is_never_read_as_markup_of_the_sheet(client: TestClient):
    note = '#panic("x") *bold* $a$ <b> `code` @ref'
    answer = client.post("/programmes/BCT/reports", data={"narrative_en": note, "narrative_zh": note})
    assert answer.status_code == 303
    assert '#panic("x") *bold* $a$ <b> `code` @ref' in words_of(client.get("/programmes/BCT/reports/1.pdf").content)
    assert "<b> `code`" not in client.get("/programmes/BCT/reports/1").text


def test_asking_for_a_file_in_a_language_does_not_choose_the_language_of_the_app(client: TestClient):
    for path in ("overview.pdf", "charts/milestones.svg"):
        assert "set-cookie" not in client.get(f"/programmes/BCT/{path}", params={"lang": "zh-CN"}).headers


# --- Charts ----------------------------------------------------------------------------------------------------------


def chart_addresses(page: str) -> Iterator[str]:
    for address in re.findall(r'(?:src|srcset)="(/programmes/[^"]+\.svg[^"]*)"', page):
        yield address.replace("&amp;", "&")


def test_every_chart_that_a_page_names_is_an_svg_that_can_be_kept(client: TestClient):
    addresses = set(chart_addresses(client.get("/programmes/BCT/overview").text))
    assert len(addresses) >= 10
    for address in addresses:
        answer = client.get(address)
        assert answer.headers["content-type"] == "image/svg+xml"
        assert "immutable" in answer.headers["cache-control"]
        assert ET.fromstring(answer.text).tag.endswith("svg")  # noqa: S314 - our own drawing


def test_a_chart_known_to_the_reader_is_not_sent_again(client: TestClient):
    first = client.get("/programmes/BCT/charts/milestones.svg")
    assert first.content == client.get("/programmes/BCT/charts/milestones.svg").content
    assert (
        client.get(
            "/programmes/BCT/charts/milestones.svg", headers={"if-none-match": first.headers["etag"]}
        ).status_code
        == 304
    )


@pytest.mark.parametrize("name", ["nothing", "goal-G99", "trend"])
def test_a_chart_that_has_nothing_to_show_is_not_found(client: TestClient, name: str):
    assert client.get(f"/programmes/BCT/charts/{name}.svg", headers={"accept": "application/json"}).status_code == 404


# --- Issues ----------------------------------------------------------------------------------------------------------


def test_publishing_leads_to_the_issue_which_bears_the_note_and_the_author(client: TestClient):
    answer = client.post("/programmes/BCT/reports", data={"narrative_en": "Data is clean."})
    assert (answer.status_code, answer.headers["location"]) == (303, "/programmes/BCT/reports/1?done=published")
    page = text_of(client.get("/programmes/BCT/reports/1").text)
    assert "Issue 1" in page
    assert "Data is clean." in page
    assert HEADLINE in page


def test_a_published_report_stays_as_it_was_in_every_form(client: TestClient, database: Database, published: Programme):
    def forms() -> tuple[bytes, ...]:
        paths = ("1.pdf", "1.json", "1/charts/milestones.svg")
        return tuple(client.get(f"/programmes/BCT/reports/{path}").content for path in paths)

    before = forms()
    with database.transaction(writes=True) as session:
        programme = find_programme(session, small.NOW, "BCT")
        small.report(session, programme, "T2", small.STATUS, actual_start="2026-06-15", remaining="30d", percent="51")
    assert forms() == before
    assert HEADLINE not in text_of(client.get("/programmes/BCT/overview").text)


def test_a_preview_shows_the_note_in_the_report_and_publishes_nothing(client: TestClient, database: Database):
    page = client.post("/programmes/BCT/reports/preview", data={"narrative_en": "Only a try."})
    assert page.status_code == 200
    assert page.text.count("Only a try.") == 2  # in the field and in the report
    with database.transaction(writes=False) as session:
        assert issues(session, find_programme(session, small.NOW, "BCT").key) == []


def test_the_form_begins_with_what_was_last_reported_about_the_cause(client: TestClient):
    assert "T2 codes differ" in client.get("/programmes/BCT/reports/new").text


def test_a_refused_note_comes_back_as_it_was_typed(client: TestClient):
    typed = "x" * 1300
    answer = client.post("/programmes/BCT/reports", data={"narrative_en": typed, "narrative_zh": "数据"})
    assert answer.status_code == 422
    assert typed in answer.text
    assert "数据" in answer.text


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.pm}))
def test_only_the_manager_is_offered_to_publish_and_may(client_as: Doors, rollout: Programme, role: Role):
    client = client_as(role, rollout)
    assert "/reports/new" not in client.get("/programmes/BCT/overview").text
    assert client.get("/programmes/BCT/reports/new").status_code == 403
    assert client.post("/programmes/BCT/reports", data={}).status_code == 403


def test_the_issues_are_listed_for_people_and_for_programs(client: TestClient, published: Programme):
    page = text_of(client.get("/programmes/BCT/reports").text)
    assert "19 Jun 2026" in page
    assert "Data is clean." in page
    listed = client.get("/api/v1/programmes/BCT/reports").json()
    assert [(i["number"], i["status_date"], i["corrected_by"]) for i in listed] == [(1, "2026-06-19", None)]
    document = client.get("/api/v1/programmes/BCT/reports/1").json()
    assert document["issue"]["narrative"] == {"zh": "数据已清洗。", "en": "Data is clean."}
    assert document == client.get("/programmes/BCT/reports/1.json").json()


def test_a_corrected_issue_points_to_its_correction(client: TestClient, published: Programme):
    client.post("/programmes/BCT/reports", params={"as_of": "2026-06-19"}, data={"status_date": "2026-06-19"})
    assert "/programmes/BCT/reports/2" in client.get("/programmes/BCT/reports/1").text
    assert "corrected by issue 2" in client.get("/programmes/BCT/reports").text


def test_a_programme_without_a_plan_shows_a_page_and_refuses_to_publish(client_as: Doors, bct: Programme):
    client = client_as(Role.pm, bct)
    assert "The plan has no milestone yet." in client.get("/programmes/BCT/overview").text
    answer = client.post("/programmes/BCT/reports", data={})
    assert answer.status_code == 422
    assert "has no plan yet" in answer.text
