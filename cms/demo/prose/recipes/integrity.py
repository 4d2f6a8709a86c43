"""Responsibility, conduct and correction: 全面从严治党, 巡察整改, 纠治“四风”, 医德医风, 督查."""

from __future__ import annotations

from cms.demo.prose.page import Page, day_text, percent
from cms.demo.prose.recipes import walk
from cms.demo.prose.recipes.numbers import parted
from cms.demo.prose.scene import Scene

SHARES = {"1": 45, "2": 76, "3": 100}
"""Percent of what inspectors found that is corrected, by stage."""

FIRST_HALF = 2 * 2025
"""Number of the half year in which the tidying up of burdens began."""
LEADS = {"1": "责任清单", "2": "廉政风险", "3": "巡察反馈"}
"""What the summary of a stage begins with."""


def _duties(scene: Scene, page: Page) -> None:
    rows = scene.facts["duties"]
    page.gist(f"责任清单{len(rows)}项，写明责任人和时间，首项是{rows[0][0]}。")
    if scene.step not in ("", "1"):
        page.text(f"责任清单{len(rows)}项已于{day_text(scene.happening.days[0])}公布，责任人没有变化。")
        return
    page.table("责任清单", ["责任", "责任人", "时间"], rows)


def _year(scene: Scene, page: Page) -> None:
    duties = scene.facts["duties"]
    done = len(duties) * scene.annual("talks").randint(3, 5)
    talks = scene.annual("talks with").randint(24, 70)
    clues = scene.annual("clues").randint(2, 9)
    figures = (("研究部署", scene.annual("studied").randint(4, 8), "次"), ("谈心谈话", talks, "人次"))
    page.figures(*figures, ("办理反映", clues, "件", "全部办结"), ("责任事项", done, "项次"))
    _lessons(scene, page)
    page.gist(
        f"{scene.label}{'' if not scene.label else '度'}谈心谈话{talks}人次，办理反映{clues}件，全部办结。"
    )


def _lessons(scene: Scene, page: Page) -> None:
    lessons = scene.pick(scene.facts["lessons"], 3)
    luck = scene.luck("lessons")
    rows = [
        [day.isoformat(), form, told, luck.randint(18, 90)]
        for day, (form, told) in zip(scene.days(len(lessons), "lessons"), lessons, strict=True)
    ]
    page.table("教育活动", ["日期", "形式", "内容", "参加人次"], rows, total=(3,))
    page.gist(f"开展廉政教育{len(rows)}次，{sum(row[3] for row in rows)}人次参加。")


def _risks(scene: Scene, page: Page) -> None:
    places = scene.facts["risks"]
    if scene.step == "1":
        page.text(f"今年排查{len(places)}个环节：{'、'.join(row[0] for row in places)}。")
        return
    luck = scene.annual("risks")
    rows = [[*row, luck.randint(1, 5)] for row in places]
    if scene.step == "3":
        again = scene.luck("again").randint(3, 9)
        page.text(f"{len(rows)}个环节检查后又抽查{again}次，防控办法没有改变。")
        return
    page.table("廉政风险和防控", ["环节", "风险", "防控办法", "检查次数"], rows, total=(3,))
    page.gist(f"排查{len(rows)}个环节的廉政风险，检查{sum(row[3] for row in rows)}次。")


def _found(scene: Scene, share: int) -> list[list]:
    """(kind, found, corrected, in hand) of what the inspectors found this year."""
    luck, rows = scene.annual("inspected"), []
    for kind in ("贯彻落实部署", "落实从严治党责任", "服务群众和作风", "基层组织建设"):
        count = luck.randint(4, 10)
        corrected = count * share // 100
        rows.append([kind, count, corrected, count - corrected])
    return rows


def _corrections(scene: Scene, page: Page) -> None:
    share = SHARES.get(scene.step, 100)
    rows = _found(scene, share)
    page.table("整改进展", ["反馈问题", "问题数", "完成整改", "正在整改"], rows, unit="个", total=(1, 2, 3))
    found, corrected = sum(row[1] for row in rows), sum(row[2] for row in rows)
    page.gist(f"巡察反馈问题{found}个，完成整改{corrected}个，占{percent(corrected, found)}。")
    if scene.step == "3" or "从严治党" not in scene.item.title:
        _examples(scene, page, share)


def _examples(scene: Scene, page: Page, share: int) -> None:
    """The same faults in every stage of a year, more and more of them done."""
    faults = scene.annual("examples").sample(scene.facts["faults"], 5)
    done = len(faults) * share // 100
    rows = [[*row, "已完成" if n < done else "正在整改"] for n, row in enumerate(faults)]
    page.table("部分问题和整改", ["问题", "整改措施", "责任", "状态"], rows)


