"""An entry of a village from its draft to its withdrawal, through the admin, by everybody whose work it is: the village
writes, examines and approves, its town asks the office too, the office sends it back once, and it becomes public."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from tests.browser.person import Person, looked_at
from tests.demo_server import made_anew

pytestmark = [pytest.mark.browser, pytest.mark.timeout(900)]
TITLE = "村“两委”换届候选人公告"
NUMBER, COVERED = "11010519491231002X", "110***********002X"
WRONG = "登记参加选举的党员共有一百二十名"
RIGHT = "登记参加选举的党员共有一百二十三名"
PEOPLE = "候选人柳某，身份证号{}。{}，投票地点为村党群服务中心。"
REMARK = "人数与名册不一致，请核对。"
CLARIFIED = "投票时间为上午九时至十一时，原公告没有写明。"
EXPLAINED = "选举日程按上级要求推迟，原公告不再适用。"
KEPT = "words => [...document.querySelectorAll('[name^=body-]')].some(field => field.value.includes(words))"


class Unit(Person):
    """Somebody of the village."""

    def decide(self, *, note: str = "") -> str:
        """Two taps from the list: the plan, and what its button says."""
        self.open("/admin/procedure/")
        self.follow(f".plan-row:has-text('{TITLE}')")
        return self.follow("button[name=verb][value=pass]")


class Village:
    """The village's three people; its leader has nothing but a telephone."""

    def __init__(self, visitor):
        self.editor = Unit(visitor, "village01", "village")
        self.reviewer = Unit(visitor, "village01", "villagereviewer")
        self.leader = Unit(visitor, "village01", "villageleader", width=360)
        self.leader.page.set_viewport_size({"width": 360, "height": 740})
        self.edit = ""

    def write(self) -> None:
        """From the home page to the plan."""
        page = self.editor.page
        self.editor.open("/admin/")
        page.click(".occasions summary")
        self.editor.follow(".occasions li:has-text('换届选举') a")
        page.fill("[name=title]", TITLE)
        self.say("按换届选举工作方案进行。", PEOPLE.format(NUMBER, WRONG), "选举结果另行公开。")
        self.propose("propose")

    def say(self, *paragraphs: str) -> None:
        """Write them over what stands below each heading."""
        fields = self.editor.page.locator(".public-DraftEditor-content")
        for number, words in enumerate(paragraphs):
            if words:
                fields.nth(number).click()
                self.editor.page.keyboard.press("Control+A")
                self.editor.page.keyboard.type(words)
                # The field takes over what was typed a moment later.
                self.editor.page.wait_for_function(KEPT, arg=words)

    def propose(self, name: str, **more: str) -> None:
        page = self.editor.page
        self.editor.follow("button[name='action-propose']")
        page.select_option("[name=risk_level]", "低")
        page.fill("[name=risk_points]", "选举期间群众关注")
        page.fill("[name=risk_measures]", "村党组织安排专人答复")
        for field, value in more.items():
            page.fill(f"[name={field}]", value)
        self.editor.fits(name)
        assert "已送审" in self.editor.follow("button[name=verb][value=propose]")

    def examine(self) -> None:
        """保密审查, and the review of necessity and accuracy."""
        assert "保密审查通过" in self.reviewer.decide()
        assert "审核通过" in self.reviewer.decide()

    def approve(self, name: str, *, said: str) -> None:
        """On the telephone, with what is decided about before their eyes."""
        page = self.leader.page
        self.leader.open("/admin/procedure/")
        self.leader.follow(f".plan-row:has-text('{TITLE}')")
        assert said in self.leader.text() and NUMBER not in page.content()
        page.fill("[name=kind]", "村党组织会议")
        page.fill("[name=date]", dt.date.today().isoformat())
        page.fill("[name=attendees]", "柳书记等五人")
        self.leader.fits(name)
        assert "审批通过" in self.leader.follow("button[name=verb][value=pass]")


class Desk(Person):
    """Whoever decides above: the town, the office."""

    def look(self, name: str) -> str:
        self.open("/admin/cases/")
        self.fits(f"{name}-queue")
        said = self.follow(f".desk-title a:text-is('{TITLE}')")
        self.fits(f"{name}-case")
        return said

    def answer(self, verb: str, note: str = "") -> str:
        self.page.fill("[name=note]", note)
        return self.follow(f"button[name=verb][value={verb}]")


def test_from_the_draft_to_the_public_and_out_of_it_again(visitor, demo):
    made_anew(demo)
    village = Village(visitor)
    town, office = Desk(visitor, "liuhe", "town"), Desk(visitor, "central", "office")
    reader = visitor()
    village.write()
    mask(village.reviewer)
    village.examine()
    village.approve("leader", said=COVERED)
    pass_up(town)
    send_back(office)
    correct(village)
    village.examine()
    village.approve("leader-again", said=RIGHT)
    pass_up(town)
    assert RIGHT in office.look("office-again")
    assert "已同意" in office.answer("pass")
    address = in_public(reader, village)
    clarify(village, town, reader, address)
    withdraw(village.leader, re.search(r"/pages/(\d+)/", village.edit).group(1), reader, address)


