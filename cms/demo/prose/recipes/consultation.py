"""Drafts put before the public: what is proposed, what people said, what became of it."""

from __future__ import annotations

import datetime as dt

from cms.demo.prose.page import Page, day_text, percent
from cms.demo.prose.recipes import walk
from cms.demo.prose.recipes.notices import announce
from cms.demo.prose.recipes.numbers import parted
from cms.demo.prose.recipes.organisation import form_of
from cms.demo.prose.scene import Scene, workday_before
from cms.demo.prose.titles import document_number
from cms.obligations.calendar import add_workdays

ASK_DAYS = 30
"""Calendar days that a draft is open for views, where the item says nothing (重大行政决策程序暂行条例第十五条)."""


def _started(scene: Scene) -> dt.date:
    return scene.happening.days[0]


def _counts(scene: Scene) -> list[int]:
    """How many said each of the things that people said."""
    luck = scene.annual("views", scene.subject["name"])
    return parted(luck, luck.randint(46, 130), len(scene.subject["asked"]))


def _draft(scene: Scene, page: Page) -> None:
    page.text(f"起草说明：{scene.subject['purpose']}。主要内容：")
    page.listing(scene.subject["points"])
    if scene.step == "ask":
        page.gist(f"{scene.subject['name']}公开征求意见{ASK_DAYS}日：{scene.subject['points'][0]}。")


def _views(scene: Scene, page: Page) -> None:
    if scene.step == "ask":
        announce(
            scene,
            page,
            "请写明对哪一条有意见和理由。提出人的情况予以保密，采纳情况在本栏公布。",
            days=ASK_DAYS,
        )
        return
    counts = _counts(scene)
    rows = [[view, count, *rest] for (view, *rest), count in zip(scene.subject["asked"], counts, strict=True)]
    taken = sum(row[1] for row in rows if "未" not in row[2])
    closed = _started(scene) + dt.timedelta(days=ASK_DAYS)
    told = f"{day_text(_started(scene))}至{day_text(closed)}公开征求意见，收到意见{sum(counts)}条"
    if scene.step == "do":
        page.text(f"{told}，采纳和部分采纳{taken}条。")
        return
    page.text(f"{told}，同类合并后答复如下。")
    page.table("意见采纳情况", ["意见", "条数", "是否采纳", "说明"], rows, total=(1,))
    page.gist(
        f"{scene.subject['name']}收到意见{sum(counts)}条，"
        f"采纳和部分采纳{taken}条，占{percent(taken, sum(counts))}。"
    )


def _changes(scene: Scene) -> list[str]:
    """What was changed because somebody said it."""
    return [f"{view}：{why}" for view, how, why in scene.subject["asked"] if "未" not in how]


def _decision(scene: Scene, page: Page) -> None:
    if scene.step == "ask":
        page.text("征求意见期满后，先由承办科室逐条提出采纳建议，再经合法性审查，提交会议决定。")
        return
    day = workday_before(_decided_day(scene), 2)
    page.text(f"{day_text(day)}，{scene.place}{form_of(scene)}会议决定按修改稿实施，修改之处：")
    page.listing(_changes(scene))
    if scene.step == "decide":
        page.issued_on, page.doc_no = day, document_number(scene, day)
        page.gist(f"会议决定按修改稿实施，{scene.subject['asked'][0][2]}。")


def _decided_day(scene: Scene) -> dt.date:
    at = min(scene.happening.steps.index("decide"), len(scene.happening.days) - 1)
    return scene.happening.days[at]


def _carried_out(scene: Scene, page: Page) -> None:
    if scene.step != "do":
        page.text("决定后三十日内公布实施步骤，每完成一步在本栏更新。")
        return
    first = add_workdays(_decided_day(scene), 8)
    last = scene.back(3)
    middle = workday_before(first + (last - first) / 2)
    share = scene.luck("share").randint(35, 70)
    steps = [
        (first, "完成设计，选定施工单位"),
        (middle, "管线探测和交通组织"),
        (last, f"首段开工，完成工程量的{share}%"),
    ]
    page.timeline(steps, last="doing")
    page.gist(f"{scene.subject['name']}已开工，完成首段工程量的{share}%。")


def plan(scene: Scene, page: Page) -> None:
    """城镇规划建设重要决策."""
    walk.write(
        scene, page, ("草案|方案", _draft), ("意见", _views), ("决定", _decision), ("实施|进展", _carried_out)
    )


def _result(scene: Scene, page: Page) -> None:
    if scene.step != "decide":
        page.text("征求意见和听证结束后，连同修改稿一并公示，时间不少于五个工作日。")
        return
    page.listing(_changes(scene))
    announce(scene, page, "对采纳情况和修改稿有异议的，请在公示期内提出，我们逐件核实并答复。", workdays=5)


def _hearing(scene: Scene, page: Page) -> None:
    if scene.step == "ask":
        page.text("意见分歧较大的条款举行听证，参加人从报名者中抽签产生，名单在听证前七日公布。")
        return
    luck = scene.annual("hearing", scene.subject["name"])
    rows = []
    for group, low, high in (
        ("居民代表", 9, 15),
        ("驻区单位和商户", 3, 6),
        ("党代表和人大代表", 2, 4),
        ("专业人员", 2, 3),
    ):
        heads = luck.randint(low, high)
        rows.append([group, heads, heads - (against := luck.randint(0, heads // 3)), against])
    day = workday_before(scene.happening.days[1], 5)
    page.text(f"{day_text(day)}举行听证会，主持人和记录人与事项没有利害关系。")
    page.table(
        "听证会参加人和意见", ["参加人", "人数", "赞成", "反对或要求修改"], rows, unit="人", total=(1, 2, 3)
    )
    if scene.step == "hear":
        page.gist(
            f"听证会{sum(r[1] for r in rows)}人参加，赞成{sum(r[2] for r in rows)}人，反对或要求修改{sum(r[3] for r in rows)}人。"
        )


def consultation(scene: Scene, page: Page) -> None:
    """征求意见、公示与听证, 重要决策征求意见."""
    walk.write(
        scene, page, ("听证", _hearing), ("公示结果", _result), ("采纳", _views), ("说明|征求意见稿", _draft)
    )
