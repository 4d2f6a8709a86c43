"""What is done for people's lives: measures of the district, projects of the year, social undertakings, reforms."""

from __future__ import annotations

from cms.demo.prose.page import Page, percent, wan
from cms.demo.prose.recipes import walk
from cms.demo.prose.recipes.numbers import goals_table, parted, rounded, target, year_tasks
from cms.demo.prose.scene import Scene

ELECTED = 5
"""Works that the representatives choose for a year."""


def _measures(scene: Scene) -> list[tuple]:
    """(name, who, unit, goal, so far) of the district's measures of the year."""
    made = []
    for name, who, unit, low, high in scene.facts["livelihood"]:
        goal, _now, so_far = target(scene, name, low, high)
        made.append((name, who, unit, goal, so_far))
    return made


def _measure_list(scene: Scene, page: Page) -> None:
    rows = [[name, who, unit, total] for name, who, unit, total, _so_far in _measures(scene)]
    page.table("民生举措清单", ["举措", "责任单位", "单位", "年度目标"], rows)


def _measure_money(scene: Scene, page: Page) -> None:
    rows, luck = [], scene.annual("livelihood money")
    for name, *_rest in _measures(scene):
        planned = luck.randint(60, 420) * 1000
        spent = scene.grown(planned * luck.randint(93, 99) // 100, "money", name)[1]
        rows.append([name, wan(planned), wan(spent), percent(spent, planned)])
    page.table("资金安排", ["举措", "年度安排", "累计支出", "支出进度"], rows, unit="万元", total=(1, 2))


def _measure_progress(scene: Scene, page: Page) -> None:
    made = _measures(scene)
    rows = [[name, total, so_far, percent(so_far, total)] for name, _who, _unit, total, so_far in made]
    page.table("完成进度", ["举措", "年度目标", "累计完成", "完成率"], rows)
    name, _who, unit, total, so_far = scene.pick(made, 1)[0]
    page.gist(
        f"{len(made)}项民生举措到期末的进度公布，其中{name}完成{so_far}{unit}，为年度目标的{percent(so_far, total)}。"
    )


def measures(scene: Scene, page: Page) -> None:
    """保障和改善民生的具体举措和落实情况."""
    walk.write(scene, page, ("清单|责任", _measure_list), ("资金", _measure_money), ("", _measure_progress))


def elected(scene: Scene) -> list[tuple]:
    """(name, what, votes, money from above, own money) of the works chosen for the year, most votes first."""
    works = list(scene.facts["works"])
    luck = scene.annual("elected")
    luck.shuffle(works)
    votes = sorted((luck.randint(28, 66) for _ in works), reverse=True)
    made = []
    for (name, detail, low, high), count in zip(works, votes, strict=True):
        cost = luck.randint(low, high)
        above = cost * luck.randint(4, 8) // 10
        made.append((name, detail, count, above, cost - above))
    return made


def _collected(scene: Scene, page: Page) -> None:
    luck = scene.annual("collected")
    views = luck.randint(180, 420)
    if scene.step != "elect":
        page.text(f"年初共征集建议{views}条，合并后形成候选项目{len(scene.facts['works'])}个。")
        return
    shares = parted(luck, views, 3)
    rows = [["社区接待和入户", shares[0]], ["网上和电话", shares[1]], ["代表和座谈会", shares[2]]]
    page.table("征集建议", ["来源", "建议"], rows, unit="条", total=(1,))
    page.text(f"合并重复的建议后，形成候选项目{len(scene.facts['works'])}个。")
    page.gist(f"共征集建议{views}条，形成候选项目{len(scene.facts['works'])}个，票决选出{ELECTED}个。")


def _voted(scene: Scene, page: Page) -> None:
    if scene.step != "elect":
        votes = [row[2] for row in elected(scene)]
        page.text(f"得票前{ELECTED}名当选，当选项目最高{votes[0]}票、最低{votes[ELECTED - 1]}票。")
        return
    rows = [
        [name, votes, "当选" if n < ELECTED else "留作储备"]
        for n, (name, _told, votes, *_money) in enumerate(elected(scene))
    ]
    page.table("票决结果", ["候选项目", "得票", "结果"], rows, unit="票")


def _chosen(scene: Scene, page: Page) -> None:
    page.table(
        "项目清单", ["项目", "内容"], [[name, told] for name, told, *_rest in elected(scene)[:ELECTED]]
    )


def _sources(scene: Scene, page: Page) -> None:
    rows = [[name, wan(a), wan(o), wan(a + o)] for name, _told, _votes, a, o in elected(scene)[:ELECTED]]
    page.table("资金来源", ["项目", "区级补助", "街道自筹", "小计"], rows, unit="万元", total=(1, 2, 3))


def _how_far(scene: Scene, n: int) -> int:
    """Percent of a work's progress at the stage the entry tells of."""
    low, high = {"do": (42, 78), "check": (100, 100)}.get(scene.step, (0, 0))
    return scene.annual("how far", str(n)).randint(low, high)


def _carried_out(scene: Scene, page: Page) -> None:
    chosen = elected(scene)[:ELECTED]
    if scene.step == "elect":
        page.text("票决后开始设计和招标。开工、过半和完工各公布一次进度。")
        return
    rows = [
        [name, f"{_how_far(scene, n)}%", wan((a + o) * _how_far(scene, n) // 100)]
        for n, (name, _told, _votes, a, o) in enumerate(chosen)
    ]
    page.table("实施进度", ["项目", "完成工程量", "已付资金"], rows, unit="万元", total=(2,))
    if scene.step == "do":
        slow = min(range(ELECTED), key=lambda n: _how_far(scene, n))
        page.gist(f"{ELECTED}个项目全部开工，进度最慢的{chosen[slow][0]}完成{_how_far(scene, slow)}%。")


def _accepted(scene: Scene, page: Page) -> None:
    if scene.step != "check":
        page.text("完工一个验收一个，由居民代表参加，验收单有代表签字后才支付尾款。")
        return
    chosen, luck = elected(scene)[:ELECTED], scene.luck("accepted")
    days = [scene.back(luck.randint(4, 30)) for _ in chosen]
    rows = [
        [name, day.isoformat(), luck.randint(3, 9), found := luck.randint(0, 4), found]
        for (name, *_rest), day in zip(chosen, days, strict=True)
    ]
    page.table("验收情况", ["项目", "验收日期", "居民代表", "提出问题", "已改正"], rows, total=(2, 3, 4))
    page.gist(
        f"{ELECTED}个项目全部通过验收，{sum(r[2] for r in rows)}人次居民代表参加，提出的{sum(r[3] for r in rows)}个问题已改正。"
    )


def projects(scene: Scene, page: Page) -> None:
    """重大民生实事."""
    walk.write(
        scene,
        page,
        ("征集", _collected),
        ("票决", _voted),
        ("清单", _chosen),
        ("资金", _sources),
        ("进度", _carried_out),
        ("验收", _accepted),
    )


def _social(scene: Scene, page: Page) -> None:
    rows = []
    for field, name, unit, low, high in scene.facts["social"]:
        goal, _now, so_far = target(scene, name, low, high)
        rows.append([field, name, unit, goal, so_far, percent(so_far, goal)])
    page.table("年度安排和完成", ["领域", "事项", "单位", "年度安排", "累计完成", "完成率"], rows)
    for field in dict.fromkeys(row[0] for row in rows):
        row = next(row for row in rows if row[0] == field)
        page.gist(f"{field}：{row[1]}累计{row[4]}{row[2]}，完成{row[5]}。")


def social(scene: Scene, page: Page) -> None:
    """社会事业建设."""
    walk.write(scene, page, ("", _social))
    page.heading("推进中办到的事")
    own = [task for task in scene.facts["tasks"] if task["office"] == scene.item.responsible]
    tasks = own or scene.facts["tasks"][:2]
    second = scene.months[1] == 12
    steps = [(task["name"], task["steps"][2 * second + n]) for n in (0, 1) for task in tasks]
    days = scene.days(len(steps), "social")
    page.timeline([(day, step, name) for day, (name, step) in zip(days, steps, strict=True)])


def _goals(scene: Scene) -> list[tuple[str, str, int, int]]:
    """(what, unit, goal, reached) of a reform at the stage the entry tells of."""
    made = []
    for name, unit, low, high in scene.subject["fields"]:
        goal = rounded(scene.annual("reform", name).randint(low, high))
        share = scene.annual("reform share", name).randint(52, 68) if scene.step == "do" else 100
        made.append((name, unit, goal, goal * share // 100))
    return made


def _fields(scene: Scene, page: Page) -> None:
    goals, subject = _goals(scene), scene.subject
    name, unit, goal, reached = goals[0]
    if scene.step == "plan":
        page.table("改革目标", ["指标", "单位", "目标"], [row[:3] for row in goals])
        page.gist(f"{subject['name']}：{subject['goal']}，{name}目标{goal}{unit}。")
    else:
        rows = [[*row, percent(row[3], row[2])] for row in goals]
        page.table("改革进展", ["指标", "单位", "目标", "已完成", "完成率"], rows)
        page.gist(f"{subject['name']}：{name}已达{reached}{unit}，完成{percent(reached, goal)}。")
    told = {"plan": "公布实施方案", "do": "公布中期进展", "check": "公布完成情况"}
    steps = zip(scene.happening.steps, scene.happening.days, strict=False)
    page.timeline(
        [(day, told[step]) for step, day in steps], last="done" if scene.step == "check" else "doing"
    )


def _livelihood_tasks(scene: Scene, page: Page) -> None:
    goals_table(scene, page, year_tasks(scene, 4), "民生举措")


def reforms(scene: Scene, page: Page) -> None:
    """民生与改革事项推进."""
    walk.write(scene, page, ("民生", _livelihood_tasks), ("改革", _fields))
