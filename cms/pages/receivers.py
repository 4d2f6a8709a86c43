"""Where Wagtail tells that a page lies somewhere else, before the ledger hears of it; and a catalog in force."""

from django.db import connection
from django.dispatch import receiver
from wagtail.signals import post_page_move

from cms.extension.content import counts
from cms.filing.signals import registered
from cms.pages.actions import refile, sync_column
from cms.pages.models import ArticlePage


@receiver(post_page_move, sender=ArticlePage, dispatch_uid="column.moved")
def moved(instance, **kwargs):
    refile(ArticlePage.objects.get(pk=instance.pk))


@receiver(registered, dispatch_uid="column.registered")
def follow(filing, **kwargs):
    sync_column(filing)


WITH_BLOCKS = """
    SELECT count(*) FROM column_articlepage entry JOIN wagtailcore_page page ON page.id = entry.page_ptr_id
     WHERE page.live AND entry.body @? %s::jsonpath
"""


@counts
def entries_with_blocks(slug: str) -> int:
    """Public entries that hold a block of a plugin, by the names of its blocks."""
    with connection.cursor() as cursor:
        cursor.execute(WITH_BLOCKS, [f'$[*] ? (@.type starts with "{slug}_")'])
        return cursor.fetchone()[0]
