"""Tables that are sent while they are read: 304 as long as nothing changed, whichever process is asked; never after."""

from __future__ import annotations

import threading

import pytest
from django.db import connections, transaction

from cms.delivery.opendata.validating import GIVEN
from cms.publication.models import Entry
from tenants.context import tenant_scope
from tenants.models import Tenant
from tests.sample import article

pytestmark = [pytest.mark.postgres]
FILES = ["/data/entries.csv", "/data/entries.jsonl?item=TS-01", "/data/catalog.jsonl"]


@pytest.mark.parametrize("path", FILES)
@pytest.mark.parametrize("slug", ["ta", "central"])
def test_who_has_it_already_is_told_so_by_every_process(lines, slug, path):
    first = lines[0].ask(slug, path)
    assert (first.status, first.headers["cache-control"]) == (200, "no-cache")
    for line in lines:
        same = line.ask(slug, path, If_None_Match=first.headers["etag"])
        assert (same.status, same.body, same.headers["etag"]) == (304, b"", first.headers["etag"])


def test_what_is_published_is_in_the_next_answer_of_that_site_and_the_district(lines, ta):
    tags = {slug: lines[0].ask(slug, FILES[0]).headers["etag"] for slug in ("ta", "tb", "central")}
    article("TS-01", "表格里新的一条", "内容", slug="in-the-table")
    for line in lines:
        answers = {slug: line.ask(slug, FILES[0], If_None_Match=tag) for slug, tag in tags.items()}
        assert {slug: one.status for slug, one in answers.items()} == {"ta": 200, "tb": 304, "central": 200}
        assert all("表格里新的一条" in answers[slug].text for slug in ("ta", "central"))


def test_what_was_open_when_it_was_read_and_commits_later_counts(lines, ta):
    """Its number is older than those of the transactions that had ended by then."""
    begun, read, ended = threading.Event(), threading.Event(), threading.Event()

    def write() -> None:
        with tenant_scope(Tenant.objects.get(slug="ta")), transaction.atomic():
            Entry.objects.filter(path__contains="article-one").update(summary="晚来的说明")
            begun.set()
            read.wait(30)
        connections.close_all()
        ended.set()

    writer = threading.Thread(target=write)
    writer.start()
    assert begun.wait(30)
    with tenant_scope(Tenant.objects.get(slug="tb")):
        article("TS-01", "别处的一条", "内容", slug="elsewhere")
    before = lines[0].ask("ta", FILES[0])
    read.set()
    writer.join()
    after = lines[1].ask("ta", FILES[0], If_None_Match=before.headers["etag"])
    assert "晚来的说明" not in before.text and ended.is_set()
    assert (after.status, "晚来的说明" in after.text) == (200, True)


@pytest.mark.parametrize("place", [1, 2, 3])
def test_a_tag_of_another_start_another_server_or_yesterday_says_nothing(lines, place):
    told = GIVEN.fullmatch(lines[0].ask("ta", FILES[0]).headers["etag"])
    parts = list(told.groups())
    parts[place - 1] = {1: "00000000", 2: "00000000", 3: str(int(parts[2]) - 13 * 3600)}[place]
    assert lines[0].ask("ta", FILES[0], If_None_Match=f'W/"{"-".join(parts)}"').status == 200
    assert lines[0].ask("ta", FILES[0], If_None_Match='W/"x", "1", *garbage').status == 200
