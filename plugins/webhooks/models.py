"""Who is told, with which secret, and what became of each message. In the unit's own schema: nobody else reads it."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from plugins.webhooks.events import EventType
from plugins.webhooks.states import Cause, DeliveryState, EndpointState, Outcome, Why


def all_types() -> list[str]:
    return [str(one) for one in EventType]


class Endpoint(models.Model):
    """An address that wants to know."""

    unseen = "what is sent to others, and how that went"

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    title = models.CharField(_("名称"), max_length=100)
    url = models.CharField(_("网址"), max_length=500)
    types = models.JSONField(_("要哪些通知"), default=all_types)
    state = models.CharField(
        _("状态"), max_length=10, choices=EndpointState, default=EndpointState.ACTIVE, editable=False
    )
    why = models.CharField(_("停用原因"), max_length=10, choices=Why, blank=True, default="", editable=False)
    failing_since = models.DateTimeField(_("从何时起一直失败"), null=True, editable=False)
    quiet_until = models.DateTimeField(null=True, editable=False)
    made_at = models.DateTimeField(_("添加时间"), default=timezone.now, editable=False)
    version = models.PositiveIntegerField(default=1, db_default=1, editable=False)
    """Goes up with every change: whoever saw an older one is told, and changes nothing."""
    changed_by = models.CharField(
        _("改动人"), max_length=120, blank=True, default="", db_default="", editable=False
    )

    class Meta:
        verbose_name = _("推送端点")
        ordering = ["made_at", "uuid"]

    def __str__(self) -> str:
        return self.title


class Secret(models.Model):
    """A signing secret, sealed with the key of the installation. Shown once, when it is made."""

    unseen = "what is sent to others, and how that went"

    endpoint = models.ForeignKey(Endpoint, on_delete=models.CASCADE, related_name="secrets")
    sealed = models.TextField()
    made_at = models.DateTimeField(default=timezone.now)
    ends_at = models.DateTimeField(null=True)
    """It signs until then, beside the newer one. Null for the one of now."""

    class Meta:
        verbose_name = _("签名密钥")
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["endpoint"], condition=models.Q(ends_at=None), name="webhooks_one_secret_of_now"
            )
        ]

    def __str__(self) -> str:
        return f"{self.endpoint_id} {self.made_at:%Y-%m-%d}"


class Delivery(models.Model):
    """One event for one endpoint: its id, the body that goes with it every time, and where it stands."""

    unseen = "what is sent to others, and how that went"

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    endpoint = models.ForeignKey(Endpoint, on_delete=models.CASCADE, related_name="deliveries")
    event = models.CharField(max_length=100)
    """The key of the event, the same each time it is told."""
    type = models.CharField(_("通知"), max_length=40, choices=EventType)
    body = models.TextField()
    state = models.CharField(_("状态"), max_length=10, choices=DeliveryState, default=DeliveryState.PENDING)
    made_at = models.DateTimeField(_("时间"), default=timezone.now)
    tried = models.PositiveSmallIntegerField(default=0)
    """Attempts of the present round; a resend begins a new one."""
    resend = models.BooleanField(default=False)
    """The present round was begun by a person."""
    next_at = models.DateTimeField(_("下次推送"), null=True)

    class Meta:
        verbose_name = _("推送记录")
        ordering = ["-made_at", "uuid"]
        constraints = [
            models.UniqueConstraint(fields=["endpoint", "event"], name="webhooks_one_delivery_an_event")
        ]
        indexes = [models.Index(fields=["endpoint", "state"], name="webhooks_by_state")]

    def __str__(self) -> str:
        return f"{self.get_type_display()} {self.message_id}"

    @property
    def message_id(self) -> str:
        """`webhook-id`: one for an event and endpoint, whatever is tried how often."""
        return f"msg_{self.uuid.hex}"


class Attempt(models.Model):
    """One request. Written down before it is made: whoever dies in it leaves a trace."""

    unseen = "what is sent to others, and how that went"

    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="attempts")
    number = models.PositiveIntegerField(_("次数"))
    cause = models.CharField(_("原因"), max_length=10, choices=Cause)
    outcome = models.CharField(_("结果"), max_length=12, choices=Outcome, default=Outcome.OPEN)
    began_at = models.DateTimeField(_("开始"), default=timezone.now)
    ended_at = models.DateTimeField(_("结束"), null=True)
    status = models.PositiveSmallIntegerField(_("状态码"), null=True)
    detail = models.CharField(_("对方的回答"), max_length=300, blank=True, default="")
    address = models.CharField(_("连接的地址"), max_length=45, blank=True, default="")

    class Meta:
        verbose_name = _("推送尝试")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["delivery", "number"], name="webhooks_one_attempt_a_number")
        ]

    def __str__(self) -> str:
        return f"{self.delivery_id} {self.number}"
