"""The office's lists: the whole district on the central site, read only, nowhere else and for nobody else."""

import csv
import io
import re

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cms.filing.models import Filing
from cms.obligations.models import Obligation
from cms.obligations.queries import in_state
from cms.obligations.states import ObligationState, state_of
from cms.registry.models import GuidanceRelation, LineLead, LineMembership, Unit
from cms.registry.office.screens import plain
from tenants.accounts.models import User
from tenants.context import tenant_scope
from tenants.identity.roles import MemberRole as Role
from tenants.models import Tenant
from tests import sample
from tests.people import browser

pytestmark = pytest.mark.django_db(databases=["default", "central", "guide"])

LISTS = ("units", "lines", "guidance", "filings", "obligations", "entries")
READERS = (Role.OFFICE_CLERK, Role.OFFICE_LEADER, Role.LINE_LEAD, Role.VIEWER)
STRANGERS = (Role.EDITOR, Role.REVIEWER, Role.LEADER, Role.ADMINISTRATOR, Role.PLATFORM_OPS)
CELL = re.compile(r"<td[^>]*>(.*?)</td>", re.S)


def of(name: str, query: str = "") -> str:
    return f"/admin/register/{name}/{query}"


def rows(page: str) -> list[list[str]]:
    """Texts of the cells of a list, row by row."""
    body = page.partition("<tbody>")[2].partition("</tbody>")[0]
    found = [CELL.findall(row) for row in body.split("<tr")[1:]]
    return [[" ".join(re.sub(r"<[^>]+>", " ", cell).split()) for cell in row] for row in found]


def listed(client, name: str, query: str = "") -> list[list[str]]:
    return rows(client.get(of(name, query)).content.decode())


@pytest.mark.parametrize("role", READERS)
def test_the_office_and_the_lines_read_every_list(role):
    client = browser("central", role)
    assert [client.get(of(name)).status_code for name in LISTS] == [200] * len(LISTS)


@pytest.mark.parametrize("role", STRANGERS)
def test_who_only_works_on_the_centres_own_column_does_not(role):
    client = browser("central", role)
    assert [client.get(of(name)).status_code for name in LISTS] == [302] * len(LISTS)


@pytest.mark.parametrize("role", STRANGERS[:4])
def test_on_a_units_site_there_is_no_such_address(role):
    client = browser("ta", role)
    assert [client.get(of(name)).status_code for name in LISTS] == [404] * len(LISTS)


def test_a_unit_that_was_given_the_right_still_finds_nothing(ta):
    """The wall is the site, not only the group: even with every permission a unit's host has no such list."""
    from django.contrib.auth.models import Permission

    client = browser("ta", Role.ADMINISTRATOR)
    User.objects.get(username="ta-administrator").user_permissions.set(Permission.objects.all())
    for name in LISTS:
        answer = client.get(of(name))
        assert answer.status_code == 404
        assert sample.CANARY not in answer.content.decode()
    page = client.get("/admin/").content.decode()
    assert "/admin/register/" not in page
    assert "全区情况" not in page


def test_the_list_of_units_says_line_superior_catalog_and_last_entry(clerk):
    today = timezone.localdate().isoformat()
    assert listed(clerk, "units") == [
        ["区委办公室", "区委", "", "", "运行", "", "", ""],
        ["甲镇党委", "镇", "镇街道", "区委办公室", "运行", "", f"{sample.REGISTERED}", today],
        ["乙镇党委", "镇", "镇街道", "区委办公室", "运行", "", f"{sample.REGISTERED}", today],
        ["丙村党总支", "村", "村", "甲镇党委", "运行", "", "", ""],
    ]
    assert 'href="http://ta.test/"' in clerk.get(of("units")).content.decode()


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("?q=乙镇", ["乙镇党委"]),
        ("?q=village", ["丙村党总支"]),
        ("?kind=TOWN", ["甲镇党委", "乙镇党委"]),
        ("?level=VILLAGE", ["丙村党总支"]),
        ("?kind=TOWN&level=VILLAGE", []),
        ("?ordering=-name", ["甲镇党委", "乙镇党委", "丙村党总支", "区委办公室"]),
        ("?ordering=nonsense", ["区委办公室", "甲镇党委", "乙镇党委", "丙村党总支"]),
    ],
)
def test_units_are_found_filtered_and_sorted(clerk, query, names):
    found = [row[0] for row in listed(clerk, "units", query)]
    assert sorted(found) == sorted(names) if "ordering=-name" in query else found == names


