"""A campaign from its opening to a practice that another unit takes over, by everybody whose work it is, in Chromium: the
office, two leads who each choose in the other's line, a citizen with a telephone and no account, and who adopts it."""

from __future__ import annotations

import pytest

from tests.browser.campaign.people import HOME, PHOTO, TODAY, WIDTHS, Member, points, ten_days_go_by
from tests.browser.person import looked_at
from tests.demo_server import made_anew

pytestmark = [pytest.mark.browser, pytest.mark.timeout(900)]
SCHOOL, VILLAGE, SCHOOLS, RURAL = "实验小学党组织", "柳河村党总支", "区教体局党委", "区农业农村局党委"
HIGHLIGHTS = "校门口的公开栏每周一换\n家长接送孩子时看得到，看不懂的当场问值班老师，问的和答的下周一并公开。"
REPLICABLE = "一张周表管全校：周五由党务干事列出下周要公开的，校长周日前审，周一早上换栏，旧的存档编号。"
LIMITS = "适合天天有家长进出的学校；住校的可以改在家长会前后。"
SEEN = "在校门口看了半小时，问了六位家长，抽查了三个月的存档，公开的与台账一致。"
OPINION = "三个月的存档编号连续，看得出是真做。"
UNDER_SEAL = "21.37"
EMPTY = "两家都还差一年的记录，宁可空着。"
NOT_RIPE = "村里的做法还在试，今年不定，明年再评。"
OBJECTION = "上个月有一周没有换栏，请核实。"
ANSWER = "核对了存档：那一周放假，停换一次并在栏上写明了原因。"


@pytest.fixture
def people(visitor, demo):
    made_anew(demo)
    office = Member(visitor, "central", "office")
    switched_on(office, "nongyeju", RURAL)
    return {
        "office": office,
        "clerk": Member(visitor, "central", "clerk", width=768),
        "schools": Member(visitor, "jiaotiju", "line", width=768),
        "rural": Member(visitor, "nongyeju", "rural", width=360),
        "adopter": Member(visitor, "chengguan", "editor", width=768),
        "citizen": visitor(width=360),
    }


def switched_on(office: Member, slug: str, name: str) -> None:
    office.open("/admin/plugins/showcase/")
    office.page.select_option("select[name=site]", slug)
    assert name in office.follow("form:has(select[name=site]) button:text-is('启用')")


def test_a_campaign_from_its_opening_to_the_drafts_of_another_unit(people, demo):
    office, clerk, schools, rural = (people[name] for name in ("office", "clerk", "schools", "rural"))
    opened(office)
    nominated_by_the_schools_lead(schools)
    nominated_by_the_rural_lead(rural)
    checked(office)
    reviewed_blind(office, clerk, schools, rural)
    visited(office, schools)
    decided(office)
    put_out_and_objected_to(office, people["citizen"])
    ten_days_go_by(demo)
    told(office)
    written(office)
    read_by_anybody(people["citizen"])
    adopted(people["adopter"], people["citizen"])


def opened(office: Member) -> None:
    """Two lines, whose leads choose in each other's: the schools' authority stands itself."""
    office.open(HOME)
    office.page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    for box in office.page.locator("[name=lines]").all():
        box.set_checked(box.get_attribute("value") in ("L03", "L09"))
    office.fits("open")
    assert "进入“形式审查”还差" in office.send()
    for line, lead in (("教育体育", RURAL), ("村", SCHOOLS)):
        office.of_line(line, "更换牵头部门")
        assert "已更换" in office.send(lead=lead, reason="交叉推选，避免本部门推选本部门。")
    office.fits("desk-nominate")


def material(lead: Member, **texts: str) -> str:
    own = {f"aspect_{number}": "有制度、有台账、有回应，抽查全部对得上。" for number in range(1, 7)}
    return lead.send(**texts, **own)


