"""Starting a version: from the template of the unit's kind, an earlier version, a file, another unit, or nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages

from cms.catalog.actions import AlreadyOpen, start_empty, start_from_template, start_from_version
from cms.catalog.desk.beyond import OFFERS, Standing, Where, standings
from cms.catalog.desk.library import Template, own_template
from cms.catalog.desk.overview import Row
from cms.catalog.desk.screens import DeskView
from cms.catalog.models import CatalogVersion
from cms.catalog.queries import history, working
from cms.catalog.states import CannotCompile

EARLIER = 10
"""Versions to start from; older ones are in the history."""


def waiting(told: Mapping[int, Standing]) -> int | None:
    """The number of the version that was filed and not decided about."""
    return next((number for number, one in told.items() if one.where is Where.WAITING), None)


def refuse_while_waiting() -> None:
    """One that could not be filed is not begun. Raises CannotCompile."""
    number = waiting(standings())
    if number is not None:
        text = _now("第 %(number)s 版已经报送，还没有办理：请等办理结果，或者先把它撤回")
        raise CannotCompile(text % {"number": number})


class StartView(DeskView):
    compiles = True
    template_name = "catalog/start.html"
    page_title = _("编制新的一版")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        told = standings()
        versions = [version for version in history()[: EARLIER + 1] if version.size]
        return super().get_context_data(**kwargs) | {
            "working": working(),
            "waiting": waiting(told),
            "versions": [Row(version, told.get(version.number)) for version in versions[:EARLIER]],
            "own_template": own_template(),
            "offers": OFFERS,
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            version = self._start(request.POST.get("from", ""))
        except AlreadyOpen as refusal:
            messages.warning(request, str(refusal))
            return redirect("catalog_desk:version", refusal.version.uuid)
        except CannotCompile as refusal:
            messages.error(request, str(refusal))
            return redirect("catalog_desk:start")
        return redirect("catalog_desk:version", version.uuid)

    def _start(self, source: str) -> CatalogVersion:
        refuse_while_waiting()
        if source == "empty":
            return start_empty(by=self.author)
        if source == "template":
            template: Template | None = own_template()
            if template is None:
                raise CannotCompile(_now("本单位的类别没有目录模板，请换一种方式开始"))
            return start_from_template(template.items, name=template.name, by=self.author)
        version = CatalogVersion.objects.filter(number=source if source.isdecimal() else 0).first()
        if version is None:
            raise CannotCompile(_now("请选择从哪里开始"))
        return start_from_version(version, by=self.author)
