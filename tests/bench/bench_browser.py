"""How a Gantt of 2,000 tasks behaves in Chromium: until something is painted, and what holds up the page while it is scrolled."""

import json
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

from tests.bench.bench_plan import project_file
from tests.browser.conftest import NAMES, QUIET
from tests.browser.servers import running

TASKS = 2_000
WATCH = "window.held = []; new PerformanceObserver(l => held.push(...l.getEntries().map(e => e.duration))).observe({type: 'longtask', buffered: true});"
PAINTED = "performance.getEntriesByName('first-contentful-paint')[0].startTime"
# As a wheel does: sixty notches of 100 pixels, one a frame. And as who drags the bar from end to end does: fifty steps down and across.
# Answers the times between frames, and what held the page up for longer than 50 ms.
SCROLL = """async ([steps, whole]) => {
  const box = document.querySelector('.gantt-scroll'), times = [];
  const down = box.scrollHeight > box.clientHeight ? box : document.scrollingElement;
  held.length = 0;
  let last = performance.now();
  down.scrollTop = box.scrollLeft = 0;
  await new Promise((done) => setTimeout(done, 300));
  held.length = 0;
  last = performance.now();
  for (let step = 1; step <= steps; step++) {
    down.scrollTop = whole ? (down.scrollHeight - down.clientHeight) * step / steps : step * 100;
    if (whole) box.scrollLeft = (box.scrollWidth - box.clientWidth) * step / steps;
    await new Promise(requestAnimationFrame);
    times.push(performance.now() - last);
    last = performance.now();
  }
  await new Promise((done) => setTimeout(done, 300));
  return {times, held};
}"""


def main() -> int:
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        print("Chromium is not here", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory(prefix="steerboard-bench-") as folder:
        print(json.dumps({f"gantt_of_{TASKS}": measured(found, Path(folder))}))
    return 0


def measured(chromium: str, folder: Path) -> dict[str, Any]:
    """Medians of five visits of the page, and of one scroll through it."""
    from playwright.sync_api import sync_playwright

    plan = folder / "plan.xml"
    plan.write_bytes(project_file(TASKS))
    with running(folder, "--sample") as server, sync_playwright() as playwright:
        server.command("import", str(plan), "--programme", "BCT")
        browser = playwright.chromium.launch(executable_path=chromium, chromium_sandbox=False, args=QUIET)
        context = browser.new_context(base_url=server.address, viewport={"width": 1440, "height": 900})
        context.request.post("/sign-in/demo", form={"demo": "pm@beichen.example"}, headers={"Origin": server.address})
        page = context.new_page()
        page.add_init_script(WATCH)
        paints = list[float]()
        for _ in range(5):
            page.goto("/programmes/BCT/schedule")
            paints.append(page.evaluate(PAINTED))
        wheeled, dragged = (_scrolled(page, *how) for how in ((60, False), (50, True)))
        browser.close()
    return {
        "rows": TASKS + 108, "first_paint_ms": round(sorted(paints)[2]), "first_paint_of_the_first_visit_ms": round(paints[0]),
        "by_the_wheel": wheeled, "dragged_from_end_to_end": dragged,
    }  # fmt: skip


def _scrolled(page: Any, steps: int, whole: bool) -> dict[str, Any]:
    found = page.evaluate(SCROLL, [steps, whole])
    times = sorted(found["times"])
    return {
        "frame_ms_median": round(times[len(times) // 2], 1), "frame_ms_worst": round(times[-1], 1),
        "held_up_longer_than_50_ms": [round(ms) for ms in found["held"]],
    }  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
