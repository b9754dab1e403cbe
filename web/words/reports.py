"""The executive report in words: sentences made of its facts, whole in either language."""

from datetime import date
from decimal import ROUND_DOWN, Decimal
from typing import Any

from milestones.rag import Reason
from milestones.report_changes import Change, ChangeKind
from milestones.report_facts import Ref, Text
from milestones.report_view import Headline, MilestoneLine, Report
from web.i18n import N_, gettext, ngettext, number, pgettext, pick, plain_day, short_day
from web.words.values import value_label

REASONS: dict[Reason, str] = {
    Reason.finished: N_("Finished"), Reason.overdue: N_("Due by the baseline and not finished"), Reason.very_late: N_("More than 5 working days late"),
    Reason.late_on_critical_path: N_("Late on the critical path"), Reason.past_commitment: N_("Forecast after the date committed to"),
    Reason.late: N_("Up to 5 working days late"), Reason.starts_without_predecessor: N_("Due to start soon, and what it waits for is not ready"),
    Reason.no_recent_update: N_("No update for more than 7 days"), Reason.no_predecessors: N_("Nothing in the plan leads to it"),
    Reason.not_baselined: N_("Not in the baseline"), Reason.in_time: N_("On its baseline date or earlier"),
    Reason.not_approved: N_("Not approved yet, so not judged"), Reason.no_measurement: N_("Not measured yet"), Reason.measurement_too_old: N_("Not measured for more than two periods"),
    Reason.wrong_direction: N_("Moved away from the target three times in a row"), Reason.far_below_expected: N_("Less than 80 % of what is expected by now"),
    Reason.below_expected: N_("Less than 95 % of what is expected by now"), Reason.as_expected: N_("As expected by now, or better"),
    Reason.not_assessed: N_("Not assessed yet"), Reason.extreme: N_("Score of 15 or more"), Reason.no_response: N_("Above appetite without an open response"),
    Reason.review_long_overdue: N_("Review overdue by more than 10 working days"), Reason.above_appetite: N_("Above appetite, with a response under way"),
    Reason.review_overdue: N_("Review overdue"), Reason.within_appetite: N_("Within appetite and reviewed"),
    Reason.critical_child_off_track: N_("A milestone of the greatest weight is off track"), Reason.many_off_track: N_("More than a fifth of milestones and tasks are off track"),
    Reason.some_off_track: N_("Something is off track, but no milestone of the greatest weight"), Reason.some_to_watch: N_("Something needs watching"),
    Reason.nothing_assessed: N_("There is nothing to judge by yet"), Reason.nothing_amiss: N_("Every milestone and task is on track"),
    Reason.better_not_yet_held: N_("Computed better than in the last report; a better colour shows when it has held for two status dates"),
}  # fmt: skip
FORMULAS: dict[str, str] = {
    "overall": N_("Off track when a milestone of weight 5 is off track, or more than 20 % of milestones and tasks; watch when any is off track or to be watched."),
    "confidence": N_("Milestones, goals, risks and tasks under way that have current data ÷ all of them."),
    "variance": N_("Working days from the baseline finish to the forecast finish, by the programme's calendar; the forecast follows the driving path in the network."),
    "finished_of_due": N_("Tasks finished by the status date ÷ tasks whose baseline finish is not after it."),
    "decisions_open": N_("Raised by the status date and not decided by then, the most urgent first; the cost of waiting is the one on record."),
    "milestone_colour": N_("Off track: over 5 working days late, overdue, or after the committed finish. Watch: later than the baseline. Float: working days to the committed finish."),
    "goal_expected": N_("Expected now lies on the straight line from baseline to target. Realised ÷ expected: from 95 % on track, from 80 % watch, below off track."),
    "risk_score": N_("Score = probability × worst impact. Ranked by score, then by colour, by effect on the driving path, by overdue responses and by what would remain."),
    "support_index": N_("Σ (influence × stance) ÷ Σ influence, with resistant −1, unaware and neutral 0, supportive 0.5, leading 1: from 0.4 on track, from 0.1 watch."),
    "commitments_kept": N_("Sponsors' commitments due by the status date that were done by their due date."),
    "raci_errors": N_("Deliverables without exactly one accountable person, or with nobody responsible."),
}  # fmt: skip
FIGURES: dict[str, str] = {
    "overall": N_("Overall colour"), "confidence": N_("Confidence"), "variance": N_("Working days late"), "plan": N_("Tasks finished of those due"),
    "decisions": N_("Decisions open"), "milestones": N_("Milestones to be watched or off track"), "goals": N_("Goals"), "risks": N_("Risks above appetite"),
    "engagement": N_("Support index"), "commitments": N_("Commitments kept"), "responsibilities": N_("Deliverables with an error"),
}  # fmt: skip
INPUTS: dict[str, str] = {
    "off_track": N_("Off track"), "objects": N_("Milestones and tasks"), "critical_off_track": N_("Of weight 5"), "share_limit": N_("Limit of the share"),
    "without_data": N_("Without data"), "baseline": N_("Baseline"), "forecast": N_("Forecast"), "finished": N_("Finished"), "due": N_("Due by then"),
    "late_limit_wd": N_("Limit in working days"), "as_expected": N_("On track from"), "below": N_("Watch from"), "extreme": N_("Off track from score"),
    "review_overdue_wd": N_("Review overdue limit"), "open": N_("Open risks"), "key": N_("Key stakeholders"), "influence_from": N_("Influence from"),
    "strong": N_("On track from"), "fair": N_("Watch from"), "late": N_("Late"), "broken": N_("Not done"), "deliverables": N_("Deliverables"),
    "RACI_NO_A": N_("Nobody accountable"), "RACI_MULTI_A": N_("Several accountable"), "RACI_NO_R": N_("Nobody responsible"), "RACI_EMPTY": N_("Nobody assigned"),
    "RACI_A_IS_GROUP": N_("A group accountable"), "RACI_A_INACTIVE": N_("Accountable person has left"), "BUCK_PASSING_RISK": N_("Several responsible, nobody accountable"),
}  # fmt: skip
STRANDS = {"milestone": N_("Milestones"), "task": N_("Tasks"), "goal": N_("Goals"), "risk": N_("Risks")}
TRENDS = {
    "stable": N_("holding"), "slipping": N_("slipping"), "recovering": N_("recovering"), "volatile": N_("volatile"), "unknown": N_("no trend yet"),
}  # fmt: skip


