"""How long people wait for a fresh process: `steerboard --help`, the server until its first answers, loading the sample, a report as PDF.

Each figure is the median of several cold processes, in seconds, by the wall and by the processor (others may be using the machine as well).
Modules are compiled beforehand, as they are in an installation that has run once; `server_ready_as_set_up` takes what is compiled in this one.
"""

import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from urllib.request import urlopen

COMMAND = str(Path(sys.executable).parent / "steerboard")
READY = "Steerboard is ready at "
RUNS = 5


@dataclass
class Watch:
    """Seconds since it was started: by the wall, and by the processor in processes that have ended since."""

    wall: float = 0.0
    cpu: float = 0.0

    def start(self) -> "Watch":
        self.wall, self.cpu = perf_counter(), _cpu_of_children()
        return self

    def read(self) -> dict[str, float]:
        return {"wall_s": perf_counter() - self.wall, "cpu_s": _cpu_of_children() - self.cpu}


def _cpu_of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def environment(data: Path, compiled: Path | None) -> dict[str, str]:
    """Settings and compiled modules of our own; without a folder for these, those of the installation, and none is added to them."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("STEERBOARD_", "PYTHON"))}
    modules = {"PYTHONPYCACHEPREFIX": str(compiled)} if compiled else {"PYTHONDONTWRITEBYTECODE": "1"}
    return kept | modules | {"STEERBOARD_DATA_DIR": str(data)}


def command(env: dict[str, str], *words: str) -> dict[str, float]:
    """One command from its start to its end."""
    watch = Watch().start()
    subprocess.run([COMMAND, *words], env=env, check=True, stdout=subprocess.DEVNULL)
    return watch.read()


@contextmanager
def _serving(env: dict[str, str]) -> Iterator[str]:
    """The address of a server that has just said that it is ready."""
    words = [COMMAND, "serve", "--port", "0"]
    quiet = env | {"STEERBOARD_LOG_LEVEL": "error"}
    with subprocess.Popen(words, env=quiet, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            yield next(line for line in process.stdout if line.startswith(READY)).removeprefix(READY).strip()
        finally:
            process.terminate()


def served(env: dict[str, str], path: str) -> dict[str, float]:
    """A server from its start to its first answer, which is to `path`."""
    watch = Watch().start()
    with _serving(env) as address:
        _ask(address + path)
        waited = watch.read()["wall_s"]
    return watch.read() | {"wall_s": waited}  # what it used the processor for is known when it has ended


def _ask(address: str) -> None:
    with urlopen(address, timeout=60) as answer:
        answer.read()


def first_page(env: dict[str, str]) -> float:
    """Milliseconds of the first page that a ready server draws."""
    with _serving(env) as address:
        begun = perf_counter()
        _ask(f"{address}/sign-in")
        return (perf_counter() - begun) * 1000


def loaded(env: dict[str, str]) -> dict[str, float]:
    """The sample into a database that is already there and empty."""
    shutil.rmtree(env["STEERBOARD_DATA_DIR"], ignore_errors=True)
    command(env, "migrate")
    return command(env, "sample", "load")


def middle(found: list[dict[str, float]]) -> dict[str, float]:
    return {name: round(statistics.median(run[name] for run in found), 2) for name in found[0]}


def measured(folder: Path) -> dict[str, object]:
    """Every figure, with data and compiled modules in `folder`."""
    env = environment(folder / "data", folder / "compiled")
    print("compiling, loading the sample", file=sys.stderr)
    loads = [loaded(env) for _ in range(4)][1:]
    sheet = str(folder / "report.pdf")
    for warm in (("--help",), ("report", "BCT", "-o", sheet)):
        command(env, *warm)
    served(env, "/sign-in")
    as_set_up = environment(folder / "data", None)
    print("starting it again and again", file=sys.stderr)
    return {
        "help": middle([command(env, "--help") for _ in range(RUNS)]),
        "server_ready": middle([served(env, "/healthz") for _ in range(RUNS)]),
        "server_first_page": middle([served(env, "/sign-in") for _ in range(RUNS)]),
        "first_page_of_a_ready_server_ms": round(statistics.median(first_page(env) for _ in range(RUNS)), 1),
        "server_ready_as_set_up": middle([served(as_set_up, "/healthz") for _ in range(RUNS)]),
        "sample_load": middle(loads),
        "report_pdf": middle([command(env, "report", "BCT", "-o", sheet) for _ in range(RUNS)]),
    }


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="steerboard-bench-") as folder:
        print(json.dumps(measured(Path(folder))))


if __name__ == "__main__":
    main()