def nominated_by_the_schools_lead(lead: Member) -> None:
    """For the villages: one, and two places left empty. Nothing is handed in before everything is there."""
    lead.campaign()
    lead.act("推选一个单位")
    lead.fits("nominate")
    assert "已建立推选材料" in lead.send(place="村 第 1 个", unit=VILLAGE)
    lead.act("报送")
    refused = lead.send()
    assert "请写特色亮点" in refused and "六个方面自评还差" in refused and "先行调研" in refused
    lead.fits("refused")
    lead.nomination(VILLAGE)
    lead.act("写推选材料")
    lead.fits("write")
    assert "已保存" in material(
        lead, highlights="院坝会上先公开再表决", replicable="院坝会流程", limits="居住集中的村"
    )
    lead.act("记录先行调研")
    lead.fits("pre-visit")
    lead.send(visited_on=TODAY, role="分管负责人", seen=SEEN, photos=PHOTO)
    assert "照片 1 张" in lead.text()
    lead.act("报送")
    assert "已报送" in lead.send()
    for _place in range(2):
        left_empty(lead)
    lead.fits("desk-lead")


def left_empty(lead: Member) -> None:
    lead.campaign()
    lead.act("空出一个名额")
    assert "已写明空出" in lead.send(reason=EMPTY)


def nominated_by_the_rural_lead(lead: Member) -> None:
    """The same from a telephone: a school, and the schools' authority itself."""
    for slot, unit in enumerate((SCHOOL, SCHOOLS), 1):
        lead.campaign()
        lead.act("推选一个单位")
        lead.send(place=f"教育体育 第 {slot} 个", unit=unit)
        lead.act("写推选材料")
        material(lead, highlights=HIGHLIGHTS, replicable=REPLICABLE, limits=LIMITS)
        lead.act("记录先行调研")
        lead.send(visited_on=TODAY, role="分管负责人", seen=SEEN)
        lead.act("报送")
        assert "已报送" in lead.send()
    lead.fits("nomination")
    left_empty(lead)
    assert VILLAGE not in lead.text()  # leads do not look at each other's choice while they choose


def checked(office: Member) -> None:
    office.campaign()
    office.act("进入“形式审查”")
    office.fits("advance")
    assert "已进入下一阶段" in office.send()
    for unit in (SCHOOL, SCHOOLS, VILLAGE):
        office.next(unit)
        if unit == SCHOOL:
            office.fits("check")
        assert "没有单项否决" in office.text()  # what evaluation knows, nobody types
        assert "已登记审查结论" in office.send()
    office.campaign()
    office.act("进入“联合评估”")
    office.send()


def scored(member: Member, unit: str, *, third: str = "21", **more) -> str:
    assert "打 0 到" not in member.text()
    return member.send(**points("9", "22", third, "13", "9", "13"), **more)


def reviewed_blind(office: Member, clerk: Member, schools: Member, rural: Member) -> None:
    """Nobody sees another's marks before the round is closed; who stands, does not judge itself."""
    schools.next(SCHOOL)
    schools.fits("review")
    assert "请打 0 到 10 分" in schools.send(**points("", "22", UNDER_SEAL, "13", "9", "13"), note=OPINION)
    assert "已提交封存" in schools.send(aspect_1="9")
    for other in (office, clerk, rural):
        seen = other.nomination(SCHOOL)
        assert SCHOOLS in seen and "已封存的评分" in seen  # that there is one, is known
        assert UNDER_SEAL not in other.page.content() and OPINION not in other.page.content()
    itself = schools.nomination(SCHOOLS)
    assert "打分" not in itself
    number = schools.page.url.rstrip("/").rsplit("/", 1)[1]
    schools.campaign()
    schools.person.page.goto(f"{schools.page.url}do/review/{number}/")
    assert "请回避" in schools.send(**points("10", "25", "25", "15", "10", "15"))
    schools.fits("recused")
    for member, unit in (
        (office, SCHOOL),
        (office, SCHOOLS),
        (clerk, SCHOOLS),
        (office, VILLAGE),
        (rural, VILLAGE),
    ):
        member.next(unit)
        assert "封存" in scored(member, unit, third="20" if unit == SCHOOLS else "21.5")
    clerk.nomination(SCHOOLS)
    assert clerk.page.locator(".marks").count() == 1  # the own one; the colleague's is not shown
    office.campaign()
    office.fits("desk-review")
    office.act("进入“实地调研”")
    office.send()
    assert UNDER_SEAL in rural.nomination(SCHOOL)
    rural.fits("opened")


