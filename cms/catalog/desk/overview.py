"""The unit's catalog at a glance: what is in force, what is being worked on, what is to be done next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from wagtail.admin import messages

from cms.catalog.actions import discard
from cms.catalog.desk.beyond import Standing, Where, address_to_file, standings
from cms.catalog.desk.findings import blocking, findings_of
from cms.catalog.desk.rights import may_compile
from cms.catalog.desk.screens import DeskView, VersionView, paged
from cms.catalog.models import CatalogVersion
from cms.catalog.queries import history
from cms.catalog.states import CannotCompile

PER_PAGE = 20
CAME_BACK = {
    Where.SENT_BACK: _lazy("第 %(number)s 版被退回，按意见改好再报。"),
    Where.TAKEN_BACK: _lazy("第 %(number)s 版已撤回，改好以后再报。"),
}
FORMATS = (("xlsx", "Excel"), ("docx", "Word"), ("csv", "CSV"))


@dataclass(frozen=True)
class Row:
    """A version in the history."""

    version: CatalogVersion
    standing: Standing | None

    @property
    def label(self) -> str:
        return self.standing.label if self.standing else str(self.version.state.label)

    @property
    def mark(self) -> str:
        """What its sign in the list is chosen by."""
        return self.standing.where.value if self.standing else self.version.state.value.lower()


@dataclass(frozen=True)
class Step:
    """What is to be done next, in one sentence, with at most one button. `posts` where pressing it does something."""

    sentence: str
    button: str = ""
    url: str = ""
    posts: bool = False


class OverviewView(DeskView):
    template_name = "catalog/overview.html"

    def above(self) -> list[dict[str, Any]]:
        return []

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        told = standings()
        shown = paged(history(), PER_PAGE, self.request)
        page = shown["page_obj"]
        rows = [Row(version, told.get(version.number)) for version in page]
        newest = rows[0] if page.number == 1 and rows else None
        working = newest.version if newest and newest.version.is_open else None
        return super().get_context_data(**kwargs) | {
            "in_force": in_force(told),
            "working": working,
            "file_url": working and address_to_file(self.request, working),
            "step": next_step(self.request, newest) if page.number == 1 else None,
            "rows": rows,
            "formats": FORMATS,
            **shown,
        }


def in_force(told: Mapping[int, Standing]) -> Row | None:
    """The version that is registered and holds. One query."""
    number = next((number for number, one in told.items() if one.where is Where.IN_FORCE), None)
    version = history().filter(number=number).first() if number else None
    return Row(version, told[version.number]) if version else None


def next_step(request: HttpRequest, newest: Row | None) -> Step:
    """The one thing to do next about the catalog."""
    start = reverse("catalog_desk:start")
    if newest is None:
        return _allowed(request, Step(_("本单位还没有公开目录，先编制第一版。"), _("开始编制"), start))
    if newest.version.is_open:
        return _of_working(request, newest.version)
    said = {"number": newest.version.number}
    where = newest.standing.where if newest.standing else Where.WAITING
    if where is Where.WAITING:
        return Step(_("第 %(number)s 版已经报送，等待登记，现在没有要做的事。") % said)
    if where in CAME_BACK:
        step = Step(CAME_BACK[where] % said, _("开始修改"), newest.standing.correct_url, posts=True)
        return _allowed(request, step)
    sentence = _("目录已登记生效。职责任务或事项有变化时，编一版新的；没有变化就不用做什么。")
    return _allowed(request, Step(sentence, _("调整目录"), start))


def _of_working(request: HttpRequest, version: CatalogVersion) -> Step:
    items = list(version.items.all())
    said = {"number": version.number, "items": len(items), "open": len(blocking(findings_of(items)))}
    edit = reverse("catalog_desk:version", args=[version.uuid])
    if not items:
        sentence = _("第 %(number)s 版还没有事项，请逐行填写，或者从 Excel 粘贴。") % said
        return _allowed(request, Step(sentence, _("开始填写"), edit))
    if said["open"]:
        sentence = _("第 %(number)s 版有 %(items)s 个事项，还有 %(open)s 处必须改正，改好才能报送。") % said
        return _allowed(request, Step(sentence, _("继续编制"), edit))
    url = address_to_file(request, version)
    if url:
        sentence = _("第 %(number)s 版有 %(items)s 个事项，没有必须改正的问题，可以报送。") % said
        return Step(sentence, _("核对并报送"), url)
    sentence = _("第 %(number)s 版有 %(items)s 个事项，没有必须改正的问题，可以请有报送权限的人报送。") % said
    return _allowed(request, Step(sentence, _("继续编制"), edit))


def _allowed(request: HttpRequest, step: Step) -> Step:
    """The sentence is for everybody; the button for those who compile."""
    return step if may_compile(request.user) else Step(step.sentence)


class DiscardView(VersionView):
    """Giving a working version up. Asked first: it cannot be undone."""

    compiles = True
    template_name = "catalog/discard.html"

    def above(self) -> list[dict[str, Any]]:
        here = reverse("catalog_desk:version", args=[self.version.uuid])
        return [*super().above(), {"url": here, "label": super().get_page_title()}]

    def get_page_title(self) -> str:
        return _("放弃第 %(number)s 版") % {"number": self.version.number}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "version": self.version,
            "size": self.version.items.count(),
            "formats": FORMATS,
        }

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.version.is_open:
            raise Http404
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        seen = request.POST.get("revision", "")
        try:
            discard(self.version, revision=int(seen) if seen.isdecimal() else -1)
        except CannotCompile as refusal:
            messages.error(request, str(refusal))
            return redirect("catalog_desk:version", self.version.uuid)
        messages.success(request, _("已放弃第 %(number)s 版。") % {"number": self.version.number})
        return redirect("catalog_desk:overview")
