"""Goals and how far they were reached: terms, years, periods."""

from __future__ import annotations

from cms.demo.prose.page import Page, percent, wan
from cms.demo.prose.recipes import walk
from cms.demo.prose.recipes.numbers import (
    goals_table,
    outcomes,
    rate,
    reached,
    share_reached,
    year_tasks,
)
from cms.demo.prose.recipes.organisation import form_of
from cms.demo.prose.scene import Scene
from cms.demo.prose.titles import document_number

TERM, FIRST_TERM = 5, 2021
"""Years of a term, and a year in which one began."""


def _term(scene: Scene, page: Page) -> None:
    first = scene.year - (scene.year - FIRST_TERM) % TERM
    rows = []
    for task in year_tasks(scene, 4):
        whole = sum(task["goal"]) * TERM // 2
        so_far = round(
            whole * (scene.year - first + 1) / TERM * scene.lasting("term", task["name"]).uniform(0.93, 1)
        )
        rows.append([task["name"], task["unit"], whole, so_far, percent(so_far, whole)])
    caption = f"{first}—{first + TERM - 1}年目标"
    page.table(caption, ["目标", "单位", "任期目标", f"至{scene.year}年底完成", "完成率"], rows)


def _plan(scene: Scene, page: Page) -> None:
    tasks = year_tasks(scene)
    goals_table(scene, page, tasks, f"{scene.label}工作和完成情况")
    short = [task["name"] for task in tasks if share_reached(scene, task) < 1]
    told = f"{len(tasks) - len(short)}项达到目标" + (
        f"，{'、'.join(short)}略低于目标，差额转入下年" if short else ""
    )
    if scene.now == "全年":
        page.gist(f"{scene.label}{len(tasks)}项重点工作中{told}。")
        page.text(f"{len(tasks)}项工作中{told}。")


def _breakdown(scene: Scene, page: Page) -> None:
    leaders = scene.leaders[1:]
    rows = [
        [task["name"], leaders[n % len(leaders)][0], task["office"], task["steps"][0], task["steps"][-1]]
        for n, task in enumerate(year_tasks(scene))
    ]
    page.table("责任分解", ["任务", "分管", "牵头", "第一步", "完成标志"], rows)


def _promised(scene: Scene, page: Page) -> None:
    luck = scene.annual("promised works")
    rows = []
    for name, detail, low, high in scene.pick(scene.facts["works"], 3, "promised"):
        cost = luck.randint(low, high)
        rows.append([name, detail, wan(cost), "已完成" if luck.random() < 0.8 else "跨年实施"])
    page.table("为民办实事项目", ["项目", "内容", "资金", "年底状态"], rows, unit="万元", total=(2,))


def goals(scene: Scene, page: Page) -> None:
    """任期目标和年度工作要点, 发展规划与年度计划."""
    walk.write(
        scene,
        page,
        ("实事", _promised),
        ("任期|发展规划", _term),
        ("分解", _breakdown),
        ("要点|计划", _plan),
    )
    page.doc_no, page.issued_on = document_number(scene, scene.back(2)), scene.back(2)


def _listed(scene: Scene, page: Page) -> None:
    rows = [
        [task["name"], task["office"], task["unit"], reached(scene, task)[0]] for task in year_tasks(scene)
    ]
    page.table("重点任务清单", ["任务", "牵头", "单位", "年度目标"], rows)


def reached_step(scene: Scene, steps: list[str]) -> str:
    """The step of a task at the end of the period: the last one belongs to the end of the year."""
    return steps[min((scene.months[1] * len(steps) - 1) // 12, len(steps) - 1)]


def _milestones(scene: Scene, page: Page) -> None:
    tasks = year_tasks(scene)
    days = scene.days(len(tasks), "milestones")
    page.timeline(
        [
            (day, reached_step(scene, task["steps"]), task["name"])
            for day, task in zip(days, tasks, strict=True)
        ]
    )


def _progress(scene: Scene, page: Page) -> None:
    tasks = year_tasks(scene)
    goals_table(scene, page, tasks, "完成进度")
    slow = min(tasks, key=lambda task: share_reached(scene, task))
    fast = max(tasks, key=lambda task: share_reached(scene, task))
    page.gist(
        f"{len(tasks)}项重点任务中，{fast['name']}完成年度目标的{rate(scene, fast)}，"
        f"进度最慢的{slow['name']}完成{rate(scene, slow)}。"
    )


def _obstacles(scene: Scene, page: Page) -> None:
    page.table("问题和改进", ["存在的问题", "怎样改进", "负责"], scene.pick(scene.facts["obstacles"], 2))


def tasks(scene: Scene, page: Page) -> None:
    """重点工作任务推进情况, 年度重点工作, 计划完成情况."""
    walk.write(
        scene,
        page,
        ("清单|要点", _listed),
        ("节点", _milestones),
        ("分解", _breakdown),
        ("问题", _obstacles),
        ("进度|完成情况|计划", _progress),
    )
    if "问题" not in scene.item.content:
        page.heading("存在的问题")
        _obstacles(scene, page)


def _goals_met(scene: Scene, page: Page) -> None:
    tasks = year_tasks(scene, 6)
    goals_table(scene, page, tasks, "年度目标完成情况")
    met = sum(share_reached(scene, task) >= 1 for task in tasks)
    page.figures(
        ("年度目标", len(tasks), "项"), ("全部完成", met, "项"), ("完成九成五以上", len(tasks) - met, "项")
    )
    page.gist(f"{scene.label}{len(tasks)}项年度目标中{met}项全部完成，{len(tasks) - met}项完成九成五以上。")


def _report(scene: Scene, page: Page) -> None:
    label, _now, so_far = outcomes(scene, page, 5, "工作报告中的主要数据")
    page.gist(f"全年{label}{so_far}。")
    task = year_tasks(scene, 6)[-1]
    goal, _now, so_far = reached(scene, task)
    problem, cure, _office = scene.pick(scene.facts["obstacles"], 1)[0]
    text = (
        f"全年{task['name']}完成{so_far}{task['unit']}，年度目标是{goal}{task['unit']}。"
        f"做得不够的地方是{problem}。下一年{cure}。"
    )
    page.quotation(text, f"{scene.place}{form_of(scene)}{scene.label}度工作报告")


def summary(scene: Scene, page: Page) -> None:
    """年度工作总结."""
    walk.write(scene, page, ("目标", _goals_met), ("报告", _report))
