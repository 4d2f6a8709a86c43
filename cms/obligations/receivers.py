"""A catalog was registered, or a unit came in a package: what is owed follows at once."""

from django.dispatch import receiver

from cms.filing.signals import registered
from cms.obligations.projection import recompute
from tenants.package.signals import filled


@receiver(registered, dispatch_uid="obligations.registered")
def owed_from_now_on(filing, **kwargs):
    recompute()


@receiver(filled, dispatch_uid="obligations.filled")
def count_what_came(**kwargs):
    """A unit's tallies are not in its package."""
    recompute()
