"""The office steps into a unit to settle its report: really committed."""

from cms.filing.roster import actions
from cms.filing.roster.models import RosterConfirmation
from cms.registry.models import Unit
from tenants.context import tenant_scope
from tenants.identity.roles import MemberRole as Role
from tenants.models import Tenant
from tests.filing.roster.test_roster import DESK, OFFICE, text
from tests.people import browser


def test_the_office_settles_a_report_and_the_unit_reads_how(committed):
    with tenant_scope(Tenant.objects.get(slug="ta")):
        row = actions.report(unit=Unit.objects.get(slug="ta"), note="上级应是区委")
    viewer, clerk = browser("central", Role.VIEWER), browser("central", Role.OFFICE_CLERK)
    assert "办结" not in text(viewer.get(f"{OFFICE}{row.pk}/"))
    assert viewer.post(f"{OFFICE}{row.pk}/", {"answer": "x"}).status_code == 302
    clerk.post(f"{OFFICE}{row.pk}/", {"answer": "登记已改"})
    with tenant_scope(Tenant.objects.get(slug="ta")):
        assert RosterConfirmation.objects.get(pk=row.pk).answer == "登记已改"
    assert "登记已改" in text(browser("ta", Role.EDITOR).get(DESK))
