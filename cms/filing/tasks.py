"""Reminders of what a unit owes the register: on its home page always, by e-mail to its administrators once for each."""

from __future__ import annotations

import datetime as dt

from django.core.mail import send_mail
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django_tasks import task
from wagtail.models import Site

from cms.filing.actor import own_unit
from cms.filing.duties import Duty, DutyState, standing_of_unit
from cms.filing.reminders import once
from cms.filing.rules import rules
from cms.registry.queries import in_service
from tenants.context import current
from tenants.identity.mailing import addressees
from tenants.identity.roles import MemberRole
from tenants.tasks.periodic import each_tenant_daily

SOON, LATE = "catalog.soon", "catalog.late"


@each_tenant_daily
@task(transactional=True, label=_("提醒报送目录"))
def remind_of_filing() -> None:
    """Once a day in every unit."""
    remind()


def remind(*, today: dt.date | None = None) -> bool:
    """Write to the administrators of the bound unit if a catalog is due soon or overdue, and they were not told yet.

    Returns whether a mail went out. Without anybody who has an address the reminder stays on the home page alone.
    """
    unit, day, known = own_unit(), today or timezone.localdate(), rules()
    if unit is None or not in_service(unit):
        return False
    duty = standing_of_unit(unit, known=known, today=day)
    kind = _kind(duty, day, int(known["remind_days"].value))
    to = _addresses()
    if not kind or not to:
        return False
    with transaction.atomic():
        if not once(kind, duty.key, due_on=duty.due_on):
            return False
        send_mail(_subject(kind, duty), _text(unit.name, duty), None, to)
    return True


def _kind(duty: Duty, day: dt.date, ahead: int) -> str:
    if duty.state is DutyState.OVERDUE:
        return LATE
    near = duty.due_on is not None and (duty.due_on - day).days <= ahead
    return SOON if duty.state is DutyState.OPEN and near else ""


def _addresses() -> list[str]:
    return sorted({one.email for one in addressees([MemberRole.ADMINISTRATOR])})


def _subject(kind: str, duty: Duty) -> str:
    words = {"what": duty.what, "day": f"{duty.due_on:%Y-%m-%d}"}
    return (
        _now("%(what)s已逾期（%(day)s截止）") if kind == LATE else _now("%(what)s，%(day)s前完成")
    ) % words


def _text(name: str, duty: Duty) -> str:
    root = Site.objects.get(is_default_site=True).root_url
    words = {
        "unit": name,
        "what": duty.what,
        "day": f"{duty.due_on:%Y-%m-%d}",
        "url": root + reverse("filing_desk:index"),
        "site": current().title,
    }
    return _now("%(unit)s：\n\n%(what)s，截止日期 %(day)s。\n\n请到这里办理：%(url)s\n") % words
