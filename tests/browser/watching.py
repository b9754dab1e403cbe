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
RUN = "([where, only]) => axe.run(where, {runOnly: only, resultTypes: ['violations']})"
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


def barriers(page: Page, *, rules: list[str] | None = None, beside_the_rail: bool = False) -> list[str]:
    """What axe finds against WCAG 2.2 AA, one line per rule; with `rules`, by these alone. The navigation may be left out."""
    if not page.evaluate("typeof window.axe === 'object'"):
        page.evaluate(AXE)
    only: Any = {"type": "rule", "values": rules} if rules else {"type": "tag", "values": WCAG}
    where = {"exclude": [[".rail"]]} if beside_the_rail else {"include": [["html"]]}
    found = page.evaluate(RUN, [where, only])
    return [
        f"{v['id']} ({len(v['nodes'])}): " + "; ".join(_told(n) for n in v["nodes"][:4]) for v in found["violations"]
    ]


def _told(node: dict[str, Any]) -> str:
    checks = node["any"] or node["all"] or node["none"]
    return f"{node['target'][0]} {checks[0]['message'] if checks else node['html'][:100]}"


def overflow(page: Page) -> list[str]:
    """What sticks out sideways of the window; the page's body must never scroll sideways."""
    return page.evaluate(WIDER)
