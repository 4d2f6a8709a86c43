"""更正 and change notes: said on the page, kept in the ledger, seen wherever the page is seen."""

import datetime as dt
import json
import re

import pytest
from django.utils import timezone

from cms.pages.content import content_hash
from cms.pages.corrections import misplaced
from cms.pages.models import ArticlePage
from cms.publication.models import Correction, Entry, PublicRecord
from tests import sample
from tests.approval import approve

pytestmark = pytest.mark.django_db(databases=["default", "central"])


def said(passage: str, *, text: str = "应为 <b>12</b> 万元", fault: str = "INACCURATE") -> dict:
    return {
        "type": "correction",
        "value": {"fault": fault, "passage": passage, "text": text, "on": "2026-05-06"},
    }


def edit(page, *, change: str = "MAJOR", **values) -> ArticlePage:
    page = ArticlePage.objects.get(pk=page.pk)
    for name, value in values.items():
        setattr(page, name, value)
    page.save_revision()
    approve(page, change=change)
    return ArticlePage.objects.get(pk=page.pk)


def entry(page) -> Entry:
    return Entry.objects.get(pk=page.translation_key)


def test_a_correction_stands_on_the_page_at_its_passage_in_the_api_and_in_what_machines_read(ta, visit):
    page = sample.article("TS-02", "收支", "共支出 10 万元&amp;整，余额不变")
    before = entry(page).content_hash
    page = edit(page, corrections=[said("支出 10 万元&整"), said("没有这句", fault="UNTRUE")])
    assert entry(page).content_hash != before
    shown = visit("ta").get(page.url).content.decode()
    assert shown.index("更正1：原内容不准确") < shown.index("<h1>")
    assert re.search(
        r'共<mark class="corrected" id="passage-1">支出 10 万元&amp;整<a href="#correction-1">', shown
    )
    assert shown.count("<mark") == 1
    assert "应为 &lt;b&gt;12&lt;/b&gt; 万元" in shown
    graph = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', shown)[1])["@graph"]
    linked = next(one for one in graph if "correction" in one)
    assert [one["about"] for one in linked["correction"]] == ["支出 10 万元&整", "没有这句"]
    assert (linked["correction"][0]["@type"], linked["version"]) == ("CorrectionComment", 2)
    told = visit("ta").get(f"/api/v1/entries/{page.translation_key}").json()
    assert told["corrections"][0] == {
        "fault": "INACCURATE", "passage": "支出 10 万元&整", "text": "应为 <b>12</b> 万元", "on": "2026-05-06",
        "of_version": 1,
    }  # fmt: skip
    versions = visit("ta").get(f"/api/v1/entries/{page.translation_key}/history").json()["items"]
    assert [len(version["corrections"]) for version in versions] == [0, 2]
    assert PublicRecord.objects.filter(entry=page.translation_key).first().kind == "CORRECTED"


def test_what_was_corrected_once_stays_in_the_ledger_as_it_was_said(ta):
    page = edit(sample.article("TS-02", "收支", "支出 10 万元"), corrections=[said("支出 10 万元")])
    page = edit(page, corrections=[said("支出 10 万元", text="应为 13 万元")], title="收支表")
    assert list(Correction.objects.filter(entry=entry(page)).values_list("text", "of_version", "in_version")) == [
        ("应为 <b>12</b> 万元", 1, 2), ("应为 13 万元", 2, 3),
    ]  # fmt: skip
    page = edit(page, corrections=[])
    assert entry(page).corrections == []
    assert Correction.objects.filter(entry=entry(page)).count() == 2


def test_a_page_without_corrections_has_the_hash_it_always_had(ta):
    page = sample.article("TS-02", "题", "文")
    none = content_hash(page)
    page.corrections = []
    assert content_hash(page) == none
    page.corrections = None
    assert content_hash(page) == none


def test_a_passage_that_stands_nowhere_is_told(ta):
    page = sample.article("TS-02", "收支", "共支出 10 万元，余额不变")
    public = ArticlePage.objects.get(pk=page.pk)
    page.body = [{"type": "rich_text", "value": "<p>共支出 12 万元</p>"}]
    page.corrections = [said("支出10\n万元"), said("支出 12 万元"), said("从未写过")]
    assert misplaced(page, public) == ["从未写过"]


def test_a_major_change_moves_the_public_date_and_a_minor_one_does_not(ta, visit):
    old, new = (sample.article("TS-02", title, "文", slug=title) for title in ("old", "new"))
    first = entry(old).public_at
    old = edit(old, change="MINOR", summary="错字")
    assert (entry(old).public_at, entry(old).published_at) == (first, first)
    assert entry(old).updated_at > first
    moment = timezone.now()
    old = edit(old, change="MAJOR", summary="新的数字")
    assert (entry(old).public_at > moment, entry(old).published_at) == (True, first)
    listed = [row["title"] for row in visit("ta").get("/api/v1/entries").json()["items"]]
    assert listed[:2] == ["old", "new"]
    by_first = visit("ta").get("/api/v1/entries?order=-published_at").json()["items"]
    assert [row["title"] for row in by_first][:2] == ["new", "old"]
    since = (moment - dt.timedelta(microseconds=1)).isoformat().replace("+", "%2B")
    assert [row["title"] for row in visit("ta").get(f"/api/v1/entries?since={since}").json()["items"]] == [
        "old"
    ]
    history = visit("ta").get(f"/api/v1/entries/{old.translation_key}/history").json()["items"]
    assert [(row["change"], row["note"]) for row in history] == [
        ("MAJOR", "测试更新"), ("MINOR", "测试更新"), ("MAJOR", "测试更新"),
    ]  # fmt: skip
    assert entry(new).version == 1
