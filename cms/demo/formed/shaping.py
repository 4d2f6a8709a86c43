"""From the composer's blocks to the details of each form."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from cms.catalog.vocabulary import ItemForm
from cms.demo.formed.blocks import day, part, sum_table, table, take
from cms.demo.prose import Draft
from cms.demo.prose.chance import SURNAMES, chance
from cms.demo.prose.page import PHONE, Block
from cms.filing.models import FiledItem
from cms.obligations.calendar import add_workdays, workdays_between
from cms.pages.details.decision import VILLAGE
from cms.pages.details.forms import BLOCKS

Details = dict[str, Any]
GIVEN = ("建国", "秀英", "志强", "玉兰", "明华", "桂芳", "文斌", "丽萍")
HELPED = ("大病医疗支出较大", "独居，行动不便", "子女就学", "因灾受损", "老党员生活补助", "残疾照护")
APPOINTED = re.compile(r"任命(\S+?)同志为(.+?)，免去其(.+?)职务")
DONE = re.compile(r"完成工程量的(\d+)%")
DUTIES = (
    "宣传和执行党的路线方针政策，执行上级党组织和本级党员大会的决议",
    "讨论和决定本地经济社会发展和党的建设中的重要问题",
    "领导群众自治组织和群团组织，支持它们依照章程开展工作",
    "联系服务群众，听取意见，办理党员群众提出的问题",
)
HOURS = "周一至周五 9:00—12:00，14:00—17:30（法定节假日除外）"
STANDFIRST = "推选看的不是材料有多厚，是群众看不看得懂、找不找得到、问了有没有人答。"
STORY: tuple[tuple[str, str, dict[str, str]], ...] = (
    (
        "一块公示栏，换了位置",
        "{names}等单位的做法不一样，起点却相似：先问群众想看什么。有的把公示栏从办公楼里搬到了村口，"
        "有的把账目分成“收了多少、花在哪里、还剩多少”三张表，老人也能看懂。",
        {"quote": "以前要问会计，现在自己看，哪一笔不清楚就问哪一笔。", "quote_by": "一位村民代表"},
    ),
    (
        "按时公开，靠一张清单",
        "每个单位的目录都登记了时限。到期之前系统提醒，逾期的在全区页面上看得见。"
        "评估时不看材料厚薄，只看清单上的事项是不是按时、完整、准确地公开了。",
        {},
    ),
    (
        "问了就要答",
        "意见怎样办理、什么时候办完、不能办的为什么不能办，都写在公开的页面上。群众评价占二十分，由问卷得出。",
        {},
    ),
)


@dataclass(frozen=True)
class Formed:
    """What an entry is made of, and what is added to it on a later day."""

    details: list[dict[str, Any]]
    blocks: list[Block]
    result: str = ""
    result_on: dt.date | None = None


def formed(draft: Draft, item: FiledItem, on: dt.date, slug: str) -> Formed:
    """The draft as its item's form asks for it. A general item's stays as it is."""
    blocks = list(draft.blocks)
    kind = BLOCKS.get(ItemForm(item.form), "")
    made = SHAPES[kind](draft, blocks, on, slug) if kind in SHAPES else None
    if made is None:
        return Formed([], list(draft.blocks))
    result, after = "", None
    if kind == "notice":
        after = add_workdays(day(made["end"]), 1)
        result = "公示期内没有收到反映，按程序办理任职手续。"
    return Formed([{"type": kind, "value": made}], blocks, result, after)


def _notice(draft: Draft, blocks: list[Block], on: dt.date, slug: str) -> Details | None:
    found = take(blocks, lambda kind, _value: kind == "notice")
    if not found:
        return None
    start, end = day(found[0]["start"]), day(found[0]["end"])
    return {
        "start": start.isoformat(),
        "length": workdays_between(start, end),
        "counted": "WORKDAYS",
        "end": end.isoformat(),
        "contact": f"{found[0]['contact']}\n{found[0]['text']}",
    }


def _decision(draft: Draft, blocks: list[Block], on: dt.date, slug: str) -> Details | None:
    found = take(blocks, table("四步时间和表决"))
    matter = re.sub(r"^关于|的决[议定]$", "", draft.title)
    if not found:
        decided = {"step": "MEETING", "on": str(draft.issued_on), "due": 7, "present": 7, "for_votes": 7}
        told = {"step": "ANNOUNCE", "on": on.isoformat()}
        return {"matter": matter, "steps": [part(decided), part(told)], "outcome": draft.summary}
    steps = []
    for name, row in zip(VILLAGE, found[0]["rows"], strict=False):
        due, present, agreed, rest = map(int, row[2:])
        said = {"due": due, "present": present, "for_votes": agreed, "against": 0, "abstain": rest}
        steps.append(part({"step": name, "on": row[1], **said}))
    steps += [part({"step": "ANNOUNCE", "on": on.isoformat()}), part({"step": "REPORT"})]
    return {"matter": matter, "steps": steps, "outcome": draft.summary}


def _progress(draft: Draft, blocks: list[Block], on: dt.date, slug: str) -> Details | None:
    overview, money = take(blocks, table("项目概况")), take(blocks, table("资金来源和使用"))
    if not overview:
        return None
    lines = take(blocks, lambda kind, _value: kind == "timeline")
    stages, percent = [_stage(lines[0][-1]["title"], lines[0][-1]["when"])], 0
    for told in (told for line in lines[1:] for told in line):
        share = DONE.search(told["title"])
        percent = int(share[1]) if share else percent
        done = told["state"] == "done"
        stages.append(_stage("主体工程" if share else told["title"], told["when"] if done else ""))
    if percent < 100:
        stages.append(_stage("竣工验收", ""))
    facts = dict(overview[0]["rows"])
    spent = money[0]["rows"][-1] if money else ["", None, None]
    return {
        "project": facts["项目"],
        "as_of": on.isoformat(),
        "percent": percent,
        "budget": spent[1],
        "spent": spent[2],
        "money_note": "上级补助、集体自筹和自愿捐助，专账管理。",
        "stages": stages,
    }


def _stage(title: str, when: str) -> dict[str, Any]:
    return part({"title": title, "state": "done" if when else "doing", "actual": when or None})


def _personnel(draft: Draft, blocks: list[Block], on: dt.date, slug: str) -> Details | None:
    """Appointments as they were decided; for help, people whose names are masked."""
    found = take(blocks, lambda kind, value: kind == "rich_text" and "任命" in value and "免去" in value)
    if found:
        take(blocks, lambda kind, value: kind == "rich_text" and value.endswith("研究决定：</p>"))
        rows = [
            part({"name": name, "unit": before, "post": post})
            for name, post, before in APPOINTED.findall(found[0])
        ]
        caption = {"caption": "任免名单", "kind": "POSTS", "decided_by": "党工委会议决定"}
        return caption | {"people": rows, "decided_on": str(draft.issued_on)}
    luck = chance(slug, draft.title, "helped")
    names = [
        f"{one}{given}" for one, given in zip(luck.sample(SURNAMES, 5), luck.sample(GIVEN, 5), strict=True)
    ]
    rows = [
        part({"name": name, "masked": True, "unit": f"{'城关文昌新华'[n % 3 * 2 :][:2]}社区", "post": why})
        for n, (name, why) in enumerate(zip(names, luck.sample(HELPED, 5), strict=True))
    ]
    return {
        "caption": "困难党员慰问名单",
        "kind": "HELPED",
        "people": rows,
        "decided_by": "各社区党员大会评议",
    }


def _finance(draft: Draft, blocks: list[Block], on: dt.date, slug: str) -> Details | None:
    found = take(
        blocks, lambda kind, value: kind == "table" and value["unit"] and value["rows"][-1][0] == "合计"
    )
    tables = [
        part({"caption": one["caption"], "unit": one["unit"], "table": sum_table(one)}) for one in found
    ]
    return (
        {"tables": tables, "source": "会计账簿", "checked_by": "村务监督委员会逐笔审核"} if tables else None
    )


def _profile(draft: Draft, blocks: list[Block], on: dt.date, slug: str) -> Details | None:
    found = take(blocks, table("班子成员及分工"))
    leaders = [
        part({"name": row[0], "post": row[1], "work": row[2]}) for row in (found[0]["rows"] if found else [])
    ]
    return {
        "duties": [part(duty) for duty in DUTIES],
        "leaders": leaders,
        "address": "党群服务中心（示例地址）",
        "telephone": PHONE,
        "hours": HOURS,
        "confirmed_on": on.isoformat(),
    }


def _feature(draft: Draft, blocks: list[Block], on: dt.date, slug: str) -> Details | None:
    best = next((value["rows"] for kind, value in blocks if table("确定结果")(kind, value)), [])
    if not best:
        return None
    names = "、".join(row[1] for row in best[:3])
    sections = [
        part({"heading": heading, "text": f"<p>{text.format(names=names)}</p>", **said})
        for heading, text, said in STORY
    ]
    return {"standfirst": STANDFIRST, "byline": "区委办公室整理", "sections": sections}


Shape = Callable[[Draft, list[Block], dt.date, str], Details | None]
SHAPES: dict[str, Shape] = {
    "notice": _notice,
    "decision": _decision,
    "progress": _progress,
    "personnel": _personnel,
    "finance": _finance,
    "profile": _profile,
    "feature": _feature,
}
