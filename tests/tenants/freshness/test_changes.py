"""Every committed change is told once to whoever asks, and no other."""

from __future__ import annotations

import psycopg
import pytest
from django.conf import settings
from django.db import connection, transaction
from wagtail.models import Page

from cms.registry.contact.actions import set_contact
from cms.registry.models import DisclosureLine
from cms.theming.models import Appearance
from tenants.accounts.models import User
from tenants.context import tenant_scope
from tenants.freshness.functions import CHANNEL, DIRECTORY, DISTRICT
from tenants.models import Domain, Tenant
from tenants.roles import owner_connection

pytestmark = [pytest.mark.postgres]
RENAME = "UPDATE {schema}.wagtailcore_page SET title = title || '.' WHERE depth = 2"


@pytest.fixture
def owner():
    """owner(): a connection of the owner's, a transaction open as soon as it is used."""
    opened = []

    def connect() -> psycopg.Connection:
        opened.append(owner_connection())
        return opened[-1]

    yield connect
    for one in opened:
        one.close()


def rename(owner: psycopg.Connection, schema: str) -> None:
    owner.execute(RENAME.format(schema=schema).encode())


def test_raw_sql_is_told_and_told_once(news, owner, schema_of):
    other = owner()
    rename(other, schema_of("ta"))
    assert news() == set(), "it is not committed"
    other.commit()
    assert news() == {schema_of("ta")}
    assert news() == set()


def test_who_began_first_and_ended_last_is_told(news, owner, schema_of):
    """Numbers of rows follow the order of writing: whoever remembers the highest one never sees the first."""
    first, second = owner(), owner()
    rename(first, schema_of("ta"))
    rename(second, schema_of("tb"))
    second.commit()
    assert news() == {schema_of("tb")}
    first.commit()
    assert news() == {schema_of("ta")}
    with connection.cursor() as cursor:
        cursor.execute("SELECT tag FROM public.freshness_change ORDER BY id DESC LIMIT 2")
        assert [tag for (tag,) in cursor.fetchall()] == [schema_of("tb"), schema_of("ta")]


def test_what_was_taken_back_is_not_told(news, owner, schema_of):
    other = owner()
    rename(other, schema_of("ta"))
    other.rollback()
    assert news() == set()


def test_what_follows_a_savepoint_that_was_taken_back_is_told(news, owner, schema_of):
    other = owner()
    with pytest.raises(ZeroDivisionError), other.transaction(), other.transaction():
        rename(other, schema_of("ta"))
        raise ZeroDivisionError
    with other.transaction():
        with pytest.raises(ZeroDivisionError), other.transaction():
            rename(other, schema_of("ta"))
            raise ZeroDivisionError
        rename(other, schema_of("ta"))
    assert news() == {schema_of("ta")}


def test_a_transaction_writes_a_tag_once(news, owner, schema_of):
    other = owner()
    for _n in range(5):
        rename(other, schema_of("ta"))
    other.commit()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM public.freshness_change WHERE xact = (SELECT max(xact) FROM public.freshness_change)"
        )
        assert cursor.fetchone() == (1,)


def test_whoever_listens_is_woken_by_the_commit(owner, schema_of):
    ear = owner()
    ear.autocommit = True
    ear.execute(f"LISTEN {CHANNEL}".encode())
    other = owner()
    rename(other, schema_of("ta"))
    assert not list(ear.notifies(timeout=0.1))
    other.commit()
    assert len(list(ear.notifies(timeout=5, stop_after=1))) == 1


def test_a_row_of_a_unit_concerns_the_unit_and_the_district(news, tenant_of):
    with tenant_scope(tenant_of("ta")) as ta:
        Appearance.objects.update(number=7)
        assert news() == {ta.schema_name, DISTRICT}


def test_so_does_where_it_is_reached(news, tenant_of):
    with tenant_scope(tenant_of("ta")) as ta:
        set_contact(values={"office": "信访室"}, by="赵甲")
        assert news() == {ta.schema_name, DISTRICT}


def test_the_register_concerns_everybody(news, tenant_of):
    with tenant_scope(tenant_of("central")):
        DisclosureLine.objects.filter(code="L01").update(name="镇街")
    assert news() == {DIRECTORY}


@pytest.mark.parametrize("model", [Tenant, Domain])
def test_so_do_sites_and_their_names(news, model, owner):
    other = owner()
    other.execute(f"UPDATE public.{model._meta.db_table} SET id = id WHERE id = 1".encode())
    other.execute("UPDATE public.tenants_tenant SET title = title || '.' WHERE slug = 'ta'")
    other.commit()
    assert news() == {DIRECTORY}


def test_a_draft_of_a_public_page_concerns_nobody(news, tenant_of):
    with tenant_scope(tenant_of("ta")) as ta:
        page = Page.objects.get(slug="article-one").specific
        news()
        page.title = "只是草稿"
        page.save_revision()
        assert news() == set()
        Page.objects.filter(pk=page.pk).update(show_in_menus=True)
        assert news() == {ta.schema_name}


def test_nor_does_a_sign_in(news, tenant_of):
    with tenant_scope(tenant_of("ta")) as ta:
        User.objects.update(last_login="2026-01-01T00:00Z")
        assert news() == set()
        User.objects.update(first_name="改")
        assert news() == {ta.schema_name}


def test_nobody_writes_the_list_by_hand(tenant_of):
    with (
        tenant_scope(tenant_of("ta")),
        transaction.atomic(),
        connection.cursor() as cursor,
        pytest.raises(Exception, match="permission denied"),
    ):
        cursor.execute("DELETE FROM public.freshness_change")


def test_old_lines_go(owner):
    other = owner()
    other.execute("UPDATE public.freshness_change SET at = now() - interval '2 days' WHERE id % 2 = 0")
    other.commit()
    with psycopg.connect(
        host=settings.DATABASES["worker"]["HOST"],
        port=settings.DATABASES["worker"]["PORT"],
        dbname=settings.DATABASES["worker"]["NAME"],
        user=settings.DATABASES["worker"]["USER"],
        password=settings.DATABASES["worker"]["PASSWORD"],
    ) as worker:
        worker.execute("SELECT public.freshness_prune()")
    rows = other.execute(
        "SELECT count(*) FILTER (WHERE id % 2 = 0), count(*) FROM public.freshness_change"
    ).fetchone()
    assert rows and rows[0] == 0 and rows[1] > 0
