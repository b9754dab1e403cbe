"""People in the report: how the key stakeholders stand, which sponsors' promises were kept, which responsibilities are unclear.

Stances are confidential: the report counts them and names nobody, and says nothing of a group of fewer than five.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from milestones.rag import Rag
from milestones.report_view import Commitments, Engagement, People, Responsibilities
from stakeholders import engagement, raci_lint
from stakeholders.commitments import tally
from stakeholders.engagement import Position, Stance

LEAST_GROUP = 5


def people(stakeholders: Sequence[Any], commitments: Iterable[Any], matrix: Mapping[Any, Sequence[raci_lint.Assignment]], on: date) -> People:  # fmt: skip
    """`matrix`: the letters of each deliverable. All counts are as of the end of `on`."""
    counted = tally(commitments, on)
    return People(
        engagement=engagement_of(stakeholders),
        commitments=Commitments(due=counted.due, kept=counted.kept, late=counted.late, broken=counted.broken, next_due=counted.next_due),
        responsibilities=responsibilities(matrix),
    )  # fmt: skip


def engagement_of(stakeholders: Sequence[Any]) -> Engagement | None:
    """Stances of the stakeholders with an influence of 4 or 5; the support index is over all of them."""
    key = [s for s in stakeholders if s.influence >= engagement.HIGH]
    if len(key) < LEAST_GROUP:
        return None
    support = engagement.coalition_support(Position(s.influence, s.current) for s in stakeholders)
    return Engagement(
        key=len(key), below_desired=sum(engagement.gap(s.current, s.desired) > 0 for s in key),
        resistant=sum(s.current == Stance.resistant for s in key), current=_by_stance(s.current for s in key),
        desired=_by_stance(s.desired for s in key), support_index=None if support is None else round(support, 3),
        support=Rag(engagement.support_tone(support)),
    )  # fmt: skip


def _by_stance(stances: Iterable[Stance]) -> dict[str, int]:
    found = Counter(stances)
    return {str(stance): found[stance] for stance in Stance if found[stance]}


def responsibilities(matrix: Mapping[Any, Sequence[raci_lint.Assignment]]) -> Responsibilities:
    """How many deliverables break a rule that counts as an error, and which rules."""
    found: Counter[str] = Counter()
    wrong = 0
    for row in matrix.values():
        errors = {p.code for p in raci_lint.check_row("", row)} & raci_lint.ERRORS
        wrong += bool(errors)
        found.update(errors)
    return Responsibilities(deliverables=len(matrix), with_errors=wrong, errors=dict(sorted(found.items())))
