"""A unit's administrator looks at a theme, changes values in it and wears it; nobody else sees any of it."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core import signing
from django.core.management import call_command

from cms.theming.actions import ThemeRefused, wear
from cms.theming.look import worn
from cms.theming.models import Appearance
from tenants.audit.models import AuditRecord
from tenants.context import current, tenant_scope
from tenants.identity.roles import MemberRole as Role
from tests.people import browser

pytestmark = pytest.mark.django_db(databases=["default", "central", "guide"])
DESK = "/admin/appearance/"
GREEN = "#0f4650"
SHEET = re.compile(r'<link rel="stylesheet" href="(/theme\.css[^"]*)"')


def page(answer) -> str:
    return answer.content.decode()


def sheet_of(client) -> str:
    """Address of the sheet that the front page asks for; '' for none."""
    found = SHEET.search(page(client.get("/")))
    return found[1].replace("&amp;", "&") if found else ""


SENT = {"theme": "base", "seen": "1", "color.bar": GREEN, "radius.control": "6"}


def test_what_is_too_pale_or_out_of_range_is_refused_with_what_was_measured(visit):
    office = browser("ta", Role.ADMINISTRATOR)
    assert "现在使用" in page(office.get(DESK))
    wrong = office.post(DESK, SENT | {"verb": "wear", "color.bar": "#ff0000", "radius.control": "40"})
    assert wrong.status_code == 422
    assert "4.00 : 1，至少要 7 : 1" in page(wrong)
    assert "0px 到 12px" in page(wrong)
    assert sheet_of(visit("ta")) == ""


def test_a_preview_shows_on_the_units_own_host_to_whoever_made_it_and_changes_nothing(visit):
    office = browser("ta", Role.ADMINISTRATOR)
    shown = page(office.post(DESK, SENT | {"verb": "preview"}))
    assert "10.44 : 1" in shown
    token = re.search(r'<iframe src="/\?look=([^"]+)"', shown)[1]
    seen = office.get(f"/?look={token}")
    assert "外观预览" in page(seen)
    assert seen["Cache-Control"] == "private, no-store"
    sheet = SHEET.search(page(seen))[1]
    assert GREEN in page(office.get(sheet))
    assert office.get(sheet)["Cache-Control"] == "private, no-store"
    for other in (visit("ta"), browser("tb", Role.ADMINISTRATOR), browser("ta", Role.EDITOR)):
        assert [other.get(f"/?look={token}").status_code, other.get(sheet).status_code] == [404, 404]
    assert office.get("/?look=x" + token).status_code == 404
    assert (sheet_of(office), sheet_of(visit("ta"))) == ("", "")


@pytest.fixture
def address(visit):
    """Of the sheet of ta, after its administrator has changed two values."""
    assert browser("ta", Role.ADMINISTRATOR).post(DESK, SENT | {"verb": "wear"}).status_code == 302
    return sheet_of(visit("ta"))


def test_what_is_worn_comes_as_one_sheet_that_is_kept_for_ever(visit, address):
    answer = visit("ta").get(address)
    assert "immutable" in answer["Cache-Control"]
    assert "Cookie" not in answer.get("Vary", "")
    assert f"--color-bar:{GREEN}" in page(answer)
    assert "--radius-control:6px" in page(answer)
    assert page(visit("ta").get("/")).count('rel="stylesheet"') == 1
    packed = visit("ta").get(address, headers={"accept-encoding": "br, gzip"})
    assert gzip.decompress(packed.content) == answer.content
    assert len(packed.content) < 14_000
    # By a hash that is past: what is worn now, and asked again.
    assert "immutable" not in visit("ta").get("/theme.css?v=0")["Cache-Control"]


def test_what_is_worn_is_of_this_unit_alone_told_over_the_api_and_written_down(visit, tenant, address):
    for other in ("tb", "central"):
        assert sheet_of(visit(other)) == ""
        assert GREEN not in page(visit(other).get(address))
    told = visit("ta").get("/api/v1/site").json()["theme"]
    assert (told["slug"], told["stylesheet"]) == ("base", address)
    assert told["tokens"]["color"]["bar"]["$value"] == GREEN
    assert visit("tb").get("/api/v1/site").json()["theme"]["tokens"]["color"]["bar"]["$value"] != GREEN
    with tenant_scope(tenant("ta")):
        trace = AuditRecord.objects.get(kind="theme.worn")
    assert trace.actor_name.startswith("人员")
    assert trace.actor is not None
    assert trace.detail["values"] == {"color.bar": GREEN, "radius.control": "6px"}


def test_of_two_people_one_wins_and_the_other_is_told_what_changed(ta):
    wear(theme="base", values={"radius.control": "6"}, by="赵甲", seen=1)
    with pytest.raises(ThemeRefused) as refusal:
        wear(theme="base", values={"radius.control": "2"}, by="钱乙", seen=1)
    assert "赵甲把外观换成了“公报”" in str(refusal.value)
    row = Appearance.objects.get()
    assert (row.values, row.changed_by, row.number) == ({"radius.control": "6px"}, "赵甲", 2)
    with pytest.raises(ThemeRefused, match="没有“gone”这个主题"):
        wear(theme="gone", values={}, by="赵甲", seen=2)


@pytest.mark.parametrize("role", [Role.EDITOR, Role.LEADER, Role.REVIEWER, Role.PLATFORM_OPS])
def test_only_the_administrator_changes_it(role):
    client = browser("ta", role)
    assert client.get(DESK).status_code == 302
    assert client.post(DESK, {"theme": "base", "verb": "wear", "seen": "1"}).status_code == 302


def test_values_that_a_later_theme_no_longer_allows_are_left_out(ta, visit):
    Appearance.objects.update(values={"color.bar": "#ff0000", "gone.token": "1", "radius.control": "6px"})
    said = page(visit("ta").get("/theme.css"))
    assert "#ff0000" not in said
    assert "--radius-control:6px" in said


def brought():
    """Folders that a plugin brings, and where it is on: as settings name them."""
    return [Path(settings.THEMES_OF_A_PLUGIN)]


def is_on_here(folder: Path) -> bool:
    return current().slug == "ta"


def test_a_theme_of_a_plugin_is_worn_only_where_the_plugin_is_seen(tmp_path, settings, ta, tenant, visit):
    folder = tmp_path / "festive"
    (folder / "static/themes/festive").mkdir(parents=True)
    (folder / "static/themes/festive/theme.css").write_text(".festive{color:var(--color-accent)}")
    (folder / "tokens.json").write_text("{}")
    head = 'slug = "festive"\ntitle = "节庆"\nversion = "1"\nfor = ["unit"]\nregions = ["header"]\n'
    (folder / "theme.toml").write_text(head + 'extends = "village"\n')
    settings.THEMES_OF_A_PLUGIN = folder
    settings.THEMES_BROUGHT, settings.THEMES_SEEN = f"{__name__}.brought", f"{__name__}.is_on_here"
    wear(theme="festive", values={}, by="赵甲", seen=1)
    said = page(visit("ta").get("/theme.css"))
    assert ".festive" in said
    assert ".board" in said
    with tenant_scope(tenant("tb")), pytest.raises(ThemeRefused, match="没有“festive”这个主题"):
        wear(theme="festive", values={}, by="钱乙", seen=1)
    with tenant_scope(tenant("tb")):
        Appearance.objects.update(theme="festive")
    assert sheet_of(visit("tb")) == ""
    assert "党务公开栏" not in page(visit("tb").get("/"))


def test_the_operator_sees_how_many_sites_wear_a_theme(db, capsys):
    """Two sites have chosen base, the others were opened with it."""
    call_command("themes", "list")
    told = capsys.readouterr()
    assert re.findall(r"^(\w+) .* (\d+) 个站点$", told.out, re.M) == [
        ("base", "4"),
        ("campus", "0"),
        ("civic", "0"),
        ("village", "0"),
    ]
    assert told.err == ""


def test_a_preview_that_was_signed_for_something_else_is_none(ta):
    office = browser("ta", Role.ADMINISTRATOR)
    forged = signing.dumps({"theme": "base", "values": {"color.bar": GREEN}}, salt="elsewhere")
    assert office.get(f"/?look={forged}").status_code == 404
    assert worn().values == {}
