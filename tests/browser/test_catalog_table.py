"""The table of a catalog: what a unit's people do in it with keyboard, mouse, clipboard, and each other."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest

from tests.browser.table import Table
from tests.browser.test_admin import log_in
from tests.demo_server import ROOT

pytestmark = pytest.mark.browser

SCRIPTS = sorted(Path(ROOT / "cms/catalog/static/catalog").glob("table-*.js"))
EXCEL = (
    '领导班子建设\t民主生活会情况\t"会议主题、\n查摆问题、""四个带头""、整改措施"\t《党务公开条例》第九条\t社会公开\n'
    "领导班子建设\t谈心谈话情况\t次数、对象\t《党务公开条例》第九条\t党内公开\n"
)


@pytest.fixture
def table(visitor):
    """table("editor") → the working version of chengguan in that person's browser; given up in the end."""
    opened = []

    def enter(login: str = "admin", *, source: str = "1", **choices) -> Table:
        person = visitor(permissions=["clipboard-read", "clipboard-write"], **choices)
        log_in(person, "chengguan", login)
        opened.append(Table(person).start(source))
        return opened[-1]

    yield enter
    if opened:
        opened[0].give_up()


def complaints(table: Table) -> list[str]:
    return [one for one in table.person.complaints if one.startswith("script")]


def test_a_cell_is_written_by_typing_and_the_cursor_goes_on(table):
    one = table()
    one.go("ZJ-02", "title")
    one.type("领导分工")
    one.press("Enter")
    one.type("党组织名录")
    one.press("Shift+Tab", "F2", "Escape")
    one.go("ZJ-04", "content")
    one.press("F2", "Control+End", "Alt+Enter")
    one.type("第二行")
    one.press("Tab")
    one.saved()
    one.go("ZJ-05", "title")
    one.press("F2")
    one.type("不要了")
    one.press("Escape")
    one.go("ZJ-06", "content")
    one.press("Delete")
    one.saved()
    one.reload()
    assert [one.text(code, "title") for code in ("ZJ-02", "ZJ-03", "ZJ-05")] == [
        "领导分工",
        "党组织名录",
        "公开办法与监督渠道",
    ]
    assert one.text("ZJ-04", "content").endswith("\n第二行")
    assert one.text("ZJ-06", "content") == ""
    assert complaints(one) == []


def test_what_an_input_method_writes_replaces_the_cell(table):
    one = table()
    one.go("ZJ-03", "title")
    one.compose("d", "dang zu", "党组织")
    one.press("Enter")
    one.saved()
    one.reload()
    assert one.text("ZJ-03", "title") == "党组织"


def here(one: Table) -> tuple[str, str]:
    """Code and column of the cell that has the focus."""
    return tuple(
        one.page.evaluate(
            "() => { const td = document.activeElement.closest('td');"
            "return [td.parentElement.cells[1].firstChild.data, td.className.match(/ct-([a-z_]+)/)[1]]; }"
        )
    )


def test_the_cursor_goes_where_the_keys_say(table):
    one, seen = table(), []
    last = one.codes()[-1]
    one.go("ZJ-02", "title")
    for keys in ("ArrowDown", "ArrowRight", "Tab", "Shift+Tab", "Home", "End", "Control+Home", "Control+End"):
        one.press(keys)
        seen.append(here(one))
    assert seen == [
        ("ZJ-03", "title"),
        ("ZJ-03", "content"),
        ("ZJ-03", "basis"),
        ("ZJ-03", "content"),
        ("ZJ-03", "code"),
        ("ZJ-03", "change_note"),
        ("ZJ-01", "code"),
        (last, "change_note"),
    ]
    one.press("Escape")  # out of the table: nobody is caught in it
    assert one.page.evaluate("document.activeElement.id") == "catalog-add"


def test_closed_lists_are_chosen_from_and_a_code_that_was_filed_stays(table):
    one = table()
    one.go("ZJ-01", "scope")
    one.press("Enter")
    one.page.locator("select.ct-list").select_option("党内公开")
    one.press("Tab")
    one.go("ZJ-01", "code")
    one.type("ZJ-99")
    one.press("Enter")
    one.go("ZJ-02", "timing")
    one.type("每季度公开，期末后10个工作日内")
    one.press("Enter")
    one.saved()
    one.reload()
    assert (one.text("ZJ-01", "scope"), one.codes()[0]) == ("党内公开", "ZJ-01")
    assert [one.text("ZJ-02", name) for name in ("timing", "frequency", "due_workdays")] == [
        "定期公开",
        "每季度",
        "10",
    ]


def test_rows_come_from_excel_and_those_beyond_the_end_are_added(table):
    one = table()
    size = len(one.codes())
    one.go(one.codes()[-1], "section")
    one.paste("工作目标\t最后一项\n" + EXCEL)
    one.saved()
    one.reload()
    codes = one.codes()
    assert len(codes) == size + 2
    assert all(re.fullmatch(r"ZJ-\d+", code) for code in codes)
    assert one.text(codes[-3], "title") == "最后一项"
    assert one.text(codes[-2], "content") == '会议主题、\n查摆问题、"四个带头"、整改措施'
    assert [one.text(codes[-1], name) for name in ("title", "content", "scope")] == [
        "谈心谈话情况",
        "次数、对象",
        "党内公开",
    ]


