"""Whom the public can reach: written by the unit, an office's and nobody's own, and shown wherever the unit speaks."""

from __future__ import annotations

import pytest
from lxml import html

from cms.registry.contact.actions import ContactRefused, set_contact
from cms.registry.contact.models import PublicContact
from cms.registry.telephones import dialled, is_public, numbers
from cms.theming.actions import wear
from cms.theming.models import Appearance
from tenants.audit.models import AuditRecord
from tenants.context import tenant_scope
from tenants.identity.roles import MemberRole as Role
from tests.people import browser, menu_of

pytestmark = pytest.mark.django_db(databases=["default", "central", "guide"])
DESK = "/admin/contact/"
SAID = {
    "office": "党政综合办公室",
    "telephone": "0571-12345678转801、12345",
    "address": "甲镇大街1号 <二楼>",
    "email": "office@ta.example",
    "hours": "工作日 8:30—12:00",
}


def page(answer, status: int = 200) -> str:
    assert answer.status_code == status
    return answer.content.decode()


def foot(client, path: str = "/") -> html.HtmlElement:
    (found,) = html.fromstring(client.get(path).content).iter("footer")
    return found


@pytest.mark.parametrize(
    ("number", "address"),
    [
        ("0571-12345678", "tel:+86-571-12345678"),
        ("010 8888 9999", "tel:+86-10-88889999"),
        ("(0571)1234567", "tel:+86-571-1234567"),
        ("0571-12345678转801", "tel:+86-571-12345678;ext=801"),
        ("400-123-4567", "tel:4001234567;phone-context=+86"),
        ("12345", "tel:12345;phone-context=+86"),
        ("0000-0000001", "tel:+86-000-0000001"),
    ],
)
def test_the_numbers_of_offices_can_be_called(number, address):
    assert (is_public(number), dialled(number)) == (True, address)


@pytest.mark.parametrize(
    "number",
    [
        "13812345678", "138-123-45678", "013812345678", "0138-12345678", "+86 138 1234 5678", "88889999", "0571-1",
        "张三", "0571-12345678 张三", "123456",
    ],
)  # fmt: skip
def test_no_other_number_is_taken(number):
    assert (is_public(number), dialled(number)) == (False, "")


def test_several_numbers_stand_in_one_field():
    assert numbers("0571-12345678、 12345，") == ["0571-12345678", "12345，"]
    assert numbers("") == []


def test_all_that_is_wrong_is_said_at_once_and_nothing_is_kept(ta):
    before = PublicContact.objects.get().facts()
    wrong = {
        "office": "办公室 １３８ １２３４ ５６７８",
        "telephone": "88889999",
        "address": "找张三 +86-138-1234-5678",
        "email": "13812345678@mail.example",
        "hours": "全天",
    }
    with pytest.raises(ContactRefused) as refusal:
        set_contact(values=wrong, by="赵甲")
    lines = str(refusal.value).splitlines()
    assert [line.partition("：")[0] for line in lines] == ["答复科室", "通信地址", "电子邮箱", "办公电话"]
    assert ["手机号码" in line for line in lines] == [True, True, True, False]
    assert PublicContact.objects.get().facts() == before
    assert not AuditRecord.objects.filter(kind="contact.set").exists()


def test_what_the_keyboard_made_of_it_is_tidied_and_what_changed_is_written_down(ta):
    before = PublicContact.objects.get().facts()
    row = set_contact(
        values={"telephone": " ０５７１—１２３４５６７８，12345 ", "office": "办公室 "}, by="赵甲"
    )
    assert row.facts() == {
        "office": "办公室",
        "telephone": "0571-12345678,12345",
        "address": "",
        "email": "",
        "hours": "",
    }
    set_contact(values=row.facts(), by="钱乙")
    trace = AuditRecord.objects.get(kind="contact.set")
    assert (trace.actor_name, trace.subject) == ("赵甲", ta.title)
    assert trace.detail == {"before": before, "after": row.facts()}


def test_a_site_that_never_said_anything_begins(tenant):
    with tenant_scope(tenant("village")):
        set_contact(values={"office": "村委办公室"}, by="赵甲")
        assert PublicContact.objects.get().office == "村委办公室"


@pytest.mark.parametrize("role", [Role.EDITOR, Role.ADMINISTRATOR])
def test_the_unit_writes_it_and_its_pages_say_so(visit, tb, role):
    client = browser("ta", role)
    shown = page(client.get(DESK))
    assert "不写个人姓名和手机" in shown
    assert 'value="0571-87654321"' in shown
    assert DESK in {item["url"] for item in menu_of(shown)}
    assert client.post(DESK, SAID).status_code == 302
    assert visit("ta").get("/api/v1/site").json()["contact"] == SAID
    said = foot(visit("ta"))
    assert "联系我们" in said.text_content()
    assert all(SAID[name] in said.text_content() for name in ("office", "address", "email", "hours"))
    links = {link.text: link.get("href") for link in said.xpath(".//dl//a")}
    assert links["0571-12345678转801"] == "tel:+86-571-12345678;ext=801"
    assert links["12345"] == "tel:12345;phone-context=+86"
    assert links["office@ta.example"] == "mailto:office@ta.example"
    assert SAID["office"] not in foot(visit("tb")).text_content()
    with tenant_scope(tb):
        assert PublicContact.objects.get().office != SAID["office"]


def test_a_form_with_faults_marks_each_and_keeps_what_was_typed():
    client = browser("ta", Role.EDITOR)
    refused = page(client.post(DESK, SAID | {"telephone": "13812345678", "email": "没有"}))
    assert "没有保存。要改的地方都标在下面" in refused
    assert refused.count("里面有手机号码") == 1
    wrong = html.fromstring(refused).xpath("//*[@class='error-message']")
    assert len([one for one in wrong if one.text_content().strip()]) == 2
    assert 'value="13812345678"' in refused
    assert PublicContact.objects.filter(office=SAID["office"]).count() == 0


@pytest.mark.parametrize(
    ("slug", "role"), [("ta", Role.REVIEWER), ("ta", Role.LEADER), ("central", Role.VIEWER)]
)
def test_others_do_not(slug, role):
    client = browser(slug, role)
    assert [client.get(DESK).status_code, client.post(DESK, SAID).status_code] == [302, 302]


def test_the_office_writes_its_own(visit):
    assert browser("central", Role.OFFICE_CLERK).post(DESK, SAID).status_code == 302
    assert "党政综合办公室" in foot(visit("central")).text_content()
    assert "党政综合办公室" not in foot(visit("ta")).text_content()


@pytest.mark.parametrize("theme", ["base", "campus", "civic", "village"])
def test_every_theme_says_it_on_every_page_in_both_views(visit, ta, theme):
    set_contact(values=SAID, by="赵甲")
    wear(theme=theme, values={}, by="赵甲", seen=Appearance.objects.get().number)
    client = visit("ta")
    for view in ("standard", "elder"):
        client.get(f"/display/{view}?next=/")
        for path in ("/", "/column/", "/search"):
            assert SAID["office"] in foot(client, path).text_content(), (view, path)


def test_where_nothing_is_said_nothing_is_shown(visit):
    assert "联系我们" not in page(visit("village").get("/"))
    assert set(visit("village").get("/api/v1/site").json()["contact"].values()) == {""}
