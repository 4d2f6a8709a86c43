"""The form of a registration: what the unit says of a medium and of whom to call about it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from cms.filing.media.formats import tidy
from cms.filing.media.models import ON_THE_WEB, MediaContact, MediaRegistration
from cms.filing.media.probing.addresses import AddressRefused, target_of


class Address(forms.URLField):
    """A URL that a look may go to: no credentials in it, and no other port than those of the web."""

    def __init__(self, **kwargs: Any):
        super().__init__(required=False, max_length=500, assume_scheme="https", **kwargs)

    def clean(self, value: Any) -> str:
        url = super().clean(value)
        if url:
            try:
                target_of(url)
            except AddressRefused as refusal:
                raise ValidationError(str(refusal)) from refusal
        return url


class MediaForm(forms.ModelForm):
    url = Address(label=_("网址"), help_text=_("网站首页的网址。公众号等没有固定网址的可以不填。"))
    column_url = Address(
        label=_("党务公开专栏网址"), help_text=_("在门户网站里设有党务公开专栏的，填专栏的网址。")
    )
    person = forms.CharField(label=_("联系人"), max_length=40)
    telephone = forms.CharField(
        label=_("联系电话"), max_length=40, help_text=_("联系人和电话只给本单位和区委办看，不对外公开。")
    )
    field_order = (
        "kind",
        "name",
        "account",
        "url",
        "column_url",
        "owner",
        "icp",
        "site_code",
        "person",
        "telephone",
    )

    class Meta:
        model = MediaRegistration
        fields = ("kind", "name", "account", "url", "column_url", "owner", "icp", "site_code")
        help_texts = {
            "account": _("公众号、视频号、微博的帐号。"),
            "icp": _("网站底部写着的那一个，例如：浙ICP备12345678号-1。"),
            "site_code": _("政府网站标识码，10位数字。没有就不填。"),
        }

    def __init__(self, *args: Any, contact: MediaContact | None = None, **kwargs: Any):
        said = {"person": contact.person, "telephone": contact.telephone} if contact else {}
        super().__init__(*args, initial={**said, **kwargs.pop("initial", {})}, **kwargs)

    def clean_icp(self) -> str:
        return tidy(self.cleaned_data["icp"])

    def clean_site_code(self) -> str:
        return tidy(self.cleaned_data["site_code"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("kind") in ON_THE_WEB and not (data.get("url") or data.get("column_url")):
            self.add_error("url", _("网站和网站专栏要填网址"))
        elif data.get("kind") not in ON_THE_WEB and not (data.get("account") or data.get("url")):
            self.add_error("account", _("填帐号或者网址，办理的人要能找到它"))
        return data
