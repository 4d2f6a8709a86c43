"""Where Wagtail tells that a draft changed, or that a workflow was ended by hand, while others decide."""

from django.db.models.signals import post_save
from django.dispatch import receiver
from wagtail.models import Revision
from wagtail.signals import workflow_cancelled

from cms.pages.content import content_hash
from cms.pages.models import ArticlePage
from cms.procedure.actions import reopen
from cms.procedure.actions.flow import is_own_revision
from cms.procedure.models import Plan
from cms.procedure.states import PlanState


@receiver(post_save, sender=Revision, dispatch_uid="procedure.changed")
def changed(instance, created, raw=False, **kwargs):
    """Somebody wrote in a page that is being decided about: what was decided is no longer what is there."""
    if not created or raw or is_own_revision():
        return
    if instance.content_type.model_class() is not ArticlePage:
        return
    plans = Plan.objects.select_for_update(of=("self",)).filter(
        page_id=instance.object_id, state=PlanState.OPEN
    )
    plan = plans.first()
    if plan and content_hash(instance.as_object()) != plan.content_hash:
        reopen(plan, by=instance.user)


@receiver(workflow_cancelled, dispatch_uid="procedure.cancelled")
def cancelled(instance, user=None, **kwargs):
    """Wagtail's own cancel, and publishing by another way: the plan falls with its workflow."""
    plan = Plan.objects.filter(workflow_state=instance, state=PlanState.OPEN).first()
    if plan:
        reopen(plan, by=user)
