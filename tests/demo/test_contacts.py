"""Every site of the demonstration says where it is reached, with numbers that are nobody's."""

import pytest

from cms.demo.contacts import say_contacts, say_terms
from cms.registry.contact.models import PublicContact
from cms.registry.models import District
from tenants.context import tenant_scope

pytestmark = pytest.mark.django_db(databases=["default", "central"])


def test_who_has_said_nothing_gets_something_and_what_was_said_stays(tenant, visit):
    assert say_contacts() == 2  # ta and tb have said theirs
    assert say_contacts() == 0
    with tenant_scope(tenant("ta")):
        assert PublicContact.objects.get().telephone == "0571-87654321"
    told = visit("village").get("/api/v1/site").json()["contact"]
    assert told["telephone"].startswith("0000-")
    assert told["email"].endswith(".example")
    assert all(told.values())


def test_terms_are_set_unless_the_office_has_its_own(tenant):
    with tenant_scope(tenant("central")):
        say_terms()
        assert "CC BY 4.0" in District.objects.get().data_licence_name
        District.objects.update(data_licence="https://terms.example/")
        say_terms()
        assert District.objects.get().data_licence == "https://terms.example/"
