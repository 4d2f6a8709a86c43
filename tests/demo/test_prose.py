"""The demonstration's entries: every public item of the seven catalogs, over a whole year."""

from __future__ import annotations

import datetime as dt
import itertools
import re
from collections import Counter
from decimal import Decimal

import pytest

from cms.catalog.vocabulary import Frequency
from cms.demo.prose.elements import bare, elements
from cms.demo.prose.page import PHONE
from cms.demo.stream import raw
from cms.obligations.calendar import add_workdays, is_workday
from cms.pages.blocks import BodyBlock
from tests.demo.entries import (
    UNITS,
    Entry,
    all_entries,
    public_items,
    tables,
    text_of,
    year,
)

DATE = re.compile(r"(\d{4})(?:-|年)(\d{1,2})(?:-|月)(\d{1,2})(?!\d)日?")
KINDS = {"heading", "rich_text", "table", "key_figures", "timeline", "notice", "quotation"}
REPEATED = 12
"""How many of the entries may say the same sentence: the fixed words of a notice do, nothing else."""
SHARED = Decimal("0.4")
"""Part of an entry that the one before may have too: the list of the year's tasks and goals."""


def named(entry: Entry) -> str:
    return f"{entry.unit.slug}/{entry.item.code}/{entry.draft.title}"


def dates(text: str) -> list[dt.date]:
    return [dt.date(*map(int, found)) for found in DATE.findall(text)]


def late_dates(entry: Entry) -> list[dt.date]:
    """Days that an entry tells of although they are later than its publication. A notice may end later."""
    told = dates(text_of(entry.draft, without=("notice",)))
    return [day for day in [*told, entry.draft.issued_on] if day > entry.on]


def wrong_sums(table: dict) -> list[str]:
    """The columns of a table whose last row, called 合计, is not the sum of the others."""
    *rows, last = table["rows"]
    if last[0] != "合计":
        return []
    wrong = []
    for number, heading in enumerate(table["header"]):
        cell = last[number]
        if (
            number
            and cell
            and Decimal(cell) != sum(Decimal(row[number]) for row in rows if row[number] != "—")
        ):
            wrong.append(heading)
    return wrong


def lines(entry: Entry) -> set[str]:
    """What an entry says, row by row and sentence by sentence."""
    rows = {"|".join(row) for table in tables(entry.draft) for row in table["rows"] if row[0] != "合计"}
    told = text_of(entry.draft, without=("table", "heading", "key_figures", "notice"))
    return rows | {line for line in re.split(r"[\n。]", told) if len(line) > 5}


def test_every_public_item_has_an_entry_in_every_period_of_the_year():
    missing = {
        (unit.slug, item.code)
        for unit in UNITS
        for item in public_items(unit.slug)
        if not any(entry.item.code == item.code for entry in year(unit.slug, 2026))
    }
    assert missing == set()
    quarterly = {
        i.code for unit in UNITS for i in public_items(unit.slug) if i.frequency == Frequency.QUARTERLY
    }
    third = {entry.item.code for entry in all_entries() if entry.period and entry.period.key == "2026-Q3"}
    assert len(third) == 22
    assert third == quarterly


def test_titles_are_natural_and_unique_within_an_item():
    entries = all_entries()
    again = Counter((entry.unit.slug, entry.item.code, entry.draft.title) for entry in entries)
    assert [key for key, count in again.items() if count > 1] == []
    titles = {entry.draft.title for entry in entries}
    assert [
        t for t in titles if not 4 <= len(t) <= 80 or re.search("关于关于|年年度|情况情况|：|【", t)
    ] == []


@pytest.mark.parametrize(
    ("code", "title"),
    [
        ("ZJ-01", "机构设置与职能"),
        ("ZJ-09", "2026年第三季度重点工作任务推进情况"),
        ("ZJ-10", "2025年度工作总结"),
        ("JG-05", "2026年上半年重点工作情况"),
        ("YY-06", "发展规划与2025年度计划"),
        ("ZJ-11", "2026年民生实事项目完成验收情况"),
        ("CS-29", "2026年10月群众意见办理“回音壁”"),
    ],
)
def test_a_title_says_what_it_is_of(code, title):
    assert title in {entry.draft.title for entry in all_entries() if entry.item.code == code}


