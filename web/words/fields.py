"""Labels and hints of fields, one per name: the same field is called the same everywhere."""

from web.i18n import N_, gettext

LABELS: dict[str, str] = {
    "code": N_("Code"), "name": N_("Name"), "title": N_("Title"), "status": N_("Status"), "notes": N_("Notes"), "tags": N_("Tags"),
    "version": N_("Version"), "created_at": N_("Created"), "created_by": N_("Created by"), "updated_at": N_("Last changed"), "updated_by": N_("Changed by"),
    "withdrawn_on": N_("Withdrawn on"), "withdrawn_reason": N_("Reason for withdrawal"), "reason": N_("Reason"),
    # programme
    "purpose": N_("Purpose"), "start": N_("Start"), "target_finish": N_("Target finish"), "committed_finish": N_("Committed finish"),
    "status_date": N_("Status date"), "benefits_until": N_("Benefits measured until"), "sponsor": N_("Sponsor"), "pm": N_("Project manager"),
    "calendar": N_("Calendar"), "currency": N_("Currency"), "budget": N_("Budget"), "licensed_users": N_("Licensed users"),
    "scope_in": N_("In scope"), "scope_out": N_("Out of scope"), "report_cadence": N_("Report cadence"), "report_weekday": N_("Report weekday"),
    # directory
    "head": N_("Head"), "parent": N_("Part of"), "headcount": N_("Headcount"), "licences": N_("Licences"), "duties": N_("Duties"),
    "benefit": N_("What is in it for them"), "department": N_("Department"), "email": N_("Email"), "capacity_hours": N_("Capacity"),
    "active_from": N_("Active from"), "active_to": N_("Active until"),
    # risk
    "cause": N_("Cause"), "event": N_("Event"), "effect": N_("Effect"), "kind": N_("Kind"), "category": N_("Category"), "factor": N_("Failure factor"),
    "probability": N_("Probability"), "impact": N_("Impact"), "impact_schedule": N_("Impact on schedule"), "impact_cost": N_("Impact on cost"),
    "impact_adoption": N_("Impact on adoption"), "impact_compliance": N_("Impact on compliance"), "strategy": N_("Strategy"), "owner": N_("Owner"),
    "residual_probability": N_("Residual probability"), "residual_impact": N_("Residual impact"), "tasks": N_("Linked tasks"),
    "raised_on": N_("Raised on"), "review_due": N_("Review due"), "score": N_("Score"), "level": N_("Level"), "residual_score": N_("Residual score"),
    "residual_level": N_("Residual level"), "above_appetite": N_("Above appetite"), "review_overdue": N_("Review overdue"),
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
    "scope_in": N_("One deliverable per line"),
    "scope_out": N_("One line each: what this rollout will not do"),
}

SECTIONS: dict[str, str] = {
    "statement": N_("Statement"), "assessment": N_("Assessment"), "response": N_("Response"), "dates": N_("Dates"), "details": N_("Details"),
    "charter": N_("Charter"), "scope": N_("Scope"), "people": N_("People"), "money": N_("Money"), "reporting": N_("Reporting"),
}  # fmt: skip


def label(name: str) -> str:
    """What a field is called; the two halves of a bilingual text share one label."""
    known = LABELS.get(name) or LABELS.get(name.removesuffix("_zh").removesuffix("_en").removesuffix("_id"))
    return gettext(known) if known else name.replace("_", " ").capitalize()


def hint(name: str) -> str:
    return gettext(HINTS.get(name, ""))


def section(name: str) -> str:
    known = SECTIONS.get(name)
    return gettext(known) if known else name.replace("_", " ").capitalize()
