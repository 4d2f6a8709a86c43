"""The made-up unit and district around the sample: what each public page is told."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.template import Engine

from cms.theming.trying.sample import ABOVE, BLOCKS, DAY, HASH, LONG, STATES, Asking, Block, _file, details

SITE = {
    **{"name": "柳河村党总支", "kind_label": "村", "district": "清溪区", "is_central": False, "home_url": "/"},
    **{"column_url": "#column", "central_url": "#central", "central_name": "清溪区党务公开", "search_url": "/search"},
    **{"elder": False, "elder_url": "#elder", "portal_url": "https://portal.example/", "demo": True, "origin": ""},
    "line": {"name": "村（社区）", "url": "#"},
    "superior": ABOVE,
    "codes": {"icp": "浙ICP备00000000号", "site_code": "3300000000", "police": "浙公网安备33000000000000号"},
    "contact": {"address": "柳河镇柳河村1号", "phone": "0571-00000000"},
    "feeds": [{"title": "全部公开内容", "url": "/feed.atom"}],
}
PROVENANCE = {
    **{"item_code": "CJ-07", "item_title": "集体资金使用情况", "due": DAY, "published_on": DAY, "public_on": DAY},
    **{"timely": "on_time", "hash": HASH, "emergency": False, "missing": [], "version": 2},
    "steps": [
        {"label": "提出", "role": "信息员", "unit": "柳河村党总支", "on": DAY, "done": True, "note": ""},
        {"label": "保密审查", "role": "审查员", "unit": "柳河村党总支", "on": DAY, "done": True, "note": ""},
        {"label": "审批", "role": "书记", "unit": "柳河镇党委", "on": None, "done": False, "note": ""},
    ],
}
TITLES = ("一季度财务收支情况", "党员发展公示", LONG, "三月份主题党日", "村道硬化工程进展", "低保户动态调整名单", "简讯")
UNIT_NAMES = ("柳河镇党委", "柳河村党总支", "清溪区第一中学党委", "清溪区人民医院党委")
SECTION_NAMES = ("组织概况", "党员队伍", "集体三资", "民生实事", "干部作风", "学习教育")


def entries() -> list[dict[str, Any]]:
    return [
        {
            **{"title": title, "url": "#", "date": DAY - dt.timedelta(days=9 * n // 2), "is_demo": True},
            **{"item": {"code": "CJ-07", "title": "集体资金使用情况", "url": "#"}, "period_label": "2026年第一季度"},
            **{"unit": {"name": UNIT_NAMES[n % 4], "url": "#"}, "summary": "", "snippet": "收入三万六千元。"},
        }
        for n, title in enumerate(TITLES)
    ]


def own_entries() -> list[dict[str, Any]]:
    """As a unit's own pages list them: without its name."""
    return [entry | {"unit": None} for entry in entries()]


def items(section: int = 0) -> list[dict[str, Any]]:
    rows = []
    for n, (state, label) in enumerate(STATES):
        last = {"date": DAY, "title": TITLES[n], "url": "#"} if n % 3 else None
        rows.append(
            {
                **{"code": f"C{section}-{n + 1:02}", "title": f"{SECTION_NAMES[n % 6]}情况", "url": "#", "key": n == 1},
                **{"is_public": n != 4, "scope_label": "社会公开", "timing_label": "每季度公开", "where": "村民代表会议"},
                **{"state": state, "state_label": label, "last": last, "next_due": DAY, "withdrawn": n == 6},
                **{"content": "收入、支出、结余", "channels": ["公开栏", "专栏"], "basis": "《条例》第十条", "linked": []},
            }
        )
    return rows


def sections() -> list[dict[str, Any]]:
    return [
        {"title": name, "url": f"#s{n}", "anchor": f"s{n}", "count": 7, "latest": DAY if n % 2 else None}
        | {"items": items(n) if n < 2 else items(n)[:2]}
        for n, name in enumerate(SECTION_NAMES)
    ]


def units() -> list[dict[str, Any]]:
    facts = {"url": "#", "has_catalog": True, "latest": DAY, "kind_label": "村", "slug": "liuhe"}
    return [facts | {"name": name, "has_catalog": n != 2} for n, name in enumerate(UNIT_NAMES)]


def groups() -> list[dict[str, Any]]:
    tally = {"due": 120, "met": 96, "on_time": 90}
    group = {"key": "L02", "count": 4, "registered": 3, "coverage": 80, "timeliness": 75, "is_few": False, "tally": tally}
    small = {"is_few": True, "tally": {"due": 3, "met": 2, "on_time": 1}, "coverage": None, "timeliness": None}
    return [group | {"name": "村（社区）"}, group | small | {"name": "学校"}]


def dues() -> list[dict[str, Any]]:
    return [
        {"title": "财务收支", "period_label": "一季度", "url": "#", "due": DAY, "state": state, "state_label": label}
        for state, label in STATES[1:4]
    ]


def _page(engine: Engine) -> dict[str, Any]:
    shown = [Block(engine, kind, value) for kind, value in BLOCKS.items()]
    typed = [Block(engine, kind, value, "details") for kind, value in details(engine).items()]
    return {"title": LONG, "seo_title": "", "url": "#", "intro": "柳河村有党员九十六名。", "body": shown, "details": typed}


def _stats() -> dict[str, Any]:
    return {
        **{"units": 128, "units_with_catalog": 120, "items_public": 2410, "entries_this_year": 860, "due": 900},
        **{"met": 870, "on_time": 850, "coverage_pct": 96, "timely_pct": 94, "computed_how": "到期的才计入。"},
    }


