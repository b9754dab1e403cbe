"""What registers are called, what belongs in them and why, and what their actions are called."""

from dataclasses import dataclass

from web.i18n import N_, gettext
from web.words import changes


@dataclass(frozen=True, slots=True)
class RegisterWords:
    plural: str
    singular: str
    purpose: str
    create: str
    withdraw: str = N_("Withdraw")
    kept: str = ""  # what the button of a new one says where it is not what led to the form

    @property
    def keep(self) -> str:
        return self.kept or self.create


WORDS: dict[str, RegisterWords] = {
    "programme": RegisterWords(N_("Programmes"), N_("Programme"), N_("One CRM rollout each, with its charter."), N_("Open programme"), N_("Close programme")),
    "department": RegisterWords(N_("Departments"), N_("Department"), N_("The units that the rollout touches: their duties, their licences and what is in it for them."), N_("Add department")),
    "person": RegisterWords(N_("People"), N_("Person"), N_("Everyone who owns, decides, supports or resists: every duty needs a name."), N_("Add person")),
    "account": RegisterWords(N_("Accounts"), N_("Account"), N_("Everyone who may sign in, and the roles that each holds."), N_("Add account"), N_("Deactivate")),
    "membership": RegisterWords(N_("Roles"), N_("Role"), N_("What an account may do, and in which programme."), N_("Grant role")),
    "api_token": RegisterWords(N_("API tokens"), N_("API token"), N_("What programs may do in a person's name."), N_("Create a token"), N_("Revoke")),
    "calendar_feed": RegisterWords(N_("Calendar feeds"), N_("Calendar feed"), N_("What calendar programs read in a person's name."), N_("Create a calendar address"), N_("Revoke")),
    "risk": RegisterWords(N_("Risks"), N_("Risk"), N_("What may happen, because of what, to what effect; who owns it and what is done about it."), N_("Raise risk")),
    "goal": RegisterWords(N_("Goals"), N_("Goal"), N_("What the rollout is for: each with a KPI, a baseline, a target, a date and a person who answers for it."), N_("Draft goal")),
    "measurement": RegisterWords(N_("Measurements"), N_("Measurement"), N_("What each goal's KPI was at the end of a period. A wrong one is corrected by another, never overwritten."), N_("Record measurement")),
    "decision": RegisterWords(N_("Decisions"), N_("Decision"), N_("What must be decided, by whom, by when and at what cost of waiting; and what was decided, and why."), N_("Raise decision")),
    "response": RegisterWords(N_("Responses"), N_("Response"), N_("What is done about each risk, by whom and by when."), N_("Plan response")),
    "stakeholder": RegisterWords(N_("Stakeholders"), N_("Stakeholder"), N_("Who can carry or stop the change, where they stand and where they need to stand. Confidential: for the project manager, the change lead and the sponsor."), N_("Add stakeholder")),
    "sponsor": RegisterWords(N_("Sponsors"), N_("Sponsor"), N_("Whose visible backing carries the change; exactly one of them is the primary sponsor."), N_("Name sponsor")),
    "commitment": RegisterWords(N_("Commitments"), N_("Commitment"), N_("What each sponsor promised to do, by when, and whether they did."), N_("Record commitment")),
    "deliverable": RegisterWords(N_("Deliverables"), N_("Deliverable"), N_("What the rollout produces, and for which someone must be accountable."), N_("Add deliverable")),
    "assignment": RegisterWords(N_("RACI assignments"), N_("RACI assignment"), N_("Who is responsible, accountable, consulted and informed for each deliverable."), N_("Assign")),
}  # fmt: skip