def test_an_empty_version_is_filled_from_excel(table):
    one = table(source="empty")
    one.page.click("#catalog-add")
    one.paste(EXCEL)
    one.saved()
    one.reload()
    assert [one.text(code, "title") for code in one.codes()] == ["民主生活会情况", "谈心谈话情况"]


def test_what_is_copied_here_reads_the_same_in_excel_and_pasted_again(table):
    one = table()
    one.go("ZJ-01", "title")
    one.press("Shift+ArrowDown", "Shift+ArrowRight", "Control+c")
    lines = one.page.evaluate("navigator.clipboard.readText()").split("\n")
    cells = [[one.text(code, name) for name in ("title", "content")] for code in ("ZJ-01", "ZJ-02")]
    assert [line.split("\t") for line in lines] == cells
    one.go("ZJ-05", "title")
    one.press("Control+v")
    one.saved()
    one.reload()
    assert [[one.text(code, name) for name in ("title", "content")] for code in ("ZJ-05", "ZJ-06")] == cells


def test_rows_are_moved_by_key_by_handle_and_by_button(table):
    one = table()
    first = one.codes()[:6]
    one.go("ZJ-01", "title")
    one.press("Alt+ArrowDown", "Alt+ArrowDown")
    one.saved()
    assert one.codes()[:3] == [first[1], first[2], first[0]]
    handle = one.page.locator("tr:has(td.ct-code:text-is('ZJ-06')) .ct-handle")
    handle.hover()
    one.page.mouse.down()
    box = one.cell("ZJ-02", "title").bounding_box()
    one.page.mouse.move(box["x"] + 30, box["y"] + 8, steps=6)
    one.page.mouse.up()
    one.saved()
    one.page.locator("tr:has(td.ct-code:text-is('ZJ-04')) input").check()
    one.page.click("#catalog-up")
    one.saved()
    one.reload()
    assert one.codes()[:6] == ["ZJ-06", "ZJ-02", "ZJ-03", "ZJ-04", "ZJ-01", "ZJ-05"]


def test_one_column_of_many_rows_is_changed_at_once_and_taken_back_at_once(table):
    one = table()
    before = [one.text(f"ZJ-0{n}", "responsible") for n in (2, 3, 4)]
    boxes = one.page.locator("tbody input[type=checkbox]")
    boxes.nth(1).click()
    boxes.nth(3).click(modifiers=["Shift"])
    assert one.page.inner_text("#catalog-chosen") == "已选 3 行"
    one.page.select_option("#catalog-column", "responsible")
    one.page.fill("#catalog-text", "党建办")
    one.page.click("#catalog-change")
    one.saved()
    assert [one.text(f"ZJ-0{n}", "responsible") for n in (2, 3, 4)] == ["党建办"] * 3
    one.page.click("#catalog-delete")
    one.saved()
    assert one.codes()[:2] == ["ZJ-01", "ZJ-05"]
    one.page.click("#catalog-undo")
    one.page.wait_for_function("document.querySelectorAll('td.ct-code')[1].firstChild.data === 'ZJ-02'")
    one.go("ZJ-01", "title")
    one.press("Control+z")
    one.page.wait_for_function("!document.body.innerText.includes('党建办')")
    one.saved()
    one.reload()
    assert [one.text(f"ZJ-0{n}", "responsible") for n in (2, 3, 4)] == before


def test_a_new_row_is_written_in_before_the_server_answered(table):
    one = table()
    one.page.click("#catalog-add")
    one.type("新的一级")
    one.press("Tab")
    one.type("新的二级")
    one.press("Enter")
    one.saved()
    one.reload()
    code = one.codes()[-1]
    assert [one.text(code, name) for name in ("section", "title", "scope")] == [
        "新的一级",
        "新的二级",
        "社会公开",
    ]


def test_what_means_nothing_stays_in_its_cell_with_the_reason_and_the_rest_is_saved(table):
    one = table()
    one.go("ZJ-02", "scope")
    one.paste("半公开\t公开栏\n社会公开\t公众号")
    one.state("refused")
    assert "看不懂“半公开”" in one.cell("ZJ-02", "scope").locator(".ct-why").inner_text()
    assert one.text("ZJ-02", "scope") == "半公开"
    assert one.text("ZJ-03", "channels") == "公众号"
    leaving = []
    one.page.on("dialog", lambda dialog: (leaving.append(dialog.type), dialog.dismiss()))
    one.page.evaluate("location.assign('/admin/')")
    one.page.wait_for_timeout(300)
    assert leaving == ["beforeunload"]
    assert one.person.barriers() == []
    one.write("ZJ-02", "scope", "党内")
    one.saved()
    one.write("ZJ-03", "due_workdays", "很快")
    one.state("refused")
    one.go("ZJ-03", "due_workdays")
    one.press("Escape")  # never mind
    one.saved()
    one.reload()
    assert [one.text("ZJ-02", name) for name in ("scope", "channels")] == ["党内公开", "公开栏"]


