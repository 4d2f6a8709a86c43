"""What a catalog item says. The same fields while it is compiled and when it is filed."""

import dataclasses

from django.db import models
from django.utils.translation import gettext_lazy as _

from cms.catalog.rows import CatalogRow
from cms.catalog.vocabulary import (
    ApprovalLevel,
    DisclosureScope,
    Frequency,
    ItemForm,
    LinkedSystem,
    TimingKind,
)


class ItemFields(models.Model):
    """公开事项. `code` is stable for life: pages follow it across versions."""

    code = models.CharField(_("编码"), max_length=20)
    section = models.CharField(_("一级事项"), max_length=100)
    title = models.CharField(_("二级事项"), max_length=200)
    content = models.TextField(_("公开内容（要素）"), blank=True, default="")
    basis = models.TextField(_("公开依据"), blank=True, default="")
    scope = models.CharField(_("公开范围"), max_length=10, choices=DisclosureScope)
    channels = models.JSONField(_("公开方式"), default=list, blank=True)
    timing = models.CharField(_("公开时限"), max_length=10, choices=TimingKind)
    frequency = models.CharField(_("频次"), max_length=12, choices=Frequency)
    due_workdays = models.PositiveSmallIntegerField(_("工作日"), null=True, blank=True)
    notice = models.CharField(_("公示期"), max_length=60, blank=True, default="")
    responsible = models.CharField(_("责任单位（科室）"), max_length=100, blank=True, default="")
    approval_level = models.CharField(_("审批层级"), max_length=10, choices=ApprovalLevel)
    key = models.BooleanField(_("重点事项"), default=False)
    linked = models.JSONField(_("衔接公开"), default=list, blank=True)
    reason = models.CharField(_("不公开理由"), max_length=300, blank=True, default="")
    order = models.PositiveIntegerField(_("序号"), default=0)

    # From here on, what the first release did not know. A digest leaves these out where they say nothing, so that
    # what was registered before is still vouched for by the same one (cms.filing.actions).
    due_day = models.PositiveSmallIntegerField(_("次月几日前"), null=True, blank=True)
    """Instead of working days: the day of the month after the period by which a periodic item is due."""
    form = models.CharField(
        _("公开形式"), max_length=10, choices=ItemForm, default=ItemForm.GENERAL, db_default=ItemForm.GENERAL
    )
    review_on = models.DateField(_("不公开复核日期"), null=True, blank=True)
    title_hidden = models.BooleanField(_("名称不公开"), default=False, db_default=False)
    """The title itself is restricted: nobody outside the unit, its superior and the office reads it."""
    change_note = models.CharField(_("调整理由"), max_length=300, blank=True, default="", db_default="")
    """Why the item was added or changed against the version before. Part of what is filed."""

    class Meta:
        abstract = True
        ordering = ["order"]

    @property
    def is_public(self) -> bool:
        """Whether anything of it reaches a public surface. A title that is restricted is the stronger word."""
        return self.scope == DisclosureScope.SOCIETY and not self.title_hidden

    @classmethod
    def public(cls, prefix: str = "") -> models.Q:
        """`is_public` as a condition for the database, for items at the end of a path."""
        return models.Q((f"{prefix}scope", DisclosureScope.SOCIETY), (f"{prefix}title_hidden", False))

    def timing_label(self) -> str:
        """The time limit in words, from its parts: 每季度公开，10个工作日内."""
        words = {
            TimingKind.STANDING: _("长期公开，变更后%(days)s更新"),
            TimingKind.PERIODIC: _("%(every)s公开，期末后%(days)s"),
            TimingKind.PHASED: _("分阶段公开，每阶段完成后%(days)s"),
            TimingKind.IMMEDIATE: _("审批通过后%(days)s公开"),
        }[TimingKind(self.timing)]
        days = _("%(n)s个工作日内") % {"n": self.due_workdays} if self.due_workdays else _("及时")
        return words % {"days": days, "every": Frequency(self.frequency).label}

    def linked_labels(self) -> list[str]:
        return [str(LinkedSystem(value).label) for value in self.linked]

    @classmethod
    def values_of(cls, row: CatalogRow, order: int) -> dict:
        """Field values from a row as imported."""
        values = dataclasses.asdict(row) | {"order": order}
        values["reason"] = values.pop("non_disclosure_reason", "")
        values.pop("row", None)
        values["notice"] = values["notice"] or ""
        values["channels"], values["linked"] = list(row.channels or ()), [str(x) for x in row.linked or ()]
        values["key"] = bool(row.key)
        return values


LATER = {
    name: ItemFields._meta.get_field(name).get_default()
    for name in ("due_day", "form", "review_on", "title_hidden", "change_note")
}
"""Fields that the first release did not know, and what they are where nothing is said."""
