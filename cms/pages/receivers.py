"""Where Wagtail tells that a page lies somewhere else, before the ledger hears of it; and a catalog in force."""

from django.dispatch import receiver
from wagtail.signals import post_page_move

from cms.filing.signals import registered
from cms.pages.actions import refile, sync_column
from cms.pages.models import ArticlePage


@receiver(post_page_move, sender=ArticlePage, dispatch_uid="column.moved")
def moved(instance, **kwargs):
    refile(ArticlePage.objects.get(pk=instance.pk))


@receiver(registered, dispatch_uid="column.registered")
def follow(filing, **kwargs):
    sync_column(filing)
