"""凭证: that something was disclosed where the public does not read it. When, how, to how many; never what."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cms.registry.models import Unit
from tenants.ledger import Access, OwnRow


class DisclosureProof(OwnRow):
    """One disclosure of an item whose scope is not society. Holds no content: such content does not belong here."""

    ledger_access = Access.OVERSEEN

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="proofs")
    item_code = models.CharField(_("事项编码"), max_length=20)
    scope = models.CharField(_("公开范围"), max_length=10)
    period_label = models.CharField(_("所属期"), max_length=40, blank=True, default="")
    on = models.DateField(_("公开日期"))
    channel = models.CharField(_("公开方式"), max_length=40)
    meeting = models.CharField(_("会议或场合"), max_length=60, blank=True, default="")
    head_count = models.PositiveIntegerField(_("人数"))
    approved_by = models.CharField(_("批准人"), max_length=60)
    by = models.UUIDField(null=True)
    by_name = models.CharField(_("登记人"), max_length=120)
    at = models.DateTimeField(_("登记时间"))
    cancelled_at = models.DateTimeField(_("撤销时间"), null=True)
    cancelled_by_name = models.CharField(_("撤销人"), max_length=120, blank=True, default="")

    class Meta:
        verbose_name = _("公开凭证")
        ordering = ["-on", "-at", "uuid"]
        constraints = [
            models.CheckConstraint(condition=~Q(scope="SOCIETY"), name="publication_proof_not_of_society"),
        ]
        indexes = [models.Index(fields=["schema_name", "item_code", "-on"], name="publication_proof_of_item")]

    def __str__(self):
        return f"{self.item_code} {self.on}"
