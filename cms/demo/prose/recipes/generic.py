"""Any element of any item, by what its words are about. For matters that no recipe knows."""

from __future__ import annotations

import re
from collections.abc import Callable

from cms.demo.prose.page import PHONE, Page, wan
from cms.demo.prose.recipes.numbers import outcomes
from cms.demo.prose.scene import Scene

Form = Callable[[Scene, Page, str], None]
CONTACT = r"电话|联系方式|地址|地点|时间$|意见箱|渠道|途径|监督员|办理流程"


def contact_value(scene: Scene, element: str) -> str:
    """Where and when to ask, as the element wants it."""
    found = (
        ("时间", scene.facts["hours"]),
        ("地址|地点", scene.facts["place"]),
        ("监督员", "、".join(scene.people(3, "watchers"))),
        ("意见箱", "设在大门内右侧，每周五由两人一起开箱登记"),
        ("流程", "登记—转办—办理—答复—归档，十个工作日内办结"),
        ("渠道|途径", f"电话{PHONE}；意见箱；{scene.item.responsible}当面登记；本站留言"),
        ("电话|方式", f"{PHONE}，{scene.facts['hours'].split('；')[0]}接听"),
    )
    return next(
        (value for pattern, value in found if re.search(pattern, element)), f"{scene.facts['place']}，{PHONE}"
    )


def is_contact(element: str) -> bool:
    """Whether an element asks how, where and when to get in touch."""
    return bool(re.search(CONTACT, element))


def contacts(scene: Scene, page: Page, members: list[str]) -> None:
    """Addresses, hours and telephones, one row for each element, below a heading that names them all."""
    page.heading(*members)
    page.table("办公和联系", ["项目", "内容"], [[member, contact_value(scene, member)] for member in members])


def persons(scene: Scene, page: Page, _element: str) -> None:
    page.table("人员名单", ["姓名", "职务", "分工"], [leader[:3] for leader in scene.leaders])


def money(scene: Scene, page: Page, element: str) -> None:
    luck, rows = scene.luck("money", element), []
    for office in luck.sample(scene.facts["offices"], 4):
        spent = luck.randint(80, 2600)
        rows.append([office, wan(spent + luck.randint(0, 400)), wan(spent)])
    page.table("资金情况", ["经办", "安排", "支出"], rows, unit="万元", total=(1, 2))


def progress(scene: Scene, page: Page, element: str) -> None:
    task = scene.pick(scene.facts["tasks"], 1, element)[0]
    days = scene.days(len(task["steps"]), element)
    page.timeline(zip(days, task["steps"], strict=True))


def cases(scene: Scene, page: Page, element: str) -> None:
    rows = [row[1:] for row in scene.pick(scene.facts["questions"], 4, element)]
    page.table("反映的问题和办理", ["问题", "办理", "结果"], rows)


def counts(scene: Scene, page: Page, _element: str) -> None:
    label, now, _so_far = outcomes(scene, page, 4)
    page.gist(f"{scene.now}{label}{now}。")


def rules(scene: Scene, page: Page, element: str) -> None:
    rows = scene.pick(scene.facts["measures"], 4, element)
    page.table("措施和负责", ["措施", "负责", "结果"], rows)


FORMS: tuple[tuple[str, Form], ...] = (
    (r"收支|资金|支出|款项|经费|债务|决算|价格|标准|薪酬|报酬", money),
    (r"节点|进度|进展|阶段|过程|推进|验收|实施", progress),
    (r"人选|名单|成员|姓名|人员|候选人|班子", persons),
    (r"意见|问题|答复|办理|投诉|采纳|反馈|隐患", cases),
    (r"次数|数量|成效|结果|完成|情况", counts),
    (r"", rules),
)


def elements(scene: Scene, page: Page, members: list[str]) -> None:
    """A heading and a part for each; those that say how to get in touch in one table."""
    asked = [member for member in members if is_contact(member)]
    for member in members:
        if member in asked:
            continue
        page.heading(member)
        next(form for pattern, form in FORMS if re.search(pattern, member))(scene, page, member)
    if asked:
        contacts(scene, page, asked)


def write(scene: Scene, page: Page) -> None:
    """The recipe for a matter that no other recipe knows."""
    elements(scene, page, scene.elements)
    page.gist(f"{scene.unit.name}公布{scene.item.title}，由{scene.item.responsible}答复询问。")
