"""Money: a village's accounts, service funds, pay of leaders, fees and grants of a school."""

from __future__ import annotations

from cms.demo.prose.chance import chance
from cms.demo.prose.page import Page, percent, wan
from cms.demo.prose.recipes import walk
from cms.demo.prose.recipes.notices import announce
from cms.demo.prose.scene import Scene

BALANCER = "村道和机耕路维修"
"""The outlay that makes the year's account end where the next one begins."""


def _opening(scene: Scene, year: int) -> int:
    """What the collective has on the first of January, in hundredths of 万元."""
    return chance(scene.seed, scene.unit.slug, str(year), "opening").randint(2100, 2700)


def _year_rows(scene: Scene, key: str) -> list[tuple[str, int]]:
    return [(name, scene.annual(key, name).randint(low, high)) for name, low, high in scene.facts[key]]


def _accounts(scene: Scene) -> tuple[list[tuple], list[tuple]]:
    """(name, period, since January) of incomes and outlays."""
    incomes, outlays = _year_rows(scene, "incomes"), _year_rows(scene, "outlays")
    rise = _opening(scene, scene.year + 1) - _opening(scene, scene.year)
    outlays.append((BALANCER, sum(a for _n, a in incomes) - sum(a for _n, a in outlays) - rise))
    return (
        [(name, *scene.grown(amount, "income", name)) for name, amount in incomes],
        [(name, *scene.grown(amount, "outlay", name)) for name, amount in outlays],
    )


def _flow(scene: Scene, page: Page) -> None:
    incomes, outlays = _accounts(scene)
    for caption, rows in (("收入", incomes), ("支出", outlays)):
        told = [[name, wan(now), wan(so_far)] for name, now, so_far in rows]
        page.table(
            f"{scene.label}{caption}明细", [caption, scene.now, "当年累计"], told, unit="万元", total=(1, 2)
        )
    came, went = (sum(row[1] for row in rows) for rows in (incomes, outlays))
    start = (
        _opening(scene, scene.year) + sum(r[2] - r[1] for r in incomes) - sum(r[2] - r[1] for r in outlays)
    )
    figures = (
        ("期初结余", wan(start)),
        ("收入", wan(came)),
        ("支出", wan(went)),
        ("期末结余", wan(start + came - went)),
    )
    page.figures(*((label, value, "万元") for label, value in figures))
    page.gist(
        f"{scene.now}收入{wan(came)}万元，支出{wan(went)}万元，期末结余{wan(start + came - went)}万元。"
    )


