"""Timed publishing from end to end: schedulers and workers in processes, page and ledger as readers see them."""

import datetime as dt
import time

import pytest
from django.db import transaction
from django.utils import timezone
from wagtail.models import PageLogEntry
from wagtail.tasks import update_reference_index_task

from cms.bench.crew import forked, reap
from cms.bench.timed import bring_near
from cms.pages.models import ArticlePage, ItemPage
from cms.publication.models import Entry, EntryVersion
from tenants.context import rebind, tenant_scope
from tenants.models import Tenant
from tenants.tasks import due
from tests import sample
from tests.approval import approve
from tests.tenants.clusters import wait_for
from tests.tenants.tasks.work import rows, states, work_off

EACH = 4
HOUR = dt.timedelta(hours=1)
# A task that was put off is looked at again after some seconds; nobody waits for them here.
READY = "UPDATE tasks_queuedtask SET run_after = tasks_now() WHERE state = 'deferred'"


@pytest.fixture
def two():
    return list(Tenant.objects.filter(slug__in=("ta", "tb")).order_by("pk"))


def plant(unit) -> list[str]:
    """Articles approved for a moment in an hour."""
    with tenant_scope(unit):
        parent, keys = ItemPage.objects.get(code="TS-02"), []
        for n in range(EACH):
            page = ArticlePage(
                title=f"定时{n}", item_code="TS-02", slug=f"timed-{timezone.now():%H%M%S%f}", live=False,
                body=[{"type": "rich_text", "value": "<p>内容</p>"}],
            )  # fmt: skip
            parent.add_child(instance=page)
            page.save_revision()
            approve(page, at=timezone.now() + HOUR)
            keys.append(page.translation_key)
    return keys


def worker() -> None:
    """A scheduler and a worker in one, until nothing is due any more."""
    while due.dispatch() + len(work_off()):
        pass


def test_due_publications_of_two_units_are_public_once_each(two, owner):
    wanted = {unit.schema_name: plant(unit) for unit in two}
    rebind(None)
    with tenant_scope(two[0]):
        assert not Entry.objects.filter(uuid__in=wanted[two[0].schema_name]).exists()
    bring_near(two, timezone.now())
    pids = [forked(worker) for _n in range(8)]
    assert [reap(pid) for pid in pids] == [0] * 8
    for unit in two:
        with tenant_scope(unit):
            found = Entry.objects.filter(uuid__in=wanted[unit.schema_name], withdrawn_at=None)
            assert found.count() == EACH
            assert EntryVersion.objects.filter(entry__in=found).count() == EACH
            log = PageLogEntry.objects.filter(page__translation_key__in=wanted[unit.schema_name])
            assert log.filter(action="wagtail.publish.scheduled").count() == EACH
    ordered = [row for row in rows() if row.path.endswith("go_live")]
    assert len(ordered) == 2 * EACH
    assert {row.state for row in ordered} == {"done"}


def test_a_draft_that_is_saved_while_its_page_goes_live_stays_the_latest(two, owner):
    """The editor's request is not over yet when the moment comes: the worker waits for it, and then reads."""
    unit = two[0]
    (key, *_rest) = plant(unit)
    bring_near([unit], timezone.now())
    pid = forked(lambda: (time.sleep(2), worker()))
    with tenant_scope(unit):
        page = ArticlePage.objects.get(translation_key=key)
        with transaction.atomic():
            draft = page.get_latest_revision_as_object()
            draft.title = "还在改"
            kept = draft.save_revision()
            time.sleep(4)
        assert reap(pid) == 0
        page.refresh_from_db()
        assert (page.live, page.title == "还在改") == (True, False)
        assert (page.latest_revision_id, page.has_unpublished_changes) == (kept.pk, True)


def test_a_publication_of_an_archived_unit_waits_for_it(two, owner):
    unit = two[0]
    (key, *_rest) = plant(unit)
    rebind(None)
    owner.execute("UPDATE tenants_tenant SET state = 'archived' WHERE id = %s", [unit.pk])
    bring_near([unit], timezone.now())
    worker()
    with tenant_scope(unit):
        assert not Entry.objects.filter(uuid=key).exists()
    owner.execute("UPDATE tenants_tenant SET state = 'active' WHERE id = %s", [unit.pk])
    owner.execute(READY)
    worker()
    with tenant_scope(unit):
        assert Entry.objects.filter(uuid=key).exists()


def test_wagtails_own_tasks_run_in_their_unit(ta, tb):
    """Search index, references and the deletion of a file, ordered by Wagtail's own signals."""
    from django.core.files.base import ContentFile
    from wagtail.documents import get_document_model
    from wagtail.models import ReferenceIndex

    documents = get_document_model()
    kept = {}
    for unit in (ta, tb):
        with tenant_scope(unit):
            kept[unit] = documents.objects.create(title="同名", file=ContentFile(b"x", "twin.txt"))
    work_off()
    with tenant_scope(ta):
        name, storage = kept[ta].file.name, kept[ta].file.storage
        kept[ta].delete()
        page = sample.article("TS-01", "带附件", "说明", body=[sample.attached(documents.objects.first())])
        page.save()
    ran = {claimed.path.rpartition(".")[2] for claimed in work_off()}
    assert ran >= {
        "delete_file_from_storage_task",
        "update_reference_index_task",
        "insert_or_update_object_task",
    }
    assert {row.state for row in rows()} == {"done"}
    with tenant_scope(ta):
        assert not storage.exists(name)
        assert ReferenceIndex.get_references_for_object(page).exists()
    with tenant_scope(tb):
        assert kept[tb].file.storage.exists(kept[tb].file.name)
        kept[tb].delete()


def test_a_task_for_an_object_that_is_gone_has_nothing_left_to_do(ta):
    page = sample.article("TS-02", "短命", "说明", publish=False)
    page.delete()
    work_off()
    assert {row.state for row in rows()} == {"done"}


def test_index_tasks_of_one_unit_wait_for_each_other_and_those_of_another_do_not(ta, tb, owner):
    """Each refreshes the whole index of its unit: side by side they deadlock, and the library only logs that."""
    for unit in (ta, tb):
        with tenant_scope(unit):
            update_reference_index_task.enqueue("wagtaildocs", "document", 1)
    rebind(None)
    owner.execute("SELECT pg_advisory_lock(hashtext(%s), hashtext('index'))", [ta.schema_name])
    pids = [forked(work_off) for _n in range(2)]
    wait_for(lambda: "done" in states())
    time.sleep(0.5)
    assert {row.schema_name: row.state for row in rows()} == {
        ta.schema_name: "running",
        tb.schema_name: "done",
    }
    owner.execute("SELECT pg_advisory_unlock_all()")
    assert [reap(pid) for pid in pids] == [0, 0]
    assert states() == ["done", "done"]
