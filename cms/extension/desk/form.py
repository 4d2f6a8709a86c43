"""A form made from a settings model. The model alone decides what is right; the form only asks."""

from __future__ import annotations

import enum
import types
import typing
from typing import Any

import pydantic
from django import forms
from django.utils.translation import gettext_lazy as _

from cms.extension.actions import explained
from cms.extension.secrets import is_secret, plain

KEPT = _("已设置，值不显示。留空则不变。")


def _limits(described: Any) -> dict[str, Any]:
    """ge, le, max_length … of a field, from wherever pydantic keeps them."""
    found: dict[str, Any] = {}
    for one in described.metadata:
        for name in ("ge", "gt", "le", "lt", "max_length", "min_length"):
            if getattr(one, name, None) is not None:
                found[name] = getattr(one, name)
    return found


def _bare(annotation: Any) -> Any:
    """The type without `| None`."""
    if typing.get_origin(annotation) in (typing.Union, types.UnionType):
        rest = [one for one in typing.get_args(annotation) if one is not type(None)]
        return rest[0] if len(rest) == 1 else annotation
    return annotation


def _choices(kind: Any) -> list[tuple[str, str]]:
    if typing.get_origin(kind) is typing.Literal:
        return [(str(one), str(one)) for one in typing.get_args(kind)]
    if isinstance(kind, type) and issubclass(kind, enum.Enum):
        return [(str(one.value), str(getattr(one, "label", one.value))) for one in kind]
    return []


def _field(described: Any) -> forms.Field:
    kind, limits = _bare(described.annotation), _limits(described)
    if kind is bool:
        return forms.BooleanField(required=False)
    choices = _choices(kind)
    if choices:
        return forms.ChoiceField(choices=choices, required=False)
    if kind in (int, float):
        return forms.CharField(required=False, widget=forms.NumberInput(attrs=_marks(kind, limits)))
    if is_secret(described):
        return forms.CharField(
            required=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
        )
    if typing.get_origin(kind) in (list, tuple):
        return forms.CharField(
            required=False, widget=forms.Textarea(attrs={"rows": 4}), help_text=_("一行一项")
        )
    # What is too long is said by the model, in our words.
    longest = {"maxlength": limits["max_length"]} if "max_length" in limits else {}
    return forms.CharField(required=False, widget=forms.TextInput(attrs=longest))


def _marks(kind: type, limits: dict[str, Any]) -> dict[str, Any]:
    """What a browser can check before anything is sent."""
    marks = {"step": 1 if kind is int else "any", "min": limits.get("ge"), "max": limits.get("le")}
    return {name: value for name, value in marks.items() if value is not None}


class SettingsForm(forms.Form):
    """`model` is the settings model, `now` what is set. Valid data is in `values`, for `configure`."""

    def __init__(self, model: type[pydantic.BaseModel], now: Any, data: Any = None):
        self.model, self.now = model, now
        self.values: dict[str, Any] = {}
        super().__init__(data, initial=_initial(model, now), label_suffix="")
        for name, described in model.model_fields.items():
            field = _field(described)
            field.label = described.title or name
            field.help_text = " ".join(str(part) for part in (described.description, field.help_text) if part)
            if is_secret(described) and getattr(now, name, None):
                field.help_text = " ".join(str(part) for part in (described.description, KEPT) if part)
            self.fields[name] = field

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        given = {
            name: self._given(name, cleaned.get(name)) for name in self.model.model_fields if name in cleaned
        }
        self.values = {name: value for name, value in given.items() if value is not _UNTOUCHED}
        try:
            self.model.model_validate({**plain(self.now), **self.values})
        except pydantic.ValidationError as error:
            for one in error.errors():
                name = str(one["loc"][0]) if one["loc"] else ""
                self.add_error(name if name in self.fields else None, explained(one))
        return cleaned

    def _given(self, name: str, value: Any) -> Any:
        described = self.model.model_fields[name]
        if is_secret(described) and not value:
            return _UNTOUCHED
        if typing.get_origin(_bare(described.annotation)) in (list, tuple):
            return [line.strip() for line in str(value).splitlines() if line.strip()]
        if value == "" and _bare(described.annotation) is not described.annotation:
            return None
        return value


_UNTOUCHED = object()


def _initial(model: type[pydantic.BaseModel], now: Any) -> dict[str, Any]:
    found = now.model_dump(mode="json")
    for name, described in model.model_fields.items():
        if is_secret(described):
            found[name] = ""
        elif isinstance(found.get(name), (list, tuple)):
            found[name] = "\n".join(str(one) for one in found[name])
    return found
