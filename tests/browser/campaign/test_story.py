"""A campaign from its opening to a practice that another unit takes over, by everybody whose work it is, in Chromium: the
office, two leads who each choose in the other's line, a citizen with a telephone and no account, and who adopts it."""

from __future__ import annotations

import pytest

from tests.browser.campaign.choosing import (
    LIMITS,
    NOT_RIPE,
    REPLICABLE,
    RURAL,
    SCHOOL,
    SEEN,
    checked,
    decided,
    nominated_by_the_rural_lead,
    nominated_by_the_schools_lead,
    opened,
    reviewed_blind,
    visited,
)
from tests.browser.campaign.people import HOME, WIDTHS, Member, ten_days_go_by
from tests.browser.person import looked_at
from tests.demo_server import made_anew

pytestmark = [pytest.mark.browser, pytest.mark.timeout(900)]
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
