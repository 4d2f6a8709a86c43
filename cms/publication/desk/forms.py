"""What is asked of somebody who takes content down: short, and every word of it with who will read it."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from cms.filing.models import FiledItem
from cms.filing.queries import items_in_force
from cms.publication.actions.withdrawing import LONGEST, SHORTEST
from cms.publication.models import Entry
from cms.publication.notices import running_until

REPLACEMENTS = 40


def _title(entry: Entry) -> str:
    return f"{entry.title}（{entry.item_code}）"


class WithdrawForm(forms.Form):
    """One question for the public's sake, the rest may stay empty."""

    explanation = forms.CharField(
        label=_("为什么撤回"),
        help_text=_("公众打开原来的网址会看到这段话。写明原因，不要重复有问题的内容。"),
        min_length=SHORTEST,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"min_length": _("请至少写 %(limit_value)s 个字，公众会看到")},
    )
    early_reason = forms.CharField(
        label=_("为什么提前撤下公示"), max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )
    contact = forms.CharField(
        label=_("有疑问找谁"), required=False, max_length=200, help_text=_("公众会看到。写科室和办公电话。")
    )
    replacement = forms.ChoiceField(label=_("由哪一条替代"), required=False)
    leads_on = forms.BooleanField(
        label=_("打开原来的网址时直接转到替代内容"), required=False, help_text=_("不勾选时先看到撤回说明。")
    )

    def __init__(self, *args: Any, entry: Entry, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.until = running_until(entry)
        if self.until:
            text = _now("公示到 %(day)s 才结束。提前撤下会记入区委办的发现问题清单。")
            self.fields["early_reason"].help_text = text % {"day": self.until}
        else:
            del self.fields["early_reason"]
        self.fields["contact"].initial = _responsible(entry)
        self.fields["replacement"].choices = [("", _now("没有替代内容")), *_replacements(entry)]

    def clean_replacement(self) -> uuid.UUID | None:
        chosen = self.cleaned_data["replacement"]
        return uuid.UUID(chosen) if chosen else None


def _responsible(entry: Entry) -> str:
    item: FiledItem | None = items_in_force().filter(code=entry.item_code).first()
    return item.responsible if item else ""


def _replacements(entry: Entry) -> list[tuple[str, str]]:
    """Other public entries of the unit: those of the same item first. One query."""
    rows = Entry.objects.filter(withdrawn_at=None).exclude(pk=entry.pk).only("uuid", "title", "item_code")
    newest = list(rows.order_by("-public_at")[: REPLACEMENTS * 5])
    newest.sort(key=lambda row: row.item_code != entry.item_code)
    return [(str(row.uuid), _title(row)) for row in newest[:REPLACEMENTS]]


class RemoveForm(forms.Form):
    """One tap: a reason is chosen already."""

    REASONS = (
        ("PERSONAL", _("泄露了个人信息")),
        ("SECRET", _("含有涉密或者敏感内容")),
        ("WRONG", _("发错了内容或者附件")),
    )
    reason = forms.ChoiceField(label=_("原因"), choices=REASONS, initial="PERSONAL", widget=forms.RadioSelect)
    words = forms.CharField(
        label=_("补充"), required=False, max_length=150, help_text=_("可以不写。不要抄录泄露的内容。")
    )

    def said(self) -> str:
        chosen = str(dict(self.REASONS)[self.cleaned_data["reason"]])
        return "：".join(filter(None, [chosen, self.cleaned_data["words"].strip()]))


class AccountForm(forms.Form):
    """补记: three answers, each needed."""

    what_happened = forms.CharField(
        label=_("经过"), widget=forms.Textarea(attrs={"rows": 4}), max_length=2000,
        help_text=_("什么时候发现、谁可能看到过、怎么处置的。不要抄录泄露的内容。"),
    )  # fmt: skip
    ordered_by = forms.CharField(label=_("谁决定移除"), max_length=120)
    lessons = forms.CharField(
        label=_("教训和措施"), widget=forms.Textarea(attrs={"rows": 3}), max_length=2000
    )
