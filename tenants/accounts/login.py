"""The first page of the door: login and password, in words and fields that a browser's password store knows."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import FormView

from tenants.accounts.door import admit, guest_of, note
from tenants.accounts.origin import client_address, known_device
from tenants.audit.actions import record
from tenants.audit.kinds import AuditKind
from tenants.identity.models import Identity
from tenants.identity.oidc import provider
from tenants.identity.signin import Knock, by_password
from tenants.identity.throttle import Blocked

WRONG = _("登录名或密码不对，或者你在本单位没有任职。")


def in_minutes(seconds: int) -> str:
    """How long to wait, in words that are never too short."""
    if seconds < 60:
        return gettext("%(n)s 秒") % {"n": seconds}
    return gettext("%(n)s 分钟") % {"n": -(-seconds // 60)}


class SignInForm(forms.Form):
    """What is asked first. It checks nothing: by then the try must have been counted."""

    username = forms.CharField(
        label=_("登录名"),
        max_length=64,
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autofocus": True, "autocapitalize": "none"}
        ),
    )
    password = forms.CharField(
        label=_("密码"),
        max_length=4096,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    remember = forms.BooleanField(required=False)
    next = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean_username(self) -> str:
        return str(self.cleaned_data["username"]).strip()


# A try that fails is counted even so: no transaction may take that back.
ALONE: list[Any] = [
    transaction.non_atomic_requests,
    never_cache,
    csrf_protect,
    sensitive_post_parameters("password", "new", "again", "code"),
]


@method_decorator(ALONE, name="dispatch")
class LoginView(FormView):
    template_name = "wagtailadmin/login.html"
    form_class = SignInForm

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated:
            return redirect("wagtailadmin_home")
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        asked = self.request.POST.get("next") or self.request.GET.get("next", "")
        return super().get_context_data(**kwargs) | {
            "next": asked,
            "provider": provider(),
            "demonstration": settings.DEMONSTRATION,
            "unfinished": guest_of(self.request) is not None,
        }

    def form_valid(self, form: SignInForm) -> HttpResponse:
        login = form.cleaned_data["username"]
        knock = Knock(login, client_address(self.request), known_device(self.request, login))
        try:
            identity, last = by_password(knock, form.cleaned_data["password"])
        except Blocked as blocked:
            return self._refuse(form, blocked)
        if identity is None:
            _note_failure(login, knock, last)
            form.add_error(None, WRONG)
            return self.form_invalid(form)
        return admit(
            self.request,
            identity,
            method="password",
            next_page=form.cleaned_data["next"],
            remember=form.cleaned_data["remember"],
        )

    def _refuse(self, form: SignInForm, blocked: Blocked) -> HttpResponse:
        """The same words whether the login exists or not."""
        form.add_error(
            None,
            gettext("试错的次数太多，请 %(time)s后再试。忘了密码，请本单位管理员发一个重设链接。")
            % {"time": in_minutes(blocked.seconds)},
        )
        response = self.render_to_response(self.get_context_data(form=form), status=429)
        response.headers["Retry-After"] = str(blocked.seconds)
        return response


def _note_failure(login: str, knock: Knock, last: bool) -> None:
    """A login of somebody here is written down; anything else may be a password in the wrong field, and is not."""
    kind = AuditKind.SIGN_IN_BLOCKED if last else AuditKind.SIGN_IN_FAILED
    detail = {"address": knock.address, "known_browser": knock.device is not None}
    identity = Identity.objects.filter(login=login).first()
    if identity is not None:
        note(kind, identity, detail=detail)
    else:
        record(kind=kind, subject=gettext("不认识的登录名"), detail=detail)
