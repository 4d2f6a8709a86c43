"""Elasticsearch as the engine: the same entries as PostgreSQL finds, nobody else's, nothing old, nothing lost."""

from __future__ import annotations

import datetime as dt
import random
import uuid

import pytest
from django.db import connection

from cms.search import asking
from cms.search.contract import MOST_RANKED, Asked, Facet, Order, Unavailable
from cms.search.elastic import ElasticsearchEngine, rebuilding, service
from cms.search.elastic.mapping import refinements
from cms.search.models import SearchDocument, Synonym
from cms.search.postgres import PostgresEngine
from cms.search.synonyms import understood
from cms.search.tasks import look_over_engine
from cms.search.zhtext import tsquery, vector
from tenants.context import tenant_scope
from tests import sample
from tests.sample import CANARY
from tests.search.elastic.rows import DAY, parts, row

pytestmark = [pytest.mark.elasticsearch, pytest.mark.django_db(databases=["default", "central"])]
WORDS = [
    "党务", "公开", "民生", "实事", "干部", "任免", "日本", "和", "服", "务", "DA-2023", "GB/T", "3,000", "，。", "、",
    "2023年", "〔2023〕5号", "医院", "的", "《条例》", "x",
]  # fmt: skip


def entries(found) -> set[uuid.UUID]:
    return {hit.entry for hit in found.hits}


def everything(found) -> tuple:
    """What two engines must agree on: which entries and parts, the total, all counts."""
    return {(hit.entry, hit.part) for hit in found.hits}, found.total, found.capped, dict(found.facets)


def test_the_same_texts_match_the_same_questions(engine, settle, tenant, ta):
    """Random texts and questions, punctuation and the office's words among them; PostgreSQL says what is right."""
    dice = random.Random(7)
    with tenant_scope(tenant("central")):
        Synonym.objects.create(word="党务", others="民生、GB/T")

    def told(most: int) -> str:
        return "".join(dice.choices(WORDS, k=dice.randint(1, most)))

    rows = [row(told(4), told(30)) for _each in range(150)]
    engine.index(rows)
    settle()
    vectors = [(str(each.entry_id), vector(each.title, each.body)) for each in rows]
    for number in range(250):
        words = [told(3) for _word in range(dice.randint(1, 2))] + (
            ["-" + told(2)] if number % 5 == 0 else []
        )
        question = Asked(" ".join(words), limit=200, facets=False)
        literal = tsquery(understood(question.query))
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT key FROM unnest(%s::uuid[], %s::text[]) AS row (key, v) WHERE v::tsvector @@ %s::tsquery",
                [[key for key, _v in vectors], [v for _key, v in vectors], literal],
            )
            expected = {key for (key,) in cursor.fetchall()}
        assert entries(engine.search(question)) - published(ta) == expected, question.query


def published(tenant) -> set[uuid.UUID]:
    return set(SearchDocument.objects.values_list("entry", flat=True))


@pytest.fixture
def told(ta, engine, settle):
    """Public entries of ta, in the ledger and in the index."""
    sample.article("TS-01", "第一季度民生实事进展", "完成道路改造三项，日本经验", slug="a")
    sample.article("TS-02", "中学招生会议", "学会组织和服务，文号 DA-2023，标准 GB/T 18894", slug="b")
    sample.article("TS-02", "大学会议纪要", "关于民生的实事求是，日本，党务公开", slug="c")
    files = [sample.attached(sample.document("设备采购明细。民生", "清单.txt"))]
    sample.article("TS-01", "附件公开", "见附件", body=files, slug="d")
    engine.index(SearchDocument.objects.all())
    settle()


QUESTIONS = [
    Asked(),
    Asked("民生"),
    Asked("民生实事"),
    Asked("学会"),
    Asked("学会", whole_words=True),
    Asked("和服", whole_words=True),
    Asked("民生 -日本"),
    Asked("DA-2023"),
    Asked("设备采购"),
    Asked("设备采购 附件公开"),
    Asked("设备采购 见附件"),
    Asked("。，"),
    Asked("医"),
    Asked("民生", chosen={Facet.ITEM: ("TS-02",)}),
    Asked(chosen={Facet.ITEM: ("TS-02", "TS-99"), Facet.UNIT: ("ta", "nobody")}),
    Asked(chosen={Facet.LINE: ("L01",), Facet.YEAR: ("1999", "x")}),
    Asked(chosen={Facet.LINE: ("L02",), Facet.FORM: ()}),
    Asked(since=DAY + dt.timedelta(days=36_500)),
    Asked("民生", since=DAY - dt.timedelta(days=36_500), until=DAY + dt.timedelta(days=36_500)),
    Asked("民生", order=Order.NEWEST, start=1, limit=1),
    Asked("民生", order=Order.OLDEST, limit=1),
    Asked(order=Order.OLDEST, start=2, limit=2),
    Asked("民生", start=MOST_RANKED),
    Asked("民生", facets=False),
]


