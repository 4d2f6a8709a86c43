"""The index made anew from the ledger while the old one answers, and how it stands to the ledger."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Count, Max, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from elasticsearch import Elasticsearch, helpers
from elasticsearch.dsl import Index

from cms.search.contract import Progress, Status, Unavailable
from cms.search.elastic.documents import key_of
from cms.search.elastic.mapping import mapping, refinements
from cms.search.elastic.service import SECONDS_AT_WORK, Service
from cms.search.elastic.writing import forgetting, taking_in, write
from cms.search.models import SearchDocument

Version = tuple[int, ...]
"""Of an entry, and how many parts it has: the words of its files come later."""
SCANNED = 5000
"""Documents that the service tells of at a time, each by its version alone."""
ENTRIES = 200
"""Taken in at a time when many are missing: memory does not grow with an outage."""
ROWS = 50
"""Read at once. A row may have a hundred thousand characters."""
PASSES = 5
"""How often what was published and withdrawn meanwhile is looked for."""


def rebuild(service: Service, *, progress: Progress) -> int:
    """Returns the number of rows. What is written meanwhile goes into both indices. Raises Unavailable."""
    with service.asked(SECONDS_AT_WORK) as client:
        _drop(client, service.building)
        name = f"{service.alias}-{timezone.now():%Y%m%d-%H%M%S-%f}"
        _create(client, name, service.building)
        try:
            count = _fill(client, name, progress)
            _even_out(client, name)
            _change_places(client, service, name)
        except BaseException:
            client.indices.delete(index=name, ignore_unavailable=True)
            raise
    return count


def mend(service: Service) -> int:
    """Returns the number of entries that were missing, gone, or there in another version. Raises Unavailable."""
    with service.asked(SECONDS_AT_WORK) as client:
        client.indices.refresh(index=service.alias)
        # In this order: what the ledger has not by now is to go, whenever it was read.
        held = _held_versions(client, service.alias)
        public = _public_versions()
        gone = held.keys() - public.keys()
        behind = sorted(key for key, version in public.items() if held.get(key) != version)
        list(write(client, forgetting(gone, service.alias)))
        for start in range(0, len(behind), ENTRIES):
            list(write(client, taking_in(_of(behind[start : start + ENTRIES]), service.alias)))
    return len(gone) + len(behind)


def _held_versions(client: Elasticsearch, alias: str) -> dict[str, Version]:
    found = helpers.scan(client, index=alias, size=SCANNED, _source=["version", "size"])
    return {hit["_id"]: (hit["_source"]["version"], hit["_source"]["size"]) for hit in found}


def _public_versions() -> dict[str, Version]:
    entries = _rows().values_list("schema_name", "entry").annotate(Max("version"), Count("part")).order_by()
    return {key_of(schema, entry): tuple(version) for schema, entry, *version in entries.iterator()}


def discard(service: Service) -> None:
    """Nothing of ours is left in the service. Raises Unavailable."""
    with service.asked(SECONDS_AT_WORK) as client:
        for alias in (service.building, service.alias):
            _drop(client, alias)


def status(service: Service) -> Status:
    """Parts, as the ledger counts them. A service that cannot be asked is told of in the detail."""
    expected = _rows().count()
    try:
        with service.asked() as client:
            held, detail = _held(client, service.alias)
    except Unavailable as error:
        return Status("elasticsearch", 0, expected, str(error))
    return Status("elasticsearch", held, expected, detail)


def _rows() -> QuerySet[SearchDocument]:
    return SearchDocument.objects.using("central")


def _create(client: Elasticsearch, name: str, alias: str) -> None:
    index = Index(name, using=client)
    index.settings(number_of_shards=1, auto_expand_replicas="0-1")
    index.mapping(mapping(refinements(client)))
    index.aliases(**{alias: {}})
    index.create()


def _fill(client: Elasticsearch, name: str, progress: Progress) -> int:
    entries, count = _rows().filter(part=0).count(), _rows().count()
    rows = _rows().defer("v", "names").order_by("entry", "part").iterator(ROWS)
    for done, _key in enumerate(write(client, taking_in(rows, name)), 1):
        progress(_("写入检索服务"), done, max(done, entries))
    return count


def _even_out(client: Elasticsearch, name: str) -> None:
    """What was read before it was withdrawn goes, what came after the reading is added, until both hold the same."""
    for _pass in range(PASSES):
        client.indices.refresh(index=name)
        # In this order: what the ledger has not by now is to go, whenever it was read.
        held = {hit["_id"] for hit in helpers.scan(client, index=name, _source=False)}
        public = {key_of(*pair) for pair in _rows().filter(part=0).values_list("schema_name", "entry_id")}
        if held == public:
            return
        list(write(client, forgetting(held - public, name)))
        list(write(client, taking_in(_of(public - held), name)))
    raise Unavailable(_("新的索引与台账的条数对不上，保留原来的索引"))


def _of(keys: Collection[str]) -> QuerySet[SearchDocument]:
    entries = [key.partition(":")[2] for key in keys]
    return _rows().defer("v", "names").filter(entry__in=entries).order_by("entry", "part")


def _change_places(client: Elasticsearch, service: Service, name: str) -> None:
    """In one step, with the end of the old one."""
    old = [{"remove_index": {"index": index}} for index in _named(client, service.alias)]
    ours = {"index": name, "alias": service.alias}
    client.indices.update_aliases(
        actions=[{"add": ours}, {"remove": ours | {"alias": service.building}}, *old]
    )


def _drop(client: Elasticsearch, alias: str) -> None:
    """The indices behind a name."""
    for index in _named(client, alias):
        client.indices.delete(index=index)


def _named(client: Elasticsearch, alias: str) -> list[str]:
    return list(client.indices.get_alias(name=alias)) if client.indices.exists_alias(name=alias) else []


def _held(client: Elasticsearch, alias: str) -> tuple[int, str]:
    """Parts in the index, and which index of which version it is."""
    client.indices.refresh(index=alias)
    summed = client.search(index=alias, size=0, aggs={"parts": {"sum": {"field": "size"}}})
    ((index, described),) = client.indices.get_mapping(index=alias).items()
    nodes = client.nodes.info(filter_path="nodes.*.version")["nodes"].values()
    versions = "、".join(sorted({node["version"] for node in nodes}))
    names = "、".join(["standard", *described["mappings"]["_meta"]["refinements"]])
    return int(summed["aggregations"]["parts"]["value"]), f"Elasticsearch {versions}，{index}，{names}"
