"""Persons in office: notices before appointment, appointments, hirings, commendations."""

from __future__ import annotations

import datetime as dt
import random
from typing import Any

from cms.demo.prose.chance import chance, people
from cms.demo.prose.district import subordinates
from cms.demo.prose.page import Page, day_text, wan
from cms.demo.prose.recipes import walk
from cms.demo.prose.recipes.notices import announce
from cms.demo.prose.recipes.organisation import form_of
from cms.demo.prose.scene import Scene, workday_before
from cms.demo.prose.titles import document_number
from cms.obligations.calendar import add_workdays

NOTICE = 5
"""Working days of a notice before appointment (党政领导干部选拔任用工作条例)."""
DEGREES = ("大学本科", "大学本科", "研究生", "大学专科")


def _candidates(scene: Scene) -> list[list[str]]:
    """(name, sex, born, education, post, post to be): the same in the notice and in the decision."""
    subject = scene.subject
    luck = chance(scene.seed, scene.unit.slug, "candidates", subject["notice"].isoformat())
    posts = _posts_of(scene, len(subject["people"]))
    made = []
    for name, (now, then) in zip(subject["people"], posts, strict=True):
        born = f"{subject['notice'].year - luck.randint(31, 49)}年{luck.randint(1, 12)}月"
        made.append([name, luck.choice("男女"), born, luck.choice(DEGREES), now, then])
    return made


def _posts_of(scene: Scene, count: int) -> list[list[str]]:
    """Posts that no other notice of the year fills: the list is dealt out in the order of the year."""
    posts = list(scene.facts["promotions"])
    chance(scene.seed, scene.unit.slug, str(scene.year), "promotions").shuffle(posts)
    first = scene.subject["notice"].month - 1
    return [posts[(first + n) % len(posts)] for n in range(count)]


def _notice(scene: Scene, page: Page) -> None:
    header = ["姓名", "性别", "出生年月", "学历", "现任职务", "拟任职务"]
    rows = _candidates(scene)
    if scene.step == "decide":
        notice = scene.subject["notice"]
        end = add_workdays(notice, NOTICE)
        page.text(
            f"{day_text(notice)}至{day_text(end)}对下列人选进行了任前公示，公示期内没有收到影响任职的反映。"
        )
    page.table("拟任人选", header, rows)
    if scene.step != "decide":
        met = workday_before(scene.on, 4)
        page.text(f"{day_text(met)}，{scene.place}{form_of(scene)}会议研究了上述人选。")
        page.gist(
            f"{'、'.join(row[0] for row in rows)}{len(rows)}名同志拟任职务公示{NOTICE}个工作日，{rows[0][0]}拟任{rows[0][5]}。"
        )


def _complaints(scene: Scene, page: Page) -> None:
    announce(scene, page, workdays=NOTICE)


def _appointed_on(scene: Scene) -> dt.date:
    return workday_before(scene.on, 1)


def _appointment(scene: Scene, page: Page) -> None:
    if scene.step != "decide":
        page.text("公示期满后，对收到的反映逐件核实。没有影响任职的，提交会议决定，任免决定在本栏公布。")
        return
    day = _appointed_on(scene)
    page.text(f"{day_text(day)}，{scene.place}{form_of(scene)}会议研究决定：")
    page.listing(
        f"任命{name}同志为{then}，免去其{now}职务"
        for name, _sex, _born, _degree, now, then in _candidates(scene)
    )
    page.text("新任职务试用期一年，任职时间从决定之日起计算。")
    rows = _candidates(scene)
    page.gist("；".join(f"{row[0]}任{row[5]}" for row in rows) + "。")
    page.issued_on, page.doc_no = day, document_number(scene, day)


def _trace(scene: Scene, page: Page) -> None:
    notice = scene.subject["notice"]
    steps = [
        (workday_before(notice, 4), "会议研究人选"),
        (notice, "任前公示"),
        (add_workdays(notice, NOTICE), "公示期满"),
    ]
    page.heading("任免过程")
    page.timeline([*steps, (_appointed_on(scene), "会议决定任免")])


def cadres(scene: Scene, page: Page) -> None:
    """干部任前公示, 干部任免, and the item that holds both."""
    walk.write(scene, page, ("电话", _complaints), ("任免", _appointment), ("", _notice))
    if scene.step != "decide" and not any(kind == "notice" for kind, _value in page.blocks):
        _complaints(scene, page)
    if scene.step == "decide":
        _trace(scene, page)


def _vacancies(scene: Scene, page: Page) -> None:
    luck = scene.luck("vacancies")
    rows = [
        [row[5], 1, luck.choice(("会议推荐", "竞争上岗")), luck.randint(2, 6)] for row in _candidates(scene)
    ]
    page.table("选拔岗位", ["岗位", "职数", "产生方式", "符合条件人数"], rows, total=(1, 3))


