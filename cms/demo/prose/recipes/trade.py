"""Purchases, tenders, leases and sales: what was wanted, how it was done, who got it and at what price."""

from __future__ import annotations

from cms.demo.prose.page import Page, day_text, percent, wan
from cms.demo.prose.recipes import walk
from cms.demo.prose.recipes.notices import announce
from cms.demo.prose.scene import Scene


def _tender(scene: Scene) -> tuple[int, list[tuple[str, int, int]]]:
    """(ceiling, bids) in hundredths of 万元. A bid is (bidder, price, points), the winner first."""
    subject, luck = scene.subject, scene.luck("tender")
    ceiling = luck.randint(subject["lo"], subject["hi"]) // 10 * 10
    firms = luck.sample(scene.facts["firms"], luck.randint(3, 4))
    points = sorted((luck.randint(720, 955) for _ in firms), reverse=True)
    bids = [
        (firm, ceiling * luck.randint(860, 985) // 1000, score)
        for firm, score in zip(firms, points, strict=True)
    ]
    return ceiling, bids


def _wanted(scene: Scene, page: Page) -> None:
    subject, (ceiling, _bids) = scene.subject, _tender(scene)
    rows = [[subject["thing"], subject["count"], wan(ceiling), f"{scene.item.responsible}"]]
    page.table("采购计划", ["采购内容", "数量", "预算和最高限价", "承办"], rows, unit="万元")


def _way(scene: Scene, page: Page) -> None:
    _ceiling, bids = _tender(scene)
    page.text(f"采购方式：{scene.subject['way']}。递交响应文件的供应商{len(bids)}家，均通过资格审查。")
    steps = ((32, "参数公开征求意见"), (24, "发布采购公告"), (7, "开标"), (6, "评审"), (2, "确定结果"))
    page.timeline([(scene.back(count), step) for count, step in steps])


def _won(scene: Scene, page: Page) -> None:
    ceiling, bids = _tender(scene)
    rows = [
        [firm, wan(price), f"{score / 10:.1f}", "第一名，拟成交" if n == 0 else f"第{n + 1}名"]
        for n, (firm, price, score) in enumerate(bids)
    ]
    page.table("评审和成交结果", ["供应商", "报价（万元）", "得分", "结果"], rows)
    saved = ceiling - bids[0][1]
    page.figures(
        ("成交金额", wan(bids[0][1]), "万元"), ("低于限价", wan(saved), "万元", percent(saved, ceiling))
    )
    announce(
        scene, page, "供应商和其他单位对结果有异议的，请在公示期内书面提出，写明事实和证据。", workdays=3
    )
    page.gist(
        f"{scene.subject['thing']}由{bids[0][0]}以{wan(bids[0][1])}万元成交，比最高限价低{percent(saved, ceiling)}。"
    )


def purchase(scene: Scene, page: Page) -> None:
    """药品耗材与设备采购, 大额采购与工程招投标."""
    walk.write(scene, page, ("结果", _won), ("方式", _way), ("", _wanted))
    page.gist(f"公示{scene.item.notice or '3个工作日'}。")


def _auction(scene: Scene) -> tuple[int, list[tuple[str, int]]]:
    """(reserve, bids) in 元, the highest bid first."""
    luck = scene.luck("auction")
    reserve = luck.randint(*scene.subject["reserve"]) * 100
    firms = luck.sample(scene.facts["bidders"], luck.randint(3, 4))
    percents = sorted(luck.sample(range(100, 139, 2), len(firms)), reverse=True)
    bids = [reserve * percents[n] // 100 // 100 * 100 for n in range(len(firms))]
    return reserve, list(zip(firms, bids, strict=True))


def _asset(scene: Scene, page: Page) -> None:
    subject, (reserve, _bids) = scene.subject, _auction(scene)
    rows = [
        ["标的", subject["thing"]],
        ["规模", subject["area"]],
        ["用途", subject["use"]],
        ["期限", subject["years"]],
    ]
    page.table(
        "资产信息",
        ["项目", "内容"],
        [*rows, ["方式", subject["way"]], ["评估底价", f"{reserve}元{subject['per']}"]],
    )


def _sold(scene: Scene, page: Page) -> None:
    _asset(scene, page) if scene.subject.get("sale") else None
    reserve, bids = _auction(scene)
    per = scene.subject["per"]
    page.table(
        "竞价结果",
        ["竞买人", f"报价（元{per}）", "结果"],
        [[name, price, "成交" if n == 0 else ""] for n, (name, price) in enumerate(bids)],
    )
    steps = ((20, "评估备案，确定底价"), (14, "公开发布信息"), (4, "公开竞价"), (2, "签订合同"))
    page.timeline([(scene.back(count), step) for count, step in steps])
    rise = bids[0][1] - reserve
    page.gist(
        f"{scene.subject['thing']}由{bids[0][0]}以{bids[0][1]}元{per}成交，比底价高{percent(rise, reserve)}。"
    )
    page.gist(f"用途为{scene.subject['use']}。")


def _leased(scene: Scene, page: Page) -> None:
    if scene.subject.get("sale"):
        page.text("本次为转让，不涉及出租。")
        return
    _asset(scene, page)


def assets(scene: Scene, page: Page) -> None:
    """资产处置与租赁."""
    walk.write(scene, page, ("出租", _leased), ("转让|结果", _sold))


def _village_votes(scene: Scene) -> tuple[int, int, int]:
    luck = scene.luck("votes")
    present = luck.randint(34, 46)
    against = luck.randint(0, 4)
    return present, present - against, against


def _deal_decided(scene: Scene, page: Page) -> None:
    subject, (present, agreed, against) = scene.subject, _village_votes(scene)
    page.text(
        f"本次为{subject['kind']}。{day_text(scene.back(24))}召开村民代表会议，应到48人，实到{present}人，同意{agreed}人，反对{against}人，决定将{subject['thing']}公开竞价{subject['kind']}。"
    )


def _contract(scene: Scene, page: Page) -> None:
    subject, (reserve, bids) = scene.subject, _auction(scene)
    rows = [
        ["标的", f"{subject['thing']}，{subject['area']}"],
        ["期限", subject["years"]],
        ["用途", subject["use"]],
        ["价款", f"{bids[0][1]}元{subject['per']}，签约后三日内交首期"],
    ]
    page.table(
        "合同要点", ["条款", "约定"], [*rows, ["保证金", f"{reserve // 10 // 100 * 100}元，期满验收后退还"]]
    )


def _dealt(scene: Scene, page: Page) -> None:
    reserve, bids = _auction(scene)
    rows = [[name, price, "成交" if n == 0 else ""] for n, (name, price) in enumerate(bids)]
    page.table("竞价结果", ["竞买人", f"报价（元{scene.subject['per']}）", "结果"], rows)
    page.text(
        f"底价{reserve}元{scene.subject['per']}，经镇农村产权交易站公开竞价，村务监督委员会两名成员到场。"
    )
    announce(scene, page, "村民对交易过程和结果有异议的，可以向村务监督委员会或镇里反映。", days=7)
    page.gist(
        f"{scene.subject['thing']}由{bids[0][0]}以{bids[0][1]}元{scene.subject['per']}竞得，底价{reserve}元，公示7日。"
    )


def deal(scene: Scene, page: Page) -> None:
    """集体资产资源资金处置."""
    walk.write(scene, page, ("合同", _contract), ("结果", _dealt), ("", _deal_decided))


def _ways(scene: Scene, page: Page) -> None:
    page.table("采购和选用方式", ["类别", "方式", "由谁决定"], scene.facts["buying"])


def _suppliers(scene: Scene, page: Page) -> None:
    luck, rows = scene.annual("suppliers"), []
    for thing, firm, low, high in scene.facts["supplies"]:
        year = luck.randint(low, high)
        rows.append([thing, firm, wan(year), wan(scene.grown(year, "supply", thing)[0])])
    page.table(
        "中标单位和采购金额", ["类别", "中标单位", "年度预算", scene.now], rows, unit="万元", total=(2, 3)
    )
    page.gist(f"{scene.now}食堂、校服、教辅采购{wan(sum(round(float(row[3]) * 100) for row in rows))}万元。")


def _prices(scene: Scene, page: Page) -> None:
    rows = []
    for name, source, low, high in scene.facts["foods"]:
        now, before = (_price(scene, name, low, high, ago) for ago in (0, 1))
        rows.append([name, source, f"{before / 10:.1f}", f"{now / 10:.1f}", f"{(now - before) / 10:.1f}"])
    page.table("食材来源和平均价格", ["食材", "来源", "上期", scene.now, "变化"], rows, unit="元/公斤")
    moved = max(rows, key=lambda row: abs(float(row[4])))
    page.gist(f"价格变动最大的是{moved[0]}，由每公斤{moved[2]}元变为{moved[3]}元。")


def _price(scene: Scene, name: str, low: int, high: int, ago: int) -> int:
    """Tenths of 元. A period's price is what the next one calls the last."""
    usual = scene.lasting("price", name).randint(low * 10, high * 10)
    return usual + round(usual * scene.lasting("price", name, str(scene.number - ago)).uniform(-0.05, 0.05))


def _watched(scene: Scene, page: Page) -> None:
    rows, luck = [], scene.luck("watched")
    for day, (found, cured) in zip(
        scene.days(3, "watched"), scene.pick(scene.facts["watched"], 3), strict=True
    ):
        rows.append([day.isoformat(), luck.randint(3, 8), found, cured])
    page.table("家长委员会监督", ["日期", "到校家长", "发现和建议", "处理"], rows, total=(1,))
    page.gist(f"家长委员会到校监督{len(rows)}次。")


def school_buying(scene: Scene, page: Page) -> None:
    """食堂、校服、教辅管理."""
    walk.write(scene, page, ("方式", _ways), ("中标", _suppliers), ("来源|价格", _prices), ("监督", _watched))
