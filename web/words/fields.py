"""Labels and hints of fields, one per name: the same field is called the same everywhere."""

from web.i18n import N_, gettext
from web.words import changes

LABELS: dict[str, str] = {
    "code": N_("Code"), "name": N_("Name"), "title": N_("Title"), "status": N_("Status"), "notes": N_("Notes"), "tags": N_("Tags"),
    "version": N_("Version"), "created_at": N_("Created"), "created_by": N_("Created by"), "updated_at": N_("Last changed"), "updated_by": N_("Changed by"),
    "withdrawn_on": N_("Withdrawn on"), "withdrawn_reason": N_("Reason for withdrawal"), "reason": N_("Reason"),
    # programme
    "purpose": N_("Purpose"), "start": N_("Start"), "target_finish": N_("Target finish"), "committed_finish": N_("Committed finish"),
    "status_date": N_("Status date"), "benefits_until": N_("Benefits measured until"), "sponsor": N_("Sponsor"), "pm": N_("Project manager"),
    "calendar": N_("Calendar"), "currency": N_("Currency"), "budget": N_("Budget"), "licensed_users": N_("Licensed users"),
    "scope_in": N_("In scope"), "scope_out": N_("Out of scope"), "report_cadence": N_("Report cadence"), "report_weekday": N_("Report weekday"),
    "unfinished_work": N_("Work not reported as done"),
    # directory
    "head": N_("Head"), "parent": N_("Part of"), "headcount": N_("Headcount"), "licences": N_("Licences"), "duties": N_("Duties"),
    "benefit": N_("What is in it for them"), "department": N_("Department"), "email": N_("Email"), "capacity_hours": N_("Capacity"),
    "active_from": N_("Active from"), "active_to": N_("Active until"),
    # accounts
    "password": N_("Password"), "current_password": N_("Current password"), "role": N_("Role"), "programme": N_("Programme"), "person": N_("Person"),
    "language": N_("Language"), "scope": N_("Rights"), "content": N_("Contents"), "days": N_("Days until it expires"), "setup_code": N_("Set-up code"), "account": N_("Account"),
    "begins": N_("Begins with"), "expires_at": N_("Expires"), "password_changed_at": N_("Password changed"), "is_demo": N_("Sample account"),
    # goals and measurements
    "statement": N_("Goal"), "strategic_objective": N_("Strategic objective"), "family": N_("KPI family"), "kpi": N_("KPI"), "unit": N_("Unit"),
    "direction": N_("Direction"), "baseline": N_("Baseline"), "baseline_on": N_("Baseline measured on"), "baseline_source": N_("Source of the baseline"),
    "target": N_("Target"), "tolerance": N_("Tolerance"), "allow_over_100": N_("May exceed 100 %"), "due": N_("Due"), "frequency": N_("Measured"),
    "priority": N_("Priority"), "participants": N_("Departments involved"), "milestones": N_("Milestones"), "approved_on": N_("Approved on"),
    "now": N_("Now"), "expected": N_("Expected by now"), "trend": N_("Trend"), "rag": N_("Standing"), "lacking": N_("SMART lacks"),
    "goal": N_("Goal"), "period_end": N_("Period ends"), "value": N_("Value"), "sample_size": N_("Sample"), "source": N_("Source"), "corrects": N_("Corrects"),
    # decisions
    "question": N_("Question"), "options": N_("Options"), "needed_by": N_("Needed by"), "forum": N_("Forum"), "consequence": N_("Consequence of waiting"),
    "cost_of_waiting_wd": N_("Cost of waiting"), "supersedes": N_("Supersedes"), "chosen": N_("Chosen"), "rationale": N_("Rationale"),
    "decided_on": N_("Decided on"), "decided_by": N_("Decided by"), "days_open": N_("Days open"), "overdue": N_("Overdue"),
    # responses
    "risk": N_("Risk"), "action": N_("What is done"), "done_on": N_("Done on"), "cost": N_("Cost"),
    # people and the change
    "is_group": N_("Group"), "influence": N_("Influence"), "interest": N_("Interest"), "impact_of_change": N_("Impact of the change"),
    "current": N_("Engagement now"), "desired": N_("Engagement needed"), "assessed_on": N_("Assessed on"), "assessed_by": N_("Assessed by"),
    "last_contact": N_("Last contact"), "next_contact": N_("Next contact"), "quadrant": N_("Approach"), "borderline": N_("Borderline"),
    "gap": N_("Gap"), "neglected": N_("Needs attention"), "kept": N_("Kept on time"), "due_so_far": N_("Due so far"), "broken": N_("Not kept"),
    "next_due": N_("Next due"), "text": N_("Promise"), "evidence": N_("Evidence"), "deliverable": N_("Deliverable"), "party_kind": N_("Kind of party"),
    "party": N_("Party"), "phase": N_("Phase"), "accountable": N_("Accountable"), "responsible": N_("Responsible"), "raci": N_("Check"),
    "people": N_("People"), "present": N_("With us at the status date"),
    # risk
    "cause": N_("Cause"), "event": N_("Event"), "effect": N_("Effect"), "kind": N_("Kind"), "category": N_("Category"), "factor": N_("Failure factor"),
    "probability": N_("Probability"), "impact": N_("Impact"), "impact_schedule": N_("Impact on schedule"), "impact_cost": N_("Impact on cost"),
    "impact_adoption": N_("Impact on adoption"), "impact_compliance": N_("Impact on compliance"), "strategy": N_("Strategy"), "owner": N_("Owner"),
    "residual_probability": N_("Residual probability"), "residual_impact": N_("Residual impact"), "tasks": N_("Linked tasks"),
    "raised_on": N_("Raised on"), "review_due": N_("Review due"), "score": N_("Score"), "level": N_("Level"), "residual_score": N_("Residual score"),
    "residual_level": N_("Residual level"), "above_appetite": N_("Above appetite"), "review_overdue": N_("Review overdue"),
}  # fmt: skip

