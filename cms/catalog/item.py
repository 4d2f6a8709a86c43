"""What a catalog item says. The same fields while it is compiled and when it is filed."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from cms.catalog.rows import SAID, CatalogRow
from cms.catalog.timing import said
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
        return said(
            timing=self.timing,
            frequency=self.frequency,
            due_workdays=self.due_workdays,
            due_day=self.due_day,
        )

    def linked_labels(self) -> list[str]:
        return [str(LinkedSystem(value).label) for value in self.linked]

    @classmethod
    def values_of(cls, row: CatalogRow, order: int) -> dict:
        """Field values from a row as imported."""
        values = {name: getattr(row, name) for name in SAID} | {"order": order}
        values["code"] = row.code or row.proposed_code
        values["notice"] = values["notice"] or ""
        values["channels"], values["linked"] = list(row.channels or ()), [str(x) for x in row.linked or ()]
        values["key"], values["title_hidden"] = bool(row.key), bool(row.title_hidden)
        values["form"] = row.form or ItemForm.GENERAL
        return values

    def as_row(self) -> CatalogRow:
        """The item as a document would say it: for exporting, comparing and starting from it."""
        values = {name: getattr(self, name) for name in SAID}
        values["notice"] = self.notice or None
        values["channels"], values["linked"] = tuple(self.channels), tuple(self.linked)
        return CatalogRow(**values)


LATER = {
    name: ItemFields._meta.get_field(name).get_default()
    for name in ("due_day", "form", "review_on", "title_hidden", "change_note")
}
"""Fields that the first release did not know, and what they are where nothing is said."""
