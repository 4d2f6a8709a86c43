"""Which items have projects with stages, which have events, and how an entry of each is called."""

from __future__ import annotations

import re

Steps = tuple[tuple[str, str], ...]

# Title of the item → list of facts, or a name to fill in → (stage, how its entry is called).
STAGED: tuple[tuple[str, str, Steps], ...] = (
    (
        "民生实事",
        "{year}年民生实事项目",
        (("elect", "{name}征集和票决结果"), ("do", "{name}实施进展"), ("check", "{name}完成验收情况")),
    ),
    (
        "规划建设",
        "plans",
        (("ask", "{name}征求意见公告"), ("decide", "关于{name}的决定"), ("do", "{name}实施进展")),
    ),
    (
        "征求意见、公示与听证",
        "consultations",
        (
            ("ask", "{name}征求意见公告"),
            ("hear", "{name}听证会情况"),
            ("decide", "{name}意见采纳情况和结果公示"),
        ),
    ),
    (
        "征求意见",
        "consultations",
        (("ask", "{name}征求意见公告"), ("decide", "{name}意见采纳情况")),
    ),
    (
        "巡察整改",
        "{year}年巡察反馈问题",
        (("1", "{name}集中整改进展"), ("2", "{name}持续整改进展"), ("3", "{name}整改完成情况")),
    ),
    (
        "从严治党",
        "{year}年全面从严治党",
        (
            ("1", "{name}责任清单"),
            ("2", "{year}年廉政风险排查防控情况"),
            ("3", "{year}年巡察反馈问题整改进展"),
        ),
    ),
    (
        "改革事项",
        "reforms",
        (("plan", "{name}实施方案"), ("do", "{name}推进情况"), ("check", "{name}完成情况")),
    ),
    (
        "招生",
        "{year}年招生",
        (
            ("policy", "{name}政策和服务范围"),
            ("apply", "{name}报名和资格核验情况"),
            ("admit", "{name}录取结果"),
        ),
    ),
    (
        "基建",
        "works",
        (
            ("plan", "{name}立项情况"),
            ("bid", "{name}招标结果"),
            ("do", "{name}施工进度"),
            ("check", "{name}验收情况"),
        ),
    ),
    (
        "实施结果",
        "works",
        (("do", "{name}实施进展"), ("pay", "{name}资金使用情况"), ("check", "{name}验收结果公示")),
    ),
    (
        "公益事业",
        "works",
        (("plan", "{name}筹资筹劳方案公示"), ("do", "{name}建设承包和进度"), ("check", "{name}决算公示")),
    ),
    (
        "项目",
        "works",
        (("plan", "{name}项目申报情况"), ("do", "{name}项目建设进度"), ("check", "{name}项目验收情况")),
    ),
    (
        "征地",
        "{here}进村道路用地",
        (("plan", "{name}补偿费分配方案公示"), ("pay", "{name}补偿费发放结果公示")),
    ),
    (
        "换届",
        "{here}{year}年党组织换届",
        (("plan", "{name}工作方案"), ("names", "{name}委员候选人公示"), ("elected", "{name}选举结果")),
    ),
)
UNKNOWN_STEPS: Steps = (("plan", "{name}方案"), ("do", "{name}实施进展"), ("check", "{name}完成情况"))

# Title of the item → (list of facts, how an event of it is called).
EVENTS: tuple[tuple[str, str, str], ...] = (
    ("热点", "hot", "{name}处理情况"),
    ("会议重要决定", "decisions", "关于{name}的决定"),
    ("突发公共卫生", "emergencies", "{name}情况"),
    ("突发事件", "incidents", "{name}情况"),
    ("校园安全", "safety", "{name}情况"),
    ("采购", "purchases", "{name}结果公示"),
    ("资产处置", "assets", "{name}结果"),
    ("四议两公开", "resolutions", "关于{name}的决议"),
    ("资产资源资金", "deals", "{name}交易结果公示"),
    ("表彰", "commendations", "关于{name}拟表彰对象的公示"),
    ("招聘", "hirings", "{name}结果公示"),
)
CADRES = re.compile(r"任前公示|任免|选拔任用")
