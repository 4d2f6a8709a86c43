"""What is left of a plugin that was uninstalled."""

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.core.management.base import CommandError
from wagtail.models import Page

from cms.extension.models import TenantPlugin
from cms.pages.models import HomePage
from tenants.context import tenant_scope
from tests.extension.sample.models import BoardPage

pytestmark = pytest.mark.django_db(databases=["default", "central", "guide"])


def test_pages_of_an_uninstalled_plugin_are_not_found_and_harm_nothing(tenant, visit, enter):
    with tenant_scope(tenant("ta")):
        home = HomePage.objects.get()
        page = home.add_child(instance=BoardPage(title="遗留的看板", slug="board"))
        gone = ContentType.objects.create(app_label="departed", model="boardpage")
        Page.objects.filter(pk=page.pk).update(content_type=gone)
    assert [visit("ta").get(path).status_code for path in ("/board/", "/")] == [404, 200]
    admin = enter("ta")
    assert "遗留的看板" in admin.get(f"/admin/pages/{home.pk}/").content.decode()
    assert admin.get(f"/admin/pages/{page.pk}/delete/").status_code == 200
    with pytest.raises(CommandError, match="ta：有 1 条公开内容是用它做的"):
        call_command("plugins", "off", "departed", "ta")
    call_command("plugins", "off", "departed", "ta", "--force")
    with tenant_scope(tenant("ta")):
        assert TenantPlugin.objects.get(slug="departed").state == "OFF"
