"""What a page must never do, whatever it shows: complain in the console, break its policy, miss a file, call abroad."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import ConsoleMessage, Page, Request, Response

AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text("utf-8")
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
CHANGING = [
    "color-contrast", "link-in-text-block", "target-size", "scrollable-region-focusable", "meta-viewport",
    "html-has-lang", "valid-lang", "label", "link-name", "button-name", "image-alt", "label-content-name-mismatch",
]  # fmt: skip
RUN = (
    "([where, only]) => axe.run(where, {runOnly: only, resultTypes: ['violations'], elementRef: false, preload: false})"
)
# Of what repeats itself, the first two are left: rows, choices and marks of a chart whose tags, classes, roles and states are the same
# from top to bottom. What stands beside every page goes if each of its elements, with all that it stands in, was seen on another.
THIN = """([seen, beside, repeating]) => {
  const VALUED = /^(class|role|type|lang|tabindex|hidden|disabled|checked|open|scope|colspan|rowspan|fill|stroke|opacity|style)$|^aria-/;
  const NAMED = /^aria-(label|labelledby|describedby|controls|owns|details|activedescendant|value.*)$/;
  const mark = (e) => e.tagName + [...e.attributes].map(({ name, value }) =>
    VALUED.test(name) && !NAMED.test(name) ? `${name}=${value}` : value ? name : `${name}=`).sort().join(" ");
  const whole = (e) => "<" + mark(e) + [...e.childNodes].map((n) =>
    n.nodeType === 1 ? whole(n) : n.nodeType === 3 && n.data.trim() ? "…" : "").join("") + ">";
  const within = (e, above) => [above + mark(e), ...[...e.children].flatMap((c) => within(c, above + mark(e) + ">"))];
  const known = new Set(seen), parts = [...document.querySelectorAll(beside)];
  const fresh = parts.flatMap((part) => within(part, "")).filter((look) => !known.has(look));
  if (!fresh.length) parts.forEach((part) => part.remove());
  const counted = new Map();
  for (const e of [...document.querySelectorAll(repeating)]) {
    if (!e.isConnected) continue;
    if (!counted.has(e.parentNode)) counted.set(e.parentNode, {});
    const found = counted.get(e.parentNode), look = whole(e);
    found[look] = (found[look] || 0) + 1;
    if (found[look] > 2) e.remove();
  }
  return [...new Set(fresh)];
}"""
BESIDE, REPEATING = ".rail, .tabbar, .topbar, .phases, dialog:not([open])", "tr, li, option, svg *"
WIDER = """() => {
  const edge = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= edge) return [];
  const out = [...document.querySelectorAll("body *")].filter((e) => e.getBoundingClientRect().right > edge + 1);
  return ["the page", ...out.filter((e) => !e.closest(".table-scroll, .phases, .visually-hidden")).slice(0, 5)
    .map((e) => `${e.tagName.toLowerCase()}.${e.className}`)];
}"""


@dataclass
class Watch:
    """Everything that went wrong on a page since it was opened. `refused` are statuses that a test provokes on purpose."""

    page: Page
    host: str
    refused: set[int] = field(default_factory=set)
    found: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.found.append(f"script: {error}"))
        self.page.on("request", self._request)
        self.page.on("requestfailed", self._failed)
        self.page.on("response", self._response)

    def _console(self, message: ConsoleMessage) -> None:
        told = "Failed to load resource" in message.text  # the response says it too, with its address
        if message.type in ("error", "warning") and not told:
            self.found.append(f"console: {message.text}")

    def _request(self, request: Request) -> None:
        where = urlsplit(request.url)
        if where.scheme not in ("data", "blob", "about") and where.netloc != self.host:
            self.found.append(f"leaves the machine: {request.url}")

    def _failed(self, request: Request) -> None:
        if request.failure != "net::ERR_ABORTED":  # the reader went on before a picture came
            self.found.append(f"failed: {request.url} {request.failure}")

    def _response(self, response: Response) -> None:
        if response.status >= 400 and response.status not in self.refused:
            self.found.append(f"{response.status}: {response.request.method} {response.url}")


def barriers(page: Page, *, rules: list[str] | None = None) -> list[str]:
    """What axe finds against WCAG 2.2 AA, one line per rule; with `rules`, by these alone."""
    if not page.evaluate("typeof window.axe === 'object'"):
        page.evaluate(AXE)
    only: Any = {"type": "rule", "values": rules} if rules else {"type": "tag", "values": WCAG}
    found = page.evaluate(RUN, [{"include": [["html"]]}, only])
    return [
        f"{v['id']} ({len(v['nodes'])}): " + "; ".join(_told(n) for n in v["nodes"][:4]) for v in found["violations"]
    ]


def thinned(page: Page, seen: set[str]) -> Page:
    """The page without what repeats itself on it, and without what stands beside every page if all of it is in `seen`, which grows."""
    seen.update(page.evaluate(THIN, [sorted(seen), BESIDE, REPEATING]))
    return page


def _told(node: dict[str, Any]) -> str:
    checks = node["any"] or node["all"] or node["none"]
    return f"{node['target'][0]} {checks[0]['message'] if checks else node['html'][:100]}"


def overflow(page: Page) -> list[str]:
    """What sticks out sideways of the window; the page's body must never scroll sideways."""
    return page.evaluate(WIDER)
