"""Fetching the locked packages by npm, scripts off, and laying out the files that Steerboard carries."""

import json
import shutil
import subprocess
import tempfile
from pathlib import Path

from web.vendoring.manifest import as_text, manifest_of
from web.vendoring.notice import NOTICE, notice
from web.vendoring.packages import COLLECTIONS, HERE, ICON_LIST, SHIPPED, SPRITE, Collection
from web.vendoring.sprite import draw_sprite, icon_names

_NPM_FILES = ("package.json", "package-lock.json", ".npmrc")


def refresh() -> None:
    """Fetch what package-lock.json pins and write the files, the sprite, the manifests and the list of licences."""
    with tempfile.TemporaryDirectory(prefix="steerboard-vendor-") as folder:
        modules = _fetched(Path(folder))
        for collection in COLLECTIONS:
            _lay_out(collection, modules)
    NOTICE.parent.mkdir(exist_ok=True)
    NOTICE.write_text(notice(), encoding="utf-8")


def lock() -> None:
    """Write package-lock.json anew from package.json, with hashes and without any address."""
    with tempfile.TemporaryDirectory(prefix="steerboard-vendor-") as folder:
        place = Path(folder)
        for name in ("package.json", ".npmrc"):
            shutil.copy(HERE / name, place)
        _npm(place, "install", "--package-lock-only")
        written = json.loads((place / "package-lock.json").read_text(encoding="utf-8"))
    for entry in written["packages"].values():
        entry.pop("resolved", None)
        entry.pop("funding", None)
    (HERE / "package-lock.json").write_text(json.dumps(written, indent=2) + "\n", encoding="utf-8")


def _fetched(place: Path) -> Path:
    # npm compares each package with the hash in the lock and refuses another one.
    for name in _NPM_FILES:
        shutil.copy(HERE / name, place)
    _npm(place, "ci")
    return place / "node_modules"


def _npm(place: Path, *words: str) -> None:
    npm = shutil.which("npm")
    if npm is None:
        raise SystemExit("npm was not found: refreshing carried files needs Node.js with npm (nothing else does).")
    subprocess.run([npm, *words, "--ignore-scripts", "--silent"], cwd=place, check=True)


def _lay_out(collection: Collection, modules: Path) -> None:
    for owned in collection.owned:
        shutil.rmtree(collection.folder / owned, ignore_errors=True)
    for package in collection.packages:
        for source, kept in (package.files | package.licences).items():
            _copy(modules / package.name / source, collection.folder / kept)
    if collection is SHIPPED:
        _write_sprite(modules / "@tabler" / "icons" / "icons" / "outline")
    collection.manifest_path.write_text(as_text(manifest_of(collection)), encoding="utf-8")


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)


def _write_sprite(drawings: Path) -> None:
    def drawing(name: str) -> str:
        path = drawings / f"{name}.svg"
        if not path.is_file():
            raise SystemExit(f"Tabler has no outline icon named {name}: correct {ICON_LIST.name}.")
        return path.read_text(encoding="utf-8")

    target = SHIPPED.folder / SPRITE
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(draw_sprite(icon_names(ICON_LIST), drawing), encoding="utf-8")
