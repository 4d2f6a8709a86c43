"""What the entries are made of: units of every kind, days that could go wrong, and the small rules below."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from cms.demo.prose import compose, events, stages
from cms.demo.prose.elements import bare, elements
from cms.demo.prose.facts import facts_of
from cms.demo.prose.occasions import HOLIDAYS, happenings
from cms.demo.prose.page import LIMIT, Page, percent, wan
from cms.demo.prose.recipes.numbers import parted, rounded
from cms.demo.prose.scene import Scene, workday_before
from cms.demo.prose.titles import mark_of
from cms.obligations.calendar import is_workday
from cms.obligations.schedule import STANDING, parse_period
from tests.demo.entries import SEED, UNITS, Unit, entries_of, public_items, text_of

STREET = UNITS[1]
DAYS = [
    dt.date(2026, 1, 1),
    dt.date(2026, 1, 31),
    dt.date(2028, 2, 29),
    dt.date(2026, 6, 30),
    dt.date(2026, 12, 31),
]
OTHERS = [
    ("chengguan", Unit("东湖街道党工委", "SUBDISTRICT", "donghu", "区委办公室")),
    ("chengguan", Unit("大田镇党委", "TOWN", "datian", "区委办公室")),
    ("chengguan", Unit("经济开发区党工委", "PARK", "kaifaqu", "区委办公室")),
    ("jiaotiju", Unit("区民政局党组", "DEPARTMENT", "minzhengju")),
    ("jiaotiju", Unit("区纪委监委机关", "DISCIPLINE", "jiwei")),
    ("village01", Unit("城关社区党委", "COMMUNITY", "community01", "城关街道党工委")),
    ("soe01", Unit("区养老服务协会党支部", "SOCIAL_ORG", "social02", "区民政局党组")),
    ("jiaotiju", Unit("某单位", "NO_SUCH_KIND", "nowhere")),
]


def item_of(code: str):
    return next(item for unit in UNITS for item in public_items(unit.slug) if item.code == code)


def scene_of(code: str, key: str) -> Scene:
    period = parse_period(key)
    return Scene(item_of(code), STREET, period, period.end + dt.timedelta(10), SEED)


@pytest.mark.parametrize("today", DAYS, ids=str)
@pytest.mark.parametrize("unit", [UNITS[1], UNITS[3], UNITS[6]], ids=lambda unit: unit.slug)
def test_no_entry_is_later_than_the_day_of_loading(unit, today):
    assert [entry.on for entry in entries_of(unit, today) if entry.on > today] == []


@pytest.mark.parametrize("today", DAYS, ids=str)
def test_every_item_composes_for_any_day_even_without_anything_due(today):
    for unit in UNITS:
        for item in public_items(unit.slug):
            draft = compose(item, unit, period=STANDING, on=today, seed=SEED)
            assert draft.blocks
            assert draft.issued_on <= today


@pytest.mark.parametrize(("catalog", "unit"), OTHERS, ids=lambda value: getattr(value, "slug", value))
def test_every_kind_of_unit_can_say_something_for_every_item(catalog, unit):
    missing = []
    for entry in entries_of(unit, dt.date(2026, 12, 31), catalog=catalog):
        headings = "、".join(value for kind, value in entry.draft.blocks if kind == "heading")
        missing += [(entry.draft.title, e) for e in elements(entry.item.content) if bare(e) not in headings]
        assert entry.draft.summary
    assert missing == []


def test_two_units_of_a_kind_do_not_read_alike():
    own, other = (
        {
            entry.draft.title: text_of(entry.draft)
            for entry in entries_of(unit, dt.date(2026, 12, 31), catalog="chengguan")
        }
        for unit in (STREET, OTHERS[0][1])
    )
    assert [title for title in own if own[title] == other.get(title)] == []
    assert "滨湖社区" in "".join(other.values())
    assert "新华社区" not in "".join(other.values())


def test_an_item_that_no_recipe_knows_is_written_element_by_element():
    strange = replace(
        item_of("ZJ-09"), title="桥梁巡检", content="巡检安排、发现隐患（含照片）；联系方式，经费"
    )
    draft = compose(strange, STREET, period=parse_period("2026-Q1"), on=dt.date(2026, 4, 9), seed=SEED)
    assert draft.title == "2026年第一季度桥梁巡检"
    headings = [value for kind, value in draft.blocks if kind == "heading"]
    assert headings == ["巡检安排", "发现隐患", "经费", "联系方式"]


def test_an_item_without_content_is_its_own_element():
    bare_item = replace(item_of("ZJ-09"), title="桥梁巡检", content="")
    draft = compose(bare_item, STREET, period=None, on=dt.date(2026, 4, 9), seed=SEED)
    assert ("heading", "桥梁巡检") in draft.blocks


def test_markup_in_a_catalog_does_not_become_markup_on_the_page():
    item = replace(item_of("ZJ-33"), responsible="<script>科</script>")
    label, on = stages(item, STREET, until=dt.date(2026, 12, 31), seed=SEED)[0]
    draft = compose(item, STREET, period=None, on=on, seed=SEED, occasion=label)
    rich = "".join(value for kind, value in draft.blocks if kind == "rich_text")
    assert "<script>" not in rich
    assert "&lt;script&gt;" in rich


def test_an_occasion_that_nobody_planned_is_taken_at_its_word():
    draft = compose(
        item_of("ZJ-16"), STREET, period=None, on=dt.date(2026, 5, 12), seed=SEED, occasion="路灯问题"
    )
    assert draft.title == "路灯问题"


def test_the_persons_of_a_notice_are_the_persons_of_the_decision():
    notices = events(item_of("ZJ-17"), STREET, until=dt.date(2026, 12, 31), seed=SEED)
    decisions = events(item_of("ZJ-18"), STREET, until=dt.date(2026, 12, 31), seed=SEED)
    assert [label.split("名同志")[0] for label, _on in notices] == [
        d.split("名同志")[0] for d, _on in decisions
    ]
    assert all(notice < decided for (_n, notice), (_d, decided) in zip(notices, decisions, strict=True))


@pytest.mark.parametrize("year", range(2025, 2031))
def test_a_schools_events_are_in_term_and_every_event_on_a_working_day(year):
    safety = happenings(item_of("XX-13"), UNITS[3], year, SEED)
    assert safety
    assert not any(a <= (one.on.month, one.on.day) <= b for one in safety for a, b in HOLIDAYS)
    for unit in UNITS:
        for item in public_items(unit.slug):
            days = [one.on for one in happenings(item, unit, year, SEED)]
            assert days == sorted(days)
            assert [day for day in days if not is_workday(day)] == []


@pytest.mark.parametrize(
    ("content", "parts"),
    [
        ("重点任务清单、节点", ["重点任务清单", "节点"]),
        ("党委（总支、支部）设置、职责", ["党委（总支、支部）设置", "职责"]),
        ("章程，规则；", ["章程", "规则"]),
        ("“一肩挑、两手抓”情况", ["“一肩挑、两手抓”情况"]),
        ("", []),
    ],
)
def test_a_separator_inside_brackets_belongs_to_its_element(content, parts):
    assert elements(content) == parts


@pytest.mark.parametrize(
    ("element", "told"),
    [
        ("答复情况（去除个人信息）", "答复情况"),
        ("党（工）委会议", "党（工）委会议"),
        ("（全部为旁注）", "（全部为旁注）"),
    ],
)
def test_an_aside_is_left_out_and_a_part_of_the_word_is_kept(element, told):
    assert bare(element) == told


@pytest.mark.parametrize(
    ("part", "whole", "told"),
    [(0, 7, "0%"), (999, 1000, "99.9%"), (9999, 10000, "99.9%"), (7, 7, "100%"), (1, 0, "—")],
)
def test_nothing_is_a_hundred_percent_before_it_is_done(part, whole, told):
    assert percent(part, whole) == told


def test_sums_of_money_are_exact():
    page = Page()
    page.table("表", ["项目", "金额"], [["甲", wan(10)], ["乙", wan(20)], ["丙", "—"]], total=(1,))
    assert page.blocks[0][1]["rows"][-1] == ["合计", "0.30"]
    assert page.blocks[0][1]["numeric"] == [False, True]


def test_a_summary_takes_the_sentences_that_fit():
    page = Page()
    for sentence in ("短句。", "长" * LIMIT, "再一句。"):
        page.gist(sentence)
    assert page.summary() == "短句。再一句。"


@pytest.mark.parametrize("key", ["2026-01", "2026-Q4", "2026-H1", "2026"])
def test_periods_that_follow_each_other_draw_different_facts(key):
    first = scene_of("ZJ-09", key)
    after = parse_period(key).end + dt.timedelta(1)
    following = {7: f"{after.year}-{after.month:02d}", 4: f"{after.year}"}.get(len(key), "")
    following = {"2026-Q4": "2027-Q1", "2026-H1": "2026-H2"}.get(key, following)
    bank = list(range(9))
    one, two = first.pick(bank, 4), scene_of("ZJ-09", following).pick(bank, 4)
    assert len(set(one)) == 4
    assert set(one) & set(two) == set()


def test_the_months_of_a_year_add_up_to_its_total():
    months = [scene_of("ZJ-09", f"2026-{n:02d}").grown(1000, "x") for n in range(1, 13)]
    assert sum(now for now, _so_far in months) == 1000
    assert months[-1][1] == 1000
    assert scene_of("ZJ-09", "2026-Q2").grown(1000, "x")[1] == months[5][1]


@pytest.mark.parametrize(("total", "count"), [(0, 3), (2, 3), (3, 3), (1000, 6)])
def test_a_total_in_parts_is_still_the_total(total, count):
    shares = parted(scene_of("ZJ-09", "2026").luck("x"), total, count)
    assert sum(shares) == total
    assert min(shares) >= (total >= count)


def test_goals_are_round():
    assert [rounded(n) for n in (7, 42, 107, 4291, 122839)] == [7, 42, 100, 4200, 120000]


def test_a_working_day_before_new_year_lies_in_the_old_one():
    assert workday_before(dt.date(2026, 1, 1)) == dt.date(2025, 12, 31)
    assert workday_before(dt.date(2026, 1, 5), 1) == dt.date(2026, 1, 4)  # a Sunday that is worked


@pytest.mark.parametrize(
    ("name", "mark"),
    [
        ("城关街道党工委", "城街工委"),
        ("柳河镇党委", "柳镇委"),
        ("区委组织部", "区委组"),
        ("区财政局（区国资办）党组", "财政党"),
        ("示例区第一中学党组织", "第一中学党"),
    ],
)
def test_documents_carry_the_mark_of_their_unit(name, mark):
    assert mark_of(name) == mark


def test_the_communities_of_a_street_are_its_own_and_a_park_without_any_speaks_of_grids():
    assert facts_of("SUBDISTRICT", "西山街道党工委")["places"] == ["西山社区", "梧桐社区", "康乐社区"]
    assert facts_of("PARK", "经济开发区党工委")["places"] == ["第一网格", "第二网格", "第三网格"]