def _debts(kinds: str) -> walk.Part:
    def write(scene: Scene, page: Page) -> None:
        rows = []
        for name, who, low, high in (row for row in scene.facts["debts"] if row[0][0] in kinds):
            owed = scene.annual("debt", name).randint(low, high)
            paid = scene.grown(owed // 2, "debt", name)
            rows.append([name, who, wan(owed - paid[1] + paid[0]), wan(paid[0]), wan(owed - paid[1])])
        header = ["项目", "对方", "期初", f"{scene.now}结清", "期末"]
        page.table("债权债务" if "付" in kinds else "往来款项", header, rows, unit="万元", total=(2, 3, 4))

    return write


def accounts(scene: Scene, page: Page) -> None:
    """集体财务收支."""
    walk.write(scene, page, ("收支", _flow), ("债", _debts("应付")), ("往来", _debts("代暂")))
    page.heading("审核")
    page.text("账目由村务监督委员会逐笔审核，原始凭证在会计处，村民可以查阅。")


def _funds(kind: str) -> walk.Part:
    def write(scene: Scene, page: Page) -> None:
        rows = []
        for name, low, high in (row[1:] for row in scene.facts["funds"] if row[0] == kind):
            planned = scene.annual("fund", name).randint(low, high)
            now, so_far = scene.grown(
                planned * scene.annual("spent", name).randint(90, 100) // 100, "fund", name
            )
            rows.append([name, wan(planned), wan(now), wan(so_far), percent(so_far, planned)])
        header = ["项目", "年度安排", f"{scene.now}支出", "当年累计", "执行率"]
        page.table(kind, header, rows, unit="万元", total=(1, 2, 3))
        spent = sum(round(float(row[2]) * 100) for row in rows)
        page.gist(f"{scene.now}{kind}支出{wan(spent)}万元。")

    return write


def funds(scene: Scene, page: Page) -> None:
    """社区服务资金使用."""
    walk.write(scene, page, ("党群", _funds("党群服务经费")), ("专项", _funds("为民服务专项资金")))
    page.heading("资金怎样定、怎样查")
    page.text("项目由居民和村民代表提出并表决，支出由监督委员会签字。单笔两千元以上的附合同和验收单。")


def _pay(scene: Scene, page: Page) -> None:
    rows = []
    for n, (name, post, *_rest) in enumerate(scene.leaders):
        base = 1260 if n < 2 else 1008
        bonus = base * scene.annual("bonus", name).randint(85, 125) // 100
        rows.append([post, wan(base), wan(bonus), wan(base * 9 // 100), wan(base + bonus + base * 9 // 100)])
    page.table(
        "企业负责人薪酬",
        ["职务", "基本年薪", "绩效年薪", "单位缴存公积金等", "税前合计"],
        rows,
        unit="万元",
        total=(1, 2, 3, 4),
    )
    total = sum(round(float(row[4]) * 100) for row in rows)
    page.gist(f"{scene.label}度企业负责人{len(rows)}名，税前薪酬合计{wan(total)}万元。")


def _treatment(scene: Scene, page: Page) -> None:
    page.table("履职待遇", ["项目", "标准", "执行"], scene.facts["treatment"])


def _business(scene: Scene, page: Page) -> None:
    rows = []
    for name, low, high in scene.facts["business"]:
        planned = scene.annual("business", name).randint(low, high)
        spent = planned * scene.annual("business spent", name).randint(62, 97) // 100
        rows.append([name, wan(planned), wan(spent), wan(planned - spent), percent(spent, planned)])
    page.table("业务支出", ["项目", "预算", "实际支出", "节约", "执行率"], rows, unit="万元", total=(1, 2, 3))
    spent, planned = (sum(round(float(row[n]) * 100) for row in rows) for n in (2, 1))
    page.gist(f"业务支出{wan(spent)}万元，为预算的{percent(spent, planned)}。")


def pay(scene: Scene, page: Page) -> None:
    """薪酬与履职待遇业务支出."""
    walk.write(scene, page, ("薪酬", _pay), ("待遇", _treatment), ("支出", _business))


def _fees(scene: Scene, page: Page) -> None:
    page.table("收费项目和标准", ["项目", "计费", "标准", "依据", "收取方式"], scene.facts["fees"], unit="元")
    page.text("没有列在表中的项目不收费。家长可以拒缴并向总务处反映。")


def _grants(scene: Scene, page: Page) -> None:
    rows = []
    for name, standard, low, high in scene.facts["aids"]:
        heads = scene.luck("aid", name).randint(low, high)
        rows.append([name, standard, heads, standard * heads])
    page.table("学生资助", ["项目", "每人标准", "人数", "金额"], rows, unit="元", total=(2, 3))
    page.gist(f"{scene.now}资助学生{sum(row[2] for row in rows)}人次，发放{sum(row[3] for row in rows)}元。")


def _grant_list(scene: Scene, page: Page) -> None:
    page.text(
        "受助名单在班级公示，只写班级和姓氏，不写身份证号、住址、家庭情况和银行账号。网上只公布人数和金额。"
    )
    announce(scene, page, "对资助政策执行和人数有异议的，可以向总务处反映，我们核实后答复。")


def school_fees(scene: Scene, page: Page) -> None:
    """收费与学生资助."""
    walk.write(scene, page, ("收费", _fees), ("名单", _grant_list), ("资助", _grants))
    page.gist(f"收费项目{len(scene.facts['fees'])}项，标准和依据列表公布。")
