"""Render every page of the style guide to HTML: `python -m tests.browser.style_guide.render FOLDER`.

The pages are `NAME.LANG.html`. They refer to /static, so look at them through `shots` (which answers from disk, with the
application's content policy) or any file server that maps /static to web/static.
"""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from starlette.datastructures import URL, QueryParams

from tests.browser.style_guide import contents, words
from web.i18n import LOCALES, speaking
from web.rendering import environment

Page = tuple[str, Callable[[], Any], dict[str, Any]]
PAGES: dict[str, Page] = {
    "index": ("registers/index.html", lambda: contents.risk_index(contents.risk_rows()), {}),
    "index_empty": ("registers/index.html", lambda: contents.risk_index([], chips=False), {}),
    "index_no_match": ("registers/index.html", lambda: contents.risk_index([]), {}),
    "show": ("registers/show.html", contents.risk_show, {"notice": ("已保存。", "Saved.")}),
    "edit": ("registers/edit.html", contents.risk_edit, {}),
    "edit_wrong": ("registers/edit.html", lambda: contents.risk_edit(wrong=True), {}),
    "edit_conflict": ("registers/edit.html", lambda: contents.risk_edit(conflict=True), {}),
    "import": ("registers/import.html", lambda: contents.risk_import(preview=False), {}),
    "import_preview": ("registers/import.html", lambda: contents.risk_import(preview=True), {}),
    "programmes": ("programmes/index.html", words.programmes, {"programme": False}),
    "programmes_empty": ("programmes/index.html", words.no_programmes, {"programme": False}),
    "account": ("account.html", words.account, {"programme": False}),
    "sign_in": ("sign_in.html", words.sign_in, {"programme": False}),
    "sign_in_demo": ("sign_in.html", words.sign_in_demo, {"programme": False}),
    "first_run": ("first_run.html", words.first_run, {"programme": False}),
    "error": ("error.html", words.refusal, {}),
    "macros": ("macros.html", words.macros, {}),
}


def context(view: Any, path: str, query: str = "", **more: Any) -> dict[str, Any]:
    """What the application gives to every template, for a made-up request."""
    notice = more.pop("notice", None)
    frame = contents.chrome(
        getattr(view, "title", "") or "Steerboard", notice=contents.tr(*notice) if notice else None, **more
    )
    request = SimpleNamespace(url=URL(path), query_params=QueryParams(query), headers={})
    return {"view": view, "chrome": frame, "request": request, "actor": None, "here": None}


def page(name: str, lang: str) -> str:
    """One page of the guide, whole."""
    template, make, more = PAGES[name]
    env = environment()
    with speaking(lang):
        source = (
            env.from_string((Path(__file__).parent / "macros.html").read_text("utf-8"))
            if name == "macros"
            else env.get_template(template)
        )
        return source.render(context(make(), f"{contents.BASE}/risks", **more) | {"contents_tr": contents.tr})


def drawer(name: str, lang: str) -> str:
    """What would be swapped into the drawer."""
    from jinja2_fragments import render_block

    template, make, more = PAGES[name]
    env = environment()
    with speaking(lang):
        return render_block(env, template, "drawer", context(make(), f"{contents.BASE}/risks/R05", **more))


def pages() -> Iterator[tuple[str, str, str]]:
    for name in PAGES:
        for lang in LOCALES:
            yield name, lang, page(name, lang)


def main(folder: str) -> None:
    Path(folder).mkdir(parents=True, exist_ok=True)
    for name, lang, text in pages():
        (Path(folder) / f"{name}.{lang}.html").write_text(text, "utf-8")


if __name__ == "__main__":
    main(sys.argv[1])
