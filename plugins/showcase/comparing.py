"""Two sets of figures of a unit side by side: as rows of a table, and as bars that the server draws."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

WIDTH, ROW, BAR, VALUE = 360, 66, 18, 52
"""Of the drawing, in its own units: it is as wide as its place."""
NO = "—"


@dataclass(frozen=True)
class Pair:
    """What is measured, out of how much, then and later. None: not measured, which is not zero."""

    label: str
    of: Fraction | None
    before: Fraction | None
    after: Fraction | None

    @property
    def words(self) -> tuple[str, str]:
        return _said(self.before), _said(self.after)

    @property
    def full(self) -> str:
        return _said(self.of)


def pairs(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Pair]:
    """The aspects by their numbers, then the total. [] where neither has anything."""
    old, new = _aspects(before), _aspects(after)
    found = []
    for no in sorted({*old, *new}):
        one = new.get(no) or old[no]
        if _number(one.get("of")) == 0:
            continue  # nothing of it applies to the unit
        points = (_measured(side.get(no, {})) for side in (old, new))
        found.append(Pair(str(one.get("title", no)), _number(one.get("of")), *points))
    total = Pair(_("总分"), None, _number(before.get("total")), _number(after.get("total")))
    return [*found, total] if found or total.before is not None or total.after is not None else []


def bars(title: str, rows: Sequence[Pair]) -> SafeString:
    """For each row that has full marks a bar then, outlined, and one later, filled, where anything was measured later; one
    alone is filled. Each in a trough as long as full marks, with its number."""
    drawn = [row for row in rows if row.of]
    if not drawn:
        return SafeString("")
    looks = ("then", "now") if any(row.after is not None for row in drawn) else ("now",)
    row_height = ROW - BAR * (2 - len(looks))
    return format_html(
        '<svg class="sc-chart" viewBox="0 0 {} {}" role="img" aria-label="{}" preserveAspectRatio="xMinYMin">{}</svg>',
        WIDTH, row_height * len(drawn), title,
        format_html_join("", "{}", ((_row(row, index * row_height, looks),) for index, row in enumerate(drawn))),
    )  # fmt: skip


def _row(row: Pair, top: int, looks: Sequence[str]) -> SafeString:
    values = (row.before, row.after)
    bars = ((_bar(row, values[at], top + 23 + BAR * at, look),) for at, look in enumerate(looks))
    return format_html(
        '<text class="sc-chart__label" x="0" y="{}">{}</text>{}',
        top + 16, row.label, format_html_join("", "{}", bars),
    )  # fmt: skip


def _bar(row: Pair, value: Fraction | None, top: int, look: str) -> SafeString:
    room = WIDTH - VALUE
    share = (
        max(Fraction(0), min(value / row.of, Fraction(1))) if value is not None and row.of else Fraction(0)
    )
    return format_html(
        '<rect class="sc-chart__of" x="1" y="{0}" width="{1}" height="14"/><rect class="sc-chart__{2}" x="1" y="{0}" width="{3}"'
        ' height="14"/><text class="sc-chart__value" x="{4}" y="{5}">{6}</text>',
        top, room, look, int(room * share), room + 8, top + 12, _said(value),
    )  # fmt: skip


def _aspects(figures: Mapping[str, Any]) -> dict[int, Mapping[str, Any]]:
    return {int(one["no"]): one for one in figures.get("aspects") or [] if "no" in one}


def _measured(one: Mapping[str, Any]) -> Fraction | None:
    """The points of an aspect; None where nothing of it had been measured by then."""
    return _number(one.get("points")) if _number(one.get("of")) != 0 else None


def _number(value: Any) -> Fraction | None:
    """A number as it is kept: 9, "9.5" or "19/2"."""
    if value is None or value == "":
        return None
    try:
        return Fraction(str(value))
    except (ValueError, ZeroDivisionError):
        return None


def _said(value: Fraction | None) -> str:
    return NO if value is None else f"{float(value):.2f}".rstrip("0").rstrip(".")
