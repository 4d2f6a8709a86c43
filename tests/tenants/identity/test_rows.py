"""Who sees the new tables about people: PostgreSQL's answer, with the code that asks left out."""

import pytest
from django.conf import settings
from django.db import DatabaseError, transaction
from django.utils import timezone

from tenants.context import tenant_scope
from tenants.identity.models import (
    Attempt,
    Factor,
    Handoff,
    Identity,
    Invitation,
    LoginSession,
    Membership,
    OidcLink,
    OldPassword,
    RecoveryCode,
)
from tenants.installation import admin_connection
from tenants.ledger import Access, access_of, ledger_models

pytestmark = pytest.mark.django_db(databases=["default", "central"])
CENTRE_TABLES = [m for m in ledger_models() if access_of(m) == Access.CENTRE]


@pytest.fixture
def secrets_of_a(tenant):
    """One row of every secret table, about the administrator of ta."""
    with tenant_scope(tenant("central")):
        person = Identity.objects.get(login="user-a")
        session = LoginSession.objects.filter(identity=person).first()
        now = timezone.now()
        Factor.objects.create(identity=person, kind="totp", label="手机", material="密")
        RecoveryCode.objects.create(identity=person, digest="d")
        OldPassword.objects.create(identity=person, password="p")
        Attempt.objects.create(key="k", failures=1, last_at=now)
        OidcLink.objects.create(identity=person, issuer="i", subject="s")
        Handoff.objects.create(
            digest="d", identity=person, source_session=session, source_schema="a", target_schema="b", expires_at=now
        )  # fmt: skip
    return person.pk


def test_every_secret_table_is_tried():
    assert {m.__name__ for m in CENTRE_TABLES} == {
        "Factor", "RecoveryCode", "OldPassword", "Attempt", "OidcLink", "Handoff",
    }  # fmt: skip


@pytest.mark.parametrize("model", CENTRE_TABLES, ids=lambda model: model.__name__)
def test_secrets_of_people_show_at_the_centre_only(ta, tenant, secrets_of_a, model):
    with tenant_scope(tenant("central")):
        assert model.objects.count() == 1
    assert model.objects.count() == 0
    assert model.objects.all().delete()[0] == 0


def test_without_its_policy_a_secret_would_show_in_a_unit(ta):
    """The control: a table of the same kind of rows, open to everybody, is read from the unit."""
    with admin_connection() as owner:
        app = settings.DB_ROLES["app"][0]
        owner.execute("CREATE POLICY open ON public.identity_attempt USING (true)")
        owner.execute("INSERT INTO public.identity_attempt VALUES ('k', 1, now(), NULL)")
        owner.execute(f'SET LOCAL ROLE "{app}"')
        owner.execute(f'SET LOCAL search_path = "{ta.schema_name}"')
        assert owner.execute("SELECT count(*) FROM public.identity_attempt").fetchone() == (1,)
        owner.execute("RESET ROLE")
        owner.execute("DROP POLICY open ON public.identity_attempt")
        owner.execute(f'SET LOCAL ROLE "{app}"')
        assert owner.execute("SELECT count(*) FROM public.identity_attempt").fetchone() == (0,)
        owner.rollback()


def test_a_unit_cannot_give_somebody_a_second_factor(ta):
    person = Identity.objects.get(login="user-a")
    with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
        Factor.objects.create(identity=person, kind="totp", label="手机", material="密")


@pytest.mark.parametrize("model", [Membership, LoginSession])
def test_places_and_sessions_are_read_by_the_office_and_written_by_the_unit(ta, tb, tenant, model):
    with tenant_scope(tenant("central")):
        schemas = set(model.objects.values_list("schema_name", flat=True))
        assert schemas >= {ta.schema_name, tb.schema_name}
        assert model.objects.filter(schema_name=ta.schema_name).update(schema_name=ta.schema_name) == 0
    assert set(model.objects.values_list("schema_name", flat=True)) == {ta.schema_name}


def test_an_invitation_is_not_even_the_offices_to_read(ta, tenant):
    assert Invitation.objects.count() == 1
    with tenant_scope(tenant("central")):
        assert Invitation.objects.count() == 0
