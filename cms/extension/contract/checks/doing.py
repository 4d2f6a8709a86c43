"""What a plugin does by itself: tasks, figures, what it hears of publication and is asked before it, its demonstration."""

from __future__ import annotations

import contextlib
import functools
import uuid
from collections.abc import Iterable, Iterator
from typing import Any
from unittest import mock

from django.utils import timezone

from cms.extension import failures, publishing
from cms.extension import indicators as figures
from cms.extension import offers as asking
from cms.extension.contract.district import CENTRAL
from cms.extension.contract.subject import Subject, differing
from cms.extension.contributions import Asked, Fact, Told
from cms.extension.periodic import where_on
from cms.pages.models import ArticlePage
from tenants.context import connection, tenant_scope
from tenants.models import Tenant


def _scope(site: str) -> Any:
    return tenant_scope(Tenant.objects.get(slug=site))


def _reached(task: Any) -> bool:
    """Whether a task's own code is reached: it does not know what it is given, and says so."""
    with mock.patch.object(failures, "note"):  # it is we who made it fail
        try:
            task.func(**{"no such argument": None})
        except TypeError:
            return True
    return False


def tasks(subject: Subject) -> Iterator[str]:
    """One that comes to its turn does nothing where the plugin is not on, also where it is frozen."""
    found = [*subject.brings("tasks"), *(one.task for one in subject.brings("periodic"))]
    named = {one.module_path: one for one in found}

    def look(site: str) -> Iterable[str]:
        with _scope(site):
            return {path for path, one in named.items() if _reached(one)}

    if named:
        yield from differing("会执行的任务", subject.through(look), set(named))


def periodic(subject: Subject) -> Iterator[str]:
    """Ordered for the sites where the plugin is on."""

    def look(site: str) -> Iterable[str]:
        schema = Tenant.objects.get(slug=site).schema_name
        with _scope(CENTRAL), connection.cursor() as cursor:
            return {"定期任务"} & {"定期任务" for one in where_on(cursor, subject.slug) if one == schema}

    if subject.brings("periodic"):
        yield from differing("安排好的", subject.through(look), {"定期任务"})


def indicators(subject: Subject) -> Iterator[str]:
    """Measured where the plugin is on. A figure, or None."""
    odd: list[str] = []

    def look(site: str) -> Iterable[str]:
        with _scope(site):
            mine = [one for one in figures.readings(2026) if one.slug == subject.slug]
        wrong = (one for one in mine if not isinstance(one.value, (int, float, type(None))))
        odd.extend(f"指标 {one.indicator.key} 不是数字：{one.value!r}" for one in wrong)
        return {one.indicator.key for one in mine}

    keys = {one.key for one in subject.brings("indicators")}
    if keys:
        seen = subject.through(look)
        yield from dict.fromkeys(odd)
        yield from differing("指标", seen, keys)


def offers(subject: Subject) -> Iterator[str]:
    """Answered where the plugin is on or frozen, and nowhere else. What is missing in the question is its own matter."""
    names = set(dict(subject.brings("offers")))
    watched = {name: functools.partial(str, name) for name in names}

    def look(site: str) -> Iterable[str]:
        with _scope(site), mock.patch.object(asking, "_offered", lambda slug: watched):
            return {name for name in names if asking.ask(f"{subject.slug}.{name}") == name}

    if names:
        yield from differing("供询问的", subject.through(look), names, frozen=names)


def facts(subject: Subject) -> Iterator[str]:
    """Told where the plugin is on, and only what it asked to be told."""

    def look(site: str) -> Iterable[str]:
        told: set[str] = set()
        with _scope(site), mock.patch.object(publishing, "deliver") as deliver:
            for fact in Fact:
                publishing.tell(Told(fact, "contract", timezone.now(), uuid.uuid4(), 1))
            calls = [call.args for call in deliver.enqueue.call_args_list]
            told |= {plain["fact"] for slug, plain in calls if slug == subject.slug}
        return told

    wanted = {fact.value for fact in dict(subject.brings("facts"))}
    if wanted:
        yield from differing("告知", subject.through(look), wanted)


def vetoes(subject: Subject) -> Iterator[str]:
    """Asked where the plugin is on. An answer is text, and an ordinary entry is no reason to break."""
    page = ArticlePage(title="契约样例", slug="contract", item_code="GK-01", summary="", body=[])
    asked = Asked(page, "契约样例", "GK-01", "<p>契约样例</p>", True)
    answer = publishing._answer

    def look(site: str) -> Iterable[str]:
        heard: set[str] = set()

        @functools.wraps(answer)
        def watched(slug: str, veto: Any, about: Asked) -> list[str]:
            if slug == subject.slug:
                heard.add(veto.__name__)
            return answer(slug, veto, about)

        refused = contextlib.suppress(publishing.Vetoed)  # it may well say no; that it broke is noted
        with _scope(site), mock.patch.object(publishing, "_answer", watched), refused:
            publishing.ask(asked)
        return heard

    names = {veto.__name__ for veto in subject.brings("vetoes")}
    if names:
        yield from differing("公开前的把关", subject.through(look), names)


def demonstration(subject: Subject) -> Iterator[str]:
    """It fills a site, and a second time changes nothing for the worse."""
    fill = subject.brings("demo")
    if not fill:
        return
    subject.turn_on()
    with _scope(subject.here):
        for time in ("第一次", "再一次"):
            try:
                fill()
            except Exception as error:
                yield f"演示数据{time}就做不出来：{type(error).__name__}: {error}"
                break
    subject.turn_off()
