"""Works with stages: applied for or planned, tendered, built, paid, accepted."""

from __future__ import annotations

import datetime as dt

from cms.demo.prose.page import Page, day_text, percent, wan
from cms.demo.prose.recipes import walk
from cms.demo.prose.recipes.notices import announce
from cms.demo.prose.scene import Scene, workday_before

ORDER = ("plan", "bid", "do", "pay", "check")
BUILT = {"plan": 0, "bid": 0, "do": 58, "pay": 86, "check": 100}
"""Percent of a work that is built when a stage is told."""
SOURCES = (("上级补助", 6), ("集体自筹", 3), ("自愿捐助", 1))


def _reached(scene: Scene, stage: str) -> bool:
    """Whether the project has come as far as a stage when the entry is published."""
    return ORDER.index(stage) <= ORDER.index(scene.step)


def _cost(scene: Scene) -> int:
    """What the work is to cost, in hundredths of 万元."""
    subject = scene.subject
    return scene.annual("work", subject["name"]).randint(subject.get("low", 2000), subject.get("high", 8000))


def _spent(scene: Scene) -> int:
    """What has been paid so far. At the end a little less than planned."""
    share = (
        scene.annual("paid", scene.subject["name"]).randint(92, 99)
        if scene.step == "check"
        else BUILT[scene.step] * 8 // 10
    )
    return _cost(scene) * share // 100


def _builder(scene: Scene) -> str:
    return scene.annual("builder", scene.subject["name"]).choice(scene.facts["firms"])


def _stage_day(scene: Scene, stage: str) -> dt.date | None:
    return next(
        (
            day
            for step, day in zip(scene.happening.steps, scene.happening.days, strict=False)
            if step == stage
        ),
        None,
    )


def _planned(scene: Scene, page: Page) -> None:
    subject = scene.subject
    rows = [
        ["项目", subject["name"]],
        ["内容", subject.get("detail", subject["name"])],
        ["概算", f"{wan(_cost(scene))}万元"],
        ["承办", scene.item.responsible],
    ]
    page.table("项目概况", ["项目", "内容"], rows)
    if scene.step == "plan":
        page.gist(f"{subject['name']}：{subject.get('detail', '')}，概算{wan(_cost(scene))}万元。")


def _approved(scene: Scene, page: Page) -> None:
    _planned(scene, page)
    first = scene.happening.days[0]
    steps = ((28, "提出项目建议"), (20, "专业人员论证"), (9, "会议研究"), (3, "批准立项"))
    page.timeline([(workday_before(first, count), step) for count, step in steps])