TYPED = [
    "生实",
    "minsheng",
    "minshengsh",
    "mss",
    "min sheng",
    "第一季",
    "jdms",
    "m",
    "",
    "，",
    "'",
    "zhang x",
]


def test_both_engines_say_the_same(told, engine):
    other = PostgresEngine()
    for question in QUESTIONS:
        assert everything(engine.search(question)) == everything(other.search(question)), question
    for typed in TYPED:
        assert engine.suggest(typed) == other.suggest(typed), typed
    # By relevance the best one is the same; what follows is each engine's own.
    assert engine.search(Asked("民生")).hits[0].entry == other.search(Asked("民生")).hits[0].entry
    for question in (Asked(), Asked(order=Order.OLDEST), Asked("民生", order=Order.NEWEST)):
        hits, others = engine.search(question).hits, other.search(question).hits
        assert [hit.entry for hit in hits] == [hit.entry for hit in others], question


def test_a_title_that_is_withdrawn_is_not_offered_though_the_index_has_it_yet(told, engine):
    assert [each.text for each in engine.suggest("minsheng")] == ["第一季度民生实事进展"]
    assert engine.search(Asked("民生实事")).total == 1
    SearchDocument.objects.filter(title="第一季度民生实事进展").delete()
    assert engine.suggest("minsheng") == ()
    assert engine.search(Asked("民生实事")).total == 1, "the index was not behind"


def test_a_unit_is_shown_its_own_and_the_district_everything(engine, tenant):
    keys = {}
    for slug in ("ta", "tb", "central"):
        with tenant_scope(tenant(slug)):
            keys[slug] = entries(engine.search(Asked("机构设置公开")))
            assert bool(engine.search(Asked(CANARY)).total) is (slug != "ta")
            assert bool(engine.suggest("机构设置公开金丝雀")) is (slug != "ta")
    assert keys["central"] == keys["ta"] | keys["tb"]
    assert not keys["ta"] & keys["tb"]
    with tenant_scope(tenant("ta")):
        assert engine.search(Asked(chosen={Facet.UNIT: ("tb",)})).total == 0


def test_equal_ids_of_two_units_stay_apart(engine, settle, ta, tb):
    entry = uuid.uuid4()
    engine.index([row("甲的说法", entry_id=entry)])
    with tenant_scope(tb):
        engine.index([row("乙的说法", entry_id=entry)])
        settle()
        assert engine.search(Asked("说法")).total == engine.search(Asked("乙的说法")).total == 1
        engine.delete([f"{tb.schema_name}:{entry}:0"])
        settle()
    assert engine.search(Asked("甲的说法")).total == 1


def test_what_is_older_never_replaces_what_is_newer(engine, settle, ta):
    entry = uuid.uuid4()
    for version, title in ((2, "新的说法"), (1, "旧的说法")):
        engine.index([row(title, entry_id=entry, version=version)])
    settle()
    assert engine.search(Asked("旧的说法")).total == 0
    assert engine.search(Asked("新的说法")).total == 1
    # Of the same version more may be known: the words of a file.
    engine.index([row("新的说法", "附件的文字", entry_id=entry, version=2)])
    settle()
    assert engine.search(Asked("附件的文字")).total == 1


def test_what_is_withdrawn_is_gone_and_comes_back_as_a_later_version(engine, settle, ta):
    several = parts("很长的附件", "第一部分", "第二部分的话")
    engine.index(several)
    engine.delete([each.key for each in several])
    engine.delete([each.key for each in several])
    # A task that read the table before, and is late.
    engine.index(several)
    settle()
    assert engine.search(Asked("很长的附件")).total == 0
    engine.index([row("很长的附件", entry_id=several[0].entry_id, version=2)])
    settle()
    assert engine.search(Asked("很长的附件")).total == 1


def test_an_entry_counts_once_and_is_shown_by_its_best_part(engine, settle, ta):
    engine.index(parts("名单", "无关的话", "独一无二的话，独一无二", "独一无二"))
    settle()
    found = engine.search(Asked("独一无二"))
    assert found.total == 1 and found.hits[0].part in (1, 2)
    # Every word in one part: no entry is found for what only its parts together say.
    assert engine.search(Asked("独一无二 无关")).total == 0


