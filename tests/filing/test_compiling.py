"""What a unit that compiles is shown of other units' catalogs: what the public reads of the registered ones, no more."""

import re

import pytest
from django.core.management import CommandError, call_command
from django.db import connections
from django.test.utils import CaptureQueriesContext

from cms.catalog.models import CatalogVersion
from cms.filing.actions import register, send_back
from tenants.context import tenant_scope
from tenants.identity.roles import MemberRole as Role
from tests import sample
from tests.catalog.sheets import small_book

OTHERS = "/admin/catalog/start/others/"
SHOWN = sample.row(
    "TS-11", "给大家看的", content="要素甲", responsible="乙镇组织科", change_note="乙镇的理由"
)
INNER = sample.row("TS-12", "党内的事项", scope="PARTY", reason="内部")
HIDDEN = sample.row("TS-13", "名称保密的事项", title_hidden=True)


def text(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


@pytest.fixture
def others(district):
    """tb has registered three items, one of them public, and filed a version that was returned; a unit of another
    kind has registered a catalog too."""
    district.done("village", register, district.file("village"))
    filing = district.file("tb", SHOWN, INNER, HIDDEN)
    district.done("tb", register, filing, number="测备2号")
    back = district.file("tb", SHOWN, sample.row("TS-14", "退回版的事项"))
    district.done("tb", send_back, back, note="改")
    return district


def test_only_what_the_public_reads_of_a_registered_catalog_is_shown(others):
    client = others.at("ta", Role.EDITOR)
    page = text(client.get(OTHERS))
    assert "乙镇党委 1 " in page
    assert "丙村党总支" not in page
    other = client.get(f"{OTHERS}tb/").content.decode()
    assert "给大家看的" in other
    for kept in ("党内的事项", "名称保密的事项", "退回版的事项", "乙镇的理由", "乙镇组织科", "重点工作"):
        assert kept not in other


def test_a_unit_that_does_not_exist_or_is_none_of_the_kind_is_not_there(others):
    client = others.at("ta", Role.EDITOR)
    for slug in ("nobody", "village", "ta", "central"):
        assert (slug, client.get(f"{OTHERS}{slug}/").status_code) == (slug, 404)
        assert (slug, client.post(f"{OTHERS}{slug}/").status_code) == (slug, 404)


def test_a_unit_whose_registered_catalog_holds_nothing_public_is_not_listed(others):
    filing = others.file("tb", INNER, HIDDEN)
    others.done("tb", register, filing, number="测备3号")
    client = others.at("ta", Role.EDITOR)
    assert "还没有同类单位登记了目录" in text(client.get(OTHERS))
    assert client.get(f"{OTHERS}tb/").status_code == 404


def test_a_version_starts_from_it_with_codes_of_its_own_and_sections_left_open(others):
    client = others.at("ta", Role.EDITOR)
    clash = others.file("tb", SHOWN, sample.row("TS-02", "防汛值班安排", responsible="乙镇应急办"))
    others.done("tb", register, clash, number="测备3号")
    answer = client.post(f"{OTHERS}tb/")
    with tenant_scope(others.tenant("ta")):
        now = CatalogVersion.objects.get(filed_at=None)
        rows = list(now.items.values_list("title", "code", "responsible", "change_note"))
    assert answer.headers["Location"] == f"/admin/catalog/{now.uuid}/"
    assert rows == [("给大家看的", "TS-11", "", ""), ("防汛值班安排", "TS-12", "", "")]
    assert now.source == "乙镇党委的公开目录"
    assert client.post(f"{OTHERS}tb/").headers["Location"] == f"/admin/catalog/{now.uuid}/"


def test_who_does_not_compile_does_not_look(others):
    for role in (Role.REVIEWER, Role.LEADER, Role.PLATFORM_OPS):
        assert others.at("ta", role).get(OTHERS).status_code == 302
        assert others.at("ta", role).post(f"{OTHERS}tb/").headers["Location"] == "/admin/"
    with tenant_scope(others.tenant("ta")):
        assert not CatalogVersion.objects.filter(filed_at=None).exists()


def test_nothing_is_started_while_a_version_waits(others):
    others.file("ta")
    answer = others.at("ta", Role.EDITOR).post(f"{OTHERS}tb/", follow=True)
    assert "请等办理结果，或者先把它撤回" in text(answer)


def test_units_are_found_by_name(others):
    client = others.at("ta", Role.EDITOR)
    assert "乙镇党委" in text(client.get(OTHERS, {"q": "乙镇"}))
    assert "没有名称里有“丁镇”的" in text(client.get(OTHERS, {"q": "丁镇"}))


def test_a_longer_catalog_takes_as_many_questions(others):
    client = others.at("ta", Role.EDITOR)
    one = asked(client)
    many = [sample.row(f"TS-{n}", f"公开事项{n}") for n in range(20, 30)]
    others.done("tb", register, others.file("tb", *many), number="测备3号")
    assert asked(client) == one


def asked(client) -> list[int]:
    counts = []
    for path in (OTHERS, f"{OTHERS}tb/"):
        with (
            CaptureQueriesContext(connections["default"]) as own,
            CaptureQueriesContext(connections["central"]) as central,
        ):
            assert client.get(path).status_code == 200
        counts += [len(own), len(central)]
    return counts


def test_the_command_asks_what_a_changed_code_stands_for(district, tmp_path, capsys):
    file = tmp_path / "目录.xlsx"
    small_book({"编码": "TS-01"}, {"编码": "TS-02", "二级事项": "防汛值班"}).save(file)
    with pytest.raises(CommandError) as refusal:
        call_command("catalog", "import", "ta", str(file))
    assert str(refusal.value).splitlines() == [
        "编码 TS-02 原来是“重点工作”，文件里是“防汛值班”",
        "没有导入：请逐个说明，改名的用 --same TS-02，新事项用 --new TS-02",
    ]
    with pytest.raises(CommandError, match="TS-02 不能既是原事项又是新事项"):
        call_command("catalog", "import", "ta", str(file), "--same", "TS-02", "--new", "TS-02")
    with tenant_scope(district.tenant("ta")):
        assert CatalogVersion.objects.count() == 1
    call_command("catalog", "import", "ta", str(file), "--new", "TS-02")
    assert "已导入为第 2 版：2 个事项" in capsys.readouterr().out
    with tenant_scope(district.tenant("ta")):
        now = CatalogVersion.objects.get(filed_at=None)
        assert list(now.items.values_list("code", flat=True)) == ["TS-01", "TS-04"]


def test_the_command_asks_a_person_who_is_there(district, tmp_path, monkeypatch):
    file = tmp_path / "目录.xlsx"
    small_book({"编码": "TS-02", "二级事项": "防汛值班"}).save(file)
    answers = iter(["什么", "s"])
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("builtins.input", lambda question: next(answers))
    call_command("catalog", "import", "ta", str(file))
    with tenant_scope(district.tenant("ta")):
        item = CatalogVersion.objects.get(filed_at=None).items.get()
        assert (item.code, item.title) == ("TS-02", "防汛值班")