def responsibility(scene: Scene, page: Page) -> None:
    """全面从严治党责任落实, by the year or in stages."""
    walk.write(
        scene,
        page,
        ("清单", _duties),
        ("整改", _corrections),
        ("风险", _risks),
        ("教育", _lessons),
        ("安排|报告", _year),
    )
    page.gists.sort(key=lambda text: LEADS.get(scene.step, "") not in text)


def _rectified(scene: Scene, page: Page) -> None:
    _corrections(scene, page)
    share = SHARES[scene.step]
    page.figures(
        ("立行立改", scene.annual("at once").randint(6, 12), "个"),
        ("修订制度", scene.annual("rules").randint(5, 12) * share // 100, "项"),
        ("退回和上缴资金", f"{scene.annual('money').randint(20, 90) * share / 1000:.2f}", "万元"),
    )


def rectification(scene: Scene, page: Page) -> None:
    """巡察整改情况."""
    walk.write(scene, page, ("", _rectified))
    page.heading("群众怎样监督整改")
    page.text(f"整改没有到位或者又反复的，可以向{scene.item.responsible}反映，三个工作日内联系反映人。")


def _left(scene: Scene, name: str, before: int, after: int) -> int:
    """How many of a thing are left: fewer every half year, from the first one on towards `after`, give or take."""
    gone = 3 * max(scene.number - FIRST_HALF, 0) + scene.lasting("relief", name).randint(5, 9)
    more = scene.lasting("relief", name, str(scene.number)).randint(0, max((before - after) // 6, 1))
    return min(after + (before - after) * 4 // gone + more, before)


def _relief_table(scene: Scene, page: Page) -> None:
    rows = []
    for name, before, after in scene.facts["burdens"]:
        now = _left(scene, name, int(before), int(after))
        rows.append([name, before, now, int(before) - now])
    page.table("清理规范情况", ["事项", "规范前", scene.now, "减少"], rows, total=(1, 2, 3))
    was, now = (sum(int(row[n]) for row in rows) for n in (1, 2))
    page.gist(f"{len(rows)}类事项由规范前的{was}项减到{now}项，减少{percent(was - now, was)}。")


def _relief_measures(scene: Scene, page: Page) -> None:
    page.listing(scene.pick(scene.facts["relief"], 3))


def _faults(scene: Scene, page: Page) -> None:
    luck, faults = scene.luck("faults"), scene.pick(scene.facts["faults"], 4)
    days = scene.days(len(faults), "faults")
    rows = [[*fault, day.isoformat(), "已完成"] for fault, day in zip(faults, days, strict=True)]
    if luck.random() < 0.3:
        rows[-1][-1] = "正在整改"
    page.table("问题和整改", ["问题", "整改", "责任", "整改日期", "状态"], rows)
    done = sum(row[-1] == "已完成" for row in rows)
    page.gist(f"查找问题{len(rows)}个，完成整改{done}个，包括{rows[0][0]}。")


def _fault_list(scene: Scene, page: Page) -> None:
    luck, rows = scene.luck("fault list"), []
    for (fault, _cure, who), way in zip(
        scene.pick(scene.facts["faults"], 4), ("自查", "座谈", "来信", "检查"), strict=True
    ):
        rows.append([fault, who, way, luck.randint(1, 6)])
    page.table("问题清单", ["问题", "责任", "来源", "涉及处数"], rows, total=(3,))


def _promises(scene: Scene, page: Page) -> None:
    luck, rows = scene.luck("promises"), []
    for name, promise in scene.facts["services"]:
        asked = luck.randint(80, 900)
        kept = asked - luck.randint(0, asked // 25)
        rows.append([name, promise, asked, percent(kept, asked)])
    page.table("服务承诺和兑现", ["项目", "承诺", f"{scene.now}件次", "按承诺办理"], rows, total=(2,))
    page.gist(f"{scene.now}{len(rows)}项服务承诺办理{sum(row[2] for row in rows)}件次。")


def _conveniences(scene: Scene, page: Page) -> None:
    page.table("便民举措", ["举措", "负责", "办法"], scene.pick(scene.facts["measures"], 3))


def conduct(scene: Scene, page: Page) -> None:
    """纠治“四风”, 基层减负, 服务群众."""
    asked = scene.item.content
    walk.write(
        scene,
        page,
        ("承诺", _promises),
        ("便民", _conveniences),
        ("问题清单", _fault_list),
        ("措施", _relief_measures),
        ("清理|减负清单", _relief_table),
        ("整改", _faults),
    )
    if "减负" in scene.item.title and "减负" not in asked:
        page.heading("减负情况")
        _relief_table(scene, page)


def _ethics_marks(scene: Scene, page: Page) -> None:
    rows = []
    for group, low, high in scene.facts["staff"]:
        heads = scene.annual("staff", group).randint(low, high)
        best = heads * scene.luck("marks", group).randint(18, 30) // 100
        poor = scene.luck("poor", group).randint(0, 2)
        rows.append([group, heads, best, heads - best - poor, poor])
    page.table(
        "医德考评", ["类别", "参加考评", "优秀", "良好和一般", "较差"], rows, unit="人", total=(1, 2, 3, 4)
    )
    page.text("考评较差的由科室负责人和纪检监察室共同谈话，当年不得评优和晋级。")
    page.gist(
        f"{sum(r[1] for r in rows)}人参加医德考评，优秀{sum(r[2] for r in rows)}人，较差{sum(r[4] for r in rows)}人。"
    )


def _nine_rules(scene: Scene, page: Page) -> None:
    luck, rows = scene.luck("nine"), []
    for rule, how in scene.facts["ethics"]:
        seen = luck.randint(40, 300)
        rows.append([rule, how, seen, luck.randint(0, 4)])
    page.table("九项准则检查", ["准则", "怎样查", "检查份次", "发现问题"], rows, total=(2, 3))


def _gifts(scene: Scene, page: Page) -> None:
    count, money = (
        scene.grown(scene.annual("gifts").randint(30, 70), "gifts")[0],
        scene.luck("gift money").randint(6, 40),
    )
    met = scene.grown(scene.annual("reps").randint(120, 260), "reps")[0]
    page.figures(
        ("上交和退还红包", count, "人次"),
        ("金额", f"{money / 10:.1f}", "万元"),
        ("预约接待医药代表", met, "人次", "两人在场，有记录"),
    )
    page.gist(f"上交和退还红包{count}人次，{money / 10:.1f}万元。")


def ethics(scene: Scene, page: Page) -> None:
    """医德医风与行风建设."""
    walk.write(scene, page, ("考评", _ethics_marks), ("准则", _nine_rules), ("红包", _gifts))


def _teams(scene: Scene, page: Page) -> None:
    luck, rows = scene.luck("teams"), []
    kinds = (
        ("第一组", "镇、街道和园区", 9),
        ("第二组", "区级机关部门", 14),
        ("第三组", "学校和公立医院", 9),
        ("第四组", "村、社区和国有企业", 12),
    )
    for (team, whom, units), day in zip(kinds, scene.days(4, "teams"), strict=True):
        rows.append([team, whom, units - luck.randint(0, 3), day.isoformat()])
    page.table("督查安排", ["督查组", "对象", "单位数", "开始日期"], rows, total=(2,))
    page.gist(f"{scene.now}督查单位{sum(row[2] for row in rows)}个。")


def _inspected(scene: Scene) -> list[list]:
    """(fault, cure, who, found, corrected) of the period."""
    luck = scene.luck("inspected")
    faults = scene.pick(scene.facts["faults"], 4)
    found = parted(luck, luck.randint(22, 58), len(faults))
    return [
        [*fault, count, count - luck.randint(0, count // 5)]
        for fault, count in zip(faults, found, strict=True)
    ]


def _findings(scene: Scene, page: Page) -> None:
    rows = [[fault, who, count] for fault, _cure, who, count, _done in _inspected(scene)]
    page.table("发现问题", ["问题", "涉及单位", "个数"], rows, unit="个", total=(2,))


def _cured(scene: Scene, page: Page) -> None:
    rows = _inspected(scene)
    page.table(
        "整改结果",
        ["问题", "整改要求", "问题数", "已整改"],
        [[r[0], r[1], r[3], r[4]] for r in rows],
        total=(2, 3),
    )
    found, cured = sum(row[3] for row in rows), sum(row[4] for row in rows)
    page.text(
        f"整改完成{percent(cured, found)}。没有完成的{found - cured}个已书面通知责任单位，下次督查先查这些问题。"
    )
    page.gist(f"发现问题{found}个，已整改{cured}个，占{percent(cured, found)}。")


def inspection(scene: Scene, page: Page) -> None:
    """党务公开督查情况."""
    walk.write(scene, page, ("安排", _teams), ("问题", _findings), ("整改", _cured))