def test_of_two_at_one_cell_the_second_sees_what_the_first_wrote_and_chooses(table):
    one, two = table("admin"), table("editor")
    one.write("ZJ-02", "title", "管理员写的")
    one.write("ZJ-03", "title", "管理员也写了")
    one.saved()
    two.write("ZJ-02", "title", "信息员写的")
    two.write("ZJ-03", "title", "信息员也写了")
    two.state("refused")
    said = two.cell("ZJ-02", "title").locator(".ct-choice").inner_text()
    assert re.search(r"现在是：管理员写的（管理员小陈 \d\d:\d\d 改的）\s+你写的是：信息员写的", said)
    assert two.person.barriers() == []
    two.go("ZJ-02", "title")
    two.cell("ZJ-02", "title").get_by_text("用我写的").click()
    two.go("ZJ-03", "title")
    two.cell("ZJ-03", "title").get_by_text("用现在的").click()
    two.saved()
    one.page.evaluate("dispatchEvent(new Event('focus'))")
    one.page.wait_for_function("document.querySelector('.ct-fresh')")
    assert one.text("ZJ-02", "title") == "信息员写的"
    assert "信息员小林刚改过" in one.page.inner_text("#catalog-said")
    two.reload()
    assert [two.text(code, "title") for code in ("ZJ-02", "ZJ-03")] == ["信息员写的", "管理员也写了"]


def test_without_a_connection_nothing_is_lost_and_it_is_tried_again(table):
    one = table()
    one.person.context.set_offline(True)
    one.write("ZJ-02", "title", "断网时写的")
    one.state("unsaved")
    assert "没有保存" in one.page.inner_text("#catalog-status")
    one.write("ZJ-03", "title", "也是")
    one.person.context.set_offline(False)
    one.page.evaluate("document.querySelector('#catalog-again').click()")
    one.saved()
    one.reload()
    assert [one.text(code, "title") for code in ("ZJ-02", "ZJ-03")] == ["断网时写的", "也是"]


def test_an_answer_that_is_lost_adds_no_row_twice(table):
    one = table()
    size = len(one.codes())
    one.lose_an_answer()
    one.page.click("#catalog-add")
    one.state("unsaved")
    one.page.click("#catalog-again")
    one.saved()
    one.reload()
    assert len(one.codes()) == size + 1


def test_what_can_be_mended_by_one_click_is(table):
    one = table()
    one.find()
    one.go("ZJ-02", "basis")
    assert "写全名" in one.page.inner_text("#catalog-line")
    one.page.click("#catalog-line button")
    one.saved()
    one.reload()
    assert one.text("ZJ-02", "basis") == "《条例》第七条"


def test_who_writes_into_a_version_that_was_given_up_is_told(table):
    one, two = table("admin"), table("editor")
    one.give_up()
    two.write("ZJ-02", "title", "太晚了")
    two.state("closed")
    assert "已经不在了" in two.page.inner_text("#catalog-status")
    assert two.text("ZJ-02", "title") == "太晚了"


def test_more_columns_than_there_are_to_the_right_are_not_dropped_in_silence(table):
    one = table()
    one.go("ZJ-02", "title_hidden")
    one.paste("是\t理由\t多出来的")
    assert "贴不下" in one.page.inner_text("#catalog-said")
    assert one.text("ZJ-02", "change_note") == ""


def test_what_is_found_leads_to_its_cell_and_goes_when_it_is_mended(table):
    one = table()
    one.go("ZJ-02", "section")
    one.press("Delete")
    one.saved()
    one.page.click(".ct-findings summary")
    line = one.page.locator("#catalog-found li", has_text="没有写一级事项")
    line.locator("button").first.click()
    assert here(one) == ("ZJ-02", "section")
    assert "没有写一级事项" in one.page.inner_text("#catalog-line")
    one.type("组织概况")
    one.press("Enter")
    one.saved()
    assert line.count() == 0


@pytest.mark.parametrize("width", [360, 1280])
def test_the_table_is_open_to_everyone_and_fits(table, width):
    one = table(width=width)
    assert one.person.barriers() == []
    assert one.person.barriers_in_the_dark() == []
    assert one.person.overflow() == 0
    assert one.person.foreign() == []
    one.person.keep("admin-catalog-table", "standard")


def test_without_a_script_every_item_leads_to_its_form(table, visitor):
    address = table().page.url
    person = visitor(scripts=False)
    log_in(person, "chengguan", "admin")
    person.page.goto(address)
    assert person.page.locator("tbody tr").count() > 20
    link = person.page.locator("tbody tr").first.locator("a")
    assert re.search(r"/items/[0-9a-f-]{36}/$", link.get_attribute("href"))
    assert not person.page.locator("#catalog-add").is_visible()


def test_the_scripts_are_small():
    """As they are sent."""
    assert sum(len(gzip.compress(file.read_bytes())) for file in SCRIPTS) < 13_000
