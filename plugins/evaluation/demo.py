"""In the demonstration the year is being evaluated. In a simulated year that happens on its days."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from cms.extension import By, Unit, current, tenant_scope
from plugins.evaluation.actions import counting, papers, scanning, words
from plugins.evaluation.actions.opening import open_year
from plugins.evaluation.ledger.models import Document, DocumentRuling, Grade, Period, Veto
from plugins.evaluation.states import Mechanism

OFFICE = By("演示", office=True)
GRADES = ("优秀", "良好", "良好", "合格")
"""What the Party-building assessment of the year said, by turns: it comes from elsewhere and follows nothing here."""

MOST = 6
"""Of the documents asked for: who does what most do has not come to 舆情 and 应急 yet."""


def plant() -> None:
    """Idempotent. The units come before the centre, which computes what the district has by then."""
    if not current().is_central:
        scanning.scan()
        return
    counting.refresh(period=open_year(timezone.localdate().year, by=OFFICE))


def begin(day: dt.date, facts: Mapping[str, Any]) -> None:
    """The standard is published, and the year open."""
    open_year(day.year, by=OFFICE)


def hand_in(day: dt.date, facts: Mapping[str, Any]) -> None:
    """Units that do well hand in their plan and the documents of the seven mechanisms, average ones most of them, the others
    the plan only."""
    for unit in counting.units_counted():
        handed = _handed_in(unit.slug, facts)
        with tenant_scope(unit.tenant):
            if Document.objects.exists():
                continue
            for mechanism in handed:
                title = f"{unit.name}{mechanism.label}"
                papers.hand_in(
                    mechanism=mechanism,
                    title=title,
                    dated=day,
                    entry=None,
                    reference=f"〔{day.year}〕1号（演示）",
                    by=OFFICE,
                )
    ruled = set(DocumentRuling.objects.values_list("document", flat=True))
    for document in Document.objects.exclude(pk__in=ruled):
        papers.rule(document, accepted=True, reason="", by=OFFICE)


def _handed_in(slug: str, facts: Mapping[str, Any]) -> list[Mechanism]:
    asked = list(Mechanism)
    return asked if slug in facts["diligent"] else asked[:MOST] if slug in facts["middling"] else asked[:1]


def look(day: dt.date, facts: Mapping[str, Any]) -> None:
    """The nightly scan in every unit, as of a day. A demonstration may go through the units one after another."""
    for unit in counting.units_counted():
        with tenant_scope(unit.tenant):
            scanning.scan(today=day)


def refresh(day: dt.date, facts: Mapping[str, Any]) -> None:
    look(day, facts)
    counting.refresh(period=_period(day), today=day)


def veto(day: dt.date, facts: Mapping[str, Any]) -> None:
    """A unit had to remove what should not have been public. `facts["leaked"]`: [(slug, title)]."""
    period = _period(day)
    for slug, title in list(facts["leaked"])[:1]:
        unit: Unit = Unit.objects.select_related("tenant").get(slug=slug)
        if not Veto.objects.filter(unit=unit, period=period).exists():
            basis = f"《{title}》紧急移除后的核查结论（演示）"
            words.decide_veto(unit, period, code="LEAK", on=day, basis=basis, by=OFFICE)


def settle(day: dt.date, facts: Mapping[str, Any]) -> None:
    """The grades come in, and every unit is counted: before the nominations, and again at the end of the year."""
    period = _period(day)
    for number, unit in enumerate(counting.units_counted()):
        for code, grade in (("A101", GRADES[number % len(GRADES)]), ("A102", "无")):
            if not Grade.objects.filter(unit=unit, period=period, code=code).exists():
                words.enter_grade(
                    unit, period, code=code, grade=grade, on=day, basis="年度党建考核结果（演示）", by=OFFICE
                )
    look(day, facts)
    counting.refresh(period=period, today=day)
    counting.count(period, by=OFFICE, today=day)


def _period(day: dt.date) -> Period:
    found: Period = Period.objects.select_related("scheme").get(code=str(day.year))
    return found


EVENTS = {
    "scheme published": begin,
    "documents handed in": hand_in,
    "pages checked": look,
    "mid-year evaluation": refresh,
    "veto decided": veto,
    "before the nominations": settle,
    "year's evaluation": settle,
}
