# ruff: noqa: E501 — a made-up sentence stays on its line
"""Look at the style guide: `python -m tests.browser.style_guide.shots FOLDER [PAGE …]`.

Every page in both languages, both themes and three widths, under the application's content policy, answered from disk: a picture
each, and one line for every violation of WCAG 2.2 AA that axe finds, every console error, everything that sticks out sideways.
"""

import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

from playwright.sync_api import Browser, Page, Route, sync_playwright

from tests.browser.style_guide import render

ROOT = Path(__file__).resolve().parents[3]
AXE = (ROOT / "tests/browser/vendor/axe.min.js").read_text("utf-8")
HOST = "http://guide.test"
POLICY = "default-src 'self'; img-src 'self' data:; frame-ancestors 'none'; form-action 'self'; base-uri 'none'"
WIDTHS = {1440: 900, 1024: 768, 390: 844}
TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml", ".ttf": "font/ttf"}
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def answer(route: Route) -> None:
    """A page of the guide, its drawer, or a static file."""
    path = unquote(urlsplit(route.request.url).path)
    if path.startswith("/static/"):
        file = ROOT / "web" / path.lstrip("/")
        if not file.is_file():
            return route.fulfill(status=404)
        return route.fulfill(body=file.read_bytes(), content_type=TYPES.get(file.suffix, "application/octet-stream"))
    lang = "zh-CN" if "lang=zh-CN" in route.request.url else "en"
    name = path.strip("/")
    if route.request.headers.get("hx-target") == "aside#drawer":
        lang = "zh-CN" if "lang=zh-CN" in route.request.headers.get("hx-current-url", "") else "en"
        text = render.drawer("edit_wrong" if path.endswith(("/edit", "/new")) else "show", lang)
    elif name in render.PAGES:
        text = render.page(name, lang)
    else:
        return route.fulfill(status=404)
    return route.fulfill(
        body=text, content_type="text/html; charset=utf-8", headers={"Content-Security-Policy": POLICY}
    )


def violations(page: Page) -> Iterator[str]:
    page.evaluate(AXE)
    found = page.evaluate("rules => axe.run(document, {runOnly: {type: 'tag', values: rules}})", RULES)
    for rule in found["violations"]:
        nodes = "; ".join(
            f"{n['target'][0]} {json.dumps(n['any'][0]['message'] if n['any'] else n['html'][:90], ensure_ascii=False)}"
            for n in rule["nodes"][:3]
        )
        yield f"{rule['id']} ({len(rule['nodes'])}): {nodes}"


def overflow(page: Page) -> str:
    """What is wider than the window, if anything: the page itself must never scroll sideways."""
    return page.evaluate(
        """() => { const w = document.documentElement.clientWidth;
        if (document.documentElement.scrollWidth <= w) return "";
        return [...document.querySelectorAll("body *")].filter(e => e.getBoundingClientRect().right > w + 1 && !e.closest(".table-scroll, .phases, .visually-hidden"))
          .slice(0, 4).map(e => e.tagName + "." + e.className).join(" ") || "page"; }"""
    )


def look(browser: Browser, name: str, lang: str, scheme: str, width: int, folder: Path) -> list[str]:
    """Open one page in one form; picture it; what is wrong with it."""
    context = browser.new_context(
        viewport={"width": width, "height": WIDTHS[width]},
        color_scheme=scheme,
        reduced_motion="reduce",
        has_touch=width < 600,
        is_mobile=width < 600,
    )  # pyright: ignore
    page, found = context.new_page(), []
    page.set_default_timeout(120_000)
    page.on("console", lambda m: found.append(f"console: {m.text}") if m.type in ("error", "warning") else None)
    page.on("pageerror", lambda e: found.append(f"error: {e}"))
    page.route("**/*", answer)
    drawer = name.endswith("+drawer")
    page.goto(f"{HOST}/{name.removesuffix('+drawer')}?lang={lang}", wait_until="domcontentloaded")
    page.wait_for_selector("html[data-js=ready]")
    if drawer:
        page.locator("tbody tr[data-href]").first.locator("a").first.click()
        page.wait_for_selector("#drawer:not([hidden]) [data-focus]")
    page.evaluate("() => document.fonts.ready.then(() => true)")
    page.wait_for_timeout(400)
    page.screenshot(path=folder / f"{name}.{lang}.{scheme}.{width}.png", full_page=not drawer)
    if wide := overflow(page):
        found.append(f"sticks out: {wide}")
    found += violations(page)
    context.close()
    return found


def forms() -> list[tuple[str, str, int]]:
    """Language, theme and width: every combination, or with QUICK=1 two that differ in all three."""
    if os.environ.get("QUICK"):
        return [("en", "light", 1440), ("zh-CN", "dark", 390)]
    widths = [int(w) for w in os.environ.get("WIDTHS", "1440,1024,390").split(",")]
    return [(lang, scheme, width) for lang in ("en", "zh-CN") for scheme in ("light", "dark") for width in widths]


def main(folder: Path, names: list[str]) -> int:
    folder.mkdir(parents=True, exist_ok=True)
    count = 0
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", chromium_sandbox=False)
        for name in names or [*render.PAGES, "index+drawer"]:
            for lang, scheme, width in forms():
                for line in look(browser, name, lang, scheme, width, folder):
                    count += 1
                    print(f"{name} {lang} {scheme} {width}: {line}", flush=True)
        browser.close()
    print(f"{count} findings")
    return 1 if count else 0


if __name__ == "__main__":
    raise SystemExit(main(Path(sys.argv[1]), sys.argv[2:]))
