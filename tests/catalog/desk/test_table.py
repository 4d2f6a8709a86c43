from tests.people import browser
from tenants.identity.roles import MemberRole as Role
import pytest
from cms.catalog.actions import start_from_version
from cms.catalog.models import CatalogVersion
pytestmark = pytest.mark.django_db(databases=["default", "central", "guide"])
def test_x(ta):
    v = start_from_version(CatalogVersion.objects.get())
    c = browser("ta", Role.ADMINISTRATOR)
    print(c.get(f"/admin/catalog/{v.uuid}/").content.decode()[-9000:])
    assert 0
