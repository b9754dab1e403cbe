"""Baselines for programs: where the plan stands against one of them."""

from typing import Annotated, Any

from fastapi import APIRouter, Path

from governance.records import find
from plans.baseline_variance import variance_of
from plans.baselines import Baseline, frozen_rows
from web.access import InProgramme
from web.baseline_view import variance_document
from web.plan_parts import current

api = APIRouter(prefix="/api/v1/programmes/{programme}", tags=["schedule"])
Code = Annotated[str, Path(max_length=20)]


@api.get("/baselines/{code}/variance", summary="Where the plan stands against a baseline", response_model=None)
def variance(here: InProgramme, code: Code) -> dict[str, Any]:
    """Every milestone's day in the baseline and now, in working days (late positive), and in sum, as of `as_of` or the status date."""
    baseline = find(here.session, Baseline, here.programme.id, code.upper())
    plan = current(here).plan
    found = variance_of(plan, frozen_rows(baseline))
    told = variance_document(found) if found is not None else {}
    return {
        "baseline": baseline.code,
        "in_force": baseline.code == plan.against,
        "status_date": plan.status_date.isoformat(),
    } | told
