"""The network diagram: narrowed in place, a way followed through it, tasks reached by arrows; on a phone in Chinese."""

from playwright.sync_api import Page, expect

from tests.browser.conftest import Desk
from tests.browser.watching import barriers, overflow

# What decides when the pilot goes live: the same nine as on the milestone's own page.
WAY = ["T411", "T415", "T512", "T513", "T514", "M07", "T603", "T604", "M08"]


def codes(page: Page, which: str = "") -> list[str]:
    found = page.locator(f"#network a.node{which}")
    return found.evaluate_all("nodes => nodes.map((node) => node.dataset.code)")


def test_the_picture_is_narrowed_in_place_and_the_way_to_a_milestone_stands_out(visit: Desk) -> None:
    page = visit("pm")
    page.goto("/programmes/BCT/network")
    expect(page.locator(".net-bar [data-announce]")).to_have_text("108 tasks")
    # Where the work begins is what one sees first.
    expect(page.locator("a.node[data-code=T101]")).to_be_in_viewport(ratio=1)
    page.evaluate("window.stays = true")

    page.get_by_label("Department").focus()
    page.get_by_label("Department").select_option(label="Finance")
    expect(page.locator("#network a.node")).not_to_have_count(108)
    expect(page.get_by_label("Department")).to_be_focused()
    assert page.locator(".network .lane-name").all_text_contents()[0] == "Finance"
    assert len(codes(page)) == int(page.locator(".net-bar [data-announce]").inner_text().split()[0])
    page.get_by_role("link", name="Show all").click()
    expect(page.locator("#network a.node")).to_have_count(108)

    page.get_by_label("Way to").select_option("M08")
    expect(page.locator(".net-answer")).to_have_text("8 unfinished tasks decide when M08 G5 pilot go-live comes.")
    assert sorted(codes(page, ".on")) == sorted(WAY)
    linked = page.locator(".network .edge.on").evaluate_all("links => links.map((link) => link.dataset.ends)")
    assert {"T411 T415", "T603 T604", "T604 M08"} <= set(linked)
    expect(page.locator("a.node[data-code=T411]")).to_be_in_viewport(ratio=1)

    page.get_by_label("Which way").select_option(label="All after it")
    expect(page.locator(".net-answer")).to_contain_text("come after M08")
    assert "T411" not in codes(page)
    assert page.evaluate("window.stays")  # the page was never left
    assert "to=M08" in page.url
    assert "way=after" in page.url


def test_arrows_follow_the_links_and_enter_opens_the_task(visit: Desk) -> None:
    page = visit("pm")
    page.goto("/programmes/BCT/network?to=M08")
    page.wait_for_selector("html[data-js]")
    expect(page.locator("#network a.node[tabindex='0']")).to_have_count(1)  # one stop of Tab, however many tasks
    page.locator("#network .net-scroll").focus()
    page.keyboard.press("Tab")
    expect(page.locator("a.node[data-code=T411]")).to_be_focused()
    near = page.locator(".edge.near").evaluate_all("links => links.map((link) => link.dataset.ends)")
    assert near
    assert all("T411" in pair for pair in near)
    page.keyboard.press("ArrowRight")
    expect(page.locator("a.node[data-code=T415]")).to_be_focused()
    page.keyboard.press("ArrowLeft")
    expect(page.locator("a.node[data-code=T411]")).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.locator("a.node[data-code=T412]")).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url("**/schedule/tasks/T412*")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Finance interface")


def test_on_a_phone_in_chinese_the_picture_scrolls_in_its_frame_and_a_tap_opens_the_task(visit: Desk) -> None:
    page = visit("pm", language="zh-CN", width=390, scheme="dark")
    page.goto("/programmes/BCT/network")
    page.get_by_label("通往").select_option("M08")
    expect(page.locator(".net-answer")).to_have_text("8 项未完成任务决定“M08 G5 试点上线”的日期。")
    assert overflow(page) == []
    assert barriers(page) == []
    end = page.locator("a.node[data-code=M08]")
    expect(end).not_to_be_in_viewport()
    end.scroll_into_view_if_needed()
    expect(end).to_be_in_viewport(ratio=1)
    assert page.evaluate("scrollX") == 0
    page.get_by_text("表格形式").tap()
    expect(page.locator(".net-table tbody tr")).to_have_count(len(codes(page)))
    page.locator("a.node[data-code=T604]").tap()
    page.wait_for_url("**/schedule/tasks/T604*")
