"""The report laid out in words: what the page and the PDF both print, so that neither can say anything that the other does not."""

from datetime import date
from decimal import Decimal

from milestones.report_facts import Ref
from milestones.report_risks import RiskLine
from milestones.report_view import (
    Calculation,
    DecisionNeeded,
    GoalLine,
    Headline,
    MilestoneLine,
    Money,
    PublishedReport,
    Report,
)
from web.i18n import day as long_day
from web.i18n import gettext, instant, money, ngettext, number, pgettext, plain_day, short_day, signed
from web.reports.parts import (
    CalculationPart,
    DecisionPart,
    FigurePart,
    GoalPart,
    HeadlinePart,
    Mark,
    MilestonePart,
    Paper,
    Part,
    RiskPart,
    StrandPart,
)
from web.words import reports as words
from web.words.reports import text
from web.words.values import unit_label, value_label

DECISIONS_SHOWN = 3


def paper(published: PublishedReport, base: str | None) -> Paper:
    """Word a report in the reader's language. `base` is the programme's address, which links begin with; None leaves them out."""
    report, issue = published.report, published.issue
    ahead = [m for m in report.milestones if not m.achieved]
    return Paper(
        title=text(report.head.programme.name), code=report.head.programme.code,
        issue=gettext("Issue {number}").format(number=issue.number) if issue else gettext("Not published"),
        as_of=gettext("As of {day}").format(day=long_day(report.head.status_date)),
        working_day=gettext("working day {number}").format(number=report.head.working_day),
        headline=_headline(report.headline, base), narrative=text(issue.narrative) if issue else "",
        narrative_by=issue.author if issue else "", decisions_answer=words.decisions_answer(report),
        decisions=[_decision(d, base) for d in report.decisions[:DECISIONS_SHOWN]], decisions_more=_more(len(report.decisions) - DECISIONS_SHOWN),
        milestones_answer=words.milestones_answer(report), milestones=[_milestone(m, base) for m in report.milestones],
        milestones_read=words.strip_words(report),
        passed=words.passed_words([m for m in report.milestones if m.achieved]) if len(ahead) < len(report.milestones) else "",
        goals_answer=words.goals_answer(report), goals=[_goal(g, base) for g in report.goals],
        risks_answer=words.risks_answer(report), risks=[_risk(r, base) for r in report.risks.top],
        people_answer=words.people_answer(report), figures=_figures(report, base), changes_title=_changes_title(report),
        changes=[words.change_words(c) for c in report.changes.lines] if report.changes else [],
        changes_more=_more(report.changes.more) if report.changes else "", footer=_footer(published),
        calculations=[_calculation(c, base) for c in report.calculations], has_trend=len(report.trend) > 1 and bool(ahead),
        has_ladder=report.people.engagement is not None, provisional=_provisional(report),
        sample=gettext("Sample data: a fictitious company") if report.head.is_sample else "", base=base or "",
    )  # fmt: skip


def _mark(tone: str, why: str = "") -> Mark:
    return Mark(tone, value_label("rag", tone), why)


_PLURALS = {
    "decision": "decisions", "milestone": "milestones", "goal": "goals", "risk": "risks", "task": "tasks", "person": "people",
    "commitment": "commitments", "deliverable": "deliverables",
}  # fmt: skip


def _at(base: str | None, path: str) -> str:
    return "" if base is None else f"{base}/{path}"


def link(ref: Ref | None, base: str | None) -> Part | None:
    """A record's code, leading to its page."""
    return Part(ref.code, _at(base, f"{_PLURALS[ref.kind]}/{ref.code}")) if ref and ref.kind in _PLURALS else None


def _link(ref: Ref, base: str | None) -> Part:
    return link(ref, base) or Part(ref.code)


def _headline(head: Headline, base: str | None) -> HeadlinePart:
    lists = {"milestone": "milestones", "task": "tasks", "goal": "goals", "risk": "risks"}
    strands = [
        StrandPart(
            gettext(words.STRANDS[s.kind]), _at(base, lists[s.kind]), [(rag.value, value_label("rag", rag), n) for rag, n in s.counts.items()]
        )
        for s in head.strands
    ]  # fmt: skip
    computed = ""
    if head.computed != head.shown:
        facts = {"computed": value_label("rag", head.computed), "shown": value_label("rag", head.shown)}
        computed = gettext("Computed {computed}, reported {shown}.").format(**facts)
    return HeadlinePart(
        _mark(head.shown, words.reason(head.reason)), words.headline_sentence(head), words.confidence_words(head.confidence), strands, computed,
        link(head.milestone, base), link(head.cause.task, base) if head.cause else None, head.cause.comment or "" if head.cause else "",
        link(head.decision, base),
    )  # fmt: skip