def test_an_index_is_built_while_the_old_one_answers_and_takes_in_what_happens_meanwhile(engine, tenant):
    client, alias = engine.service.client, engine.service.alias
    (before,) = client.indices.get_alias(name=alias)
    with tenant_scope(tenant("ta")):
        changed, foreign = list(SearchDocument.objects.all()), row("台账里没有")
        for each in changed:
            each.title, each.version = "改过的标题", each.version + 1

    def meanwhile(_what, done, _of):
        if done == 1:
            with tenant_scope(tenant("ta")):
                assert engine.search(Asked("机构设置公开")).total == 1
                engine.index([*changed, foreign])

    public = SearchDocument.objects.using("central").count()
    assert engine.rebuild(progress=meanwhile) == public
    (after,) = client.indices.get_alias(name=alias)
    assert after != before and not client.indices.exists(index=before)
    assert not client.indices.exists_alias(name=engine.service.building)
    assert engine.status().documents == engine.status().expected == public
    with tenant_scope(tenant("ta")):
        assert entries(engine.search(Asked("改过的标题"))) == {each.entry_id for each in changed}
        assert engine.search(Asked("台账里没有")).total == 0
    with tenant_scope(tenant("tb")):
        assert engine.search(Asked(CANARY)).total == 1


def test_a_rebuilding_that_fails_leaves_the_old_index_and_the_next_clears_up(engine, tenant):
    client = engine.service.client
    (before,) = client.indices.get_alias(name=engine.service.alias)
    client.indices.create(index=f"{engine.service.alias}-left", aliases={engine.service.building: {}})

    def fails(*_told):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        engine.rebuild(progress=fails)
    assert list(client.indices.get(index=f"{engine.service.alias}-*")) == [before]
    with tenant_scope(tenant("ta")):
        assert engine.search(Asked("机构设置公开")).total == 1


def without_a_row(engine) -> None:
    """The index as it was before the service went down, and anything was published."""
    engine.discard()
    rebuilding._create(engine.service.client, f"{engine.service.alias}-early", engine.service.alias)


def test_what_it_was_not_told_while_it_was_down_is_made_up_for(engine, settle, tenant, monkeypatch):
    """One entry is missing, one lacks the words of its file, one was withdrawn; then one is of the version before."""
    monkeypatch.setattr(rebuilding, "ENTRIES", 1)
    without_a_row(engine)
    with tenant_scope(tenant("tb")):
        engine.index([*SearchDocument.objects.filter(part=0), row("已经撤回")])
    settle()
    assert engine.status().documents != engine.status().expected
    assert (engine.mend(), engine.mend()) == (3, 0)
    without_a_row(engine)
    with tenant_scope(tenant("ta")):
        before = SearchDocument.objects.get(part=0)
        before.title, before.version = "上一版的标题", 0
        engine.index([before])
    settle()
    assert (engine.mend(), engine.mend()) == (2, 0)
    settle()
    with tenant_scope(tenant("central")):
        assert engine.status().documents == engine.status().expected
        for question in (Asked(), Asked(CANARY), Asked("机构设置公开"), Asked("上一版"), Asked("已经撤回")):
            assert everything(engine.search(question)) == everything(PostgresEngine().search(question))
    with tenant_scope(tenant("ta")):
        assert engine.search(Asked(CANARY)).total == 0


def test_what_this_service_can_do_is_asked_and_not_assumed(engine):
    """The server of the tests has neither plugin nor cjk_bigram; the index is made all the same."""
    assert refinements(engine.service.client) == []
    status = engine.status()
    assert status.documents == status.expected == SearchDocument.objects.using("central").count()
    assert "8.19" in status.detail and engine.service.alias in status.detail


@pytest.fixture
def nobody_there(settings):
    settings.ELASTICSEARCH_URL = "http://127.0.0.1:9"
    settings.SEARCH_ENGINE = "tests.search.elastic.test_engine.Away"


class Away(ElasticsearchEngine):
    """Made anew for this test: the product keeps one engine for the life of a process."""


def test_while_it_is_down_postgresql_answers_with_a_notice(ta, nobody_there):
    found = asking.search(Asked("机构设置公开"))
    assert found.total == 1 and "备用检索" in found.notice
    assert asking.suggest("机构设置")
    away = ElasticsearchEngine()
    with pytest.raises(Unavailable, match="连接不上"):
        away.search(Asked("机构"))
    with pytest.raises(Unavailable, match="刚才"):
        away.search(Asked("机构"))
    assert look_over_engine.func() == 0
    assert away.status().documents == 0 and "连接不上" in away.status().detail
    with pytest.raises(Unavailable):
        away.index([row("要重试")])
    assert service.REST < service.SECONDS_AT_WORK


def test_without_an_index_readers_are_sent_to_the_other_engine(elasticsearch, ta):
    fresh = ElasticsearchEngine(elasticsearch, alias="never")
    with pytest.raises(Unavailable, match="rebuild"):
        fresh.search(Asked("机构"))
    # Nothing is lost: the first rebuilding reads the whole ledger.
    fresh.index([row("还没有索引")])
    assert not fresh.service.client.indices.exists(index="never")
