"""Contacts are the unit's to keep, the word on the register is given once a year, and the office settles what is wrong."""

import pytest
from django.utils import timezone

from cms.filing.roster import actions
from cms.filing.roster.models import RosterConfirmation, UnitContact
from cms.filing.roster.queries import confirmed_as_of, open_report
from cms.registry.models import Unit
from tenants.context import tenant_scope
from tenants.identity.roles import MemberRole as Role
from tests.people import browser
from tests.sample import CANARY

pytestmark = pytest.mark.django_db(databases=["default", "central"])
DESK, OFFICE = "/admin/roster/", "/admin/register/roster/"
PERSON = {"name": "赵六", "duty": "信息员", "telephone": "0571-1", "email": "", "order": "1"}


def text(answer) -> str:
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


@pytest.fixture
def unit(ta):
    return Unit.objects.get(slug="ta")


def test_a_click_confirms_what_was_shown_for_a_year(ta):
    client = browser("ta", Role.EDITOR)
    page = text(client.get(DESK))
    assert "甲镇党委" in page
    assert "镇街道" in page
    assert CANARY not in page
    client.post(DESK, {"verb": "confirm"})
    client.post(DESK, {"verb": "confirm"})
    words = list(RosterConfirmation.objects.filter(on=timezone.localdate()))
    assert [(row.word, row.facts["条线"]) for row in words] == [("CONFIRMED", "镇街道")]
    assert confirmed_as_of(words) == timezone.localdate()


def test_without_anybody_to_call_nothing_is_confirmed(unit):
    UnitContact.objects.all().delete()
    with pytest.raises(actions.RosterRefused, match="联系人"):
        actions.confirm(unit=unit)


def test_what_is_wrong_goes_to_the_office_and_confirms_nothing(unit):
    before = confirmed_as_of(RosterConfirmation.objects.all())
    with pytest.raises(actions.RosterRefused):
        actions.report(unit=unit, note="  ")
    row = actions.report(unit=unit, note="上级应是区委")
    assert open_report(RosterConfirmation.objects.all()) == row
    assert confirmed_as_of(RosterConfirmation.objects.all()) == before
    with pytest.raises(actions.RosterRefused, match="写明"):
        actions.settle(key=row.pk, answer="")
    actions.settle(key=row.pk, answer="已改")
    assert open_report(RosterConfirmation.objects.all()) is None
    with pytest.raises(actions.RosterRefused, match="已经办结"):
        actions.settle(key=row.pk, answer="再改")


def test_a_contact_is_added_changed_and_removed_without_a_trace(ta):
    client = browser("ta", Role.ADMINISTRATOR)
    assert client.post(DESK + "contact/", PERSON).status_code == 302
    row = UnitContact.objects.get(name="赵六")
    client.post(f"{DESK}contact/{row.pk}/", PERSON | {"telephone": "0571-2"})
    assert UnitContact.objects.get(pk=row.pk).telephone == "0571-2"
    client.post(f"{DESK}contact/{row.pk}/", {"verb": "remove"})
    assert not UnitContact.objects.filter(pk=row.pk).exists()


def test_contacts_are_not_without_end(unit):
    for n in range(actions.MOST - UnitContact.objects.count()):
        actions.save_contact(unit=unit, values=PERSON | {"name": str(n)})
    with pytest.raises(actions.RosterRefused, match="最多"):
        actions.save_contact(unit=unit, values=PERSON)


def test_another_units_contact_is_at_no_address(ta, tb):
    with tenant_scope(tb):
        other = UnitContact.objects.get()
    client = browser("ta", Role.ADMINISTRATOR)
    assert client.get(f"{DESK}contact/{other.pk}/").status_code == 404
    assert client.post(f"{DESK}contact/{other.pk}/", {"verb": "remove"}).status_code == 404
    with tenant_scope(tb):
        assert UnitContact.objects.filter(pk=other.pk).exists()


def test_who_does_not_keep_the_entry_is_refused():
    client = browser("ta", Role.REVIEWER)
    assert {client.get(path).status_code for path in (DESK, DESK + "contact/")} == {302}


def test_who_answers_for_the_unit_reads_the_entry_and_gives_no_word(ta):
    client, before = browser("ta", Role.LEADER), RosterConfirmation.objects.count()
    page = text(client.get(DESK))
    assert "李四" in page
    assert "<button" not in page.partition("工作联系人")[2].partition("核对记录")[0]
    assert client.get(DESK + "contact/").status_code == 302
    assert client.post(DESK, {"verb": "confirm"}).status_code == 302
    assert (
        client.post(f"{DESK}contact/{UnitContact.objects.get().pk}/", {"verb": "remove"}).status_code == 302
    )
    assert (RosterConfirmation.objects.count(), UnitContact.objects.count()) == (before, 1)


def test_the_offices_own_leader_reads_what_units_say_and_settles_nothing():
    client = browser("central", Role.LEADER)
    assert "乙镇党委" in text(client.get(OFFICE))
    key = RosterConfirmation.objects.using("central").first().pk
    assert "办结</button>" not in text(client.get(f"{OFFICE}{key}/"))
    assert client.post(f"{OFFICE}{key}/", {"answer": "x"}).status_code == 302


def test_the_office_reads_every_word_and_a_unit_does_not():
    assert CANARY not in text(browser("central", Role.VIEWER).get(OFFICE))  # names no person
    assert "乙镇党委" in text(browser("central", Role.VIEWER).get(OFFICE))
    assert browser("ta", Role.ADMINISTRATOR).get(OFFICE).status_code == 404
    assert browser("central", Role.ADMINISTRATOR).get(OFFICE).status_code == 302
