"""The baselines of a plan file enter a programme that has none yet."""

import json
from collections.abc import Sequence

from sqlmodel import Session

from governance.codes import next_code
from governance.programmes import Programme
from plans.baselines import Baseline, BaselineKind, original_baseline
from plans.baselining import minute
from plans.plan_draft import DraftBaseline


def enter_baselines(session: Session, programme: Programme, brought: Sequence[DraftBaseline]) -> None:
    """All of them or none (inside a command): agreed dates are added to by change requests alone, so a plan that has its baseline keeps it.

    One whose day the file does not know is of the start of the plan if it is the original, else of the programme's status date.
    """
    if not brought or original_baseline(session, programme.key) is not None:
        return
    for one in brought:
        rows = {code: [minute(a.start), minute(a.finish), round(a.duration_min)] for code, a in one.dates.items()}
        later = BaselineKind.current if one.counts else BaselineKind.brought
        session.add(
            Baseline(
                programme_id=programme.key, code=next_code(session, Baseline, programme.key), number=one.number, name_zh=one.name_zh,
                name_en=one.name_en, kind=later if one.number else BaselineKind.original,
                status_date=one.status_date or (programme.status_date if one.number else programme.start),
                start=min(a.start for a in one.dates.values()).date(), finish=max(a.finish for a in one.dates.values()).date(),
                task_count=len(rows), reason=one.reason, rows=json.dumps(rows, separators=(",", ":")),
            )
        )  # fmt: skip
        session.flush()