LABELS |= {
    # plan
    "position": N_("Position"), "wave": N_("Wave"), "task": N_("Task"), "duration": N_("Duration"), "duration_min": N_("Duration"), "predecessors": N_("Predecessors"),
    "constraint_type": N_("Constraint"), "constraint_on": N_("Constraint date"), "deadline": N_("Deadline"), "finish": N_("Finish"),
    "baseline_finish": N_("Baseline finish"), "float_days": N_("Float"), "asked_on": N_("Asked on"), "answer_by": N_("Answer by"), "answered": N_("Answered"), "answer_state": N_("Answer"), "message": N_("Message"), "wbs": N_("WBS"), "critical": N_("Critical path"), "variance_wd": N_("Slip"), "late": N_("Lateness"),
    "percent": N_("Percent complete"), "actual_start": N_("Actual start"), "actual_finish": N_("Actual finish"), "constraint_min": N_("Minute of the day of the constraint"), "deadline_min": N_("Minute of the day of the deadline"), "started_min": N_("Minute of the day of the start"),
    "finished_min": N_("Minute of the day of the finish"), "remaining": N_("Remaining"), "comment": N_("Comment"),
    "edits": N_("Changes to try"), "decision": N_("Decision it serves"), "tried_on": N_("Tried as of"), "milestones_moved": N_("Milestones moved"), "tasks_moved": N_("Tasks moved"),
    "gate": N_("Gate"), "overlap_reason": N_("Why it begins before the gate"), "task_count": N_("Tasks"), "departments": N_("Departments"), "users": N_("Users"),
    "go_live": N_("Go-live"), "cutover_from": N_("Cutover from"), "cutover_to": N_("Cutover until"), "week": N_("Working week"),
    "exceptions": N_("Days that differ"), "covered_until": N_("Days known until"), "holidays": N_("Holidays after that"), "weight": N_("Weight"),
    "goals": N_("Goals"), "contractual": N_("Contractual"), "forecast": N_("Forecast"), "actual": N_("Actual"), "state": N_("Standing"),
    "units": N_("Units"), "hours": N_("Hours of work"), "work_hours": N_("Hours in all"), "overallocated": N_("Over-allocated"),
    "number": N_("Number"), "network_hash": N_("Fingerprint of the plan"), "links": N_("Links"),
    # plan
    "phase": N_("Phase"),
}  # fmt: skip

