"""The form of one item: the same cells as in the table, grouped by the questions they answer."""

from __future__ import annotations

import json
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cms.catalog.cells import BY_NAME, CELLS, YES, Cell
from cms.catalog.item import ItemFields
from cms.catalog.vocabulary import LinkedSystem

GROUPS: tuple[tuple[str, Any, tuple[str, ...]], ...] = (
    ("what", _("公开什么"), ("code", "section", "title", "content", "basis", "key", "linked", "form")),
    ("whom", _("向谁公开、怎么公开"), ("scope", "channels")),
    ("when", _("什么时候公开"), ("timing", "frequency", "due_workdays", "due_day", "notice")),
    ("who", _("谁负责"), ("responsible", "approval_level")),
    ("why", _("为什么不公开"), ("reason", "review_on", "title_hidden")),
    ("change", _("为什么调整"), ("change_note",)),
)
HELP = {
    "code": _("终身不变。新事项留空，会取下一个编码。"),
    "content": _("要公开哪些要素，用顿号或换行分开。"),
    "basis": _("写到条款，如《中国共产党党务公开条例（试行）》第十四条。"),
    "channels": _("用顿号分开，如：党务公开专栏、公开栏、会议。"),
    "due_workdays": _("期末、变更、每一阶段完成或审批通过后几个工作日内公开。"),
    "due_day": _("定期公开的事项可以不按工作日，写次月几日前。"),
    "notice": _("要公示的写公示多久，如：7日。"),
    "reason": _("不向社会公开的事项要写理由。"),
    "review_on": _("哪一天再看一次能不能公开，如 2027-01-10。"),
    "title_hidden": _("连名称也不能公开：只有本单位、上级和区委办公室看得到。"),
    "change_note": _("新增或调整的事项，写明为什么，报送时一并报上。"),
}


def field_of(cell: Cell, *, locked: bool = False) -> forms.Field:
    shared: dict[str, Any] = {
        "label": cell.label,
        "required": False,
        "help_text": HELP.get(cell.name, ""),
        "disabled": locked,
    }
    if cell.choices:
        options = [("", _("（未填）")), *((label, label) for label in cell.options)]
        return forms.ChoiceField(choices=options, **shared)
    if cell.name == "linked":
        labels = [(str(label), label) for label in LinkedSystem.labels]
        return forms.MultipleChoiceField(choices=labels, widget=forms.CheckboxSelectMultiple, **shared)
    if cell.name in ("key", "title_hidden"):
        return forms.BooleanField(**shared)
    if cell.long:
        return forms.CharField(widget=forms.Textarea(attrs={"rows": 3}), **shared)
    most = ItemFields._meta.get_field(cell.name).max_length
    return forms.CharField(max_length=most, **shared)


def fix_of(sent: str) -> dict[str, str]:
    """What a button beside a finding sends: the cells as they should be."""
    try:
        said = json.loads(sent)
    except ValueError:
        return {}
    return {name: str(said[name]) for name in BY_NAME if name in said} if isinstance(said, dict) else {}


def _as_said(name: str, text: str) -> Any:
    """A form has its boxes in an order of its own."""
    return {*text.split("、")} if name == "linked" else text.strip()


class ItemForm(forms.Form):
    """`texts` are the cells as they were seen: a change is written only over what its writer saw."""

    was = forms.CharField(widget=forms.HiddenInput, required=False)
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, texts: dict[str, str], locked: bool, seen: int, **kwargs: Any):
        initial = {name: self.value_of(name, text) for name, text in texts.items()}
        seen_texts = {"was": json.dumps(texts, ensure_ascii=False), "revision": seen}
        super().__init__(*args, initial=initial | seen_texts, **kwargs)
        for cell in CELLS:
            self.fields[cell.name] = field_of(cell, locked=locked and cell.name == "code")

    @staticmethod
    def value_of(name: str, text: str) -> Any:
        if name == "linked":
            return text.split("、") if text else []
        return bool(text) if name in ("key", "title_hidden") else text

    def texts(self) -> dict[str, str]:
        """The cells as they were filled in."""
        return {cell.name: self._text(self.cleaned_data[cell.name]) for cell in CELLS}

    @staticmethod
    def _text(value: Any) -> str:
        if isinstance(value, bool):
            return str(YES) if value else ""
        return "、".join(value) if isinstance(value, list) else value.replace("\r\n", "\n")

    def changed(self) -> dict[str, tuple[str, str]]:
        """Cells that were filled in otherwise than they were seen: (seen, filled in)."""
        seen = self.seen()
        return {
            name: (seen[name], text)
            for name, text in self.texts().items()
            if name in seen and _as_said(name, text) != _as_said(name, seen[name])
        }

    def seen(self) -> dict[str, str]:
        try:
            said = json.loads(self.cleaned_data["was"])
        except ValueError:
            return {}
        return {str(k): str(v) for k, v in said.items()} if isinstance(said, dict) else {}
