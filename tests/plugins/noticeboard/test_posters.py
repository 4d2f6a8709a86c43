"""Posters: of what is public, embedded and checkable, and the wall can be told from the site later."""

import dataclasses
import hashlib
import re
import zlib

import pytest
from django.core.exceptions import ValidationError

from cms.pages.models import ArticlePage
from cms.publication.actions import withdraw
from plugins.noticeboard import actions, demo, drawing
from plugins.noticeboard.models import Poster
from plugins.noticeboard.standing import look_up
from tenants.context import tenant_scope
from tests import sample
from tests.approval import approve, many, person

pytestmark = pytest.mark.django_db(databases=["default", "central"])
ROOT = "https://ta.test"


def made(size="A4", count=5) -> Poster:
    return actions.make(size=size, count=count, by_name="管理员")


def sheet(poster):
    return actions.sheet_of(poster, root=ROOT, check_url=f"{ROOT}/x/noticeboard/{poster.code}")


def streams(pdf: bytes) -> bytes:
    found = []
    for raw in re.findall(rb"stream\n(.*?)\nendstream", pdf, re.DOTALL):
        try:
            found.append(zlib.decompress(raw))
        except zlib.error:
            found.append(raw)
    return b"\n".join(found)


def pages(pdf: bytes) -> int:
    return int(re.search(rb"/Type /Pages.*?/Count (\d+)|/Count (\d+)", pdf, re.DOTALL).group(1) or 0)


def test_a_poster_holds_the_newest_entries_and_no_draft_and_says_how_it_is_checked(ta):
    sample.article("TS-02", "第二季度财务", "收支平衡")
    sample.article("TS-02", "未公开", "草稿", publish=False)
    poster = made(count=2)
    told = sheet(poster)
    assert [line.title for line in told.lines] == ["第二季度财务", "机构设置公开"]
    assert told.lines[0].url.startswith(ROOT + "/column/")
    # As an outsider computes it, not with the code that did.
    lines = [f"{one['entry']} {one['version']} {one['content_hash']}" for one in poster.lines]
    assert poster.digest == hashlib.sha256("\n".join(lines).encode()).hexdigest()
    assert "财务" not in str(Poster.objects.values())


@pytest.mark.parametrize(("size", "box"), [("A4", b"595.28 841.89"), ("A3", b"841.89 1190.55")])
def test_the_pdf_has_the_paper_asked_for_and_its_signs_embedded_and_nothing_else(ta, size, box):
    sample.article("TS-02", "村民李𬭚、王䶮同志🙂", "生僻字")
    told = sheet(made(size=size))
    pdf = drawing.pdf(told)
    assert box in pdf
    assert re.findall(rb"/BaseFont /(\S+)", pdf)
    assert all(name.endswith(b"NotoSansCJKSC") for name in re.findall(rb"/BaseFont /(\S+)", pdf))
    assert b"/FontFile3" in pdf
    assert len(pdf) < 200_000
    # Text can be searched and read aloud: signs that were used are mapped back to themselves.
    mapped = streams(pdf).upper()
    for sign in "村甲䶮":
        assert f"<{ord(sign):04X}>".encode() in mapped
    assert f"<{ord('魑'):04X}>".encode() not in mapped
    assert actions.unknown_signs(told) == "🙂"
    assert drawing.clean("a\x00🙂 \n b") == "a〓 b"


def test_the_same_sheet_is_the_same_file_and_many_lines_take_more_pages(ta):
    told = sheet(made())
    assert drawing.pdf(told) == drawing.pdf(told)
    long = dataclasses.replace(told.lines[0], title="题" * 80, summary="说" * 300)
    many = dataclasses.replace(told, publisher="很长的单位名称" * 9, lines=(long,) * 12)
    assert drawing.pdf(many).count(b"/Type /Page\n") == 3


def test_the_wall_is_told_what_changed_and_what_is_gone_since(ta):
    first = sample.article("TS-02", "要改的", "文")
    second = sample.article("TS-02", "要撤的", "文")
    poster = made(count=3)
    typed = f" {poster.printed_code.lower()} "
    assert look_up(typed).is_current
    page = ArticlePage.objects.get(pk=first.pk)
    page.title = "改过的"
    page.save_revision()
    approve(page)
    withdraw(second, by=person("approver"), explanation="数字有误，正在核对，另行公布")
    found = look_up(typed)
    assert found.intact
    assert not found.is_current
    assert [(row.standing, row.title, row.now) for row in found.rows] == [
        ("GONE", "", 0),
        ("CHANGED", "改过的", 2),
        ("CURRENT", "机构设置公开", 1),
    ]
    with pytest.raises(actions.Outdated, match="重新制作"):
        sheet(poster)
    Poster.objects.update(digest="0" * 64)
    assert not look_up(typed).intact


def test_bad_input_is_told_all_at_once_and_a_unit_without_entries_why_there_is_none(ta, tb):
    with pytest.raises(ValidationError) as refused:
        made(size="A0", count=0)
    assert set(refused.value.message_dict) == {"size", "count"}
    poster = made()
    with tenant_scope(tb):
        assert look_up(poster.code) is None
    assert look_up("") is None
    assert look_up("x" * 500) is None
    for page in ArticlePage.objects.live():
        page.unpublish()
    with pytest.raises(ValidationError, match="还没有公开"):
        made()


def test_however_many_lines_it_costs_the_same_queries(ta, django_assert_num_queries):
    one = made(count=1)
    many("TS-02", range(4))
    five = made(count=10)
    for poster in (one, five):
        with django_assert_num_queries(2):
            look_up(poster.code)


def test_the_demonstration_hangs_one_poster_where_something_is_public(ta, tb):
    demo.plant()
    demo.plant()
    (poster,) = Poster.objects.all()
    assert len(poster.lines) == 1
    with tenant_scope(tb):
        demo.plant()
        assert Poster.objects.count() == len(actions.newest(1))
