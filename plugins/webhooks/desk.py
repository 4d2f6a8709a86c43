"""推送通知 in the admin: who is told, what became of each message, and what a person can do about it."""

from __future__ import annotations

import uuid
from abc import ABC, abstractmethod
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from cms.extension import By, may
from plugins.webhooks import actions
from plugins.webhooks.events import EventType
from plugins.webhooks.models import Delivery, Endpoint
from plugins.webhooks.states import DeliveryState, Refused

TITLE = _("推送通知")
RIGHT = "webhooks.change_endpoint"
SHOWN = 50
SPACE = "plugin_webhooks_admin"


def allowed(request: HttpRequest) -> None:
    if not may(request, RIGHT):
        raise PermissionDenied


def _seen(request: HttpRequest) -> dict[str, Any]:
    """Who acts, and on what they saw."""
    text = request.POST.get("seen", "")
    return {"by": By.person(request.user), "seen": int(text[:9]) if text.isdecimal() else None}


class EndpointForm(forms.Form):
    """The verbs judge what is typed. The form only knows what it looks like."""

    title = forms.CharField(
        label=_("名称"), required=False, max_length=100, help_text=_("谁在接收，例如：区门户网站。")
    )
    url = forms.CharField(label=_("网址"), required=False, help_text=_("对方给的网址，以 https:// 开头。"))
    types = forms.MultipleChoiceField(
        label=_("要哪些通知"), required=False, choices=EventType.choices, widget=forms.CheckboxSelectMultiple
    )


class DeskView(WagtailAdminTemplateMixin, TemplateView):
    header_icon = "globe"
    page_title = TITLE

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        allowed(request)
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        top = [] if self.page_title == TITLE else [{"url": reverse(f"{SPACE}:index"), "label": TITLE}]
        return [*self.breadcrumbs_items, *top, {"url": "", "label": self.get_page_title()}]


class IndexView(DeskView):
    """Every endpoint with what waits for it. One query."""

    template_name = "plugins/webhooks/index.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        waiting = Count("deliveries", filter=Q(deliveries__state=DeliveryState.PENDING))
        lost = Count("deliveries", filter=Q(deliveries__state=DeliveryState.GIVEN_UP))
        rows = Endpoint.objects.annotate(waiting=waiting, lost=lost)
        return super().get_context_data(**kwargs) | {"endpoints": rows}


class AskingView(DeskView, ABC):
    """A form and a verb. A refusal says everything at once and keeps what was typed."""

    template_name = "plugins/webhooks/form.html"

    @cached_property
    def form(self) -> EndpointForm:
        return EndpointForm(
            self.request.POST if self.request.method == "POST" else None, initial=self.initial()
        )

    def initial(self) -> dict[str, Any]:
        return {"types": EventType.values}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"form": self.form}

    @abstractmethod
    def act(self, values: dict[str, Any]) -> HttpResponse:
        """Do it. Raises ValidationError with every problem."""

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if self.form.is_valid():
            try:
                return self.act(self.form.cleaned_data)
            except ValidationError as error:
                self.form.add_error(None, error)
            except Refused as refusal:
                self.form.add_error(None, str(refusal))
        return self.get(request, **kwargs)


class AddView(AskingView):
    page_title = _("添加端点")

    def act(self, values: dict[str, Any]) -> HttpResponse:
        endpoint, secret = actions.add(**values, by=By.person(self.request.user))
        return _once(self.request, endpoint, secret)


class ChangeView(AskingView):
    page_title = _("修改端点")

    @cached_property
    def endpoint(self) -> Endpoint:
        return get_object_or_404(Endpoint, pk=self.kwargs["endpoint"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """After a refusal it is still the version that was seen first, until the page is opened anew."""
        return super().get_context_data(**kwargs) | {
            "seen": self.request.POST.get("seen", self.endpoint.version)
        }

    def initial(self) -> dict[str, Any]:
        return {name: getattr(self.endpoint, name) for name in ("title", "url", "types")}

    def act(self, values: dict[str, Any]) -> HttpResponse:
        actions.change(self.endpoint.pk, **values, **_seen(self.request))
        messages.success(self.request, _now("已修改。等着推送的会发往新网址。"))
        return _back(self.endpoint.pk)


class EndpointView(DeskView):
    """One endpoint and its newest messages. Constant queries."""

    template_name = "plugins/webhooks/endpoint.html"

    @cached_property
    def endpoint(self) -> Endpoint:
        return get_object_or_404(Endpoint, pk=self.kwargs["endpoint"])

    def get_page_title(self) -> str:
        return self.endpoint.title

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = self.endpoint.deliveries.prefetch_related("attempts")[:SHOWN]
        return super().get_context_data(**kwargs) | {"endpoint": self.endpoint, "rows": rows, "shown": SHOWN}


def _back(endpoint: uuid.UUID) -> HttpResponse:
    return redirect(f"{SPACE}:endpoint", endpoint)


def _once(request: HttpRequest, endpoint: Endpoint, secret: str) -> HttpResponse:
    """The only page that ever shows a secret. It is kept nowhere, not even for a redirect."""
    context = {"endpoint": endpoint, "secret": secret, "page_title": _now("签名密钥"), "header_icon": "key"}
    return render(request, "plugins/webhooks/secret.html", context)


@never_cache
@require_POST
def rotate(request: HttpRequest, endpoint: uuid.UUID) -> HttpResponse:
    allowed(request)
    found = get_object_or_404(Endpoint, pk=endpoint)
    try:
        secret = actions.rotate(found.pk, at_once="at_once" in request.POST, **_seen(request))
    except Refused as refusal:
        messages.error(request, str(refusal))
        return _back(found.pk)
    return _once(request, found, secret)


@require_POST
def switch(request: HttpRequest, endpoint: uuid.UUID, to: str) -> HttpResponse:
    """On or off. Two people at once: the second is told."""
    allowed(request)
    found = get_object_or_404(Endpoint, pk=endpoint)
    try:
        if to == "on":
            actions.enable(found.pk, **_seen(request))
            messages.success(request, _now("已启用。停用期间的不补发，需要的可以重发。"))
        elif actions.disable(found.pk, **_seen(request)):
            messages.success(request, _now("已停用，等着推送的已取消。"))
        else:
            messages.warning(request, _now("它已经停用了。"))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return _back(found.pk)


@require_POST
def resend(request: HttpRequest, delivery: uuid.UUID) -> HttpResponse:
    allowed(request)
    found = get_object_or_404(Delivery, pk=delivery)
    try:
        actions.resend(found.pk)
        messages.success(request, _now("马上重发，编号不变，并注明是重发。"))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return _back(found.endpoint_id)
