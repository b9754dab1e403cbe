"""Plans of other programs, read by MPXJ in a process of its own; and MPXJ as a second reader of what is written here."""

import io
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from governance.authority import Role
from governance.errors import Busy, Invalid
from governance.programmes import Programme
from plans.calendar import WorkCalendar, standard_calendar
from plans.draft_imported import draft_of_imported
from plans.exchange.mspdi import read_mspdi
from plans.exchange.mspdi_calendars_out import same_hours
from plans.exchange.mspdi_out import write_mspdi
from plans.exchange.outgoing_plan import outgoing_network
from plans.network import Activity, Constraint, ConstraintType, LagCalendar, Link, LinkType, Network
from plans.schedule import schedule
from web import foreign_plans
from web.foreign_plans import is_foreign, turned
from web.plan_files import read_draft, schedule_of

NEEDS_EXTRA = pytest.mark.skipif(not foreign_plans.is_installed(), reason="the extra mpp is not installed")
SQLITE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
START = datetime(2026, 3, 2, 8)
OFFICE = standard_calendar()
CHINA = WorkCalendar("China", OFFICE.week, dict.fromkeys([date(2026, 3, 6)], ()) | {date(2026, 3, 7): OFFICE.week[0]})

GANTT_PROJECT = b"""<?xml version="1.0" encoding="UTF-8"?><project name="Rollout" company="" webLink="" view-date="2026-03-02" view-index="0"
 gantt-divider-location="300" resource-divider-location="300" version="3.2" locale="en"><description/><view id="gantt-chart"/>
 <calendars base-id="none"><day-types><day-type id="0"/><day-type id="1"/>
 <default-week id="1" name="default" sun="1" mon="0" tue="0" wed="0" thu="0" fri="0" sat="1"/></day-types></calendars>
 <tasks empty-milestones="true"><taskproperties/>
 <task id="1" name="Draft" meeting="false" start="2026-03-02" duration="2" complete="0" expand="true">
 <depend id="2" type="2" difference="0" hardness="Strong"/></task>
 <task id="2" name="Review" meeting="false" start="2026-03-04" duration="1" complete="0" expand="true"/></tasks>
 <resources/><allocations/><vacations/><roles roleset-name="Default"/></project>"""


def network() -> Network:
    activities = (
        Activity("S", "Stage", is_summary=True),
        Activity("A", "数据清洗 <&>", 960, parent="S", actual_start=START, remaining_min=480),
        Activity("B", "Review", 480, constraint=Constraint(ConstraintType.SNET, datetime(2026, 3, 9, 8))),
        Activity("C", "Build", 2400, deadline=datetime(2026, 4, 30, 17)),
        Activity("M", "Go-live", 0),
    )
    links = (Link("A", "B", LinkType.SS, 960), Link("B", "C", LinkType.FF, 1440, LagCalendar.elapsed), Link("C", "M", LinkType.FS, -480))  # fmt: skip
    return Network(START, {"China": CHINA}, "China", activities, links)


def project_file() -> bytes:
    return write_mspdi(outgoing_network(schedule(network()), "Rollout"))


def refused(problem: str, name: str, body: bytes) -> None:
    with pytest.raises(Invalid) as caught:
        turned(name, body)
    assert [p.code for p in caught.value.problems] == [problem]


# --- What must be turned first ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "body", "foreign"),
    [
        ("Rollout.MPP", b"\xd0\xcf\x11\xe0", True),
        ("plan.txt", b"ERMHDR\t20.12\t2026-11-22", True),
        ("plan.txt", b"MPX,Microsoft Project,4.0", True),
        ("p6.xml", b'<?xml version="1.0"?>\n<APIBusinessObjects xmlns="x">', True),
        ("table.xls", b"\xd0\xcf\x11\xe0", False),
        ("plan.xml", b'<Project xmlns="http://schemas.microsoft.com/project">', False),
        ("plan.json", b'{"format": "steerboard-plan/1"}', False),
        ("tasks.csv", b"code,name,duration", False),
    ],
)
def test_a_file_is_known_by_its_name_or_its_beginning(name: str, body: bytes, foreign: bool):
    assert is_foreign(name, body) is foreign


