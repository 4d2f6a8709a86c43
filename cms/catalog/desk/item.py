"""One item in a form: written cell by cell, like the table, so that two people can be at it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from wagtail.admin import messages

from cms.catalog.actions import Clash, Conflict, NotTaken, Wanted, Write, change
from cms.catalog.cells import BLANK, BY_NAME, shown
from cms.catalog.desk.findings import Shown, findings_of
from cms.catalog.desk.item_form import GROUPS, ItemForm, fix_of
from cms.catalog.desk.screens import VersionView
from cms.catalog.models import CatalogItem
from cms.catalog.queries import filed_codes
from cms.catalog.states import CannotCompile


@dataclass(frozen=True)
class Question:
    """A field of the form with what was found in it (each with its fix as a button sends it), and with what somebody
    else wrote there meanwhile."""

    name: str
    field: forms.BoundField
    found: list[tuple[Shown, str]]
    clash: Clash | None


class ItemView(VersionView):
    """An item's form. The address of a version's own uuid as the item is that of a new one."""

    compiles = True
    template_name = "catalog/item.html"
    clashes: tuple[Clash, ...] = ()

    @cached_property
    def row(self) -> CatalogItem | None:
        return None if self.kwargs["item"] == self.version.uuid else self.item()

    def above(self) -> list[dict[str, Any]]:
        here = reverse("catalog_desk:version", args=[self.version.uuid])
        return [*super().above(), {"url": here, "label": super().get_page_title()}]

    def get_page_title(self) -> str:
        return f"{self.row.code} {self.row.title}" if self.row else _("新增事项")

    @cached_property
    def form(self) -> ItemForm:
        item = self.row or CatalogItem(**BLANK)
        locked = bool(self.row and self.row.code in filed_codes())
        data = self.request.POST if self.request.method == "POST" and not self.clashes else None
        return ItemForm(data, texts=shown(item), locked=locked, seen=self.version.revision)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        items = list(self.version.items.all())
        found = [one for one in findings_of(items) if self.row and one.code == self.row.code]
        return super().get_context_data(**kwargs) | {
            "version": self.version,
            "item": self.row,
            "form": self.form,
            "groups": [(key, title, self._questions(names, found)) for key, title, names in GROUPS],
            "found": found,
            "clashes": self.clashes,
            **self._beside(items),
        }

    def _beside(self, items: list[CatalogItem]) -> dict[str, Any]:
        """Which item of how many this is, and those before and after it."""
        place = next((n for n, item in enumerate(items) if self.row and item.pk == self.row.pk), None)
        if place is None:
            return {"size": len(items)}
        previous = items[place - 1] if place else None
        return {
            "size": len(items),
            "place": place + 1,
            "previous": previous,
            "next": [*items, None][place + 1],
        }

    def _questions(self, names: tuple[str, ...], found: list[Shown]) -> list[Question]:
        clashes = {clash.field: clash for clash in self.clashes}
        at = {
            name: [(one, json.dumps(dict(one.fix))) for one in found if one.field == name] for name in names
        }
        return [Question(name, self.form[name], at[name], clashes.get(name)) for name in names]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.version.is_open:
            raise Http404
        self.row  # noqa: B018 -- 404 for an item that is not in this version
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            self.row  # noqa: B018 -- 404 for an item that is not in this version
        except Http404:
            return self._gone()
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

    def _gone(self) -> HttpResponse:
        """What somebody filled in is not thrown away without a word."""
        messages.warning(self.request, _("这一项刚被别人删除，没有保存。要恢复，请删除的人在表格里撤销。"))
        return redirect("catalog_desk:version", self.version.uuid)

    def _save(self, *, remove: bool) -> None:
        revision = self.form.cleaned_data["revision"] or 0
        if self.row is None:
            wanted = Wanted(add=[self.form.texts()], revision=revision)
        elif remove:
            self._refuse_unseen(revision)
            wanted = Wanted(remove=[self.row.uuid], revision=revision)
        else:
            wanted = Wanted(self._writes(self.row), revision=revision)
        change(self.version, wanted=wanted, by=self.author)

    def _writes(self, row: CatalogItem) -> list[Write]:
        """The cells that were filled in otherwise than they were seen, a finding's fix among them."""
        seen, changed = self.form.seen(), self.form.changed()
        fix = fix_of(self.request.POST.get("fix", ""))
        changed |= {name: (seen[name], text) for name, text in fix.items() if name in seen}
        return [Write(row.uuid, name, was, text) for name, (was, text) in changed.items()]

    def _refuse_unseen(self, revision: int) -> None:
        """Nobody removes what they have not read. Raises NotTaken."""
        if self.row.revision > revision:
            who = self.row.edited_by or _("别人")
            raise NotTaken([_("%(who)s刚改过这一项，没有删除：请看过以后再决定") % {"who": who}])

    def _told(self, conflict: Conflict) -> HttpResponse:
        """The form again as it was filled in, over what is there now: saving once more is a decision."""
        if any(clash.theirs is None for clash in conflict.clashes):
            return self._gone()
        filled = self.form.texts()
        self.clashes = tuple(conflict.clashes)
        self.row.refresh_from_db()
        self.version.refresh_from_db()
        now = shown(self.row)
        form = ItemForm(texts=now, locked=self.form.fields["code"].disabled, seen=self.version.revision)
        for name in {clash.field for clash in self.clashes} | set(self.form.changed()):
            form.initial[name] = ItemForm.value_of(name, filled[name])
        self.form = form
        return super().get(self.request)

    def _refuse(self, refusal: NotTaken) -> None:
        labels = {BY_NAME[name].label: name for name in BY_NAME}
        for reason in refusal.reasons:
            name = next((name for label, name in labels.items() if f"{label}：" in reason), None)
            self.form.add_error(name, reason)

    def _after(self) -> CatalogItem | None:
        return self.version.items.filter(order__gt=self.row.order).first() if self.row else None

    def _onward(self) -> str:
        if "another" in self.request.POST:
            return reverse("catalog_desk:item", args=[self.version.uuid, self.version.uuid])
        if self.row and "fix" in self.request.POST:
            return reverse("catalog_desk:item", args=[self.version.uuid, self.row.uuid])
        if "next" in self.request.POST and (after := self._after()):
            return reverse("catalog_desk:item", args=[self.version.uuid, after.uuid])
        anchor = f"#item-{self.row.uuid}" if self.row and "remove" not in self.request.POST else ""
        return reverse("catalog_desk:version", args=[self.version.uuid]) + anchor
