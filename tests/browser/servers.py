"""A Steerboard that runs as a user starts it: by its command, with a data folder of its own, on a port that was free."""

import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

COMMAND = Path(sys.executable).parent / "steerboard"
READY = "Steerboard is ready at "


@dataclass(frozen=True)
class Server:
    """Where it answers, and the folder that it keeps its data in."""

    address: str
    folder: Path

    def command(self, *words: str, said: str = "") -> str:
        """What another `steerboard` command prints, run on the same data."""
        run = [str(COMMAND), *words]
        done = subprocess.run(
            run, env=_environment(self.folder), input=said, capture_output=True, text=True, timeout=60
        )
        assert done.returncode == 0, done.stderr
        return done.stdout


@contextmanager
def running(folder: Path, *options: str) -> Iterator[Server]:
    """`steerboard serve` with these options, until the block ends."""
    log = folder / "server.log"
    with log.open("w") as errors:
        process = subprocess.Popen(
            [str(COMMAND), "serve", "--port", "0", *options], env=_environment(folder / "data"),
            stdout=subprocess.PIPE, stderr=errors, text=True,
        )  # fmt: skip
    try:
        assert process.stdout is not None
        said = list(_until_ready(process.stdout))
        assert "".join(said[-1:]).startswith(READY), f"{said}\n{log.read_text()}"
        yield Server(said[-1].removeprefix(READY).strip(), folder / "data")
    finally:
        process.terminate()
        process.communicate(timeout=30)


def _until_ready(lines: Iterator[str] | Sequence[str]) -> Iterator[str]:
    for line in lines:
        yield line
        if line.startswith(READY):
            return


def _environment(data: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("STEERBOARD_")}
    return kept | {"STEERBOARD_DATA_DIR": str(data), "LC_ALL": "C.UTF-8"}
