"""登录与安全: what a person does about their own credentials, wherever in the district they are signed in."""

from __future__ import annotations

import uuid
from abc import ABC, abstractmethod
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, TemplateView
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from tenants.accounts.door import begin_session, note, session_of, who
from tenants.accounts.login import ALONE
from tenants.accounts.origin import asked, client_address, known_device
from tenants.accounts.porch import EnrolForm, PasswordForm, enrolment, take_in
from tenants.audit.kinds import AuditKind
from tenants.identity import factors, oidc, passkeys, passwords, sessions
from tenants.identity.centre import at_the_centre
from tenants.identity.mailing import own_address
from tenants.identity.models import Factor, Identity, LoginSession, OidcLink
from tenants.identity.sealing import seal, unseal
from tenants.identity.signin import Knock, by_password, choose_password
from tenants.identity.throttle import Blocked
from tenants.models import Tenant

ENROLMENT = "enrolment"


class CurrentPassword(forms.Form):
    """Asked again before a credential changes: a browser left open is not its owner."""

    current = forms.CharField(
        label=gettext_lazy("现在的密码"),
        required=False,
        max_length=4096,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class ChangeForm(CurrentPassword, PasswordForm):
    field_order = ["current", "new", "again"]


class AddForm(CurrentPassword, EnrolForm):
    field_order = ["current", "code"]


class Own(WagtailAdminTemplateMixin):
    """Mixin of views about the person who is signed in."""

    header_icon = "lock"
    request: HttpRequest

    @method_decorator(ALONE)
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        refusal = self.refusal()
        if refusal:
            messages.error(request, refusal)
            return redirect("security")
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        top = {"url": reverse("security"), "label": gettext_lazy("登录与安全")}
        here = {"url": "", "label": self.page_title}
        between = [] if isinstance(self, SecurityView) else [top]
        return [*self.breadcrumbs_items, *between, here]

    def refusal(self) -> str:
        """Why the page does not open now; empty when it does."""
        return ""

    @cached_property
    def person(self) -> Identity:
        return Identity.objects.get(pk=who(self.request))

    @property
    def passed(self) -> bool:
        """Whether this session went through the second factor."""
        return getattr(self.request.user, "second_factor_at", None) is not None

    def confirm(self, form: Any) -> bool:
        """Whether the present password was typed, counted like a try at the door. Adds the error to the form."""
        login = self.person.login
        if self.person.password.startswith("!"):
            return True
        knock = Knock(login, client_address(self.request), known_device(self.request, login))
        try:
            found, _last = by_password(knock, form.cleaned_data["current"])
        except Blocked:
            found = None
        if found is None:
            form.add_error("current", _("现在的密码不对，或者试错太多次，请稍后再试"))
        return found is not None


class SecurityView(Own, TemplateView):
    """Password, second factor, recovery codes and devices on one page."""

    template_name = "accounts/security.html"
    page_title = gettext_lazy("登录与安全")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        person = self.person
        with at_the_centre():
            keys = list(Factor.objects.filter(identity=person).order_by("created_at"))
            left = factors.codes_left(person.uuid)
            rows = sessions.open_sessions(person.uuid)
            linked = OidcLink.objects.filter(identity=person).exists()
        names = dict(
            Tenant.objects.filter(schema_name__in={row.schema_name for row in rows}).values_list(
                "schema_name", "title"
            )
        )
        own = session_of(self.request)
        devices = [(row, names.get(row.schema_name, ""), row.pk == own) for row in rows]
        return super().get_context_data(**kwargs) | {
            "person": person,
            "factors": keys,
            "left": left,
            "devices": devices,
            "required": factors.is_required(self.request.user.roles),  # type: ignore[union-attr]  # logged in
            "provider": oidc.provider(),
            "linked": linked,
            "has_password": not person.password.startswith("!"),
            "mail": own_address(person.uuid),
        }


class ChangePasswordView(Own, FormView):
    """A new password. Every session of the person ends, but for the one in which it was chosen."""

    template_name = "accounts/own_form.html"
    form_class = ChangeForm
    page_title = gettext_lazy("更换密码")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        words = {"requirements": passwords.requirements(), "submit": _("更换密码")}
        return super().get_context_data(**kwargs) | words

    def form_valid(self, form: ChangeForm) -> HttpResponse:
        if not self.confirm(form):
            return self.form_invalid(form)
        try:
            choose_password(identity=self.person.uuid, password=form.cleaned_data["new"])
        except ValidationError as refusal:
            form.add_error("new", refusal)
            return self.form_invalid(form)
        at = self.request.user.second_factor_at  # type: ignore[union-attr]  # logged in
        self.request.session.cycle_key()
        begin_session(self.request, self.person.uuid, method="password", second_factor_at=at)
        note(AuditKind.PASSWORD_CHOSEN, self.person)
        messages.success(self.request, _("密码已更换，别处的登录都已结束。"))
        return redirect("security")


class AddFactorView(Own, FormView):
    """One more second factor, or the first. Who has one must have passed it in this session."""

    template_name = "accounts/own_enrol.html"
    form_class = AddForm
    page_title = gettext_lazy("登记第二因素")

    def refusal(self) -> str:
        with at_the_centre():
            has = factors.has_any(self.person.uuid)
        return _("请退出后重新登录，通过第二因素后再来。") if has and not self.passed else ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kept = self.request.session.get(ENROLMENT, {})
        secret = unseal(kept["secret"]) if kept.get("secret") else factors.new_secret()
        with at_the_centre():
            options, challenge = passkeys.registration_options(self.person, asked(self.request))
        self.request.session[ENROLMENT] = {"secret": seal(secret), "challenge": challenge}
        return super().get_context_data(**kwargs) | enrolment(secret, self.person) | {"options": options}

    def form_valid(self, form: AddForm) -> HttpResponse:
        if not self.confirm(form):
            return self.form_invalid(form)
        kept = self.request.session.get(ENROLMENT, {})
        try:
            with at_the_centre():
                kind, codes = take_in(
                    self.request, self.person.uuid, kept.get("secret", ""), kept.get("challenge", ""), form
                )
        except ValidationError as refusal:
            form.add_error(None, refusal)
            return self.form_invalid(form)
        self.request.session.pop(ENROLMENT, None)
        session = session_of(self.request)
        if session is not None:
            sessions.has_passed(session=session, identity=self.person.uuid)
        note(AuditKind.FACTOR_ADDED, self.person, detail={"kind": kind})
        if codes:
            return show_codes(self, codes)
        messages.success(self.request, _("已登记。"))
        return redirect("security")


def show_codes(view: Any, codes: list[str]) -> HttpResponse:
    """The codes, once."""
    context = WagtailAdminTemplateMixin.get_context_data(view) | {"codes": codes, "onward": "security"}
    return TemplateResponse(view.request, "accounts/own_codes.html", context)


class ConfirmedView(Own, FormView, ABC):
    """Asks for the password, then does one thing about a credential."""

    template_name = "accounts/own_form.html"
    form_class = CurrentPassword
    submit: Any = ""
    explanation: Any = ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"submit": self.submit, "explanation": self.explanation}

    def refusal(self) -> str:
        return "" if self.passed else _("请退出后重新登录，通过第二因素后再来。")

    def form_valid(self, form: CurrentPassword) -> HttpResponse:
        return self.act() if self.confirm(form) else self.form_invalid(form)

    @abstractmethod
    def act(self) -> HttpResponse:
        """Do it, now that the password was right, and answer."""


