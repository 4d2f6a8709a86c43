"""The fixed questions on every engine: the same entries, each in an order that puts first what people look for."""

from __future__ import annotations

import math
import uuid
from collections.abc import Iterator

import pytest
from django.utils import timezone

from cms.publication.models import Entry
from cms.registry.models import Unit
from cms.search.actions import rewrite
from cms.search.contract import Asked, Order, SearchEngine
from cms.search.models import AttachmentText, SearchDocument
from cms.search.postgres import PostgresEngine, narrowing
from tests.approval import versions_of
from tests.search.relevance.corpus import SHELF, moment
from tests.search.relevance.judgements import JUDGED, Judged

pytestmark = pytest.mark.django_db(databases=["default", "central"])
ENOUGH = 0.95
KEYS = {name: uuid.uuid5(uuid.NAMESPACE_URL, name) for name in SHELF}
NAMES = {key: name for name, key in KEYS.items()}
ENGINES = {"postgresql": PostgresEngine, "postgresql-index": PostgresEngine}
"""name → what makes the engine; a test module of another engine adds its own. The second one looks words up first, as for
the whole district."""


@pytest.fixture
def shelf(ta) -> None:
    """The fixed entries in the ledger of a unit, and nothing else of it to be searched."""
    SearchDocument.objects.filter(part__gte=0).delete()
    unit, now = Unit.objects.get(slug="ta"), timezone.now()
    entries = [_entry(name, unit, now) for name in SHELF]
    versions_of(entries)
    for entry in entries:
        texts = SHELF[NAMES[entry.pk]].files.values()
        for file, text in zip(entry.attachments, texts, strict=True):
            AttachmentText.objects.filter(entry=entry, digest=file["hash"]).update(state="READ", text=text)
    rewrite(entries)


def _entry(name: str, unit: Unit, now) -> Entry:
    one = SHELF[name]
    at = moment(one.days, now)
    # No such file is there to be read: what is in it is told afterwards.
    files = [
        {"title": title, "hash": f"{name}-{title}", "url": "", "kind": "", "size": 1} for title in one.files
    ]
    return Entry.objects.create(
        uuid=KEYS[name], unit=unit, kind=one.kind, item_code=one.item, item_title="事项", section="类别", title=one.title,
        text=one.text, path="/", content_hash="0" * 64, published_at=at, public_at=at, updated_at=at, attachments=files,
    )  # fmt: skip


@pytest.fixture(params=ENGINES)
def engine(request, shelf, monkeypatch) -> Iterator[SearchEngine]:
    """An engine that holds the shelf."""
    if request.param == "postgresql-index":
        monkeypatch.setattr(narrowing, "index_serves", lambda: True)
    one = ENGINES[request.param]()
    one.index(SearchDocument.objects.all())
    yield one


def answers(engine: SearchEngine, judged: Judged) -> list[str]:
    found = engine.search(Asked(query=judged.query, limit=100, **judged.asked))
    assert found.total == len(found.hits)
    return [NAMES[hit.entry] for hit in found.hits]


def ndcg(grades: list[int], best: list[int], *, at: int = 10) -> float:
    """Normalised discounted cumulative gain: 1 where what is sought stands first."""

    def gain(found: list[int]) -> float:
        return sum((2**grade - 1) / math.log2(place + 2) for place, grade in enumerate(found[:at]))

    return gain(grades) / gain(best) if gain(best) else 1.0


def test_every_question_finds_exactly_what_holds_it(engine):
    wrong = {
        judged.query: (sorted(found - set(judged.grades)), sorted(set(judged.grades) - found))
        for judged in JUDGED
        if (found := set(answers(engine, judged))) != set(judged.grades)
    }
    assert wrong == {}  # question → (too many, missing)


def test_what_people_look_for_stands_first(engine, record_property):
    scores = {}
    for judged in JUDGED:
        grades = [judged.grades.get(name, 0) for name in answers(engine, judged)]
        scores[judged.query, *judged.asked] = ndcg(grades, sorted(judged.grades.values(), reverse=True))
    mean = sum(scores.values()) / len(scores)
    record_property("ndcg_at_10", mean)
    print(f"nDCG@10 {engine.name}: {mean:.4f} over {len(scores)} questions")
    assert len(scores) >= 60
    assert mean >= ENOUGH, sorted(scores.items(), key=lambda one: one[1])[:10]


def test_the_measure_tells_a_bad_order_from_a_good_one():
    """The control: the same answers upside down, and none at all, score less."""
    assert ndcg([3, 2, 1], [3, 2, 1]) == 1
    assert ndcg([1, 2, 3], [3, 2, 1]) < 0.8
    assert ndcg([], [3]) == 0


def test_a_hit_in_a_file_names_the_file(engine):
    (hit,) = engine.search(Asked(query="投影幕布")).hits
    row = SearchDocument.objects.get(entry=hit.entry, part=hit.part)
    assert (NAMES[hit.entry], row.source) == ("purchase", "采购清单.xlsx")


def test_an_order_by_day_is_one_by_day(engine):
    newest = [NAMES[hit.entry] for hit in engine.search(Asked("环境整治", order=Order.NEWEST)).hits]
    oldest = [NAMES[hit.entry] for hit in engine.search(Asked("环境整治", order=Order.OLDEST)).hits]
    assert newest == oldest[::-1] == ["cleannew", "cleanword", "cleanold"]
