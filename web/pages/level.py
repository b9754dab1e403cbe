"""Levelling a programme's plan, for people and for programs: a proposal that is looked at, and kept as a what-if at most."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Response

from plans.levelling.levelled_plan import Solver
from plans.plan_levelling import levelable
from web.access import InProgramme
from web.level_view import SECONDS, LevelAsked, current_load, level_page, order_of
from web.levelling_runs import run_of
from web.rendering import respond
from web.words.refusals import message

router = APIRouter(prefix="/programmes/{programme}/level", include_in_schema=False)
api = APIRouter(prefix="/api/v1/programmes/{programme}", tags=["schedule"])
LONGEST_S = SECONDS[-1]


def _asked(
    solver: Annotated[Solver, Query(description="Priority rules, or the exact solver where it is installed")] = Solver.heuristic,
    seconds: Annotated[int, Query(ge=1, le=LONGEST_S, description="Seconds at most; longer runs: steerboard level CODE")] = 5,
    run: bool = False,
) -> LevelAsked:  # fmt: skip
    return LevelAsked(solver, seconds, run)


AskedFor = Annotated[LevelAsked, Depends(_asked)]


@router.get("")
def level(here: InProgramme, asked: AskedFor) -> Response:
    return respond(here.request, "plan/level.html", level_page(here, asked))


@api.get("/schedule/level", summary="What levelling would do to the plan", response_model=None)
def level_api(here: InProgramme, asked: AskedFor) -> dict[str, Any]:
    """`state`: working (ask again), busy (another plan is being levelled), refused, or done with every task's dates. Nothing is written."""
    load = current_load(here)
    able = levelable(load)
    run = run_of(order_of(load, able, asked))
    if run is None:
        return {"state": "busy"}
    if not run.over.is_set():
        return {
            "state": "working",
            "seconds_passed": round(run.passed_s, 1),
            "best_min": run.best_min,
            "bound_min": run.bound_min,
        }
    if run.found is None:
        return {"state": "refused", "problems": [{"code": p.code, "message": message(p)} for p in run.problems]}
    tasks = {
        id: {"start": start, "finish": finish, "delay_min": delay}
        for id, (start, finish, delay) in run.found["tasks"].items()
    }
    return {"state": "done", **run.found, "tasks": tasks, "capacity_raised": [who.code for who in able.raised]}
