"""What is done about obligations every day, in every unit."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django_tasks import task

from cms.obligations import digest
from tenants.identity.mailing import forget_addresses
from tenants.tasks.periodic import each_tenant_daily


@each_tenant_daily
@task(idempotent=True, label=_("发公开提醒邮件"))
def remind_by_mail() -> dict[str, int]:
    """Not in one transaction: each mail is written down by itself, and what could not be sent is tried again."""
    forget_addresses()
    sent, failed = {}, []
    for name, send in (("reminded", digest.remind), ("summaries", digest.summarise)):
        try:
            sent[name] = send()
        except digest.NotSent as error:
            failed.append(str(error))
    if failed:
        raise digest.NotSent("; ".join(failed))
    return sent
