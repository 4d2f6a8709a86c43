"""What is reached by an address: the menu that leads there, the public and the admin's addresses, the API."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from django.test import Client
from django.urls import NoReverseMatch, URLPattern, URLResolver, reverse

from cms.extension.contract.people import somebody, visitor
from cms.extension.contract.subject import Moment, Seen, Subject, differing
from tenants.identity.roles import MemberRole

SIDEBAR = re.compile(r'<script id="wagtail-sidebar-props" type="application/json">(.*?)</script>', re.S)
NAME = re.compile(r'"name": "(plugin-[^"]+)"')
PARAMETER = re.compile(r"<(?:(\w+):)?(\w+)>")
EXAMPLES = {"int": "1", "uuid": "00000000-0000-4000-8000-000000000000"}
WORKING = MemberRole.ADMINISTRATOR


def examples(patterns: Iterable[Any], prefix: str = "") -> Iterator[tuple[str, bool]]:
    """(address, whether it is asked for without parameters) of each pattern."""
    for one in patterns:
        route = str(one.pattern)
        path = prefix + PARAMETER.sub(lambda found: EXAMPLES.get(found[1] or "str", "x"), route)
        if isinstance(one, URLResolver):
            yield from examples(one.url_patterns, path)
        elif isinstance(one, URLPattern) and not set(path) & set("^$\\"):
            yield path, not PARAMETER.search(prefix + route)


def _answering(client: Client, paths: Iterable[str], method: str = "get") -> dict[str, int]:
    answers = {path: getattr(client, method)(path).status_code for path in paths}
    return {path: status for path, status in answers.items() if status != 404}


def _broken(answers: dict[str, int]) -> Iterator[str]:
    return (f"{path} 答复 {status}" for path, status in answers.items() if status >= 500)


def menu(subject: Subject) -> Iterator[str]:
    """A line for each entry where the plugin is on, for whom it is; nowhere else."""
    entries = subject.brings("menu")
    held: set[str] = set()

    def look(site: str) -> Iterable[str]:
        inside = somebody(site, WORKING)
        found = SIDEBAR.search(inside.get("/admin/").content.decode())
        if site == subject.here:
            rights = inside.rights  # type: ignore[attr-defined]  # see people.py
            mine = (one for one in entries if not one.permission or one.permission in rights)
            held.update(name(one) for one in mine)
        return {one for one in NAME.findall(found[1] if found else "") if one in names}

    def name(entry: Any) -> str:
        return f"plugin-{subject.slug}-{entry.view}".replace("_", "-")

    names = {name(one) for one in entries}
    for one in entries:
        try:
            reverse(f"plugin_{subject.slug}_admin:{one.view}")
        except NoReverseMatch:
            yield f"菜单 {one.title} 指向没有的后台地址：{one.view}"
    seen = subject.through(look)
    yield from differing("菜单", seen, held)


def _addresses(subject: Subject, kind: str, mount: str) -> dict[str, bool]:
    return {f"{mount}{path}": plain for path, plain in examples(subject.brings(kind))}


def _walk(subject: Subject, paths: dict[str, bool], browser: Any) -> tuple[Seen, list[str]]:
    """Which addresses answer at which moment. One with parameters may answer 404 where the plugin is on."""
    broken: list[str] = []

    def look(site: str) -> Iterable[str]:
        answers = _answering(browser(site), paths)
        broken.extend(_broken(answers))
        return answers

    return subject.through(look), list(dict.fromkeys(broken))


def _asked(seen: Seen, paths: dict[str, bool], *moments: Moment) -> Seen:
    """What was seen, with those addresses left out at these moments that may well answer 404."""
    plain = {path for path, without in paths.items() if without}
    return {moment: found & plain if moment in moments else found for moment, found in seen.items()}


def public_addresses(subject: Subject) -> Iterator[str]:
    """They answer where it is on, are read where it is frozen, and are not there (404) elsewhere."""
    paths = _addresses(subject, "urls", f"/x/{subject.slug}/")
    seen, broken = _walk(subject, paths, visitor)
    plain = [path for path, without in paths.items() if without]
    yield from broken
    yield from differing("公开地址", _asked(seen, paths, Moment.ON, Moment.FROZEN), plain, frozen=plain)


def admin_addresses(subject: Subject) -> Iterator[str]:
    """They answer who works in the admin where it is on; nobody else, and nowhere else."""
    paths = _addresses(subject, "admin_urls", f"/admin/x/{subject.slug}/")
    seen, broken = _walk(subject, paths, lambda site: somebody(site, WORKING))
    plain = [path for path, without in paths.items() if without]
    yield from broken
    yield from differing("后台地址", _asked(seen, paths, Moment.ON), plain)
    subject.turn_on()
    answers = _answering(visitor(subject.here), paths)
    yield from (f"没有登录也能打开 {path}" for path, status in answers.items() if status < 300)
    subject.turn_off()


def _operations(subject: Subject) -> list[tuple[str, str]]:
    """(method, address) of what the API does without parameters in its address, from its own description."""
    subject.turn_on()
    answer = visitor(subject.here).get(f"/api/x/{subject.slug}/openapi.json")
    told = json.loads(answer.content) if answer.status_code == 200 else {}
    paths = told.get("paths", {}).items()
    return [(method, path) for path, kinds in paths for method in kinds if "{" not in path]


def api(subject: Subject) -> Iterator[str]:
    """It answers where it is on, with a description of its own; frozen it is read and not written."""
    if not subject.brings("api"):
        return
    mount = f"/api/x/{subject.slug}/"
    broken: list[str] = []
    operations = _operations(subject)
    reading = [
        *(path for method, path in operations if method == "get"),
        f"{mount}openapi.json",
        f"{mount}docs",
    ]
    writing = [(method, path) for method, path in operations if method != "get"]

    def look(site: str) -> Iterable[str]:
        client = visitor(site)
        answers = _answering(client, reading)
        for method, path in writing:
            said = _answering(client, [path], method)
            answers |= {f"{method.upper()} {path}": status for path, status in said.items()}
        broken.extend(_broken(answers))
        # What the product says of itself names no plugin, on or off.
        if mount in client.get("/api/v1/openapi.json").content.decode():
            broken.append(f"产品自己的接口说明里出现了 {mount}")
        return answers

    seen = subject.through(look)
    yield from dict.fromkeys(broken)
    every = [*reading, *(f"{method.upper()} {path}" for method, path in writing)]
    yield from differing("接口", seen, every, frozen=reading)
