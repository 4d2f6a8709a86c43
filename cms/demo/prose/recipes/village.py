"""What only villages and communities have: four deliberations, promises, reports, elections, supervision, land."""

from __future__ import annotations

from cms.demo.prose.page import Page, day_text, percent, wan
from cms.demo.prose.recipes import walk
from cms.demo.prose.recipes.notices import announce
from cms.demo.prose.recipes.organisation import branches, form_of
from cms.demo.prose.scene import Scene, workday_before

DELEGATES = 48
"""Members of the village's assembly of delegates."""


def _members(scene: Scene) -> int:
    return sum(row[2] for row in branches(scene))


def _bodies(scene: Scene) -> tuple[tuple[str, int], ...]:
    """Who takes each of the four steps, and how many belong to it."""
    return (
        ("党组织提议", len(scene.leaders)),
        ("村两委会商议", len(scene.leaders) + 3),
        ("党员大会审议", _members(scene)),
        ("村民代表会议决议", DELEGATES),
    )


def _four_steps(scene: Scene, page: Page) -> None:
    luck, rows = scene.luck("four"), []
    for n, (step, members) in enumerate(_bodies(scene)):
        present = members - luck.randint(0, members // 6)
        against = luck.randint(0, present // 12)
        rows.append([step, scene.back(19 - 5 * n).isoformat(), members, present, present - against, against])
    page.table("四步时间和表决", ["步骤", "日期", "应到", "实到", "同意", "反对或弃权"], rows)
    last = rows[-1]
    page.gist(
        f"村民代表会议实到{last[3]}人，同意{last[4]}人，占{percent(last[4], last[3])}，通过{scene.subject['name']}。"
    )


def _resolution(scene: Scene, page: Page) -> None:
    page.listing(scene.subject["text"])
    announce(scene, page, "村民对程序和内容有异议的，可以向村务监督委员会或镇里反映。", days=7)
    page.gist(f"{scene.subject['text'][0]}。")


def resolution(scene: Scene, page: Page) -> None:
    """“四议两公开”决议."""
    walk.write(scene, page, ("内容", _resolution), ("", _four_steps))


def _term_promises(scene: Scene, page: Page) -> None:
    page.table(
        "任期承诺", ["承诺人", "承诺"], [[leader[0], text] for leader, (text, *_r) in _promised(scene)]
    )


def _promised(scene: Scene) -> list[tuple]:
    return list(zip(scene.leaders, _promises_of(scene), strict=False))


def _promises_of(scene: Scene) -> list[tuple[str, str, str]]:
    """(promise of the term, of the year, what became of it): years that follow each other promise different things."""
    return [(row[0], *row[1 + scene.year % 2]) for row in scene.facts["promises"]]


def _kept_promises(scene: Scene, page: Page) -> None:
    rows = [
        [leader[0], text, kept, votes]
        for (leader, (_term, text, kept)), votes in zip(_promised(scene), _judged(scene), strict=True)
    ]
    page.table("年度承诺和践诺", ["承诺人", "年度承诺", "践诺情况", "村民代表认可"], rows, unit="票")
    page.gist(
        f"{len(rows)}名干部的年度承诺经村民代表评议，认可票最高{max(_judged(scene))}票，最低{min(_judged(scene))}票。"
    )
    page.gist(f"{rows[0][0]}：{rows[0][2]}。")


def _judged(scene: Scene) -> list[int]:
    luck = scene.luck("judged")
    return [luck.randint(35, 44) for _ in _promised(scene)]


def promises(scene: Scene, page: Page) -> None:
    """干部履职承诺."""
    walk.write(scene, page, ("任期", _term_promises), ("", _kept_promises))


def _reports(scene: Scene, page: Page) -> None:
    luck, rows = scene.luck("reports"), []
    voters = luck.randint(42, 52)
    for name, post, *_rest in scene.leaders:
        good, fair = luck.randint(24, 34), luck.randint(0, 2)
        rows.append([name, post, good, voters - good - fair, fair, 0])
    page.text(
        f"{day_text(scene.day(0.9, 0.98, 'reports'))}，党员和村民代表{voters}人听取述职述廉并无记名评议。"
    )
    page.table("述职述廉评议结果", ["姓名", "职务", "优秀", "称职", "基本称职", "不称职"], rows, unit="票")
    page.gist(f"{len(rows)}名干部述职述廉，{voters}人参加评议，没有不称职的。")


def _wages(scene: Scene, page: Page) -> None:
    rows = []
    for n, (name, post, *_rest) in enumerate(scene.leaders):
        month = 3200 if n == 0 else 2600 if n == 1 else 1800
        bonus = month * scene.annual("bonus", name).randint(6, 12) // 10
        rows.append([post, month, 12, bonus, month * 12 + bonus])
    page.table(
        "报酬补贴标准和发放",
        ["职务", "月标准", "月数", "年度绩效", "全年发放"],
        rows,
        unit="元",
        total=(3, 4),
    )
    page.text("除上表外，干部没有领取其他补贴。误工补助按实际天数另行公布。")
    page.gist(f"全年发放报酬补贴{sum(row[4] for row in rows)}元。")


def reports(scene: Scene, page: Page) -> None:
    """干部述职述廉与报酬."""
    walk.write(scene, page, ("述职", _reports), ("报酬", _wages))


def _supervised(scene: Scene, page: Page) -> None:
    rows = scene.pick(scene.facts["scrutiny"], 4)
    days = scene.days(4, "scrutiny")
    page.table(
        "监督事项",
        ["日期", "事项", "结论"],
        [[day.isoformat(), *row] for day, row in zip(days, rows, strict=True)],
    )
    page.gist(f"{scene.now}监督事项{len(rows)}项，{rows[0][0]}：{rows[0][1]}。")


def _faults(scene: Scene, page: Page) -> None:
    rows = scene.pick(scene.facts["faults"], 2)
    page.table("发现问题和整改", ["问题", "整改结果", "责任"], rows)
    page.gist(f"发现问题{len(rows)}个：{rows[0][0]}，{rows[0][1]}。")


def supervision(scene: Scene, page: Page) -> None:
    """村（居）务监督委员会工作."""
    walk.write(scene, page, ("问题|整改", _faults), ("监督", _supervised))


def _scheme(scene: Scene, page: Page) -> None:
    first = scene.happening.days[0]
    page.text(
        f"{scene.place}{form_of(scene)}委员会设委员五名，其中书记一名、副书记一名。候选人差额比例不低于百分之二十。"
    )
    steps = ((12, "成立换届工作小组"), (7, "听取党员意见，拟订方案"), (3, "方案报上级党委批准"))
    page.timeline([(workday_before(first, count), step) for count, step in steps])
    if scene.step == "plan":
        page.gist(f"设委员五名，差额选举，有选举权的正式党员{_voters(scene)}名。")


def _voters(scene: Scene) -> int:
    return _members(scene) - scene.annual("voters").randint(1, 4)


def _standing(scene: Scene) -> list[tuple]:
    """Six candidates for five seats: those in office, as the unit's list of leaders has them."""
    return scene.leaders[:6]


def _candidates(scene: Scene, page: Page) -> None:
    if scene.step == "plan":
        page.text("候选人由党员推荐、群众推荐和上级党委审查三步产生，名单在选举前公示。")
        return
    luck = scene.annual("standing")
    rows = [
        [name, luck.randint(30, 58), luck.randint(8, 30), luck.choice(("高中", "大专", "本科"))]
        for name, *_rest in _standing(scene)
    ]
    page.table("委员候选人", ["姓名", "年龄", "党龄", "学历"], sorted(rows, key=lambda row: -row[2]))
    if scene.step == "names":
        announce(scene, page, "对候选人有异议的，请在公示期内向党组织或镇党委反映。", workdays=5)
        page.gist(f"{len(rows)}名委员候选人公示五个工作日，差额一名。")


def _elected(scene: Scene, page: Page) -> None:
    if scene.step != "elected":
        page.text("选举大会有选举权的党员到会超过五分之四方可进行，当场计票、当场宣布。")
        return
    luck, voters = scene.annual("elected"), _voters(scene)
    present = voters - luck.randint(2, 6)
    ahead = sorted((luck.randint(present * 6 // 10, present - 1) for _ in range(5)), reverse=True)
    votes = [*ahead, luck.randint(6, present // 4)]
    rows = [
        [name, count, "当选" if n < 5 else "未当选"]
        for n, ((name, *_r), count) in enumerate(zip(_standing(scene), votes, strict=True))
    ]
    page.text(
        f"{day_text(scene.back(2))}召开党员大会，应到{voters}名，实到{present}名，发出选票{present}张，收回{present}张，全部有效。"
    )
    page.table("选举结果", ["候选人", "得票", "结果"], rows)
    page.gist(f"应到党员{voters}名，实到{present}名，选出委员五名，{rows[0][0]}得票{rows[0][1]}张。")


def election(scene: Scene, page: Page) -> None:
    """换届选举."""
    walk.write(scene, page, ("方案", _scheme), ("候选人", _candidates), ("结果", _elected))


def _land_rows(scene: Scene) -> list[list[int | str]]:
    luck, rows = scene.annual("land"), []
    for group in ("一组", "三组", "五组"):
        homes = luck.randint(4, 12)
        area = luck.randint(12, 46)
        rows.append([group, homes, area, area * 4200])
    return rows


def _shares(scene: Scene, page: Page) -> None:
    rows = [[group, homes, f"{area / 10:.1f}", money] for group, homes, area, money in _land_rows(scene)]
    page.table("补偿费使用分配方案", ["组", "户数", "面积（亩）", "补偿费（元）"], rows, total=(1, 2, 3))
    page.text("土地补偿费八成分到承包户，两成留作集体公益支出。青苗和附着物补偿全部归所有人。")
    if scene.step == "plan":
        page.gist(
            f"涉及{sum(row[1] for row in rows)}户，补偿费{sum(row[3] for row in rows)}元，八成分到承包户，两成留集体。"
        )
        announce(scene, page, "对面积、户数和金额有异议的，可以申请复丈，也可以向镇里反映。", days=7)


def _homesteads(scene: Scene, page: Page) -> None:
    luck, rows = scene.annual("homesteads"), []
    for kind in ("分户新建", "原址翻建", "拆旧异地建"):
        asked = luck.randint(2, 7)
        rows.append([kind, asked, fine := asked - luck.randint(0, 1), fine * 120])
    page.table("宅基地使用方案", ["类型", "申请户", "符合条件", "面积（平方米）"], rows, total=(1, 2, 3))


def _land_result(scene: Scene, page: Page) -> None:
    if scene.step == "plan":
        page.text("公示期满没有异议的，报镇里审核后发放，发放名册由本人签字。")
        return
    total = sum(money for _g, _h, _a, money in _land_rows(scene))
    homes, kept = sum(row[1] for row in _land_rows(scene)), total * 2 // 10
    page.figures(
        ("发放到户", total - kept, "元"), ("集体留存", kept, "元"), ("领取", homes, "户", "全部签字")
    )
    page.text(f"{day_text(scene.back(4))}通过银行一次发放到户，村务监督委员会核对了签字和账号。")
    announce(scene, page, "对发放结果有异议的，可以查阅名册和转账凭证。", days=7)
    page.gist(
        f"补偿费{wan(total // 100)}万元，发放到{homes}户{wan((total - kept) // 100)}万元，集体留存{wan(kept // 100)}万元。"
    )


def land(scene: Scene, page: Page) -> None:
    """征地补偿与宅基地."""
    walk.write(scene, page, ("补偿", _shares), ("宅基地", _homesteads), ("结果", _land_result))