def _tendered(scene: Scene, page: Page) -> None:
    if not _reached(scene, "bid"):
        page.text("立项后公开招标，招标公告和结果在本栏公布。")
        return
    luck, cost = scene.annual("bids", scene.subject["name"]), _cost(scene)
    others = [firm for firm in scene.facts["firms"] if firm != _builder(scene)]
    firms = [_builder(scene), *luck.sample(others, 3)]
    prices = sorted(cost * luck.randint(900, 990) // 1000 for _ in firms)
    rows = [
        [firm, wan(price), "中标" if n == 0 else ""]
        for n, (firm, price) in enumerate(zip(firms, prices, strict=True))
    ]
    page.table("投标和中标", ["投标人", "报价（万元）", "结果"], rows)
    if scene.step == "bid":
        page.gist(
            f"{scene.subject['name']}由{firms[0]}以{wan(prices[0])}万元中标，{len(firms)}家投标，最高限价{wan(cost)}万元。"
        )


def _built(scene: Scene, page: Page) -> None:
    if not _reached(scene, "do"):
        page.text("开工后每一阶段公布一次进度，开工日期和监督电话写在现场公示牌上。")
        return
    start = workday_before(_stage_day(scene, "do") or scene.happening.days[0], 38)
    told = [
        (start, f"{_builder(scene)}进场"),
        (workday_before(start + dt.timedelta(days=20)), "完成隐蔽工程，监理和代表签字"),
    ]
    share = BUILT[scene.step]
    told.append((scene.back(3), f"完成工程量的{share}%"))
    page.timeline(told, last="done" if share == 100 else "doing")
    if scene.step == "do":
        page.gist(f"{scene.subject['name']}完成工程量的{share}%，已付{wan(_spent(scene))}万元。")


def _paid(scene: Scene, page: Page) -> None:
    total, spent, rows = _cost(scene), _spent(scene), []
    left, paid = total, spent
    for name, tenths in SOURCES[:-1]:
        part, gone = total * tenths // 10, spent * tenths // 10
        rows.append([name, part, gone])
        left, paid = left - part, paid - gone
    rows.append([SOURCES[-1][0], left, paid])
    told = [[name, wan(part), wan(gone), percent(gone, part)] for name, part, gone in rows]
    page.table("资金来源和使用", ["来源", "安排", "已支出", "支出占比"], told, unit="万元", total=(1, 2))
    if scene.step in ("pay", "check"):
        page.gist(f"{scene.subject['name']}安排资金{wan(total)}万元，已支出{wan(spent)}万元。")


def _checked(scene: Scene, page: Page) -> None:
    if not _reached(scene, "check"):
        page.text("完工后由使用人代表、监督人员和专业人员一起验收，验收单签字后才支付尾款。")
        return
    luck = scene.luck("checked")
    rows = [
        [what, luck.randint(6, 24), bad := luck.randint(0, 2), bad]
        for what in ("工程质量", "用料和数量", "安全和环境", "资料和账目")
    ]
    page.text(f"{day_text(scene.back(5))}组织验收，代表{luck.randint(5, 12)}人参加，结论为合格。")
    page.table("验收情况", ["内容", "检查点", "不合格点", "已返工合格"], rows, total=(1, 2, 3))
    page.gist(f"检查{sum(row[1] for row in rows)}处，{sum(row[2] for row in rows)}处返工后合格，通过验收。")


def _noticed(scene: Scene, page: Page, told: str) -> None:
    if scene.item.notice:
        page.heading("公示")
        announce(scene, page, f"对{told}有异议的，可以查阅凭证和合同，也可以向村务监督委员会反映。")


def construction(scene: Scene, page: Page) -> None:
    """基建与信息化项目, 乡村振兴项目."""
    walk.write(
        scene,
        page,
        ("立项|申报", _approved),
        ("招标", _tendered),
        ("资金", _paid),
        ("进度", _built),
        ("验收", _checked),
    )


def resolved(scene: Scene, page: Page) -> None:
    """“四议两公开”实施结果."""
    walk.write(scene, page, ("过程", _built), ("资金", _paid), ("验收", _checked))
    _noticed(scene, page, "实施过程、资金使用和验收结果")


def _labour(scene: Scene, page: Page) -> None:
    luck = scene.annual("labour", scene.subject["name"])
    homes, own = luck.randint(160, 260), _cost(scene) * 2 // 10
    days = homes * 2
    rows = [
        ["筹资", "按户自愿出资，困难户免交", f"{wan(own)}万元"],
        ["筹劳", "每户每年不超过两个工日", f"{days}个工日"],
    ]
    page.table("筹资筹劳标准", ["方式", "标准", "总量"], rows)
    page.text(
        f"受益{homes}户中{homes - luck.randint(4, 18)}户签字同意。不愿投工的可以以资代劳，每个工日一百元。"
    )


def _contracted(scene: Scene, page: Page) -> None:
    if not _reached(scene, "do"):
        page.text("方案公示期满没有异议的，公开选定施工队，合同和用工由监督委员会审核。")
        return
    page.text(f"由{_builder(scene)}承包，合同价{wan(_cost(scene) * 96 // 100)}万元，按验收工程量结算。")
    _built(scene, page)


def _settled(scene: Scene, page: Page) -> None:
    if not _reached(scene, "check"):
        spent = f"至今支出{wan(_spent(scene))}万元" if _spent(scene) else "方案阶段没有支出"
        page.text(f"{spent}。完工后逐项决算，由监督委员会审核后公示。")
        return
    spent, luck = _spent(scene), scene.annual("settled", scene.subject["name"])
    labour, material = spent * luck.randint(28, 36) // 100, spent * luck.randint(44, 52) // 100
    rows = [["人工", wan(labour)], ["材料", wan(material)], ["机械和运输", wan(spent - labour - material)]]
    page.table("决算", ["项目", "金额"], rows, unit="万元", total=(1,))
    page.gist(f"{scene.subject['name']}决算{wan(spent)}万元，比概算少{wan(_cost(scene) - spent)}万元。")


def welfare(scene: Scene, page: Page) -> None:
    """公益事业与筹资筹劳."""
    walk.write(scene, page, ("承包", _contracted), ("决算", _settled), ("筹资", _labour), ("方案", _planned))
    _noticed(scene, page, "方案、用工和账目")
