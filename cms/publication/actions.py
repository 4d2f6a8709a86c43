"""The verbs of publication. Each runs in the transaction that changes the page, or not at all."""

import datetime as dt

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.obligations.actions import fulfil, reopen, testify
from cms.obligations.models import Evidence
from cms.pages.models import ArticlePage
from cms.procedure.actions import mark_published
from cms.procedure.models import Plan
from cms.procedure.queries import public_steps, records_of
from cms.procedure.states import PlanState
from cms.publication import clock
from cms.publication.models import Entry, EntryVersion
from cms.publication.projection import project
from cms.registry.models import Unit
from tenants.context import current


class NotForThePublic(ValueError):
    """The item of the page is not disclosed to society."""


class NotApproved(ValueError):
    """The content of the page is not what an approved plan is for."""

    for_people = True


def publish_approved(plan: Plan) -> None:
    """Publish the revision of an approved plan, now or at its moment, in the transaction that approved it."""
    plan.revision.publish(user=None, changed=True, skip_permission_checks=True)


def publish(page: ArticlePage, *, at: dt.datetime | None = None, note: str = "") -> Entry:
    """Enter the page's live content in the ledger as a new version, and mark what it answers as met.

    Publishing the same content again changes nothing. Raises NotForThePublic, NotApproved.
    """
    if not page.item_page.is_public:
        raise NotForThePublic(page.item_page.code)
    at = at or clock.now()
    values = project(page)
    with transaction.atomic():
        before = Entry.objects.select_for_update().filter(uuid=page.translation_key).first()
        if before and before.withdrawn_at is None and before.content_hash == values["content_hash"]:
            return _refresh(before, values)
        plan = _approved_plan(page, values["content_hash"])
        if before and _answered(before) != (values["item_code"], values["period_key"]):
            reopen(entry=before.uuid, on=_day(at))
        entry = _write(page, before, values, at)
        EntryVersion.objects.create(
            entry=entry, number=entry.version, title=entry.title, html=entry.html,
            content_hash=entry.content_hash, note=note or plan.change_note, at=at,
            plan=plan.pk, steps=public_steps(records_of(plan)), row_digest=_row_digest(page),
        )  # fmt: skip
        mark_published(plan)
        # A later version, and one that came back or answers for something else, counts from its own day.
        day = _day(at if before else entry.published_at)
        fulfil(item_code=entry.item_code, period_key=entry.period_key, entry=entry.uuid, on=day)
    return entry


def _approved_plan(page: ArticlePage, content_hash: str) -> Plan:
    """The approved plan for what the page shows now. Raises NotApproved."""
    plans = Plan.objects.filter(page=page.pk, state=PlanState.APPROVED, content_hash=content_hash)
    plan = plans.filter(revision=page.live_revision_id).order_by("decided_at").first()
    if plan is None:
        raise NotApproved(_("没有通过保密审查和审批，不能公开：%(title)s") % {"title": page.title})
    return plan


def _row_digest(page: ArticlePage) -> str:
    """Of the page's row, by the database itself: it compares the same when the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT public.publication_page_digest(%s, %s)", [current().schema_name, page.pk])
        return cursor.fetchone()[0]


def _day(moment: dt.datetime) -> dt.date:
    """In the district's time."""
    return timezone.localtime(moment).date()


def _answered(entry: Entry) -> tuple[str, str]:
    """The item and period that an entry is the evidence for, as the ledger has it."""
    return entry.item_code, entry.period_key


def _refresh(entry: Entry, values: dict) -> Entry:
    """Same content, perhaps another address or another name of its item."""
    for name, value in values.items():
        setattr(entry, name, value)
    entry.save(update_fields=list(values))
    return entry


def _write(page: ArticlePage, before: Entry | None, values: dict, at: dt.datetime) -> Entry:
    first = before.published_at if before else page.first_published_at or at
    dates = {"published_at": first, "updated_at": at, "withdrawn_at": None}
    if before is None:
        unit = Unit.objects.get(tenant__schema_name=current().schema_name)
        return Entry.objects.create(uuid=page.translation_key, unit=unit, **values, **dates)
    for name, value in (values | dates | {"version": before.version + 1}).items():
        setattr(before, name, value)
    before.save()
    return before


def withdraw(page: ArticlePage, *, at: dt.datetime | None = None) -> None:
    """Take the page's entry out of public sight. Its versions stay; what it answered is owed again."""
    at = at or clock.now()
    with transaction.atomic():
        rows = Entry.objects.filter(uuid=page.translation_key, withdrawn_at=None)
        if rows.update(withdrawn_at=at):
            reopen(entry=page.translation_key, on=_day(at))


def hand_over(codes: list[str] | None) -> None:
    """Tell obligations of every entry (of some items) that they have no evidence of: what the first release published."""
    known = Evidence.objects.filter(entry_uuid__isnull=False).values("entry_uuid")
    rows = Entry.objects.exclude(uuid__in=known)
    rows = rows if codes is None else rows.filter(item_code__in=codes)
    facts = rows.values_list("item_code", "period_key", "uuid", "published_at", "withdrawn_at")
    for code, period, key, published_at, withdrawn_at in facts.order_by():
        until = withdrawn_at and _day(withdrawn_at)
        testify(item_code=code, period_key=period, entry=key, on=_day(published_at), until=until)
