"""材料: the eight on one screen for the unit, and what waits for the office."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST
from wagtail.admin import messages

from cms.extension import By, Unit, current, may, public_entries
from plugins.evaluation.actions import papers
from plugins.evaluation.desk.periods import OfficeView
from plugins.evaluation.desk.view import SPACE, Day, DeskView
from plugins.evaluation.ledger.models import Document, DocumentRuling
from plugins.evaluation.rights import HAND_IN, RUN
from plugins.evaluation.states import Mechanism, Refused

SHOWN = 200


@dataclass(frozen=True)
class Paper:
    """A document with the word that holds. `ruling` None: the office has not said anything yet."""

    document: Document
    ruling: DocumentRuling | None
    unit: str = ""


def with_rulings(documents: Iterable[Document], names: dict[str, str] | None = None) -> list[Paper]:
    """One query for all rulings."""
    rows = list(documents)
    rulings = DocumentRuling.objects.filter(document__in=[row.pk for row in rows]).order_by("at")
    last = {ruling.document: ruling for ruling in rulings}
    known: dict[str, str] = names or {}
    return [Paper(row, last.get(row.pk), known.get(row.schema_name, str(row.schema_name))) for row in rows]


class PaperForm(forms.Form):
    fields: dict[str, Any]

    mechanism = forms.ChoiceField(label=_("哪一项制度"), choices=Mechanism.choices)
    title = forms.CharField(label=_("材料名称"), max_length=200, required=False)
    dated = forms.DateField(label=_("落款日期"), required=False, widget=Day())
    entry = forms.TypedChoiceField(
        label=_("已公开的内容"), required=False, empty_value=None, help_text=_("没有公开的，在下面写文号。")
    )
    reference = forms.CharField(label=_("文号"), max_length=100, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = public_entries(using="default")[:SHOWN]
        choices = [("", _now("不选")), *((str(row.uuid), row.title) for row in rows)]
        self.fields["entry"].choices = choices


class PapersView(DeskView):
    """What of the eight is there, what is missing, and the form. Constant queries."""

    template_name = "plugins/evaluation/papers.html"
    page_title = _("制度材料")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if current().is_central:
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @property
    def may_hand_in(self) -> bool:
        return may(self.request, HAND_IN)

    @cached_property
    def form(self) -> PaperForm:
        return PaperForm(self.request.POST if self.request.method == "POST" else None)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found: dict[str, list[Paper]] = {value: [] for value in Mechanism.values}
        for paper in with_rulings(Document.objects.order_by("-at")):
            found[paper.document.mechanism].append(paper)
        eight = [(Mechanism(value).label, rows) for value, rows in found.items()]
        done = sum(any(one.ruling and one.ruling.accepted for one in rows) for _label, rows in eight)
        return super().get_context_data(**kwargs) | {
            "eight": eight, "done": done, "form": self.form if self.may_hand_in else None,
        }  # fmt: skip

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if not self.may_hand_in:
            raise PermissionDenied
        if self.form.is_valid():
            try:
                papers.hand_in(**self.form.cleaned_data, by=By.person(request.user))
            except Refused as refusal:
                self.form.add_error(None, str(refusal))
            else:
                messages.success(request, _now("已提交，等区委办认定。"))
                return redirect(f"{SPACE}:papers")
        return self.get(request, **kwargs)


class PaperQueueView(OfficeView):
    """What the office has not said anything of yet. Constant queries."""

    template_name = "plugins/evaluation/paper_queue.html"
    page_title = _("待认定的材料")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        names = dict(Unit.objects.exclude(tenant=None).values_list("tenant__schema_name", "name"))
        ruled = DocumentRuling.objects.values("document")
        rows = Document.objects.exclude(pk__in=ruled).order_by("at")[:SHOWN]
        return super().get_context_data(**kwargs) | {"papers": with_rulings(rows, names)}


@require_POST
def rule(request: HttpRequest, document: str) -> HttpResponse:
    if not (current().is_central and may(request, RUN)):
        raise PermissionDenied
    row, accepted = get_object_or_404(Document, pk=document), request.POST.get("accepted") == "yes"
    try:
        papers.rule(
            row, accepted=accepted, reason=request.POST.get("reason", "")[:300],
            by=By.person(request.user, office=True),
        )  # fmt: skip
        messages.success(request, _now("已认可。") if accepted else _now("已告诉单位不认可的理由。"))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect(f"{SPACE}:paper-queue")