def visited(office: Member, schools: Member) -> None:
    """A panel, a day, notes, photos, points, and each signs for itself."""
    for unit, panel in (
        (SCHOOL, ("区委办公室", SCHOOLS)),
        (SCHOOLS, ("区委办公室",)),
        (VILLAGE, ("区委办公室",)),
    ):
        office.next(unit)
        for box in office.page.locator(".do-form fieldset label").all():
            box.locator("input").set_checked(box.inner_text().strip() in panel)
        if unit == SCHOOL:
            office.fits("plan-visit")
        assert "已安排" in office.send(planned_on=TODAY)
        sheet = {"visited_on": TODAY, "role": "调研组组长", "note": "与材料一致。", "photos": PHOTO}
        office.next(unit)
        assert "已提交并签认" in scored(office, unit, third="22" if unit == SCHOOL else "20", **sheet)
        office.next(unit)
        assert "已登记" in office.send(held_on=TODAY, note="看了现场，查了存档，问了家长和群众。")
    assert "没有签认" in office.campaign()
    schools.next(SCHOOL)
    schools.fits("visit")
    sheet = {"visited_on": TODAY, "role": "科长", "note": OPINION, "photos": PHOTO}
    assert "已提交并签认" in scored(schools, SCHOOL, **sheet)
    office.nomination(SCHOOL)
    office.fits("visited")
    office.campaign()
    office.act("进入“合议”")
    office.send()


def decided(office: Member) -> None:
    """What the scores say and how firmly; who is selected; and a line from which nobody is, with its reason."""
    office.next(SCHOOL)
    assert "请先计算" in office.send()
    office.of_line("教育体育", "计算稳定性")
    assert "已计算" in office.send()
    office.of_line("教育体育", "记录合议")
    office.fits("deliberate")
    meeting = {
        "record": "逐家看了评分和现场照片。",
        "decision": f"{SCHOOL}入选。",
        "reasons": "别的学校照着能做。",
    }
    assert "已记录" in office.send(held_on=TODAY, **meeting)
    office.next(SCHOOL)
    assert "已确定入选" in office.send()
    office.of_line("村", "空出入选名额")
    assert "已写明空出" in office.send(reason=NOT_RIPE)
    office.campaign()
    office.page.locator("details summary").first.click()
    office.fits("desk-deliberate")
    office.act("进入“公示”")
    office.send()


def put_out_and_objected_to(office: Member, citizen) -> None:
    """In public, on a telephone, without signing in."""
    office.campaign()
    office.act("发布公示")
    assert "已公示" in office.send()
    citizen.open("central")
    citizen.follow(".plugin-panel a:has-text('公示中')")
    said = citizen.page.inner_text("main")
    assert SCHOOL in said and NOT_RIPE in said
    shown(citizen, "notice")
    citizen.page.fill("[name=text]", OBJECTION)
    citizen.page.fill("[name=about]", SCHOOL)
    citizen.follow(".sc-form button")
    assert "编号" in citizen.page.inner_text("main [role=status]")
    shown(citizen, "objected")
    assert OBJECTION in office.campaign()
    office.fits("desk-notice")
    office.follow(".nominees a:text-is('答复')")
    office.fits("answer")
    assert "不属实" in office.send(answer=ANSWER, upheld="不属实")
    assert "才满" in office.text()