def test_units_of_a_line_are_those_of_today(clerk):
    from cms.registry.models import DisclosureLine

    line = DisclosureLine.objects.get(code="L02")
    assert [row[0] for row in listed(clerk, "units", f"?line={line.pk}")] == ["丙村党总支"]


def test_a_line_shows_its_lead_since_when_and_how_many_units(clerk):
    assert [row[:3] + row[4:5] for row in listed(clerk, "lines")] == [
        ["L01", "镇街道", "区委办公室", "2"],
        ["L02", "村", "甲镇党委", "1"],
    ]
    assert listed(clerk, "lines")[0][3] == LineLead.objects.get(line__code="L01").valid_from.isoformat()


def test_guidance_is_shown_in_the_plans_words_with_its_days(clerk):
    since = GuidanceRelation.objects.get().valid_from.isoformat()
    assert listed(clerk, "guidance") == [["条线牵头", "各条线牵头部门", "本条线各单位", since, "", "底数清"]]
    assert listed(clerk, "guidance", "?force=past") == []
    assert len(listed(clerk, "guidance", "?force=now")) == 1


def test_the_register_leads_to_the_items_of_each_catalog(clerk, tenant):
    with tenant_scope(tenant("tb")):
        filing = Filing.objects.get()
    assert sorted(row[1] for row in listed(clerk, "filings")) == ["乙镇党委", "甲镇党委"]
    found = listed(clerk, f"filings/{filing.pk}")
    assert [row[:1] + row[4:6] for row in found] == [
        ["TS-01", "社会公开", "长期公开，变更后10个工作日内更新"],
        ["TS-02", "社会公开", "每季度公开，期末后10个工作日内"],
        ["TS-03", "党内公开", "每年公开，期末后10个工作日内"],
    ]
    assert [row[0] for row in listed(clerk, f"filings/{filing.pk}", "?scope=PARTY")] == ["TS-03"]
    assert clerk.get(of("filings/00000000-0000-4000-8000-000000000001")).status_code == 404


def test_obligations_are_filtered_by_unit_and_state(clerk):
    everything = listed(clerk, "obligations")
    assert {row[0] for row in everything} == {"甲镇党委", "乙镇党委"}
    assert {row[0] for row in listed(clerk, "obligations", "?q=甲镇")} == {"甲镇党委"}
    by_state = {
        state: len(listed(clerk, "obligations", f"?state={state.value}")) for state in ObligationState
    }
    assert sum(by_state.values()) == len(everything)
    open_first = [row[5] == "" for row in everything]
    assert open_first == sorted(open_first, reverse=True)


@pytest.mark.parametrize("days", [-40, -1, 0, 1, 9, 10, 11, 60])
def test_a_state_as_a_condition_is_the_state_of_the_row(ta, days):
    import datetime as dt

    today = dt.date(2026, 6, 1)
    due = today + dt.timedelta(days=days)
    row = Obligation.objects.first()
    for met, nil in (
        (None, False),
        (None, True),
        (due, False),
        (due + dt.timedelta(days=1), False),
        (due, True),
    ):
        Obligation.objects.filter(pk=row.pk).update(due_on=due, met_on=met, nil=nil)
        wanted = state_of(due_on=due, met_on=met, nil=nil, today=today)
        found = [
            s
            for s in ObligationState
            if Obligation.objects.filter(in_state(s, today=today), pk=row.pk).exists()
        ]
        assert found == [wanted]


