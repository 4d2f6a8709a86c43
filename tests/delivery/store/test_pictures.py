"""A picture made anew has another address: no process goes on showing the one that is gone."""

from __future__ import annotations

import json
import re
from io import StringIO

import pytest
from django.core.management import call_command
from wagtail.images import get_image_model

from tenants.context import tenant_scope
from tenants.models import Tenant
from tests.sample import article, picture

pytestmark = [pytest.mark.postgres]
SOURCE = re.compile(r'<img[^>]* src="(/media/images/again[^"]+)"')


@pytest.fixture
def page(committed):
    """A public page with a picture."""
    with tenant_scope(Tenant.objects.get(slug="ta")):
        image = get_image_model().objects.create(title="图", file=picture("again.png", "purple"))
        body = [{"type": "image", "value": {"image": image.pk, "alt": "图", "caption": ""}}]
        yield article("TS-01", "有图的内容", "内容", slug="pictured", body=body)


def test_a_picture_that_was_thrown_away_is_shown_by_no_process(served, page):
    lines = served.lines()
    entry = json.loads(lines[0].ask("ta", f"/api/v1/entries/{page.translation_key}").body)
    sized = entry["images"][0]["renditions"][0]["url"].removeprefix("http://ta.test")
    for line in lines:
        assert SOURCE.search(line.ask("ta", page.url).text)
        assert line.ask("ta", sized).status == 200
    call_command("wagtail_update_image_renditions", purge_only=True, stdout=StringIO())
    for line in lines:
        (shown,) = SOURCE.findall(line.ask("ta", page.url).text)
        assert line.ask("ta", shown).status == 200, shown
        assert line.ask("ta", sized).status == 200
