"""The sample rollout's files fit together: codes, languages, sums, people. No app is needed to know it."""

import re
import unicodedata
from collections import Counter

import pytest

from tests.sample.sample_files import (
    FOLDER,
    REGISTERS,
    codes,
    day,
    document,
    duration,
    links,
    parts,
    rows,
    status_date,
    working_days,
)

# column -> register of the code it holds; lists are parted by semicolons
REFERENCES = {
    "departments": {"head": "people"},
    "people": {"department": "departments"},
    "phases": {"gate": "milestones"},
    "waves": {"departments": "departments", "go_live": "milestones"},
    "tasks": {"phase": "phases", "wave": "waves", "department": "departments", "owner": "people"},
    "milestones": {"code": "tasks", "goals": "goals", "owner": "people"},
    "progress": {"task": "tasks"},
    "goals": {"owner": "people", "participants": "departments", "milestones": "milestones"},
    "measurements": {"goal": "goals"},
    "decisions": {"owner": "people", "milestones": "milestones"},
    "stakeholders": {"person": "people", "department": "departments", "assessed_by": "people", "owner": "people"},
    "sponsors": {"person": "people", "department": "departments"},
    "commitments": {"sponsor": "sponsors"},
    "deliverables": {"phase": "phases"},
    "assignments": {"deliverable": "deliverables"},
    "risks": {"owner": "people", "tasks": "tasks"},
    "responses": {"risk": "risks", "owner": "people"},
    "change_requests": {"requester": "people", "approver": "people", "decision": "decisions"},
    "what_ifs": {"decision": "decisions", "change_request": "change_requests"},
    "freeze_windows": {"departments": "departments"},
    "reviews": {"chair": "people"},
    "absences": {"person": "people"},
    "update_requests": {"person": "people", "tasks": "tasks"},
    "resource_assignments": {"task": "tasks", "person": "people", "department": "departments"},
}
REQUIRED_NAMES = (
    "name",
    "title",
    "statement",
    "question",
    "text",
    "action",
    "cause",
    "event",
    "effect",
    "duties",
    "benefit",
    "strategy",
)


def test_every_file_is_a_register_and_every_register_has_its_file():
    # Beside the registers: the dates for which a report was published.
    assert {p.stem for p in FOLDER.glob("*.csv")} == {*REGISTERS, "reports"}
    assert {p.stem for p in FOLDER.glob("*.json")} == {"programme", "users"}


@pytest.mark.parametrize("register", REGISTERS)
def test_rows_are_whole_and_their_codes_well_formed_and_unique(register: str):
    for row in rows(register):
        assert None not in row, f"more cells than columns: {row}"
        assert None not in row.values(), f"fewer cells than columns: {row}"
        assert all(v == v.strip() for v in row.values()), row
        assert re.fullmatch(r"[A-Z][A-Z0-9]{0,7}(-?\d{1,5})?", row["code"])
    assert len(codes(register)) == len(rows(register)) > 0


@pytest.mark.parametrize("register", REGISTERS)
def test_every_reference_names_a_row_of_another_file(register: str):
    for row in rows(register):
        for column, target in REFERENCES.get(register, {}).items():
            assert set(parts(row[column])) <= codes(target), (register, row["code"], column)


def test_assignments_name_people_and_departments_by_their_kind():
    for row in rows("assignments"):
        assert row["party"] in codes("people" if row["party_kind"] == "person" else "departments"), row


@pytest.mark.parametrize("register", REGISTERS)
def test_bilingual_texts_come_in_both_languages(register: str):
    for row in rows(register):
        for zh in (c for c in row if c.endswith("_zh")):
            base = zh.removesuffix("_zh")
            chinese, english = row[zh], row[f"{base}_en"]
            assert bool(chinese) == bool(english), (row["code"], base)
            if base in REQUIRED_NAMES:
                assert re.search("[\u4e00-\u9fff]", chinese), (row["code"], base)
                assert not re.search("[\u3000-\u9fff\uff00-\uffef]", english), (row["code"], base)


@pytest.mark.parametrize("register", REGISTERS)
def test_names_are_written_as_they_will_be_stored(register: str):
    for row in rows(register):
        for column in (c for c in row if c.startswith(("name_", "title_", "kpi_"))):
            assert unicodedata.normalize("NFKC", row[column]) == row[column], (row["code"], column)


def test_96_tasks_and_12_milestones_stand_in_seven_phases():
    kinds = Counter(t["kind"] for t in rows("tasks"))
    assert kinds == {"task": 96, "milestone": 12}
    assert Counter(t["phase"] for t in rows("tasks") if t["kind"] == "task") == {
        "P1": 13,
        "P2": 10,
        "P3": 13,
        "P4": 16,
        "P5": 15,
        "P6": 17,
        "P7": 12,
    }
    assert all(t["phase"] == f"P{t['code'][1]}" for t in rows("tasks") if t["kind"] == "task")
    assert all((duration(t) == 0) == (t["kind"] == "milestone") for t in rows("tasks"))
    assert [int(t["position"]) for t in rows("tasks")] == list(range(1, 109))


