"""Carried files are exactly the published ones, listed with version, licence and hash."""

import dataclasses
import json
import shutil
from pathlib import Path

import pytest

from tests import source
from web.vendoring.__main__ import all_problems
from web.vendoring.manifest import integrity, problems
from web.vendoring.packages import COLLECTIONS, ICON_LIST, SHIPPED, TESTING, Collection
from web.vendoring.sprite import draw_sprite, icon_names, symbols_in


def test_every_carried_file_is_as_published() -> None:
    assert all_problems() == []


@pytest.fixture
def carried(tmp_path: Path) -> Collection:
    shutil.copytree(TESTING.folder, tmp_path / "vendor")
    return dataclasses.replace(TESTING, folder=tmp_path / "vendor")


def test_a_copy_of_the_carried_files_has_no_problem(carried: Collection) -> None:
    assert list(problems(carried)) == []


def test_a_carried_file_that_was_changed_is_named(carried: Collection) -> None:
    with (carried.folder / "axe.min.js").open("a") as script:
        script.write("\n")
    assert list(problems(carried)) == ["axe.min.js was changed after it was carried over"]


def test_a_carried_file_that_is_gone_is_named(carried: Collection) -> None:
    (carried.folder / "LICENSE.txt").unlink()
    assert list(problems(carried)) == ["LICENSE.txt is missing"]


def test_a_file_that_nobody_listed_is_named(carried: Collection) -> None:
    (carried.folder / "more.js").touch()
    assert list(problems(carried)) == ["more.js is in no manifest"]


def test_a_version_other_than_the_locked_one_is_named(carried: Collection) -> None:
    manifest = json.loads(carried.manifest_path.read_text())
    manifest["packages"][0]["version"] = "0.0.1"
    carried.manifest_path.write_text(json.dumps(manifest))
    assert list(problems(carried)) == ["axe-core 0.0.1 is not the version in package-lock.json"]


@pytest.mark.parametrize("collection", COLLECTIONS, ids=["shipped", "testing"])
def test_each_package_keeps_its_licence_beside_it(collection: Collection) -> None:
    for entry in json.loads(collection.manifest_path.read_text())["packages"]:
        texts = [(collection.folder / name).read_text() for name in entry["licence_files"]]
        assert any(len(text) > 400 for text in texts), entry["name"]


def test_the_fonts_are_the_published_ones_under_the_open_font_licence() -> None:
    assert "SIL OPEN FONT LICENSE Version 1.1" in (SHIPPED.folder / "fonts" / "OFL.txt").read_text()


@pytest.mark.parametrize("weight", ["Regular", "Bold"])
def test_a_font_draws_every_character_of_gbk_and_of_our_marks(weight: str) -> None:
    from fontTools.ttLib import TTFont

    with TTFont(SHIPPED.folder / "fonts" / f"NotoSansSC-{weight}.ttf", lazy=True) as font:
        drawn = font.getBestCmap().keys()
    marks = set(map(ord, "◆●▲■✓○◇△▽→←↑↓≤≥±−×÷·…—–“”‘’€¥£①②③"))
    rare_in_names = set(map(ord, "㛃𬭊𫘦䶮"))

    assert marks | rare_in_names <= drawn
    # U+2252 (≒) is the one character of GBK that the published font lacks.
    assert _gbk() - drawn == {0x2252}


def _gbk() -> set[int]:
    pairs = (bytes([lead, trail]) for lead in range(0x81, 0xFF) for trail in range(0x40, 0xFF) if trail != 0x7F)
    decoded = (pair.decode("gbk", errors="ignore") for pair in pairs)
    return {ord(text) for text in decoded if len(text) == 1}


def test_the_sprite_offers_exactly_the_listed_icons() -> None:
    assert symbols_in(source.read("web/static/vendor/tabler/icons.svg")) == icon_names(ICON_LIST)


def test_an_icon_is_drawn_in_the_colour_of_its_text_and_without_its_bounding_box() -> None:
    published = '<svg stroke="red">\n <path stroke="none" d="M0 0h24v24H0z" fill="none" />\n <path d="M5 12" />\n</svg>'
    sprite = draw_sprite(["home"], lambda name: published)
    assert symbols_in(sprite) == ["home"]
    assert 'stroke="currentColor"' in sprite
    assert sprite.count("<path") == 1


def test_an_icon_listed_twice_is_named(tmp_path: Path) -> None:
    (tmp_path / "icons.txt").write_text("# marks\nflag\nhome\nflag\n")
    with pytest.raises(ValueError, match="flag"):
        icon_names(tmp_path / "icons.txt")


def test_the_hash_has_the_form_of_an_integrity_attribute(tmp_path: Path) -> None:
    (tmp_path / "empty.js").touch()
    known = "sha384-OLBgp1GsljhM2TJ+sbHjaiH9txEUvgdDTAzHv2P24donTt6/529l+9Ua0vFImLlb"
    assert integrity(tmp_path / "empty.js") == known
