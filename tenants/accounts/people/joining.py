"""Giving somebody a place: by a link with which they set their own password."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.generic import FormView
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.admin.widgets import AdminDateInput

from tenants.accounts.door import note, who
from tenants.accounts.people.links import can_mail, link_of, mail
from tenants.accounts.people.listing import ForManagers, log_change
from tenants.audit.kinds import AuditKind
from tenants.identity.invitations import LIFETIME, Invited, invite
from tenants.identity.models import Identity, Membership
from tenants.identity.roles import UNIT_ROLES, MemberRole


class JoinForm(forms.Form):
    """Who, as what, until when. Unit roles only: the office and the platform name their own people."""

    login = forms.CharField(
        label=_("登录名"), max_length=64, help_text=_("已经在别的单位任职的人，填他现有的登录名，密码不变。")
    )
    name = forms.CharField(label=_("姓名"), max_length=60)
    role = forms.ChoiceField(
        label=_("角色"), choices=[(role.value, role.label) for role in MemberRole if role in UNIT_ROLES]
    )
    until = forms.DateField(
        label=_("任职到"),
        required=False,
        widget=AdminDateInput,
        help_text=_("不填就是一直有效，直到你结束它。"),
    )
    email = forms.EmailField(
        label=_("邮箱"), required=False, help_text=_("填了就把链接也发到这里。邮箱不会保存。")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not can_mail():
            del self.fields["email"]

    def clean_login(self) -> str:
        return str(self.cleaned_data["login"]).strip()

    def clean_until(self) -> Any:
        until = self.cleaned_data["until"]
        if until and until < timezone.localdate():
            raise ValidationError(_("不能早于今天"))
        return until


# Looking a person up at the centre changes the tenant for a moment, which no transaction of this one allows.
@method_decorator([transaction.non_atomic_requests, never_cache], name="dispatch")
class JoinView(ForManagers, WagtailAdminTemplateMixin, FormView):
    """Adds a person. The link for a new one is shown on the answer, and nowhere else."""

    template_name = "wagtailadmin/generic/form.html"
    form_class = JoinForm
    page_title = _("添加人员")
    header_icon = "user"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse("people:index"), "label": _("人员")},
            {"url": "", "label": self.page_title},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        words = {"submit_button_label": _("添加"), "submit_button_active_label": _("正在添加…")}
        context = super().get_context_data(**kwargs) | words
        return context | {"action_url": reverse("people:join"), "media": context["form"].media}

    def form_valid(self, form: JoinForm) -> HttpResponse:
        data = form.cleaned_data
        by = who(self.request)
        try:
            invited = invite(
                login=data["login"],
                name=data["name"],
                role=MemberRole(data["role"]),
                until=data["until"],
                by=by,
            )
        except ValidationError as refusal:
            form.add_error(None, refusal)
            return self.form_invalid(form)
        return self._answer(invited, data.get("email", ""))

    def _answer(self, invited: Invited, email: str) -> HttpResponse:
        membership = Membership.objects.select_related("identity").get(pk=invited.membership.pk)
        log_change(membership, "people.join")
        detail = {"role": membership.role, "until": str(membership.valid_until or "")}
        note(AuditKind.INVITED, membership.identity, actor=actor_of(self.request), detail=detail)
        link = link_of(self.request, invited.token) if invited.token else ""
        context = super().get_context_data(form=None) | {
            "membership": membership,
            "link": link,
            "days": LIFETIME.days,
            "mailed": email if link and mail(email, link, name=membership.identity.name) else "",
            "not_mailed": email,
        }
        return TemplateResponse(self.request, "accounts/joined.html", context)


def actor_of(request: HttpRequest) -> Identity:
    """Whoever is signed in, as the audit names them."""
    return Identity.objects.get(pk=who(request))
