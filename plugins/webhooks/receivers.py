"""A unit that came in a package tells nobody by itself: where it came from, the same endpoints are told already."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver

from plugins.webhooks.actions import disable
from plugins.webhooks.models import Endpoint
from plugins.webhooks.states import EndpointState, Why
from tenants.package.signals import filled


@receiver(filled, dispatch_uid="webhooks.filled")
def stop(**kwargs: Any) -> None:
    for key in list(Endpoint.objects.filter(state=EndpointState.ACTIVE).values_list("pk", flat=True)):
        disable(key, why=Why.BROUGHT)
