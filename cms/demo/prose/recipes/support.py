"""支持保证职权: what is done so that government, economic and self-governing organisations can do their work."""

from __future__ import annotations

from cms.demo.prose.page import Page
from cms.demo.prose.recipes import walk
from cms.demo.prose.scene import Scene


def _decided(scene: Scene, page: Page) -> None:
    rows = scene.pick(scene.facts["supports"], 3)
    days = scene.days(len(rows), "supports")
    told = [[day.isoformat(), *row] for day, row in zip(days, rows, strict=True)]
    page.table("决策安排", ["研究日期", "事项", "安排", "承办"], told)
    page.gist(f"{scene.now}研究支持行政机构履职事项{len(rows)}项。")


def _guarantees(scene: Scene, page: Page) -> None:
    rows = []
    for name, unit, low, high in scene.facts["guarantees"]:
        rows.append([name, unit, *scene.grown(scene.annual("guarantee", name).randint(low, high), name)])
    page.table("保障措施", ["保障", "单位", scene.now, "当年累计"], rows)
    page.gist(f"{scene.now}{rows[0][0]}{rows[0][2]}{rows[0][1]}，{rows[2][0]}{rows[2][2]}{rows[2][1]}。")


def administration(scene: Scene, page: Page) -> None:
    """支持行政组织履职."""
    walk.write(scene, page, ("决策|安排", _decided), ("保障", _guarantees))


def _economic(kind: str) -> walk.Part:
    def write(scene: Scene, page: Page) -> None:
        rows = []
        for measure, result, unit, low, high in (row[1:] for row in scene.facts["economy"] if row[0] == kind):
            now, so_far = scene.grown(scene.annual("economy", result).randint(low, high), result)
            rows.append([measure, result, unit, now, so_far])
        page.table(f"{kind}：措施和成效", ["措施", "成效", "单位", scene.now, "当年累计"], rows)
        page.gist(f"{rows[0][1]}{rows[0][3]}{rows[0][2]}，{rows[1][1]}{rows[1][3]}{rows[1][2]}。")

    return write


def economy(scene: Scene, page: Page) -> None:
    """支持经济组织发展."""
    walk.write(scene, page, ("集体", _economic("集体经济")), ("企业", _economic("服务企业")))


def _deliberated(scene: Scene, page: Page) -> None:
    luck = scene.luck("deliberated")
    rows = []
    for day, (place, matter, result) in zip(
        scene.days(4, "self"), scene.pick(scene.facts["selfrule"], 4), strict=True
    ):
        rows.append([day.isoformat(), place, matter, luck.randint(16, 74), result])
    page.table("协商议事", ["日期", "社区", "议题", "参加居民", "议定结果"], rows, total=(3,))
    held, so_far = scene.grown(scene.annual("councils").randint(48, 96), "councils")
    page.text(f"{scene.now}各社区召开议事会{held}次，当年累计{so_far}次，表中为议题较大的四次。")
    page.gist(f"{scene.now}各社区召开议事会{held}次，{rows[0][1]}等议定{rows[0][2]}等事项。")


def _elections(scene: Scene, page: Page) -> None:
    luck, rows = scene.luck("elections"), []
    for place in dict.fromkeys(row[0] for row in scene.facts["selfrule"]):
        rows.append([place, luck.randint(1, 4), luck.randint(0, 2), luck.randint(2, 6)])
    page.table("换届指导", ["社区", "补选楼组长", "指导成立业主委员会", "培训次数"], rows, total=(1, 2, 3))


def _duties_kept(scene: Scene, page: Page) -> None:
    rows = []
    for kind, low, high in (("依法履行的事项", 38, 52), ("协助政府办理的事项", 26, 40)):
        count = scene.lasting("duties kept", kind).randint(low, high)
        rows.append([kind, count, count - (scene.luck(kind).random() < 0.3)])
    rows.append(
        ["清单外要求社区承担、已退回的事项", returned := scene.luck("returned").randint(2, 7), returned]
    )
    page.table("依法履职事项清单执行情况", ["类别", "事项", "已执行"], rows, total=(1, 2))
    page.gist(f"退回清单外要求社区承担的事项{returned}项。")


def self_government(scene: Scene, page: Page) -> None:
    """支持群众自治组织行使职权."""
    walk.write(scene, page, ("换届", _elections), ("履职", _duties_kept), ("", _deliberated))
