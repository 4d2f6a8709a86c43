"""From one screen of evaluation to the others: what there is for whom."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cms.extension import current, guides_anyone, may
from plugins.evaluation.rights import JUDGE, RUN, SEE

SPACE = "plugin_evaluation_admin"
UNIT = (
    ("index", _("自查"), SEE),
    ("papers", _("制度材料"), SEE),
    ("findings", _("督查发现"), SEE),
    ("appeals", _("申诉"), SEE),
    ("reports", _("导出文书"), SEE),
    ("standard", _("评价标准"), SEE),
)
GUIDE = (
    ("lines", _("条线比较"), SEE),
    ("samples", _("抽查评审"), JUDGE),
    ("features", _("条线特色指标"), SEE),
)
CENTRE = (
    ("periods", _("评价周期"), RUN),
    ("lines", _("条线比较"), SEE),
    ("samples", _("抽查评审"), JUDGE),
    ("paper-queue", _("待认定的材料"), RUN),
    ("findings", _("督查发现"), SEE),
    ("appeals", _("申诉"), SEE),
    ("features", _("条线特色指标"), SEE),
    ("reports", _("导出文书"), SEE),
    ("standard", _("评价标准"), SEE),
)
"""(name of the address, title, right that it takes)."""


def ways(request: HttpRequest) -> list[tuple[str, Any, bool]]:
    """(address, title, whether it is this page). In a unit one query: whether it guides others."""
    known = CENTRE if current().is_central else UNIT + (GUIDE if guides_anyone() else ())
    found = [(reverse(f"{SPACE}:{name}"), title) for name, title, right in known if may(request, right)]
    return [(url, title, url == request.path) for url, title in found]
