"""党建服务中心任务: what the Party organisations of an office do for its work, and how people find it."""

from __future__ import annotations

from cms.demo.prose.district import communities, subordinates
from cms.demo.prose.page import Page, percent
from cms.demo.prose.recipes import walk
from cms.demo.prose.recipes.goals import reached_step
from cms.demo.prose.recipes.numbers import goals_table, outcomes, parted, reached, year_tasks
from cms.demo.prose.scene import Scene


def _projects(scene: Scene, page: Page) -> None:
    groups = [name for name, _told in scene.facts["branches"]]
    rows = [
        [task["name"], groups[n % len(groups)], reached_step(scene, task["steps"])]
        for n, task in enumerate(year_tasks(scene, 4))
    ]
    page.table("融合项目", ["项目", "承担的党支部", f"{scene.now}安排"], rows)


def _assault(scene: Scene, page: Page) -> None:
    rows = [
        [task["name"], task["office"], task["unit"], reached(scene, task)[1]] for task in year_tasks(scene, 3)
    ]
    page.table("攻坚任务", ["任务", "牵头", "单位", f"{scene.now}完成"], rows)
    page.gist(f"{scene.now}攻坚任务{len(rows)}项，其中{rows[0][0]}完成{rows[0][3]}{rows[0][2]}。")


def _vanguard(scene: Scene, page: Page) -> None:
    posts = scene.pick(scene.facts["vanguard"], 4)
    luck = scene.luck("vanguard")
    rows = [[post, luck.randint(2, 9), promise] for post, promise in posts]
    page.table("党员先锋岗", ["岗位", "党员", "承诺"], rows, unit="人", total=(1,))
    page.gist(f"设党员先锋岗{len(rows)}个，{sum(row[1] for row in rows)}名党员上岗。")


def arrangement(scene: Scene, page: Page) -> None:
    """党建服务中心任务部署安排."""
    walk.write(scene, page, ("融合", _projects), ("攻坚", _assault), ("先锋", _vanguard))


def _advance(scene: Scene, page: Page) -> None:
    goals_table(scene, page, year_tasks(scene, 4), "项目进展")


def _results(scene: Scene, page: Page) -> None:
    label, now, so_far = outcomes(scene, page, 4, "取得的结果")
    page.gist(f"{scene.now}{label}{now}，当年累计{so_far}。")


def _survey(scene: Scene, page: Page) -> None:
    rows, luck = [], scene.luck("survey")
    for group in scene.facts["asked"]:
        sent = luck.randint(60, 160)
        back = sent - luck.randint(2, 20)
        rows.append([group, sent, back, back - luck.randint(1, back // 9)])
    page.table("群众评价", ["评价人", "发出", "收回", "满意和基本满意"], rows, unit="份", total=(1, 2, 3))
    happy, back = sum(row[3] for row in rows), sum(row[2] for row in rows)
    page.text(
        f"收回的问卷中满意和基本满意占{percent(happy, back)}。不满意的主要是：{scene.pick(scene.facts['questions'], 1)[0][1]}。"
    )
    page.gist(f"收回群众评价{back}份，满意和基本满意占{percent(happy, back)}。")


def results(scene: Scene, page: Page) -> None:
    """党建服务中心任务成效."""
    walk.write(scene, page, ("进展", _advance), ("结果", _results), ("评价", _survey))


def _pairings(scene: Scene, page: Page) -> None:
    luck = scene.luck("pairings")
    rows = [
        [partner, told, luck.randint(4, 26), unit]
        for partner, told, unit in scene.pick(scene.facts["pairings"], 4)
    ]
    page.table("结对共建", ["共建单位", "内容", scene.now, "单位"], rows)
    page.gist(f"{scene.now}与{rows[0][0]}等{len(rows)}家单位共建，{rows[0][1]}{rows[0][2]}{rows[0][3]}。")


def _volunteers(scene: Scene, page: Page) -> None:
    streets = [
        name for name, kind in subordinates(scene.unit.superior_name or "区委办公室") if kind == "街道"
    ]
    places = [place for street in streets for place in communities(street)] or ["所在社区"]
    chosen = scene.pick(places, 4, "places")
    _label, _unit, low, high = next(row for row in scene.facts["outcomes"] if "党员" in row[0])
    visits, _so_far = scene.grown(scene.annual("outcome", _label).randint(low, high), "outcome", _label)
    luck = scene.luck("volunteers")
    shares = parted(luck, visits, len(chosen))
    deeds = scene.pick(scene.facts["deeds"], len(chosen))
    rows = [[place, share, deed] for place, share, deed in zip(chosen, shares, deeds, strict=True)]
    page.table("在职党员进社区", ["社区", "服务人次", "办的事"], rows, unit="人次", total=(1,))
    page.gist(f"{scene.now}在职党员进社区服务{visits}人次，办了{len(rows)}件事。")


def pairings(scene: Scene, page: Page) -> None:
    """机关党建品牌与联建共建."""
    walk.write(scene, page, ("结对", _pairings), ("进社区", _volunteers))
