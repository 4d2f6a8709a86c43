"""What was written past the verbs is found and mended: by a release without search, by hand, by a copy of rows."""

from __future__ import annotations

import logging

from django.utils.translation import gettext_lazy as _
from django_tasks import task

from cms.search import following
from cms.search.contract import Unavailable
from cms.search.engines import engine
from cms.search.queries import units_astray
from tenants.context import tenant_scope
from tenants.models import Tenant
from tenants.states import TenantState
from tenants.tasks.periodic import Every, periodic

log = logging.getLogger(__name__)


@task(queue_name="index", transactional=True, label=_("核对检索内容"))
def mend() -> int:
    """In one unit. Returns how many entries differed."""
    return following.mend()


@periodic(Every(30))
@task(queue_name="index", platform=True, idempotent=True, label=_("查找要核对的检索内容"))
def look_over() -> int:
    """Order it where anything differs; in a unit that rests, whose tasks wait, do it. Returns how many units did."""
    differing = units_astray()
    kept = Tenant.objects.filter(state__in=(TenantState.ACTIVE, TenantState.ARCHIVED))
    for tenant in kept.filter(schema_name__in=differing):
        with tenant_scope(tenant):
            if tenant.state == TenantState.ACTIVE:
                mend.enqueue()
            else:
                following.mend()
    return len(differing)


@periodic(Every(30))
@task(queue_name="index", platform=True, idempotent=True, label=_("核对检索服务"))
def look_over_engine() -> int:
    """What it was not told while it was down is made up for. Returns how many entries that were."""
    try:
        return engine().mend()
    except Unavailable as error:
        log.warning("the search engine cannot be compared with the ledger: %s", error)
        return 0
