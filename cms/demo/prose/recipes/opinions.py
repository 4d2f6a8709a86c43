"""What people said and what became of it; how the unit keeps in touch with them."""

from __future__ import annotations

from typing import Any

from cms.demo.prose.page import Page, day_text, percent
from cms.demo.prose.recipes import generic, walk
from cms.demo.prose.recipes.numbers import parted
from cms.demo.prose.scene import Scene
from cms.obligations.calendar import add_workdays

LIMIT = 10
"""Working days within which a view is to be answered."""


def _ways(scene: Scene) -> list[list[Any]]:
    """(way, received, settled, in hand) of the period."""
    names = list(dict.fromkeys(row[0] for row in scene.facts["questions"]))
    total = max(scene.grown(scene.annual("views").randint(150, 340), "views")[0], len(names) + 1)
    luck, rows = scene.luck("ways"), []
    for name, count in zip(names, parted(luck, total, len(names)), strict=True):
        open_ones = min(luck.randint(0, 2), count // 4)
        rows.append([name, count, count - open_ones, open_ones])
    return rows


def _summary(scene: Scene, page: Page) -> None:
    rows = _ways(scene)
    page.table("收到的意见", ["来源", "收到", "办结", "正在办理"], rows, unit="件", total=(1, 2, 3))
    got, settled = sum(row[1] for row in rows), sum(row[2] for row in rows)
    page.gist(f"{scene.now}收到意见{got}件，办结{settled}件，占{percent(settled, got)}。")


def _cases(scene: Scene, page: Page) -> None:
    rows = scene.pick(scene.facts["questions"], 4)
    page.table("办理情况举例", ["来源", "问题", "办理", "结果"], rows)
    page.gist(f"群众反映“{rows[0][1]}”，结果：{rows[0][3]}。")


def _answers(scene: Scene, page: Page) -> None:
    luck, settled = scene.luck("answers"), sum(row[2] for row in _ways(scene))
    early = settled - luck.randint(0, max(settled // 12, 1))
    called = settled - luck.randint(0, settled // 5)
    page.figures(
        ("平均办理", f"{luck.randint(32, 68) / 10:.1f}", "个工作日"),
        ("按期答复", early, "件", percent(early, settled)),
        ("回访", called, "人", f"满意{percent(called - luck.randint(0, called // 8), called)}"),
    )


def _both(scene: Scene, page: Page) -> None:
    _summary(scene, page)
    _cases(scene, page)


def answers(scene: Scene, page: Page) -> None:
    """意见建议答复, 投诉与意见办理."""
    walk.write(
        scene,
        page,
        ("途径", _channels),
        ("意见与答复", _both),
        ("汇总", _summary),
        ("结果", _cases),
        ("整改", _complaints_cured),
        ("答复", _answers),
    )
    if not any(kind == "key_figures" for kind, _value in page.blocks):
        page.heading("办理用时和回访")
        _answers(scene, page)


def _channels(scene: Scene, page: Page) -> None:
    page.text(f"{generic.contact_value(scene, '途径')}。")


def _complaints_cured(scene: Scene, page: Page) -> None:
    rows = [row[1:] for row in scene.pick(scene.facts["questions"], 4)]
    page.table("整改举例", ["投诉和意见", "科室", "整改结果"], rows)
    page.gist(f"患者反映“{rows[0][0]}”，已整改：{rows[0][2]}。")


def _from(way: str, count: int) -> walk.Part:
    def write(scene: Scene, page: Page) -> None:
        rows = scene.pick([row[1:] for row in scene.facts["questions"] if row[0] == way], count, way)
        page.table(f"{way}和答复", ["问题", "办理", "答复"], rows)
        page.gist(f"{way}反映“{rows[0][0]}”，答复：{rows[0][2]}。")

    return write


def school_answers(scene: Scene, page: Page) -> None:
    """师生意见答复."""
    _summary_first = (
        ("教代会", _from("教代会提案", 2)),
        ("来信", _from("家长来信", 3)),
        ("意见箱", _from("意见箱", 2)),
    )
    walk.write(scene, page, *_summary_first)
    page.heading("办理情况汇总")
    _summary(scene, page)
    page.gists.insert(0, page.gists.pop())


def echo(scene: Scene, page: Page) -> None:
    """群众意见办理“回音壁”: every problem with its person, its limit and its result."""
    walk.write(scene, page, ("", _echoes))


def _echoes(scene: Scene, page: Page) -> None:
    cases, luck = scene.pick(scene.facts["questions"], 3), scene.luck("echo")
    rows = []
    for n, (way, question, _office, result) in enumerate(cases):
        day, who = scene.day(n / 4, (n + 0.8) / 4, "echo"), luck.choice(scene.leaders)[0]
        settled = min(add_workdays(day, luck.randint(1, LIMIT - 2)), scene.back(0))
        rows.append([day.isoformat(), way, question, who, f"{LIMIT}个工作日", result, settled.isoformat()])
    header = ["提出日期", "途径", "问题", "办理人", "办理期限", "办理结果", "办结日期"]
    page.table("意见办理", header, rows)
    satisfied = len(rows) - (luck.random() < 0.25)
    page.figures(("提出问题", len(rows), "个"), ("已办结", len(rows), "个"), ("回访满意", satisfied, "人"))
    told = "、".join(f"“{row[2]}”" for row in rows[1:])
    page.gist(f"“{rows[0][2]}”已办结：{rows[0][5]}。同月办结的还有{told}。")


def _contact_points(scene: Scene, page: Page) -> None:
    rows = []
    for name, post, _work, place in scene.leaders:
        day = scene.day(0.05, 0.95, name)
        rows.append([name, post, place, day.isoformat(), scene.luck("walk", name).randint(3, 14)])
    page.table("班子成员联系点", ["姓名", "职务", "联系点", f"{scene.now}到点", "走访户数"], rows, total=(4,))
    page.gist(f"{scene.now}班子成员到联系点走访{sum(row[4] for row in rows)}户。")


def _reception(scene: Scene, page: Page) -> None:
    luck, rows = scene.luck("reception"), []
    order = scene.pick(scene.leaders, 4, "reception")
    for (name, post, *_rest), day in zip(order, scene.days(4, "reception"), strict=True):
        rows.append([day.isoformat(), name, post, luck.choice(scene.facts["routes"]), luck.randint(1, 8)])
    page.table("接访下访日程", ["日期", "接访人", "职务", "地点", "接待批次"], rows, total=(4,))


def _settled(scene: Scene, page: Page) -> None:
    rows = [row[1:] for row in scene.pick(scene.facts["questions"], 3)]
    page.table("走访问题办结情况", ["问题", "办理", "结果"], rows)
    page.gist(f"办结“{rows[0][0]}”等问题{len(rows)}个。")


def contact(scene: Scene, page: Page) -> None:
    """联系服务群众安排."""
    walk.write(scene, page, ("联系点", _contact_points), ("接访", _reception), ("办结", _settled))


def _classes(scene: Scene, page: Page) -> None:
    rows = scene.pick(scene.facts["visits"], 4)
    days = scene.days(4, "classes")
    told = [[day.isoformat(), *row] for day, row in zip(days, rows, strict=True)]
    page.table("领导联系班级", ["日期", "联系人", "班级", "做了什么"], told)


def _home_visits(scene: Scene, page: Page) -> None:
    task = next(task for task in scene.facts["tasks"] if task["name"] == "家访")
    total = scene.annual("home").randint(*task["goal"])
    now = scene.grown(total, "home")[0]
    grades = ("一、二年级", "三、四年级", "五、六年级")
    shares = parted(scene.luck("home"), now, len(grades))
    luck = scene.luck("home found")
    rows = [
        [grade, share, luck.randint(1, max(share // 8, 1))]
        for grade, share in zip(grades, shares, strict=True)
    ]
    page.table("家访", ["年级", "家访户数", "需要帮助"], rows, unit="户", total=(1, 2))
    page.gist(f"{scene.now}家访{now}户，需要帮助的{sum(row[2] for row in rows)}户已安排教师联系。")


def _open_day(scene: Scene, page: Page) -> None:
    luck, day = scene.luck("open day"), scene.day(0.3, 0.8, "open day")
    came = luck.randint(160, 420)
    page.text(
        f"{day_text(day)}举办家长开放日，家长{came}人到校，听课{luck.randint(12, 30)}节，参观食堂并同学生一起午餐。"
    )
    page.gist(f"家长开放日到校家长{came}人。")


def _parents(scene: Scene, page: Page) -> None:
    rows = scene.pick([row[1:] for row in scene.facts["questions"] if row[0] == "家长来信"], 3, "parents")
    page.table("家长委员会意见办理", ["意见", "办理", "结果"], rows)


def school_contact(scene: Scene, page: Page) -> None:
    """联系服务师生家长."""
    walk.write(
        scene, page, ("班级", _classes), ("家访", _home_visits), ("开放日", _open_day), ("意见", _parents)
    )


def _calls(scene: Scene, page: Page) -> None:
    luck, rows = scene.luck("calls"), []
    for name, _post, _work, group in scene.leaders:
        rows.append([name, group, luck.randint(6, 22), luck.randint(1, 5), luck.randint(0, 1)])
    rows = [[*row[:3], row[3], row[3] - row[4]] for row in rows]
    page.table("党员干部走访", ["走访人", "负责", "走访户数", "收到问题", "已解决"], rows, total=(2, 3, 4))
    page.gist(
        f"{scene.now}走访{sum(r[2] for r in rows)}户，收到问题{sum(r[3] for r in rows)}个，解决{sum(r[4] for r in rows)}个。"
    )


def _helped(scene: Scene, page: Page) -> None:
    luck, rows = scene.luck("helped"), []
    for whom, how in scene.pick(scene.facts["visitors"], 3):
        rows.append([whom, luck.randint(2, 9), how, luck.randint(3, 20)])
    page.table("困难党员群众帮扶", ["对象", "人数", "帮扶", "次数"], rows, total=(1, 3))
    page.text("帮扶对象只公布类别和人数，不公布姓名、住址和病情。")
    page.gist(f"帮扶{sum(row[1] for row in rows)}人，{rows[0][0]}：{rows[0][2]}。")


def visits(scene: Scene, page: Page) -> None:
    """走访帮扶."""
    walk.write(scene, page, ("走访", _calls), ("帮扶", _helped))