def test_a_summary_is_one_to_three_plain_sentences_with_a_figure_in_most():
    entries = all_entries()
    short = [
        named(e) for e in entries if not 12 <= len(e.draft.summary) <= 120 or e.draft.summary[-1] != "。"
    ]
    assert short == []
    assert sum(bool(re.search(r"\d", entry.draft.summary)) for entry in entries) > len(entries) * 4 // 5


def test_every_element_of_the_item_is_a_heading():
    missing = []
    for entry in all_entries():
        headings = "、".join(value for kind, value in entry.draft.blocks if kind == "heading")
        missing += [(named(entry), e) for e in elements(entry.item.content) if bare(e) not in headings]
    assert missing == []


def test_no_heading_stands_without_a_part_below_it():
    lonely = []
    for entry in all_entries():
        kinds = [kind for kind, _value in entry.draft.blocks] + ["heading"]
        lonely += [named(entry) for one, two in itertools.pairwise(kinds) if one == two == "heading"]
    assert lonely == []


def test_entries_are_built_of_tables_and_figures_and_of_a_readable_length():
    entries = all_entries()
    assert {kind for entry in entries for kind, _value in entry.draft.blocks} == KINDS
    shapeless = [e for e in entries if {k for k, _v in e.draft.blocks} <= {"heading", "rich_text"}]
    assert [named(entry) for entry in shapeless] == []
    lengths = {named(entry): len(re.sub(r"\s", "", text_of(entry.draft))) for entry in entries}
    assert {name: length for name, length in lengths.items() if not 150 <= length <= 900} == {}


def test_the_last_row_of_a_table_is_the_sum_of_the_others():
    found = [(named(e), t["caption"], wrong_sums(t)) for e in all_entries() for t in tables(e.draft)]
    assert [row for row in found if row[2]] == []
    assert sum(table["rows"][-1][0] == "合计" for e in all_entries() for table in tables(e.draft)) > 150


def test_the_check_of_sums_finds_a_wrong_one():
    table = {"header": ["项目", "金额"], "rows": [["甲", "0.10"], ["乙", "0.20"], ["合计", "0.31"]]}
    assert wrong_sums(table) == ["金额"]


def test_a_rate_is_what_its_figures_give():
    wrong = []
    for entry in all_entries():
        for table in tables(entry.draft):
            if "完成率" not in table["header"]:
                continue
            for row in table["rows"]:
                cells = dict(zip(table["header"], row, strict=True))
                goal = next(
                    Decimal(cells[h]) for h in ("年度目标", "任期目标", "年度安排", "目标") if h in cells
                )
                rate = Decimal(cells["完成率"].rstrip("%"))
                if not 0 <= Decimal(row[-2]) * 100 / goal - rate < Decimal("0.1"):
                    wrong.append((named(entry), row))
    assert wrong == []


def test_periods_grow_into_the_total_of_the_year():
    reached: dict[tuple, Decimal] = {}
    wrong, seen = [], 0
    for entry in all_entries():
        for table in tables(entry.draft):
            now = next((n for n, h in enumerate(table["header"]) if h.startswith(("本季度", "本半年"))), None)
            if now is None or "当年累计" not in table["header"] or entry.period.key[-2:] == "H2":
                continue
            for row in table["rows"]:
                key = (
                    entry.unit.slug,
                    entry.item.code,
                    entry.period.start.year,
                    table["caption"][-6:],
                    *row[:2][:now],
                )
                told = Decimal(row[table["header"].index("当年累计")])
                if entry.period.start.month > 1 and key in reached:
                    wrong += [key] if reached[key] + Decimal(row[now]) != told else []
                    seen += 1
                reached[key] = told
    assert wrong == []
    assert seen > 60


