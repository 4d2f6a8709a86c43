"""Timed publishing and expiry of pages: kept in the district's due index, done in the unit by Wagtail's own actions.

Wagtail keeps the moment on the approved revision (go live) and on the page (expire). The index in the ledger only
says where to look and when; what is due is decided from Wagtail's rows again when the task runs, so a row that is
left over does nothing.
"""

import datetime as dt

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_tasks import task
from wagtail.models import Page, Revision

from cms.procedure.models import Plan
from cms.procedure.states import PlanState
from cms.publication.actions.publishing import publish_approved
from tenants.tasks import due
from tenants.tasks.models import DueIndex
from tenants.tasks.periodic import each_tenant_daily
from tenants.tasks.running import NotYet

GO_LIVE, EXPIRE = "go_live", "expire"


def key_of(page_id: int | str) -> str:
    """The name of a page in the due index."""
    return f"page:{page_id}"


def _page_id(what: str) -> str:
    return what.partition(":")[2]


def _not_before(moment: dt.datetime | None) -> None:
    """Wagtail compares with the clock of this machine. Where that is behind, wait for it. Raises NotYet."""
    if moment and moment > timezone.now():
        raise NotYet(f"the clock of this machine is behind the database's: {moment.isoformat()}")


@task(queue_name="publish", transactional=True, label=_("定时公开"))
def go_live(what: str, until: str):
    """Publish the revision of a page that was approved for a moment up to `until`. Page and ledger together."""
    # Wagtail writes the whole row as it read it: a draft that somebody saves meanwhile would no longer be the latest.
    Page.objects.select_for_update().filter(pk=_page_id(what)).first()
    found = Revision.page_revisions.filter(
        object_id=_page_id(what), approved_go_live_at__lte=dt.datetime.fromisoformat(until)
    )
    for revision in found.select_for_update().order_by("approved_go_live_at"):
        _not_before(revision.as_object().go_live_at)
        plan = Plan.objects.filter(revision=revision, state=PlanState.APPROVED).order_by("decided_at").last()
        if plan:
            publish_approved(plan, log_action="wagtail.publish.scheduled")
        else:
            revision.publish(log_action="wagtail.publish.scheduled")


@task(queue_name="publish", transactional=True, label=_("到期撤下"))
def expire(what: str, until: str):
    """Take a page down whose time is over."""
    moment = dt.datetime.fromisoformat(until)
    page = (
        Page.objects.select_for_update().filter(pk=_page_id(what), live=True, expire_at__lte=moment).first()
    )
    if page is not None:
        page.specific.unpublish(set_expired=True, log_action="wagtail.unpublish.scheduled")


due.handles(GO_LIVE, go_live)
due.handles(EXPIRE, expire)


def _scheduled() -> dict[tuple[str, str], dt.datetime]:
    """(kind, name) → moment of everything that Wagtail has scheduled in the bound unit."""
    revisions = Revision.page_revisions.exclude(approved_go_live_at=None)
    found = {
        (GO_LIVE, key_of(revision.object_id)): revision.approved_go_live_at
        for revision in revisions.only("object_id", "approved_go_live_at")
    }
    expiring = Page.objects.filter(live=True).exclude(expire_at=None).values_list("pk", "expire_at")
    return found | {(EXPIRE, key_of(pk)): moment for pk, moment in expiring}


@each_tenant_daily
@task(queue_name="publish", transactional=True, label=_("核对定时安排"))
def repair_due_index():
    """Bring the bound unit's part of the index to what its pages say. Returns how many rows were wrong."""
    wanted = _scheduled()
    rows = DueIndex.objects.filter(~Q(due_at=None), kind__in=(GO_LIVE, EXPIRE))
    known = {(row.kind, row.object): row.due_at for row in rows}
    wrong = [key for key in known | wanted if known.get(key) != wanted.get(key)]
    for kind, what in wrong:
        due.schedule(kind, what, wanted.get((kind, what)))
    return len(wrong)
