"""Blocks whose plugin is not installed any more: kept in their text as they were stored, said by nobody.

Wagtail drops a block that it does not know when a text is read, and with the next save it is gone without a word.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import FieldBlock, StreamBlock

KEPT = "kept_for_a_plugin"


class Unspeakable(ValueError):
    """A text holds what no installed plugin can say, so it cannot be made public anew. The message says what to do."""

    for_people = True


class KeptBlock(FieldBlock):
    """Stands where the block stands, and holds it: {type, value}."""

    def __init__(self, **kwargs: Any):
        hint = _("做它的插件没有安装：原样保留，不能修改。删去以后，装回插件也找不回来。")
        self.field = forms.CharField(required=False, widget=forms.HiddenInput, help_text=hint)
        super().__init__(**kwargs)

    def value_for_form(self, value: Any) -> str:
        return json.dumps(value, ensure_ascii=False)

    def value_from_form(self, value: Any) -> Any:
        try:
            held = json.loads(value or "null")
        except ValueError:
            held = None
        return held if isinstance(held, dict) and {"type", "value"} == held.keys() else None

    class Meta:
        label = _("没有安装的插件做的内容")
        icon = "lock"


class KeepingBlock(StreamBlock):
    """A stream that loses nothing. Only what it knows can be added; see `new_of_inactive`."""

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str) and value:
            try:
                value = json.loads(value)
            except ValueError:
                return super().to_python(value)
        if isinstance(value, list):
            value = [self._hold(one) if isinstance(one, dict) else one for one in value]
        return super().to_python(value)

    def _hold(self, one: dict[str, Any]) -> dict[str, Any]:
        if one["type"] in self.child_blocks or KEPT not in self.child_blocks:
            return one
        return one | {"type": KEPT, "value": {"type": one["type"], "value": one.get("value")}}

    def get_prep_value(self, value: Any) -> list[dict[str, Any]]:
        """As it was stored: what is held goes back under its own type."""
        stored = super().get_prep_value(value)
        return [one | one["value"] if one["type"] == KEPT and one["value"] else one for one in stored]


def kept_types(stream: Iterable[Any]) -> list[str]:
    """Types of the blocks in a stream that no installed plugin can say, each once."""
    held = (one.value for one in stream if one.block_type == KEPT)
    return list(dict.fromkeys(value["type"] for value in held if value))


def why_not(types: list[str]) -> str:
    """Why a text with blocks of these types cannot be made public; empty without any."""
    words = _now("正文里有内容块 %(types)s，做它的插件没有安装，不能公开：请删去它，或者请管理员装回插件")
    return words % {"types": "、".join(types)} if types else ""
