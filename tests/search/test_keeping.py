"""What an engine beside the ledger says may be another thing a second later, and no commit tells: nobody keeps it."""

from types import SimpleNamespace

import pytest

from cms.delivery import caching
from cms.delivery.store.kept import OK, may_be_kept

pytestmark = pytest.mark.django_db(databases=["default", "central"])
SEARCHED = [
    "/search?q=公开",
    "/search/suggestions?q=公开",
    "/api/v1/search?q=公开",
    "/api/v1/search/suggestions?q=公开",
    "/feed.atom?q=公开",
    "/feed.json?q=公开",
]
READ = ["/feed.json", "/api/v1/entries", "/"]


@pytest.fixture
def kept(visit, ta):
    def ask(path: str) -> bool:
        answer = visit("ta").get(path)
        assert answer.status_code == 200
        return may_be_kept(OK, list(answer.items()))

    return ask


@pytest.mark.parametrize("path", SEARCHED)
def test_what_the_ledger_itself_says_is_kept(kept, path):
    assert kept(path)


@pytest.mark.parametrize("path", SEARCHED)
def test_what_another_engine_says_is_not(kept, path, monkeypatch):
    monkeypatch.setattr(caching, "engine", lambda: SimpleNamespace(reads_ledger=False))
    assert not kept(path)


@pytest.mark.parametrize("path", READ)
def test_what_it_had_no_part_in_is_kept_all_the_same(kept, path, monkeypatch):
    monkeypatch.setattr(caching, "engine", lambda: SimpleNamespace(reads_ledger=False))
    assert kept(path)
