"""What stands beside the words of a practice: photos, uploaded with what is to be seen on them, and links to documents."""

from __future__ import annotations

import hashlib
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from wagtail.images import get_image_model
from wagtail.images.fields import WagtailImageField

MOST = 8
"""Photos of a practice, and documents."""


class PhotoForm(forms.Form):
    file = WagtailImageField(label=_("照片"), required=False, widget=forms.FileInput)
    alt = forms.CharField(label=_("照片上是什么（读屏软件会念出来）"), max_length=200, required=False)
    caption = forms.CharField(label=_("照片下的说明"), max_length=200, required=False)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        has_one = bool(said.get("file") or self.initial.get("image"))
        if has_one and not said.get("alt"):
            self.add_error("alt", _now("每张照片都要有文字说明"))
        if not has_one and "file" not in self.errors and (said.get("alt") or said.get("caption")):
            self.add_error("file", _now("请选择照片"))
        return said

    def row(self, by: Any) -> dict[str, Any]:
        """A row of Practice.photos. What was uploaded goes into the library of the bound site."""
        words = {name: self.cleaned_data.get(name, "") for name in ("alt", "caption")}
        file = self.cleaned_data.get("file")
        if not file:
            return {**self.initial, **words}
        digest = hashlib.sha256(file.read()).hexdigest()
        file.seek(0)
        made = get_image_model().objects.create(title=words["alt"], file=file, uploaded_by_user=by)
        return {"image": made.pk, "sha256": digest, **words}


class DocumentForm(forms.Form):
    title = forms.CharField(label=_("附件名称"), max_length=200)
    url = forms.URLField(label=_("附件网址"), max_length=500, assume_scheme="https")

    def row(self, _by: Any) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("title", "url")}


Photos = forms.formset_factory(
    PhotoForm, extra=1, max_num=MOST, validate_max=True, can_delete=True, can_delete_extra=False
)
Documents = forms.formset_factory(
    DocumentForm, extra=1, max_num=MOST, validate_max=True, can_delete=True, can_delete_extra=False
)


def rows(forms_of: Any, by: Any) -> list[dict[str, Any]]:
    """The rows that are kept, in their order, of forms that are valid."""
    kept = (form for form in forms_of if form.cleaned_data and not form.cleaned_data.get("DELETE"))
    return [form.row(by) for form in kept]
