"""A village's first catalog and its adjustment, through the admin, by the two people whose work it is: the village
compiles and files, the town above returns and registers."""

from __future__ import annotations

import re

import pytest

from tests.browser.table import Table
from tests.browser.test_admin import log_in
from tests.demo_server import made_anew

pytestmark = [pytest.mark.browser, pytest.mark.timeout(900)]
REMARK = "公开要素请写明联系电话的类型。"
CONTENT = "党组织设置、班子成员姓名、职务、分工、办公电话"
CORRECTED = "党小组划分、网格、党员联系户安排、办公电话"
REASON = "按工作需要调整。"
NOT_PUBLIC = ("CS-02", "CS-13", "CS-18", "CS-19", "CS-20", "CS-22", "CS-23", "CS-25", "CS-26")


class Village:
    """Who compiles and files for the village that has no catalog yet."""

    def __init__(self, person):
        self.person, self.page = person, person.page
        log_in(person, "village02", "newvillage")

    def open(self, path: str) -> None:
        assert self.person.open("village02", path).status == 200

    def table(self) -> Table:
        """The table that is open now."""
        self.page.wait_for_selector(".ct-ready")
        return Table(self.person)

    def choose(self, *codes: str) -> None:
        """Tick rows of the table."""
        for code in codes:
            self.page.locator(f"tr:has(td.ct-code:text-is('{code}')) input[type=checkbox]").check()

    def file(self, reasons: dict[str, str]) -> None:
        """From the table to the page that asks for reasons by code, and from there to the town."""
        self.person.follow("a:has-text('核对并报送')")
        assert self.person.barriers() == []
        for code, reason in reasons.items():
            self.page.fill(f"[name='reason-{code}']", reason)
        self.person.follow("form.filing-form button[type=submit]")
        assert "已向“柳河镇党委”报送" in self.text()

    def text(self) -> str:
        return self.page.inner_text("main")


class Town:
    """Who decides for the town above."""

    def __init__(self, person):
        self.person, self.page = person, person.page
        log_in(person, "liuhe", "town")

    def look(self) -> str:
        """The one filing that waits."""
        assert self.person.open("liuhe", "/admin/received/").status == 200
        self.person.follow("main table a")
        assert self.person.barriers() == []
        return self.page.inner_text("main")

    def decide(self, verb: str) -> str:
        self.person.follow(f"button[name=verb][value={verb}]")
        return self.page.inner_text("body")


def test_a_catalog_from_the_first_draft_to_its_adjustment(visitor, demo):
    made_anew(demo)
    village, town = Village(visitor()), Town(visitor())
    compile_first(village)
    village.file({})
    send_back(town)
    correct(village)
    number = register(town, village)
    adjust(village)
    see_what_changed(town, number)
    in_public(village)


def compile_first(village: Village) -> None:
    village.open("/admin/catalog/")
    village.person.follow("section.catalog-step a.button")
    village.person.follow("form:has(input[value=template]) button")
    table = village.table()
    assert len(table.codes()) == 30
    table.write("CS-01", "content", CONTENT)
    table.saved()
    assert village.person.barriers() == []
    village.person.keep("flow-table", "standard")


def send_back(town: Town) -> None:
    assert CONTENT in town.look()
    town.page.click("#item-CS-02 summary")
    town.page.fill("[name=remark-CS-02]", REMARK)
    town.page.fill("#id_note", "请修改后重新报送。")
    town.person.keep("flow-review", "standard")
    assert "已退回" in town.decide("return")


def correct(village: Village) -> None:
    village.open("/admin/catalog/")
    assert "退回" in village.text()
    village.person.follow("section.catalog-step button")
    table = village.table()
    assert REMARK in table.cell("CS-02", "title").inner_text()
    village.choose(*NOT_PUBLIC)
    village.page.select_option("#catalog-column", "reason")
    village.page.fill("#catalog-value input, #catalog-value textarea", "涉及党员个人情况")
    village.page.click("#catalog-change")
    table.saved()
    village.person.follow("tr:has(td.ct-code:text-is('CS-02')) th a")
    village.page.fill("[name=content]", CORRECTED)
    village.person.keep("flow-form", "standard")
    village.person.follow("button:has-text('保存，回到表格')")
    assert village.table().text("CS-02", "content") == CORRECTED
    assert "提醒" not in village.page.inner_text("#catalog-counts")
    village.file({})


def register(town: Town, village: Village) -> str:
    assert CORRECTED in town.look()
    assert "形式审查还有没有通过的" in town.decide("register")
    for box in town.page.locator("input[name=ticked]").all():
        box.check()
    said = town.decide("register")
    number = re.search(r"登记号 (\S+?号)", said).group(1)
    village.open("/admin/filings/")
    assert number in village.text()
    receipt = village.page.locator("a:has-text('回执')").first.get_attribute("href")
    village.open(receipt)
    address = village.page.inner_text(".receipt__address")
    assert village.page.locator("figure svg").count() == 1
    village.page.goto(address)
    assert number in village.page.inner_text("body")
    return number


def adjust(village: Village) -> None:
    """One item changed, one withdrawn; a reason for each, or the page does not let it go."""
    village.open("/admin/catalog/start/")
    village.person.follow("form:has([name=from]) button")
    table = village.table()
    table.write("CS-04", "content", "学习安排、落实措施、完成情况、经费")
    table.saved()
    village.choose("CS-30")
    village.page.click("#catalog-delete")
    table.saved()
    assert "CS-30" not in table.codes()
    village.file({"CS-04": REASON, "CS-30": "服务事项并入其他公开。"})


def see_what_changed(town: Town, before: str) -> None:
    said = town.look()
    assert "CS-30" in said and "服务事项并入其他公开。" in said
    assert "完成情况、经费" in said and REASON in said
    town.person.keep("flow-difference", "standard")
    for box in town.page.locator("input[name=ticked]").all():
        box.check()
    after = re.search(r"登记号 (\S+?号)", town.decide("register")).group(1)
    assert after != before


def in_public(village: Village) -> None:
    """The column follows the catalog in force: what was withdrawn is kept, and said to be."""
    village.open("/column/")
    public = village.page.inner_text("main")
    assert "学习贯彻上级决策部署" in public
    assert re.search(r"党群服务中心事项\s+已移出目录", public)