def test_without_the_extra_the_reader_is_told_what_to_ask_for(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(foreign_plans, "find_spec", lambda _name: None)
    refused("EXTRA_MISSING", "plan.mpp", b"\xd0\xcf\x11\xe0")


# --- Whoever reads ----------------------------------------------------------------------------------------------------

# The child's own work, file after file in one Java machine: a start takes longer than any file here.
STANDING = """
import os, sys
sys.path.insert(0, sys.argv[1])
from foreign_plan_child import bound, start, turn
import jpype
bound(600)
start()
forms, writer = jpype.JClass("org.mpxj.writer.FileFormat"), jpype.JClass("org.mpxj.writer.UniversalProjectWriter")
for line in sys.stdin:
    form, given, made = line.rstrip().split(chr(9))
    if form:
        writer(getattr(forms, form)).write(jpype.JClass("org.mpxj.reader.UniversalProjectReader")().read(given), made)
    print("ended", 0 if form else turn(given, made), flush=True)
os._exit(0)
"""


class Standing:
    """A child that stays: it reads one file after another as the app's child reads its one."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process

    def asked(self, form: str, given: Path, made: Path) -> int:
        """How the child would have ended, which wrote `given` in another program's form, or as the app has it for none."""
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(f"{form}\t{given}\t{made}\n")
        self.process.stdin.flush()
        return int(next(line for line in self.process.stdout if line.startswith("ended ")).split()[1])


@pytest.fixture(scope="module")
def standing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Standing]:
    command = [sys.executable, "-I", "-c", STANDING, str(Path(foreign_plans.__file__).parent)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, cwd=tmp_path_factory.mktemp("standing")
    ) as process:  # fmt: skip
        yield Standing(process)


