"""The plan: a task and its links move the finish, a loop is refused by name, files come in."""

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import Desk, withdraw

PROJECT = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Project xmlns="http://schemas.microsoft.com/project"><Name>Warehouse move</Name><StartDate>2026-09-07T08:00:00</StartDate>
<CalendarUID>1</CalendarUID><Calendars><Calendar><UID>1</UID><Name>Standard</Name><IsBaseCalendar>1</IsBaseCalendar><WeekDays>{days}</WeekDays>
</Calendar></Calendars><Tasks>{tasks}</Tasks></Project>"""
DAY = """<WeekDay><DayType>{day}</DayType><DayWorking>1</DayWorking><WorkingTimes><WorkingTime><FromTime>08:00:00</FromTime>
<ToTime>12:00:00</ToTime></WorkingTime><WorkingTime><FromTime>13:00:00</FromTime><ToTime>17:00:00</ToTime></WorkingTime></WorkingTimes></WeekDay>"""
TASK = """<Task><UID>{uid}</UID><ID>{uid}</ID><Name>{name}</Name><OutlineLevel>1</OutlineLevel><Duration>PT{hours}H0M0S</Duration>
<DurationFormat>7</DurationFormat>{link}</Task>"""
LINK = "<PredecessorLink><PredecessorUID>{uid}</PredecessorUID><Type>1</Type></PredecessorLink>"


def finish(page: Page) -> str:
    page.goto("/programmes/BCT/schedule")
    return page.locator(".gantt-figures .figure").first.locator(".value").inner_text()


def test_a_task_with_a_link_moves_the_finish(visit: Desk) -> None:
    page = visit("pm")
    assert finish(page) == "30 Nov 2026"
    page.get_by_role("link", name="Add task").click()
    drawer = page.locator("#drawer")
    drawer.locator("#f-name_en").fill("Hand over the archive")
    drawer.locator("#f-duration").fill("3d")
    drawer.locator("#f-predecessors").fill("M12FS")
    drawer.get_by_role("button", name=re.compile("Save|Add")).last.click()
    expect(drawer.get_by_role("heading", level=2).first).to_contain_text("Hand over the archive")
    made = drawer.locator("[data-record]").get_attribute("data-record")
    assert finish(page) == "3 Dec 2026"
    page.goto(f"/programmes/BCT/schedule/tasks/{made}")
    page.locator("#f-duration").fill("1d")
    page.get_by_role("button", name="Save and recompute").click()
    expect(page.locator("article")).to_contain_text("1 Dec")
    withdraw(page, f"/programmes/BCT/tasks/{made}")
    assert finish(page) == "30 Nov 2026"


def test_a_loop_is_refused_and_named(visit: Desk) -> None:
    """T411 → T415 → M06 is there already: T411 cannot wait for T415."""
    page = visit("pm", refused={409, 422})
    page.goto("/programmes/BCT/schedule/tasks/T411")
    links = page.locator("#f-predecessors")
    before = links.input_value()
    links.fill(f"{before}, T415FS")
    page.get_by_role("button", name="Save and recompute").click()
    refusal = page.get_by_role("alert")
    expect(refusal).to_contain_text("T411")
    expect(refusal).to_contain_text("T415")
    assert re.search(r"T411\s*→\s*T415\s*→\s*T411|T415\s*→\s*T411\s*→\s*T415", refusal.inner_text())
    assert links.input_value() == f"{before}, T415FS"


def test_a_plan_of_microsoft_project_opens_a_programme_after_its_preview(visit: Desk) -> None:
    """Two tasks of five and ten days, one after the other, from Monday 7 September 2026."""
    tasks = TASK.format(uid=1, name="Pack", hours=40, link="") + TASK.format(
        uid=2, name="Carry", hours=80, link=LINK.format(uid=1)
    )
    text = PROJECT.format(days="".join(DAY.format(day=day) for day in range(2, 7)), tasks=tasks)
    page = visit("pm")
    page.goto("/imports")
    page.locator("#f-file").set_input_files(
        {"name": "move.xml", "mimeType": "application/xml", "buffer": text.encode()}
    )
    page.get_by_role("button", name="Preview", exact=True).click()
    expect(page.locator("dl.figures")).to_contain_text("25 Sep 2026")
    page.locator("#f-code").fill("WHM")
    page.get_by_role("button", name="Open the programme with this plan").click()
    page.wait_for_url("**/programmes/WHM/schedule*")
    expect(page.locator(".gantt-figures")).to_contain_text("25 Sep 2026")
    expect(page.locator("#gantt")).to_contain_text("Carry")


def test_rows_of_summaries_stand_beside_their_bars_and_look_like_no_refusal(visit: Desk) -> None:
    levels = (("Move", 1), ("Ground floor", 2), ("Pack", 3))
    tasks = "".join(
        TASK.format(uid=uid, name=name, hours=40, link="").replace(
            "<OutlineLevel>1", f"<Summary>{int(level < 3)}</Summary><OutlineLevel>{level}"
        )
        for uid, (name, level) in enumerate(levels, 1)
    )
    text = PROJECT.format(days="".join(DAY.format(day=day) for day in range(2, 7)), tasks=tasks)
    page = visit("pm")
    page.goto("/imports")
    page.locator("#f-file").set_input_files(
        {"name": "floors.xml", "mimeType": "application/xml", "buffer": text.encode()}
    )
    page.get_by_role("button", name="Preview", exact=True).click()
    page.locator("#f-code").fill("WHS")
    page.get_by_role("button", name="Open the programme with this plan").click()
    page.wait_for_url("**/programmes/WHS/schedule*")
    rows = page.locator(".gantt-table tbody tr")
    expect(rows.filter(has_text="Ground floor")).to_have_class(re.compile("summary"))
    heights = [round(row.bounding_box()["height"]) for row in rows.all() if row.bounding_box()]  # pyright: ignore
    assert len(heights) == 3
    assert len(set(heights)) == 1, heights
    page.goto("/programmes/WHS/outline")
    paints = "row => getComputedStyle(row).backgroundColor"
    of_a_task = page.locator(".outline tr", has_text="Pack").evaluate(paints)
    assert page.locator(".outline tr", has_text="Ground floor").evaluate(paints) == of_a_task


def test_a_strip_of_the_gantt_is_laid_out_when_it_comes_in_sight_and_holds_its_place_before(visit: Desk) -> None:
    page = visit("pm")
    page.goto("/programmes/BCT/schedule")
    strips = page.locator(".gantt-strip.full, .gantt-table .full")
    told = """strips => strips.map((strip) => {
      const style = getComputedStyle(strip);
      return [style.contentVisibility, style.containIntrinsicHeight.split(" ").pop(), strip.offsetHeight + "px"];
    })"""
    kept = strips.evaluate_all(told)
    assert len(kept) >= 2 * 10
    assert {visibility for visibility, _, _ in kept} == {"auto"}
    assert {foreseen == high for _, foreseen, high in kept} == {True}  # or else the page would jump as it is scrolled
    tops = {}  # where the bar and its row stand, far down
    for name, place in (("row", '.gantt-table tr[data-code="M12"]'), ("bar", '.gantt-chart g[data-code="M12"]')):
        page.locator(place).scroll_into_view_if_needed()
        tops[name] = page.locator(place).bounding_box()
    assert tops["row"] is not None
    assert tops["bar"] is not None
    assert tops["row"]["y"] < tops["bar"]["y"] + tops["bar"]["height"] / 2 < tops["row"]["y"] + tops["row"]["height"]
    page.locator('.gantt-table tr[data-code="M12"]').hover()
    expect(page.locator(".links .asked")).not_to_have_count(0)  # a link that no date hangs on, shown when pointed at
    page.locator('.gantt-table tr[data-code="M01"]').hover()
    expect(page.locator('.links .asked[data-ends~="M12"]')).to_have_count(0)


def test_the_gantt_answers_to_keys(visit: Desk) -> None:
    page = visit("pm")
    page.goto("/programmes/BCT/schedule")
    row = page.locator("tr[data-code='T411']")
    row.locator("a").first.focus()
    expect(page.locator("#gantt-detail")).to_contain_text("T411")
    page.keyboard.press("ArrowDown")
    expect(page.locator("#gantt-detail")).to_contain_text("T412")
    page.keyboard.press("Enter")
    expect(page.locator("#drawer")).to_contain_text("T412")
    page.keyboard.press("Escape")
    expect(page.locator("#drawer")).to_be_hidden()
    assert page.url.endswith("/schedule")


def test_the_dates_of_phases_stand_whole_beside_the_bars(visit: Desk) -> None:
    page = visit("pm", language="zh-CN")
    page.goto("/programmes/BCT/schedule?phase=P7")
    cells = page.locator(".gantt-table .phase .when")
    assert cells.count() == 2
    assert cells.evaluate_all("cells => cells.filter((cell) => cell.scrollWidth > cell.clientWidth).length") == 0
