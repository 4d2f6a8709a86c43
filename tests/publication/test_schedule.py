"""Timed publishing and expiry: written down with the change, done by Wagtail's own actions, ledger and page together."""

import datetime as dt

import pytest
from django.db import transaction
from django.utils import timezone
from wagtail.models import PageLogEntry

from cms.pages.models import ArticlePage
from cms.publication import schedule
from cms.publication.models import Entry
from tenants.tasks import due
from tenants.tasks.models import DueIndex
from tenants.tasks.running import NotYet
from tests.approval import approve
from tests.sample import article

HOUR = dt.timedelta(hours=1)


def in_an_hour() -> dt.datetime:
    """To the second, as plans are."""
    return (timezone.now() + HOUR).replace(microsecond=0)


def scheduled(title="定时公开", *, go_live=None, expire=None) -> ArticlePage:
    """An article whose publication was approved for a moment."""
    page = article("TS-02", title, "内容", publish=False)
    approve(page, at=go_live, expire_at=expire)
    return ArticlePage.objects.get(pk=page.pk)


def due_rows() -> dict[tuple[str, str], dt.datetime | None]:
    return {(row.kind, row.object): row.due_at for row in DueIndex.objects.all()}


def entry_of(page) -> Entry | None:
    return Entry.objects.filter(uuid=page.translation_key, withdrawn_at=None).first()


def pass_time(page) -> str:
    """Wagtail's rows as they are when the moment has come. Returns the moment."""
    moment = timezone.now() - dt.timedelta(seconds=5)
    revision = page.revisions.exclude(approved_go_live_at=None).get()
    revision.content["go_live_at"] = moment.isoformat()
    revision.approved_go_live_at = moment
    revision.save(update_fields=["content", "approved_go_live_at"])
    return moment.isoformat()


def test_what_is_scheduled_is_not_public_before_its_moment(ta):
    moment = in_an_hour()
    page = scheduled(go_live=moment)
    assert not page.live
    assert entry_of(page) is None
    assert due_rows() == {("go_live", f"page:{page.pk}"): moment}


def test_when_its_moment_comes_page_and_ledger_change_together(ta):
    page = scheduled(go_live=timezone.now() + HOUR)
    schedule.go_live.call(f"page:{page.pk}", pass_time(page), _tenant=ta.schema_name)
    page.refresh_from_db()
    assert page.live
    assert entry_of(page).title == "定时公开"
    assert due_rows()[("go_live", f"page:{page.pk}")] is None
    assert PageLogEntry.objects.filter(page=page, action="wagtail.publish.scheduled").count() == 1


def test_a_second_run_publishes_nothing_twice(ta):
    page = scheduled(go_live=timezone.now() + HOUR)
    moment = pass_time(page)
    for _n in range(2):
        schedule.go_live.call(f"page:{page.pk}", moment, _tenant=ta.schema_name)
    assert entry_of(page).versions.count() == 1


def test_a_public_page_keeps_its_text_until_the_new_one_is_due(ta):
    page = article("TS-02", "公开的", "旧")
    page.title = "改过的"
    page.save_revision()
    approve(page, at=timezone.now() + HOUR)
    assert entry_of(page).title == "公开的"
    schedule.go_live.call(f"page:{page.pk}", pass_time(page), _tenant=ta.schema_name)
    assert entry_of(page).title == "改过的"


def test_a_draft_written_later_does_not_undo_the_schedule(ta):
    moment = in_an_hour()
    page = scheduled(go_live=moment)
    page.save_revision()
    assert due_rows()[("go_live", f"page:{page.pk}")] == moment


def test_a_publication_called_off_is_due_no_more(ta):
    page = scheduled(go_live=timezone.now() + HOUR)
    revision = page.revisions.exclude(approved_go_live_at=None).get()
    revision.approved_go_live_at = None
    revision.save(update_fields=["approved_go_live_at"])
    assert due_rows()[("go_live", f"page:{page.pk}")] is None


def test_the_schedule_is_undone_with_the_transaction(ta):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        scheduled(go_live=timezone.now() + HOUR)
        raise ZeroDivisionError
    assert due_rows() == {}


def test_a_page_without_a_moment_leaves_no_row(ta):
    article("TS-02", "马上公开", "内容")
    assert due_rows() == {}


def test_a_page_whose_time_is_over_goes_with_its_entry(ta):
    moment = in_an_hour()
    page = scheduled(expire=moment)
    assert entry_of(page) is not None
    assert due_rows() == {("expire", f"page:{page.pk}"): moment}
    ArticlePage.objects.filter(pk=page.pk).update(expire_at=timezone.now())
    schedule.expire.call(f"page:{page.pk}", timezone.now().isoformat(), _tenant=ta.schema_name)
    page.refresh_from_db()
    assert (page.live, page.expired) == (False, True)
    assert entry_of(page) is None
    assert due_rows()[("expire", f"page:{page.pk}")] is None


def test_a_page_taken_down_by_hand_is_due_no_more(ta):
    page = scheduled(expire=timezone.now() + HOUR)
    page.unpublish()
    assert due_rows()[("expire", f"page:{page.pk}")] is None


def test_an_order_that_has_nothing_left_to_do_does_nothing(ta):
    page = article("TS-02", "公开的", "旧")
    before = entry_of(page).version
    schedule.go_live.call(f"page:{page.pk}", timezone.now().isoformat(), _tenant=ta.schema_name)
    schedule.expire.call(f"page:{page.pk}", timezone.now().isoformat(), _tenant=ta.schema_name)
    schedule.go_live.call("page:999999", timezone.now().isoformat(), _tenant=ta.schema_name)
    assert entry_of(page).version == before


def test_a_machine_whose_clock_is_behind_waits_for_it(ta):
    """Wagtail would take it for a publication that lies ahead, and schedule it again without end."""
    moment = in_an_hour()
    page = scheduled(go_live=moment)
    with pytest.raises(NotYet):
        schedule.go_live.call(f"page:{page.pk}", moment.isoformat(), _tenant=ta.schema_name)


def test_the_daily_look_repairs_what_differs(ta):
    page = scheduled("一", go_live=timezone.now() + HOUR)
    other = scheduled("二", expire=timezone.now() + HOUR)
    right = due_rows()
    DueIndex.objects.filter(object=f"page:{page.pk}").update(due_at=None)
    DueIndex.objects.filter(object=f"page:{other.pk}").update(due_at=timezone.now() + 5 * HOUR)
    due.schedule("go_live", "page:999999", timezone.now())
    schedule.repair_due_index.call(_tenant=ta.schema_name)
    assert {key: moment for key, moment in due_rows().items() if moment} == right
    assert schedule.repair_due_index.call(_tenant=ta.schema_name) == 0
