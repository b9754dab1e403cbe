"""Levelling for pages and programs: in a process of its own, one at a time, kept under what was asked for.

A run reads nothing of the database and writes nothing: it is handed a plan and gives dates. So the same question is answered once,
whoever asks, and a plan that has changed is another question.
"""

import json
import logging
import subprocess
import sys
from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from threading import Event, Lock, Thread, Timer
from time import monotonic
from typing import Any

from governance.errors import Problem
from plans.levelling.plan_file import write_resourced_plan
from plans.levelling.resourced_plan import ResourcedPlan

KEPT = 16
SLACK_S = 20  # seconds beyond the time limit after which a run is ended from outside
_COMMAND = (sys.executable, "-I", "-m", "web.levelling_child")
log = logging.getLogger("steerboard")


@dataclass(frozen=True, slots=True)
class LevelOrder:
    """What is asked for: a plan as of the end of a day, a solver, and seconds at most."""

    plan: ResourcedPlan
    status: datetime | None
    solver: str
    seconds: float

    def document(self) -> str:
        """The order as the process reads it."""
        plan = write_resourced_plan(self.plan)
        status = self.status.isoformat() if self.status else None
        return json.dumps({"plan": plan, "status": status, "solver": self.solver, "seconds": self.seconds})


@dataclass
class LevelRun:
    """One run: how far it is while it works; then `found` or `problems`."""

    seconds: float
    began: float = field(default_factory=monotonic)
    best_min: float | None = None
    bound_min: float | None = None
    found: dict[str, Any] | None = None
    problems: tuple[Problem, ...] = ()
    over: Event = field(default_factory=Event)

    @property
    def passed_s(self) -> float:
        return monotonic() - self.began


_runs: OrderedDict[str, LevelRun] = OrderedDict()
_lock = Lock()


def run_of(order: LevelOrder) -> LevelRun | None:
    """The run that answers an order: the one there is, else a new one; None while another plan is being levelled."""
    document = order.document()
    key = sha256(document.encode()).hexdigest()
    with _lock:
        if key in _runs:
            _runs.move_to_end(key)
            return _runs[key]
        if any(not run.over.is_set() for run in _runs.values()):
            return None
        run = _runs[key] = LevelRun(order.seconds)
        while len(_runs) > KEPT:
            _runs.popitem(last=False)
    Thread(target=_follow, args=(run, document), name="levelling", daemon=True).start()
    return run


def _follow(run: LevelRun, document: str) -> None:
    """Start the process, listen to it, and see that it ends."""
    try:
        _listen(run, document)
    except Exception:
        log.exception("a plan could not be levelled")
    finally:
        if run.found is None and not run.problems:
            run.problems = (Problem("LEVELLING_TOO_LONG", "", None, {"seconds": round(run.seconds)}),)
        run.over.set()


def _listen(run: LevelRun, document: str) -> None:
    with subprocess.Popen(
        _COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, start_new_session=True
    ) as process:  # fmt: skip
        end = Timer(run.seconds + SLACK_S, process.kill)
        end.start()
        try:
            if process.stdin is None or process.stdout is None:
                raise RuntimeError("no pipes")
            process.stdin.write(document)
            process.stdin.close()
            for line in process.stdout:
                _hear(run, json.loads(line))
            if process.wait():
                log.warning("levelling ended without an answer", extra={"code": process.returncode})
        finally:
            end.cancel()
            process.kill()


def _hear(run: LevelRun, said: dict[str, Any]) -> None:
    if "found" in said:
        run.found = said["found"]
    elif "problems" in said:
        run.problems = tuple(Problem(p["code"], p["field"], p["value"], p["facts"]) for p in said["problems"])
    else:
        run.best_min, run.bound_min = said["best_min"], said["bound_min"]
