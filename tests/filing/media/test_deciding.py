"""The office steps into a unit to decide: really committed, for no open transaction allows the step."""

import threading

from django.db import connections

from cms.filing.media import actions
from cms.filing.media.models import MediaRegistration
from tenants.context import tenant_scope
from tenants.identity.roles import MemberRole as Role
from tenants.models import Tenant
from tests.filing.media.test_screens import DESK, OFFICE, own, text
from tests.people import browser


def test_the_office_decides_in_the_unit_and_the_unit_reads_it(committed):
    """Over HTTP, committed, one after the other: returned, corrected, registered, confirmed."""
    clerk, row = browser("central", Role.OFFICE_CLERK), own("ta")
    editor = browser("ta", Role.EDITOR)
    page = text(clerk.post(f"{OFFICE}{row.pk}/", {"verb": "return", "note": " "}, follow=True))
    assert "写明要补正什么" in page
    clerk.post(f"{OFFICE}{row.pk}/", {"verb": "return", "note": "专栏打不开"})
    assert "专栏打不开" in text(editor.get(f"{DESK}{row.pk}/"))
    refused = text(clerk.post(f"{OFFICE}{row.pk}/", {"verb": "register"}, follow=True))
    assert "退回补正" in refused
    editor.post(f"{DESK}{row.pk}/submit/")
    clerk.post(f"{OFFICE}{row.pk}/", {"verb": "register"})
    clerk.post(f"{OFFICE}{own('tb').pk}/", {"verb": "register"})
    assert [own(slug).number[-4:] for slug in ("ta", "tb")] == ["001号", "002号"]
    assert "内容没有变，确认一年" in text(editor.get(f"{DESK}{row.pk}/"))
    assert editor.post(f"{DESK}{row.pk}/confirm/").status_code == 302
    assert clerk.post(f"{OFFICE}{row.pk}/", {"verb": "look"}).status_code == 302


def test_two_registrations_at_the_same_moment_get_two_numbers(committed):
    """Each in its own unit and connection: the register's lock makes them take turns."""
    numbers, gate = [], threading.Barrier(2)

    def register(slug: str) -> None:
        with tenant_scope(Tenant.objects.get(slug=slug)):
            key = MediaRegistration.objects.get().pk
            gate.wait()
            numbers.append(actions.register(key=key).number)
        connections.close_all()

    threads = [threading.Thread(target=register, args=(slug,)) for slug in ("ta", "tb")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(number[-4:] for number in numbers) == ["001号", "002号"]
