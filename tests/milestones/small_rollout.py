"""A rollout of three tasks and two milestones in a database: one task is late, and everything after it.

Monday to Friday, no holidays. Baseline: T1 1–12 June, T2 15 June – 10 July, M1 go-live 10 July, T3 13–24 July, M2 24 July.
Reported as of 19 June: all as planned. As of 3 July T2 has 11 days left: M1 20 July and M2 3 August, both 6 working days late.
"""

from datetime import date
from typing import Any

from sqlmodel import Session

from governance.authority import operator
from governance.decisions import DecisionForm, raise_decision
from governance.forms import read_form
from governance.goals import GoalForm, GoalStatus, draft_goal, move_goal
from governance.measurements import MeasurementForm, record_measurement
from governance.people import Person
from governance.programmes import Programme, set_status_date
from milestones.register import Milestone, MilestoneForm, plan_task, revise_milestone
from milestones.snapshots import ReportIssue, publish_report
from plans.baselines import BaselineForm
from plans.baselining import set_baseline
from plans.phases import WaveForm, plan_wave
from plans.progress import ProgressForm, record_progress
from plans.tasks import TaskForm
from risks.responses import ResponseForm, plan_response
from stakeholders.register import StakeholderForm, identify_stakeholder
from tests import builders

NOW = operator("pm@example")
FIRST, STATUS = date(2026, 6, 19), date(2026, 7, 3)
SECRET = "Ms Stance"  # the name of a stakeholder: confidential, on no report


def a_small_rollout(session: Session) -> Programme:
    """The rollout as of 3 July 2026, with a goal, a risk, a decision and seven stakeholders."""
    programme = builders.a_programme(
        session, start="2026-06-01", target_finish="2026-07-24", committed_finish="2026-08-05", status_date="2026-06-01", budget="250000",
    )  # fmt: skip
    owner = builders.a_person(session, programme, code="PER-01", name_en="Ann Owner", name_zh="安娜")
    builders.a_department(session, programme, code="IT", name_en="Information Technology", name_zh="信息技术部")
    _plan(session, programme)
    set_baseline(session, NOW, programme, read_form(BaselineForm, {}))
    set_status_date(session, NOW, programme, STATUS)
    report(session, programme, "T1", FIRST, actual_start="2026-06-01", actual_finish="2026-06-12", percent="100")
    report(session, programme, "T2", FIRST, actual_start="2026-06-15", remaining="15d", percent="25")
    report(session, programme, "T2", STATUS, actual_start="2026-06-15", remaining="11d", percent="50", comment="codes differ")  # fmt: skip
    _goal(session, programme, owner)
    risk = builders.a_risk(
        session, programme, code="R1", tasks=["T2"], probability=3, impact_schedule=4, category="integration", owner="PER-01", raised_on="2026-06-01"
    )  # fmt: skip
    form = {"risk": risk.code, "action_en": "Map every code", "owner": "PER-01", "due": "2026-06-26"}
    plan_response(session, NOW, programme, read_form(ResponseForm, form))
    decision = {
        "code": "D1", "question_en": "Cut scope or wait?", "options": ["Cut", "Wait"], "raised_on": "2026-07-01", "needed_by": "2026-07-08",
        "cost_of_waiting_wd": "4", "milestones": ["M1"], "owner": "PER-01",
    }  # fmt: skip
    raise_decision(session, NOW, programme, read_form(DecisionForm, decision))
    for n in range(7):
        now = "resistant" if n < 2 else "neutral"
        stance = {"name_en": f"{SECRET} {n}", "influence": 4, "interest": 3, "current": now, "desired": "supportive"}
        identify_stakeholder(session, NOW, programme, read_form(StakeholderForm, stance))
    return programme


def _plan(session: Session, programme: Programme) -> None:
    for code, days, before in (("T1", 10, ""), ("T2", 20, "T1"), ("M1", 0, "T2"), ("T3", 10, "M1"), ("M2", 0, "T3")):
        data = {
            "code": code, "name_en": f"Name of {code}", "name_zh": f"{code} 名称", "kind": "task" if days else "milestone",
            "duration": f"{days}d", "predecessors": before, "department": "IT", "owner": "PER-01",
        }  # fmt: skip
        plan_task(session, NOW, programme, read_form(TaskForm, data))
    wave = {"code": "W1", "name_en": "Pilot", "go_live": "M1"}
    plan_wave(session, NOW, programme, read_form(WaveForm, wave))
    weigh(session, programme, "M1", weight=5, gate="g5")


def weigh(session: Session, programme: Programme, code: str, **meaning: Any) -> None:
    """Say what a milestone means."""
    from governance.records import find

    row = find(session, Milestone, programme.key, code)
    revise_milestone(session, NOW, row, read_form(MilestoneForm, {"code": code, **meaning}), None)


def _goal(session: Session, programme: Programme, owner: Person) -> None:
    data = {
        "code": "G1", "statement_en": "Raise weekly users from 0 to 100 by 2026-08-05", "kpi_en": "Weekly users", "unit": "users", "baseline": "0",
        "baseline_on": "2026-06-01", "baseline_source": "count", "target": "100", "due": "2026-08-05", "owner": owner.code, "factor": "F1", "family": "usage",
        "strategic_objective_en": "Use", "frequency": "monthly", "milestones": ["M1"],
    }  # fmt: skip
    goal = draft_goal(session, NOW, programme, read_form(GoalForm, data))
    for status in (GoalStatus.in_review, GoalStatus.approved):
        move_goal(session, NOW, goal, status)
    measured = {"goal": "G1", "period_end": "2026-06-30", "value": "40"}
    record_measurement(session, NOW, programme, read_form(MeasurementForm, measured))


def report(session: Session, programme: Programme, task: str, on: date, **said: Any) -> None:
    """Say how far a task has come as of a date."""
    data = {"task": task, "status_date": on.isoformat(), **said}
    record_progress(session, NOW, programme, read_form(ProgressForm, data))


def issued(session: Session, programme: Programme, on: date = FIRST, **narrative: str) -> ReportIssue:
    return publish_report(session, NOW, programme, on, **narrative)