LABELS |= {
    # calendars, freeze windows, reviews, absences
    "starts_on": N_("First day"), "ends_on": N_("Last day"), "working_days": N_("Working days"), "caught": N_("Falls in it"), "share": N_("Share of the day"),
    "change": N_("These days are"), "worked_hours": N_("Hours worked"), "label": N_("Name of the day"), "country": N_("Country"), "year": N_("Year"),
    "rhythm": N_("Rhythm"), "weekday": N_("Day of the week"), "week_of_month": N_("Week of the month"), "first_on": N_("From"), "until": N_("Until"),
    "chair": N_("Chair"), "agenda": N_("What it reviews"), "next_on": N_("Next meeting"),
}  # fmt: skip

HINTS: dict[str, str] = {
    "code": N_("Leave empty for the next in the series"),
    "probability": N_("1 up to 10 % · 2 up to 30 % · 3 up to 50 % · 4 up to 70 % · 5 above"),
    "impact_schedule": N_("Working days on the next gate: 1 under 2 · 2 up to 5 · 3 up to 10 · 4 up to 20 · 5 more"),
    "impact_cost": N_("Share of budget: 1 under 1 % · 2 up to 3 % · 3 up to 6 % · 4 up to 10 % · 5 more"),
    "impact_adoption": N_("Percentage points lost: 1 under 2 · 2 up to 5 · 3 up to 10 · 4 up to 20 · 5 more"),
    "impact_compliance": N_("1 none · 3 finding · 5 breach with a fine"),
    "tasks": N_("Codes separated by commas, such as T405, T410"),
    "tags": N_("Words separated by commas"),
    "password": N_("At least 12 characters. A sentence is easier to remember than a riddle."),
    "setup_code": N_("Printed when the server started"),
    "statement": N_("From what to what, by when: “Raise CSAT from 72 % to 78 % by 2026-11-20”"),
    "direction": N_("Kept within: the target, give or take the tolerance"),
    "tolerance": N_("Only for a KPI that is to be kept within limits"),
    "allow_over_100": N_("For a rate in percent that can pass 100, such as growth"),
    "participants": N_("Codes of departments separated by commas; a goal of one department alone seldom holds"),
    "milestones": N_("Codes of milestones separated by commas"),
    "period_end": N_("Last day of the period; not after the status date"),
    "corrects": N_("The measurement that this one replaces; it stays in the record as superseded"),
    "options": N_("One option per line; a decision needs at least two"),
    "cost_of_waiting_wd": N_("Working days that the plan loses while nobody decides"),
    "chosen": N_("One of the options, word for word"),
    "rationale": N_("Why this one, in at least 20 characters; what is known from outside the system counts too"),
    "supersedes": N_("The earlier decision that this one replaces once it is made"),
    "influence": N_("1 none · 2 little · 3 some · 4 much · 5 can stop or carry the change"),
    "interest": N_("1 none · 3 some · 5 follows every step"),
    "impact_of_change": N_("1 hardly notices · 3 works differently · 5 a new job"),
    "next_contact": N_("Manage closely every 5 working days, keep satisfied or informed every 10, monitor every 20"),
    "party": N_("Code of the department or person"),
    "evidence": N_("Where it can be seen: minutes, a link, who was there"),
    "constraint_on": N_("Only for a constraint that names a date"),
    "position": N_("Its place among the others; leave empty to put it last"),
    "scope_in": N_("One deliverable per line"),
    "scope_out": N_("One line each: what this rollout will not do"),
}

