"""A practice of ta, drafted and shown, with a kit; and the units that look at it."""

from cms.catalog.vocabulary import TimingKind
from cms.extension import Unit
from plugins.showcase.kits import kit_of
from plugins.showcase.ledger.models import Selection

FIGURES = {
    "period": "2025", "total": "71.5",
    "aspects": [
        {"no": 1, "title": "党建底色", "points": "7", "of": "10"},
        {"no": 3, "title": "审批程序", "points": "35/2", "of": "25"},
    ],
    "scheme": {"code": "default", "version": 1, "digest": "ab" * 32},
}  # fmt: skip
LATER = FIGURES | {
    "period": "2026",
    "total": "86",
    "aspects": [{"no": 3, "title": "审批程序", "points": "24", "of": "25"}],
}
FULL = {
    "title": "院坝里的公开栏", "summary": "先公开再表决", "story": "每月十日在院坝会上逐项念。", "replicable": "院坝会流程",
    "limits": "适合居住集中的村", "aspects": [3, 6], "office": "甲镇党政办公室", "telephone": "023-12345678", "before": FIGURES,
    "after": LATER, "documents": [{"title": "院坝会制度", "url": "https://ta.test/doc.pdf"}],
}  # fmt: skip
NEW_ITEM = {
    "code": "YB-01", "section": "院坝会", "title": "院坝会议定事项", "content": "议定的事项和结果", "scope": "社会公开",
    "timing": str(TimingKind.STANDING.label), "approval_level": "一般",
}  # fmt: skip
KIT = {
    "items": [{"code": "YB-01", "title": "院坝会议定事项", "cells": NEW_ITEM}],
    "pages": [{"key": "p1", "item": "TS-01", "title": "院坝会公告样稿",
         "summary": "样稿", "paragraphs": ["一、<b>时间</b>", "二、地点"]}],
    "settings": [],
}  # fmt: skip


def draft(course, unit="ta"):
    with course.on("central"):
        chosen = Selection.objects.get(campaign=course.pk, unit__slug=unit).pk
    return course.do("central", "prepare", chosen)


def shown(course, unit="ta", **values):
    """A practice on show."""
    made = draft(course, unit)
    course.do("central", "edit", made.pk, **(FULL | {"kit": KIT} | values))
    return course.do("central", "show", made.pk)


def real_kit(course, slug, **chosen):
    with course.on("central"):
        return kit_of(Unit.objects.get(slug=slug), **chosen)
