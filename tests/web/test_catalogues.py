"""Everything is said in both languages, in good form, and the command that keeps the catalogues finds what is not so."""

import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Message
from babel.messages.extract import extract_from_dir

from web import catalogues
from web.catalogues import CATALOGUES, Catalogue, collected, faults_of, placeholders, texts_of

HAN = re.compile(r"[\u4e00-\u9fff]")
# Words that a Chinese reader writes as they are.
AS_IT_IS = {"CSV", "XLSX", "PDF", "JSON", "API", "RACI", "SMART", "KPI", "ETag", "Steerboard", "English", "中文"}
ABBREVIATIONS = {"No."}
ENDS = {".": "。", "?": "？", "…": "…", ":": "："}

TEXTS = [
    (said.id[-1] if isinstance(said.id, list | tuple) else said.id, text)
    for catalogue in CATALOGUES
    for said in catalogue.messages().values()
    for text in texts_of(said)
    if text  # what is missing is named by the first test
]


# --- What the app says -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("catalogue", CATALOGUES, ids=lambda c: c.locale)
def test_every_message_has_a_certain_and_compiled_text_with_the_same_placeholders(catalogue: Catalogue) -> None:
    assert catalogue.faults(spoken()) == []


@cache
def spoken() -> dict[Any, Any]:
    """Every message of the checkout; reading them all takes seconds."""
    return collected()


def test_templates_and_code_are_both_read() -> None:
    assert ("", "Skip to the content") in spoken()
    assert ("", "{label} is required.") in spoken()


def test_a_percent_sign_is_doubled_in_templates_and_only_there() -> None:
    """Templates fill in by `%`, so a plain sign would break the sentence; code fills in by braces."""
    lone, doubled = [], []
    for method, texts in (("jinja2.ext:babel_extract", lone), (catalogues.python_messages, doubled)):
        only = [m for m in catalogues.METHODS if m[1] in (method, "ignore")]
        for _, _, text, _, _ in extract_from_dir(catalogues.ROOT, only, catalogues.OPTIONS, catalogues.KEYWORDS):
            texts += [text] if isinstance(text, str) else text
    assert [text for text in lone if re.search(r"%(?!%|\(\w+\)[a-z])", text.replace("%%", ""))] == []
    assert [text for text in doubled if "%%" in text] == []


def test_a_chinese_text_is_chinese() -> None:
    foreign = {text for _, text in TEXTS if not HAN.search(placeholder_free(text)) and text not in AS_IT_IS}
    assert {text for text in foreign if re.search(r"[A-Za-z]{2}", placeholder_free(text))} == set()


def test_chinese_sentences_have_chinese_punctuation() -> None:
    half_width = re.compile(r"[\u4e00-\u9fff][,;:?!()]|[,;:?!()][\u4e00-\u9fff]|[\u4e00-\u9fff]\.(?![\w*])")
    assert [text for _, text in TEXTS if half_width.search(text)] == []


def test_chinese_and_latin_stand_apart_by_one_space() -> None:
    touching = re.compile(
        r"[\u4e00-\u9fff][A-Za-z0-9]|[A-Za-z0-9%](?![年月日])[\u4e00-\u9fff]|[\u4e00-\u9fff] [，。；：？！、（）]"
    )
    assert [text for _, text in TEXTS if touching.search(placeholder_free(text))] == []


def test_a_sentence_ends_as_a_sentence_in_both_languages() -> None:
    uneven = [
        (english, chinese)
        for english, chinese in TEXTS
        for mark in [ENDS.get(english.rstrip()[-1:], "")]
        if english not in ABBREVIATIONS
        if (mark and not chinese.endswith(mark)) or (not mark and chinese[-1:] in ENDS.values())
    ]
    assert uneven == []


def test_nobody_is_shouted_at() -> None:
    assert [pair for pair in TEXTS if "!" in pair[0] or "！" in pair[1]] == []


def placeholder_free(text: str) -> str:
    """The text with `·` for what is filled in later: whether a space belongs there depends on what that is."""
    return catalogues.PLACEHOLDER.sub("·", text)


# --- The command that keeps them -------------------------------------------------------------------------------------


@pytest.fixture
def kept(tmp_path: Path) -> tuple[Path, Catalogue]:
    """A folder with one module and one template, and an empty catalogue."""
    (tmp_path / "templates").mkdir()
    (tmp_path / "words.py").write_text(
        'A = N_("One {thing}")\nB = ngettext("%(n)s row", "%(n)s rows", n)\nC = f"<b>{gettext(\'Within\')}</b>"\nD = gettext(A)\n'
    )
    (tmp_path / "templates" / "page.html").write_text(
        '{% trans %}\n  Read\n  this\n{% endtrans %}{{ pgettext("verb", "Open") }}'
    )
    return tmp_path, Catalogue("zh_CN", tmp_path / "locale")


