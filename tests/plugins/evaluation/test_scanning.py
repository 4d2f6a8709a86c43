"""Each rule of the scan: what it finds, and what looks like it and is right."""

import datetime as dt

import pytest

from plugins.evaluation.scanning.likeness import likeness, shingles
from plugins.evaluation.scanning.rules import RULES, faults
from plugins.evaluation.scanning.seen import SeenEntry, SeenItem, SeenSite

TODAY = dt.date(2026, 6, 30)
TEXT = (
    "今年以来，镇党委召开党委会议十二次，研究民生实事、干部任免和乡村建设，各项工作按计划推进，具体情况如下。"
)
OTHER = "第二季度新建停车位三十个，改造老旧小区两处，居民反映的路灯问题已经解决，下一步继续做好排水管网改造。"


def entry(key="e1", **values):
    defaults = {
        "item_code": "A-1", "period_key": "", "title": "标题", "summary": "一句话", "text": TEXT,
        "html": f"<p>{TEXT}</p>", "path": f"/a-1/{key}/", "public_on": dt.date(2026, 3, 1),
    }  # fmt: skip
    return SeenEntry(key=key, **(defaults | values))


def item(code="A-1", **values):
    return SeenItem(**({"code": code, "title": "事项", "owed": True, "answered": False} | values))


def found(*entries, items=()):
    paths = frozenset({"/", "/a-1/"} | {one.path for one in entries})
    return {
        (one.rule, one.entry or one.item_code)
        for one in faults(SeenSite(TODAY, entries, tuple(items), paths))
    }


def test_an_ordinary_entry_has_no_fault():
    assert found(entry(), items=[item()]) == set()


CASES = {
    "attachment_only": (entry(text="见附件", html="<p>见附件</p>", files=1), entry(text=TEXT, files=1)),
    "image_only": (entry(text="", html='<img src="a" alt="图">', pictures=1), entry(pictures=1)),
    "blank": (entry(text="略", html="<p>略</p>"), entry(text="略", fields={"details": {"type": "finance"}})),
    "broken_link": (
        entry(html='<a href="/gone/">x</a>'),
        entry(html='<a href="/a-1/">x</a><a href="https://other.example/">y</a><a href="/documents/1/a.pdf">z</a>'),
    ),
    "summary": (entry(summary="  "), entry()),
    "tags": (
        entry(fields={"document": {"doc_no": "党发〔2026〕1号", "issued_on": ""}}),
        entry(fields={"document": {"doc_no": "党发〔2026〕1号", "issued_on": "2026-01-01"}}),
    ),
    "alt_text": (entry(html='<img src="a" alt="">'), entry(html='<img alt="会场" src="a">')),
    "structure": (entry(text=TEXT * 20), entry(text=TEXT * 20, html="<h3>一</h3>")),
    "personal_data": (
        entry(text=TEXT + "身份证号 11010519491231002X"),
        entry(text=TEXT + "电话 0551-62345678，文号〔2026〕12号"),
    ),
    "notice_without_result": (
        entry(fields={"details": {"type": "notice", "end": "2026-05-01", "result": ""}}),
        entry(fields={"details": {"type": "notice", "end": "2026-06-20", "result": ""}}),
    ),
}  # fmt: skip


@pytest.mark.parametrize("rule", CASES)
def test_a_rule_finds_what_is_wrong_and_only_that(rule):
    wrong, right = CASES[rule]
    assert (rule, "e1") in found(wrong)
    assert (rule, "e1") not in found(right)


FULLER_THAN_THEY_ARE = {
    "a full stop for a summary": ("summary", entry(summary="。")),
    "dots for a text": ("blank", entry(text="略" + "。 " * 40)),
    "a file with a long name": (
        "attachment_only",
        entry(text="见附件\n" + "很" * 40 + "长的名字 DOCX 12 KB", names=("很" * 40 + "长的名字",), files=1),
    ),
    "dots under a picture": ("image_only", entry(text="…" * 40, pictures=1)),
}  # fmt: skip


@pytest.mark.parametrize("trick", FULLER_THAN_THEY_ARE)
def test_what_only_looks_full_is_found(trick):
    rule, wrong = FULLER_THAN_THEY_ARE[trick]
    assert (rule, "e1") in found(wrong)


def test_the_name_of_a_file_beside_a_text_takes_nothing_from_it():
    assert found(entry(text=f"{TEXT}\n清单.xlsx", names=("清单.xlsx",), files=1)) == set()


def test_last_periods_text_with_another_date_is_a_copy_and_a_new_text_is_not():
    first = entry("e1", text=f"2026年第一季度：{TEXT}")
    again = entry("e2", text=f"2026年第二季度：{TEXT}", public_on=dt.date(2026, 6, 1))
    new = entry("e3", text=OTHER, public_on=dt.date(2026, 6, 2))
    elsewhere = entry("e4", text=f"2026年第二季度：{TEXT}", item_code="B-1", public_on=dt.date(2026, 6, 1))
    assert {pair for pair in found(first, again, new, elsewhere) if pair[0] == "near_duplicate"} == {
        ("near_duplicate", "e2")
    }


def test_a_few_changed_words_are_still_a_copy_and_half_a_text_is_not():
    changed = TEXT.replace("十二次", "十三次")
    assert likeness(shingles(TEXT), shingles(changed)) >= 0.9
    assert likeness(shingles(TEXT), shingles(TEXT[:20] + OTHER)) < 0.9


def test_an_item_is_blank_when_it_was_due_and_nobody_said_why():
    assert found(items=[item()]) == {("blank_column", "A-1")}
    assert found(items=[item(answered=True), item("A-2", owed=False)]) == set()


def test_what_stands_all_year_is_confirmed_once_a_year():
    old = entry(public_on=dt.date(2025, 6, 1))
    assert found(old, items=[item(standing=True)]) == {("stale_column", "A-1")}
    assert found(old, items=[item(standing=True, confirmed_on=dt.date(2026, 1, 5))]) == set()
    assert found(old, items=[item(standing=False)]) == set()


def test_every_rule_has_a_case():
    others = {"near_duplicate", "blank_column", "stale_column"}
    assert {*CASES} | others == {*RULES}