def _overdue_by(days: int) -> str:
    return ngettext("overdue by {days} working day", "overdue by {days} working days", days).format(days=days) if days else ""  # fmt: skip


def _decision(d: DecisionNeeded, base: str | None) -> DecisionPart:
    overdue = _overdue_by(d.overdue_wd)
    waits = d.cost_of_waiting_wd
    cost = ngettext("{days} working day", "{days} working days", waits).format(days=waits) if waits else gettext("not stated")  # fmt: skip
    who = pgettext("between items", ", ").join(filter(None, [text(d.owner.name) if d.owner else "", text(d.forum)]))
    return DecisionPart(
        _link(d.decision, base), text(d.decision.name), plain_day(d.needed_by) or gettext("no date"), overdue, cost, text(d.consequence), who,
        [_link(m, base) for m in d.milestones],
    )  # fmt: skip


def _milestone(m: MilestoneLine, base: str | None) -> MilestonePart:
    room = "" if m.commitment_float_wd is None else number(m.commitment_float_wd)
    return MilestonePart(
        _link(m.milestone, base), text(m.milestone.name), m.gate or "", short_day(m.baseline), short_day(m.forecast),
        "" if m.variance_wd is None else signed(m.variance_wd), words.lateness(m.variance_wd), room, _mark(m.rag, words.reason(m.reason)),
        "" if m.achieved else gettext(words.TRENDS[m.trend]), text(m.owner.name) if m.owner else "", m.achieved,
    )  # fmt: skip


def _goal(g: GoalLine, base: str | None) -> GoalPart:
    arrow, arrow_words = _trend(g.trend)
    return GoalPart(
        _link(g.goal, base), text(g.kpi), unit_label(g.unit or ""), _figure(g.baseline), _figure(g.now) or "–", short_day(g.now_on), _figure(g.expected) or "–",
        _figure(g.target), plain_day(g.due), text(g.owner.name) if g.owner else "", arrow, arrow_words, _mark(g.rag, words.reason(g.reason)),
        f"goal-{g.goal.code}",
    )  # fmt: skip


def _trend(trend: str) -> tuple[str, str]:
    if trend == "better":
        return "↗", gettext("moving towards the target")
    if trend == "worse":
        return "↘", gettext("moving away from the target")
    return ("→", gettext("unchanged")) if trend == "flat" else ("", "")


def _figure(value: Decimal | None) -> str:
    return "" if value is None else number(value)


def _risk(r: RiskLine, base: str | None) -> RiskPart:
    moved = _movement(r.movement)
    response = r.response
    overdue = _overdue_by(response.overdue_wd if response else 0)
    return RiskPart(
        _link(r.risk, base), text(r.risk.name), value_label("category", r.category), number(r.score), value_label("level", r.level), *moved,
        text(r.owner.name) if r.owner else "", text(response.action) if response else gettext("No response is open"),
        short_day(response.due) if response else "", text(response.owner.name) if response and response.owner else "", overdue,
        [_link(x, base) for x in (*r.milestones, *r.goals)], r.on_driving_path, _mark(r.rag, words.reason(r.reason)),
    )  # fmt: skip


def _movement(change: int | None) -> tuple[str, str]:
    if change is None:
        return "", gettext("not in the last issue")
    if change == 0:
        return "→", gettext("unchanged since the last issue")
    return ("↑" if change > 0 else "↓") + str(abs(change)), gettext("{change} since the last issue").format(change=signed(change))  # fmt: skip


def _figures(report: Report, base: str | None) -> list[FigurePart]:
    money_part = [] if report.money is None else [_budget(report.money, base)]
    return [*_support(report), _promises(report, base), _responsibilities(report, base), _finished(report, base), *money_part]  # fmt: skip


