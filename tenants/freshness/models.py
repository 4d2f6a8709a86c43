"""One line for each thing that a transaction changed. Written by triggers alone (tenants.freshness.watching)."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now

from tenants.ledger import Access


class Change(models.Model):
    """A transaction changed what concerns `tag`: the name of a schema, or one of the tags below."""

    ledger_access = Access.ROUTING
    unseen = "it is how others say that they changed"

    tag = models.CharField(max_length=63)
    xact = models.BigIntegerField(db_index=True)
    """Number of the transaction (xid8). Lines become visible in the order of commits, which no number of a row tells."""
    at = models.DateTimeField(db_default=Now())

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.tag} {self.xact}"
