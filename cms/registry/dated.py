"""Facts of the registry that hold from a day until a day."""

import datetime as dt

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tenants.ledger import DirectoryRow


class DatedQuerySet(models.QuerySet):
    def in_force(self, on: dt.date | None = None):
        """Rows that hold on a day (today)."""
        on = on or timezone.localdate()
        return self.filter(Q(valid_until=None) | Q(valid_until__gt=on), valid_from__lte=on)


class Dated(DirectoryRow):
    """A row in force from `valid_from` up to, not including, `valid_until`."""

    valid_from = models.DateField(_("自"))
    valid_until = models.DateField(_("至"), null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        abstract = True

    @classmethod
    def change(cls, *, subject: dict, fact: dict, on: dt.date) -> bool:
        """Make `fact` hold for `subject` from `on`, ending what held before. Returns whether anything changed.

        A fact that was set on the same day is replaced, not kept as history of zero length.
        """
        held = cls.objects.filter(**subject, valid_until=None).first()
        if held and all(getattr(held, field) == value for field, value in fact.items()):
            return False
        if held:
            held.end(on)
        if any(value is not None for value in fact.values()):
            cls.objects.create(**subject, **fact, valid_from=on)
            return True
        return held is not None

    def end(self, on: dt.date) -> None:
        """Let the row hold no longer from a day. One that began that day is deleted."""
        if self.valid_from >= on:
            self.delete()
            return
        self.valid_until = on
        self.save(update_fields=["valid_until"])