HINTS |= {
    "edits": N_("One change a line: T411 +10d (longer), T411 = 15d (takes), T411 >= 2026-08-13 (not before), T405 -> T410 FS+2d (link), - T405 -> T410 (no link)"),
    "units": N_("100 is one person full time; a department may give 250, two people and a half"),
    "hours": N_("Leave empty: the units of the task's working time"),
    "duration": N_("Days unless you say otherwise: 5d, 3w, 4h, 2.5d"),
    "predecessors": N_("Separated by commas: T104, T303SS+5d, M03FS+2d"),
    "constraint_type": N_("Best left at “as soon as possible”: the links then decide"),
    "deadline": N_("Moves nothing; the plan shows the float to it"),
    "remaining": N_("Work left as of the status date: 5d, 4h"),
    "percent": N_("100 needs an actual finish"),
    "week": N_("One line for each kind of day: mon-fri 09:00-12:00 13:00-18:00"),
    "exceptions": N_("One line each: 2026-10-01..2026-10-07 off National Day, or 2026-10-10 working Make-up day"),
    "covered_until": N_("Dates after this are computed and marked provisional"),
    "weight": N_("1 to 5: how much it counts in the report"),
    "overlap_reason": N_("Needed when the phase begins before the gate of the phase before it"),
    "departments": N_("Codes of departments separated by commas"),
    "goals": N_("Codes of goals separated by commas"),
    "unfinished_work": N_("Plans from Microsoft Project stay as planned until somebody moves them; else nothing undone is scheduled before the status date"),
}  # fmt: skip

HINTS |= {
    "ends_on": N_("The same as the first for a single day"),
    "worked_hours": N_("Only for other hours: 09:00-12:00"),
    "share": N_("100 for whole days, 50 for half days"),
    "week_of_month": N_("Counts for months and quarters only"),
    "until": N_("Leave empty while no end is foreseen"),
    "holidays": N_("They go on after the days that are covered, and stay provisional"),
}

SECTIONS: dict[str, str] = {
    "statement": N_("Statement"), "assessment": N_("Assessment"), "response": N_("Response"), "dates": N_("Dates"), "details": N_("Details"),
    "charter": N_("Charter"), "scope": N_("Scope"), "people": N_("People"), "money": N_("Money"), "reporting": N_("Reporting"),
    "duties": N_("Duties"), "benefit": N_("What is in it for them"),
    "kpi": N_("KPI"), "promise": N_("Baseline, target and date"), "measurement": N_("Measurement"), "question": N_("Question"), "waiting": N_("Waiting"),
    "verdict": N_("Decision"), "identity": N_("Who it is"), "position": N_("Influence and interest"), "engagement": N_("Engagement"), "contact": N_("Contact"),
    "sponsor": N_("Sponsor"), "commitment": N_("Commitment"), "fulfilment": N_("Fulfilment"), "deliverable": N_("Deliverable"), "assignment": N_("Assignment"),
}  # fmt: skip

SECTIONS |= {
    "schedule": N_("Schedule"), "work": N_("Work"), "responsible": N_("People"), "limits": N_("Limits"), "progress": N_("Progress"),
    "freeze": N_("Freeze window"), "absence": N_("Absence"), "review": N_("Review"), "rhythm": N_("Rhythm"),
    "hours": N_("Hours"), "exceptions": N_("Days that differ"), "meaning": N_("Meaning"), "what_if": N_("What is tried"), "request": N_("Request"),
}  # fmt: skip


LABELS |= changes.LABELS
HINTS |= changes.HINTS
SECTIONS |= changes.SECTIONS


def label(name: str) -> str:
    """What a field is called; the two halves of a bilingual text share one label."""
    known = LABELS.get(name) or LABELS.get(name.removesuffix("_zh").removesuffix("_en").removesuffix("_id"))
    return gettext(known) if known else name.replace("_", " ").capitalize()


def hint(name: str) -> str:
    return gettext(HINTS.get(name, ""))


def section(name: str) -> str:
    known = SECTIONS.get(name)
    return gettext(known) if known else name.replace("_", " ").capitalize()
