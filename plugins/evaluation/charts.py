"""Figures as SVG, drawn by the server, with their words in them. The table stands beside; nothing is told by colour alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

WIDTH, ROW, VALUE = 360, 48, 92
"""Of the drawing, in its own units: it is as wide as its place. Labels stand above their bars, for they may be long."""


@dataclass(frozen=True)
class Bar:
    """`value` of `most`, both as they are told; `mark` is another value to compare with, None without one."""

    label: str
    value: Decimal
    most: Decimal
    mark: Decimal | None = None


def bars(title: str, rows: Sequence[Bar]) -> SafeString:
    """One horizontal bar a row, as long as its share."""
    height = ROW * len(rows) + 4
    drawn = format_html_join("", "{}", ((_bar(row, index),) for index, row in enumerate(rows)))
    return format_html(
        '<svg class="chart" viewBox="0 0 {} {}" role="img" aria-label="{}" preserveAspectRatio="xMinYMin">{}</svg>',
        WIDTH, height, title, drawn,
    )  # fmt: skip


def _share(value: Decimal, most: Decimal) -> Decimal:
    return max(Decimal(0), min(value / most, Decimal(1))) if most else Decimal(0)


def _bar(row: Bar, index: int) -> SafeString:
    top, room = index * ROW + 2, WIDTH - VALUE
    length = int(room * _share(row.value, row.most))
    return format_html(
        '<text class="chart__label" x="0" y="{}">{}</text>'
        '<rect class="chart__room" x="0.5" y="{}" width="{}" height="16" rx="2"/>'
        '<rect class="chart__bar" x="0.5" y="{}" width="{}" height="16" rx="2"/>{}'
        '<text class="chart__value" x="{}" y="{}">{}</text>',
        top + 14, row.label, top + 20, room, top + 20, length, _mark(row, top, room),
        room + 8, top + 33, f"{row.value.normalize():f} / {row.most.normalize():f}",
    )  # fmt: skip


def _mark(row: Bar, top: int, room: int) -> SafeString | str:
    if row.mark is None:
        return ""
    at = int(room * _share(row.mark, row.most))
    told = _("对照：%(value)s") % {"value": f"{row.mark.normalize():f}"}
    return format_html(
        '<rect class="chart__mark" x="{}" y="{}" width="4" height="24"><title>{}</title></rect>',
        at - 2, top + 16, told,
    )  # fmt: skip
