"""公开联系方式 in the admin of every site."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cms.registry.contact.actions import set_contact
from cms.registry.contact.models import FIELDS, PublicContact
from cms.registry.office.single import SingleScreen, SingleView


class ContactForm(forms.ModelForm):
    class Meta:
        model = PublicContact
        fields = FIELDS
        help_texts = {
            "office": _("例如：办公室。这里对外公开，只写科室，不写个人姓名和手机。"),
            "telephone": _(
                "带区号的座机，例如：0571-12345678，分机写在“转”后面；几个号码用顿号隔开。不填手机。"
            ),
            "address": _("来访和寄信的地址。"),
            "email": _("单位的公务邮箱，不填个人邮箱。"),
            "hours": _("例如：工作日 8:30-17:00。"),
        }


class ContactView(SingleView):
    form_class = ContactForm
    right = "registry.change_publiccontact"
    page_title = _("公开联系方式")

    def row(self) -> PublicContact | None:
        # Row-level security knows no row of another unit.
        return PublicContact.objects.first()

    def keep(self, values: Mapping[str, Any], *, by: str, actor: uuid.UUID | None) -> None:
        set_contact(values=values, by=by, actor=actor)


class ContactScreen(SingleScreen):
    name = "public_contact"
    url_prefix = "contact"
    icon = "mail"
    view = ContactView
