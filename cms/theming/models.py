"""Which theme a site wears, and what it changed in it. Without a row it is as the operator opened it."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from tenants.ledger import OwnRow

NOTHING = models.Value({}, output_field=models.JSONField())


class Appearance(OwnRow):
    """A row of the ledger and not of the workshop: who wears a theme is asked over all units before it is taken away."""

    theme = models.CharField(_("主题"), max_length=40)
    values = models.JSONField(_("改动"), default=dict, db_default=NOTHING)
    """Token → value, checked when it was saved and again when it is worn."""
    number = models.PositiveIntegerField(default=1, db_default=1, editable=False)
    """Raised by every change: whoever saves says which one they saw."""
    changed_by = models.CharField(_("由谁更换"), max_length=120, blank=True, default="", db_default="")
    changed_at = models.DateTimeField(_("更换时间"), db_default=Now(), editable=False)

    class Meta:
        verbose_name = _("外观")
        constraints = [models.UniqueConstraint(fields=["schema_name"], name="theming_one_appearance")]

    def __str__(self) -> str:
        return self.theme
