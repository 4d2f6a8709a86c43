"""公开凭证: the items that are not for society, when each was last disclosed, and a form to say so."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSet

from cms.filing.models import FiledItem
from cms.publication.actions.proving import LONGEST, MOST_PEOPLE, cancel_proof, items_to_prove, record_proof
from cms.publication.desk.screens import AskingView
from cms.publication.models import DisclosureProof
from cms.publication.states import Refused

TITLE = _("公开凭证")
SHOWN = 50


def may_record(user: Any) -> bool:
    return user.has_perm("publication.add_disclosureproof")


def may_cancel(user: Any) -> bool:
    return user.has_perm("publication.change_disclosureproof")


def may_follow(user: Any) -> bool:
    return may_record(user) or may_cancel(user)


class ProofForm(forms.Form):
    item_code = forms.ChoiceField(label=_("事项"))
    period_label = forms.CharField(
        label=_("所属期"),
        required=False,
        max_length=LONGEST["period_label"],
        help_text=_("例如：2026年第一季度"),
    )
    on = forms.DateField(
        label=_("公开日期"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    channel = forms.CharField(
        label=_("公开方式"), max_length=LONGEST["channel"], help_text=_("会议、文件、公开栏、内网等。")
    )
    meeting = forms.CharField(
        label=_("会议或场合"),
        required=False,
        max_length=LONGEST["meeting"],
        help_text=_("只写名称，不写内容。"),
    )
    head_count = forms.IntegerField(label=_("知晓的人数"), min_value=1, max_value=MOST_PEOPLE)
    approved_by = forms.CharField(
        label=_("谁批准的"), max_length=LONGEST["approved_by"], help_text=_("写职务。")
    )

    def __init__(self, *args: Any, items: list[FiledItem], **kwargs: Any):
        super().__init__(*args, **kwargs)
        rows = [(item.code, f"{item.code} {item.title}（{item.get_scope_display()}）") for item in items]
        self.fields["item_code"].choices = [("", _now("请选择")), *rows]
        self.fields["on"].widget.attrs["max"] = timezone.localdate().isoformat()


class ProofsView(AskingView):
    """The form above, what was recorded below. Constant queries."""

    template_name = "publication/desk/proofs.html"
    page_title = TITLE
    header_icon = "lock"

    def test(self, user: Any) -> bool:
        return may_follow(user)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": TITLE}]

    @cached_property
    def items(self) -> list[FiledItem]:
        return list(items_to_prove())

    def make_form(self, *args: Any) -> ProofForm:
        return ProofForm(*args, items=self.items, initial={"on": timezone.localdate()})

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        titles = {item.code: item.title for item in self.items}
        rows = list(DisclosureProof.objects.order_by("-on", "-at")[:SHOWN])
        user = self.request.user
        return super().get_context_data(**kwargs) | {
            "may_record": may_record(user),
            "may_cancel": may_cancel(user),
            "items": self.items,
            "rows": [(row, titles.get(row.item_code, "")) for row in rows],
        }

    def act(self, form: ProofForm) -> str:
        if not may_record(self.request.user):
            raise PermissionDenied
        row = record_proof(by=self.request.user, **form.cleaned_data)
        return _now("已登记：%(code)s %(on)s 公开。") % {"code": row.item_code, "on": row.on}

    def onward(self) -> str:
        return reverse("proof_desk:index")


class CancelView(ProofsView):
    def test(self, user: Any) -> bool:
        return may_cancel(user)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        try:
            cancel_proof(get_object_or_404(DisclosureProof, pk=self.kwargs["key"]), by=request.user)
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _now("已撤销这条凭证，撤销的记录保留。"))
        return redirect(self.onward())


class ProofItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return may_follow(request.user)


class ProofDesk(ViewSet):
    """The unit's addresses, below /admin/proofs/."""

    name = "proof_desk"
    url_prefix = "proofs"
    icon = "lock"

    def get_urlpatterns(self) -> list[Any]:
        return [
            path("", ProofsView.as_view(), name="index"),
            path("<uuid:key>/cancel/", CancelView.as_view(), name="cancel"),
        ]

    def menu(self) -> MenuItem:
        return ProofItem(TITLE, reverse("proof_desk:index"), name="proofs", icon_name=self.icon, order=107)
