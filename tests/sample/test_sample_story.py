"""The sample tells its story: what a reader should find amiss on 3 July 2026, and nothing else."""

from collections import Counter, defaultdict
from datetime import date

import pytest

from tests.sample.sample_files import (
    codes,
    day,
    document,
    duration,
    forecast,
    links,
    offset,
    parts,
    project_days,
    rows,
    status_date,
)

REPORTED = sorted({day(r["status_date"]) for r in rows("progress")})


def test_without_progress_the_plan_ends_on_20_november():
    baseline = forecast()
    assert baseline["M08"] == date(2026, 8, 13)
    assert baseline["M10"] == date(2026, 10, 10)
    assert baseline["M12"] == date(2026, 11, 20) == day(document("programme")["target_finish"])


@pytest.mark.parametrize(
    ("as_of", "pilot"),
    [((3, 31), (8, 13)), ((4, 30), (8, 13)), ((5, 29), (8, 13)), ((6, 5), (8, 13)), ((6, 12), (8, 13)),
     ((6, 18), (8, 13)), ((6, 26), (8, 17)), ((7, 3), (8, 21))],
)  # fmt: skip
def test_the_pilot_forecast_slips_only_in_the_last_two_reports(as_of: tuple[int, int], pilot: tuple[int, int]):
    assert forecast(date(2026, *as_of))["M08"] == date(2026, *pilot)


def test_on_3_july_the_erp_interface_has_used_up_the_float_to_the_committed_finish():
    now = forecast(status_date())
    dates = {m: now[m] for m in ("T411", "M06", "M07", "M08", "M12")}
    assert dates == {
        "T411": date(2026, 7, 10), "M06": date(2026, 7, 22), "M07": date(2026, 8, 18), "M08": date(2026, 8, 21),
        "M12": date(2026, 11, 30),
    }  # fmt: skip
    assert now["M12"] == day(document("programme")["committed_finish"])


def test_56_of_59_tasks_due_are_finished_and_6_of_them_missed_their_date():
    """Leaf tasks whose baseline finish is not after the status date; milestones are left out."""
    baseline = forecast()
    done = {
        r["task"]: day(r["actual_finish"]) for r in rows("progress") if r["actual_finish"] and r["task"].startswith("T")
    }
    due = {t["code"] for t in rows("tasks") if t["kind"] == "task" and baseline[t["code"]] <= status_date()}
    assert (len(due), len(done)) == (59, 56)
    assert {t for t in due if t not in done or done[t] > baseline[t]} == {
        "T312",
        "T406",
        "T411",
        "T413",
        "T505",
        "T510",
    }
    assert due - set(done) == {"T411", "T505", "T510"}


def test_milestones_one_to_five_are_passed_on_their_baseline_dates():
    baseline = forecast()
    passed = {r["task"]: day(r["actual_finish"]) for r in rows("progress") if r["task"].startswith("M")}
    assert passed == {m: baseline[m] for m in ("M01", "M02", "M03", "M04", "M05")}


def test_actuals_are_working_days_and_no_update_contradicts_itself():
    for row in rows("progress"):
        actuals = [day(row[c]) for c in ("actual_start", "actual_finish") if row[c]]
        assert all(a <= day(row["status_date"]) and a in project_days() for a in actuals), row
        assert actuals == sorted(actuals), row
        assert (row["percent"] == "100") == bool(row["actual_finish"]) == (row["remaining"] == "0d"), row
        assert bool(row["actual_start"]) == bool(row["remaining"]), row


def test_updates_follow_one_another_without_falling_back():
    by_task: dict[str, list[dict[str, str]]] = defaultdict(list)
    for row in rows("progress"):
        by_task[row["task"]].append(row)
    for updates in by_task.values():
        assert [u["status_date"] for u in updates] == sorted({u["status_date"] for u in updates})
        assert [int(u["percent"]) for u in updates] == sorted(int(u["percent"]) for u in updates)
        assert len({u["actual_start"] for u in updates if u["actual_start"]}) <= 1
        assert not any(u["actual_finish"] for u in updates[:-1])


def test_a_task_under_way_is_reported_at_every_status_date():
    started = {r["task"]: day(r["actual_start"]) for r in rows("progress") if r["actual_start"]}
    done = {r["task"]: day(r["actual_finish"]) for r in rows("progress") if r["actual_finish"]}
    for on in REPORTED:
        under_way = {t for t, s in started.items() if s <= on < done.get(t, date.max)}
        assert under_way <= {r["task"] for r in rows("progress") if day(r["status_date"]) == on}


def test_no_task_started_before_its_links_allowed_it():
    known = {r["task"]: r for r in rows("progress") if r["actual_start"]}
    tasks = {t["code"]: t for t in rows("tasks")}
    for before, after, kind, lag in links():
        if after in known and duration(tasks[after]):
            start = offset(day(known[after]["actual_start"]))
            earlier = known[before]
            if kind == "FS":
                assert earlier["actual_finish"], (before, after)
                assert start > offset(day(earlier["actual_finish"])) + lag, (before, after)
            else:
                assert start >= offset(day(earlier["actual_start"])) + lag, (before, after)


