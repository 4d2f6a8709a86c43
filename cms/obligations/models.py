"""What is due: one row for each registered public item and period."""

import datetime as dt
import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cms.obligations.states import ObligationState, state_of
from cms.registry.models import Unit
from tenants.ledger import OwnRow


class Obligation(OwnRow):
    """应公开义务. Generated from the registered catalog; met by a publication, never by hand."""

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="obligations")
    item_code = models.CharField(max_length=20)
    item_title = models.CharField(max_length=200)
    period_key = models.CharField(max_length=20, blank=True, default="")
    period_label = models.CharField(_("所属期"), max_length=40, blank=True, default="")
    due_on = models.DateField(_("应公开日期"))
    met_on = models.DateField(_("公开日期"), null=True)
    entry_uuid = models.UUIDField(null=True)
    nil = models.BooleanField(_("本期无此事项"), default=False)

    class Meta:
        verbose_name = _("应公开义务")
        ordering = ["due_on", "item_code"]
        constraints = [
            models.UniqueConstraint(
                fields=["schema_name", "item_code", "period_key"], name="obligations_one_a_period"
            )
        ]
        indexes = [models.Index(fields=["due_on"], name="obligations_due")]

    def __str__(self):
        return f"{self.item_code} {self.period_label}"

    @property
    def state(self) -> ObligationState:
        return state_of(due_on=self.due_on, met_on=self.met_on, nil=self.nil, today=timezone.localdate())

    def state_on(self, day: dt.date) -> ObligationState:
        """The state as it was, or will be, on a day: what was published later does not count."""
        met_on = self.met_on if self.met_on and self.met_on <= day else None
        return state_of(due_on=self.due_on, met_on=met_on, nil=self.nil, today=day)