def test_nothing_is_told_of_a_day_after_publication():
    assert [(named(entry), late_dates(entry)) for entry in all_entries() if late_dates(entry)] == []


def test_the_check_of_days_finds_a_later_one():
    entry = year("chengguan", 2026)[0]
    early = Entry(entry.item, entry.unit, entry.period, dt.date(2025, 12, 1), "", entry.draft)
    assert max(late_dates(early)) >= entry.on


def test_days_lie_inside_the_period_and_on_working_days():
    wrong = []
    for entry in all_entries():
        told = dates(text_of(entry.draft, without=("notice", "heading")))
        wrong += [(named(entry), day) for day in told if not is_workday(day) and entry.period]
        if entry.period and entry.period.start:
            wrong += [(named(entry), d) for d in told if not entry.period.start <= d <= entry.on]
    assert wrong == []


def test_a_notice_lasts_as_long_as_the_item_says_from_the_day_of_publication():
    seen = set()
    for entry in all_entries():
        for value in (value for kind, value in entry.draft.blocks if kind == "notice"):
            start, end = dt.date.fromisoformat(value["start"]), dt.date.fromisoformat(value["end"])
            own = re.search(r"\d+", entry.item.notice or "")
            days = int(own[0]) if own else 5
            by_days = own and "工作日" not in entry.item.notice
            consulting = "征求意见公告" in entry.draft.title
            wanted = start + dt.timedelta(30 if consulting else days)
            assert start == entry.on
            assert end == (wanted if by_days or consulting else add_workdays(start, days)), named(entry)
            seen.add(entry.item.notice)
    assert seen == {None, "3个工作日", "5个工作日", "7日", "30日（征求意见）"}


def test_neighbouring_periods_do_not_repeat_each_other():
    entries = [entry for entry in all_entries() if entry.period and entry.period.start]
    pairs = [(a, b) for a, b in itertools.pairwise(entries) if a.item is b.item]
    alike = {named(b): Decimal(len(lines(a) & lines(b))) / len(lines(b)) for a, b in pairs}
    assert {name: part for name, part in alike.items() if part > SHARED} == {}
    assert [named(b) for a, b in pairs if a.draft.summary == b.draft.summary] == []


def test_no_sentence_is_said_everywhere():
    told = Counter()
    for entry in all_entries():
        said = re.split(r"[\n。]", text_of(entry.draft, without=("table", "heading", "key_figures")))
        told.update({sentence for sentence in said if len(sentence) >= 10 and PHONE not in sentence})
    assert {sentence: count for sentence, count in told.items() if count > REPEATED} == {}


def test_nobody_and_no_telephone_can_be_real():
    for entry in all_entries():
        text = f"{entry.draft.title}\n{entry.draft.summary}\n{text_of(entry.draft)}"
        assert not re.search(r"\d{7,}", text.replace(PHONE, "")), named(entry)
        assert not re.search(r"(?<!（示例）)\d{3,4}-\d{7,8}", text), named(entry)
        assert not re.search(r"[\w.]+@[\w.]+", text), named(entry)
    named_first = [t for e in all_entries() for t in tables(e.draft) if t["header"][0] == "姓名"]
    persons = {row[0] for table in named_first for row in table["rows"]} - {"合计"}
    assert {person for person in persons if not re.fullmatch(r"\S某某", person)} == set()
    assert len(persons) > 20


def test_every_body_is_one_that_an_editor_could_save():
    body = BodyBlock()
    for entry in all_entries():
        body.clean(body.to_python(raw(entry.draft.blocks, seed=named(entry))))


def test_document_numbers_are_of_the_unit_and_used_once():
    numbers = [e.draft.doc_no for e in all_entries() if e.draft.doc_no]
    assert [number for number, count in Counter(numbers).items() if count > 1] == []
    assert all(re.fullmatch(r"\S{2,8}〔202[46]〕\d{1,3}号", number) for number in numbers)
    own = {
        e.draft.doc_no.split("〔")[0] for e in all_entries() if e.unit.slug == "chengguan" and e.draft.doc_no
    }
    assert own == {"城街工委"}
