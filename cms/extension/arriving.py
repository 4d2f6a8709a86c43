"""A site that came out of a package: its plugins are told, before anything of it works on."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.dispatch import receiver

from cms.extension import actions, failures, gate
from cms.extension.actions import By
from cms.extension.registry import registry
from tenants.context import current
from tenants.package.signals import filled


@receiver(filled, dispatch_uid="extension.filled")
def arrived(**kwargs: Any) -> None:
    """Also those that are off here: what they keep came along. One that fails is frozen, so that a copy of a site does
    not do again what the site itself does."""
    for slug, plugin in registry().plugins.items():
        if not gate.suits(slug):
            continue
        try:
            with transaction.atomic():
                plugin.on_arrival()
        except Exception as error:
            failures.note(slug, "on_arrival", error, schema_name=current().schema_name)
            actions.hold(slug, by=By.command_line())
