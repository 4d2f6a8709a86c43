"""What is forgotten about sign-ins, without anybody asking: once a day on every site."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_tasks import task

from tenants.context import current
from tenants.identity.models import Attempt, Handoff, LoginSession
from tenants.tasks.periodic import each_tenant_daily

KEEP_SESSIONS = dt.timedelta(days=90)
KEEP_ATTEMPTS = dt.timedelta(days=2)
"""Longer than failures count (throttle.FORGET_AFTER), so that forgetting helps nobody who guesses."""


@each_tenant_daily
@task(idempotent=True, label=_("清理登录痕迹"))
def forget_sign_ins() -> None:
    """Sessions long over, of the bound tenant; at the centre tokens and attempts that no longer matter.

    What the audit says stays: it is the record, these are the means.
    """
    now = timezone.now()
    if current().is_central:
        Handoff.objects.filter(expires_at__lt=now - KEEP_ATTEMPTS).delete()
        Attempt.objects.filter(last_at__lt=now - KEEP_ATTEMPTS).delete()
    old = Q(ended_at__lt=now - KEEP_SESSIONS) | Q(seen_at__lt=now - KEEP_SESSIONS)
    LoginSession.objects.filter(old, schema_name=current().schema_name).delete()
