"""Published five hundred times while every process is asked again and again: nobody sees an old version after a new one."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass, field
from threading import Event, Lock, Thread

import pytest
from django.db import transaction
from django.test.utils import override_settings
from django.utils import timezone

from cms.pages.models import ArticlePage
from cms.procedure.rehearsal import rehearse
from cms.publication.actions import publish_approved
from cms.registry.models import District
from tenants.context import tenant_scope
from tenants.models import Tenant
from tests.delivery.store.served import Line
from tests.sample import article
from tests.tenants.tasks.conftest import QUEUE

pytestmark = [pytest.mark.postgres]
TIMES = 500
VERSION = re.compile(r"第(\d+)版")
EASE = 0.01


@dataclass
class Seen:
    """The newest version that anybody was shown, or that is committed."""

    highest: int = 1
    old: list[str] = field(default_factory=list)
    answers: int = 0
    lock: Lock = field(default_factory=Lock)

    def note(self, where: str, version: int, floor: int) -> None:
        with self.lock:
            self.answers += 1
            self.highest = max(self.highest, version)
            if version < floor:
                self.old.append(f"{where}: {version} after {floor}")


def poll(seen: Seen, line: Line, slug: str, path: str, over: Event) -> None:
    while not over.is_set():
        floor = seen.highest
        found = VERSION.search(line.ask(slug, path).text)
        seen.note(f"{line.process_id} {slug}{path}", int(found[1]) if found else 0, floor)
        time.sleep(EASE)


def publish(page: ArticlePage, version: int) -> None:
    with transaction.atomic():
        page.title = f"同一件事第{version}版"
        page.save_revision()
        publish_approved(rehearse(page, at=timezone.now(), change_note=f"改为第{version}版"))


@pytest.fixture
def page(committed):
    """A public page. What a publication orders waits in the queue, as in life."""
    with tenant_scope(Tenant.objects.get(is_central=True)):
        District.objects.update(is_demo=True)
    with override_settings(TASKS=QUEUE), tenant_scope(Tenant.objects.get(slug="ta")):
        yield article("TS-01", "同一件事第1版", "内容", slug="again")


def test_no_process_gives_an_old_version_after_a_new_one(served, page):
    entry = f"/api/v1/entries/{page.translation_key}"
    asked = [("ta", entry), ("central", entry)]
    seen, over = Seen(), Event()
    kept = served.count("kept")
    pollers = [
        Thread(target=poll, args=(seen, line, slug, path, over))
        for slug, path in asked
        for line in served.lines()
    ]
    for one in pollers:
        one.start()
    try:
        for version in range(2, TIMES + 2):
            publish(page, version)
            with seen.lock:
                seen.highest = version
        last = [line.ask(slug, path).text for line in served.lines() for slug, path in asked]
    finally:
        over.set()
        for one in pollers:
            one.join()
    assert seen.old == []
    assert all(f"第{TIMES + 1}版" in text for text in last)
    assert seen.answers > TIMES, "they were asked all the time"
    assert served.count("kept") - kept > seen.answers / 10, "and not all of it was made anew"
