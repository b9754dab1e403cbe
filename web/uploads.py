"""Files that wait for a person's yes: kept in the data folder under a secret name, for one person and one purpose, for an hour."""

import hashlib
import json
import os
import re
import secrets
import time
from dataclasses import dataclass
from pathlib import Path

from governance.authority import Actor
from governance.errors import Conflict, Problem

KEPT_SECONDS = 3600
MAX_WAITING = 200
_TOKEN = re.compile(r"[A-Za-z0-9_-]{20,64}")


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it was sent, and what it was called."""

    name: str
    body: bytes


def keep(data_dir: Path, actor: Actor, purpose: str, upload: Upload) -> str:
    """Keep a file until it is confirmed; returns the token that asks for it again."""
    folder = _folder(data_dir)
    _forget_old(folder)
    token = secrets.token_urlsafe(24)
    head = json.dumps({"owner": _owner(actor), "purpose": purpose, "name": upload.name}).encode() + b"\n"
    handle = os.open(_path(folder, token), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(head + upload.body)
    return token


def take(data_dir: Path, actor: Actor, purpose: str, token: str) -> Upload:
    """The file of a token, for the person and the purpose that it was kept for.

    Raises:
        Conflict: it is not there, no longer, or was not kept for this.
    """
    gone = Conflict([Problem("UPLOAD_GONE", "file", None, {})])
    if not _TOKEN.fullmatch(token):
        raise gone
    path = _path(_folder(data_dir), token)
    try:
        fresh = path.stat().st_mtime > time.time() - KEPT_SECONDS
        head, _, body = path.read_bytes().partition(b"\n")
    except OSError as error:
        raise gone from error
    known = json.loads(head)
    if not fresh or known["owner"] != _owner(actor) or known["purpose"] != purpose:
        raise gone
    return Upload(known["name"], body)


def forget(data_dir: Path, token: str) -> None:
    """The file is no longer needed."""
    _path(_folder(data_dir), token).unlink(missing_ok=True)


def _folder(data_dir: Path) -> Path:
    folder = data_dir / "uploads"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def _path(folder: Path, token: str) -> Path:
    """The token itself is not written down: whoever reads the folder cannot confirm for somebody else."""
    return folder / hashlib.sha256(token.encode()).hexdigest()


def _owner(actor: Actor) -> str:
    return f"{actor.account_id or ''}:{actor.name}"


def _forget_old(folder: Path) -> None:
    waiting = sorted((entry.stat().st_mtime, entry.path) for entry in os.scandir(folder))
    too_many = max(0, len(waiting) - MAX_WAITING + 1)
    for place, (at, path) in enumerate(waiting):
        if place < too_many or at < time.time() - KEPT_SECONDS:
            Path(path).unlink(missing_ok=True)
