"""Binding a tenant: who is bound, how it changes, and what refuses."""

import threading

import pytest
from django.contrib.auth.models import Group
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django_tasks import task

from tenants.accounts.models import User
from tenants.cache import make_key
from tenants.context import (
    SwitchInTransaction,
    TenantMismatch,
    TenantNotBound,
    current,
    current_or_none,
    current_schema,
    rebind,
    tenant_scope,
)
from tenants.tasks.task import TenantTask

RAN_IN = []


@task()
def remember_schema(name):
    RAN_IN.append((name, current_schema()))


def test_nothing_is_bound_outside_a_scope(db):
    assert current_or_none() is None
    with pytest.raises(TenantNotBound):
        current()


def test_a_scope_binds_the_connection_and_lets_go_again(ta, tb):
    with tenant_scope(tb):
        assert current() == tb
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_schema()")
            assert cursor.fetchone() == (tb.schema_name,)
    assert current() == ta


def test_a_scope_lets_go_when_its_body_fails(ta, tb):
    with pytest.raises(ZeroDivisionError), tenant_scope(tb):
        raise ZeroDivisionError
    assert current() == ta


def test_a_connection_that_was_switched_behind_our_back_is_found_out(ta, tb):
    connection.set_tenant(tb)
    with pytest.raises(TenantMismatch):
        current()
    rebind(ta)


def test_no_switch_inside_a_transaction(ta, tb):
    with transaction.atomic(), pytest.raises(SwitchInTransaction), tenant_scope(tb):
        pass


def test_the_same_tenant_may_be_entered_again_inside_a_transaction(ta):
    with transaction.atomic(), tenant_scope(ta) as bound:
        assert bound == ta


@pytest.mark.django_db(transaction=False)
def test_what_was_queued_for_commit_runs_as_the_tenant_that_queued_it(
    ta, tb, django_capture_on_commit_callbacks
):
    seen = []
    with django_capture_on_commit_callbacks() as callbacks:
        transaction.on_commit(lambda: seen.append(current_schema()))
    with tenant_scope(tb):
        for callback in callbacks:
            callback()
        assert current() == tb
    assert seen == [ta.schema_name]


def test_unbound_callbacks_would_have_run_as_the_other_tenant(ta, tb):
    """The control: without our engine's on_commit the callback sees whoever is bound at commit."""
    from django_tenants.postgresql_backend.base import DatabaseWrapper

    seen = []
    callbacks_before = len(connection.run_on_commit)
    DatabaseWrapper.on_commit(connection, lambda: seen.append(current_schema()))
    _sids, callback, _robust = connection.run_on_commit.pop()
    assert len(connection.run_on_commit) == callbacks_before
    with tenant_scope(tb):
        callback()
    assert seen == [tb.schema_name]


def test_the_scope_that_threads_would_share_is_refused(tb):
    with pytest.raises(TypeError, match="tenant_scope"), tb:
        pass


def test_threads_do_not_share_a_binding(ta):
    seen = []
    thread = threading.Thread(target=lambda: seen.append(current_or_none()))
    thread.start()
    thread.join()
    assert seen == [None]


def test_cache_keys_name_their_tenant(ta, tb):
    cache.set("colour", "red")
    with tenant_scope(tb):
        assert cache.get("colour") is None
        assert make_key("k", "p", 1) == f"{tb.schema_name}.{tb.cache_version}:p:1:k"
    assert cache.get("colour") == "red"


def test_a_cache_key_without_a_tenant_is_refused(db):
    with pytest.raises(TenantNotBound):
        cache.get("colour")


def test_a_cache_without_our_key_function_would_leak(ta, tb, settings):
    """The control: the alias that is meant to be shared shows what the key function prevents."""
    from django.core.cache import caches

    caches["shared"].set("colour", "red")
    with tenant_scope(tb):
        assert caches["shared"].get("colour") == "red"


def test_files_of_the_same_name_stay_apart(ta, tb, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    default_storage.save("note.txt", ContentFile(b"of a"))
    with tenant_scope(tb):
        assert not default_storage.exists("note.txt")
    assert default_storage.open("note.txt").read() == b"of a"
    assert (tmp_path / ta.media_key / "note.txt").exists()


def test_storage_without_a_tenant_is_refused(db):
    with pytest.raises(TenantNotBound):
        default_storage.exists("note.txt")


def test_a_task_runs_in_the_tenant_that_queued_it(ta):
    RAN_IN.clear()
    remember_schema.enqueue("first")
    assert [("first", ta.schema_name)] == RAN_IN


def test_a_task_carries_its_tenant_wherever_it_runs(ta, tb):
    RAN_IN.clear()
    with tenant_scope(tb):
        remember_schema.call("second", _tenant=ta.schema_name)
    assert [("second", ta.schema_name)] == RAN_IN


def test_a_task_without_a_tenant_is_refused(ta, db):
    with pytest.raises(TenantNotBound):
        remember_schema.call("nobody")
    rebind(None)
    with pytest.raises(TenantNotBound):
        remember_schema.enqueue("nobody")
    rebind(ta)


def test_wagtails_own_tasks_are_ours():
    from modelsearch.tasks import insert_or_update_object_task
    from wagtail.tasks import delete_file_from_storage_task, update_reference_index_task

    tasks = (insert_or_update_object_task, delete_file_from_storage_task, update_reference_index_task)
    assert {type(found) for found in tasks} == {TenantTask}


def test_no_local_superuser_can_exist(ta):
    from django.db import IntegrityError

    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create(username="root", is_superuser=True)


def test_every_role_has_its_group(ta):
    from tenants.identity.roles import MemberRole

    assert set(Group.objects.values_list("name", flat=True)) == {str(role.label) for role in MemberRole}
