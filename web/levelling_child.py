"""Run by itself in a process of its own: levels the plan that it is handed, tells how far it is, and then what it found.

python -I -m web.levelling_child < ORDER      one JSON object in, one JSON object a line out; the last says what came of it
"""

import json
import os
import sys
from datetime import datetime
from time import monotonic
from typing import Any

ADDRESSES = 4 * 2**30
SLACK_S = 15  # seconds of work beyond the time limit: reading, the first schedule, writing


def main() -> None:
    """Level the plan of the order on the standard input."""
    from governance.errors import Refusal
    from web.words.refusals import facts_json

    order = json.loads(sys.stdin.buffer.read())
    bound(order["seconds"])
    try:
        tell({"found": found(order)})
    except Refusal as refusal:
        problems = [
            {"code": p.code, "field": p.field, "value": p.value, "facts": facts_json(p.facts)} for p in refusal.problems
        ]
        tell({"problems": problems})


def found(order: dict[str, Any]) -> dict[str, Any]:
    """What levelling makes of an order: `plan`, `status`, `solver` and `seconds`."""
    from plans.levelling.levelled_plan import Solver, level
    from plans.levelling.plan_file import read_resourced_plan

    until = monotonic() + order["seconds"]
    plan = read_resourced_plan(json.dumps(order["plan"]))
    status = datetime.fromisoformat(order["status"]) if order["status"] else None
    levelled = level(
        plan, solver=Solver(order["solver"]), status=status, seconds_left=lambda: until - monotonic(),
        progress=lambda best, bound: tell({"best_min": best, "bound_min": bound}),
    )  # fmt: skip
    return {
        "makespan_min": levelled.makespan_min, "unlevelled_min": levelled.unlevelled_makespan_min, "lower_bound_min": levelled.lower_bound_min,
        "optimal": levelled.optimal, "finish": levelled.finish.isoformat(),
        "tasks": {id: [t.start.isoformat(), t.finish.isoformat(), t.delay_min] for id, t in levelled.tasks.items()},
    }  # fmt: skip


def tell(said: dict[str, Any]) -> None:
    print(json.dumps(said), flush=True)


def bound(seconds: float) -> None:
    """Limits of this process, for good: it gives way to the server, and ends by itself should nobody wait for it any more."""
    try:
        import resource
    except ImportError:  # no such limits on this system: whoever waits ends it
        return
    os.nice(5)
    most = round(4 * (seconds + SLACK_S))
    resource.setrlimit(resource.RLIMIT_AS, (ADDRESSES, ADDRESSES))
    resource.setrlimit(resource.RLIMIT_CPU, (most, most))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    main()
