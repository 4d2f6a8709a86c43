"""Whatever the ledger says of an entry, the search table says in the same transaction."""

from django.db.models.signals import post_save
from django.dispatch import receiver

from cms.publication.models import Entry
from cms.search import following
from tenants.package.signals import filled


@receiver(post_save, sender=Entry, dispatch_uid="search.entry")
def entry_changed(instance, raw=False, **kwargs):
    if not raw:
        following.follow(instance)


@receiver(filled, dispatch_uid="search.filled")
def search_what_came(**kwargs):
    """Entries that came in a package bring no rows for searching along: they are made of them."""
    following.mend()
