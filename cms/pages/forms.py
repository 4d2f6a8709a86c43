"""The edit form of an article: the period is a choice of what the item owes, and the rest is filled in."""

from __future__ import annotations

import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.forms.pages import CopyForm
from wagtail.blocks.base import BlockField

from cms.extension.blocks import labels, new_of_inactive
from cms.filing.models import FiledItem
from cms.filing.queries import items_in_force
from cms.obligations.models import Obligation
from cms.obligations.schedule import parse_period
from cms.pages.blocks import offering
from cms.pages.corrections import at_passages, misplaced
from cms.pages.details import checking, reading, starting
from cms.pages.details.forms import field_for

ELEMENT_ENDS = re.compile(r"[、，；;。\n]+")
MOST_ELEMENTS = 8
LONGEST_HEADING = 40
BY_ELEMENT = _("小标题按目录要求的公开要素列好，逐项填写；用不上的可以删去。")
BESIDE_DETAILS = _("上面没有地方写的，在这里补充；没有可以不写。")


def elements_of(content: str) -> list[str]:
    """The content elements of an item, one each: 机构设置、主要职责 → [机构设置, 主要职责]. At most eight."""
    parts = [part.strip() for part in ELEMENT_ENDS.split(content)]
    return [part for part in dict.fromkeys(parts) if 0 < len(part) <= LONGEST_HEADING][:MOST_ELEMENTS]


def skeleton(item: FiledItem) -> list[dict]:
    """Raw stream of a body to be filled in: a heading and an empty paragraph for each content element."""
    blocks = []
    for element in elements_of(item.content):
        blocks.append({"type": "heading", "value": {"text": element}})
        blocks.append({"type": "rich_text", "value": ""})
    return blocks


def title_for(row: Obligation, item: str) -> str:
    """What an entry for an obligation is called: 2026年三季度重点工作, or 重点工程：完成招标 for what was recorded."""
    return f"{row.period_label}{item}" if parse_period(row.period_key) else f"{item}：{row.period_label}"


class ArticleForm(WagtailAdminPageForm):
    """A new article comes with period, title and headings; the oldest open period first, unless one is asked for.

    The address that was asked (`?period=`) reaches the form as `asked_period` on its parent page.
    """

    def __init__(self, *args, **kwargs):
        parent, page = kwargs.get("parent_page"), kwargs.get("instance")
        self.item = parent.specific_deferred if parent else None
        fresh = bool(page and not page.pk)
        if fresh:
            self._start(page)
        super().__init__(*args, **kwargs)
        if "slug" in self.fields:
            self.fields["slug"].required = False
        if not (page and page.first_published_at):
            self.fields.pop("corrections", None)  # nothing was public that could be corrected
        if "body" in self.fields:
            self._offer_body()
        if "details" in self.fields:
            self._offer_details()
        if "period_key" not in self.fields:
            return
        rows = list(
            Obligation.objects.filter(item_code=self._code()).exclude(period_key="").order_by("due_on")
        )
        self.fields["period_key"] = self._periods(rows)
        if fresh and not self.is_bound:
            self._propose(rows)

    def _post_clean(self):
        super()._post_clean()
        if "corrections" in self.fields and not self.errors:
            public = type(self.instance).objects.filter(pk=self.instance.pk, live=True).first()
            wrong = misplaced(self.instance, public)
            if wrong:
                self.add_error("corrections", at_passages(self.instance, wrong))

    def _start(self, page) -> None:
        """What a preview already has to know, and the skeleton."""
        page.item_code = page.item_code or getattr(self.item, "code", "")
        filed = self._filed(page.item_code)
        if filed and not page.details:
            page.details = starting.start(filed, timezone.localdate())
        if filed and not page.body and not page.details:
            page.body = skeleton(filed)

    @staticmethod
    def _filed(code: str) -> FiledItem | None:
        return items_in_force().filter(code=code).select_related("filing__unit").first()

    def _offer_details(self) -> None:
        """The block of the item's form and no other; none where the form is general.

        What is sent is read with every block, so that one of another form is refused and not lost without a word.
        """
        filed = self._filed(self._code())
        self.kind = starting.kind_of(filed)
        kinds = {self.kind, reading.kind(self.instance)} - {""}
        sent = self.is_bound and f"{self.add_prefix('details')}-count" in self.data
        if not sent and (self.is_bound or not kinds):
            del self.fields["details"]
            return
        wanted = "、".join(elements_of(filed.content)) if filed else ""
        hint = _("逐项填写；已经知道的先填好了。目录要求写明：%(wanted)s。") % {"wanted": wanted}
        if not sent:
            self.fields["details"] = field_for(self.fields["details"], kinds)
        self.fields["details"].help_text = hint
        self.fields["body"].help_text = BESIDE_DETAILS

    def _offer_body(self) -> None:
        """Blocks of plugins that are on here. What is sent is read with every block, as that of the details."""
        field, body = self.fields["body"], self.instance.body
        if not self.is_bound:
            there = {block.block_type for block in body}
            self.fields["body"] = BlockField(offering(there), required=False, label=field.label)
        self.fields["body"].help_text = BY_ELEMENT

    def clean_body(self):
        """Nothing new by a plugin that is not on here; what the text has of it already may stay."""
        body = self.cleaned_data["body"]
        new = new_of_inactive(self.initial.get("body") or (), body)
        if new:
            raise ValidationError(_("这里没有启用这种内容块：%(names)s") % {"names": "、".join(labels(new))})
        return body

    def clean_details(self):
        """Only the item's own block, and never less than was public last time without a word."""
        details = self.cleaned_data["details"]
        refused = checking.refusal(details, self.kind)
        if refused:
            raise ValidationError(refused)
        checking.compare(details, self.instance, self._code())
        return details

    def _code(self) -> str:
        return self.instance.item_code or getattr(self.item, "code", "")

    def _periods(self, rows: list[Obligation]) -> forms.ChoiceField:
        kept = self.instance.period_key
        choices = [(row.period_key, self._label(row)) for row in rows]
        if kept and kept not in dict(choices):
            period = parse_period(kept)
            choices.append((kept, period.label if period else kept))
        field = self.fields["period_key"]
        return forms.ChoiceField(
            label=_("所属期"),
            required=False,
            choices=[("", _("不分期")), *choices],
            help_text=field.help_text,
        )

    @staticmethod
    def _label(row: Obligation) -> str:
        return f"{row.period_label}（{row.state.label}，{row.due_on:%Y-%m-%d}）"

    def _propose(self, rows: list[Obligation]) -> None:
        asked = getattr(self.item, "asked_period", "")
        still_open = [row for row in rows if row.met_on is None and not row.nil]
        chosen = next((row for row in rows if row.period_key == asked), next(iter(still_open), None))
        title = self.item.title if self.item else ""
        if chosen:
            self.initial["period_key"] = chosen.period_key
            title = title_for(chosen, title)
        self.initial["title"] = self.initial.get("title") or title


class ArticleCopyForm(CopyForm):
    """A copy is a draft of its own: never public at once, never an alias that follows another item's text."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("publish_copies", "alias", "copy_subpages"):
            self.fields.pop(name, None)
        slug = self.fields["new_slug"]
        slug.required, slug.initial, slug.help_text = False, "", _("留空自动生成。")
