"""Which recipe writes which matter, by the words of the item's title. The first pattern that fits decides."""

from __future__ import annotations

import re
from collections.abc import Callable

from cms.demo.prose.page import Page
from cms.demo.prose.recipes import (
    admission,
    cadres,
    consultation,
    decisions,
    excellence,
    generic,
    goals,
    integrity,
    livelihood,
    money,
    opinions,
    organisation,
    rules,
    service,
    study,
    support,
    trade,
    village,
    works,
)
from cms.demo.prose.scene import Scene

Recipe = Callable[[Scene, Page], None]

MATTERS: tuple[tuple[str, Recipe], ...] = (
    (r"区委工作机构", organisation.district_organs),
    (r"机构设置|党组织设置", organisation.setting),
    (r"班子.*分工", organisation.leaders),
    (r"基层党组织名录", organisation.roster),
    (r"目录", rules.catalog),
    (r"公开办法", rules.supervision),
    (r"章程|院长负责制", rules.charter),
    (r"村规民约|居民公约", rules.village_rules),
    (r"服务中心事项", rules.service_centre),
    (r"学习贯彻", study.study),
    (r"思想政治", study.ideology),
    (r"服务中心任务部署", service.arrangement),
    (r"服务中心任务成效", service.results),
    (r"联建共建", service.pairings),
    (r"年度计划|工作要点", goals.goals),
    (r"工作总结", goals.summary),
    (r"重点工作|计划完成", goals.tasks),
    (r"民生实事", livelihood.projects),
    (r"民生的具体举措", livelihood.measures),
    (r"社会事业", livelihood.social),
    (r"改革事项", livelihood.reforms),
    (r"支持行政", support.administration),
    (r"支持经济", support.economy),
    (r"自治组织", support.self_government),
    (r"重要决定", decisions.decision),
    (r"突发公共卫生", decisions.health),
    (r"突发事件", decisions.incident),
    (r"校园安全", decisions.safety),
    (r"热点问题处理情况", decisions.hot_of_period),
    (r"热点", decisions.hot),
    (r"规划建设", consultation.plan),
    (r"征求意见", consultation.consultation),
    (r"选拔任用", cadres.selection),
    (r"任前公示|干部任免", cadres.cadres),
    (r"招聘", cadres.hiring),
    (r"表彰", cadres.commendation),
    (r"巡察整改", integrity.rectification),
    (r"从严治党", integrity.responsibility),
    (r"纠治|减负", integrity.conduct),
    (r"医德", integrity.ethics),
    (r"督查", integrity.inspection),
    (r"师生意见", opinions.school_answers),
    (r"回音壁", opinions.echo),
    (r"意见", opinions.answers),
    (r"联系服务师生", opinions.school_contact),
    (r"联系服务群众", opinions.contact),
    (r"走访帮扶", opinions.visits),
    (r"财务收支", money.accounts),
    (r"资金使用", money.funds),
    (r"薪酬", money.pay),
    (r"学生资助", money.school_fees),
    (r"食堂", trade.school_buying),
    (r"采购", trade.purchase),
    (r"资产处置", trade.assets),
    (r"资产资源资金", trade.deal),
    (r"招生", admission.admission),
    (r"基建|项目", works.construction),
    (r"实施结果", works.resolved),
    (r"公益事业", works.welfare),
    (r"四议两公开", village.resolution),
    (r"履职承诺", village.promises),
    (r"述职", village.reports),
    (r"监督委员会", village.supervision),
    (r"征地", village.land),
    (r"换届", village.election),
    (r"最佳实践", excellence.best_practice),
    (r"便民惠民", excellence.convenience),
)


def recipe_of(title: str) -> Recipe:
    """The recipe for an item's title; the general one where no recipe knows the matter."""
    return next((recipe for pattern, recipe in MATTERS if re.search(pattern, title)), generic.write)
