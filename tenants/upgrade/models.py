"""The ledger of upgrades: which release was brought to which tenant, when, and what stopped it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from tenants.ledger import Access
from tenants.models import Tenant
from tenants.upgrade.states import RunState, TenantStep


class MigrationRun(models.Model):
    """One release brought to every tenant. Taken up again until nothing is left of it."""

    ledger_access = Access.OWNER_ONLY
    unseen = "how far an upgrade is, for the operator"
    release = models.CharField(max_length=40, unique=True)
    state = models.CharField(max_length=12, choices=RunState, default=RunState.RUNNING)
    plan = models.JSONField(default=list)
    """The steps that the template needed: `{migration, kind, compat, statements}` each, in order."""
    operator = models.CharField(max_length=120, default="")
    """`host:pid:random` of the process that leads the run now. A worker of another one stops."""
    started = models.DateTimeField()
    finished = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("升级")

    def __str__(self) -> str:
        return self.release


class TenantMigration(models.Model):
    """One tenant's part of a run."""

    ledger_access = Access.OWNER_ONLY
    unseen = "how far an upgrade is, for the operator"
    run = models.ForeignKey(MigrationRun, models.CASCADE, related_name="tenants")
    tenant = models.ForeignKey(Tenant, models.CASCADE, related_name="+")
    state = models.CharField(max_length=12, choices=TenantStep, default=TenantStep.PENDING)
    attempt = models.PositiveSmallIntegerField(default=0)
    retry_at = models.DateTimeField(null=True)
    worker = models.CharField(max_length=120, default="")
    error = models.TextField(default="")
    started = models.DateTimeField(null=True)
    finished = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("站点升级")
        constraints = [models.UniqueConstraint(fields=["run", "tenant"], name="upgrade_once_a_run")]
        indexes = [models.Index(fields=["run", "state"], name="upgrade_by_state")]

    def __str__(self) -> str:
        return f"{self.run_id}/{self.tenant_id}"