def named(ref: Ref | None) -> str:
    """Code and name of a record: `T411 ERP interface`."""
    return "" if ref is None else f"{ref.code} {text(ref.name)}".strip()


def text(value: Text) -> str:
    return pick(value.zh, value.en)


def reason(value: Reason) -> str:
    return gettext(REASONS[value])


def lateness(days: int | None) -> str:
    """`6 working days late`, `on its date`, `2 working days early`."""
    if days is None:
        return gettext("no baseline")
    if days == 0:
        return gettext("on its date")
    many = ngettext("{days} working day late", "{days} working days late", days) if days > 0 else ngettext("{days} working day early", "{days} working days early", -days)  # fmt: skip
    return many.format(days=number(abs(days)))


def headline_sentence(head: Headline) -> str:
    """The report in one sentence: forecast against baseline, main cause, decision asked for."""
    if head.milestone is None or head.forecast is None:
        return gettext("The plan has no milestone yet.")
    clauses = [_forecast(head), _cause(head), _decision(head)]
    parted, stop = pgettext("between clauses", "; "), pgettext("end of sentence", ".")
    return parted.join(clause for clause in clauses if clause) + stop


def _forecast(head: Headline) -> str:
    days, facts = head.variance_wd, {"milestone": named(head.milestone), "day": plain_day(head.forecast)}
    if days is None:
        return gettext("{milestone} is forecast for {day}").format(**facts)
    if days == 0:
        return gettext("{milestone} is forecast for {day}, as in the baseline").format(**facts)
    if days > 0:
        words = ngettext("{milestone} is forecast for {day}, {days} working day later than the baseline", "{milestone} is forecast for {day}, {days} working days later than the baseline", days)  # fmt: skip
    else:
        words = ngettext("{milestone} is forecast for {day}, {days} working day earlier than the baseline", "{milestone} is forecast for {day}, {days} working days earlier than the baseline", -days)  # fmt: skip
    return words.format(days=number(abs(days)), **facts)


def _cause(head: Headline) -> str:
    if head.cause is None:
        return ""
    if head.cause.department is None:
        return gettext("main cause: {task}").format(task=named(head.cause.task))
    return gettext("main cause: {task} ({department})").format(task=named(head.cause.task), department=text(head.cause.department.name))  # fmt: skip


