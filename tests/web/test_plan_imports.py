"""Plan files: what the preview says, what entering them does, and that nothing is half entered."""

import io
import json
import re
from collections.abc import Callable
from datetime import date
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from sqlmodel import select
from starlette.testclient import TestClient

from governance.authority import Role
from governance.people import Person
from governance.programmes import Programme
from milestones.register import Milestone
from plans.phases import Phase
from plans.plan import scheduled
from plans.progress import ProgressUpdate
from plans.tasks import Task
from tests import builders, source
from tests.plans.plan_records import a_task
from web.database import Database
from web.plan_cli import export_command, import_command, schedule_command
from web.settings import Settings

SAME_SITE = {"sec-fetch-site": "same-origin"}
SHARED = source.ROOT.parent / "shared" / "data" / "mspdi"

PROJECT = """<?xml version="1.0" encoding="UTF-8"?><Project xmlns="http://schemas.microsoft.com/project"><Name>Rollout</Name>
<StartDate>2026-03-02T08:00:00</StartDate><ScheduleFromStart>1</ScheduleFromStart><MinutesPerDay>480</MinutesPerDay><CalendarUID>1</CalendarUID>
<StatusDate>2026-03-06T17:00:00</StatusDate>
<Calendars><Calendar><UID>1</UID><Name>Standard</Name><IsBaseCalendar>1</IsBaseCalendar><WeekDays>{week}
<WeekDay><DayType>0</DayType><DayWorking>0</DayWorking><TimePeriod><FromDate>2026-03-09T00:00:00</FromDate><ToDate>2026-03-09T23:59:00</ToDate></TimePeriod></WeekDay>
</WeekDays></Calendar></Calendars><Tasks>
<Task><UID>1</UID><ID>1</ID><Name>Prepare</Name><OutlineLevel>1</OutlineLevel><Summary>1</Summary><Duration>PT56H0M0S</Duration></Task>
<Task><UID>2</UID><ID>2</ID><Name>需求 Requirements</Name><OutlineLevel>2</OutlineLevel><Duration>PT40H0M0S</Duration><Summary>0</Summary>
<ActualStart>2026-03-02T08:00:00</ActualStart><ActualFinish>2026-03-06T17:00:00</ActualFinish><PercentComplete>100</PercentComplete></Task>
<Task><UID>3</UID><ID>3</ID><Name>Design</Name><OutlineLevel>2</OutlineLevel><Duration>PT16H0M0S</Duration><Summary>0</Summary>
<Deadline>2026-03-31T17:00:00</Deadline><PredecessorLink><PredecessorUID>2</PredecessorUID><Type>1</Type><LinkLag>4800</LinkLag><LagFormat>7</LagFormat></PredecessorLink></Task>
<Task><UID>4</UID><ID>4</ID><Name>Ready</Name><OutlineLevel>1</OutlineLevel><Duration>PT0H0M0S</Duration><Milestone>1</Milestone><Summary>0</Summary>
<PredecessorLink><PredecessorUID>3</PredecessorUID><Type>1</Type><LinkLag>0</LinkLag><LagFormat>7</LagFormat></PredecessorLink></Task></Tasks>
<Resources><Resource><UID>1</UID><Name>Wu Tong</Name><Type>1</Type><EmailAddress>tong.wu@example.org</EmailAddress></Resource></Resources>
<Assignments><Assignment><UID>1</UID><TaskUID>3</TaskUID><ResourceUID>1</ResourceUID></Assignment></Assignments></Project>"""
DAY = "<WeekDay><DayType>{n}</DayType><DayWorking>{works}</DayWorking>{hours}</WeekDay>"
HOURS = "<WorkingTimes>" + "".join(
    f"<WorkingTime><FromTime>{a}:00:00</FromTime><ToTime>{b}:00:00</ToTime></WorkingTime>" for a, b in (("08", "12"), ("13", "17"))
) + "</WorkingTimes>"  # fmt: skip
TABLE = "编号,名称,工期,前置任务,负责人,阶段\n12,需求,5d,,张三,准备\n14,设计,3d,12FS+2d,李四,准备\n15,上线,0d,14,李四,实施\n"


def project_file() -> bytes:
    week = "".join(DAY.format(n=n, works=int(2 <= n <= 6), hours=HOURS if 2 <= n <= 6 else "") for n in range(1, 8))
    return PROJECT.format(week=week).encode()


