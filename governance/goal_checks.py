"""What a goal lacks, read from its wording and its fields: the lint of its text, and what keeps it from being approved. Pure.

A goal is anything with a goal's fields: a record, or a form that is being filled.
"""

from collections.abc import Iterable
from typing import Any

from governance import smart_lint
from governance.errors import Problem


def facts_of(goal: Any, owner: str | None) -> smart_lint.Facts:
    """What the lint may take from a goal's fields (a `Goal` or a `GoalForm`); `owner` is the person's code or name."""
    objective = goal.strategic_objective_zh or goal.strategic_objective_en
    return smart_lint.Facts(
        owner=owner, kpi=goal.kpi_zh or goal.kpi_en, unit=goal.unit, baseline=goal.baseline, baseline_on=goal.baseline_on,
        target=goal.target, due=goal.due, rises=goal.direction != "decrease", linked=bool(objective and goal.milestones),
    )  # fmt: skip


def lint_goal(goal: Any, owner: str | None) -> list[smart_lint.Finding]:
    """The findings about a goal, each once: its languages say the same goal, so what one lacks the other lacks too."""
    facts = facts_of(goal, owner)
    found: dict[tuple[str, str], smart_lint.Finding] = {}
    for statement in [s for s in (goal.statement_zh, goal.statement_en) if s] or [""]:
        for finding in smart_lint.lint(statement, facts):
            found.setdefault((finding.code, finding.field_value), finding)
    return sorted([*found.values(), *_empty_fields(goal, {code for code, _ in found})], key=smart_lint.order)


def _empty_fields(goal: Any, known: set[str]) -> list[smart_lint.Finding]:
    """Fields that only the text fills so far; said once the text itself is in order, since until then there is more to do."""
    found = []
    empty = [n for n in ("unit", "baseline", "target") if getattr(goal, n) in (None, "")]
    empty = empty if goal.kpi_zh or goal.kpi_en else ["kpi", *empty]
    if empty and not known & {"M1_NO_NUMBER", "M2_NO_BASELINE"}:
        found.append(smart_lint.Finding("M4_FIELDS_MISSING", " ".join(empty)))
    if goal.due is None and not known & {"T1_NO_DATE", "T2_UNDEFINED_TIME", "T3_YEAR_MISSING"}:
        found.append(smart_lint.Finding("T4_DUE_MISSING"))
    return found


def incomplete(goal: Any) -> list[Problem]:
    """What keeps a goal from being approved: the letters of SMART that it lacks, and where its text contradicts its fields."""
    errors = [f for f in lint_record(goal) if f.level == smart_lint.Level.error]
    letters = {f.letter for f in errors if f.code != smart_lint.MISMATCH} | ({"T"} if goal.due is None else set())
    found = mismatches(errors)
    if letters:
        named = "".join(sorted(letters, key=smart_lint.LETTERS.index))
        found.insert(0, Problem("GOAL_INCOMPLETE", "status", named, {"code": goal.code, "letters": named}))
    return found


def mismatches(findings: Iterable[smart_lint.Finding]) -> list[Problem]:
    """The findings in which a goal's text contradicts its fields, as problems of the statement."""
    return [
        Problem(f.code, "statement", f.text_value, {"text_value": f.text_value, "field_value": f.field_value})
        for f in findings
        if f.code == smart_lint.MISMATCH
    ]


def _owner_word(goal: Any) -> str | None:
    """An owner in the record is a person: the lint need not know who."""
    return str(goal.owner_id) if goal.owner_id else None


def lint_record(goal: Any) -> list[smart_lint.Finding]:
    """As `lint_goal`, of a goal in the record."""
    return lint_goal(goal, _owner_word(goal))
