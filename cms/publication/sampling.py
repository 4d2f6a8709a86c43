"""What the desk asks whoever publishes: which entries a sample is drawn from, and what one of them says."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.dispatch import receiver
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.filing.queries import items_in_force
from cms.moderation.signals import Described, Published, described, population
from cms.publication.models import Entry, EntryVersion
from tenants.states import TenantState


@receiver(population, dispatch_uid="publication.population")
def published_between(sender: Any, after: dt.datetime, until: dt.datetime, **_rest: Any) -> list[Published]:
    """Entries that came out or were changed in a period and are public now, of every unit that serves. Two queries."""
    level = {
        (schema, code): level
        for schema, code, level in items_in_force(using="central").values_list(
            "schema_name", "code", "approval_level"
        )
    }
    rows = Entry.objects.using("central").filter(
        updated_at__gte=after,
        updated_at__lt=until,
        withdrawn_at=None,
        unit__tenant__state=TenantState.ACTIVE,
    )
    told = rows.order_by("uuid").values_list("uuid", "schema_name", "unit__kind", "item_code")
    return [
        Published(key, schema, kind, level[schema, code])
        for key, schema, kind, code in told
        if (schema, code) in level
    ]


@receiver(described, dispatch_uid="publication.described")
def what_it_says(sender: Any, entry: str, **_rest: Any) -> Described | None:
    """A public entry of the bound unit, as its case keeps it."""
    row = Entry.objects.filter(pk=entry, withdrawn_at=None).first()
    item = items_in_force().filter(code=row.item_code).first() if row else None
    if row is None or item is None:
        return None
    plan = EntryVersion.objects.filter(entry=row, number=row.version).values_list("plan", flat=True).first()
    return Described(
        title=row.title,
        item_code=row.item_code,
        item_title=row.item_title,
        level=item.approval_level,
        content_hash=row.content_hash,
        plan=plan,
        snapshot=_snapshot(row),
    )


def _snapshot(row: Entry) -> dict[str, Any]:
    moment = f"{timezone.localtime(row.updated_at):%Y-%m-%d %H:%M}"
    terms = [(_("所属期"), row.period_label), (_("公开时间"), moment), (_("版本"), str(row.version))]
    return {
        "title": row.title,
        "summary": row.summary,
        "html": row.html,
        "text": row.text,
        "fields": row.fields.get("document", {}),
        "attachments": row.attachments,
        "images": row.images,
        "terms": [{"label": str(label), "value": value} for label, value in terms if value],
        "findings": [],
        "steps": [],
        "public": {"at": moment, "path": row.path},
        "difference": [],
    }
