"""Where Wagtail tells that something went public, left, or moved. The only signals this room listens to."""

from django.db.models.signals import pre_delete
from django.dispatch import receiver
from wagtail.models import Page
from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move

from cms.pages.models import ArticlePage
from cms.pages.signals import item_changed
from cms.publication import actions


@receiver(page_published, sender=ArticlePage, dispatch_uid="publication.published")
def published(instance, **kwargs):
    actions.publish(instance)


@receiver(page_unpublished, sender=ArticlePage, dispatch_uid="publication.unpublished")
def unpublished(instance, **kwargs):
    actions.withdraw(instance)


@receiver(pre_delete, sender=ArticlePage, dispatch_uid="publication.deleted")
def deleted(instance, **kwargs):
    actions.withdraw(instance)


@receiver(item_changed, dispatch_uid="publication.item_changed")
def item_renamed(instance, **kwargs):
    """The item has another name or place: entries under it tell so, without being a new version."""
    moved(instance)


@receiver([post_page_move, page_slug_changed], dispatch_uid="publication.moved")
def moved(instance: Page, **kwargs):
    """Addresses below a moved page changed: write them anew."""
    for page in ArticlePage.objects.live().descendant_of(instance, inclusive=True):
        actions.publish(page)