class RemoveFactorView(ConfirmedView):
    page_title = gettext_lazy("删除第二因素")
    submit = gettext_lazy("删除")
    explanation = gettext_lazy("删除以后不能再用它登录。角色要求有第二因素的，删完下次登录须重新登记。")

    def act(self) -> HttpResponse:
        with at_the_centre():
            factors.remove(self.person.uuid, self.kwargs["pk"])
        note(AuditKind.FACTOR_REMOVED, self.person)
        messages.success(self.request, _("已删除。"))
        return redirect("security")


class RenewCodesView(ConfirmedView):
    page_title = gettext_lazy("换发恢复码")
    submit = gettext_lazy("换发")
    explanation = gettext_lazy("旧的恢复码全部作废。新的只显示一次。")

    def act(self) -> HttpResponse:
        with at_the_centre():
            codes = factors.new_recovery_codes(self.person.uuid)
        note(AuditKind.CODES_RENEWED, self.person)
        return show_codes(self, codes)


class EndSessionView(Own, TemplateView):
    """Ends one of the person's own sessions, on whatever site it is."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        with at_the_centre():
            row = LoginSession.objects.filter(pk=pk, identity=self.person, ended_at=None).first()
            schema = row.schema_name if row else ""
        if sessions.end_on(schema=schema, session=pk, identity=self.person.uuid):
            note(AuditKind.SESSION_ENDED, self.person)
            messages.success(request, _("那里的登录已结束。"))
        return redirect("security")
