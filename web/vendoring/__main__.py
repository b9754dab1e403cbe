"""`python -m web.vendoring` refreshes the carried files, `--check` proves them offline, `--lock` renews the lock."""

import argparse

from web.vendoring.manifest import problems
from web.vendoring.notice import NOTICE, notice
from web.vendoring.packages import COLLECTIONS
from web.vendoring.refresh import lock, refresh


def all_problems() -> list[str]:
    """Everything wrong with the carried files, their manifests and the list of licences."""
    found = [problem for collection in COLLECTIONS for problem in problems(collection)]
    if not found and (not NOTICE.is_file() or NOTICE.read_text(encoding="utf-8") != notice()):
        found.append(f"{NOTICE.name} does not list what the manifests hold; run `make vendor`")
    return found


def main() -> int:
    """Exit code 0 when done, 1 when the check found something (one line each)."""
    parser = argparse.ArgumentParser(prog="python -m web.vendoring", description=__doc__)
    parser.add_argument("--check", action="store_true", help="prove the carried files, without any network")
    parser.add_argument("--lock", action="store_true", help="write package-lock.json anew from package.json")
    chosen = parser.parse_args()
    if chosen.lock:
        lock()
        print("package-lock.json holds what package.json asks for; now run `make vendor`.")
        return 0
    if not chosen.check:
        refresh()
    found = all_problems()
    print("\n".join(found) or "The carried files are as published.")
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main())
