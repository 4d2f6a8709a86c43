"""Where a person wants reminders: for one unit, theirs or their administrator's to say, and gone with the membership."""

from io import StringIO

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command

from tenants.audit.models import AuditRecord
from tenants.context import tenant_scope
from tenants.identity.actions import end, join, leave
from tenants.identity.mailing import addressees, forget_addresses, own_address, set_address
from tenants.identity.models import Identity, MailRhythm, Membership
from tenants.identity.roles import MemberRole as Role
from tests.people import browser

pytestmark = pytest.mark.django_db(databases=["default", "central", "guide"])
ADDRESS = "lin@example.gov.cn"


def person(login: str = "lin", role: Role = Role.EDITOR) -> Identity:
    join(login=login, name=f"名{login}", role=role, password="x")
    return Identity.objects.get(login=login)


def keep(who: Identity, email: str = ADDRESS, rhythm: MailRhythm = MailRhythm.DAILY) -> None:
    set_address(identity=who.pk, email=email, rhythm=rhythm)


def test_who_gave_an_address_is_written_to_once_whatever_roles_they_hold(ta):
    who = person()
    person(role=Role.ADMINISTRATOR)
    person("silent")
    keep(who)
    found = addressees([Role.EDITOR, Role.ADMINISTRATOR])
    assert [(one.name, one.email) for one in found] == [("名lin", ADDRESS)]
    assert addressees([Role.LEADER]) == []
    keep(who, rhythm=MailRhythm.OFF)
    assert addressees([Role.EDITOR]) == []
    assert own_address(who.pk) == (ADDRESS, MailRhythm.OFF)


def test_an_address_is_of_one_unit_and_no_other_knows_it(ta, tb):
    who = person()
    keep(who)
    with tenant_scope(tb):
        person()
        assert own_address(who.pk) == ("", MailRhythm.DAILY)
        assert addressees([Role.EDITOR]) == []
        assert not Membership.objects.filter(email=ADDRESS).exists()


def test_an_address_goes_with_the_membership(ta):
    who = person()
    keep(who)
    end(membership=Membership.objects.get(identity=who).pk, by=None)
    other = person("other")
    keep(other)
    leave(login="other")
    assert not Membership.objects.exclude(email="").exists()


def test_an_address_of_a_membership_that_ran_out_is_forgotten(ta):
    who = person()
    keep(who)
    Membership.objects.filter(identity=who).update(valid_from="2020-01-01", valid_until="2020-02-01")
    assert forget_addresses() == 1
    assert not Membership.objects.exclude(email="").exists()


@pytest.mark.parametrize("wrong", ["lin", "lin@", "a@b\nBcc: c@d.cn"])
def test_what_is_no_address_is_refused(ta, wrong):
    who = person()
    with pytest.raises(ValidationError, match="邮箱地址不对"):
        keep(who, wrong)


def test_a_person_sets_and_removes_their_own(ta):
    client = browser("ta", Role.EDITOR)
    assert "没有留邮箱" in client.get("/admin/security/").content.decode()
    sent = {"reminder_email": ADDRESS, "mail_rhythm": "WEEKLY"}
    page = client.post("/admin/security/mail/", sent, follow=True).content.decode()
    assert f"{ADDRESS}（一周最多一封）" in page
    client.post("/admin/security/mail/", {"reminder_email": "", "mail_rhythm": "OFF"})
    assert not Membership.objects.exclude(email="").exists()
    refused = client.post("/admin/security/mail/", {"reminder_email": "nobody", "mail_rhythm": "OFF"})
    assert refused.status_code == 200


def test_the_administrator_sets_it_for_others_and_no_record_holds_it(ta):
    who = person()
    admin, editor = browser("ta", Role.ADMINISTRATOR), browser("ta", Role.EDITOR)
    address = f"/admin/people/{Membership.objects.get(identity=who).pk}/"
    sent = {"deed": "mail", "reminder_email": ADDRESS, "mail_rhythm": "DAILY"}
    assert editor.post(address, sent).status_code == 302
    assert own_address(who.pk)[0] == ""
    assert f'value="{ADDRESS}"' in admin.post(address, sent, follow=True).content.decode()
    row = AuditRecord.objects.get(kind="people.mail")
    assert ADDRESS not in f"{row.subject} {row.detail}"


def test_the_office_helps_people_without_seeing_their_address(ta, tenant):
    who = person()
    keep(who)
    key = Membership.objects.get(identity=who).pk
    client = browser("central", Role.OFFICE_LEADER)
    page = client.get(f"/admin/directory/{key}/").content.decode()
    assert "名lin" in page
    assert ADDRESS not in page
    sent = {"deed": "mail", "reminder_email": "x@example.org", "mail_rhythm": "DAILY"}
    client.post(f"/admin/directory/{key}/", sent)
    assert own_address(who.pk)[0] == ADDRESS


def test_the_command_line_sets_it(ta):
    person()
    out = StringIO()
    call_command("user", "mail", "ta", "lin", ADDRESS, "--rhythm", "WEEKLY", stdout=out)
    assert own_address(Identity.objects.get(login="lin").pk) == (ADDRESS, MailRhythm.WEEKLY)
    assert ADDRESS not in out.getvalue()
    with pytest.raises(CommandError, match="邮箱地址不对"):
        call_command("user", "mail", "ta", "lin", "nobody", stdout=out)
    call_command("user", "mail", "ta", "lin", stdout=out)
    assert own_address(Identity.objects.get(login="lin").pk)[0] == ""
