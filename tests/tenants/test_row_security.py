"""PostgreSQL itself keeps units apart: what the app role can and cannot see and do in the ledger."""

import psycopg
import pytest
from django.conf import settings
from django.db import DatabaseError, connection, connections, transaction

from cms.filing.models import Filing
from cms.publication.models import Entry
from cms.registry.models import Unit
from tenants import isolation
from tenants.context import rebind, tenant_scope
from tenants.identity.models import Identity, Membership
from tenants.ledger import Access, access_of, ledger_models
from tenants.roles import owner_connection
from tests.sample import CANARY

pytestmark = pytest.mark.django_db(databases=["default", "central"])
OWN_ROWS = (
    Access.OWN,
    Access.PRIVATE,
    Access.OVERSEEN,
    Access.PASSING,
    Access.GUIDED,
    Access.RECORDED,
    Access.FROZEN,
    Access.ADDRESSED,
    Access.ADDRESSED_FROZEN,
)
OWN_TABLES = [m for m in ledger_models() if access_of(m) in OWN_ROWS]


def own_schemas(model) -> set[str]:
    return set(model.objects.values_list("schema_name", flat=True))


@pytest.mark.parametrize("model", OWN_TABLES, ids=lambda model: model._meta.label)
def test_a_unit_sees_only_its_own_rows(ta, tb, model):
    assert own_schemas(model) == {ta.schema_name}
    with tenant_scope(tb):
        assert own_schemas(model) == {tb.schema_name}


@pytest.mark.parametrize("model", OWN_TABLES, ids=lambda model: model._meta.label)
def test_without_row_security_every_row_would_show(db, tb, model):
    """The control: the same query, with the policy's owner switching it off, finds the other unit's rows."""
    table = f'public."{model._meta.db_table}"'
    with owner_connection() as owner:
        owner.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
        found = {row[0] for row in owner.execute(f"SELECT schema_name FROM {table}").fetchall()}
        owner.rollback()
    assert tb.schema_name in found
    assert len(found) > 1


def test_nobody_bound_sees_nothing(db):
    rebind(None)
    assert list(Entry.objects.all()) == []


def test_a_row_for_another_unit_cannot_be_written(ta, tb):
    unit = Unit.objects.get(slug="tb")
    with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
        Filing.objects.create(
            schema_name=tb.schema_name, unit=unit, number=9, title="伪造", digest="0", filed_on="2026-01-01"
        )


def test_another_units_row_cannot_be_changed(ta, tb):
    with tenant_scope(tb):
        key = Entry.objects.get().pk
    assert Entry.objects.filter(pk=key).update(title="改") == 0


def test_a_row_cannot_be_given_away(ta, tb):
    with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
        Entry.objects.update(schema_name=tb.schema_name)


def test_nothing_is_deleted_from_the_ledger(ta):
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        Filing.objects.all().delete()


def test_only_the_office_writes_the_register(ta, tenant):
    assert Unit.objects.filter(slug="ta").update(note="甲") == 0
    with tenant_scope(tenant("central")):
        assert Unit.objects.filter(slug="ta").update(note="甲") == 1


def test_people_show_where_they_are_members_and_at_the_centre(ta, tb, tenant):
    assert set(Identity.objects.values_list("login", flat=True)) == {"user-a"}
    with tenant_scope(tenant("central")):
        assert set(Identity.objects.values_list("login", flat=True)) == {"user-a", f"user-{CANARY}"}


def test_a_unit_cannot_set_the_password_of_a_person_it_took_in(ta, tb, tenant):
    with tenant_scope(tenant("central")):
        stranger = Identity.objects.get(login=f"user-{CANARY}").pk
    Membership.objects.create(identity_id=stranger, role="EDITOR")
    assert Identity.objects.filter(pk=stranger).exists()
    assert Identity.objects.filter(pk=stranger).update(password="mine") == 0


def test_the_central_reader_sees_every_unit_and_writes_nothing(ta, tb):
    found = set(Entry.objects.using("central").values_list("schema_name", flat=True))
    assert found == {ta.schema_name, tb.schema_name}
    with pytest.raises(DatabaseError), transaction.atomic(using="central"):
        Entry.objects.using("central").update(title="改")


def test_the_central_reader_sees_no_people_and_no_schema_of_a_unit(ta):
    with connections["central"].cursor() as cursor:
        people = [m._meta.db_table for m in ledger_models() if m._meta.app_label == "identity"]
        assert len(people) == 10
        for table in (*(f"public.{name}" for name in people), f"{ta.schema_name}.wagtailcore_page"):
            with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic(using="central"):
                cursor.execute(f"SELECT 1 FROM {table}")


def test_a_bare_connection_of_the_app_role_finds_no_table(db):
    """Code that goes past Django's cursor, and so past the search path, finds nothing rather than something."""
    name, password = settings.DB_ROLES["app"]
    chosen = connection.settings_dict
    with (
        psycopg.connect(
            host=chosen["HOST"], port=chosen["PORT"], dbname=chosen["NAME"], user=name, password=password
        ) as bare,
        pytest.raises(psycopg.errors.UndefinedTable),
    ):
        bare.execute("SELECT 1 FROM tenants_tenant")


def test_the_app_role_owns_nothing_and_cannot_bypass(db):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rolsuper, rolbypassrls, rolcreaterole, rolcreatedb FROM pg_roles WHERE rolname = current_user"
        )
        assert cursor.fetchone() == (False, False, False, False)
        cursor.execute("SELECT count(*) FROM pg_class WHERE relowner = current_user::regrole")
        assert cursor.fetchone() == (0,)


def test_postgresql_is_as_the_models_declare(db):
    with connection.cursor() as cursor:
        assert isolation.problems(cursor) == []


def test_a_forgotten_table_and_a_missing_policy_are_found(db):
    """The control of the check above."""
    with owner_connection() as owner, owner.cursor() as cursor:
        cursor.execute("CREATE TABLE public.forgotten (id int)")
        cursor.execute("ALTER TABLE public.publication_entry DISABLE ROW LEVEL SECURITY")
        cursor.execute("DROP POLICY own_rows ON public.filing_filing")
        found = isolation.problems(cursor)
        owner.rollback()
    assert found == [
        "filing_filing: its policies are not the declared ones",
        "publication_entry: row-level security is off",
        "forgotten: a table in public that no ledger model explains",
    ]
