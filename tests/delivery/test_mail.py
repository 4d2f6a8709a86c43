"""Mail over a real connection: from whom the environment says, and with the links of the unit that it is about."""

import pytest
from django.contrib.auth.models import Group
from django.core.mail import send_mail
from wagtail.admin.templatetags import wagtailadmin_tags
from wagtail.models import GroupApprovalTask, Page, Workflow, WorkflowTask

from cms.settings.kinds import MAIL
from tenants.accounts.backends import account_of
from tenants.accounts.models import User
from tenants.context import tenant_scope
from tenants.identity.actions import join
from tenants.identity.models import Identity
from tenants.identity.roles import MemberRole
from tests import mail_server
from tests.sample import CANARY

pytestmark = pytest.mark.django_db(databases=["default", "central"])


@pytest.fixture
def box(settings):
    """A server, and Django's settings as base.py makes them of EMAIL_URL."""
    with mail_server.receiving() as received:
        mail = MAIL.parse(f"smtp://me%40here:p%3Aw@127.0.0.1:{received.port}?tls=no")
        settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = mail.backend, mail.host, mail.port
        settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = mail.user, mail.password
        settings.EMAIL_USE_SSL, settings.EMAIL_USE_TLS = mail.ssl, mail.starttls
        settings.DEFAULT_FROM_EMAIL = "gongkai@example.gov.cn"
        yield received


def test_a_mail_arrives_with_its_sender_and_signed_in(box):
    assert send_mail("目录已登记", "正文：请登录查看。", None, ["a@example.org"]) == 1
    [message] = box.messages
    assert (message["Subject"], message["From"]) == ("目录已登记", "gongkai@example.gov.cn")
    assert message.get_content().strip() == "正文：请登录查看。"
    assert (box.recipients, box.logins) == (["a@example.org"], [("me@here", "p:w")])


def submit(slug: str) -> None:
    """An editor of the bound unit submits the draft, and the leader who may approve it has an address."""
    join(login=f"leader-{slug}", name="负责人", role=MemberRole.LEADER, password="long-enough-password")
    account_of(Identity.objects.get(login=f"leader-{slug}"))
    User.objects.update(email=f"leader@{slug}.example.org")
    author = User.objects.create(username=f"author-{slug}")
    page = Page.objects.get(slug="draft").specific
    _stock_workflow().start(page, author)


def _stock_workflow() -> Workflow:
    """Wagtail's own kind of approval, whose mails Wagtail writes. The product's own is not of this kind."""
    task = GroupApprovalTask.objects.create(name="审批")
    task.groups.set(Group.objects.filter(name=str(MemberRole.LEADER.label)))
    workflow = Workflow.objects.create(name="审批")
    WorkflowTask.objects.create(workflow=workflow, task=task)
    return workflow


def test_a_mail_of_one_unit_leads_to_its_own_site_and_names_no_other(box, tenant):
    for slug in ("ta", "tb"):
        with tenant_scope(tenant(slug)):
            submit(slug)
    by_unit = dict(zip(box.recipients, box.messages, strict=True))
    assert set(by_unit) == {"leader@ta.example.org", "leader@tb.example.org"}
    for slug, other in (("ta", "tb"), ("tb", "ta")):
        message = by_unit[f"leader@{slug}.example.org"]
        text = f"{message['Subject']} {message.get_content()}"
        assert f"http://{slug}.test/admin/" in text
        assert f"{other}.test" not in text
        assert (CANARY in text) == (slug == "tb")


def test_wagtails_own_setting_would_lead_nowhere(box, ta, monkeypatch, settings):
    """The control: one address for the whole process."""
    monkeypatch.setattr(wagtailadmin_tags, "get_admin_base_url", lambda: settings.WAGTAILADMIN_BASE_URL)
    submit("ta")
    assert "http://ta.test/admin/" not in box.messages[0].get_content()
