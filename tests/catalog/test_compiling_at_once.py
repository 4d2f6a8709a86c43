"""Two people at the same moment, with transactions of their own: one wins, the other is told."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable

import pytest
from django.db import connection, transaction
from django.utils import timezone

from cms.catalog.actions import (
    AlreadyOpen,
    Author,
    Conflict,
    Wanted,
    Write,
    change,
    start_empty,
    start_from_version,
)
from cms.catalog.models import CatalogVersion
from cms.catalog.states import NotOpen
from tenants.context import tenant_scope
from tenants.models import Tenant

WANG = Author("王编辑", uuid.UUID(int=1))
LI = Author("李编辑", uuid.UUID(int=2))


@pytest.fixture
def unit(django_db_setup, django_db_blocker):
    """ta, in real transactions; what they leave is removed."""
    with django_db_blocker.unblock(), tenant_scope(Tenant.objects.get(slug="ta")) as bound:
        yield bound
        CatalogVersion.objects.filter(number__gt=1).delete()


def at_once(unit, first: Callable[[], object], second: Callable[[], object]) -> object:
    """`first` is done but not committed when `second` begins. Returns what `second` answers, or its refusal."""
    begun, outcome = threading.Event(), []

    def later() -> None:
        with tenant_scope(unit):
            begun.wait(10)
            try:
                outcome.append(second())
            except Exception as error:
                outcome.append(error)
        connection.close()

    thread = threading.Thread(target=later)
    thread.start()
    with transaction.atomic():
        first()
        begun.set()
        thread.join(0.4)
        assert thread.is_alive(), "the second did not wait for the first"
    thread.join(60)
    return outcome[0]


def test_of_two_who_start_a_version_one_is_told_that_the_other_did(unit):
    told = at_once(unit, lambda: start_empty(by=WANG), lambda: start_empty(by=LI))
    assert isinstance(told, AlreadyOpen)
    assert str(told) == "王编辑已经开始编制第 2 版，请在那一版上修改"
    assert CatalogVersion.objects.count() == 2


def test_of_two_who_write_one_cell_one_is_told_what_the_other_wrote(unit):
    version = start_from_version(CatalogVersion.objects.get(), by=WANG)
    item = version.items.first()

    def writes(text: str, by: Author):
        return lambda: change(version, wanted=Wanted([Write(item.uuid, "title", item.title, text)]), by=by)

    told = at_once(unit, writes("王写的", WANG), writes("李写的", LI))
    assert isinstance(told, Conflict)
    assert [(clash.theirs, clash.yours, clash.by) for clash in told.clashes] == [
        ("王写的", "李写的", "王编辑")
    ]
    assert version.items.first().title == "王写的"


def test_who_writes_while_the_version_is_being_filed_is_told_that_it_was(unit):
    version = start_from_version(CatalogVersion.objects.get(), by=WANG)
    item = version.items.first()
    writes = Wanted([Write(item.uuid, "title", item.title, "改")])
    filed = CatalogVersion.objects.filter(pk=version.pk)
    # What filing does to the version; the rest of it is for good, and these transactions are real.
    told = at_once(
        unit, lambda: filed.update(filed_at=timezone.now()), lambda: change(version, wanted=writes, by=LI)
    )
    assert isinstance(told, NotOpen)
    assert "内容不能再改" in str(told)
    assert version.items.first().title == item.title
