"""Made-up data for every public template: short and long titles, every state, what is missing as well as what is there."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.template import Context, Engine
from django.utils.html import format_html
from django.utils.safestring import SafeString

DAY = dt.date(2026, 3, 5)
HASH = "9f2c4b7de01a5583b6c9f04417aa20d8f8e1d5c3b2a7969f0e4d3c2b1a098765"
LONG = "关于二〇二六年第一季度村级集体资金、资产、资源管理使用情况以及惠农补贴发放、公益事业建设项目实施进展情况的公开说明（含附件明细）"
STATES = (
    ("met", "已公开"),
    ("soon", "即将到期"),
    ("overdue", "逾期"),
    ("pending", "待公开"),
    ("nil", "本期无"),
    ("late", "逾期公开"),
    ("waived", "已免除"),
)
ABOVE = {"name": "柳河镇党委", "url": "#"}


class Asking:
    """What templates want to know of a request."""

    path = "/"
    GET: dict[str, str] = {}

    def get_host(self) -> str:
        return "liuhe.example"

    def build_absolute_uri(self) -> str:
        return "https://liuhe.example/column/"


class Picture:
    """Stands for an image of Wagtail's."""

    title = "示意图"

    def get_rendition(self, _filter: Any) -> Picture:
        return self

    def img_tag(self, extra: dict[str, Any]) -> SafeString:
        return format_html('<img src="data:," width="1200" height="675" alt="{}">', extra.get("alt", ""))


class Block:
    """Stands for a block of a page: draws itself with the templates of the engine that is being tried."""

    def __init__(self, engine: Engine, kind: str, value: Any, folder: str = "blocks") -> None:
        self.engine, self.block_type, self.value, self.folder = engine, kind, value, folder

    def render_as_block(self, context: dict[str, Any] | None = None) -> SafeString:
        template = self.engine.get_template(f"{self.folder}/{self.block_type}.html")
        return template.render(Context({**(context or {}), "value": self.value}))


def _file(title: str) -> dict[str, Any]:
    document = {"url": "#", "title": title, "file_extension": "pdf", "get_file_size": 183500}
    return {"document": document, "title": title, "url": "#", "kind": "PDF", "size": 183500, "pages": 3}


PICTURE = {"image": Picture(), "alt": "新修的村道", "caption": "新修的村道（示意图，非实景照片）"}
TABLE = {
    "caption": "一季度收支",
    "unit": "元",
    "header": ["项目", "金额", "说明"],
    "numeric": [False, True, False],
    "rows": [["租金收入", "36,000.00", "文化礼堂东侧门面"], ["保洁支出", "9,600.00", ""], ["合计", "26,400.00", ""]],
}
STAGES = [
    {"state": "done", "when": DAY, "title": "村民代表会议表决通过", "text": "应到三十二人，实到二十九人。"},
    {"state": "doing", "when": DAY, "title": "施工", "label": "施工", "actual": None, "planned": DAY, "late": True},
    {"state": "planned", "when": DAY, "title": "验收", "label": "验收", "planned": DAY},
]
BLOCKS: dict[str, Any] = {
    "heading": {"level": 2, "text": "收支情况", "anchor": "money"},
    "rich_text": "<p>一季度收入三万六千元，支出九千六百元。明细见<a href='#'>附件</a>。</p><ul><li>租金</li><li>保洁</li></ul>",
    "text_only": "一季度收支已经村务监督委员会审核。",
    "table": TABLE,
    "key_figures": [{"label": "收入", "value": "36,000", "unit": "元", "note": "比上季度多2,000元"}],
    "timeline": STAGES,
    "quotation": {"text": "党务公开应当发扬民主。", "source": "《中国共产党党务公开条例（试行）》"},
    "notice": {"start": DAY, "end": DAY + dt.timedelta(days=7), "text": "拟确定下列人员。", "contact": "0571-0000000"},
    "image": PICTURE,
    "attachments": [_file("一季度收支明细表")],
}
STEPS = [
    {"state": "done", "on": DAY, "label": "提议", "text": "党总支提议。", "due": 32, "present": 29, "for_votes": 28}
    | {"against": 0, "abstain": 1, "majority": {"of_present": "96.5%", "due": 32, "of_due": "87.5%"}},
    {"state": "planned", "on": None, "label": "决议公开", "text": "", "due": None, "present": None}
    | {"for_votes": None, "against": None, "abstain": None, "majority": None},
]


def details(engine: Engine) -> dict[str, Any]:
    """Template below details/ → its value."""
    tables = [Block(engine, "table", TABLE)]
    return {
        "profile": {
            **{"confirmed_on": DAY, "leaders": [{"name": "李某某", "post": "党总支书记", "work": "主持全面工作。"}]},
            **{"duties": ["讨论决定重要事项", "党员教育管理"], "address": "柳河村1号", "telephone": "0571-0000000"},
        },
        "decision": {"matter": "文化礼堂修缮", "outcome": "同意修缮。", "steps": STEPS},
        "progress": {
            **{"project": "村道硬化", "percent": 60, "as_of": DAY, "budget": 48, "spent": 21, "spent_share": "43%"},
            **{"money": {"budget": "48.00", "spent": "21.00"}, "stages": STAGES, "pictures": [PICTURE]},
        },
        "finance": {"tables": {"bound_blocks": tables}, "source": "村级账务", "checked_by": "村务监督委员会"},
        "personnel": {
            **{"caption": "拟确定为发展对象的人员", "kind": "POSTS", "has_units": True, "has_notes": True},
            **{"rows": [{"name": "张某", "unit": "柳河村", "post": "网格员", "note": ""}], "decided_on": DAY},
        },
        "notice": {
            **{"start": DAY, "end": DAY + dt.timedelta(days=7), "counted": "DAYS", "length": 7, "basis": "发展党员"},
            **{"contact": "电话0571-0000000", "result": "无异议。", "result_on": DAY},
        },
        "interpretation": {
            **{"shown": {"url": "#", "title": "柳河村财务公开办法", "doc_no": "柳村〔2026〕1号"}, "interpreter": "村会计"},
            "points": [{"question": "多久公开一次？", "answer": "每季度一次。"}],
        },
        "feature": {
            **{"standfirst": "一条村道怎样修成。", "byline": "柳河村", "lead": [PICTURE]},
            "sections": [{"anchor": "a", "heading": "起因", "text": "<p>路不好走。</p>", "quote": "修！", "quote_by": "村民"}],
        },
    }
