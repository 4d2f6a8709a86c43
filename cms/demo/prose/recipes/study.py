"""学习贯彻: what was studied, what was done with it, what came of it."""

from __future__ import annotations

from cms.demo.prose.page import Page
from cms.demo.prose.recipes import walk
from cms.demo.prose.recipes.numbers import goals_table, outcomes, year_tasks
from cms.demo.prose.scene import Scene


def _studied(scene: Scene, page: Page) -> None:
    topics = scene.pick(scene.facts["studies"], 3)
    luck = scene.luck("present")
    rows = [
        [day.isoformat(), form, topic, luck.randint(18, 64)]
        for day, (form, topic) in zip(scene.days(3, "study"), topics, strict=True)
    ]
    page.table("学习安排和参加情况", ["日期", "形式", "内容", "参加人次"], rows, unit="人次", total=(3,))
    page.gist(f"{scene.now}组织学习{len(rows)}次，{sum(row[3] for row in rows)}人次参加。")


def _measures(scene: Scene, page: Page) -> None:
    rows = scene.pick(scene.facts["measures"], 3)
    page.table("落实措施", ["措施", "负责", "落实情况"], rows)


def _results(scene: Scene, page: Page) -> None:
    label, now, so_far = outcomes(scene, page, 4, "落实成效")
    page.gist(f"{scene.now}{label}{now}，当年累计{so_far}。")


def _measures_and_results(scene: Scene, page: Page) -> None:
    _measures(scene, page)
    _results(scene, page)


def _major_tasks(scene: Scene, page: Page) -> None:
    goals_table(scene, page, year_tasks(scene, 4), "承担的重大任务")


def study(scene: Scene, page: Page) -> None:
    """学习贯彻上级决策部署, with what each kind of unit adds to it."""
    walk.write(
        scene,
        page,
        ("重大任务", _major_tasks),
        ("社会责任", _results),
        ("举措与|措施与|健康任务", _measures_and_results),
        ("措施", _measures),
        ("成效|情况", _results),
        ("学习|安排", _studied),
    )


def _subject(kind: str) -> walk.Part:
    def write(scene: Scene, page: Page) -> None:
        rows = scene.pick([row[1:] for row in scene.facts["subjects"] if row[0] == kind], 3, kind)
        luck = scene.luck("subject", kind)
        told = [
            [day.isoformat(), whom, topic, held := luck.randint(2, 8), held * luck.randint(28, 42)]
            for day, (whom, topic) in zip(scene.days(len(rows), kind), rows, strict=True)
        ]
        page.table(kind, ["开始日期", "对象", "内容", "次数", "参加人次"], told, total=(3, 4))
        page.gist(f"{kind}{sum(row[3] for row in told)}次，{sum(row[4] for row in told)}人次参加。")

    return write


def ideology(scene: Scene, page: Page) -> None:
    """思想政治工作."""
    walk.write(
        scene,
        page,
        ("课程", _subject("思政课程")),
        ("文化", _subject("校园文化")),
        ("", _subject("师生思想政治工作安排")),
    )