def test_entries_lead_to_the_pages_on_the_units_own_sites(clerk):
    page = clerk.get(of("entries")).content.decode()
    assert [row[0] for row in rows(page)] == [f"机构设置公开{sample.CANARY}", "机构设置公开"]
    assert "http://ta.test/column/" in page
    assert "http://tb.test/column/" in page
    assert [row[1] for row in listed(clerk, "entries", "?q=甲镇")] == ["甲镇党委"]
    assert listed(clerk, "entries", "?withdrawn=yes") == []


@pytest.mark.parametrize("name", LISTS)
def test_every_list_can_be_taken_away_as_a_spreadsheet(clerk, name):
    answer = clerk.get(of(name, "?export=csv"))
    table = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode())))
    assert len(table) == len(listed(clerk, name)) + 1
    assert all(re.search(r"[一-鿿]", heading) for heading in table[0])
    assert clerk.get(of(name, "?export=xlsx")).status_code == 200


def test_an_export_holds_no_formula():
    assert [plain(text) for text in ("=1+1", "+8613", "-", "@x", "甲镇", "")] == [
        "'=1+1",
        "'+8613",
        "'-",
        "'@x",
        "甲镇",
        "",
    ]


@pytest.mark.parametrize(
    ("name", "narrow"),
    [("units", "?q=乙镇"), ("filings", "?q=乙镇"), ("obligations", "?q=机构"), ("entries", "?q=甲镇")],
)
def test_a_list_costs_the_same_with_few_rows_and_with_many(clerk, name, narrow):
    few, many = (
        queries(clerk, of(name, narrow)),
        queries(clerk, of(name, "?q=镇" if name != "obligations" else "?q=甲")),
    )
    assert 0 < few[1] < many[1]
    assert few[0] == many[0]


def queries(client, path: str) -> tuple[int, int]:
    """(number of queries, number of rows) of a list."""
    client.get(path)
    with (
        CaptureQueriesContext(connections["default"]) as own,
        CaptureQueriesContext(connections["central"]) as ledger,
    ):
        page = client.get(path).content.decode()
    return len(own) + len(ledger), len(rows(page))


def test_the_lists_read_through_the_role_that_can_write_nothing(clerk):
    with CaptureQueriesContext(connections["default"]) as own:
        for name in LISTS:
            clerk.get(of(name))
    tables = [Unit, Filing, Obligation, GuidanceRelation, LineMembership]
    named = [
        query["sql"] for query in own for model in tables if f'FROM "{model._meta.db_table}"' in query["sql"]
    ]
    # The home panel and the lists ask the ledger over `central` alone; the menu asks nothing of it.
    assert named == []


def test_there_is_no_way_to_change_anything_from_a_list(clerk):
    unit = Unit.objects.get(slug="ta")
    for action in ("new/", f"edit/{unit.pk}/", f"delete/{unit.pk}/", "add/"):
        assert clerk.get(of("units", action)).status_code == 404
    assert clerk.post(of("units"), {"name": "改名"}).status_code == 405
    assert Tenant.objects.count() == 4


def test_the_list_of_units_tells_the_state_of_each_site_and_leads_to_its_life():
    client = browser("central", Role.OFFICE_CLERK)
    page = client.get(of("units")).content.decode()
    assert "运行" in page
    assert 'href="/admin/register/units/ta/"' in page
    life = client.get(of("units") + "ta/").content.decode()
    assert "cms unit archive ta --note" in life
    assert "cms unit delete" not in life
    central = client.get(of("units") + "central/").content.decode()
    assert "<code>" not in central


def test_a_units_life_is_the_offices_to_read_alone():
    assert browser("central", Role.EDITOR).get(of("units") + "ta/").status_code == 302
    assert browser("central", Role.OFFICE_CLERK).get(of("units") + "nobody/").status_code == 404
