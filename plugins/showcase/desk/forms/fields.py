"""What forms are made of; and those that ask for a reason at most."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


def day(label: Any) -> forms.DateField:
    """Today, unless somebody says otherwise."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, initial=timezone.localdate)


def text(label: Any, rows: int = 4, *, required: bool = True, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label, required=required, widget=forms.Textarea(attrs={"rows": rows}), help_text=help_text
    )


class SeveralFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class Photos(forms.FileField):
    """Any number of pictures; clean gives the list."""

    def __init__(self, **kwargs: Any) -> None:
        attrs = {"accept": "image/*", "multiple": True}
        super().__init__(
            label=_("照片"),
            required=False,
            widget=SeveralFiles(attrs=attrs),
            help_text=_("登记照片的校验值，照片由拍摄单位保存。"),
            **kwargs,
        )

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        return [super(Photos, self).clean(one, initial) for one in (data or [])]


class ActForm(forms.Form):
    """What every form gets: the campaign, and what the verb is about (a nomination, a line's number, or nothing)."""

    fields: dict[str, Any]
    campaign: Any
    """None only in the form that opens one."""

    def __init__(self, *args: Any, campaign: Any, about: Any, **kwargs: Any) -> None:
        self.campaign, self.about = campaign, about
        super().__init__(*args, **kwargs)
        self.prepare()

    def prepare(self) -> None:
        """Choices and first values that depend on the campaign."""


class Nothing(ActForm):
    """A verb that asks for nothing."""


class Reason(ActForm):
    reason = text(_("理由"), 3)


class MaybeReason(ActForm):
    reason = text(_("理由"), 2, required=False, help_text=_("不在评分前列的要写明理由，或先合议。"))
