"""Schemas: the template makes what migrations make, nothing leaves a schema, content types are pinned."""

import psycopg
import pytest
from django.apps import apps
from django.db import ProgrammingError, connection

from tenants import content_types, fingerprint
from tenants.context import rebind, tenant_scope
from tenants.management.commands.check import FOREIGN_KEYS_OUT
from tenants.models import Tenant
from tenants.provision import NewTenant, ProvisionError, provision, read_blueprint
from tenants.roles import configured, owner_connection, owner_rights
from tenants.routers import labels
from tenants.template import migrate_schema


def of(schema: str) -> set:
    with owner_connection() as owner, owner.cursor() as cursor:
        return fingerprint.of_schema(cursor, schema)


@pytest.fixture
def migrated(django_db_setup, django_db_blocker):
    """A schema made by Django's migrations alone, without the template."""
    name = "t_parity_by_migrations"
    with django_db_blocker.unblock():
        with owner_rights():
            migrate_schema(name)
        yield name
        with owner_connection() as owner:
            owner.execute(f'DROP SCHEMA "{name}" CASCADE')


@pytest.mark.slow
def test_a_provisioned_schema_is_what_the_migrations_make(migrated, django_db_blocker):
    with django_db_blocker.unblock():
        provisioned = Tenant.objects.get(slug="village").schema_name
        assert of(provisioned) ^ of(migrated) == set()


def test_a_changed_schema_differs(ta):
    """The control: one dropped index is seen."""
    with owner_connection() as owner, owner.cursor() as cursor:
        before = fingerprint.of_schema(cursor, ta.schema_name)
        cursor.execute(f'ALTER TABLE "{ta.schema_name}".column_articlepage ADD COLUMN extra int')
        after = fingerprint.of_schema(cursor, ta.schema_name)
        owner.rollback()
    assert {name for _kind, name, _text in before ^ after} == {"column_articlepage.extra"}


def test_no_foreign_key_leaves_a_schema(db):
    with connection.cursor() as cursor:
        cursor.execute(FOREIGN_KEYS_OUT)
        assert cursor.fetchall() == []


def test_a_foreign_key_that_leaves_would_be_found(ta):
    """The control."""
    with owner_connection() as owner:
        owner.execute(
            f'ALTER TABLE "{ta.schema_name}".column_articlepage'
            " ADD COLUMN t bigint REFERENCES public.tenants_tenant (id)"
        )
        found = owner.execute(FOREIGN_KEYS_OUT).fetchall()
        owner.rollback()
    assert len(found) == 1


@pytest.mark.parametrize("slug", ["central", "ta", "tb", "village"])
def test_content_types_are_the_manifest(tenant, slug):
    with tenant_scope(tenant(slug)), connection.cursor() as cursor:
        cursor.execute("SELECT app_label || '.' || model, id FROM django_content_type")
        assert dict(cursor.fetchall()) == content_types.manifest()


def test_every_tenant_model_is_in_the_manifest():
    assert content_types.missing() == []


def test_public_holds_the_ledger_and_nothing_of_the_workshop(db):
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        tables = {name for (name,) in cursor.fetchall()}
    ledger = {m._meta.db_table for m in apps.get_models() if m._meta.app_label in labels("SHARED_APPS")}
    assert tables == ledger | {"django_migrations"}


def test_the_template_holds_no_person_and_no_secret(db):
    with owner_connection() as owner:
        name = owner.execute("SELECT schema_name FROM tenants_template").fetchone()[0]
        for table in ("accounts_user", "django_session", "wagtailcore_pageviewrestriction"):
            assert owner.execute(f'SELECT count(*) FROM "{name}".{table}').fetchone() == (0,)


def test_a_tenant_that_lacks_a_table_raises_instead_of_reading_another(ta):
    with owner_connection() as owner:
        owner.execute('CREATE SCHEMA "t_not_migrated"')
        owner.execute(f'GRANT USAGE ON SCHEMA "t_not_migrated" TO "{configured().app.name}"')
        owner.commit()
    try:
        rebind(Tenant(schema_name="t_not_migrated"))
        with pytest.raises(ProgrammingError, match="does not exist"), connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM wagtailcore_page")
    finally:
        rebind(ta)
        with owner_connection() as owner:
            owner.execute('DROP SCHEMA "t_not_migrated"')


def new_tenant(slug: str, **values) -> NewTenant:
    return NewTenant(slug=slug, title="新单位", host=f"{slug}.test", **values)


@pytest.fixture
def owner(db):
    """The owner's connection in a transaction that is rolled back."""
    connected = owner_connection()
    yield connected
    connected.rollback()
    connected.close()


def test_provisioning_is_all_or_nothing(owner, tb):
    """A host name that is taken stops it: no schema, no row."""
    blueprint = read_blueprint(owner, fingerprint.of_code())
    with pytest.raises(ProvisionError, match="没有建成"):
        provision(NewTenant("fresh", "新", "tb.test"), owner=owner, blueprint=blueprint, roles=configured())
    assert owner.execute("SELECT count(*) FROM tenants_tenant WHERE slug = 'fresh'").fetchone() == (0,)
    schemas = "SELECT count(*) FROM pg_namespace WHERE nspname LIKE 't\\_%'"
    assert (
        owner.execute(schemas).fetchone()[0]
        == owner.execute("SELECT count(*) FROM tenants_tenant").fetchone()[0]
    )


def test_provisioning_again_returns_the_same_tenant(owner):
    blueprint = read_blueprint(owner, fingerprint.of_code())
    made = [
        provision(new_tenant("again"), owner=owner, blueprint=blueprint, roles=configured()) for _ in range(2)
    ]
    assert made[0] == made[1]


def test_an_altered_template_is_refused(owner):
    owner.execute("UPDATE tenants_template SET sql = sql || ' '")
    with pytest.raises(ProvisionError, match="校验和"):
        read_blueprint(owner, fingerprint.of_code())


def test_provisioning_leaves_the_connection_as_it_was(owner):
    before = owner.execute("SHOW search_path").fetchone()
    blueprint = read_blueprint(owner, fingerprint.of_code())
    provision(new_tenant("clean"), owner=owner, blueprint=blueprint, roles=configured())
    assert owner.execute("SHOW row_security").fetchone() == ("on",)
    owner.rollback()
    assert owner.execute("SHOW search_path").fetchone() == before


def test_a_second_central_site_is_refused(owner):
    blueprint = read_blueprint(owner, fingerprint.of_code())
    with pytest.raises(ProvisionError):
        provision(new_tenant("two", is_central=True), owner=owner, blueprint=blueprint, roles=configured())
    with pytest.raises(psycopg.errors.UniqueViolation):
        owner.execute("UPDATE tenants_tenant SET is_central = true WHERE slug = 'ta'")