WORDS |= {
    "task": RegisterWords(N_("Tasks"), N_("Task"), N_("What is to be done, by whom and in which order; the dates follow from the links."), N_("Add task")),
    "milestone": RegisterWords(N_("Milestones"), N_("Milestone"), N_("The points that the rollout is steered by: what was agreed, and what is forecast now."), N_("Add milestone")),
    "phase": RegisterWords(N_("Phases"), N_("Phase"), N_("The stages of the rollout, each up to its gate."), N_("Add phase")),
    "wave": RegisterWords(N_("Waves"), N_("Wave"), N_("The groups of users that go live together."), N_("Plan wave")),
    "progress": RegisterWords(N_("Progress"), N_("Progress update"), N_("How far each task had come, as it was reported at each status date."), N_("Report progress")),
    "calendar": RegisterWords(N_("Calendars"), N_("Calendar"), N_("Which days and hours are worked; every date of the plan is counted on one."), N_("Add calendar")),
    "baseline": RegisterWords(N_("Baselines"), N_("Baseline"), N_("The plan as it was agreed, each time it was. A baseline never changes; slips are measured against the latest, and the original stays for ever."), N_("Set baseline")),
    "saved_view": RegisterWords(N_("Saved views"), N_("Saved view"), N_("Lists as people want to find them again."), N_("Save view"), N_("Remove this view")),
    "update_request": RegisterWords(N_("Update requests"), N_("Update request"), N_("Who was asked how far their tasks have come, until when, and whether they have answered."), N_("Ask for an update")),
    "what_if": RegisterWords(N_("What-ifs"), N_("What-if"), N_("Changes tried on the plan without touching it: what they would do to every milestone and goal."), N_("Try a change"), kept=N_("Keep as what-if")),
    "resource_assignment": RegisterWords(N_("Who works on what"), N_("Resource assignment"), N_("Who works on which task and how much: the load of people and departments follows from it."), N_("Assign somebody")),
    "dependency": RegisterWords(N_("Links"), N_("Link"), N_("Which task waits for which."), N_("Add link")),
}  # fmt: skip


WORDS |= {
    "freeze_window": RegisterWords(N_("Freeze windows"), N_("Freeze window"), N_("When the business wants nothing to change, because it closes its books or earns its year; no cutover may fall in one."), N_("Declare a freeze"), N_("Lift the freeze")),
    "review": RegisterWords(N_("Reviews"), N_("Review"), N_("Meetings that come back in a rhythm. Their days are counted on the programme's calendar; what falls on a day off moves to the next working day."), N_("Schedule a review"), N_("End the series")),
    "absence": RegisterWords(N_("Absences"), N_("Absence"), N_("When people are not there. Why is told only as far as a plan needs it."), N_("Note an absence")),
}  # fmt: skip


WORDS |= {
    "change_request": RegisterWords(N_("Change requests"), N_("Change request"), N_("What shall be different from what was agreed: why, what it would mean, and what was decided. Whoever asks does not decide."), N_("Raise a change request")),
}  # fmt: skip


def words_of(kind: str) -> RegisterWords:
    """The words of a register in the reader's language."""
    known = WORDS.get(kind) or RegisterWords(
        kind.replace("_", " ").capitalize() + "s", kind.capitalize(), "", f"Add {kind}"
    )
    texts = (known.plural, known.singular, known.purpose, known.create, known.withdraw, known.kept)
    return RegisterWords(*(gettext(w) if w else "" for w in texts))


COMMANDS: dict[str, str] = {
    "charter_programme": N_("Opened the programme"), "revise_charter": N_("Changed the charter"), "move_programme": N_("Changed the status"),
    "set_status_date": N_("Moved the status date"), "close_programme": N_("Closed the programme"),
    "open_department": N_("Added the department"), "revise_department": N_("Changed the department"), "close_department": N_("Withdrew the department"),
    "enrol_person": N_("Added the person"), "revise_person": N_("Changed the person"), "release_person": N_("Withdrew the person"),
    "raise_risk": N_("Raised the risk"), "revise_risk": N_("Changed the risk"), "withdraw_risk": N_("Withdrew the risk"), "move_risk": N_("Changed the status"),
}  # fmt: skip

COMMANDS |= {
    "open_account": N_("Opened the account"), "revise_account": N_("Changed the account"), "choose_language": N_("Chose a language"),
    "deactivate_account": N_("Deactivated the account"), "reactivate_account": N_("Let the account in again"), "grant_role": N_("Granted the role"),
    "save_view": N_("Saved the view"), "revise_view": N_("Changed the view"), "withdraw_view": N_("Removed the view"),
    "withdraw_role": N_("Withdrew the role"), "set_password": N_("Changed the password"), "create_token": N_("Created an API token"),
    "revoke_token": N_("Revoked an API token"), "create_feed": N_("Created a calendar address"), "revoke_feed": N_("Revoked a calendar address"),
}  # fmt: skip


