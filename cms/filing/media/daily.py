"""What is done about a unit's media once a day, at a minute that differs from unit to unit."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_tasks import task

from cms.filing.media import actions
from cms.filing.media.models import ON_THE_WEB, MediaRegistration
from cms.filing.media.probing.tasks import probe
from cms.filing.media.states import ALIVE
from tenants.tasks.periodic import each_tenant_daily

MOST = 50
"""Addresses of one unit that are looked at in a day."""


@each_tenant_daily
@task(idempotent=True, label=_("检查备案的网络媒体"))
def media_day() -> int:
    """What lapses today, and a look at each address of the bound tenant. Returns how many looks were ordered."""
    actions.lapse(today=timezone.localdate())
    rows = MediaRegistration.objects.filter(state__in=ALIVE, kind__in=ON_THE_WEB)
    keys = [row.pk for row in rows if row.address][:MOST]
    for key in keys:
        probe.enqueue(str(key))
    return len(keys)
