"""The routing tables of the ledger: which schemas there are, and which host names lead to them."""

from __future__ import annotations

import base64
import uuid

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django_tenants.models import DomainMixin, TenantMixin

from tenants.ledger import Access
from tenants.states import TenantState

EMPTY = models.Value({}, output_field=models.JSONField())


def schema_name_of(key: uuid.UUID) -> str:
    """The opaque, immutable schema name of a tenant: `t_` and 16 characters of its uuid."""
    return "t_" + base64.b32encode(key.bytes).decode().lower()[:16]


class Tenant(TenantMixin):
    """One site and its schema. The organisation it speaks for is a row of the registry, not this one."""

    ledger_access = Access.ROUTING
    unseen_columns = ("switched",)
    """It only tells that the unit's own switches changed, which tell so themselves."""
    auto_create_schema = False
    auto_drop_schema = False
    is_primary_host = True
    """Whether the request that bound the tenant asked for its present host, not a former one."""

    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    slug = models.CharField(_("站点标识"), max_length=63, unique=True)
    title = models.CharField(_("名称"), max_length=200)
    state = models.CharField(_("状态"), max_length=12, choices=TenantState, default=TenantState.ACTIVE)
    is_central = models.BooleanField(_("中心站点"), default=False)
    theme = models.CharField(_("主题"), max_length=40, default="base")
    media_key = models.CharField(max_length=63, unique=True, editable=False)
    release = models.CharField(max_length=40, editable=False)
    works_from = models.CharField(max_length=40, editable=False, default="", db_default="")
    """The oldest release whose code can work on this schema. Empty: only that of `release`."""
    ring = models.PositiveSmallIntegerField(default=2, editable=False)
    cell = models.CharField(max_length=40, default="local", editable=False)
    note = models.TextField(_("说明"), blank=True, default="")
    state_since = models.DateTimeField(_("状态自"), null=True, editable=False)
    cache_version = models.PositiveIntegerField(default=1, db_default=1, editable=False)
    """Part of every cache key: raising it makes all processes forget at once what they kept of the tenant."""
    switched = models.UUIDField(null=True, editable=False)
    """Another with each change of what the product has switched on for the site: what a process knows of it holds as
    long as this stays. Written by the database, whoever changes it."""
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("站点")
        constraints = [
            models.UniqueConstraint(
                fields=["is_central"], condition=models.Q(is_central=True), name="tenants_one_central"
            )
        ]

    def __str__(self) -> str:
        return self.title

    def __enter__(self) -> None:
        """`with tenant:` keeps its stack on the class, shared by all threads: the wrong tenant may come back."""
        raise TypeError("use tenants.context.tenant_scope(tenant)")


class Domain(DomainMixin):
    """A host name that leads to a tenant, unique over the whole installation.

    One of a tenant's is primary; the others are former ones and redirect there.
    """

    ledger_access = Access.ROUTING

    class Meta:
        verbose_name = _("域名")


class FormerSchema(models.Model):
    """What a site was before it was put back to an earlier time: kept until the operator confirms the new one."""

    ledger_access = Access.OWNER_ONLY
    unseen = "what the operator keeps of a site as it was"

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="former")
    schema_name = models.CharField(max_length=63, unique=True)
    media_key = models.CharField(max_length=63)
    package = models.CharField(max_length=500)
    """Path of the package of the site as it was just before, ledger rows included."""
    restored_to = models.DateTimeField()
    replaced_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return self.schema_name


class Template(models.Model):
    """The SQL that makes a new tenant's schema, as dumped from a migrated one, and what led to it."""

    ledger_access = Access.OWNER_ONLY
    unseen = "what new sites are made from"
    release = models.CharField(max_length=40, default="", db_default="")
    works_from = models.CharField(max_length=40, default="", db_default="")
    migrations = models.JSONField(default=dict, db_default=EMPTY)
    """`app.name` → digest of every migration that was applied."""
    steps = models.JSONField(default=dict, db_default=EMPTY)
    """`app.name` → tenants.upgrade.steps.Step of every migration that was recorded, also by earlier templates."""
    seed = models.JSONField(default=dict, db_default=EMPTY)
    """What the seed declared (settings.TENANT_SEED_DECLARED)."""
    fingerprint = models.CharField(max_length=64, unique=True)
    schema_name = models.CharField(max_length=63)
    sql = models.TextField()
    sha256 = models.CharField(max_length=64)
    built_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.fingerprint[:12]
