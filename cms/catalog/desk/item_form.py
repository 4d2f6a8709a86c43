"""One item in a form: the same cells as in the table, grouped by the questions they answer."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages

from cms.catalog.actions import Clash, Conflict, NotTaken, Wanted, Write, change
from cms.catalog.cells import BLANK, BY_NAME, CELLS, YES, Cell, shown
from cms.catalog.desk.findings import Shown, findings_of
from cms.catalog.desk.screens import VersionView
from cms.catalog.item import ItemFields
from cms.catalog.models import CatalogItem
from cms.catalog.queries import filed_codes
from cms.catalog.states import CannotCompile
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


class ItemForm(forms.Form):
    """`texts` are the cells as they were seen: a change is written only over what its writer saw."""

    was = forms.CharField(widget=forms.HiddenInput, required=False)
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, texts: dict[str, str], locked: bool, seen: int, **kwargs: Any):
        initial = {name: self._value(name, text) for name, text in texts.items()}
        seen_texts = {"was": json.dumps(texts, ensure_ascii=False), "revision": seen}
        super().__init__(*args, initial=initial | seen_texts, **kwargs)
        for cell in CELLS:
            self.fields[cell.name] = field_of(cell, locked=locked and cell.name == "code")

    @staticmethod
    def _value(name: str, text: str) -> Any:
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
        return "、".join(value) if isinstance(value, list) else value

    def seen(self) -> dict[str, str]:
        try:
            said = json.loads(self.cleaned_data["was"])
        except ValueError:
            return {}
        return {str(k): str(v) for k, v in said.items()} if isinstance(said, dict) else {}


@dataclass(frozen=True)
class Question:
    """A field of the form with what was found in it, and with what somebody else wrote there meanwhile."""

    name: str
    field: forms.BoundField
    found: list[Shown]
    clash: Clash | None


class ItemView(VersionView):
    """An item's form. The address of a version's own uuid as the item is that of a new one."""

    compiles = True
    template_name = "catalog/item.html"
    clashes: tuple[Clash, ...] = ()

    @cached_property
    def row(self) -> CatalogItem | None:
        return None if self.kwargs["item"] == self.version.uuid else self.item()

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return super().dispatch(request, *args, **kwargs)

    def above(self) -> list[dict[str, Any]]:
        here = reverse("catalog_desk:version", args=[self.version.uuid])
        return [*super().above(), {"url": here, "label": super().get_page_title()}]

    def get_page_title(self) -> str:
        return f"{self.row.code} {self.row.title}" if self.row else _now("新增事项")

    @cached_property
    def form(self) -> ItemForm:
        item = self.row or CatalogItem(**BLANK)
        locked = bool(self.row and self.row.code in filed_codes())
        data = self.request.POST if self.request.method == "POST" and not self.clashes else None
        return ItemForm(data, texts=shown(item), locked=locked, seen=self.version.revision)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = [one for one in findings_of(list(self.version.items.all())) if self.row and one.code == self.row.code]
        return super().get_context_data(**kwargs) | {
            "version": self.version,
            "item": self.row,
            "form": self.form,
            "groups": [(key, title, self._questions(names, found)) for key, title, names in GROUPS],
            "clashes": self.clashes,
        }

    def _questions(self, names: tuple[str, ...], found: list[Shown]) -> list[Question]:
        clashes = {clash.field: clash for clash in self.clashes}
        return [
            Question(name, self.form[name], [one for one in found if one.field == name], clashes.get(name))
            for name in names
        ]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.version.is_open:
            raise Http404
        self.row  # noqa: B018 -- 404 for an item that is not in this version
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.row  # noqa: B018 -- 404 for an item that is not in this version
        if not self.form.is_valid():
            return super().get(request, *args, **kwargs)
        try:
            self._save(remove="remove" in request.POST)
        except Conflict as conflict:
            return self._told(conflict)
        except NotTaken as refusal:
            self._refuse(refusal)
            return super().get(request, *args, **kwargs)
        except CannotCompile as refusal:
            messages.error(request, str(refusal))
            return redirect("catalog_desk:overview")
        return redirect(self._onward())

    def _save(self, *, remove: bool) -> None:
        texts, seen = self.form.texts(), self.form.seen()
        revision = self.form.cleaned_data["revision"] or 0
        if self.row is None:
            wanted = Wanted(add=[texts], revision=revision)
        elif remove:
            wanted = Wanted(remove=[self.row.uuid], revision=revision)
        else:
            writes = [
                Write(self.row.uuid, name, seen[name], text)
                for name, text in texts.items()
                if name in seen and text.strip() != seen[name].strip()
            ]
            wanted = Wanted(writes, revision=revision)
        change(self.version, wanted=wanted, by=self.author)

    def _told(self, conflict: Conflict) -> HttpResponse:
        """The form again as it was filled in, over what is there now: saving once more is a decision."""
        filled = self.form.texts()
        self.clashes = tuple(conflict.clashes)
        self.row.refresh_from_db()
        self.version.refresh_from_db()
        now = shown(self.row)
        form = ItemForm(texts=now, locked=self.form.fields["code"].disabled, seen=self.version.revision)
        mine = {clash.field for clash in self.clashes}
        seen = self.form.seen()
        for name, text in filled.items():
            if name in mine or text != seen.get(name):
                form.initial[name] = ItemForm._value(name, text)
        self.form = form
        return super().get(self.request)

    def _refuse(self, refusal: NotTaken) -> None:
        labels = {BY_NAME[name].label: name for name in BY_NAME}
        for reason in refusal.reasons:
            name = next((name for label, name in labels.items() if f"{label}：" in reason), None)
            self.form.add_error(name, reason)

    def _onward(self) -> str:
        if "another" in self.request.POST:
            return reverse("catalog_desk:item", args=[self.version.uuid, self.version.uuid])
        anchor = f"#item-{self.row.uuid}" if self.row and "remove" not in self.request.POST else ""
        return reverse("catalog_desk:version", args=[self.version.uuid]) + anchor
