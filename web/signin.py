"""Who is asking: placeholder until accounts exist."""

from typing import Any

from fastapi import Request

from governance.authority import Actor


def authenticate(request: Request, session: Any) -> Actor | None:
    return None