def _decision(head: Headline) -> str:
    if head.decision is None:
        return ""
    if head.decide_by is None:
        return gettext("your decision on {decision} is needed").format(decision=head.decision.code)
    return gettext("your decision on {decision} is needed by {day}").format(decision=head.decision.code, day=short_day(head.decide_by))  # fmt: skip


def confidence_words(share: Decimal | None) -> str:
    """`97 % of what is judged has current data`; a share just below 1 is never rounded up to all of it."""
    return "" if share is None else gettext("{share} of what is judged here has current data").format(share=percent(share))  # fmt: skip


def percent(share: Decimal, places: int = 0) -> str:
    """A share as percent, rounded down, so that 99.6 % does not read as all and 94.9 % not as 95."""
    shown = (share * 100).quantize(Decimal(1).scaleb(-places), ROUND_DOWN)
    return gettext("{number} %").format(number=number(shown, places))


# --- Sections: the question is the title, the answer follows ----------------------------------------------------------


def milestones_answer(report: Report) -> str:
    lines, late = report.milestones, [m for m in report.milestones if (m.variance_wd or 0) > 0 and not m.achieved]
    if not lines:
        return gettext("The plan has no milestone yet.")
    done = sum(m.achieved for m in lines)
    first = gettext("{done} of {all} reached, {late} of the {ahead} ahead are late").format(done=done, all=len(lines), late=len(late), ahead=len(lines) - done)  # fmt: skip
    return pgettext("between clauses", "; ").join(filter(None, [first, room_words(report.headline.commitment_float_wd)])) + pgettext("end of sentence", ".")  # fmt: skip


def room_words(days: int | None) -> str:
    """How much room is left to the committed finish."""
    if days is None:
        return ""
    if days < 0:
        return ngettext("the last is {days} working day past the committed finish", "the last is {days} working days past the committed finish", -days).format(days=-days)  # fmt: skip
    if days == 0:
        return gettext("no room is left to the committed finish")
    return ngettext("{days} working day is left to the committed finish", "{days} working days are left to the committed finish", days).format(days=days)  # fmt: skip


def goals_answer(report: Report) -> str:
    counts = [sum(g.rag == tone for g in report.goals) for tone in ("on_track", "watch", "off_track", "no_data")]
    if not report.goals:
        return gettext("No goal has been put to review yet.")
    facts = dict(zip(("good", "watch", "bad", "none"), counts, strict=True))
    return gettext("{good} as expected, {watch} a little behind, {bad} far behind, {none} not judged").format(**facts) + pgettext("end of sentence", ".")  # fmt: skip


def risks_answer(report: Report) -> str:
    open_ones = sum(p.kind == "threat" for p in report.risks.positions)
    if not open_ones:
        return gettext("No threat is open.")
    return gettext("{above} of {open} open threats stand above appetite.").format(above=report.risks.above_appetite, open=open_ones)  # fmt: skip


def decisions_answer(report: Report) -> str:
    if not report.decisions:
        return gettext("None: no decision is open.")
    return ngettext("{count} decision is open.", "{count} decisions are open.", len(report.decisions)).format(count=len(report.decisions))  # fmt: skip


def people_answer(report: Report) -> str:
    found = report.people.engagement
    if found is None:
        return gettext("Too few key stakeholders are recorded to say anything without naming them.")
    return gettext("{below} of {key} key stakeholders stand below where the rollout needs them.").format(below=found.below_desired, key=found.key)  # fmt: skip


def strip_words(report: Report) -> str:
    """How the milestones' picture and their lateness are to be read."""
    baseline = report.head.measured_against
    if baseline is None:
        return gettext("Hollow is the baseline, solid the forecast; +6 means 6 working days later than the baseline.")
    words = gettext(
        "Hollow is the baseline {baseline}, set after the original; solid is the forecast; +6 means 6 working days later than that baseline."
    )
    return words.format(baseline=" ".join(filter(None, (baseline.code, text(baseline.name)))))