@pytest.fixture
def at_once(standing: Standing, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files are read by the child that stays. Without this fixture a test has the app's own, a new one for each file."""
    monkeypatch.setattr(foreign_plans, "_run", lambda _folder, given, made: standing.asked("", given, made))


# --- The second reader ------------------------------------------------------------------------------------------------


@NEEDS_EXTRA
def test_another_reader_finds_the_same_plan_in_what_is_written_here():
    body = project_file()
    before, after = read_mspdi(body), read_mspdi(turned("plan.xml", body))
    assert after.network.start == before.network.start
    assert set(after.network.links) == set(before.network.links)
    for a in before.network.activities:
        b = after.network.activity(a.id)
        assert (b.name, b.constraint, b.deadline, b.parent, b.is_summary) == (
            a.name,
            a.constraint,
            a.deadline,
            a.parent,
            a.is_summary,
        )
        assert (b.actual_start, b.remaining_min) == (a.actual_start, a.remaining_min)
        assert a.is_summary or b.duration_min == a.duration_min
        assert same_hours(after.network.calendar_of(b), before.network.calendar_of(a))
    assert [t.code for t in draft_of_imported(after).tasks] == ["S", "A", "B", "C", "M"]


# --- Other programs' files --------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def saved(standing: Standing, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], bytes]:
    """A small plan as other programs save it: two tasks, one after the other with two days between, and a milestone."""
    folder = tmp_path_factory.mktemp("saved")
    tasks = (Activity("A", "Draft", 960), Activity("B", "Review", 480), Activity("M", "Done", 0))
    plan = Network(START, {"Standard": OFFICE}, "Standard", tasks, (Link("A", "B", lag_min=960), Link("B", "M")))
    (folder / "given.xml").write_bytes(write_mspdi(outgoing_network(schedule(plan), "Rollout")))
    for form in ("MPX", "XER", "PMXML", "PLANNER"):
        assert standing.asked(form, folder / "given.xml", folder / f"plan.{form.lower()}") == 0
    return lambda kind: (folder / f"plan.{kind}").read_bytes()


@NEEDS_EXTRA
@pytest.mark.parametrize(
    ("kind", "lag"),
    [("mpx", 960), ("xer", 960), ("pmxml", 960), ("planner", 63 * 60)],  # Planner counts a lag around the clock
)
def test_a_plan_of_another_program_comes_in(saved: Callable[[str], bytes], at_once: None, kind: str, lag: int):
    draft = read_draft(f"rollout.{kind}", saved(kind))
    tasks = {t.name_en: t for t in draft.tasks if t.kind != "summary"}
    assert {name: (t.duration_min, str(t.kind)) for name, t in tasks.items()} == {
        "Draft": (960, "task"), "Review": (480, "task"), "Done": (0, "milestone"),
    }  # fmt: skip
    names = {t.code: t.name_en for t in draft.tasks}
    links = {(names[x.source], names[x.target], str(x.type), x.lag_min) for x in draft.links}
    assert links == {("Draft", "Review", "FS", lag), ("Review", "Done", "FS", 0)}
    computed = schedule_of(f"rollout.{kind}", saved(kind), None, True)
    # Monday and Tuesday, two days between, then Friday.
    assert computed.finish == datetime(2026, 3, 6, 17)


@NEEDS_EXTRA
def test_a_plan_of_ganttproject_comes_in(at_once: None):
    draft = read_draft("rollout.gan", GANTT_PROJECT)
    assert [(t.name_en, t.duration_min) for t in draft.tasks] == [("Draft", 960), ("Review", 480)]
    assert [(x.source, x.target, str(x.type)) for x in draft.links] == [
        (draft.tasks[0].code, draft.tasks[1].code, "FS")
    ]


# --- Hostile and broken files -----------------------------------------------------------------------------------------


@NEEDS_EXTRA
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_never_reach_the_library(encoding: str):
    bomb = '<?xml version="1.0"?><!DOCTYPE p [<!ENTITY a SYSTEM "file:///etc/hostname">]><project name="&a;"/>'
    for name in ("plan.gan", "plan.pmxml", "plan.planner"):
        refused("NOT_XML", name, bomb.encode(encoding))


@NEEDS_EXTRA
@pytest.mark.parametrize(
    "body",
    [b"", b"not a plan at all", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 4096, b"ERMHDR\t20.12\n%T\tTASK\n%R\t1"],
)
def test_what_is_no_plan_is_refused_in_words(at_once: None, body: bytes):
    refused("NOT_A_PLAN_FILE", "plan.mpp", body)


@NEEDS_EXTRA
def test_a_file_that_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(foreign_plans, "SECONDS", 0)
    refused("PLAN_FILE_TOO_HEAVY", "plan.mpx", b"MPX,Microsoft Project,4.0")


@NEEDS_EXTRA
def test_one_file_is_read_at_a_time(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(foreign_plans, "PATIENCE", 0.01)
    with foreign_plans._one_at_a_time, pytest.raises(Busy):
        turned("plan.mpx", b"MPX,Microsoft Project,4.0")
    refused("NOT_A_PLAN_FILE", "plan.mpp", b"not a plan")


# --- On the page ------------------------------------------------------------------------------------------------------


def sent(client: TestClient, path: str, name: str, body: bytes) -> Any:
    return client.post(path, files={"file": (name, io.BytesIO(body))})


@SQLITE
@NEEDS_EXTRA
def test_the_preview_shows_what_it_holds_and_why_it_does_not(
    saved: Callable[[str], bytes], at_once: None, bct: Programme, client_as: Callable[..., TestClient]
):
    client = client_as(Role.pm)
    for path in ("/imports", "/programmes/BCT/plan-imports"):
        page = sent(client, path, "rollout.xer", saved("xer"))
        assert page.status_code == 200
        assert 'name="token"' in page.text
        broken = sent(client, path, "rollout.mpp", b"not a plan")
        assert broken.status_code == 422
        assert "rollout.mpp is no plan that can be read" in broken.text
        assert f'action="{path}"' in broken.text


@SQLITE
def test_who_may_not_plan_has_no_file_turned(bct: Programme, client_as: Callable[..., TestClient], monkeypatch: pytest.MonkeyPatch):  # fmt: skip
    monkeypatch.setattr(foreign_plans, "find_spec", lambda _name: None)
    assert sent(client_as(Role.pm, bct), "/programmes/BCT/plan-imports", "a.mpp", b"x").status_code == 422
    assert sent(client_as(Role.executive, bct), "/programmes/BCT/plan-imports", "a.mpp", b"x").status_code == 403
    nobody = sent(client_as(None), "/programmes/BCT/plan-imports", "a.mpp", b"x")
    assert (nobody.status_code, nobody.headers.get("location", "")[:8]) in ((303, "/sign-in"), (401, ""))
