"""What the door still asks of somebody whose first proof was right: the second factor, and a password when it is due."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import segno
from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.utils.safestring import mark_safe
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView, View

from tenants.accounts.door import Guest, guest_of, keep, missing_of, note, passed, proceed
from tenants.accounts.login import ALONE, in_minutes
from tenants.accounts.origin import asked
from tenants.audit.kinds import AuditKind
from tenants.identity import factors, passkeys, passwords, throttle
from tenants.identity.centre import at_the_centre
from tenants.identity.models import FactorKind, Identity
from tenants.identity.sealing import seal, unseal
from tenants.identity.signin import choose_password


class CodeForm(forms.Form):
    """A code from the telephone or from paper, or what a passkey answered."""

    code = forms.CharField(
        label=_("六位口令，或恢复码"),
        required=False,
        max_length=20,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "text", "autofocus": True}
        ),
    )
    answer = forms.CharField(required=False, max_length=20000, widget=forms.HiddenInput)


class EnrolForm(CodeForm):
    label = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        code = self.fields["code"]
        code.label = _("应用显示的六位数字")
        code.widget.attrs |= {"inputmode": "numeric", "autofocus": False}


class PasswordForm(forms.Form):
    """A new password, twice. All that is wrong with it is said at once."""

    new = forms.CharField(
        label=_("新密码"),
        max_length=4096,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=_("再输一次"),
        max_length=4096,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("new") and data.get("again") and data["new"] != data["again"]:
            self.add_error("again", _("两次输入的不一样"))
        return data


@method_decorator(ALONE, name="dispatch")
class Step(FormView):
    """One page of the porch. It opens only to whom exactly this is what is missing."""

    name = ""
    title: Any = ""
    guest: Guest
    person: Identity

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        guest = guest_of(request)
        if guest is None:
            messages.error(request, _("请重新登录。"))
            return redirect("wagtailadmin_login")
        if missing_of(guest) != self.name:
            return proceed(request, guest)
        self.guest, self.person = guest, Identity.objects.get(pk=guest.uuid)
        return super().dispatch(request, *args, **kwargs)  # type: ignore[return-value]  # our views answer so

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"title": self.title, "person": self.person}


class FactorView(Step):
    """Asks for the second factor of somebody who has one."""

    name = "door:factor"
    title = _("第二因素")
    template_name = "accounts/factor.html"
    form_class = CodeForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        with at_the_centre():
            kinds = factors.kinds_of(self.guest.uuid)
            options, challenge = passkeys.authentication_options(self.guest.uuid, asked(self.request))
        if FactorKind.PASSKEY in kinds:
            self.guest = keep(self.request, replace(self.guest, challenge=challenge))
        return super().get_context_data(**kwargs) | {
            "options": options if FactorKind.PASSKEY in kinds else "",
            "has_totp": FactorKind.TOTP in kinds,
        }

    def form_valid(self, form: CodeForm) -> HttpResponse:
        counter = throttle.by_factor(self.guest.identity)
        try:
            with at_the_centre():
                throttle.count(counter)
                way = self._way(form.cleaned_data)
                if way:
                    throttle.forgive(counter)
        except throttle.Blocked as blocked:
            form.add_error(
                None, gettext("试错的次数太多，请 %(time)s后再试。") % {"time": in_minutes(blocked.seconds)}
            )
            return self.form_invalid(form)
        if way is None:
            note(AuditKind.FACTOR_FAILED, self.person)
            form.add_error(None, _("不对，或者已经用过。动态口令每半分钟换一个，恢复码只能用一次。"))
            return self.form_invalid(form)
        note(AuditKind.FACTOR_PASSED, self.person, detail={"way": way})
        return proceed(self.request, passed(self.request, self.guest))

    def _way(self, data: dict[str, str]) -> str | None:
        """By what they passed; None when by nothing. A challenge is good for one answer."""
        person, challenge = self.guest.uuid, self.guest.challenge
        if data["answer"]:
            self.guest = keep(self.request, replace(self.guest, challenge=""))
            right = bool(challenge) and passkeys.check(
                person, answer=data["answer"], challenge=challenge, asked=asked(self.request)
            )
            return "passkey" if right else None
        if factors.check_totp(person, data["code"]):
            return "totp"
        return "recovery" if factors.check_recovery_code(person, data["code"]) else None


class EnrolView(Step):
    """Somebody who must have a second factor and has none can do this and nothing else."""

    name = "door:enrol"
    title = _("登记第二因素")
    template_name = "accounts/enrol.html"
    form_class = EnrolForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        secret = unseal(self.guest.secret) if self.guest.secret else factors.new_secret()
        options, challenge = passkeys.registration_options(self.person, asked(self.request))
        self.guest = keep(self.request, replace(self.guest, secret=seal(secret), challenge=challenge))
        return super().get_context_data(**kwargs) | enrolment(secret, self.person) | {"options": options}

    def form_valid(self, form: EnrolForm) -> HttpResponse:
        try:
            with at_the_centre():
                kind, codes = take_in(
                    self.request, self.guest.uuid, self.guest.secret, self.guest.challenge, form
                )
        except ValidationError as refusal:
            form.add_error(None, refusal)
            return self.form_invalid(form)
        passed(self.request, self.guest)
        note(AuditKind.FACTOR_ADDED, self.person, detail={"kind": kind})
        context = super().get_context_data(form=form) | {"codes": codes, "onward": "door:go"}
        return self.response_class(self.request, ["accounts/codes.html"], context)


def enrolment(secret: str, person: Identity) -> dict[str, Any]:
    """What the page shows of a new secret: a picture for the telephone, letters for typing."""
    picture = segno.make(factors.address_of(secret, login=person.login), error="m")
    letters = " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
    svg = picture.svg_inline(border=4, svgclass="porch-qr", lineclass=None, omitsize=True)
    return {"qr": mark_safe(svg), "letters": letters}  # noqa: S308 -- drawn here from our own text


def take_in(
    request: HttpRequest, identity: Any, secret: str, challenge: str, form: EnrolForm
) -> tuple[str, list[str]]:
    """Enrol by code or passkey; recovery codes with the first one. Raises ValidationError. With the centre bound."""
    first, data = not factors.has_any(identity), form.cleaned_data
    if data["answer"]:
        if not challenge:
            raise ValidationError(_("这一页已经用过，请刷新"))
        passkeys.add(
            identity, answer=data["answer"], challenge=challenge, asked=asked(request), label=data["label"]
        )
        kind = FactorKind.PASSKEY
    else:
        if not secret:
            raise ValidationError(_("这一页已经用过，请刷新"))
        factors.add_totp(identity, secret=unseal(secret), code=data["code"])
        kind = FactorKind.TOTP
    return str(kind), factors.new_recovery_codes(identity) if first else []


class PasswordView(Step):
    """The profile wants another password by now."""

    name = "door:password"
    title = _("更换密码")
    template_name = "accounts/password.html"
    form_class = PasswordForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "requirements": passwords.requirements(),
            "reason": _("现行密码规则要求定期更换。"),
        }

    def form_valid(self, form: PasswordForm) -> HttpResponse:
        try:
            choose_password(identity=self.guest.uuid, password=form.cleaned_data["new"])
        except ValidationError as refusal:
            form.add_error("new", refusal)
            return self.form_invalid(form)
        note(AuditKind.PASSWORD_CHOSEN, self.person)
        return proceed(self.request, self.guest)


@method_decorator(ALONE, name="dispatch")
class GoView(View):
    """On to whatever comes next."""

    def get(self, request: HttpRequest) -> HttpResponse:
        guest = guest_of(request)
        return proceed(request, guest) if guest else redirect("wagtailadmin_login")
