"""Pieces for a portal: harmless whatever stands in them, true to what is public, and gone when the plugin is off."""

import ast
import uuid
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext

import plugins.embed
from cms.extension import actions
from cms.extension.states import Refused
from cms.pages.models import ArticlePage
from cms.publication.actions import remove_now, withdraw
from cms.publication.models import Entry
from plugins.embed.choices import origin_of
from tenants.context import tenant_scope
from tenants.models import Tenant
from tests import sample
from tests.approval import many, person
from tests.extension.conftest import OFFICE

pytestmark = pytest.mark.django_db(databases=["default", "central", "guide"])
HOME = "/x/embed/"
HOSTILE = '"><img src=x onerror=alert(1)><script>alert(2)</script><!--#include virtual="/etc/passwd" -->'
HOSTILE_HTML = """
<h2 id="main" class="masthead" style="position:fixed" onclick="alert(1)">一、基本情况</h2><script>alert(1)</script>
<style>body{display:none}</style><p onmouseover=alert(1)>说明 <a href="javascript:alert(1)">链接</a>
<a href=" data:text/html,x">二</a><a href="/column/other/">三</a><a href="//elsewhere.example/">四</a></p>
<img src="/media/images/a.png" alt="图" onerror="alert(1)" srcset="x 2x"><iframe src="/"></iframe><svg onload=alert(1)></svg>
<form action="/"><input name=q></form><object data="/"></object><meta http-equiv=refresh content=0><base href="//e/">
<!--#include virtual="/etc/passwd" --><math><mtext></mtext><style><img src=x onerror=alert(1)></style></math>"""
FORBIDDEN = {
    "script",
    "style",
    "iframe",
    "object",
    "embed",
    "form",
    "input",
    "svg",
    "math",
    "meta",
    "base",
    "link",
}
POLICY = "default-src 'none'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
FRAME_POLICY = (
    "default-src 'none'; img-src 'self'; base-uri 'none'; form-action 'none'; style-src 'self'; "
    "frame-ancestors https://www.example.gov.cn https://oa.example.gov.cn:8443"
)
ALLOWED = {
    "alt",
    "class",
    "colspan",
    "datetime",
    "height",
    "href",
    "lang",
    "rowspan",
    "scope",
    "src",
    "start",
    "width",
}


