"""政策解读 of the implementation plan, tied to the plan itself."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from cms.demo.formed.blocks import part
from cms.pages.models import ArticlePage

POINTS = (
    (
        "这份方案管什么？",
        "管全区各级党组织怎样公开党务：公开什么、向谁公开、什么时候公开、由谁负责。区委办公室牵头，分十二条线推进。",
    ),
    (
        "群众能看到哪些内容？",
        "每个单位都有一份登记过的公开目录。目录里标明“社会公开”的事项，到期就能在本单位的专栏里看到；不向社会公开的，也写明在哪里、向谁公开。",
    ),
    (
        "没有按时公开怎么办？",
        "到期没有公开的，在专栏和全区页面上都显示“逾期”，计入督查。群众可以向本单位或区委办公室反映。",
    ),
    (
        "最佳实践单位怎样产生？",
        "各条线推荐一至两个单位，按公开是否及时、完整、准确和群众评价评估，结果公示。",
    ),
)


def explain(document: ArticlePage) -> ArticlePage:
    """The page, not yet saved. Published a day after its document."""
    points = [part({"question": question, "answer": answer}) for question, answer in POINTS]
    value = {"document": document.pk, "interpreter": "区委办公室法规科", "points": points}
    return ArticlePage(
        title="读懂党务公开实施方案：四个问题",
        slug="plan-2023-explained",
        item_code=document.item_code,
        summary="谁来公开、公开什么、什么时候公开、没有公开怎么办，四个问题说清楚。",
        details=[{"type": "interpretation", "value": value}],
        is_demo=True,
        live=False,
        first_published_at=min(document.first_published_at + dt.timedelta(minutes=30), timezone.now()),
    )
