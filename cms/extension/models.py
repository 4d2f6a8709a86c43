"""Which plugin is on where. In the ledger, because the office and the worker ask about many sites."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from cms.extension.states import PluginState
from tenants.ledger import Access, OwnRow


class TenantPlugin(OwnRow):
    """One plugin on one site. Kept when it is turned off, with its settings."""

    ledger_access = Access.SWITCHED

    slug = models.SlugField(_("插件"), max_length=30)
    state = models.CharField(_("状态"), max_length=8, choices=PluginState, default=PluginState.OFF)
    settings = models.JSONField(_("设置"), default=dict, blank=True)
    changed_by = models.CharField(_("办理人"), max_length=120, blank=True, default="")
    changed_at = models.DateTimeField(_("改动时间"), db_default=Now())
    version = models.PositiveIntegerField(default=1, db_default=1)
    """Goes up with each change: who saw an older one is told."""

    class Meta:
        verbose_name = _("站点插件")
        constraints = [
            models.UniqueConstraint(fields=["schema_name", "slug"], name="extension_once_on_a_site")
        ]
        permissions = [("switch_tenantplugin", "Can switch plugins")]

    def __str__(self) -> str:
        return f"{self.slug} {self.state}"