def fill(catalogue: Catalogue, texts: dict[str, str]) -> None:
    """Give messages their texts, as a translator does in the file."""
    kept = catalogue.read()
    for message in catalogue.messages().values():
        english = message.id[-1] if isinstance(message.id, list | tuple) else message.id
        if english in texts:
            text = texts[english]
            found = kept.get(message.id, message.context)
            assert found is not None
            found.string = (text,) if isinstance(message.id, list | tuple) else text
    catalogue.write(kept)


ALL = {"One {thing}": "一个{thing}", "%(n)s rows": "%(n)s 行", "Read this": "请阅读", "Open": "打开", "Within": "之内"}


def test_an_update_collects_code_templates_plurals_and_contexts(kept: tuple[Path, Catalogue]) -> None:
    root, catalogue = kept
    came, went = catalogue.update(collected(root))
    assert sorted(came) == [("", "%(n)s row"), ("", "One {thing}"), ("", "Read this"), ("", "Within"), ("verb", "Open")]
    assert went == []
    assert [fault.split(":")[0] for fault in catalogue.faults(collected(root))] == ["missing"] * 5


def test_a_filled_and_compiled_catalogue_has_no_fault_and_speaks(kept: tuple[Path, Catalogue]) -> None:
    from babel.support import Translations

    root, catalogue = kept
    catalogue.update(collected(root))
    fill(catalogue, ALL)
    catalogue.compile()
    assert catalogue.faults(collected(root)) == []
    spoken = Translations.load(catalogue.folder, ["zh_CN"])
    assert spoken.gettext("Read this") == "请阅读"
    assert spoken.ngettext("%(n)s row", "%(n)s rows", 1) == "%(n)s 行"
    assert spoken.pgettext("verb", "Open") == "打开"


def test_a_second_update_changes_no_byte(kept: tuple[Path, Catalogue]) -> None:
    root, catalogue = kept
    catalogue.update(collected(root))
    fill(catalogue, ALL)
    catalogue.update(collected(root))
    catalogue.compile()
    first = catalogue.source.read_bytes(), catalogue.binary.read_bytes()
    catalogue.update(collected(root))
    catalogue.compile()
    assert (catalogue.source.read_bytes(), catalogue.binary.read_bytes()) == first


def test_what_nobody_says_any_more_goes_and_is_told_with_its_text(kept: tuple[Path, Catalogue]) -> None:
    root, catalogue = kept
    catalogue.update(collected(root))
    fill(catalogue, ALL)
    catalogue.compile()
    (root / "words.py").write_text("")
    assert [f for f in catalogue.faults(collected(root)) if "One {thing}" in f] == ["not used any more: 'One {thing}'"]
    _, went = catalogue.update(collected(root))
    assert ("One {thing}", "一个{thing}") in [(m.id, m.string) for m in went]


def test_a_changed_text_that_is_not_compiled_is_found(kept: tuple[Path, Catalogue]) -> None:
    root, catalogue = kept
    catalogue.update(collected(root))
    fill(catalogue, ALL)
    catalogue.compile()
    fill(catalogue, {"Read this": "请先阅读"})
    [fault] = catalogue.faults(collected(root))
    assert "--compile" in fault


@pytest.mark.parametrize(
    ("english", "chinese", "fault"),
    [
        ("Saved", "", "missing"),
        ("{code} is taken", "编号已被使用", "placeholders"),
        ("{code} is taken", "{kind} 已被使用", "placeholders"),
        ("As of %(day)s", "截至 %(date)s", "placeholders"),
        ("Up to 10 %%", "不超过 10%", "placeholders"),
    ],
)
def test_a_text_that_would_break_or_mislead_is_a_fault(english: str, chinese: str, fault: str) -> None:
    assert [found.split(" ")[0] for found in faults_of(Message(english), Message(english, chinese))] == [fault]


def test_an_uncertain_text_is_a_fault() -> None:
    assert list(faults_of(Message("Saved"), Message("Saved", "已保存", flags=["fuzzy"]))) == ["fuzzy"]


def test_a_plural_is_compared_with_its_general_form() -> None:
    said = Message(("One row", "%(num)s rows"))
    assert list(faults_of(said, Message(("One row", "%(num)s rows"), ("%(num)s 行",)))) == []


def test_doubled_braces_are_no_placeholder() -> None:
    assert placeholders("{{code}} {code} %(num)s") == {"{code}", "%(num)s"}


def test_the_command_ends_with_0_when_all_is_well(capsys: pytest.CaptureFixture[str]) -> None:
    assert catalogues.main(["--check"]) == 0
    assert capsys.readouterr().err == ""
