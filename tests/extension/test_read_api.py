"""What a plugin made, in Wagtail's read API: there while the plugin may be seen, and no longer."""

import pytest

from cms.extension import actions
from tenants.context import tenant_scope
from tests import sample
from tests.extension.conftest import OFFICE

pytestmark = pytest.mark.django_db(databases=["default", "central", "guide"])
ENTRIES = "/wagtail/api/v2/pages/?type=column.ArticlePage&fields=body"


def test_blocks_of_a_plugin_that_is_off_are_left_out(turn, tenant, visit):
    turn("ta", "enable")
    with tenant_scope(tenant("ta")):
        sample.article("TS-02", "带提示", "x", body=[{"type": "sample_callout", "value": {"text": "请注意"}}])
    assert "请注意" in visit("ta").get(ENTRIES).content.decode()
    with tenant_scope(tenant("ta")):
        actions.disable("sample", by=OFFICE, force=True)
    assert "带提示" in visit("ta").get(ENTRIES).content.decode()
    assert "请注意" not in visit("ta").get(ENTRIES).content.decode()
