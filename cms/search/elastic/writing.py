"""Writing to the index. Where one is being built, to that one first: whenever the two change places, nothing is lost."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.translation import gettext as _
from elasticsearch import Elasticsearch, helpers

from cms.search.contract import Unavailable
from cms.search.elastic.documents import documents
from cms.search.elastic.service import SECONDS_AT_WORK, Service
from cms.search.models import SearchDocument

CHUNK, CHUNK_BYTES = 200, 10 * 2**20
GONE, OVERTAKEN = 404, 409
"""There is no such index or document, which is as wanted; a later version is there."""
VERSIONS_APART = 1_000_000
"""The service counts a version up when it forgets a document, and remembers that for a minute. So what was forgotten does
not come back by a task that was late, and the next version does, however often it was forgotten."""
Action = dict[str, Any]


def taking_in(rows: Iterable[SearchDocument], index: str) -> Iterator[Action]:
    """Entries, over any that are there and not of a later version."""
    for key, document in documents(rows):
        version = {"version": document["version"] * VERSIONS_APART, "version_type": "external_gte"}
        yield {"_op_type": "index", "_index": index, "_id": key, "_source": document, **version}


def forgetting(keys: Iterable[str], index: str) -> Iterator[Action]:
    for key in keys:
        yield {"_op_type": "delete", "_index": index, "_id": key}


def write(client: Elasticsearch, actions: Iterable[Action], *, by_alias: bool = False) -> Iterator[str]:
    """Do it, telling each key. Raises Unavailable for what was refused."""
    options = {"chunk_size": CHUNK, "max_chunk_bytes": CHUNK_BYTES, "require_alias": by_alias}
    for done, answer in helpers.streaming_bulk(client, actions, raise_on_error=False, **options):
        ((_operation, told),) = answer.items()
        if not done and told["status"] not in (GONE, OVERTAKEN):
            raise Unavailable(
                _("检索服务不接受 %(key)s：%(error)s") % {"key": told["_id"], "error": told.get("error")}
            )
        yield told["_id"]


def take_in(service: Service, rows: list[SearchDocument]) -> None:
    _write_both(service, lambda name: taking_in(rows, name))


def forget(service: Service, keys: list[str]) -> None:
    _write_both(service, lambda name: forgetting(keys, name))


def _write_both(service: Service, actions: Any) -> None:
    """A name that stands for no index is passed over: whoever builds one reads the ledger after giving it that name."""
    with service.asked(SECONDS_AT_WORK) as client:
        for name in (service.building, service.alias):
            list(write(client, actions(name), by_alias=True))