def test_exactly_two_deliverables_have_a_fault_in_their_raci():
    home = {p["code"]: p["department"] for p in rows("people")}
    names = {d["code"]: d["name_zh"] for d in rows("deliverables")}
    roles: dict[str, Counter[str]] = {d: Counter() for d in names}
    for a in rows("assignments"):
        roles[a["deliverable"]][a["role"]] += 1
        assert a["role"] != "A" or a["party_kind"] == "person"
    assert {names[d]: r["A"] for d, r in roles.items() if r["A"] != 1} == {"客户主数据": 2}
    assert [names[d] for d, r in roles.items() if r["R"] == 0] == ["工单历史"]
    assert all(r["C"] <= 4 for r in roles.values())
    assert {home.get(a["party"], a["party"]) for a in rows("assignments")} >= codes("departments")
    assert len({(a["deliverable"], a["party"]) for a in rows("assignments")}) == len(rows("assignments"))


def test_six_of_eight_commitments_due_were_kept_and_one_was_broken():
    due = [c for c in rows("commitments") if day(c["due"]) <= status_date()]
    assert Counter(c["status"] for c in due) == {"kept": 6, "late": 1, "broken": 1}
    assert Counter(c["status"] for c in due if c["kind"] == "visible_action") == {"kept": 3, "broken": 1}
    assert {c["status"] for c in rows("commitments") if c not in due} == {"promised"}
    assert all(bool(c["done_on"]) == (c["status"] in ("kept", "late")) for c in rows("commitments"))


def test_the_one_primary_sponsor_has_a_commitment_in_every_month_from_march_to_july():
    primary = [s["code"] for s in rows("sponsors") if s["level"] == "primary" and s["status"] == "active"]
    assert primary == ["SPO-01"]
    assert {day(c["due"]).month for c in rows("commitments") if c["sponsor"] in primary} >= {3, 4, 5, 6, 7}


def test_only_one_goal_says_another_number_than_its_fields():
    told_wrong = set()
    for goal in (g for g in rows("goals") if g["status"] != "draft"):
        for text in (goal["statement_zh"], goal["statement_en"]):
            assert goal["due"] in text
            assert goal["baseline"] in text
            if f"{goal['target']}" not in text.replace(goal["due"], ""):
                told_wrong.add(goal["code"])
    assert told_wrong == {"G05"}


def test_eight_goals_cover_the_eight_families_and_two_drafts_lack_what_makes_them_goals():
    goals = [g for g in rows("goals") if g["status"] != "draft"]
    drafts = [g for g in rows("goals") if g["status"] == "draft"]
    assert len({g["family"] for g in goals}) == len(goals) == 8
    assert all(len(parts(g["participants"])) >= 2 and g["owner"] and g["unit"] for g in goals)
    assert all(g["baseline_on"].startswith("2026-03") for g in goals)
    assert [(g["code"], g["owner"], g["target"], g["due"]) for g in drafts] == [
        ("G09", "", "", ""),
        ("G10", "", "", ""),
    ]


def test_measurements_precede_go_live_once_per_period_and_usage_has_none():
    assert len({(m["goal"], m["period_end"]) for m in rows("measurements")}) == len(rows("measurements"))
    assert {m["goal"] for m in rows("measurements")} == {"G02", "G03", "G04", "G05", "G06", "G07", "G08"}


def test_two_decisions_are_open_and_the_others_were_taken_within_five_working_days():
    still_open = [d["code"] for d in rows("decisions") if d["status"] == "open"]
    assert still_open == ["D-013", "D-014"]
    for decision in rows("decisions"):
        options = parts(decision["options"])
        assert len(options) >= 2
        if decision["code"] not in still_open:
            assert decision["chosen"] in options
            assert len(decision["rationale"]) >= 20
            raised, decided = (offset(day(decision[c])) for c in ("raised_on", "decided_on"))
            assert 0 <= decided - raised <= 5


def test_only_the_response_to_the_erp_codes_is_overdue():
    late = [r for r in rows("responses") if r["status"] == "open" and day(r["due"]) < status_date()]
    assert [r["risk"] for r in late] == ["R05"]


def test_25_stakeholders_and_the_supply_chain_director_not_met_for_sixty_days():
    stakeholders = rows("stakeholders")
    assert len(stakeholders) == 25
    silent = [s["name_zh"] for s in stakeholders if (status_date() - day(s["last_contact"])).days >= 60]
    assert silent == ["供应链总监"]
    assert any((status_date() - day(s["assessed_on"])).days > 60 for s in stakeholders)
    assert all(s["owner"] and s["next_contact"] for s in stakeholders if int(s["influence"]) >= 4)
    assert "unaware" not in {s["desired"] for s in stakeholders}
    assert [(s["current"], s["desired"]) for s in stakeholders if s["name_zh"] == "销售副总"] == [
        ("neutral", "leading")
    ]
