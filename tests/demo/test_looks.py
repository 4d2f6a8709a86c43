"""The sites of the demonstration wear what was made for their kind, and what somebody chose stays."""

import re

import pytest

from cms.demo.looks import dress, theme_for
from cms.theming.actions import wear
from cms.theming.models import Appearance
from tenants.context import tenant_scope

pytestmark = pytest.mark.django_db(databases=["default", "central"])


def sheet(visit, slug: str) -> str:
    client = visit(slug)
    address = re.search(r'href="(/theme\.css\?v=\w+)"', client.get("/").content.decode())
    return client.get(address[1]).content.decode() if address else ""


def test_each_kind_of_unit_has_its_theme_and_what_was_chosen_stays(visit, tenant):
    assert [theme_for(kind).slug for kind in ("VILLAGE", "SCHOOL", "TOWN", "?")] == [
        "village",
        "campus",
        "civic",
        "base",
    ]
    with tenant_scope(tenant("ta")):
        wear(theme="campus", values={"color.bar": "#0f4a3f"}, by="赵甲", seen=1)
    assert dress() == 2  # ta and tb have chosen already
    assert dress() == 0
    assert ".board" in sheet(visit, "village")
    assert ".band" in sheet(visit, "central")
    assert "--color-bar:#0f4a3f" in sheet(visit, "ta")
    assert "党务公开栏" in visit("village").get("/").content.decode()
    with tenant_scope(tenant("village")):
        assert Appearance.objects.get().theme == "village"
