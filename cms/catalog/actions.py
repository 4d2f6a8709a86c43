"""The verbs of compiling: take a document in as the next working version."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.catalog.importing import CatalogDocument
from cms.catalog.models import CatalogItem, CatalogVersion

REQUIRED = ("scope", "timing", "frequency", "approval_level")


def _errors(document: CatalogDocument) -> list[str]:
    """Everything that keeps a document from being a catalog, with its place where the reader found it."""
    found = [str(problem) for problem in document.problems if problem.level == "error"]
    if found:
        return found
    if not document.items:
        return [_("目录里没有事项")]
    return [
        _("%(code)s 缺少%(field)s")
        % {"code": item.code, "field": CatalogItem._meta.get_field(name).verbose_name}
        for item in document.items
        for name in REQUIRED
        if getattr(item, name) is None
    ]


def take_in(document: CatalogDocument, *, source: str, on: dt.date | None = None) -> CatalogVersion:
    """Make the document the unit's next working version, whole. Raises ValidationError with all errors in it."""
    errors = _errors(document)
    if errors:
        raise ValidationError(errors)
    with transaction.atomic():
        last = CatalogVersion.objects.aggregate(last=Max("number"))["last"] or 0
        version = CatalogVersion.objects.create(
            number=last + 1,
            title=document.title,
            compiled_on=on or document.filed_on or timezone.localdate(),
            source=source,
        )
        CatalogItem.objects.bulk_create(
            CatalogItem(version=version, **CatalogItem.values_of(row, order))
            for order, row in enumerate(document.items, 1)
        )
    return version
