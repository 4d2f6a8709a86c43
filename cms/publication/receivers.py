"""Where Wagtail tells that something went public, left, or moved. The only signals this room listens to."""

from django.db.models.signals import post_save, pre_delete
from django.dispatch import receiver
from wagtail.models import Page, Revision
from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move

from cms.filing.signals import registered
from cms.moderation.signals import decided, released
from cms.obligations.signals import gathering
from cms.pages.models import ArticlePage
from cms.pages.signals import item_changed
from cms.procedure.signals import approved
from cms.publication import actions
from cms.publication.schedule import EXPIRE, GO_LIVE, key_of, repair_due_index
from cms.publication.states import Departure
from tenants.package.signals import filled
from tenants.tasks.due import schedule


@receiver(approved, dispatch_uid="publication.approved")
def carry_out(plan, **kwargs):
    actions.publish_approved(plan)


@receiver([released, decided], dispatch_uid="publication.released")
def go_on(**kwargs):
    """A hold is over, or the office let one plan through: what was approved meanwhile goes public."""
    actions.publish_released()


@receiver(page_published, sender=ArticlePage, dispatch_uid="publication.published")
def published(instance, **kwargs):
    # Wagtail tells the same when a page was only scheduled: it is not public before its moment.
    if instance.live:
        actions.publish(instance)


@receiver(page_unpublished, sender=ArticlePage, dispatch_uid="publication.unpublished")
def unpublished(instance, **kwargs):
    """By whatever way: the verbs of withdrawal were here first, and then there is nothing left to do."""
    actions.leave(instance, _departure(instance))


def _departure(page: ArticlePage) -> Departure:
    if page.expired:
        return Departure.EXPIRED
    return Departure.TAKEN_DOWN if page.item_page.is_public else Departure.OUT_OF_SCOPE


@receiver(post_save, sender=Revision, dispatch_uid="publication.scheduled")
def scheduled(instance, update_fields=None, raw=False, **kwargs):
    """A revision was approved for a moment ahead, or no longer is. One that is a mere draft says nothing."""
    said = instance.approved_go_live_at or "approved_go_live_at" in (update_fields or ())
    if said and not raw and issubclass(instance.base_content_type.model_class(), Page):
        schedule(GO_LIVE, key_of(instance.object_id), instance.approved_go_live_at)


@receiver(page_published, dispatch_uid="publication.expires")
def expires(instance, **kwargs):
    """A page that is public now waits for nothing any more, except the day on which it goes."""
    if instance.live:
        schedule(GO_LIVE, key_of(instance.pk), None)
        schedule(EXPIRE, key_of(instance.pk), instance.expire_at)


@receiver(page_unpublished, dispatch_uid="publication.no_longer_due")
def no_longer_due(instance, **kwargs):
    schedule(GO_LIVE, key_of(instance.pk), None)
    schedule(EXPIRE, key_of(instance.pk), None)


@receiver(pre_delete, sender=ArticlePage, dispatch_uid="publication.deleted")
def deleted(instance, **kwargs):
    actions.leave(instance, Departure.TAKEN_DOWN)


@receiver(registered, dispatch_uid="publication.registered")
def catalog_registered(filing, **kwargs):
    actions.record_filing(filing)


@receiver(item_changed, dispatch_uid="publication.item_changed")
def item_renamed(instance, **kwargs):
    """The item has another name or place: entries under it tell so, without being a new version."""
    moved(instance)


@receiver([post_page_move, page_slug_changed], dispatch_uid="publication.moved")
def moved(instance: Page, **kwargs):
    """Addresses below a moved page changed: write them anew."""
    for page in ArticlePage.objects.live().descendant_of(instance, inclusive=True):
        actions.publish(page)


@receiver(gathering, dispatch_uid="publication.gathering")
def tell_what_is_public(codes, **kwargs):
    actions.hand_over(codes)


@receiver(filled, dispatch_uid="publication.filled")
def index_what_is_scheduled(**kwargs):
    """Pages that came in a package fall due here: the index of moments is not part of it."""
    repair_due_index.func()


@receiver(filled, dispatch_uid="publication.brought")
def record_what_came(**kwargs):
    """What is public here from now on stands in the record of this installation, as everything does."""
    actions.bring()