def _conditions(scene: Scene, page: Page) -> None:
    page.listing(scene.facts["conditions"])


def _selected(scene: Scene, page: Page) -> None:
    _notice(scene, page)
    _complaints(scene, page)


def selection(scene: Scene, page: Page) -> None:
    """领导人员选拔任用 of a firm."""
    walk.write(scene, page, ("岗位", _vacancies), ("条件", _conditions), ("公示", _selected))


def _jobs(scene: Scene) -> list[list[Any]]:
    return [scene.facts["jobs"][n] for n in scene.subject["jobs"]]


def _hiring_rows(scene: Scene) -> list[list[Any]]:
    """(post, wanted, applied, admitted to the test, to be hired)."""
    luck, rows = scene.luck("hiring"), []
    for post, _needs, _way, wanted in _jobs(scene):
        applied = wanted * luck.randint(6, 14)
        rows.append(
            [
                post,
                wanted,
                applied,
                applied * luck.randint(70, 92) // 100,
                wanted - luck.randint(0, wanted // 6),
            ]
        )
    return rows


def _jobs_table(scene: Scene, page: Page) -> None:
    page.table(
        "招聘岗位", ["岗位", "人数"], [[job[0], job[3]] for job in _jobs(scene)], unit="人", total=(1,)
    )


def _needs(scene: Scene, page: Page) -> None:
    page.table("条件", ["岗位", "条件", "考核方式"], [job[:3] for job in _jobs(scene)])


def _procedure(scene: Scene, page: Page) -> None:
    steps = (
        (34, "发布招聘公告"),
        (24, "报名截止，资格初审"),
        (14, "笔试、面试"),
        (7, "体检和考察"),
        (3, "会议确定拟聘人选"),
    )
    page.timeline([(scene.back(count), step) for count, step in steps])


def _hired(scene: Scene, page: Page) -> None:
    rows = _hiring_rows(scene)
    page.table("招聘结果", ["岗位", "计划", "报名", "进入考核", "拟聘"], rows, unit="人", total=(1, 2, 3, 4))
    count = sum(row[4] for row in rows)
    names = people(scene.luck("hired"), min(count, 40))
    page.text(f"拟聘人员：{'、'.join(names)}。")
    announce(scene, page, workdays=NOTICE)
    page.gist(f"{rows[0][0]}、{rows[1][0]}共{sum(r[2] for r in rows)}人报名，拟聘{count}人，公示五个工作日。")


def hiring(scene: Scene, page: Page) -> None:
    """招聘与评优."""
    walk.write(scene, page, ("岗位", _jobs_table), ("条件", _needs), ("程序", _procedure), ("结果", _hired))


def _honoured(scene: Scene) -> list[tuple[str, list[str]]]:
    luck = scene.luck("honoured")
    bodies = [*scene.facts["new_branches"], *(name for name, _kind in subordinates(scene.unit.name))]
    names = people(luck, sum(count for kind, count in scene.subject["kinds"] if "组织" not in kind))
    made = []
    for kind, count in scene.subject["kinds"]:
        if "组织" in kind:
            made.append((kind, luck.sample(bodies, count)))
            continue
        group, names = names[:count], names[count:]
        made.append((kind, [f"{name}（{_where(luck, scene)}）" for name in group]))
    return made


def _where(luck: random.Random, scene: Scene) -> str:
    return luck.choice([*scene.facts["places"], *scene.facts["offices"]])


def _to_be_honoured(scene: Scene, page: Page) -> None:
    rows = [[kind, len(names), "、".join(names)] for kind, names in _honoured(scene)]
    page.table("拟表彰对象", ["类别", "数量", "名单"], rows, total=(1,))
    announce(scene, page, workdays=NOTICE)
    page.gist(f"{scene.subject['name']}拟表彰{sum(row[1] for row in rows)}个，公示五个工作日。")


def _honours(scene: Scene, page: Page) -> None:
    met = scene.back(2)
    page.text(
        f"{day_text(met)}，{scene.place}{form_of(scene)}会议研究了拟表彰名单。公示期满没有异议的，印发表彰决定，授予证书，不发奖金。"
    )


def _comforted(scene: Scene, page: Page) -> None:
    rows = []
    for group, low, high, money in scene.facts["comforted"]:
        heads = scene.luck("comforted", group).randint(low, high)
        rows.append([group, heads, money, heads * money])
    page.table("走访慰问", ["对象", "人数", "每人标准", "金额"], rows, unit="元", total=(1, 3))
    page.gist(
        f"同期走访慰问{sum(row[1] for row in rows)}人，发放慰问金{wan(sum(row[3] for row in rows) // 100)}万元。"
    )


def commendation(scene: Scene, page: Page) -> None:
    """党内表彰与激励关怀."""
    walk.write(scene, page, ("对象|公示", _to_be_honoured), ("决定", _honours), ("慰问", _comforted))
