"""What was decided, what happened suddenly, what people were anxious about."""

from __future__ import annotations

import datetime as dt

from cms.demo.prose.page import Page, day_text
from cms.demo.prose.recipes import walk
from cms.demo.prose.recipes.organisation import form_of
from cms.demo.prose.scene import Scene, workday_before
from cms.demo.prose.titles import document_number


def _decided_on(scene: Scene) -> dt.date:
    return scene.back(3)


def _resolved(scene: Scene, page: Page) -> None:
    meeting = f"{scene.place}{form_of(scene)}会议"
    page.text(f"{day_text(_decided_on(scene))}，{meeting}研究决定{scene.subject['name']}：")
    page.listing(scene.subject["content"])
    page.gist(f"{meeting}决定：{scene.subject['content'][0]}。")


def _basis(scene: Scene, page: Page) -> None:
    page.table("决策依据", ["依据", "日期"], zip(scene.subject["basis"], _basis_days(scene), strict=False))


def _basis_days(scene: Scene) -> list[str]:
    luck = scene.luck("basis")
    made = [scene.back(luck.randint(8 + 10 * n, 16 + 10 * n)).isoformat() for n in range(3)]
    return [
        "现行有效" if "《" in basis else day for basis, day in zip(scene.subject["basis"], made, strict=False)
    ]


def _arranged(scene: Scene, page: Page) -> None:
    page.table("落实安排", ["时间", "要做的事", "负责"], scene.subject["schedule"])
    page.gist(f"{scene.subject['schedule'][0][0]}{scene.subject['schedule'][0][1]}。")


def decision(scene: Scene, page: Page) -> None:
    """党（工）委会议重要决定事项."""
    walk.write(scene, page, ("决定事项", _resolved), ("依据", _basis), ("落实", _arranged))
    page.issued_on = _decided_on(scene)
    page.doc_no = document_number(scene, page.issued_on)


def _incident_day(scene: Scene) -> dt.date:
    return scene.back(1)


def _happened(scene: Scene, page: Page) -> None:
    hour = scene.luck("hour").randint(6, 20)
    page.text(f"{day_text(_incident_day(scene))}{hour}时许，{scene.subject['facts']}。")
    page.gist(f"{scene.subject['facts']}。")


def _handled(scene: Scene, page: Page) -> None:
    day, luck = _incident_day(scene), scene.luck("minutes")
    clock = [luck.randint(4, 9), luck.randint(12, 25), luck.randint(32, 80)]
    told = [f"接报后{minutes}分钟" for minutes in clock]
    page.timeline([(day, act, when) for act, when in zip(scene.subject["acts"], told, strict=True)])
    page.gist(f"{scene.subject['acts'][-1]}。")


def _afterwards(scene: Scene, page: Page) -> None:
    page.text(
        f"{scene.subject['after']}。后续由{scene.item.responsible}负责，{scene.place}干部已到现场登记受影响的住户和商户。"
    )


def _warned(scene: Scene, page: Page) -> None:
    page.quotation(f"{scene.subject['tips']}。", scene.item.responsible)


def incident(scene: Scene, page: Page) -> None:
    """重大突发事件应对处置."""
    walk.write(
        scene, page, ("基本情况", _happened), ("处置", _handled), ("善后", _afterwards), ("提示", _warned)
    )


def _responded(scene: Scene, page: Page) -> None:
    page.text(f"{scene.subject['facts']}。自{day_text(scene.back(1))}起采取以下措施：")
    page.listing(scene.subject["acts"])
    luck = scene.luck("patients")
    before = luck.randint(60, 140)
    now = before + luck.randint(20, 90)
    page.table("相关就诊", ["日期", "接诊"], [[scene.back(2), before], [scene.back(1), now]], unit="人次")
    page.gist(f"{scene.subject['facts']}，已{scene.subject['acts'][0]}。")


def _changed(scene: Scene, page: Page) -> None:
    page.text(
        f"{scene.subject['change']}。恢复日期另行公布，已预约的患者由{scene.facts['offices'][6]}逐个电话通知。"
    )
    page.gist(f"{scene.subject['change']}。")


def health(scene: Scene, page: Page) -> None:
    """突发公共卫生事件应对."""
    walk.write(scene, page, ("响应|措施", _responded), ("诊疗", _changed), ("提示", _warned))


def _asked(scene: Scene, page: Page) -> None:
    first = day_text(_steps(scene)[0][0])
    page.text(f"{scene.subject['question']}。{first}前后共收到同类反映{_received(scene)}件。")


