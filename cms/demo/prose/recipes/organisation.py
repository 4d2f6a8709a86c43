"""Who the unit is: organs and what they do, leaders and their work, organisations below it."""

from __future__ import annotations

import re
from collections import Counter

from cms.demo.prose.chance import chance
from cms.demo.prose.district import subordinates
from cms.demo.prose.page import PHONE, Page
from cms.demo.prose.recipes import walk
from cms.demo.prose.scene import Scene

FORMS = r"(党工委|党总支|党委|党组织|党组|党支部)$"


def form_of(scene: Scene) -> str:
    """党工委, 党委, 党总支 …: what the unit calls its leading body."""
    found = re.search(FORMS, scene.unit.name)
    return found[1] if found else "党组织"


def _members(scene: Scene, name: str, low: int, high: int) -> int:
    return scene.lasting("members", name).randint(low, high)


def _offices(scene: Scene, page: Page) -> None:
    rows = [[name, duty, _members(scene, name, 3, 9)] for name, duty in scene.facts["organs"]]
    page.table("机构设置", ["机构", "主要职能", "人数"], rows, unit="人", total=(2,))
    page.gist(
        f"{form_of(scene)}班子成员{len(scene.leaders)}名，设工作机构{len(rows)}个，工作人员{sum(r[2] for r in rows)}名。"
    )


def branches(scene: Scene) -> list[list]:
    """(branch, whose members, how many) of the organisations directly below the unit's leading body."""
    return [[name, told, _members(scene, name, 9, 46)] for name, told in scene.facts["branches"]]


def _branches(scene: Scene, page: Page) -> None:
    rows = branches(scene)
    page.table("下设党组织", ["名称", "党员来自", "党员数"], rows, unit="人", total=(2,))
    total = sum(row[2] for row in rows)
    page.gist(f"{scene.place}{form_of(scene)}下设{rows[0][0][-3:]}{len(rows)}个，有党员{total}名。")


def _functions(scene: Scene, page: Page) -> None:
    page.listing(scene.facts["functions"])


def _leaders(scene: Scene, page: Page) -> None:
    asked = "".join(scene.elements)
    header, rows = ["姓名", "职务", "分工"], [list(leader[:3]) for leader in scene.leaders]
    if "片区" in asked:
        header, rows = [*header, "联系片区"], [list(leader) for leader in scene.leaders]
    if "电话" in asked:
        header, rows = [*header, "办公电话"], [[*row, PHONE] for row in rows]
    page.table("班子成员及分工", header, rows)


def setting(scene: Scene, page: Page) -> None:
    """机构设置与职能, 党组织设置与职责, and the village's one item for organisation and leaders."""
    organs = _branches if "branches" in scene.facts and "机构设置" not in scene.item.title else _offices
    walk.write(
        scene,
        page,
        ("设置|^党", organs),
        ("成员|姓名|职务|分工", _leaders),
        ("职责|职能", _functions),
        *((("联系电话", _leaders),) if "成员" in scene.item.content else ()),
    )
    page.gist(f"办公电话{PHONE}。")


def leaders(scene: Scene, page: Page) -> None:
    """领导班子及分工."""
    walk.write(scene, page, ("", _leaders))
    first, second = scene.leaders[:2]
    page.gist(
        f"班子成员{len(scene.leaders)}名：{first[0]}任{first[1]}，{second[0]}任{second[1]}，其他成员分工见表。"
    )
    page.heading("AB角")
    names = [name for name, *_rest in scene.leaders]
    page.table("外出时由谁代行职责", ["A角", "B角"], zip(names, [*names[1:], names[0]], strict=True))


def _district_organs(scene: Scene, page: Page) -> None:
    rows = [[*organ, PHONE] for organ in scene.facts["organs"]]
    page.table("区委工作机关", ["机关", "主要职责", "联系电话"], rows)
    page.gist(f"区委设工作机关{len(rows)}个，职责和电话列表公布。")


def _coordination(scene: Scene, page: Page) -> None:
    page.heading("党务公开工作由谁负责")
    page.listing(scene.facts["functions"])


def district_organs(scene: Scene, page: Page) -> None:
    """区委工作机构与职责."""
    walk.write(scene, page, ("", _district_organs))
    _coordination(scene, page)


def _kind_of_branch(name: str, kind: str) -> str:
    return kind if kind in ("村", "社区") else "机关" if "机关" in name else "两新组织"


def roster_rows(scene: Scene) -> list[list]:
    """(name, kind, form, members) of every organisation below a town or street."""
    listed = [[name, kind] for name, kind in subordinates(scene.unit.name)]
    listed += [[name, _kind_of_branch(name, "")] for name in scene.facts["new_branches"]]
    ranges = {"村": (30, 70), "社区": (90, 260), "机关": (18, 40), "两新组织": (4, 22)}
    return [
        [
            name,
            kind,
            re.search(FORMS, name)[1],
            chance(scene.seed, scene.unit.slug, name).randint(*ranges[kind]),
        ]
        for name, kind in listed
    ]


def _roster(scene: Scene, page: Page) -> None:
    rows = roster_rows(scene)
    told = [[name, form, f"{scene.place}{form_of(scene)}", count] for name, _kind, form, count in rows]
    page.table("基层党组织名录", ["名称", "组织形式", "隶属", "党员数"], told, unit="人", total=(3,))
    kinds = Counter(row[1] for row in rows)
    members = {kind: sum(row[3] for row in rows if row[1] == kind) for kind in kinds}
    page.table(
        "各类党组织数量",
        ["类别", "党组织", "党员"],
        [[k, n, members[k]] for k, n in kinds.items()],
        total=(1, 2),
    )
    page.gist(f"所属基层党组织{len(rows)}个，党员{sum(members.values())}名。")
    page.gist("其中" + "，".join(f"{kind}{count}个" for kind, count in kinds.items()) + "。")


def roster(scene: Scene, page: Page) -> None:
    """所属基层党组织名录."""
    walk.write(scene, page, ("", _roster))
