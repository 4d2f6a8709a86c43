"""The audit: written with what it records, never changed, and each unit's own."""

import pytest
from django.db import DatabaseError, transaction

from tenants.audit.actions import operator, record
from tenants.audit.kinds import AuditKind
from tenants.audit.models import AuditRecord
from tenants.context import TenantNotBound, tenant_scope

pytestmark = pytest.mark.django_db(databases=["default", "central"])


def newest() -> AuditRecord:
    return AuditRecord.objects.all()[0]


def test_an_event_carries_its_tenant_and_the_time_of_the_database(ta):
    made = record(kind=AuditKind.SITE_RENAMED, subject="更名", actor_name=operator(), detail={"to": "新名"})
    row = AuditRecord.objects.get(pk=made.pk)
    assert (row.schema_name, row.subject, row.detail) == (ta.schema_name, "更名", {"to": "新名"})
    assert row.at is not None
    assert row.actor_name.startswith("命令行")


def test_what_is_undone_leaves_no_record(ta):
    before = AuditRecord.objects.count()
    with pytest.raises(RuntimeError), transaction.atomic():
        record(kind=AuditKind.SITE_RENAMED, subject="没有发生")
        raise RuntimeError
    assert AuditRecord.objects.count() == before


@pytest.mark.parametrize("change", [lambda rows: rows.update(subject="改"), lambda rows: rows.delete()])
def test_a_record_is_neither_changed_nor_deleted(ta, change):
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        change(AuditRecord.objects.all())


def test_another_unit_does_not_see_it(ta, tb):
    made = record(kind=AuditKind.SITE_RENAMED, subject="只给甲看")
    with tenant_scope(tb):
        assert not AuditRecord.objects.filter(pk=made.pk).exists()


def test_an_event_of_nobody_is_refused(db):
    with pytest.raises(TenantNotBound):
        record(kind=AuditKind.SITE_RENAMED)


def test_the_office_reads_all_of_it_and_the_reader_behind_public_pages_nothing(ta, tb, tenant):
    with tenant_scope(tenant("central")):
        assert {ta.schema_name, tb.schema_name} <= set(
            AuditRecord.objects.values_list("schema_name", flat=True)
        )
        with pytest.raises(DatabaseError, match="permission denied"):
            AuditRecord.objects.using("central").count()