def _received(scene: Scene) -> int:
    return scene.luck("received").randint(6, 38)


def _steps(scene: Scene) -> list[tuple[dt.date, str]]:
    gaps = scene.luck("gaps")
    days, day = [], scene.back(2)
    for _ in scene.subject["steps"]:
        days.append(day)
        day = workday_before(day, gaps.randint(3, 7))
    return list(zip(reversed(days), scene.subject["steps"], strict=True))


def _answerable(scene: Scene, page: Page) -> None:
    page.text(f"{scene.subject['office']}牵头，{scene.leaders[1][0]}（{scene.leaders[1][1]}）分管。")


def _pursued(scene: Scene, page: Page) -> None:
    page.timeline(_steps(scene))


def _outcome(scene: Scene, page: Page) -> None:
    page.text(f"{scene.subject['result']}。")
    luck = scene.luck("called back")
    called = _received(scene) - luck.randint(0, 3)
    page.figures(
        ("回访反映人", called, "人"),
        ("满意", called - luck.randint(0, 3), "人"),
        ("用时", (scene.back(2) - _steps(scene)[0][0]).days, "天"),
    )
    page.gist(f"{scene.subject['question']}，处理结果：{scene.subject['result']}。")


def hot(scene: Scene, page: Page) -> None:
    """热点问题处理, 热点问题回应."""
    walk.write(scene, page, ("部门", _answerable), ("过程", _pursued), ("结果", _outcome), ("问题", _asked))


def _hot_of_period(scene: Scene) -> list[tuple[list[dt.date], dict]]:
    return [(scene.days(3, matter["matter"]), matter) for matter in scene.pick(scene.facts["hot"], 2)]


def _hot_questions(scene: Scene, page: Page) -> None:
    luck = scene.luck("questions")
    rows = [
        [matter["matter"], matter["question"], luck.randint(12, 90)]
        for _days, matter in _hot_of_period(scene)
    ]
    page.table("热点问题", ["热点", "反映的情况", "反映件数"], rows, unit="件", total=(2,))
    page.gist(
        f"{scene.now}处理热点{len(rows)}个：{rows[0][0]}、{rows[1][0]}，涉及反映{sum(r[2] for r in rows)}件。"
    )


def _hot_process(scene: Scene, page: Page) -> None:
    page.timeline(
        (day, step, matter["matter"])
        for days, matter in _hot_of_period(scene)
        for day, step in zip(days, matter["steps"], strict=True)
    )


def _hot_results(scene: Scene, page: Page) -> None:
    rows = [[matter["matter"], matter["office"], matter["result"]] for _days, matter in _hot_of_period(scene)]
    page.table("办理结果", ["热点", "责任单位", "结果"], rows)
    page.gist(f"{rows[0][2]}。")


def hot_of_period(scene: Scene, page: Page) -> None:
    """热点问题处理情况 of the district committee, every quarter."""
    walk.write(scene, page, ("过程", _hot_process), ("结果", _hot_results), ("问题", _hot_questions))


def _safety_rules(scene: Scene, page: Page) -> None:
    page.text(f"{scene.subject['rules']}。检查由{scene.item.responsible}组织，家长委员会两名代表参加。")


def _hidden_dangers(scene: Scene, page: Page) -> None:
    rows = [
        [scene.back(6 - n).isoformat(), found, cured, scene.back(3 - n).isoformat()]
        for n, (found, cured) in enumerate(scene.subject["hidden"])
    ]
    page.table("隐患整改", ["发现日期", "隐患", "整改", "完成日期"], rows)
    page.gist(f"检查发现隐患{len(rows)}处，已全部整改，其中{rows[0][1]}已{rows[0][2]}。")


def _drill(scene: Scene, page: Page) -> None:
    luck = scene.luck("drill")
    page.text(f"{day_text(scene.back(1))}组织{scene.subject['drill']}。")
    pupils = luck.randint(1080, 1460)
    page.figures(
        ("参加学生", pupils, "人"),
        ("参加教职工", pupils // 17, "人"),
        ("发现问题", luck.randint(1, 3), "个", "当日讲评"),
    )
    page.gist(f"组织{scene.subject['drill']}，{pupils}名学生参加。")


def safety(scene: Scene, page: Page) -> None:
    """校园安全."""
    walk.write(scene, page, ("制度", _safety_rules), ("隐患", _hidden_dangers), ("应急", _drill))
