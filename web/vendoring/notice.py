"""The page that lists the carried files and their licences, written from the manifests."""

import json

from web.vendoring.packages import COLLECTIONS, ROOT, Collection

NOTICE = ROOT / "docs" / "licences.md"

_HEAD = """# Carried files and their licences

Steerboard itself is under the Apache License 2.0 (`LICENSE`). It carries the following files of others, unchanged
unless it says otherwise, so that no page ever asks another machine for them. This list is written by `make vendor`
from the manifests beside the files.

| package | version | licence | for | files |
|---|---|---|---|---|
"""

_TAIL = """
The icon sprite is drawn from the published icons named in `web/vendoring/icons.txt`, each stroke unchanged. The fonts
are whole, not subsets. The licences of the Python packages that Steerboard needs, but does not carry, are told by the
packages themselves.
"""


def notice() -> str:
    """The list as Markdown, from the manifests on disk."""
    return _HEAD + "".join(row for collection in COLLECTIONS for row in _rows(collection)) + _TAIL


def _rows(collection: Collection) -> list[str]:
    manifest = json.loads(collection.manifest_path.read_text(encoding="utf-8"))
    folder = collection.folder.relative_to(ROOT).as_posix()
    return [
        f"| {entry['name']} | {entry['version']} | {entry['licence']} | {entry['purpose']} | "
        + "<br>".join(f"`{folder}/{kept}`" for kept in entry["files"])
        + " |\n"
        for entry in manifest["packages"]
    ]
