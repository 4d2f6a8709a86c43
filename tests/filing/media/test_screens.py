"""媒体备案 in the admin: the unit files, the office decides, and neither sees or touches what is not its own."""

import csv
import datetime as dt
import io

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from cms.filing.media.duty import duty_of
from cms.filing.media.models import MediaRegistration
from cms.filing.media.owing import Owing, owing_book
from cms.registry.models import Unit
from tenants.context import tenant_scope
from tenants.identity.roles import MemberRole as Role
from tenants.models import Tenant
from tests import sample
from tests.people import browser

pytestmark = pytest.mark.django_db(databases=["default", "central"])
DESK, OFFICE = "/admin/media-filing/", "/admin/register/media/"
FORM = {
    "kind": "WEBSITE",
    "name": "甲镇政务网",
    "url": "https://jia.example/",
    "owner": "甲镇党委",
    "icp": "浙icp备12345678号",
    "person": "王五",
    "telephone": "0571-8888",
}


def text(answer) -> str:
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def own(slug: str) -> MediaRegistration:
    with tenant_scope(Tenant.objects.get(slug=slug)):
        return MediaRegistration.objects.select_related("unit").get()


def test_an_editor_files_a_site_and_sees_where_it_is(ta):
    client = browser("ta", Role.EDITOR)
    answer = client.post(DESK + "new/", FORM)
    row = MediaRegistration.objects.exclude(name="门户网站").get()
    assert answer.headers["Location"] == f"{DESK}{row.pk}/"
    assert (row.state, row.icp, row.contact.telephone) == ("DRAFT", "浙ICP备12345678号", "0571-8888")
    assert "报送区委办备案" in text(client.get(f"{DESK}{row.pk}/"))
    client.post(f"{DESK}{row.pk}/submit/")
    assert MediaRegistration.objects.get(pk=row.pk).state == "SUBMITTED"
    assert client.get(f"{DESK}{row.pk}/edit/").status_code == 404
    client.post(f"{DESK}{row.pk}/withdraw/")
    changed = client.post(f"{DESK}{row.pk}/edit/", FORM | {"name": "改名"})
    assert changed.status_code == 302
    assert MediaRegistration.objects.get(pk=row.pk).name == "改名"


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"url": ""}, "要填网址"),
        ({"kind": "WECHAT", "url": ""}, "填帐号或者网址"),
        ({"url": "http://admin:secret@jia.example/"}, "用户名和密码"),
        ({"url": "http://jia.example:5432/"}, "端口"),
        ({"url": "javascript:alert(1)"}, "url"),
        ({"name": ""}, "name"),
    ],
)
def test_a_form_that_is_not_right_says_what(ta, values, words):
    page = text(browser("ta", Role.EDITOR).post(DESK + "new/", FORM | values))
    assert words in page
    assert MediaRegistration.objects.count() == 1


def test_the_desk_says_whether_there_is_a_duty_and_on_what_it_rests(ta, tenant):
    client = browser("ta", Role.EDITOR)
    assert "没有门户网站" in text(client.get(DESK))
    with tenant_scope(tenant("central")):
        Unit.objects.filter(slug="ta").update(portal_url="https://jia.example/", kind="MUNICIPAL_STATIONED")
    page = text(client.get(DESK))
    assert "已建有本单位门户网站的应当建立党务公开专栏并向区委报备" in page
    assert "只有媒体备案这一项义务" in page
    assert "已报送，待办理" in page


def test_who_answers_for_the_unit_reads_and_writes_nothing(ta):
    client, row = browser("ta", Role.LEADER), own("ta")
    page = text(client.get(DESK))
    assert row.name in page
    assert "新增媒体" not in page
    shown = text(client.get(f"{DESK}{row.pk}/"))
    assert "/withdraw/" not in shown
    for path in (DESK + "new/", f"{DESK}{row.pk}/edit/"):
        assert client.get(path).status_code == 302
    assert client.post(f"{DESK}{row.pk}/withdraw/").status_code == 302
    assert own("ta").state == "SUBMITTED"


@pytest.mark.parametrize("role", [Role.REVIEWER])
def test_who_does_not_keep_it_is_refused_by_address(ta, role):
    client, row = browser("ta", role), own("ta")
    for path in (DESK, DESK + "new/", f"{DESK}{row.pk}/", f"{DESK}{row.pk}/edit/"):
        assert client.get(path).status_code == 302
    assert client.post(f"{DESK}{row.pk}/withdraw/").status_code == 302
    assert own("ta").state == "SUBMITTED"


