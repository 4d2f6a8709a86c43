"""A line's stability statement in words and a table: why the scores tell first from second, or do not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from plugins.showcase.ledger.models import Stability
from plugins.showcase.stability import shown

WHY = {
    "no_contest": _("没有竞争：够条件的不比名额多"),
    "tie": _("总分并列"),
    "too_few": _("评分份数太少"),
    "without_one": _("去掉某一位评审，结果就变"),
    "weights": _("某个方面的权重增减两成，结果就变"),
    "resampling": _("重新抽样时，结果常常变"),
    "normalised": _("按各评审的宽严折算以后，结果就变"),
}


@dataclass(frozen=True)
class Told:
    row: Stability
    why: list[Any]
    same: str
    """So many of so many resamples with the same result."""
    rows: list[tuple[str, str, str, int]]
    """(unit, raw, normalised, sheets), highest first."""


def told(row: Stability, names: Mapping[str, str]) -> Told:
    """`names`: nomination → its unit."""
    kept = row.statement
    rows = [
        (names.get(one["nomination"], ""), shown(one["raw"]), shown(one["normalised"]), one["sheets"])
        for one in kept["rows"]
    ]
    return Told(
        row, [WHY.get(one, one) for one in kept.get("why", ())], f"{kept['same']} / {kept['resamples']}", rows
    )
