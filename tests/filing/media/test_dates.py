"""The newest date on a page, as sites of units write it."""

import datetime as dt

import pytest

from cms.filing.media.probing.dates import newest

TODAY = dt.date(2026, 11, 24)


@pytest.mark.parametrize(
    ("page", "day"),
    [
        ("<li>关于换届的公示 <span>2026-11-20</span></li><li>旧闻 2025-12-31</li>", "2026-11-20"),
        ("<p>发布时间：2026年3月5日</p>", "2026-03-05"),
        ("<p>2026年03月05日 10:30</p>", "2026-03-05"),
        ("<p>[2026/3/5]</p><p>2026.10.1</p>", "2026-10-01"),
        ("<p>2026年 3 月 5 日</p>", "2026-03-05"),
        ("<p>二〇二六年三月五日</p>", "2026-03-05"),
        ("<p>二○二六年十月三十一日 二零二五年十二月二十日</p>", "2026-10-31"),
        ('<time datetime="2026-11-02T08:00:00+08:00">昨天</time>', "2026-11-02"),
        ('<meta name="PubDate" content="2026-10-09 09:00">', "2026-10-09"),
        ('<meta property="article:modified_time" content="2026-09-01T00:00Z">', "2026-09-01"),
        ("<!-- 2026-11-23 --><p>2026-01-05</p>", "2026-01-05"),
        ("<!-- a > b 2026-11-23 <p> 2026-11-22 --><p>2026-01-05</p>", "2026-01-05"),
        ("<script>var t='2026-11-23';if(1<2){}</script><p>2026-01-05</p>", "2026-01-05"),
        (
            '<script src="a.js?v=2026-11-23"></script><link href="/s.css?2026-11-23"><p>2026-01-05</p>',
            "2026-01-05",
        ),
        ("<style>/* 2026-11-23 */</style>2026-01-05", "2026-01-05"),
        ("<p>今天是2026年11月24日 星期二</p><p>2026-01-05</p>", "2026-01-05"),
        ("<div>2026年11月24日 星期二</div><p>2026-01-05</p>", "2026-01-05"),
        ("<p>听证会将于2026年12月20日举行</p><p>2026-11-10 发布</p>", "2026-11-10"),
        ("<p>2026-02-30</p><p>2026-13-01</p>", None),
        ("<p>11-20</p><p>© 2010-2026</p><p>电话 0571-2026-1234</p>", None),
        ("<p>编号120260101-05-06</p>", None),
        ("", None),
        ("2026-11-24", "2026-11-24"),
    ],
)
def test_the_newest_date_that_people_see(page, day):
    assert newest(page, today=TODAY) == (day and dt.date.fromisoformat(day))


@pytest.mark.parametrize(
    "piece", ["<", "<!--", "<script ", "<a", "2026-", "二〇二六年", "<time datetime='", "今天"]
)
def test_a_page_made_to_be_slow_is_read_like_any_other(piece):
    """A megabyte of what would make a careless pattern take minutes: the test's own time limit is the judge."""
    assert newest(piece * (1_000_000 // len(piece)) + "<p>2026-01-05</p>", today=TODAY) in (
        dt.date(2026, 1, 5),
        None,
    )
