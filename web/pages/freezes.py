"""Freeze windows and reviews for programs: what falls in a window, and which meetings come next."""

from typing import Annotated, Any

from fastapi import APIRouter, Query

from web.access import InProgramme
from web.freezes_view import freezes_document
from web.reviews_view import sittings_document

api = APIRouter(prefix="/api/v1/programmes/{programme}", tags=["schedule"])
Days = Annotated[int, Query(ge=1, le=731, description="How many days from the status date on")]


@api.get("/schedule/freezes", summary="What falls in a freeze window", response_model=None)
def freezes(here: InProgramme) -> dict[str, Any]:
    """Cutovers, go-lives and tasks that fall in a window, each with the first working day from which it would be free."""
    return freezes_document(here)


@api.get("/schedule/reviews", summary="The meetings that come next", response_model=None)
def meetings(here: InProgramme, days: Days = 42) -> dict[str, Any]:
    """Each meeting with the day of its rhythm and the milestones due until the next of its series."""
    return sittings_document(here, days)
