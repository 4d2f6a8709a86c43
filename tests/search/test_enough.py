"""Where more is found than is counted, and where words are looked up before they are compared."""

import datetime as dt
import uuid

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cms.publication.models import Entry
from cms.registry.models import Unit
from cms.search import zhtext
from cms.search.actions import rewrite
from cms.search.contract import Asked, Facet, Order
from cms.search.models import AttachmentText, SearchDocument
from cms.search.postgres import PostgresEngine, narrowing, statement
from cms.search.zhtext import parse
from tests.approval import versions_of

pytestmark = pytest.mark.django_db(databases=["default", "central"])


@pytest.fixture(params=["compared at once", "looked up first"])
def ask(request, ta, monkeypatch):
    """A question to a unit that has nothing public, as units ask and as the district does."""
    SearchDocument.objects.filter(part__gte=0).delete()
    if request.param == "looked up first":
        monkeypatch.setattr(narrowing, "index_serves", lambda: True)
    return lambda query="", **asked: PostgresEngine().search(Asked(query, **asked))


@pytest.fixture
def three_are_enough(monkeypatch):
    for name, value in {"MOST_COUNTED": 3, "ENOUGH": 4, "MOST_RANKED": 3, "MOST_LOOKED_AT": 6}.items():
        monkeypatch.setattr(statement, name, value)


def publish(*texts: str, files: tuple[str, ...] = ()) -> list[uuid.UUID]:
    """Entries, one a day and item, the newest first; each carries files with these words."""
    unit, now = Unit.objects.get(slug="ta"), timezone.now()
    entries = [
        Entry.objects.create(
            uuid=uuid.uuid4(), unit=unit, kind="article", item_code=f"TS-{number:02d}", title=f"第{number}件", text=text,
            item_title="事项", section="类别", path="/", content_hash="0" * 64, updated_at=now,
            published_at=now - dt.timedelta(days=number), public_at=now - dt.timedelta(days=number),
            attachments=[{"title": f"附件{n}", "hash": f"{n}", "url": "", "kind": "", "size": 1} for n in range(len(files))],
        )
        for number, text in enumerate(texts, 1)
    ]  # fmt: skip
    versions_of(entries)
    for entry in entries:
        for n, words in enumerate(files):
            AttachmentText.objects.filter(entry=entry, digest=f"{n}").update(state="READ", text=words)
    rewrite(entries)
    return [entry.pk for entry in entries]


def told(found, facet: Facet) -> dict[str, int]:
    return {choice.value: choice.count for choice in found.facets[facet]}


def keys(found) -> list[uuid.UUID]:
    return [hit.entry for hit in found.hits]


APART = "民生，生实，实事"


def test_what_has_the_pairs_of_a_phrase_and_not_the_phrase_is_not_found(ask):
    _apart, whole = publish(APART, "民生实事")
    found = ask("民生实事")
    assert (keys(found), found.total, told(found, Facet.ITEM)) == ([whole], 1, {"TS-02": 1})


def test_what_has_the_pairs_of_a_phrase_that_is_not_wanted_is_found(ask):
    apart, _whole = publish(APART, "民生实事")
    assert keys(ask("民生 -民生实事")) == [apart]
    assert keys(ask("民生 -实事")) == []


def test_a_synonym_is_compared_as_the_word_is(ask, monkeypatch):
    _apart, _whole, other = publish(APART, "养老金", "惠民工程")
    monkeypatch.setattr(
        "cms.search.postgres.engine.understood",
        lambda query: parse(query, synonyms={"民生实事": ["惠民工程"]}),
    )
    assert keys(ask("民生实事")) == [other]


@pytest.mark.parametrize("query", ["民生实事", "民生", ""])
def test_beyond_enough_a_total_is_the_least_and_facets_tell_of_more(ask, three_are_enough, query):
    published = publish(*["民生实事"] * 5)
    found = ask(query)
    assert (found.total, found.capped) == (3, True)
    assert told(found, Facet.ITEM) == {f"TS-{number:02d}": 1 for number in range(1, 6)}
    assert set(keys(found)) == set(published[:3])
    assert ask(query, start=2, order=Order.NEWEST).hits[0].entry == published[2]
    assert keys(ask(query, order=Order.OLDEST)) == published[:1:-1]
    assert ask(query, start=3).hits == () and ask(query, start=3).total == 3


def test_what_is_apart_does_not_make_enough(ask, three_are_enough):
    """Five candidates, three of them found: the total is exact, however many were looked at."""
    *_apart, one, two, three = publish(APART, APART, "民生实事", "民生实事", "民生实事")
    found = ask("民生实事", order=Order.NEWEST)
    assert (keys(found), found.total, found.capped) == ([one, two, three], 3, False)
    assert told(found, Facet.ITEM) == {"TS-03": 1, "TS-04": 1, "TS-05": 1}


@pytest.mark.parametrize("order", Order)
def test_an_entry_that_is_found_in_several_parts_is_one(ask, order):
    published = publish("见附件", "见附件", files=("民生实事", "民生实事，民生实事"))
    found = ask("民生实事", order=order)
    assert (found.total, told(found, Facet.FORM)) == (2, {"article": 2})
    assert sorted(keys(found)) == sorted(published)
    assert {hit.part for hit in found.hits} == {2 if order == Order.RELEVANCE else 1}


def test_a_choice_is_counted_beside_the_others_of_its_facet(ask):
    publish("民生实事", "民生实事", APART)
    found = ask("民生实事", chosen={Facet.ITEM: ("TS-02",), Facet.FORM: ("article",)})
    assert found.total == 1
    assert told(found, Facet.ITEM) == {"TS-01": 1, "TS-02": 1}
    assert told(found, Facet.FORM) == {"article": 1}
    assert ask("民生实事", chosen={Facet.YEAR: ("x",)}).total == 0


def test_as_many_queries_for_ten_as_for_one(ask):
    counts, chosen = [], {Facet.ITEM: ("TS-01",), Facet.YEAR: ("1999",)}
    for texts in (["民生实事"], ["民生实事"] * 9):
        publish(*texts)
        with CaptureQueriesContext(connections["default"]) as asked:
            assert ask("民生实事", chosen=chosen).facets
        counts.append(len([one for one in asked if "SAVEPOINT" not in one["sql"]]))
    assert counts[0] == counts[1] <= 9


@pytest.mark.parametrize("query", ["民生", "民", "GB/T", "民生 -实事", "DA-2023 公开"])
def test_single_lexemes_are_found_by_the_index_alone(query):
    asked = parse(query)
    alone = "2023" not in query and "/" not in query
    assert (zhtext.tsquery_anywhere(asked) == zhtext.tsquery(asked)) is alone


def test_nothing_is_looked_up_for_nothing():
    assert zhtext.tsquery_anywhere(parse("，。")) is None
