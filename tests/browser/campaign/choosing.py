"""From the opening to the decision: what the office and the two leads do in the admin, each on their own site."""

from __future__ import annotations

from tests.browser.campaign.people import HOME, PHOTO, TODAY, Member, points

SCHOOL, VILLAGE, SCHOOLS, RURAL = "实验小学党组织", "柳河村党总支", "区教体局党委", "区农业农村局党委"
HIGHLIGHTS = "校门口的公开栏每周一换\n家长接送孩子时看得到，看不懂的当场问值班老师，问的和答的下周一并公开。"
REPLICABLE = "一张周表管全校：周五由党务干事列出下周要公开的，校长周日前审，周一早上换栏，旧的存档编号。"
LIMITS = "适合天天有家长进出的学校；住校的可以改在家长会前后。"
SEEN = "在校门口看了半小时，问了六位家长，抽查了三个月的存档，公开的与台账一致。"
OPINION = "三个月的存档编号连续，看得出是真做。"
UNDER_SEAL = "21.37"
EMPTY = "两家都还差一年的记录，宁可空着。"
NOT_RIPE = "村里的做法还在试，今年不定，明年再评。"


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
