"""What a page says when it is not the one that was asked for. The plain ones need no database."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.template.loader import render_to_string

from tenants.models import Tenant

PLAIN = ("500.html", "503.html", "delivery/unknown_host.html")


def links(page: str) -> list[str]:
    return re.findall(r'<a [^>]*href="([^"]*)"', page)


def test_404_on_a_site_names_the_unit_and_offers_search_and_the_column(visit):
    answer = visit("ta").get("/nothing/here/")
    page = answer.content.decode()
    assert answer.status_code == 404
    assert "<h1>没有找到这个页面</h1>" in page
    assert 'action="/search"' in page
    assert "从公开专栏按事项查找" in page
    assert "回到甲镇党委首页" in page


def test_404_page_has_one_search_form_and_is_not_for_search_engines(visit):
    page = visit("ta").get("/nothing/here/").content.decode()
    assert page.count('role="search"') == 1
    assert '<meta name="robots" content="noindex">' in page


@pytest.mark.parametrize("template", PLAIN)
def test_plain_pages_render_with_nothing_at_hand(template):
    page = render_to_string(template)
    assert page.count("<h1>") == 1
    assert '<html lang="zh-Hans-CN"' in page
    assert '<meta name="robots" content="noindex">' in page
    assert "<script" not in page


def test_an_unknown_host_is_named_and_what_it_says_cannot_be_markup():
    page = render_to_string("delivery/unknown_host.html", {"host": "<b>x</b>.test", "tenant": None})
    assert "&lt;b&gt;x&lt;/b&gt;.test" in page


def test_a_closed_site_is_named_and_leads_nowhere_that_is_closed():
    page = render_to_string("410.html", {"tenant": Tenant(title="丁村党支部"), "host": "d.test"})
    assert "丁村党支部的党务公开站点已归档，不再更新。" in page
    assert links(page) == ["#main"]


def test_a_withdrawn_entry_tells_when_and_why():
    withdrawal = {"title": "收支明细", "on": dt.date(2026, 3, 5), "reason": "数字有误，另行公布"}
    page = render_to_string("410.html", {"withdrawal": withdrawal})
    assert "<h1>这条公开内容已撤回</h1>" in page
    assert re.findall(r"<dd>(.*?)</dd>", page) == ["收支明细", "2026年3月5日", "数字有误，另行公布"]
