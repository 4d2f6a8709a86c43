"""The verb of the public contact: what the bound unit says of itself from now on."""

from __future__ import annotations

import uuid
from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.db import transaction

from cms.registry.contact.models import FIELDS, PublicContact
from tenants.audit.actions import record
from tenants.audit.kinds import AuditKind
from tenants.context import current


class ContactRefused(ValueError):
    """Why nothing was changed: all problems, with the names of their fields."""

    for_people = True


def set_contact(*, values: Mapping[str, str], by: str, actor: uuid.UUID | None = None) -> PublicContact:
    """Say where the unit is reached: every field, what is left out is empty. Raises ContactRefused."""
    after = _checked(values).facts()
    with transaction.atomic():
        rows = PublicContact.objects.select_for_update()
        row, _new = rows.get_or_create(schema_name=current().schema_name)
        before = row.facts()
        if after == before:
            return row
        for name, value in after.items():
            setattr(row, name, value)
        row.save(update_fields=FIELDS)
        detail = {"before": before, "after": after}
        record(kind=AuditKind.CONTACT_SET, subject=current().title, actor=actor, actor_name=by, detail=detail)
    return row


def _checked(values: Mapping[str, str]) -> PublicContact:
    """Raises ContactRefused; TypeError for what is no field."""
    row = PublicContact(**values)
    try:
        row.full_clean(validate_constraints=False)
    except ValidationError as error:
        labels = {name: PublicContact._meta.get_field(name).verbose_name for name in error.message_dict}
        said = [f"{labels[name]}：{''.join(texts)}" for name, texts in error.message_dict.items()]
        raise ContactRefused("\n".join(said)) from error
    return row
