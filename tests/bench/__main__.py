"""`python -m tests.bench [NAME …]` runs every benchmark, each in a fresh process, and prints one JSON object.

A benchmark is a module `tests/bench/bench_<name>.py` that prints one JSON object of its figures when it is run; its
other words go to stderr. The result holds the figures under `<name>`, and the machine they were taken on.
"""

import json
import os
import platform
import subprocess
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent


def benchmarks(chosen: list[str]) -> list[str]:
    """The names of the benchmarks found, sorted; only the chosen ones if any are named.

    Raises SystemExit that names a chosen one which does not exist.
    """
    found = sorted(path.stem.removeprefix("bench_") for path in HERE.glob("bench_*.py"))
    if unknown := [name for name in chosen if name not in found]:
        raise SystemExit(f"no such benchmark: {', '.join(unknown)}; there are {', '.join(found)}")
    return chosen or found


def figures(name: str) -> Any:
    """What one benchmark prints, or its failure, so that the others are still measured."""
    done = subprocess.run(
        [sys.executable, "-m", f"tests.bench.bench_{name}"],
        cwd=HERE.parents[1],
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    if done.returncode:
        return {"failed": f"exit code {done.returncode}"}
    try:
        return json.loads(done.stdout)
    except ValueError:
        return {"failed": "printed something that is not JSON"}


def machine() -> dict[str, Any]:
    """What the figures depend on beside the code."""
    return {"cores": os.cpu_count(), "load": round(os.getloadavg()[0], 1), "python": platform.python_version()}


def main() -> int:
    """Exit code 0 when every benchmark gave figures, else 1."""
    results = {name: figures(name) for name in benchmarks(sys.argv[1:])}
    print(json.dumps({"machine": machine(), **results}, indent=2, ensure_ascii=False))
    return any(isinstance(result, dict) and "failed" in result for result in results.values())


if __name__ == "__main__":
    raise SystemExit(main())
