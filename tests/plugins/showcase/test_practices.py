"""A practice from the nomination to the showcase: what is asked before it is shown, and that it stays as it was shown."""

import pytest
from django.db import DatabaseError, transaction

from plugins.showcase import showing
from plugins.showcase.ledger.models import Practice
from plugins.showcase.states import Refused
from tests.plugins.showcase.conftest import at
from tests.plugins.showcase.practising import FULL, draft, shown

pytestmark = pytest.mark.django_db(databases=["default", "central"])


@at("bulletin")
def test_a_draft_is_the_nomination_in_the_leads_words_and_the_same_when_asked_again(course):
    made = draft(course)
    assert (made.story, made.replicable, made.limits) == (
        "公开栏进院坝", "院坝会上先公开再表决", "适合居住集中的村",
    )  # fmt: skip
    assert made.shown_at is None
    assert draft(course).pk == made.pk


@at("bulletin")
def test_nothing_is_shown_early_and_all_reasons_are_said_at_once(course):
    made = draft(course)
    with pytest.raises(Refused) as refusal:
        course.do("central", "show", made.pk)
    for words in ("在“展示”阶段办理", "请选所属方面", "请写单位办公电话"):
        assert words in str(refusal.value)
    with (
        course.on("central"),
        pytest.raises(DatabaseError, match="before the campaign"),
        transaction.atomic(),
    ):
        Practice.objects.filter(pk=made.pk).update(shown_at="2026-01-01T00:00Z")


@at("notice")
def test_while_the_notice_runs_no_practice_is_written(course):
    with pytest.raises(Refused, match="在“通报、展示”阶段办理"):
        draft(course)


@at("shown")
def test_what_is_shown_is_replaced_only_by_a_next_version(course):
    made = shown(course)
    with course.on("central"), pytest.raises(DatabaseError, match="next version"), transaction.atomic():
        Practice.objects.filter(pk=made.pk).update(story="悄悄改")
    with course.on("central"), pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        Practice.objects.filter(pk=made.pk).delete()
    assert course.do("central", "edit", made.pk, story="改过的做法").version == 2
    with pytest.raises(Refused, match="请写做法"):
        course.do("central", "edit", made.pk, story=" ")


@at("shown")
def test_taken_down_it_is_gone_and_comes_back_as_a_next_version(course):
    made = shown(course)
    with pytest.raises(Refused, match="请写撤下的理由"):
        course.do("central", "take_down", made.pk, reason="")
    course.do("central", "take_down", made.pk, reason="数据有误")
    with course.on("ta"):
        assert not showing.practices().exists()
        assert not Practice.objects.exists()
    assert course.do("central", "show", made.pk).version == 2


SOMEBODYS = (
    "13800138000", "138 0013 8000", "138-0013-8000", "+86 138 0013 8000", "8613800138000", "013800138000", "Tel13800138000",
    "１３８００１３８０００", "138－0013－8000", "11010519491231002X", "110105 19491231 002X",
    "１１０１０５１９４９１２３１００２Ｘ", "6222 0212 3456 7890 128",
)  # fmt: skip
NOBODYS = (
    "023-12345678",
    "023-12345678转13",
    "12345",
    "2026年1至3月共 13800 人次",
    "文号 2026-1380",
    "13800138.00 元",
)


@at("shown")
def test_no_persons_number_is_published(course):
    made = draft(course)
    for name, value in [("telephone", "13800138000"), *(("story", f"找小李 {one}。") for one in SOMEBODYS)]:
        with pytest.raises(Refused, match="不要写个人的手机号码"):
            course.do("central", "edit", made.pk, **(FULL | {name: value}))
    course.do("central", "edit", made.pk, **(FULL | {"story": "；".join(NOBODYS)}))


@at("shown")
def test_a_practice_s_telephone_is_an_office_s_with_its_area_code(course):
    made = draft(course)
    for value in ("12345678", "张三 023-12345678", "023-1"):
        with pytest.raises(Refused, match="带区号的办公电话"):
            course.do("central", "edit", made.pk, **(FULL | {"telephone": value}))
    course.do("central", "edit", made.pk, **(FULL | {"telephone": "０２３－１２３４５６７８、12345"}))


@at("shown")
def test_what_is_odd_is_told_at_once(course):
    made = draft(course)
    with pytest.raises(Refused, match="每张照片都要有文字说明"):
        course.do("central", "edit", made.pk, photos=[{"image": 1, "alt": " "}])
    with pytest.raises(Refused, match="https"):
        course.do("central", "edit", made.pk, documents=[{"title": "x", "url": "javascript:alert(1)"}])


@at("shown")
def test_a_unit_writes_no_practice_not_even_its_own(course):
    made = shown(course)
    with pytest.raises(Refused, match="中心站点"):
        course.do("ta", "edit", made.pk, story="自夸")
    with course.on("ta"):
        assert Practice.objects.filter(pk=made.pk).update(story="自夸") == 0
        copy = Practice.objects.get(pk=made.pk)
        copy.pk, copy.slug, copy.schema_name, copy._state.adding = None, "own", "ta", True
        with pytest.raises(DatabaseError, match="written by the office"), transaction.atomic():
            copy.save()


@at("shown")
def test_a_story_is_public_while_its_practice_is(course):
    made = draft(course)
    told = course.do("central", "write_story", title="走进院坝", body="正文", practice=made.pk)
    with pytest.raises(Refused, match="还没有上线"):
        course.do("central", "publish_story", told.pk)
    course.do("central", "edit", made.pk, **FULL)
    course.do("central", "show", made.pk)
    course.do("central", "publish_story", told.pk)
    with pytest.raises(Refused, match="先撤下再改"):
        course.do("central", "write_story", title="走进院坝", body="改", story=told.pk)
    with course.on("central"):
        assert showing.stories().count() == 1
    course.do("central", "take_down", made.pk, reason="数据有误")
    with course.on("central"):
        assert not showing.stories().exists()
