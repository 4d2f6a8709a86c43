"""What people ask, and how well each entry answers: 3 what they look for, 2 about it, 1 in passing, 0 only the characters.

Every entry that a question finds is named, and no other: engines must agree on that. The grades say in which order.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Judged:
    query: str
    grades: dict[str, int]
    asked: dict[str, Any] = field(default_factory=dict)


def whole(query: str, **grades: int) -> Judged:
    return Judged(query, grades, {"whole_words": True})


def q(query: str, **grades: int) -> Judged:
    return Judged(query, grades)


ROADS = {"greenroad": 3, "whiteroad": 3}
CLEAN = {"cleannew": 3, "cleanold": 2, "cleanword": 1}
JUDGED: list[Judged] = [
    # phrases
    q("民生实事", projects=3, progress=3),
    q("民生实事项目", projects=3),
    q("十件民生实事", projects=3, progress=3),
    q("党务公开", party=3),
    q("村务公开", village=3),
    q("财务收支", village=1, accounts=3),
    q("干部任免", appointments=3, procedure=3, minutes=1),
    q("任免", appointments=3, procedure=3, congress=3, minutes=1),
    q("道路改造", **ROADS),
    q("道路改造工程", **ROADS),
    q("青石镇", greenstone=3, greenroad=3),
    q("青石", greenstone=3, greenroad=3, stones=2),
    q("党费", dues=3, duesrule=3),
    q("党费收缴", dues=3),
    q("民主生活会", democratic=3),
    q("生活会", democratic=3, life=3),
    q("民主评议党员", appraisal=3),
    q("任职干部名单", appointments=3),
    q("王小明", greenstone=3),
    q("量子通信", long=3),
    q(
        "没有这样的内容",
    ),
    # two characters that only meet
    q("日本", japan=3, flag=0),
    q("民生", projects=3, progress=3, farmers=0),
    q("中学", middle=3, learning=0),
    q("学会", society=3, campus=0),
    q("大学", graduates=3, campus=3),
    q("和服", kimono=3, serving=0),
    q("服务", serving=3, hospital=1),
    q("会议", campus=3, three=1, minutes=3),
    whole("日本", japan=3),
    whole("民生", projects=3, progress=3),
    whole("学会", society=3),
    whole("大学", graduates=3, campus=3),
    whole("和服", kimono=3),
    whole("任免", appointments=3, procedure=3, congress=3, minutes=1),
    whole("日本 考察", japan=3),
    # one character
    q("医", hospital=3, insurance=3, herbal=3),
    q("镇", greenstone=3, greenroad=3, whiteroad=3, stones=1, cleannew=1, cleanold=1, graduates=1),
    # codes
    q("DA-2023", archive=2, campaign=3, wide=2),
    q("da-2023", archive=2, campaign=3, wide=2),
    q("ＤＡ－２０２３", archive=2, campaign=3, wide=2),
    q("DA-2023-018", archive=3),
    q("GB/T 18894", archive=2, standard=3),
    q("gb/t18894", archive=2, standard=3),
    q("18894", archive=2, standard=3),
    q("DA/T 22", standard=3),
    q("政发〔2023〕5号", number5=3),
    q("政发[2023]15号", number15=3),
    q("2023", archive=1, campaign=2, wide=1, number5=2, number15=2),
    q("HT2026001", contract=3),
    q("WiFi", network=3),
    q("wifi", network=3),
    q("ABC公司", contract=3),
    q("0571-8765432", phones=3),
    q("3,000元", contract=3),
    q("R&D", tags=3),
    q("标签", tags=3),
    # several words
    q("青石镇 招标", greenroad=3),
    q("道路 验收", whiteroad=3),
    q("党费 支部", duesrule=3),
    q("公示 名单", appointments=3, allowance=3),
    q("任免 -公示", procedure=3, congress=3, minutes=1),
    q("采购 打印机", purchase=2, printers=3),
    # marks
    q("土地流转", land=3),
    q("土地 流转", land=3, landapart=2),
    q("民生，实事", projects=3, progress=3, farmers=0),
    q("《民生实事》", projects=3, progress=3),
    # what means the same
    q("三务公开", three=3, village=2, party=2, accounts=2),
    q("低保", lowallowance=3, allowance=2),
    q("人大 任免", congress=3),
    q("低保名单"),
    # other characters are other words
    q("黨務公開", traditional=3),
    q("檔案", traditional=2),
    # the newer one first
    q("环境整治", **CLEAN),
    q("环境整治工作通报", cleannew=3, cleanold=2),
    # in files
    q("投影仪", purchase=3),
    q("激光打印机", printers=3, purchase=2),
    q("采购清单", purchase=3),
    Judged("公示", {"appointments": 3, "allowance": 3, "land": 3, "contract": 3}),
    Judged("会议纪要", {"minutes": 3}),
    Judged("纪要", {"minutes": 3, "three": 3}),
]