def test_another_units_registration_is_at_no_address(ta):
    """Ids of the other unit, on every screen of one's own; the control is one's own id."""
    other, mine, client = own("tb"), own("ta"), browser("ta", Role.ADMINISTRATOR)
    assert client.get(f"{DESK}{mine.pk}/").status_code == 200
    for path in (
        f"{DESK}{other.pk}/",
        f"{DESK}{other.pk}/edit/",
        f"{OFFICE}{other.pk}/",
        OFFICE,
        f"{OFFICE}owing/",
    ):
        answer = client.get(path)
        assert answer.status_code == 404
        assert sample.CANARY not in answer.content.decode()
    for verb in ("submit", "withdraw", "confirm", "end"):
        assert client.post(f"{DESK}{other.pk}/{verb}/", {"note": "x"}).status_code == 404
    assert own("tb").state == "SUBMITTED"


def test_the_offices_verbs_are_not_on_the_units_desk(ta):
    client, mine = browser("ta", Role.ADMINISTRATOR), own("ta")
    for verb in ("register", "return", "lapse", "amend", "nonsense"):
        assert client.post(f"{DESK}{mine.pk}/{verb}/").status_code == 404
    assert own("ta").state == "SUBMITTED"


@pytest.mark.parametrize(
    "role", [Role.OFFICE_CLERK, Role.OFFICE_LEADER, Role.LINE_LEAD, Role.VIEWER, Role.LEADER]
)
def test_the_office_reads_every_registration_and_the_contact(role):
    client = browser("central", role)
    page = text(client.get(OFFICE))
    assert "甲镇党委" in page
    assert sample.CANARY in page
    assert "0571-6543210" not in page
    shown = text(client.get(f"{OFFICE}{own('tb').pk}/"))
    assert f"张三{sample.CANARY}" in shown
    assert ("予以备案" in shown) is (role in (Role.OFFICE_CLERK, Role.OFFICE_LEADER))
    assert client.get(f"{OFFICE}owing/").status_code == 200


@pytest.mark.parametrize("role", [Role.EDITOR, Role.ADMINISTRATOR, Role.PLATFORM_OPS])
def test_who_only_works_on_the_centres_own_column_reads_none(role):
    client = browser("central", role)
    for path in (OFFICE, f"{OFFICE}owing/", f"{OFFICE}{own('tb').pk}/"):
        assert client.get(path).status_code == 302


@pytest.mark.parametrize("role", [Role.VIEWER, Role.LEADER])
def test_who_may_only_read_decides_nothing(role):
    client, row = browser("central", role), own("ta")
    assert client.post(f"{OFFICE}{row.pk}/", {"verb": "register"}).status_code == 302
    assert own("ta").state == "SUBMITTED"


def test_contacts_are_in_no_export_and_in_no_api(clerk_of_media, visit):
    answer = clerk_of_media.get(OFFICE + "?export=csv")
    table = b"".join(answer.streaming_content).decode()
    assert len(list(csv.reader(io.StringIO(table)))) == 3
    assert "张三" not in table
    for path in ("/api/v1/site", "/api/v1/units", "/api/v1/openapi.json"):
        assert "0571-6543210" not in visit("ta").get(path).content.decode()


@pytest.fixture
def clerk_of_media(db):
    return browser("central", Role.OFFICE_CLERK)


def test_the_reader_behind_the_public_pages_does_not_see_a_contact(db):
    from django.db import DatabaseError, transaction

    for table in ("filing_mediacontact", "filing_unitcontact"):
        with (
            connections["central"].cursor() as cursor,
            pytest.raises(DatabaseError, match="permission denied"),
            transaction.atomic(using="central"),
        ):
            cursor.execute(f"SELECT 1 FROM public.{table}")


def test_the_offices_lists_cost_the_same_with_one_unit_and_with_all(clerk_of_media):
    def cost(path: str) -> int:
        clerk_of_media.get(path)
        with (
            CaptureQueriesContext(connections["default"]) as near,
            CaptureQueriesContext(connections["central"]) as far,
        ):
            text(clerk_of_media.get(path))
        return len(near) + len(far)

    assert cost(OFFICE + "?q=甲镇") == cost(OFFICE)
    assert cost(OFFICE + "owing/?kind=PARK") == cost(OFFICE + "owing/")


def test_the_units_that_owe_can_be_taken_away_and_are_counted_by_formulas(clerk_of_media, ta, tb):
    unit = Unit(name="=甲", kind="TOWN", portal_url="https://x.example/")
    duty = duty_of(unit, [], today=dt.date(2026, 11, 24))
    sheet = load_workbook(io.BytesIO(owing_book([Owing(unit, None, duty, [])]))).active
    assert [sheet["A2"].value, sheet["E2"].value, sheet["F2"].value.date()] == [
        "'=甲",
        "逾期",
        dt.date(2026, 3, 31),
    ]
    formulas = [row[1].value for row in sheet.iter_rows(min_row=4)]
    assert formulas[-1] == '=COUNTIF(E2:E2,"逾期")'
    assert clerk_of_media.get(OFFICE + "owing/?export=xlsx").headers["Content-Type"].endswith("sheet")
