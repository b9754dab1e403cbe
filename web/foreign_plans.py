"""Plans saved by other programs in forms of their own, turned into Microsoft Project's XML by a library in a child process.

The library (MPXJ) is the extra `mpp` and runs in a Java machine, so it is kept apart: a process of its own with bounded memory, time and
file size, an empty environment and a folder that goes with it. What it writes is then read by our own reader, like any other file.
"""

import logging
import re
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path
from threading import BoundedSemaphore

from governance.errors import Busy, Invalid, Problem

SUFFIXES = (".mpp", ".mpx", ".xer", ".pmxml", ".gan", ".pod", ".planner")
SECONDS = 20
PATIENCE = 5  # seconds that one waits for another's file
NOT_A_PLAN = 3  # how the child ends when the library knows no such file
_CHILD = Path(__file__).with_name("foreign_plan_child.py")
_SIGNS = (b"ERMHDR\t", b"MPX,", b"MPX;", b"MPX\t")
_ROOT = re.compile(rb"<(?:\w+:)?(APIBusinessObjects|BusinessObjects)\b")
log = logging.getLogger("steerboard")
_one_at_a_time = BoundedSemaphore(1)


def is_foreign(name: str, body: bytes) -> bool:
    """Whether a file must be turned first: by its name, or by how it begins."""
    start = _beginning(body)
    return name.lower().endswith(SUFFIXES) or start.startswith(_SIGNS) or bool(_ROOT.search(start))


def has_data_date(name: str, body: bytes) -> bool:
    """Whether the plan is of Primavera, which puts what is not done after its data date, as is done here."""
    start = _beginning(body)
    return name.lower().endswith((".xer", ".pmxml")) or start.startswith(_SIGNS[0]) or bool(_ROOT.search(start))


def _beginning(body: bytes) -> bytes:
    return body[:4096].lstrip(b"\xef\xbb\xbf \r\n\t")


def is_installed() -> bool:
    """Whether the extra is there."""
    return all(find_spec(module) is not None for module in ("mpxj", "jpype"))


def turned(name: str, body: bytes) -> bytes:
    """The same plan as Microsoft Project's XML.

    Raises:
        Invalid: the extra is missing, the file is no plan, or it takes too much time or memory. Busy: another file is being read.
    """
    if not is_installed():
        raise Invalid([Problem("EXTRA_MISSING", "file", name[:100], {"extra": "steerboard[mpp]"})])
    _refuse_doctype(name, body)
    if not _one_at_a_time.acquire(timeout=PATIENCE):
        raise Busy([Problem("FILE_BEING_READ", "file", None, {})])
    try:
        with tempfile.TemporaryDirectory(prefix="plan-") as folder:
            return _turned_in(Path(folder), name, body)
    finally:
        _one_at_a_time.release()


def _turned_in(folder: Path, name: str, body: bytes) -> bytes:
    suffix = next((s for s in SUFFIXES if name.lower().endswith(s)), ".xml")
    given, made = folder / f"plan{suffix}", folder / "made.xml"
    given.write_bytes(body)
    code = _run(folder, given, made)
    if code == 0 and made.exists():
        return made.read_bytes()
    log.info("a plan of another program could not be read", extra={"code": code, "suffix": suffix})
    reason = "NOT_A_PLAN_FILE" if code == NOT_A_PLAN else "PLAN_FILE_TOO_HEAVY"
    raise Invalid([Problem(reason, "file", name[:100], {"seconds": SECONDS})])


def _run(folder: Path, given: Path, made: Path) -> int | None:
    """How the child ended; None if it had to be stopped."""
    command = [sys.executable, "-I", str(_CHILD), str(given), str(made), str(2 * SECONDS)]
    environment = {"HOME": str(folder), "TMPDIR": str(folder), "LANG": "C.UTF-8"}
    try:
        ended = subprocess.run(
            command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            timeout=SECONDS, check=False, start_new_session=True,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return None
    return ended.returncode


def _refuse_doctype(name: str, body: bytes) -> None:
    """XML with entities or a document type is refused before the library sees it, whatever its encoding."""
    plain = body.replace(b"\0", b"") if body[:4].count(0) or body[:2] in (b"\xff\xfe", b"\xfe\xff") else body
    if plain.lstrip(b"\xef\xbb\xbf\xff\xfe \r\n\t").startswith(b"<") and re.search(rb"<!(DOCTYPE|ENTITY)", plain):
        raise Invalid([Problem("NOT_XML", "file", name[:100], {"line": 1})])
