"""提醒邮件: where a person wants the reminders of this unit, and whether at all."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView

from tenants.accounts.door import note
from tenants.accounts.security import Own
from tenants.audit.kinds import AuditKind
from tenants.identity.mailing import own_address, set_address
from tenants.identity.models import MailRhythm


class MailForm(forms.Form):
    """An address, which may be empty, and how often."""

    reminder_email = forms.EmailField(
        label=gettext_lazy("提醒邮箱"),
        required=False,
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    mail_rhythm = forms.ChoiceField(
        label=gettext_lazy("什么时候发"), choices=MailRhythm.choices, initial=MailRhythm.DAILY
    )

    @classmethod
    def of(cls, identity: uuid.UUID) -> MailForm:
        """As the person has it in the bound unit."""
        email, rhythm = own_address(identity)
        return cls(initial={"reminder_email": email, "mail_rhythm": rhythm})

    def keep(self, identity: uuid.UUID) -> None:
        """Raises ValidationError."""
        if not self.is_valid():
            raise ValidationError([error for errors in self.errors.values() for error in errors])
        rhythm = MailRhythm(self.cleaned_data["mail_rhythm"])
        set_address(identity=identity, email=self.cleaned_data["reminder_email"], rhythm=rhythm)


class OwnMailView(Own, FormView):
    """The person's own. It is kept for this unit; in another unit they may give another, or none."""

    template_name = "accounts/own_mail.html"
    form_class = MailForm
    page_title = gettext_lazy("提醒邮件")
    header_icon = "mail"

    def get_initial(self) -> dict[str, Any]:
        return dict(MailForm.of(self.person.uuid).initial)

    def form_valid(self, form: MailForm) -> HttpResponse:
        try:
            form.keep(self.person.uuid)
        except ValidationError as refusal:
            form.add_error(None, refusal)
            return self.form_invalid(form)
        note(AuditKind.MAIL_SET, self.person)
        messages.success(self.request, _("已保存。"))
        return redirect("security")