def _of_unit() -> dict[str, Any]:
    catalog = {"title": "柳河村党总支党务公开目录", "number": "清党公备〔2026〕31号", "registered_on": DAY, "url": "#"}
    tallies = {"items_public": 30, "published_this_year": 48, "due": 20, "met": 19, "on_time": 18}
    numbers = (2, 1)
    return {
        "catalog": catalog | {"items": 34, "public_items": 30, "hidden_items": 2},
        "tallies": tallies,
        **{"latest": own_entries(), "sections": sections(), "due_soon": dues(), "rows": dues(), "periods": _periods()},
        **{"item": items()[1], "items": items(), "section": sections()[0], "entries": own_entries(), "total": 7},
        "siblings": [{"title": s["title"], "url": s["url"], "current": s["anchor"] == "s0"} for s in sections()],
        "years": [{"label": f"{year}年", "year": year, "url": "#", "current": year == 2026} for year in (2026, 2025)],
        "pages": {"previous_url": "", "next_url": "#", "label": "第1页，共3页"},
        **{"previous": entries()[1], "next": entries()[0], "attachments": [_file("一季度收支明细表")]},
        "metadata": [("索引号", "LH-2026-031"), ("发布机构", "柳河村党总支"), ("成文日期", "2026年3月5日")]
        + [("所属事项", "集体资金使用情况"), ("公开范围", "社会公开")],
        "corrections": [{"number": 1, "kind_label": "不准确", "at": DAY, "passage": "三万", "text": "是三万六千元。"}],
        "headings": [{"id": f"h{n}", "text": text, "level": 2} for n, text in enumerate(("收入", "支出", "结余"))],
        "versions": [{"number": n, "at": DAY, "url": "#", "current": n == 2, "note": "补充附件。"} for n in numbers],
        **{"provenance": PROVENANCE, "summary": "收入三万六千元，支出九千六百元。", "is_document": True},
    }


def _periods() -> list[dict[str, Any]]:
    return [
        {"label": f"第{n + 1}季度", "state": state, "state_label": label, "due": DAY, "url": "#" if n else ""}
        for n, (state, label) in enumerate(STATES[:4])
    ]


def _of_district() -> dict[str, Any]:
    folded = {"count": 4, "lead": ABOVE, "units": units(), "url": "#", "anchor": "l1", "label": "村（社区）"}
    total = groups()[0] | {"name": "全区"}
    registered = {"register_number": "清党公备〔2026〕31号", "unit": "柳河村党总支", "registered_with": "柳河镇党委"}
    return {
        **{"stats": _stats(), "due_this_month": dues(), "lines": [folded | {"name": "村（社区）"}]},
        **{"territories": [folded | {"name": "柳河镇"}], "units": units(), "groups": [*groups()], "group": total},
        "showcase": [{"title": "一本账公开到户", "url": "#", "unit": {"name": "柳河村党总支"}}],
        **{"parts": [{"by": "line", "title": "各条线", "groups": groups()}], "by": "line", "few": 20, "year": 2026},
        **{"until": DAY, "switches": [{"label": "按条线", "url": "#", "current": True}], "results": entries(), "q": "财务"},
        "filters": [{"label": "类别", "options": [{"label": "村", "url": "#", "current": False, "count": 3}]}],
        **{"unit": units()[0] | ABOVE, "unit_hits": units()[:1], "serves": True, "line": "村（社区）"},
        **{"entry": entries()[0] | {"item_title": "财务", "content_hash": HASH, "version": 2}, "text": "正文。"},
        "found": registered | {"title": "公开目录", "version": 1, "items_total": 34, "items_public": 30, "intact": True},
        "chosen": {"number": 2, "at": DAY, "change_label": "修改", "hash": HASH},
        "lines_of_change": [],
        **{"state": "met", "label": "已公开", "share": 80, "word": "覆盖", "said": "到期120件，已公开96件", "id": "q"},
    }


def context(engine: Engine, name: str, *, elder: bool = False) -> dict[str, Any]:
    """All that the template of this name may ask for."""
    is_central = name in CENTRAL
    said = _of_district() | _of_unit() if not is_central else _of_unit() | _of_district() | {"latest": entries()}
    values: dict[str, Any] = {"blocks": BLOCKS, "details": details(engine)}
    folder, _slash, rest = name.partition("/")
    value = values.get(folder, {}).get(rest.removesuffix(".html"))
    site = SITE | {"elder": elder, "is_central": is_central}
    return said | {"site": site, "page": _page(engine), "request": Asking(), "value": value} | SHAPED.get(name, {})


CENTRAL = {
    f"delivery/{name}.html" for name in ("portal", "units", "coverage", "coverage_group", "unit", "kept_entry", "verify")
}
# Where a name means something else than on the other pages.
SHAPED: dict[str, dict[str, Any]] = {
    "delivery/coverage.html": {"total": groups()[0] | {"name": "全区"}},
    "delivery/coverage_group.html": {"rows": [{"name": "柳河村党总支", "url": "#", "tally": groups()[0]["tally"]}]},
    "delivery/units.html": {
        "groups": [{"anchor": "l1", "label": "村（社区）", "url": "#", "lead": ABOVE, "units": units()}]
    },
    "delivery/versions.html": {"lines": [{"parts": [("same", "收入"), ("out", "三万"), ("in", "三万六千")]}]},
    "pages/item_page.html": {"total": 7},
}
