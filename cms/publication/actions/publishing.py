"""Making a page public, in the transaction that changes the page."""

import datetime as dt
import uuid

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.extension.contributions import Asked
from cms.extension.publishing import ask
from cms.filing.actor import own_unit
from cms.moderation.actions import keep_held
from cms.moderation.queries import hold_on, let_through
from cms.obligations.actions import fulfil, reopen, testify
from cms.obligations.models import Evidence
from cms.pages.models import ArticlePage
from cms.procedure.actions import mark_published
from cms.procedure.models import Plan
from cms.procedure.queries import public_steps, records_of
from cms.procedure.states import Change, PlanState
from cms.publication import clock
from cms.publication.actions.correcting import keep, with_versions
from cms.publication.actions.recording import record
from cms.publication.following import follow_up
from cms.publication.models import Entry, EntryVersion
from cms.publication.projection import project
from cms.publication.states import RecordKind
from tenants.context import current


class NotForThePublic(ValueError):
    """The item of the page is not disclosed to society."""


class NotApproved(ValueError):
    """The content of the page is not what an approved plan is for."""

    for_people = True


def publish_approved(plan: Plan, *, log_action: str | bool = True) -> bool:
    """Publish the revision of an approved plan, now or at its moment, in the transaction that approved it.

    What the office holds back stays approved and goes to its desk. Returns whether it was published or scheduled.
    """
    if _held(plan):
        return False
    plan.revision.publish(user=None, changed=True, log_action=log_action, skip_permission_checks=True)
    return True


def _held(plan: Plan) -> bool:
    """Whether a hold keeps the plan back now. One that is meant for later is asked again when its moment has come."""
    if plan.publish_at and plan.publish_at > timezone.now():
        return False
    hold = hold_on(own_unit(), plan.item_code)
    if hold is None or let_through(plan.pk):
        return False
    keep_held(plan, hold=hold)
    return True


def publish_released() -> int:
    """Publish what was approved in the bound unit while it was held back and is no longer. Returns how many."""
    done = 0
    with transaction.atomic():
        plans = Plan.objects.select_for_update(of=("self",)).filter(state=PlanState.APPROVED)
        for plan in plans.filter(Q(publish_at=None) | Q(publish_at__lte=timezone.now())).order_by(
            "decided_at"
        ):
            done += publish_approved(plan)
    return done


def publish(page: ArticlePage, *, at: dt.datetime | None = None, note: str = "") -> Entry:
    """Enter the page's live content in the ledger as a new version, and mark what it answers as met.

    Publishing the same content again changes nothing. Raises NotForThePublic, NotApproved, Vetoed.
    """
    if not page.item_page.is_public:
        raise NotForThePublic(page.item_page.code)
    at = at or clock.now()
    values = project(page)
    with transaction.atomic():
        before = Entry.objects.select_for_update().filter(uuid=page.translation_key).first()
        values["corrections"] = with_versions(values["corrections"], before)
        if before and before.withdrawn_at is None and before.content_hash == values["content_hash"]:
            return _refresh(before, values)
        plan = _approved_plan(page, values["content_hash"])
        ask(_asked(page, values, is_new=before is None))
        if before and _answered(before) != (values["item_code"], values["period_key"]):
            reopen(entry=before.uuid, on=_day(at))
        came_back = before is None or before.withdrawn_at is not None
        change = Change.MAJOR if came_back else Change(plan.change)
        entry = _write(page, before, values, at, major=change == Change.MAJOR)
        EntryVersion.objects.create(
            entry=entry, number=entry.version, title=entry.title, html=entry.html,
            content_hash=entry.content_hash, change=change, note=note or plan.change_note, at=at,
            plan=plan.pk, steps=public_steps(records_of(plan)), row_digest=_row_digest(page),
        )  # fmt: skip
        mark_published(plan)
        _tell(entry, at, plan=plan.pk, came_back=came_back)
        # A later version, and one that came back or answers for something else, counts from its own day.
        day = _day(at if before else entry.published_at)
        fulfil(item_code=entry.item_code, period_key=entry.period_key, entry=entry.uuid, on=day)
    return entry


def _asked(page: ArticlePage, values: dict, *, is_new: bool) -> Asked:
    """What the plugins are asked about, as the public would read it."""
    return Asked(page, values["title"], values["item_code"], values["html"], is_new)


def _tell(entry: Entry, at: dt.datetime, *, plan: uuid.UUID, came_back: bool) -> None:
    """The line in the record, and what follows from it."""
    corrected = keep(entry, at)
    kind = RecordKind.CORRECTED if corrected else RecordKind.CHANGED
    line = record(RecordKind.PUBLISHED if came_back else kind, entry, at=at, plan=plan)
    if not clock.is_set_back():
        follow_up.enqueue(line.seq)


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


def _write(page: ArticlePage, before: Entry | None, values: dict, at: dt.datetime, *, major: bool) -> Entry:
    dates = {"updated_at": at, "withdrawn_at": None, "withdrawal": None}
    if before is None:
        first = page.first_published_at or at
        dates |= {"published_at": first, "public_at": first}
        return Entry.objects.create(uuid=page.translation_key, unit=own_unit(), **values, **dates)
    if major:
        dates["public_at"] = at
    for name, value in (values | dates | {"version": before.version + 1}).items():
        setattr(before, name, value)
    before.save()
    return before


def hand_over(codes: list[str] | None) -> None:
    """Tell obligations of every entry (of some items) that they have no evidence of: what the first release published."""
    rows = Entry.objects.filter(~Exists(Evidence.objects.filter(entry_uuid=OuterRef("uuid"))))
    rows = rows if codes is None else rows.filter(item_code__in=codes)
    facts = rows.values_list("item_code", "period_key", "uuid", "published_at", "withdrawn_at")
    for code, period, key, published_at, withdrawn_at in facts.order_by():
        until = withdrawn_at and _day(withdrawn_at)
        testify(item_code=code, period_key=period, entry=key, on=_day(published_at), until=until)
