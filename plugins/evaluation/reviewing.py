"""What reviewers gave for a unit and an indicator. Values stay closed here until each thing has two.

PostgreSQL keeps one lead's judgements from another lead. The office reads all of them for it has to count them, so that it
looks at values only through this module is a rule of the code.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from django.utils.translation import gettext as _

from cms.extension import Unit
from plugins.evaluation.ledger.models import Draw, Judgement, Period
from plugins.evaluation.sampling.agreement import kappa, needs_third
from plugins.evaluation.states import Method

BOTH = 2


@dataclass(frozen=True)
class Panel:
    """Thing that is judged → what was found, the earliest reviewers first. The key "" is the indicator as a whole."""

    items: dict[str, list[Judgement]]

    @property
    def is_open(self) -> bool:
        """Whether values may be shown: everything was judged twice."""
        return bool(self.items) and all(len(found) >= BOTH for found in self.items.values())

    @property
    def given(self) -> int:
        return sum(len(found) for found in self.items.values())

    @property
    def asked(self) -> int:
        return sum(BOTH + self._apart(found) for found in self.items.values())

    @property
    def method(self) -> str:
        methods = {one.method for found in self.items.values() for one in found}
        return Method.VISIT if methods == {Method.VISIT} else Method.SAMPLE

    def _apart(self, found: list[Judgement]) -> bool:
        return self.is_open and needs_third(found[0].quarters, found[1].quarters)

    def problems(self) -> list[str]:
        """Why it cannot be counted yet."""
        told = []
        missing = sum(len(found) < BOTH for found in self.items.values())
        if missing:
            told.append(_("还有 %(count)s 件没有两个人的评审意见") % {"count": missing})
        third = sum(self._apart(found) and len(found) <= BOTH for found in self.items.values())
        if third:
            told.append(_("有 %(count)s 件两人评分相差超过一半，要请第三人评审") % {"count": third})
        return told

    def rows(self) -> list[tuple[str, int, list[str]]]:
        """(key, how many gave, values in the order of reviewers — none while closed)."""
        return [
            (key, len(found), [str(Fraction(one.quarters, 4)) for one in found] if self.is_open else [])
            for key, found in self.items.items()
        ]

    def agreement(self) -> Fraction | None:
        """Cohen's kappa of the first two. None while closed, and where there is nothing to tell."""
        if not self.is_open:
            return None
        found = list(self.items.values())
        return kappa([one[0].quarters for one in found], [one[1].quarters for one in found])


def panel_of(unit: Unit, period: Period, indicator: str) -> Panel:
    """At the centre: of all reviewers. In a lead's unit: of its own. Two queries."""
    about = {"unit": unit, "period": period, "indicator": indicator}
    draw = Draw.objects.filter(**about).first()
    items: dict[str, list[Judgement]] = {key: [] for key in (draw.drawn if draw else [""])}
    order: dict[object, int] = {}
    rows = list(Judgement.objects.filter(**about).order_by("at", "uuid"))
    for row in rows:
        order.setdefault(row.reviewer, len(order))
    for row in sorted(rows, key=lambda one: order[one.reviewer]):
        if row.item in items:
            items[row.item].append(row)
    return Panel(items)
