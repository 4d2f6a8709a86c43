"""登记核对 in a unit's admin: what the register says of it, whom to call, and the word that it is right."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView, TemplateView
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.admin.viewsets.base import ViewSet

from cms.filing.actor import own_unit
from cms.filing.roster import actions
from cms.filing.roster.models import RosterConfirmation, UnitContact
from cms.filing.roster.queries import confirm_by, confirmed_as_of
from cms.registry.models import Unit
from tenants.context import current

RIGHT, READS = "filing.add_rosterconfirmation", "filing.view_rosterconfirmation"
TITLE = _("登记核对")
WORDS_SHOWN = 10


class ContactForm(forms.ModelForm):
    class Meta:
        model = UnitContact
        fields = ("name", "duty", "telephone", "email", "order")
        help_texts = {"duty": _("例如：信息员、保密审查员、分管领导。"), "order": _("小的排在前面。")}


def may_read(user: Any) -> bool:
    """Who keeps the unit's entry, and who answers for it. At the centre readers have the register of all."""
    return user.has_perm(RIGHT) or (user.has_perm(READS) and not current().is_central)


class ForKeepers:
    """Mixin of views: refuses everybody who does not keep the unit's entry, or read it where `reads`; knows the unit."""

    reads = False

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        reads = self.reads and request.method != "POST"
        if not (may_read(request.user) if reads else request.user.has_perm(RIGHT)):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def unit(self) -> Unit:
        unit = own_unit()
        if unit is None:
            raise Http404
        return unit


class RosterView(ForKeepers, WagtailAdminTemplateMixin, TemplateView):
    """The entry, the contacts, one click to confirm, one form to say what is wrong."""

    template_name = "filing/roster/desk.html"
    page_title = TITLE
    reads = True
    header_icon = "clipboard-list"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": TITLE}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        words = list(RosterConfirmation.objects.all())
        confirmed = confirmed_as_of(words)
        return super().get_context_data(**kwargs) | {
            "facts": actions.facts_of(self.unit),
            "contacts": list(UnitContact.objects.all()),
            "words": words[:WORDS_SHOWN],
            "confirmed": confirmed,
            "confirm_by": confirm_by(confirmed),
            "today": timezone.localdate(),
            "keeps": self.request.user.has_perm(RIGHT),
        }

    def post(self, request: HttpRequest) -> HttpResponse:
        verb, told = request.POST.get("verb"), _("已确认，一年内有效。")
        try:
            if verb == "confirm":
                actions.confirm(unit=self.unit)
            elif verb == "report":
                actions.report(unit=self.unit, note=request.POST.get("note", "")[:2000])
                told = _("已告诉区委办，办理结果会显示在这里。")
            else:
                raise Http404
        except actions.RosterRefused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, told)
        return redirect("roster:index")


class ContactView(ForKeepers, WagtailAdminTemplateMixin, FormView):
    """Adds, changes or removes one contact."""

    template_name = "filing/roster/contact.html"
    form_class = ContactForm
    page_title = _("联系人")
    header_icon = "user"

    @cached_property
    def row(self) -> UnitContact | None:
        # Row-level security knows no row of another unit: asking for one finds nothing.
        return get_object_or_404(UnitContact, pk=self.kwargs["key"]) if "key" in self.kwargs else None

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        above = {"url": reverse("roster:index"), "label": TITLE}
        return [*self.breadcrumbs_items, above, {"url": "", "label": self.page_title}]

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"instance": self.row}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"row": self.row}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.row and request.POST.get("verb") == "remove":
            actions.remove_contact(key=self.row.pk)
            messages.success(request, _("已删除，不再保存他的信息。"))
            return redirect("roster:index")
        return super().post(request, *args, **kwargs)

    def form_valid(self, form: ContactForm) -> HttpResponse:
        try:
            actions.save_contact(unit=self.unit, values=form.cleaned_data, key=self.row and self.row.pk)
        except actions.RosterRefused as refusal:
            form.add_error(None, str(refusal))
            return self.form_invalid(form)
        return redirect("roster:index")


class RosterItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return may_read(request.user)


class RosterDesk(ViewSet):
    """The unit's addresses, below /admin/roster/."""

    name = "roster"
    url_prefix = "roster"
    icon = "clipboard-list"

    def get_urlpatterns(self) -> list[Any]:
        return [
            path("", RosterView.as_view(), name="index"),
            path("contact/", ContactView.as_view(), name="new"),
            path("contact/<uuid:key>/", ContactView.as_view(), name="contact"),
        ]

    def menu(self) -> MenuItem:
        return RosterItem(TITLE, reverse("roster:index"), name="roster", icon_name=self.icon, order=435)
