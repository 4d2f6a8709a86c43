"""A number as people write it: with thousands parted or not, in digits of either width."""

from __future__ import annotations

import unicodedata

from django import forms
from wagtail.blocks import DecimalBlock


class NumberBlock(DecimalBlock):
    """Exact, and empty where nothing was written."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.field.widget = forms.TextInput(attrs={"inputmode": "decimal"})

    def value_from_datadict(self, data, files, prefix):
        text = super().value_from_datadict(data, files, prefix)
        return unicodedata.normalize("NFKC", text).replace(",", "").strip() if text else text

    def to_python(self, value):
        return super().to_python(None if value == "" else value)