def _support(report: Report) -> list[FigurePart]:
    found = report.people.engagement
    if found is None or found.support_index is None:
        return []
    note = gettext("{resistant} of {key} key stakeholders resistant").format(resistant=found.resistant, key=found.key)
    return [FigurePart(gettext("Support index"), number(found.support_index, 2), note, found.support)]


def _promises(report: Report, base: str | None) -> FigurePart:
    p = report.people.commitments
    note = gettext("{late} late, {broken} not done").format(late=p.late, broken=p.broken)
    value = gettext("{part} of {all}").format(part=p.kept, all=p.due)
    return FigurePart(gettext("Sponsor commitments kept"), value, note, "", _at(base, "commitments"))


def _responsibilities(report: Report, base: str | None) -> FigurePart:
    raci = report.people.responsibilities
    found = [gettext(words.INPUTS[code]) for code in raci.errors if code in words.INPUTS]
    note = pgettext("between items", ", ").join(found) or gettext("responsibilities are clear")
    value = gettext("{part} of {all}").format(part=raci.with_errors, all=raci.deliverables)
    tone = "off_track" if raci.with_errors else ""
    return FigurePart(
        gettext("Deliverables with an error"), value, note, tone, _at(base, "deliverables?raci=off_track")
    )


def _finished(report: Report, base: str | None) -> FigurePart:
    value = gettext("{part} of {all} due").format(part=report.plan.due_finished, all=report.plan.due)
    return FigurePart(gettext("Tasks finished"), value, _overdue(report), "", _at(base, "tasks"))


def _budget(budget: Money, base: str | None) -> FigurePart:
    value = money(budget.budget, budget.currency)
    return FigurePart(gettext("Budget"), value, gettext("as in the charter"), "", _at(base, "charter"))


def _overdue(report: Report) -> str:
    if not report.plan.overdue:
        return gettext("none overdue")
    return gettext("overdue: {codes}").format(codes=pgettext("between items", ", ").join(report.plan.overdue[:5]))


def _changes_title(report: Report) -> str:
    if report.changes is None:
        return gettext("What changed")
    facts = {"number": report.changes.since_issue, "day": short_day(report.changes.since)}
    return gettext("What changed since issue {number} ({day})").format(**facts)


def _more(count: int) -> str:
    return gettext("and {count} more").format(count=count) if count > 0 else ""


def _provisional(report: Report) -> str:
    codes = [m.milestone.code for m in report.milestones if m.provisional]
    if not codes:
        return ""
    facts = {"codes": pgettext("between items", ", ").join(codes), "day": plain_day(report.head.calendar_until)}
    return gettext("Provisional: {codes} lie after {day}, where the working calendar ends.").format(**facts)


def _footer(published: PublishedReport) -> list[tuple[str, str]]:
    report, issue = published.report, published.issue
    found = [(gettext("Status date"), plain_day(report.head.status_date))]
    if issue is not None:
        found += [(gettext("Issue"), str(issue.number)), (gettext("Issued by"), issue.author), (gettext("Issued"), instant(issue.published_on))]  # fmt: skip
        if issue.corrects is not None:
            found.append((gettext("Corrects issue"), str(issue.corrects)))
    found += [(gettext("Overrides"), gettext("none")), (gettext("Settings version"), str(report.settings_version))]
    if issue is not None:
        found.append((gettext("Digest"), issue.digest[:12]))
    return found


def _calculation(c: Calculation, base: str | None) -> CalculationPart:
    rows = [_link(Ref.of(c.kind, code, None, None), base) if c.kind else Part(code) for code in c.rows]
    inputs = [(gettext(words.INPUTS.get(key, key)), _input(value)) for key, value in c.inputs.items()]
    result = "" if c.result is None else _result(c)
    return CalculationPart(
        c.figure, gettext(words.FIGURES[c.figure]), gettext(words.FORMULAS[c.formula]), inputs, result, rows
    )


def _result(c: Calculation) -> str:
    """A colour as its word, a share as percent, anything else as it is."""
    if c.formula == "overall":
        return value_label("rag", c.result)
    return words.percent(Decimal(c.result), 1) if c.formula in ("confidence", "finished_of_due") else _input(c.result)


def _input(value: object) -> str:
    if isinstance(value, str):
        try:
            return plain_day(date.fromisoformat(value))
        except ValueError:
            return value
    return number(value) if isinstance(value, int | Decimal) else str(value)