def passed_words(lines: list[MilestoneLine]) -> str:
    """The reached milestones in one line, where there is no room for a row each."""
    on_time = all((m.variance_wd or 0) <= 0 for m in lines)
    codes = pgettext("between items", ", ").join(f"{m.milestone.code} {short_day(m.forecast)}" for m in lines)
    return (gettext("Reached on time: {codes}") if on_time else gettext("Reached: {codes}")).format(codes=codes)


# --- What changed ----------------------------------------------------------------------------------------------------

CHANGES: dict[ChangeKind, str] = {
    ChangeKind.colour: N_("Overall colour: {before} → {after}"),
    ChangeKind.milestone_achieved: N_("{subject} was reached on {after}"),
    ChangeKind.decision_closed: N_("No longer open: {subject}"), ChangeKind.decision_raised: N_("New decision needed: {subject}"),
    ChangeKind.risk_score: N_("Risk score {before} → {after}: {subject}"), ChangeKind.risk_raised: N_("New risk with score {after}: {subject}"),
    ChangeKind.risk_closed: N_("Risk closed: {subject}"), ChangeKind.goal_colour: N_("Goal {before} → {after}: {subject}"),
    ChangeKind.goal_measured: N_("Measured {before} → {after}: {subject}"),
}  # fmt: skip


def change_words(change: Change) -> str:
    """One change as a line."""
    facts: dict[str, Any] = {"subject": named(change.subject), "before": _shown(change.kind, change.before), "after": _shown(change.kind, change.after)}  # fmt: skip
    delta = abs(change.delta or 0)
    if change.kind == ChangeKind.headline_milestone:
        later = (change.delta or 0) > 0
        words = (
            ngettext("{subject} moved from {before} to {after}, {days} working day later", "{subject} moved from {before} to {after}, {days} working days later", delta)
            if later
            else ngettext("{subject} moved from {before} to {after}, {days} working day earlier", "{subject} moved from {before} to {after}, {days} working days earlier", delta)
        )  # fmt: skip
        return words.format(days=delta, **facts)
    if change.kind == ChangeKind.milestones_moved:
        return _moved_words(change, delta)
    if change.kind == ChangeKind.tasks_finished:
        return ngettext("{count} more task finished", "{count} more tasks finished", delta).format(count=delta)
    if change.kind == ChangeKind.commitment_broken:
        return ngettext("{count} more sponsor commitment was not kept", "{count} more sponsor commitments were not kept", delta).format(count=delta)  # fmt: skip
    if change.kind == ChangeKind.commitment_kept:
        return ngettext("{count} more sponsor commitment was kept", "{count} more sponsor commitments were kept", delta).format(count=delta)  # fmt: skip
    return gettext(CHANGES[change.kind]).format(**facts)


def _moved_words(change: Change, days: int) -> str:
    codes, later = pgettext("between items", ", ").join(change.others), (change.delta or 0) > 0
    if len(change.others) == 1:
        one = ngettext("{codes} moved by {days} working day", "{codes} moved by {days} working days", days)
        return one.format(codes=codes, days=("+" if later else "−") + str(days))
    words = ngettext(
        "Other milestones moved, by up to {days} working day: {codes}", "Other milestones moved, by up to {days} working days: {codes}", days
    )  # fmt: skip
    return words.format(codes=codes, days=("+" if later else "−") + str(days))


def _shown(kind: ChangeKind, value: str | None) -> str:
    if value is None:
        return "–"
    if kind in (ChangeKind.colour, ChangeKind.goal_colour):
        return value_label("rag", value)
    try:
        return short_day(date.fromisoformat(value))
    except ValueError:
        return value


_TONES = {
    "on_track": N_("as agreed or better"), "watch": N_("needs watching, not yet a decision"), "off_track": N_("beyond what was agreed: somebody has to act"),
    "no_data": N_("nothing current to judge by; lowers the confidence, not the colour"), "done": N_("finished or reached"),
}  # fmt: skip


def reason_of_tone(tone: str) -> str:
    """What a status mark means in general."""
    return gettext(_TONES[tone])


def trend_answer(report: Report) -> str:
    """How many of the milestones ahead slip, by the last reports."""
    ahead = [m for m in report.milestones if not m.achieved]
    slipping = sum(m.trend == "slipping" for m in ahead)
    if not ahead or all(m.trend == "unknown" for m in ahead):
        return ""
    return gettext("{slipping} of {ahead} ahead are slipping").format(slipping=slipping, ahead=len(ahead))