def test_185_links_of_which_12_start_to_start():
    assert Counter(kind for _, _, kind, _ in links()) == {"FS": 173, "SS": 12}
    assert len({(p, s, kind) for p, s, kind, _ in links()}) == 185
    assert {p for p, _, _, _ in links()} <= codes("tasks")
    assert {t["code"] for t in rows("tasks")} - {s for _, s, _, _ in links()} == {"T101"}
    assert codes("tasks") - {p for p, _, _, _ in links()} == {"M12"}


def test_every_owner_belongs_to_the_department_of_the_task():
    home = {p["code"]: p["department"] for p in rows("people")}
    assert all(home[t["owner"]] == t["department"] for t in rows("tasks"))


def test_milestones_are_the_twelve_of_the_plan_with_the_seven_gates():
    owners = {t["code"]: t["owner"] for t in rows("tasks") if t["kind"] == "milestone"}
    assert {m["code"]: m["owner"] for m in rows("milestones")} == owners
    gates = {m["gate"]: m["code"] for m in rows("milestones") if m["gate"]}
    assert gates == {"G1": "M02", "G2": "M03", "G3": "M04", "G4": "M07", "G5": "M08", "G6": "M11", "G7": "M12"}


def test_goals_and_milestones_name_each_other():
    forth = {(g["code"], m) for g in rows("goals") for m in parts(g["milestones"])}
    assert forth == {(g, m["code"]) for m in rows("milestones") for g in parts(m["goals"])}


def test_600_people_400_licences_and_three_waves_add_up():
    departments, waves = rows("departments"), {w["code"]: int(w["users"]) for w in rows("waves")}
    assert sum(int(d["headcount"]) for d in departments) == 600
    assert sum(int(d["licences"]) for d in departments) == document("programme")["licensed_users"] == 400
    assert waves == {"W1": 60, "W2": 185, "W3": 155}


def test_heads_belong_to_their_departments_and_every_address_is_fictitious():
    home = {p["code"]: p["department"] for p in rows("people")}
    assert all(home[d["head"]] == d["code"] for d in rows("departments"))
    assert all(p["email"].endswith(".example") for p in rows("people"))
    assert len({p["email"] for p in rows("people")}) == len(rows("people")) >= 40
    assert [p["code"] for p in rows("people") if not p["department"]] == ["PER-01", "PER-42"]


def test_the_year_2026_has_248_working_days():
    assert len(working_days()) == 248


def test_each_role_has_one_demo_account_and_no_password():
    accounts = document("users")["accounts"]
    assert sorted(a["role"] for a in accounts) == sorted(
        ["admin", "pm", "owner", "department_lead", "change_lead", "sponsor", "steering", "executive", "auditor"]
    )
    assert all(set(a) == {"email", "role", "person"} and a["person"] in codes("people") for a in accounts)
    assert len({a["person"] for a in accounts}) == len({a["email"] for a in accounts}) == 9


def test_the_charter_names_a_sponsor_a_manager_and_a_calendar_that_exist():
    charter = document("programme")
    assert {charter["sponsor"], charter["pm"]} <= codes("people")
    assert charter["calendar"] in codes("calendars")
    assert (
        day(charter["start"])
        < day(charter["target_finish"])
        <= day(charter["committed_finish"])
        <= day(charter["benefits_until"])
    )


def test_risks_are_scored_by_their_greatest_impact_and_residuals_do_not_exceed_it():
    scores = {}
    for risk in rows("risks"):
        impacts = [int(risk[c]) for c in risk if c.startswith("impact_") and risk[c]]
        scores[risk["code"]] = (int(risk["probability"]), max(impacts))
        if risk["residual_probability"]:
            assert int(risk["residual_probability"]) <= scores[risk["code"]][0]
            assert int(risk["residual_impact"]) <= scores[risk["code"]][1]
    assert scores == {
        "R01": (3, 4), "R02": (3, 4), "R03": (3, 4), "R04": (2, 4), "R05": (3, 4), "R06": (2, 5), "R07": (2, 4),
        "R08": (4, 3), "R09": (3, 3), "R10": (3, 4), "R11": (3, 3), "R12": (2, 5), "R13": (2, 4), "R14": (3, 3),
        "R15": (3, 3), "R16": (3, 4), "R17": (3, 3), "R18": (2, 3), "R19": (3, 3), "R20": (3, 3),
    }  # fmt: skip


def test_every_risk_has_a_response_and_one_that_is_reduced_has_an_open_one():
    assert {r["risk"] for r in rows("responses")} == codes("risks")
    open_for = {r["risk"] for r in rows("responses") if r["status"] == "open"}
    assert {r["code"] for r in rows("risks") if r["strategy"] == "reduce" and r["status"] != "closed"} <= open_for


def test_nothing_is_reported_that_has_not_happened_by_the_status_date():
    happened = {
        "progress": ("status_date", "actual_start", "actual_finish"), "measurements": ("period_end",),
        "decisions": ("raised_on", "decided_on"), "stakeholders": ("assessed_on", "last_contact"),
        "commitments": ("done_on",), "risks": ("raised_on",), "responses": ("done_on",), "goals": ("baseline_on",),
    }  # fmt: skip
    for register, columns in happened.items():
        for row in rows(register):
            assert all(not row[c] or day(row[c]) <= status_date() for c in columns), (register, row)
