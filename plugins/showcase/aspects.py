"""The six aspects of 评价: what reviews, visits and self-evaluations are written by."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

NUMBERS = (1, 2, 3, 4, 5, 6)
# The plan fixes the six; how many points each has is the campaign's, by default those of the default scheme.
TITLES = ("党建底色", "实施方案及公开目录", "审批程序", "配套制度", "新形式新手段新媒体", "条线特色")
POINTS = ("10", "25", "25", "15", "10", "15")


def default_aspects() -> list[dict[str, Any]]:
    return [
        {"no": no, "title": title, "of": of} for no, title, of in zip(NUMBERS, TITLES, POINTS, strict=True)
    ]


def full_marks(aspects: Iterable[Mapping[str, Any]]) -> dict[int, Decimal]:
    return {int(one["no"]): Decimal(str(one["of"])) for one in aspects}


def read_points(text: Any) -> Decimal | None:
    """What somebody typed as points, in hundredths at most; None for what is no number."""
    try:
        points = Decimal(str(text).strip())
    except InvalidOperation:
        return None
    if not points.is_finite() or points != points.quantize(Decimal("0.01")):
        return None
    return points.quantize(Decimal("0.01"))


def problems_of(marks: Mapping[int, Any], aspects: Iterable[Mapping[str, Any]]) -> list[str]:
    """What is wrong with points by aspect: all six, each a number from 0 to its full marks."""
    found = []
    for one in aspects:
        points = read_points(marks.get(int(one["no"]), ""))
        words = {"title": one["title"], "of": one["of"]}
        if points is None or not 0 <= points <= Decimal(str(one["of"])):
            found.append(_("%(title)s：请打 0 到 %(of)s 分，最多两位小数") % words)
    return found
