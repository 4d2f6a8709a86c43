"""One Elasticsearch for all of these tests, and an engine with an index of its own for each."""

from __future__ import annotations

import uuid

import pytest

from cms.search.elastic import ElasticsearchEngine
from tests.search import elasticsearch_server


@pytest.fixture(scope="session")
def elasticsearch():
    if not elasticsearch_server.present():
        pytest.skip(elasticsearch_server.MISSING)
    with elasticsearch_server.serving() as server:
        yield server.url


@pytest.fixture
def engine(elasticsearch, db):
    """An engine whose index holds what is committed in every test database: an entry of ta and one of tb."""
    engine = ElasticsearchEngine(elasticsearch, alias=f"test{uuid.uuid4().hex[:8]}")
    engine.rebuild(progress=lambda *_told: None)
    yield engine
    engine.discard()


@pytest.fixture
def settle(engine):
    """What was written is found from here on; a reader waits a second at most."""
    return lambda: engine.service.client.indices.refresh(index=engine.service.alias)
