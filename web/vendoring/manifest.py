"""The manifest of carried files: what each is, under which licence, and the hash that proves it unchanged."""

import base64
import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

from web.vendoring.packages import HERE, ICON_LIST, SHIPPED, SPRITE, Collection, Package
from web.vendoring.sprite import icon_names, symbols_in

Manifest = dict[str, Any]


def integrity(path: Path) -> str:
    """The file's SHA-384 in the form that a page's `integrity` attribute takes."""
    return "sha384-" + base64.b64encode(hashlib.sha384(path.read_bytes()).digest()).decode("ascii")


def locked(package: str) -> tuple[str, str]:
    """The version and the integrity that package-lock.json holds for a package."""
    lock = json.loads((HERE / "package-lock.json").read_text(encoding="utf-8"))
    entry = lock["packages"][f"node_modules/{package}"]
    return entry["version"], entry["integrity"]


def kept_files(package: Package) -> list[str]:
    """Where a package's files and licence texts are kept, below its collection's folder, sorted."""
    made = [SPRITE] if package.name == "@tabler/icons" else []
    return sorted([*package.files.values(), *package.licences.values(), *made])


def manifest_of(collection: Collection) -> Manifest:
    """The manifest that describes the files as they lie on disk now."""
    return {"packages": [_entry(collection, package) for package in collection.packages]}


def _entry(collection: Collection, package: Package) -> dict[str, Any]:
    version, npm_integrity = locked(package.name)
    return {
        "name": package.name,
        "version": version,
        "licence": package.licence,
        "purpose": package.purpose,
        "npm_integrity": npm_integrity,
        "licence_files": sorted(package.licences.values()),
        "files": {kept: integrity(collection.folder / kept) for kept in kept_files(package)},
    }


def as_text(manifest: Manifest) -> str:
    """The manifest as it is written to disk."""
    return json.dumps(manifest, indent=2, ensure_ascii=False) + "\n"


def problems(collection: Collection) -> Iterator[str]:
    """Every way in which the files on disk differ from the manifest or the lock, in words; works offline."""
    if not collection.manifest_path.is_file():
        yield f"{collection.manifest_path} is missing"
        return
    written = cast(Manifest, json.loads(collection.manifest_path.read_text(encoding="utf-8")))
    listed: dict[str, str] = {}
    for entry in written["packages"]:
        listed |= entry["files"]
        if (entry["version"], entry["npm_integrity"]) != locked(entry["name"]):
            yield f"{entry['name']} {entry['version']} is not the version in package-lock.json"
    yield from _changed(collection, listed)
    if listed.keys() != (declared := {kept for package in collection.packages for kept in kept_files(package)}):
        yield f"manifest and declaration differ: {sorted(listed.keys() ^ declared)}"
    if collection is SHIPPED:
        yield from _sprite_problems(collection.folder / SPRITE)


def _changed(collection: Collection, listed: dict[str, str]) -> Iterator[str]:
    present = set(_files_of(collection))
    for kept in sorted(listed.keys() | present):
        if kept not in present:
            yield f"{kept} is missing"
        elif kept not in listed:
            yield f"{kept} is in no manifest"
        elif integrity(collection.folder / kept) != listed[kept]:
            yield f"{kept} was changed after it was carried over"


def _files_of(collection: Collection) -> Iterator[str]:
    for owned in collection.owned:
        for path in (collection.folder / owned).rglob("*"):
            if path.is_file() and path != collection.manifest_path:
                yield path.relative_to(collection.folder).as_posix()


def _sprite_problems(sprite: Path) -> Iterator[str]:
    wanted = icon_names(ICON_LIST)
    if not sprite.is_file() or symbols_in(sprite.read_text(encoding="utf-8")) != wanted:
        yield f"{SPRITE} does not hold exactly the icons of {ICON_LIST.name}; run `make vendor`"
