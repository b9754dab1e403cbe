"""The words of change requests and of the baselines that are set with them."""

from web.i18n import N_

LABELS: dict[str, str] = {
    "type": N_("Type"), "requester": N_("Requested by"), "cost_change": N_("Change in cost"), "implications": N_("What it means for goals and risks"),
    "approver": N_("Approver"), "change_request": N_("Change request"), "verdict": N_("Verdict"), "in_force": N_("In force"),
    "original": N_("Originally agreed"), "original_variance_wd": N_("Slip from the original"),
}  # fmt: skip

HINTS: dict[str, str] = {
    "cost_change": N_("In the programme's currency; savings with a minus"),
    "approver": N_("Who is to decide: never who asks for it"),
    "implications": N_("Which goals come nearer or further away, which risks grow or go"),
    "change_request": N_("The request that this belongs to"),
}

SECTIONS: dict[str, str] = {"change": N_("What shall change")}

VALUES: dict[str, str] = {
    "submitted": N_("Submitted"), "rejected": N_("Rejected"), "deferred": N_("Deferred"), "implemented": N_("Implemented"), "verified": N_("Verified"),
    "BaselineKind.current": N_("Renewed"), "brought": N_("From a file, to compare with"), "type.scope": N_("Scope"), "type.goal": N_("Goal"), "type.baseline": N_("Baseline"),
}  # fmt: skip

TONES: dict[str, str] = {"rejected": "muted", "deferred": "muted", "implemented": "done", "verified": "done"}

COMMANDS: dict[str, str] = {
    "raise_change": N_("Raised the change request"), "revise_change": N_("Changed the change request"), "withdraw_change": N_("Withdrew the change request"),
    "rule_on_change": N_("Decided about the change request"), "move_change": N_("Changed the status"),
}  # fmt: skip

MESSAGES: dict[str, str] = {
    "SAME_PERSON_APPROVAL": N_("Whoever asks for a change, or enters it, does not decide about it: somebody else has to."),
    "CHANGE_LOCKED": N_("{code} has been submitted: {label} is changed only by those who may decide."),
    "CHANGE_DECIDED": N_("{code} has been decided: {label} stays as it is. Raise another change request."),
    "CHANGE_CARRIED_OUT": N_("{code} has been carried out and cannot be withdrawn. Raise a change request that takes it back."),
    "CHANGE_BY_BASELINE": N_("{code} is implemented by the baseline that is set with it: set the baseline."),
    "CHANGE_OVERDUE": N_("The request was to be decided by {date}; decide it or agree on a new date."),
    "BASELINE_NEEDS_CR": N_("The plan has its baseline. Another one, number {number}, needs an approved change request of the type “baseline”: name it."),
    "BASELINE_NEEDS_NO_CR": N_("The first baseline needs no change request; leave it empty."),
    "BASELINE_CR_OF_OTHER_TYPE": N_("{change} asks for something else than a baseline; name an approved change request of the type “baseline”."),
    "BASELINE_CR_NOT_APPROVED": N_("{change} is not approved (now: {from}); a baseline needs an approved change request."),
    "BASELINE_CR_HAS_SERVED": N_("{change} has served for a baseline already; each baseline needs a change request of its own."),
    "LATER_BASELINES_STAY": N_("Microsoft Project holds eleven baselines: the original and the ten latest go into the file, {count} stay here."),
}  # fmt: skip