COMMANDS |= {
    "draft_goal": N_("Drafted the goal"), "revise_goal": N_("Changed the goal"), "withdraw_goal": N_("Withdrew the goal"), "move_goal": N_("Changed the status"),
    "record_measurement": N_("Recorded the measurement"), "annotate_measurement": N_("Completed the measurement"), "withdraw_measurement": N_("Withdrew the measurement"),
    "move_measurement": N_("Changed the status"),
    "assign_resource": N_("Assigned somebody"), "revise_resource_assignment": N_("Changed the assignment"), "withdraw_resource_assignment": N_("Withdrew the assignment"),
    "assign_owners": N_("Assigned the owners"),
    "try_what_if": N_("Tried a what-if"), "revise_what_if": N_("Changed the what-if"), "withdraw_what_if": N_("Withdrew the what-if"),
    "raise_decision": N_("Raised the decision"), "revise_decision": N_("Changed the decision"), "withdraw_decision": N_("Withdrew the decision"),
    "decide": N_("Decided"), "move_decision": N_("Changed the status"),
    "plan_response": N_("Planned the response"), "revise_response": N_("Changed the response"), "withdraw_response": N_("Withdrew the response"),
    "move_response": N_("Changed the status"),
    "identify_stakeholder": N_("Added the stakeholder"), "revise_stakeholder": N_("Changed the stakeholder"), "withdraw_stakeholder": N_("Withdrew the stakeholder"),
    "move_stakeholder": N_("Changed the status"),
    "name_sponsor": N_("Named the sponsor"), "revise_sponsor": N_("Changed the sponsor"), "withdraw_sponsor": N_("Withdrew the sponsor"), "move_sponsor": N_("Changed the status"),
    "record_commitment": N_("Recorded the commitment"), "revise_commitment": N_("Changed the commitment"), "withdraw_commitment": N_("Withdrew the commitment"),
    "keep_commitment": N_("Marked the commitment kept"), "move_commitment": N_("Changed the status"),
    "list_deliverable": N_("Added the deliverable"), "revise_deliverable": N_("Changed the deliverable"), "withdraw_deliverable": N_("Withdrew the deliverable"),
    "assign": N_("Assigned the responsibility"), "revise_assignment": N_("Changed the assignment"), "withdraw_assignment": N_("Withdrew the assignment"), "set_roles": N_("Filled a cell of the matrix"),
    "restore_record": N_("Put it back in use"),
}  # fmt: skip

COMMANDS |= {
    "ask_for_update": N_("Asked for an update"), "revise_request": N_("Changed the request"), "withdraw_request": N_("Withdrew the request"), "report_round": N_("Reported progress"),
    "indent_tasks": N_("Indented tasks"), "outdent_tasks": N_("Outdented tasks"), "shift_tasks": N_("Moved tasks"), "place_tasks": N_("Moved tasks"),
    "undo_last_change": N_("Took back a change"),
    "add_task": N_("Added the task"), "plan_task": N_("Added the task"), "revise_task": N_("Changed the task"), "replan_task": N_("Changed the task"),
    "withdraw_task": N_("Withdrew the task"), "drop_task": N_("Withdrew the task"), "move_task": N_("Changed the status"),
    "link_tasks": N_("Linked the tasks"), "unlink_tasks": N_("Removed a link"), "set_baseline": N_("Set the baseline"),
    "open_phase": N_("Added the phase"), "revise_phase": N_("Changed the phase"), "close_phase": N_("Withdrew the phase"),
    "plan_wave": N_("Planned the wave"), "revise_wave": N_("Changed the wave"), "drop_wave": N_("Withdrew the wave"),
    "open_calendar": N_("Added the calendar"), "revise_calendar": N_("Changed the calendar"), "close_calendar": N_("Withdrew the calendar"),
    "report_progress": N_("Reported progress"), "record_progress": N_("Reported progress"), "revise_progress": N_("Corrected the progress"),
    "withdraw_progress": N_("Withdrew the progress"), "enter_plan": N_("Imported the plan"), "import_plan": N_("Imported the plan"), "open_programme_with": N_("Opened the programme with a plan"), "publish_report": N_("Published the report"),
    "establish_milestone": N_("Added the milestone"), "revise_milestone": N_("Changed the milestone"), "withdraw_milestone": N_("Withdrew the milestone"),
}  # fmt: skip


COMMANDS |= {
    "declare_freeze": N_("Declared the freeze"), "revise_freeze": N_("Changed the freeze"), "lift_freeze": N_("Lifted the freeze"),
    "schedule_review": N_("Scheduled the review"), "revise_review": N_("Changed the review"), "end_review": N_("Ended the series"),
    "note_absence": N_("Noted the absence"), "revise_absence": N_("Changed the absence"), "withdraw_absence": N_("Withdrew the absence"),
}  # fmt: skip


COMMANDS |= changes.COMMANDS


def command_label(name: str) -> str:
    known = COMMANDS.get(name)
    return gettext(known) if known else name.replace("_", " ").capitalize()