@pytest.fixture
def settings(database: Database) -> Settings:
    return Settings(data_dir=database.data_dir, database_url=database.url.render_as_string(hide_password=False))  # pyright: ignore


@pytest.fixture
def lead(client_as: Callable[..., TestClient]) -> TestClient:
    """Who manages projects in every programme."""
    return client_as(Role.pm)


def texts(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def send(client: TestClient, path: str, name: str, body: bytes):
    return client.post(path, files={"file": (name, body)}, headers=SAME_SITE)


def token_in(html: str) -> str:
    found = re.search(r'name="token" value="([^"]+)"', html)
    assert found, texts(html)
    return found[1]


# --- A file becomes a programme --------------------------------------------------------------------------------------


def test_the_preview_says_what_a_project_file_holds(lead: TestClient):
    shown = texts(send(lead, "/imports", "rollout.xml", project_file()).text)

    for fact in ("Tasks 3", "Milestones 1", "Links 2", "Phases 1", "People 1", "Calendars 1", "Finish 12 Mar 2026"):
        assert fact in shown


def test_a_project_file_becomes_a_programme(database: Database, lead: TestClient):
    token = token_in(send(lead, "/imports", "rollout.xml", project_file()).text)

    answer = lead.post(
        "/imports/confirmation", data={"token": token, "code": "NEW", "name": "Rollout"}, headers=SAME_SITE
    )

    assert answer.headers["location"] == "/programmes/NEW/schedule?done=imported"
    with database.transaction(writes=False) as session:
        programme = session.exec(select(Programme)).one()
        tasks = {t.code: t for t in session.exec(select(Task))}
        assert (programme.start, programme.status_date, programme.committed_finish) == (
            date(2026, 3, 2),
            date(2026, 3, 6),
            date(2026, 3, 12),
        )
        assert sorted(tasks) == ["T2", "T3", "T4"]  # the outermost summary has become a phase
        assert (tasks["T2"].name_zh, tasks["T3"].name_en, tasks["T3"].duration_min, tasks["T3"].deadline) == (
            "需求 Requirements", "Design", 960, date(2026, 3, 31),
        )  # fmt: skip
        assert tasks["T3"].predecessors == "T2FS+1d"
        assert [p.name_en for p in session.exec(select(Phase))] == ["Prepare"]
        assert session.exec(select(Person.email)).all() == ["tong.wu@example.org"]
        assert session.exec(select(Milestone.code)).all() == ["T4"]
        assert [(u.status_date, u.actual_finish) for u in session.exec(select(ProgressUpdate))] == [
            (date(2026, 3, 6), date(2026, 3, 6))
        ]
        # 9 March is off; a day of lag on the 10th, two days of design on the 11th and 12th.
        assert scheduled(session, programme, programme.status_date).finish == date(2026, 3, 12)


def test_a_plan_of_which_nothing_is_done_is_read_on_the_eve_of_its_start(database: Database, lead: TestClient):
    """On its first day in the evening, what has not begun could begin the next day at the earliest: all of it a day late."""
    ahead = re.sub(rb"<(Actual|Percent|Status|Remaining)\w*>[^<]*</\w+>", b"", project_file())
    token = token_in(send(lead, "/imports", "rollout.xml", ahead).text)

    lead.post("/imports/confirmation", data={"token": token, "code": "NEW", "name": "x"}, headers=SAME_SITE)

    with database.transaction(writes=False) as session:
        programme = session.exec(select(Programme)).one()
        plan = scheduled(session, programme, programme.status_date)
        assert programme.status_date == date(2026, 3, 1)
        assert plan["T2"].start.isoformat() == "2026-03-02T08:00:00"


def test_a_plan_without_a_status_date_is_read_on_the_last_day_of_which_it_reports(database: Database, lead: TestClient):
    reported = re.sub(rb"<StatusDate>[^<]*</StatusDate>", b"", project_file())
    token = token_in(send(lead, "/imports", "rollout.xml", reported).text)

    lead.post("/imports/confirmation", data={"token": token, "code": "NEW", "name": "x"}, headers=SAME_SITE)

    with database.transaction(writes=False) as session:
        assert session.exec(select(Programme.status_date)).one() == date(2026, 3, 6)  # when requirements were finished


def test_a_file_is_confirmed_once_and_by_whoever_chose_it(lead: TestClient, client_as: Callable[..., TestClient]):
    token = token_in(send(lead, "/imports", "rollout.xml", project_file()).text)
    data = {"token": token, "code": "NEW", "name": "x"}

    other = client_as(Role.pm)
    assert other.post("/imports/confirmation", data=data, headers=SAME_SITE).status_code == 409
    assert lead.post("/imports/confirmation", data=data, headers=SAME_SITE).status_code == 303
    assert lead.post("/imports/confirmation", data=data | {"code": "NEXT"}, headers=SAME_SITE).status_code == 409


def test_a_code_that_is_taken_is_refused_and_nothing_is_written(database: Database, lead: TestClient, bct: Programme):
    token = token_in(send(lead, "/imports", "rollout.xml", project_file()).text)

    answer = lead.post("/imports/confirmation", data={"token": token, "code": "BCT"}, headers=SAME_SITE)

    assert answer.status_code == 422
    with database.transaction(writes=False) as session:
        assert session.exec(select(Task)).all() == []


@pytest.mark.parametrize(
    ("name", "body", "said"),
    [
        ("plan.xml", b"<Project>", "This is not a sound XML file"),
        (
            "plan.xml",
            b'<!DOCTYPE a [<!ENTITY x "y">]><Project>&x;</Project>',
            "it declares a document type, which is never read",
        ),
        ("plan.xml", b"<html/>", "This file is not of a kind that can be read"),
        ("plan.json", b'{"format": "other"}', "This file is not of a kind that can be read"),
        ("plan.json", b'{"start": NaN}', "This is not a sound JSON file: it is nested too deeply"),
        ("plan.csv", b"", "The file is empty"),
        ("plan.csv", b"code,name,kind,duration\nA,a,odd,1d\n", "“odd” is not one of the choices for Kind."),
        ("plan.bin", b"\x00\x01\x02", "neither CSV nor XLSX"),
    ],
)
def test_a_file_that_is_no_plan_is_refused_in_words(lead: TestClient, name: str, body: bytes, said: str):
    answer = send(lead, "/imports", name, body)

    assert answer.status_code == (200 if "odd" in said else 422)  # a table's problems stand in its preview
    assert said in texts(answer.text)


def test_a_levelling_delay_of_microsoft_project_is_kept_as_a_hold(lead: TestClient):
    """Two days of delay: not Thursday 12 March but Monday 16 March, here and there."""
    assert "Tasks are held" not in texts(send(lead, "/imports", "rollout.xml", project_file()).text)
    delayed = project_file().replace(
        b"<Deadline>2026-03-31",
        b"<LevelingDelay>9600</LevelingDelay><LevelingDelayFormat>7</LevelingDelayFormat><Deadline>2026-03-31",
    )
    shown = texts(send(lead, "/imports", "rollout.xml", delayed).text)
    assert "16 Mar 2026" in shown
    assert "Tasks are held by “not earlier than”" in shown
    assert "Microsoft Project itself" not in shown


def test_where_a_task_would_stand_on_another_day_than_there_it_is_named_with_both_ends(lead: TestClient):
    """Typed for the 5th and 6th there, before what it waits for is done; here it waits, and takes 11 and 12 March."""
    typed = project_file().replace(
        b"<Deadline>2026-03-31",
        b"<Manual>1</Manual><ManualStart>2026-03-05T08:00:00</ManualStart><ManualFinish>2026-03-06T17:00:00</ManualFinish><Deadline>2026-03-31",
    )
    shown = texts(send(lead, "/imports", "rollout.xml", typed).text)
    assert "2 of 3 tasks begin or finish on another day than in Microsoft Project" in shown
    assert "T3, T4" in shown
    assert "Microsoft Project itself would end this plan on 6 Mar 2026" in shown
    assert "ends on 12 Mar 2026" in shown


def test_work_that_is_not_done_stays_where_microsoft_project_has_it_until_the_charter_says_otherwise(
    database: Database, lead: TestClient
):
    """Two days of work beside the requirements, not begun by the 6th: on the 2nd and 3rd as planned, else after the 9th, a day off."""
    beside = b"<Task><UID>5</UID><Name>Beside</Name><OutlineLevel>1</OutlineLevel><Duration>PT16H0M0S</Duration><Summary>0</Summary></Task></Tasks>"
    token = token_in(send(lead, "/imports", "rollout.xml", project_file().replace(b"</Tasks>", beside)).text)
    lead.post("/imports/confirmation", data={"token": token, "code": "NEW", "name": "x"}, headers=SAME_SITE)

    def dates() -> tuple[date, date]:
        with database.transaction(writes=False) as session:
            programme = session.exec(select(Programme)).one()
            task = scheduled(session, programme, programme.status_date)["T5"]
            return task.start.date(), task.finish.date()

    assert dates() == (date(2026, 3, 2), date(2026, 3, 3))
    assert "Planned to be done by the status date, and not reported: 1 (T5)" in texts(
        lead.get("/programmes/NEW/schedule").text
    )
    charter = lead.get("/api/v1/programmes/NEW").json()
    assert charter["unfinished_work"] == "as_planned"
    changed = lead.patch(
        "/api/v1/programmes/NEW", json={"unfinished_work": "after_status", "version": charter["version"]}
    )
    assert changed.status_code == 200, changed.text
    assert dates() == (date(2026, 3, 10), date(2026, 3, 11))
    assert "Planned to be done by the status date" not in texts(lead.get("/programmes/NEW/schedule").text)


@pytest.mark.parametrize("role", [Role.owner, Role.executive, Role.auditor, Role.sponsor])
def test_who_opens_no_programmes_imports_none(client_as: Callable[..., TestClient], role: Role):
    client = client_as(role)

    assert client.get("/imports").status_code == 403
    assert send(client, "/imports", "x.xml", project_file()).status_code == 403


# --- A table enters a programme --------------------------------------------------------------------------------------


def test_a_table_enters_the_plan_with_links_as_people_type_them(database: Database, client: TestClient, bct: Programme):
    answer = send(client, "/programmes/BCT/plan-imports", "plan.csv", TABLE.encode("gb18030"))
    assert "3 tasks are new" in texts(answer.text)

    done = client.post(
        "/programmes/BCT/plan-imports/confirmation", data={"token": token_in(answer.text)}, headers=SAME_SITE
    )

    assert done.status_code == 303
    with database.transaction(writes=False) as session:
        tasks = {t.code: (t.name_zh, str(t.kind), t.predecessors) for t in session.exec(select(Task))}
        assert tasks == {
            "T12": ("需求", "task", None),
            "T14": ("设计", "task", "T12FS+2d"),
            "T15": ("上线", "milestone", "T14"),
        }
        assert [p.name_zh for p in session.exec(select(Phase))] == ["准备", "实施"]


def test_every_problem_of_a_table_is_shown_by_row_and_column(client: TestClient):
    body = '编号,名称,工期,前置任务,颜色\n1,需求,soon,,red\n2,设计,3d,"1,9",red\n2,,1d,,\n'
    shown = texts(send(client, "/programmes/BCT/plan-imports", "plan.csv", body.encode()).text)

    for row, column in ((2, "工期"), (3, "前置任务"), (4, "编号"), (4, "名称")):
        assert f"{row} {column}" in shown
    assert "Column “颜色”" in shown or "颜色" in shown
    assert "Write it into the plan" not in shown


def test_a_loop_in_a_table_is_named_in_the_preview(client: TestClient):
    body = "code,name,duration,predecessors\nA,a,1d,C\nB,b,1d,A\nC,c,1d,B\n"
    answer = send(client, "/programmes/BCT/plan-imports", "plan.csv", body.encode())

    assert re.search("closes a loop: ([ABC] → ){3}[ABC]", texts(answer.text))
    assert 'name="token"' not in answer.text


def test_a_workbook_is_read_like_a_table(client: TestClient):
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (
        ["code", "name", "duration", "predecessors", "start"],
        ["A", "Start here", 5, "", date(2026, 4, 1)],
        ["B", "Go on", "2w", "A", None],
    ):
        sheet.append(row)
    body = io.BytesIO()
    book.save(body)

    shown = texts(send(client, "/programmes/BCT/plan-imports", "plan.xlsx", body.getvalue()).text)

    assert "Tasks 2" in shown
    assert "Links 1" in shown


def test_known_tasks_are_changed_and_what_the_file_lacks_is_left_alone(
    database: Database, settings: Settings, tmp_path: Path
):
    with database.transaction(writes=True) as session:
        programme = builders.a_programme(session)
        a_task(session, programme, "A", "5d")
        a_task(session, programme, "B", "5d", "A")
        a_task(session, programme, "Z", "5d", "B")
    (tmp_path / "plan.csv").write_text(
        "code,name,duration,predecessors\nA,Task A,5d,\nB,Task B,8d,AFS+1d\nC,New,2d,Z\n"
    )

    told = json.loads(import_command(settings, tmp_path / "plan.csv", "BCT", False, True))

    assert (told["to_create"], told["to_change"], told["unchanged"]) == (1, 1, 1)
    with database.transaction(writes=False) as session:
        tasks = {t.code: (t.duration_min // 480, t.predecessors, t.version) for t in session.exec(select(Task))}
        assert tasks == {"A": (5, None, 1), "B": (8, "AFS+1d", 3), "C": (2, "Z", 1), "Z": (5, "B", 1)}


def test_a_table_that_would_close_a_loop_with_what_is_there_writes_nothing(
    database: Database, settings: Settings, tmp_path: Path
):
    from governance.errors import Invalid

    with database.transaction(writes=True) as session:
        programme = builders.a_programme(session)
        a_task(session, programme, "A", "5d")
        a_task(session, programme, "B", "5d", "A")
    (tmp_path / "plan.csv").write_text("code,name,duration,predecessors\nA,Task A,9d,B\n")

    with pytest.raises(Invalid, match="DEPENDENCY_CYCLE"):
        import_command(settings, tmp_path / "plan.csv", "BCT", False, False)
    with database.transaction(writes=False) as session:
        assert session.exec(select(Task.duration_min)).all() == [2400, 2400]


def test_what_a_table_has_no_column_for_stays_as_it_is(database: Database, settings: Settings, tmp_path: Path):
    with database.transaction(writes=True) as session:
        programme = builders.a_programme(session)
        a_task(session, programme, "S", "", kind="summary")
        a_task(
            session,
            programme,
            "A",
            "5d",
            parent="S",
            constraint_type="fnlt",
            constraint_on="2026-05-29",
            deadline="2026-06-05",
        )
        a_task(session, programme, "B", "5d", "A", parent="S", constraint_type="snet", constraint_on="2026-04-06")
    (tmp_path / "names.csv").write_text("code,name,duration\nS,Within,9d\nA,First,5d\nB,Second,5d\n")
    (tmp_path / "starts.csv").write_text("code,name,duration,start\nA,First,5d,\nB,Second,5d,\n")

    def held() -> dict[str, Any]:
        with database.transaction(writes=False) as session:
            tasks = session.exec(select(Task)).all()
            assert [t.parent_id and True for t in tasks] == [None, True, True]
            return {t.code: (str(t.kind), t.predecessors, t.constraint_type.upper(), t.deadline) for t in tasks}

    told = json.loads(import_command(settings, tmp_path / "names.csv", "BCT", False, True))
    assert told["to_change"] == 3  # their names
    due = date(2026, 6, 5)
    assert held() == {"S": ("summary", None, "ASAP", None), "A": ("task", None, "FNLT", due), "B": ("task", "A", "SNET", None)}  # fmt: skip

    import_command(settings, tmp_path / "starts.csv", "BCT", False, False)
    assert held() == {"S": ("summary", None, "ASAP", None), "A": ("task", None, "FNLT", due), "B": ("task", "A", "ASAP", None)}  # fmt: skip


def test_nothing_stands_in_a_task_that_holds_none(database: Database, settings: Settings, tmp_path: Path):
    with database.transaction(writes=True) as session:
        a_task(session, builders.a_programme(session), "A")
    (tmp_path / "plan.csv").write_text("code,name,duration,part of\nB,Within,5d,A\n")

    told = json.loads(import_command(settings, tmp_path / "plan.csv", "BCT", True, True))

    assert [(p["code"], p["row"]) for p in told["problems"]] == [("PARENT_NOT_SUMMARY", 2)]


# --- The command line ------------------------------------------------------------------------------------------------


def test_a_dry_run_writes_nothing(database: Database, settings: Settings, tmp_path: Path):
    (tmp_path / "rollout.xml").write_bytes(project_file())

    told = json.loads(import_command(settings, tmp_path / "rollout.xml", None, True, True))

    assert (told["programme"], told["tasks"], told["links"], told["finish"], told["written"]) == (
        "ROLLOUT",
        3,
        2,
        "2026-03-12",
        False,
    )
    with database.transaction(writes=False) as session:
        assert session.exec(select(Programme)).all() == []


def test_a_table_without_any_date_asks_for_a_programme(settings: Settings, tmp_path: Path):
    from governance.errors import Invalid

    (tmp_path / "plan.csv").write_text(TABLE)

    with pytest.raises(Invalid, match="START_UNKNOWN"):
        import_command(settings, tmp_path / "plan.csv", None, False, False)


@pytest.mark.parametrize("form", ["json", "csv", "xlsx"])
def test_an_exported_plan_comes_back_with_the_same_finish(settings: Settings, tmp_path: Path, form: str):
    (tmp_path / "rollout.xml").write_bytes(project_file())
    import_command(settings, tmp_path / "rollout.xml", "ONE", False, False)

    export_command(settings, "ONE", form, tmp_path / f"out.{form}")
    told = json.loads(import_command(settings, tmp_path / f"out.{form}", "ONE", True, True))

    assert (told["tasks"], told["links"], told["problems"]) == (3, 2, [])
    assert (told["to_create"], told["to_change"], told["unchanged"]) == (0, 0, 3)


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_table_keeps_summaries_constraints_and_levels_of_effort(
    database: Database, settings: Settings, tmp_path: Path, form: str
):
    with database.transaction(writes=True) as session:
        programme = builders.a_programme(session)
        a_task(session, programme, "S", "", kind="summary")
        a_task(session, programme, "S2", "", kind="summary", parent="S")
        a_task(session, programme, "A", "5d", parent="S2", constraint_type="fnlt", constraint_on="2026-05-29")
        a_task(session, programme, "B", "2d", "A", parent="S", constraint_type="alap")
        a_task(session, programme, "L", "8d", kind="loe", constraint_type="snet", constraint_on="2026-04-06")
    export_command(settings, "BCT", form, tmp_path / f"out.{form}")

    again = json.loads(import_command(settings, tmp_path / f"out.{form}", "BCT", True, True))
    assert (again["problems"], again["to_change"], again["unchanged"]) == ([], 0, 5)

    import_command(settings, tmp_path / f"out.{form}", "NEW", False, False)
    with database.transaction(writes=False) as session:
        new = session.exec(select(Programme).where(Programme.code == "NEW")).one()
        tasks = {t.id: t for t in session.exec(select(Task).where(Task.programme_id == new.id))}
        kept = {t.code: (str(t.kind), p.code if (p := tasks.get(t.parent_id)) else "", str(t.constraint_type)) for t in tasks.values()}  # fmt: skip
    assert kept == {
        "S": ("summary", "", "asap"), "S2": ("summary", "S", "asap"), "A": ("task", "S2", "fnlt"), "B": ("task", "S", "alap"), "L": ("loe", "", "snet"),
    }  # fmt: skip


def test_a_schedule_of_a_file_needs_no_database(tmp_path: Path):
    (tmp_path / "rollout.xml").write_bytes(project_file())
    nowhere = Settings(data_dir=tmp_path / "absent")  # pyright: ignore

    found = json.loads(schedule_command(nowhere, str(tmp_path / "rollout.xml"), None, False, True))

    assert (found["finish"], sorted(found["tasks"])) == ("2026-03-12T17:00:00", ["1", "2", "3", "4"])
    assert not (tmp_path / "absent").exists()


def test_a_schedule_is_told_in_text_too(settings: Settings, tmp_path: Path):
    (tmp_path / "rollout.xml").write_bytes(project_file())
    import_command(settings, tmp_path / "rollout.xml", "ONE", False, False)

    told = schedule_command(settings, "one", date(2026, 3, 6), True, False)

    assert re.search(r"^T3 +2026-03-11 2026-03-12 +0 critical Design$", told, re.MULTILINE)
    assert told.endswith("Finish 2026-03-12 17:00")


@pytest.mark.skipif(not SHARED.is_dir(), reason="the real Microsoft Project files are not beside this checkout")
@pytest.mark.parametrize("path", sorted(SHARED.glob("*/m*.xml")), ids=lambda p: f"{p.parent.name}-{p.stem}")
def test_a_real_project_file_enters_as_its_preview_says(settings: Settings, path: Path):
    told = json.loads(import_command(settings, path, "REAL", False, True))

    again = json.loads(import_command(settings, path, "REAL", True, True))
    assert (again["to_create"], again["to_change"]) == (0, 0)
    computed = json.loads(schedule_command(settings, "REAL", None, False, True))
    assert told["tasks"] <= len(computed["tasks"])
