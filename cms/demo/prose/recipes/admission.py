"""招生入学 of a school, in its three stages."""

from __future__ import annotations

from cms.demo.prose.page import Page, day_text
from cms.demo.prose.recipes import walk
from cms.demo.prose.scene import Scene, workday_before

GROUPS = ("户籍在服务范围内", "户籍在范围外、住房在范围内", "随迁子女", "政策性照顾")
CLASS_SIZE = 45


def _classes(scene: Scene) -> int:
    return scene.annual("classes").randint(6, 8)


def _rows(scene: Scene) -> list[list[int | str]]:
    """(group, applied, qualified, admitted): those admitted fill the classes of the year."""
    luck, rows = scene.annual("applied"), []
    left = _classes(scene) * CLASS_SIZE - luck.randint(0, 6)
    for name, share in zip(GROUPS, (62, 16, 18, 100), strict=True):
        admitted = left if share == 100 else _classes(scene) * CLASS_SIZE * share // 100
        left -= admitted
        sent_on = luck.randint(0, 9) if name != GROUPS[0] else 0
        rows.append([name, admitted + sent_on + luck.randint(0, 6), admitted + sent_on, admitted])
    return rows


def _policy(scene: Scene, page: Page) -> None:
    page.listing(scene.facts["admission"])


def _area(scene: Scene, page: Page) -> None:
    page.table("服务范围", ["社区", "界线", "说明"], scene.facts["area"])


def _places(scene: Scene, page: Page) -> None:
    count = _classes(scene)
    rows = [["一年级", count, count * CLASS_SIZE]]
    page.table("招生计划", ["年级", "班数", "人数"], rows)
    if scene.step == "policy":
        page.gist(
            f"一年级计划招生{count}个班{count * CLASS_SIZE}人，免试就近入学，服务范围以道路和社区界线划分。"
        )


def _procedure(scene: Scene, page: Page) -> None:
    told = {"policy": "公布政策、范围和计划", "apply": "报名和资格核验", "admit": "录取和公布结果"}
    steps = [(workday_before(scene.happening.days[0], 15), "摸底登记，测算学位")]
    steps += [
        (day, told[step]) for step, day in zip(scene.happening.steps, scene.happening.days, strict=False)
    ]
    page.timeline(steps, last="done" if scene.step == "admit" else "doing")


def _result(scene: Scene, page: Page) -> None:
    if scene.step == "policy":
        page.text("报名结束后公布各类人数，录取后公布结果。学位不足时按入户时间排序，不考试、不面试。")
        return
    rows = _rows(scene)
    if scene.step == "apply":
        page.table(
            "报名和核验", ["类别", "报名", "核验合格"], [row[:3] for row in rows], unit="人", total=(1, 2)
        )
        page.gist(
            f"报名{sum(row[1] for row in rows)}人，核验合格{sum(row[2] for row in rows)}人，不合格的已逐户说明原因。"
        )
        return
    told = [[*row[:1], row[2], row[3], row[2] - row[3]] for row in rows]
    page.table(
        "录取结果", ["类别", "核验合格", "本校录取", "统筹到邻近学校"], told, unit="人", total=(1, 2, 3)
    )
    day = workday_before(scene.on, 2)
    page.text(f"{day_text(day)}由电脑随机均衡编班，家长代表和教师代表到场，班主任当场抽签确定。")
    page.gist(
        f"一年级录取{sum(r[3] for r in rows)}人，编{_classes(scene)}个班，统筹到邻近学校{sum(r[2] - r[3] for r in rows)}人。"
    )


def admission(scene: Scene, page: Page) -> None:
    """招生入学."""
    walk.write(
        scene,
        page,
        ("政策", _policy),
        ("范围", _area),
        ("计划", _places),
        ("程序", _procedure),
        ("结果", _result),
    )
