"""One builder for each way of showing an element. Each gives blocks; figures and tables agree with each other."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from cms.demo.prose.chance import people
from cms.demo.prose.words import CONTACT, work_of

Block = tuple[str, Any]


@dataclass
class Setting:
    """What every builder knows: the unit, the stretch of time, the last day that may be named, and its luck."""

    unit: Any
    item: Any
    start: dt.date
    on: dt.date
    label: str
    luck: random.Random

    def day(self, low: float, high: float) -> dt.date:
        """A day between two fractions of the stretch, never after `on`."""
        span = max((self.on - self.start).days, 1)
        return min(self.start + dt.timedelta(days=int(span * self.luck.uniform(low, high))), self.on)


def _money_rows(setting: Setting, element: str) -> list[tuple[str, str, int]]:
    words, luck = work_of(setting.unit.kind), setting.luck
    things = luck.sample(words["money"], luck.randint(3, 5))
    return [(thing, luck.choice(words["who"]), luck.randint(120, 9800)) for thing in things]


def money(setting: Setting, element: str) -> list[Block]:
    """A table whose last row is the sum of the others, in 万元 with two decimals."""
    rows = _money_rows(setting, element)
    total = sum(amount for _thing, _who, amount in rows)
    table = {
        "caption": f"{setting.label}{element}",
        "unit": "万元",
        "header": ["项目", "经办", "金额"],
        "numeric": [False, False, True],
        "rows": [[thing, who, f"{amount / 100:.2f}"] for thing, who, amount in rows] + [["合计", "", f"{total / 100:.2f}"]],
    }
    return [("table", table)]


def progress(setting: Setting, element: str) -> list[Block]:
    """A timeline that ends before the day of publication, with what is still planned after it left undated in words."""
    words, luck = work_of(setting.unit.kind), setting.luck
    thing = luck.choice(words["work"])
    steps = [
        (f"{thing}方案确定", f"{luck.choice(words['who'])}牵头，听取{luck.randint(12, 60)}名党员群众意见。"),
        (f"{thing}进场实施", f"共分{luck.randint(2, 5)}个点位，由{luck.choice(words['who'])}每周检查一次。"),
        (f"{thing}中期检查", f"发现问题{luck.randint(1, 6)}个，已整改{luck.randint(0, 1) and '完毕' or '大部分'}。"),
        (f"{thing}阶段完成", f"本期任务完成{luck.randint(72, 100)}%。"),
    ]
    kept = steps[: luck.randint(3, 4)]
    days = sorted(setting.day(n / len(kept), (n + 1) / len(kept)) for n in range(len(kept)))
    stages = [
        {"when": day.isoformat(), "title": title, "text": f"{element}：{text}", "state": "done"}
        for day, (title, text) in zip(days, kept, strict=True)
    ]
    if luck.random() < 0.4:
        stages[-1]["state"] = "doing"
    return [("timeline", stages)]


def persons(setting: Setting, element: str) -> list[Block]:
    luck = setting.luck
    duties = ("主持全面工作", "负责组织和干部", "负责宣传和群众工作", "负责纪检监督", "负责日常事务")
    names = people(luck, luck.randint(3, 5))
    rows = [[name, "书记" if n == 0 else "副书记" if n == 1 else "委员", duties[n]] for n, name in enumerate(names)]
    table = {
        "caption": f"{element}（演示用虚构人员）",
        "unit": "",
        "header": ["姓名", "职务", "分工"],
        "numeric": [False, False, False],
        "rows": rows,
    }
    return [("table", table)]


def cases(setting: Setting, element: str) -> list[Block]:
    """Question, who handles it, how it ended."""
    words, luck = work_of(setting.unit.kind), setting.luck
    endings = ("已办结，当面答复", "已办结，张贴公告说明", "正在办理，月底前答复", "已列入下一步计划，已向反映人说明")
    asked = luck.sample(words["cases"], luck.randint(3, 4))
    rows = [[question, luck.choice(words["who"]), luck.choice(endings)] for question in asked]
    table = {
        "caption": f"{setting.label}{element}",
        "unit": "",
        "header": ["反映的问题", "办理", "结果"],
        "numeric": [False, False, False],
        "rows": rows,
    }
    return [("table", table)]


def figures(setting: Setting, element: str) -> list[Block]:
    luck = setting.luck
    held, came = luck.randint(2, 9), luck.randint(18, 160)
    return [
        (
            "key_figures",
            [
                {"label": f"{element}：开展", "value": str(held), "unit": "次", "note": setting.label},
                {"label": "参加", "value": str(came), "unit": "人次", "note": ""},
                {"label": "收到意见", "value": str(luck.randint(0, 12)), "unit": "条", "note": "均已登记"},
            ],
        )
    ]


SENTENCES = (
    "由{who}负责，每{every}核对一次，变动后及时更新。",
    "按《{catalog}》执行，分管负责人签字后存档备查。",
    "经会议研究确定，{count}名参会人员一致同意。",
    "在{thing}工作中落实，由{who}记录并公布。",
    "实行一次性告知，群众可向{who}查询。",
    "每{every}向党员群众通报一次，听取意见后调整。",
    "明确到岗到人，{who}牵头，其他科室配合。",
)


def _sentence(setting: Setting) -> str:
    words, luck = work_of(setting.unit.kind), setting.luck
    return luck.choice(SENTENCES).format(
        who=luck.choice(words["who"]),
        every=luck.choice(("周", "月", "季度")),
        catalog=f"{setting.item.section}工作规则",
        count=luck.randint(5, 23),
        thing=luck.choice(words["work"]),
    )


def listing(setting: Setting, element: str) -> list[Block]:
    lines = dict.fromkeys(_sentence(setting) for _ in range(setting.luck.randint(2, 4)))
    items = "".join(f"<li>{line}</li>" for line in lines)
    return [("rich_text", f"<h3>{element}</h3><ol>{items}</ol>")]


def text(setting: Setting, element: str) -> list[Block]:
    return [("rich_text", f"<h3>{element}</h3><p>{_sentence(setting)}{_sentence(setting)}</p>")]


def contact(setting: Setting, element: str) -> list[Block]:
    words = next((value for key, value in CONTACT.items() if key in element), CONTACT["联系方式"])
    return [("rich_text", f"<p><b>{element}</b>：{words}。</p>")]


BUILDERS: dict[str, Callable[[Setting, str], list[Block]]] = {
    "money": money,
    "progress": progress,
    "persons": persons,
    "cases": cases,
    "figures": figures,
    "list": listing,
    "text": text,
    "contact": contact,
}
