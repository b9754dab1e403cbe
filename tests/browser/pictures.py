"""The pictures of the README and the guides: `python -m tests.browser.pictures docs/images`."""

import re
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tests.browser.conftest import NAMES, QUIET, Desk
from tests.browser.servers import running

BCT = "/programmes/BCT"
DESK, PHONE = 1440, 390
HEAD = "title_en,cause_en,event_en,effect_en,category,probability,impact_schedule"
FILE = f"""{HEAD}
Printer fails,It is old,It jams,Letters are late,vendor,2,2
Lights fail,A storm,They go out,Work stops,weather,9,2
"""


def as_it_is(_page: Page) -> None:
    """The page needs nothing but opening."""


def at_the_check(page: Page) -> None:
    page.get_by_role("region", name=re.compile("SMART")).first.evaluate(
        "part => part.scrollIntoView({block: 'center'})"
    )


def with_a_file(page: Page) -> None:
    page.locator("#f-file").set_input_files({"name": "risks.csv", "mimeType": "text/csv", "buffer": FILE.encode()})
    page.locator("main button.primary").click()
    page.wait_for_selector("#preview-title")


# What is pictured: page, role, width, what to do before. Every picture is taken in both languages.
PICTURES: dict[str, tuple[str, str | None, int, Callable[[Page], None]]] = {
    "sign-in": ("/sign-in", None, DESK, as_it_is),
    "charter": (f"{BCT}/charter", "pm", DESK, as_it_is),
    "goal": (f"{BCT}/goals/G10", "pm", DESK, at_the_check),
    "gantt": (f"{BCT}/schedule", "pm", DESK, as_it_is),
    "network": (f"{BCT}/network?phase=P5", "pm", DESK, as_it_is),
    "risk-matrix": (f"{BCT}/risks", "pm", DESK, as_it_is),
    "stakeholders": (f"{BCT}/stakeholders", "pm", DESK, as_it_is),
    "raci": (f"{BCT}/responsibilities", "pm", DESK, as_it_is),
    "import": (f"{BCT}/risks/import", "pm", DESK, with_a_file),
    "report": (f"{BCT}/overview", "executive", DESK, as_it_is),
    "phone": (f"{BCT}/overview", "executive", PHONE, as_it_is),
}
LANGUAGES = {"en": "en-GB", "zh": "zh-CN"}


def main(folder: Path) -> None:
    """Take every picture from a fresh sample."""
    folder.mkdir(parents=True, exist_ok=True)
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        raise SystemExit("Chromium is needed to take pictures.")
    with (
        tempfile.TemporaryDirectory() as data,
        running(Path(data), "--sample") as server,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=found, chromium_sandbox=False, args=QUIET)
        desk = Desk(browser, server)
        for name, (path, role, width, prepare) in PICTURES.items():
            for short, language in LANGUAGES.items():
                page = desk(role, language=language, width=width)
                page.goto(path)
                prepare(page)
                page.wait_for_function("[...document.fonts].every((face) => face.status !== 'loading')")
                page.wait_for_timeout(500)
                page.screenshot(path=folder / f"{name}.{short}.png")
                desk.leave()
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