class Reading(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags, self.names, self.addresses, self.comments, self.top = set(), set(), [], [], 0
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.names |= {name for name, _value in attrs}
        self.addresses += [value for name, value in attrs if name in ("href", "src") and value is not None]

    def handle_comment(self, data):
        self.comments.append(data)


def text(answer) -> str:
    return answer.content.decode()


def harmless(answer) -> Reading:
    """What stands in a piece, after it was found to be one element that does nothing, with links that hold anywhere."""
    said = text(answer).strip()
    read = Reading(said)
    assert said.startswith('<section class="gongkai ') and said.endswith("</section>")
    assert (read.tags & FORBIDDEN, read.names - ALLOWED, read.comments) == (set(), set(), [])
    assert "<script" not in said and "<style" not in said and "<!--" not in said
    ours = ("http://ta.test/", "http://elsewhere.example/")
    assert [url for url in read.addresses if not url.startswith(ours)] == []
    return read


@pytest.fixture
def on(turn):
    turn("ta", "enable", "embed")


@pytest.fixture
def piece(visit, on):
    """piece("entries.html?limit=3"): what the site answers to a portal's server."""
    return lambda where, slug="ta": visit(slug).get(HOME + where)


def choose(**values):
    with tenant_scope(Tenant.objects.get(slug="ta")):
        return actions.configure("embed", values, by=OFFICE)


def test_every_piece_is_harmless_complete_and_only_of_its_unit(piece, tenant):
    with tenant_scope(tenant("ta")):
        page = sample.article("TS-02", HOSTILE, "文")
        said = [{"fault": "UNTRUE", "passage": HOSTILE, "text": HOSTILE, "on": "2026-03-05", "of_version": 1}]
        Entry.objects.filter(pk=page.translation_key).update(
            html=HOSTILE_HTML, summary=HOSTILE, corrections=said
        )
    shown = {
        name: piece(name) for name in ("entries.html", "catalog.html", "items/TS-02.html", "items/TS-01.html")
    }
    shown["entry"] = piece(f"entries/{page.translation_key}.html?h=3")
    for name, answer in shown.items():
        assert (name, answer.status_code) == (name, 200)
        harmless(answer)
        assert (name, sample.CANARY in text(answer)) == (name, False)
        assert (name, answer["content-security-policy"]) == (name, POLICY)
    url = f"http://ta.test{page.url}"
    assert url in Reading(text(shown["entries.html"])).addresses and "机构设置公开" in text(
        shown["entries.html"]
    )
    catalog = text(shown["catalog.html"])
    assert "机构设置" in catalog and "重点工作" in catalog and "组织概况" in catalog and url in catalog
    assert "党费收缴" not in catalog  # for members of the party
    item = text(shown["items/TS-02.html"])
    assert "gongkai-state" in item and url in item and "机构设置公开" not in item
    entry = text(shown["entry"])
    assert "<h3 class=" in entry and "<h4>一、基本情况</h4>" in entry and "更正1：原内容不真实" in entry
    assert {"http://ta.test/media/images/a.png", "http://ta.test/column/other/"} <= set(
        Reading(entry).addresses
    )
    with tenant_scope(tenant("tb")):
        other = Entry.objects.get()
    assert piece(f"entries/{other.uuid}.html").status_code == 404


def test_files_are_named_and_what_a_portal_may_do_with_an_answer_is_said(piece, tenant):
    with tenant_scope(tenant("ta")):
        entry = Entry.objects.get()
    answer = piece(f"entries/{entry.uuid}.html")
    harmless(answer)
    assert "http://ta.test/documents/" in text(answer) and "附件" in text(answer)
    wanted = {
        "content-type": "text/html; charset=utf-8",
        "x-content-type-options": "nosniff",
        "referrer-policy": "no-referrer",
        "cross-origin-resource-policy": "cross-origin",
        "access-control-allow-origin": "*",
        "x-frame-options": "DENY",
        "cache-control": "public, max-age=0, stale-if-error=86400",
    }
    assert {name: answer[name] for name in wanted} == wanted
    assert "access-control-allow-credentials" not in answer and not answer.cookies


def test_who_has_the_piece_already_is_told_so_until_it_changes(piece, visit, tenant):
    first = piece("entries.html")
    again = visit("ta").get(f"{HOME}entries.html", headers={"if-none-match": first["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert visit("ta").head(f"{HOME}entries.html").status_code == 200
    with tenant_scope(tenant("ta")):
        sample.article("TS-02", "新的一条", "文")
    changed = visit("ta").get(f"{HOME}entries.html", headers={"if-none-match": first["etag"]})
    assert changed.status_code == 200 and "新的一条" in text(changed)


def test_everything_that_is_wrong_with_an_address_is_said_at_once(piece):
    answer = piece("entries.html?limit=0&h=9&item=%3Cb%3E&callback=x&limit=3")
    harmless(answer)
    for said in (
        "没有参数 callback",
        "参数重复：limit",
        "h 要是 2、3 或 4",
        "没有向社会公开的事项 &lt;b&gt;",
    ):
        assert said in text(answer)
    assert (answer.status_code, answer["content-security-policy"]) == (400, POLICY)
    assert "limit 要是 1 到 30 的整数" in text(piece("entries.html?limit=31"))
    for wrong in (
        "entries.html?limit=%00",
        "entries.html?item=TS-03",
        "entries.html?item=",
        "catalog.html?limit=2",
    ):
        assert (wrong, piece(wrong).status_code) == (wrong, 400)
    for nowhere in ("items/TS-03.html", "items/NO.html", f"entries/{uuid.uuid4()}.html"):
        answer = piece(nowhere)
        assert (nowhere, answer.status_code, "请核对" in text(answer)) == (nowhere, 404, True)
        harmless(answer)


def test_what_was_withdrawn_says_so_where_it_stood_and_is_in_no_list(piece, tenant):
    with tenant_scope(tenant("ta")):
        page = sample.article("TS-02", "第一季度", "投入1234万元")
        other = sample.article("TS-02", "第一季度（更新）", "投入1243万元", slug="new")
        secret = sample.article("TS-02", "泄露的题目", "文", slug="secret")
        words = {"explanation": "第二项的数字有误，另行公布", "contact": "党政办公室 0571-1"}
        withdraw(page, by=person("approver"), replacement=other.translation_key, **words)
        remove_now(
            ArticlePage.objects.get(pk=secret.pk), by=person("approver"), reason="标题里有个人信息，立即移除"
        )
    answer = piece(f"entries/{page.translation_key}.html")
    harmless(answer)
    assert (answer.status_code, answer["cache-control"]) == (410, "no-cache")
    for said in ("这条公开内容已撤回", *words.values(), "甲镇党委", f"http://ta.test{other.url}"):
        assert said in text(answer)
    assert "1234" not in text(answer)
    removed = piece(f"entries/{secret.translation_key}.html")
    assert removed.status_code == 410 and "泄露的题目" not in text(removed) and "已紧急移除" in text(removed)
    for name in ("entries.html", "catalog.html", "items/TS-02.html"):
        assert f">{page.title}<" not in text(piece(name)) and secret.title not in text(piece(name))


def test_a_list_costs_the_same_queries_however_long(piece, tenant):
    def queries(name):
        with CaptureQueriesContext(connections["default"]) as caught:
            assert piece(name).status_code == 200
        return len(caught)

    names = (
        "entries.html?limit=30",
        "catalog.html",
        "items/TS-02.html?limit=30",
        "entries.html?item=TS-02&limit=30",
    )
    with tenant_scope(tenant("ta")):
        sample.article("TS-02", "题", "文")
    [queries(name) for name in names]  # what is read once a process
    few = {name: queries(name) for name in names}
    with tenant_scope(tenant("ta")):
        many("TS-02", range(9))
    assert {name: queries(name) for name in names} == few
    assert text(piece(names[0])).count("<li>") == 11
    assert text(piece("entries.html")).count("<li>") == 5  # as the site chose


def test_a_frame_is_for_the_portals_that_are_named_and_for_no_other(piece):
    assert piece("frame/entries.html").status_code == 404
    with pytest.raises(Refused) as refusal:
        choose(rows=0, origins=["*", "http://www.example.gov.cn", "https://*.gov.cn", "https://a.cn/x"])
    for said in ("不能小于 1", "*", "http://www.example.gov.cn", "https://*.gov.cn", "https://a.cn/x"):
        assert said in str(refusal.value)
    choose(rows=1, origins=["https://WWW.example.gov.cn/", "https://oa.example.gov.cn:8443"])
    for where, status in (("entries.html", 200), ("catalog.html", 200), ("items/NO.html", 404)):
        answer = piece(f"frame/{where}")
        assert (answer.status_code, answer["content-security-policy"]) == (status, FRAME_POLICY)
        assert "x-frame-options" not in answer and "<script" not in text(answer)
        assert piece(where)["content-security-policy"] == POLICY
    assert text(piece("entries.html")).count("<li>") == 1


@pytest.mark.parametrize(
    "text",
    ["", "https://", "https://a.cn;", "https://a.cn https://b.cn", "https://u@a.cn", "https://a.cn:0x1", "https://a.cn?",
     "https://a.cn#", "'self'", "https:", "//a.cn", "https://a..cn", "https://例.cn", "https://a.cn:99999", "data:"],
)  # fmt: skip
def test_what_is_no_origin_cannot_get_into_the_policy(text):
    assert origin_of(text) == ""


def test_off_is_off_and_frozen_is_read(visit, turn, piece):
    assert visit("tb").get(f"{HOME}entries.html").status_code == 404
    turn("ta", "freeze", "embed")
    assert piece("entries.html").status_code == 200
    turn("ta", "disable", "embed")
    assert {piece(name).status_code for name in ("entries.html", "catalog.html", "items/TS-01.html")} == {404}


def test_at_the_centre_it_is_the_newest_of_the_district(visit, turn):
    turn("central", "enable", "embed")
    said = text(visit("central").get(f"{HOME}entries.html"))
    assert "甲镇党委" in said and "http://ta.test/" in said and "http://tb.test/" in said


def test_it_imports_of_the_product_what_the_contract_gives_and_nothing_else():
    for file in Path(plugins.embed.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            found = [node.module] if isinstance(node, ast.ImportFrom) else []
            found += [one.name for one in node.names] if isinstance(node, ast.Import) else []
            ours = [
                name for name in found if name.split(".")[0] in ("cms", "tenants") and name != "cms.extension"
            ]
            assert (file.name, ours) == (file.name, [])
