"""Catalog, rules and ways of supervision: what a unit is bound to."""

from __future__ import annotations

import datetime as dt

from cms.demo.prose.district import catalogue
from cms.demo.prose.page import PHONE, Page, day_text, percent
from cms.demo.prose.recipes import generic, walk
from cms.demo.prose.scene import Scene, workday_before
from cms.demo.prose.titles import document_number

REGISTERED = (1, 10)
USUAL = (
    ("组织概况", 3, 3),
    ("公开制度", 2, 2),
    ("决策部署贯彻", 2, 1),
    ("工作目标与落实", 4, 3),
    ("党员群众参与", 3, 2),
)


def _catalog(scene: Scene, page: Page) -> None:
    rows = catalogue(scene.unit.slug) or USUAL
    every, public = sum(row[1] for row in rows), sum(row[2] for row in rows)
    page.table("现行公开目录", ["一级事项", "公开事项", "其中社会公开"], rows, unit="项", total=(1, 2))
    page.gist(f"现行目录{len(rows)}类{every}项，其中向社会公开{public}项，占{percent(public, every)}。")
    page.issued_on = workday_before(_registered(scene), 4)
    page.doc_no = document_number(scene, page.issued_on)


def _changes(scene: Scene, page: Page) -> None:
    rows = scene.pick(scene.facts["changes"], 3)
    page.table("本次调整", ["事项", "调整内容", "依据"], rows)
    page.gist(f"本次调整{len(rows)}项。")


def _registered(scene: Scene) -> dt.date:
    """Catalogs are registered by the tenth of January."""
    return workday_before(min(scene.on, dt.date(scene.on.year, *REGISTERED)))


def _filing(scene: Scene, page: Page) -> None:
    asked = scene.annual("catalog asked").randint(18, 60)
    steps = (
        (18, "各承办科室核对事项", ""),
        (11, "征求党员和群众代表意见", f"收到书面意见{asked}份，采纳{asked // 3}份"),
        (4, "会议审定", ""),
        (0, "报送备案", ""),
    )
    page.timeline([(workday_before(_registered(scene), ago), *step) for ago, *step in steps])


def _rules_issued(scene: Scene) -> dt.date:
    first = dt.date(scene.year - 2, 3, 1)
    return workday_before(first + dt.timedelta(days=scene.lasting("rules issued").randint(0, 240)))


def _disclosure_rules(scene: Scene, page: Page) -> None:
    page.text(f"{day_text(_rules_issued(scene))}印发，{scene.year}年1月核对后继续执行。要点：")
    page.listing(scene.pick(scene.facts["disclosure_rules"], 6))


def _ways(scene: Scene, page: Page) -> None:
    members = [element for element in scene.elements if generic.is_contact(element)]
    rows = [[member, generic.contact_value(scene, member)] for member in members]
    page.table("监督和反映意见", ["方式", "说明"], rows)


def catalog(scene: Scene, page: Page) -> None:
    """党务公开目录及调整, 党务公开目录与监督方式."""
    walk.write(
        scene,
        page,
        ("目录", _catalog),
        ("调整", _changes),
        ("报备", _filing),
        (generic.CONTACT, _ways),
    )
    if "调整" not in scene.item.content:
        page.heading("今年的调整")
        _changes(scene, page)


def supervision(scene: Scene, page: Page) -> None:
    """公开办法与监督渠道."""
    walk.write(scene, page, ("办法", _disclosure_rules), (generic.CONTACT, _ways))
    received = scene.annual("received last year").randint(60, 180)
    late = received // 40
    page.heading("上年受理情况")
    page.figures(
        ("受理意见", received, "件"), ("按期答复", received - late, "件", percent(received - late, received))
    )
    page.gist(
        f"公布实施办法、监督电话{PHONE}和意见办理流程。上年受理意见{received}件，按期答复{received - late}件。"
    )
    page.issued_on = _rules_issued(scene)
    page.doc_no = document_number(scene, page.issued_on)


def _charter(scene: Scene, page: Page) -> None:
    page.listing(line for line in scene.facts["charter"] if "章程" in line or "负责制" in line)


def _meetings(scene: Scene, page: Page) -> None:
    page.listing(line for line in scene.facts["charter"] if "章程" not in line and "负责制" not in line)
    page.table("哪些事由谁决定", ["事项", "研究", "决定"], scene.facts["powers"])


def charter(scene: Scene, page: Page) -> None:
    """章程与议事规则."""
    walk.write(scene, page, ("议事规则|会议", _meetings), ("章程", _charter))
    held = scene.annual("meetings last year").randint(22, 38)
    matters = held * 3 + scene.annual("matters").randint(2, 20)
    page.heading("上年执行情况")
    page.figures(
        ("党组织会议", held, "次"),
        ("研究事项", matters, "项"),
        ("需公开的决定", matters // 4, "项", "均已公开"),
    )
    page.gist(
        f"公布章程要点、会议规则和{len(scene.facts['powers'])}类事项的决定权限。上年召开会议{held}次，研究{matters}项。"
    )


def _village_rules(scene: Scene, page: Page) -> None:
    page.listing(scene.facts["rules"])


def _discussion(scene: Scene, page: Page) -> None:
    page.listing(scene.facts["discussion"])


def _observed(scene: Scene, page: Page) -> None:
    rows = []
    for agreement, unit, low, high, told in scene.facts["observed"]:
        rows.append([agreement, scene.annual("observed", agreement).randint(low, high), unit, told])
    page.table("上年执行情况", ["约定", "数量", "单位", "处理"], rows)
    page.gist(
        f"公约{len(scene.facts['rules'])}条、议事规则{len(scene.facts['discussion'])}条。上年{rows[0][0]}{rows[0][1]}{rows[0][2]}，{rows[0][3]}。"
    )


def village_rules(scene: Scene, page: Page) -> None:
    """村规民约和议事规则."""
    walk.write(scene, page, ("民约|公约", _village_rules), ("议事", _discussion), ("执行", _observed))


def _services(scene: Scene, page: Page) -> None:
    page.table("服务事项", ["事项", "由谁办", "多久办好"], scene.facts["services"])


def _hours(scene: Scene, page: Page) -> None:
    page.text(f"{scene.facts['hours']}。地点：{scene.facts['place']}。")


def _activities(scene: Scene, page: Page) -> None:
    page.table("活动安排", ["时间", "活动"], scene.facts["activities"])


def _agents(scene: Scene, page: Page) -> None:
    posts = ("参保代办", "证照代办", "农业和补贴代办")
    civil = next((leader[0] for leader in scene.leaders if "民政" in leader[2]), scene.leaders[-1][0])
    others = [name for name, *_rest in scene.leaders[1:] if name != civil]
    rows = [["民政代办", civil, PHONE]]
    rows += [[post, others[n % len(others)], PHONE] for n, post in enumerate(posts)]
    page.table("代办人员", ["代办事项", "代办人", "电话"], rows)


def service_centre(scene: Scene, page: Page) -> None:
    """党群服务中心事项."""
    walk.write(
        scene, page, ("服务事项", _services), ("时间", _hours), ("活动", _activities), ("代办", _agents)
    )
    page.gist(
        f"服务中心办理{len(scene.facts['services'])}类事项，{scene.facts['hours'].split('；')[0]}开放，专人代办。"
    )
