"""The words of webhooks: what an endpoint is, what became of a message, how one attempt ended."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class EndpointState(TextChoices):
    ACTIVE = "ACTIVE", _("启用")
    DISABLED = "DISABLED", _("停用")


class Why(TextChoices):
    """Why an endpoint was disabled."""

    BY_HAND = "BY_HAND", _("由人停用")
    GONE = "GONE", _("接收方回答 410，表示不再接收")
    FAILING = "FAILING", _("连续多日推送失败")
    KEYLESS = "KEYLESS", _("签名密钥打不开，请更换密钥")
    BROUGHT = "BROUGHT", _("随站点迁入，确认以后再启用")


class DeliveryState(TextChoices):
    PENDING = "PENDING", _("待推送")
    DELIVERED = "DELIVERED", _("已送达")
    GIVEN_UP = "GIVEN_UP", _("多次失败，不再自动重试")
    DROPPED = "DROPPED", _("端点停用时取消")


class Cause(TextChoices):
    """Why an attempt is made. Told to the receiver too, so that nothing comes twice without saying so."""

    FIRST = "first", _("首次")
    RETRY = "retry", _("自动重试")
    RESEND = "resend", _("人工重发")


class Outcome(TextChoices):
    """How one attempt ended."""

    OPEN = "OPEN", _("进行中")
    TAKEN = "TAKEN", _("对方已接收")
    GONE = "GONE", _("对方回答 410，不再接收")
    BUSY = "BUSY", _("对方忙")
    REDIRECTED = "REDIRECTED", _("对方要求转到别处，没有跟随；请改填新网址")
    REFUSED = "REFUSED", _("对方没有接收")
    TIMEOUT = "TIMEOUT", _("超时")
    UNREACHABLE = "UNREACHABLE", _("连接不上")
    TLS = "TLS", _("证书或加密不对")
    GARBLED = "GARBLED", _("对方的回答读不懂")
    FORBIDDEN = "FORBIDDEN", _("地址不允许，没有发出")
    INTERRUPTED = "INTERRUPTED", _("工作进程中断，不知道是否送达")


HOLDS_BACK = (Outcome.BUSY, Outcome.TIMEOUT)
"""After these the endpoint is left alone for a while, whatever else waits for it."""

MOVES: dict[DeliveryState, tuple[DeliveryState, ...]] = {
    DeliveryState.PENDING: (DeliveryState.DELIVERED, DeliveryState.GIVEN_UP, DeliveryState.DROPPED),
    DeliveryState.DELIVERED: (DeliveryState.PENDING,),
    DeliveryState.GIVEN_UP: (DeliveryState.PENDING,),
    DeliveryState.DROPPED: (DeliveryState.PENDING, DeliveryState.DELIVERED),
}
"""Back to PENDING only by a person's resend. What was dropped while it was on its way may still arrive."""


class Refused(ValueError):
    """A verb does not apply. The message says why, to the person who asked."""

    for_people = True