def mask(reviewer: Unit) -> None:
    """One click; nobody after them sees the number."""
    reviewer.open("/admin/procedure/")
    said = reviewer.follow(f".plan-row:has-text('{TITLE}')")
    assert "身份证号" in said and COVERED in said
    reviewer.fits("finding")
    assert "身份证号" in reviewer.follow("button[name=verb][value=pass]")  # refused as long as it is there
    assert "已遮盖 1 处" in reviewer.follow("button[name=verb][value=mask]")
    assert NUMBER not in reviewer.page.content()
    reviewer.fits("masked")


def pass_up(town: Desk) -> None:
    assert COVERED in town.look("town")
    assert "已同意并转报区委办" in town.answer("escalate", "涉及换届，请区委办审定。")


def send_back(office: Desk) -> None:
    office.look("office")
    office.page.click("details[data-remarks] summary")
    office.page.locator("[name=passage]").first.fill(WRONG)
    office.page.locator("[name=remark]").first.fill(REMARK)
    assert "已退回" in office.answer("return", "请核对后重新报送。")


def correct(village: Village) -> None:
    """The remark stands at the head of the editor, with the passage it is about."""
    editor = village.editor
    editor.open("/admin/procedure/mine/")
    editor.fits("mine")
    editor.follow(f".plan-row:has-text('{TITLE}')")
    editor.follow("a:has-text('去修改')")
    said = editor.text()
    assert REMARK in said and WRONG in said and "区委办" in said
    village.say("", PEOPLE.format(COVERED, RIGHT))
    village.edit = editor.page.url
    village.propose("propose-again")


def in_public(reader, village: Village) -> str:
    """On the unit's site, on the portal and in the API, with where it comes from; no names."""
    reader.open("central")
    assert reader.page.locator(f"a:has-text('{TITLE}')").count()
    reader.follow(f"a:has-text('{TITLE}')")
    address = reader.page.url
    assert "village01" in address
    said = reader.page.inner_text("main")
    assert RIGHT in said and COVERED in said
    card = reader.page.inner_text(".provenance")
    for word in ("提出", "保密审查", "审批", "上级党组织审批", "区委办审批", "CS-24"):
        assert word in card, word
    for name in ("小柳", "老田", "老柳", "小曹", "老李"):
        assert name not in reader.page.content()
    looked_at(reader, "public")
    entry = of_the_interface(reader)
    assert RIGHT in entry["text"] and NUMBER not in str(entry)
    assert [step["step"] for step in entry["provenance"]["steps"]][-2:] == ["SUPERIOR", "OFFICE"]
    return address


def clarify(village: Village, town: Desk, reader, address: str) -> None:
    """What was left out is said at the passage, through the same steps; the page and the API show it."""
    page = village.editor.page
    page.goto(village.edit)
    # The first button of the stream adds what it is made of.
    page.locator(
        "[data-contentpath=corrections] button[title*=插入], #panel-child-content-corrections-section button.c-sf-add-button"
    ).first.click()
    page.select_option("[name=corrections-0-value-fault]", "INCOMPLETE")
    page.fill("[name=corrections-0-value-passage]", "投票地点为村党群服务中心")
    page.fill("[name=corrections-0-value-text]", CLARIFIED)
    page.fill("[name=corrections-0-value-on]", dt.date.today().isoformat())
    looked_at(village.editor.person, "clarifying")
    village.propose("propose-clarification", change_note="说明投票时间")
    village.examine()
    village.approve("leader-clarification", said=CLARIFIED)
    assert CLARIFIED in town.look("town-clarification")
    assert "已同意" in town.answer("pass")
    reader.page.goto(address)
    assert CLARIFIED in reader.page.inner_text(".corrections")
    assert reader.barriers() == []
    looked_at(reader, "clarified")
    reader.follow(".versions a")
    looked_at(reader, "versions")
    entry = of_the_interface(reader)
    assert entry["version"] == 2
    assert [said["text"] for said in entry["corrections"]] == [CLARIFIED]


def withdraw(leader: Person, number: str, reader, address: str) -> None:
    """Gone from the site, the portal and the API, and each says so."""
    leader.open("/admin/withdrawals/")
    leader.fits("withdrawals-before")
    page_of_it = f"/admin/withdrawals/pages/{number}/"
    leader.open(page_of_it)
    leader.page.fill("[name=explanation]", EXPLAINED)
    leader.fits("withdraw")
    assert "已撤回" in leader.follow("form button[type=submit]:has-text('撤回')")
    assert EXPLAINED in leader.text()
    assert reader.page.goto(address).status == 410
    said = reader.page.inner_text("main")
    assert EXPLAINED in said and TITLE in said and RIGHT not in said
    looked_at(reader, "withdrawn")
    reader.open("central")
    assert TITLE not in reader.page.inner_text("main")
    assert listed(reader) == {}
    gone = listed(reader, since=f"{dt.date.today() - dt.timedelta(days=1)}T00:00:00Z")
    assert gone["withdrawn"]["explanation"] == EXPLAINED
    assert reader.open("central", f"/api/v1/entries/{gone['uuid']}").status == 410


def listed(reader, since: str = "") -> dict:
    """What a list of the interface says of it."""
    asked = f"&since={since}" if since else ""
    rows = reader.open("central", f"/api/v1/entries?unit=village01&item=CS-24{asked}").json()["items"]
    return next((row for row in rows if row["title"] == TITLE), {})


def of_the_interface(reader) -> dict:
    """What a machine of the district reads of it."""
    answer = reader.open("central", f"/api/v1/entries/{listed(reader)['uuid']}")
    assert answer.status == 200
    return answer.json()
