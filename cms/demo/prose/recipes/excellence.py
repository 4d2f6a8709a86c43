"""党务公开最佳实践单位 of the district, and 便民惠民举措 of a hospital: figures that are counted, not praised."""

from __future__ import annotations

from cms.demo.prose.page import Page, percent
from cms.demo.prose.recipes import walk
from cms.demo.prose.recipes.notices import announce
from cms.demo.prose.scene import Scene

CRITERIA = (
    ("公开及时率", 30, "系统记录"),
    ("内容完整和准确", 25, "抽查条目"),
    ("群众评价", 20, "问卷"),
    ("意见办理", 15, "办理台账"),
    ("保密和个人信息保护", 10, "检查记录"),
)
"""(what is looked at, points of a hundred, where it is read)."""


def _nominated(scene: Scene) -> list[list]:
    """(line, nominated, selected, points of the best) for each line."""
    luck, rows = scene.annual("nominated"), []
    for line, winner in scene.facts["awards"]:
        rows.append([line, luck.randint(2, 5), winner, f"{luck.randint(880, 968) / 10:.1f}"])
    return rows


def _call(scene: Scene, page: Page) -> None:
    steps = ("印发推选通知", "各条线自评和推荐", "资料核查", "实地评估", "会议审议名单")
    page.timeline(zip(scene.days(5, "call"), steps, strict=True))
    rows = _nominated(scene)
    page.table("各条线推荐", ["条线", "推荐单位数"], [row[:2] for row in rows], unit="个", total=(1,))


def _assessed(scene: Scene, page: Page) -> None:
    page.table("评估内容和分值", ["内容", "分值", "依据"], CRITERIA, unit="分", total=(1,))
    page.text(
        "评估组由三人组成，与被评估单位有工作关系的回避。得分由系统取数和现场核查合成，单项缺失不补分。"
    )


def _chosen(scene: Scene, page: Page) -> None:
    rows = _nominated(scene)
    page.table("确定结果", ["条线", "最佳实践单位", "评估得分"], [[row[0], row[2], row[3]] for row in rows])
    best = max(rows, key=lambda row: float(row[3]))
    page.gist(
        f"{scene.label}度{sum(row[1] for row in rows)}个单位参加推选，确定最佳实践单位{len(rows)}个，"
        f"最高分{best[3]}分（{best[2]}）。"
    )


def best_practice(scene: Scene, page: Page) -> None:
    """党务公开最佳实践单位."""
    walk.write(scene, page, ("安排", _call), ("程序", _assessed), ("结果", _chosen))
    page.heading("公示")
    announce(scene, page, workdays=5)


def _services(scene: Scene, page: Page) -> None:
    page.table("服务流程", ["环节", "怎样办"], scene.pick(scene.facts["services"], 4))


def _booked(scene: Scene, page: Page) -> None:
    luck, rows = scene.luck("booked"), []
    for way, low, high in (("网上和手机", 21000, 29000), ("电话", 2600, 4200), ("窗口和自助机", 5200, 8200)):
        booked = luck.randint(low, high)
        rows.append([way, booked, booked - booked * luck.randint(3, 7) // 100])
    page.table("预约诊疗", ["方式", "预约", "按约就诊"], rows, unit="人次", total=(1, 2))
    booked, came = sum(row[1] for row in rows), sum(row[2] for row in rows)
    page.gist(f"{scene.now}预约诊疗{booked}人次，按约就诊占{percent(came, booked)}。")


def _prices(scene: Scene, page: Page) -> None:
    rows = scene.pick(scene.facts["prices"], 5)
    page.table("本期公布的项目价格", ["项目", "计价单位", "价格", "医保"], rows, unit="元")


def _done(scene: Scene, page: Page) -> None:
    rows = []
    for name, unit, low, high in scene.facts["conveniences"]:
        rows.append([name, unit, *scene.grown(scene.annual("convenience", name).randint(low, high), name)])
    page.table("便民措施落实", ["措施", "单位", scene.now, "当年累计"], rows)
    page.gist(f"{rows[0][0]}{rows[0][2]}{rows[0][1]}，{rows[1][0]}{rows[1][2]}{rows[1][1]}。")


def convenience(scene: Scene, page: Page) -> None:
    """便民惠民举措."""
    walk.write(scene, page, ("流程", _services), ("预约", _booked), ("价格", _prices), ("措施", _done))