def told(office: Member) -> None:
    office.campaign()
    office.act("进入“通报”")
    office.send()
    office.act("印发通报")
    office.fits("issue")
    assert "已印发" in office.send(number="示党办〔2026〕31号")
    office.act("确定优秀组织单位")
    office.fits("award")
    lead = office.page.locator("label:has-text('教育体育')").get_attribute("for")
    office.page.fill(f"#{lead}", "推选材料齐全，先行调研扎实。")
    assert RURAL in office.send()
    office.campaign()
    office.act("进入“展示”")
    office.send()


def written(office: Member) -> None:
    """The practice out of the nomination, with a kit; a story about it."""
    office.campaign()
    office.act("编写和展示案例")
    office.fits("written")
    office.follow(".nominees button")
    boxes = office.page.locator("[name=items]")
    assert boxes.count() > 3
    for number in range(3):
        boxes.nth(number).check()
    office.page.locator("[name=aspects]").nth(1).check()
    office.fill(summary="每周一换栏，问的和答的一并公开。", telephone="0550-1234567")
    office.fits("edit")
    assert "已经上线" in office.send()
    office.open(f"{HOME}stories/")
    office.act("写专题报道")
    office.fits("story-form")
    office.page.select_option("[name=practice]", index=1)
    assert "已经公开" in office.send(
        title="周一早上的校门口",
        summary="一块公开栏怎样让家长停下来看。",
        body="七点二十，栏换好了。\n\n" + SEEN,
    )


def read_by_anybody(citizen) -> None:
    """Portal → showcase → practice → story → bulletin; the unit's own site; what machines read."""
    citizen.open("central")
    citizen.follow(".plugin-panel a:has-text('全部案例')")
    shown(citizen, "index")
    citizen.follow("a:has-text('校门口的公开栏')")
    said = citizen.page.inner_text("main")
    assert REPLICABLE in said and LIMITS in said and "0550-1234567" in said
    shown(citizen, "practice")
    citizen.follow("a:has-text('周一早上的校门口')")
    shown(citizen, "story")
    citizen.open("central", "/x/showcase/")
    citizen.follow("a:has-text('结果的通报')")
    said = citizen.page.inner_text("main")
    assert "示党办〔2026〕31号" in said and SCHOOL in said and NOT_RIPE in said and RURAL in said
    shown(citizen, "bulletin")
    citizen.open("school01")
    shown(citizen, "mark")
    citizen.follow("[aria-labelledby=showcase-mark] .entry__title a")
    assert "central.localhost" in citizen.page.url and SCHOOL in citizen.page.inner_text("main")
    rows = citizen.open("central", "/api/x/showcase/practices").json()
    assert [(row["unit"]["name"] if isinstance(row["unit"], dict) else row["unit"]) for row in rows] == [
        SCHOOL
    ]
    assert "周一早上的校门口" in citizen.open("central", "/x/showcase/feed.atom").text()


def adopted(adopter: Member, citizen) -> None:
    """One action from the practice to the draft; and the public page says who took it over."""
    adopter.open(HOME)
    adopter.fits("unit-home")
    adopter.act("看最佳实践，采用到本单位的草稿")
    adopter.fits("practices")
    adopter.follow(".nominees a:has-text('采用')")
    adopter.fits("adopt")
    names = [box.inner_text().strip() for box in adopter.page.locator(".tick-row label:has(:checked)").all()]
    assert len(names) == 3
    assert "已经放进草稿" in adopter.send()
    adopter.fits("adopted")
    code = names[0].split()[0]
    adopter.open("/admin/catalog/")
    looked_at(adopter.person, "catalog", story="campaign", widths=WIDTHS)
    adopter.follow("a:has-text('编制')")
    assert code in adopter.page.content()
    citizen.open("central", "/x/showcase/")
    citizen.follow("a:has-text('校门口的公开栏')")
    assert "城关街道党工委" in citizen.page.inner_text("main")


def shown(person, name: str) -> None:
    assert (name, person.barriers()) == (name, [])
    assert (name, person.foreign()) == (name, [])
    looked_at(person, f"public-{name}", story="campaign", widths=WIDTHS)
