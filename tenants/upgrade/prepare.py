"""The template of this code, made from that of the code before, so that what led there is known.

A new installation has no schema to bring along: its template is made from nothing (tenants.template).
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings
from django.core.management.sql import emit_post_migrate_signal
from django.db import transaction
from django.utils.module_loading import import_string

from tenants import content_types, fingerprint, template
from tenants.context import connection, rebind
from tenants.freshness import watching
from tenants.models import Template, Tenant
from tenants.roles import owner_rights
from tenants.upgrade import releases
from tenants.upgrade.compat import BREAKING, CONTRACT
from tenants.upgrade.recording import record_pending
from tenants.upgrade.steps import Step


class EditedMigrations(RuntimeError):
    """A migration that schemas already have was changed. The message says which, and what to do."""

    for_people = True


class OlderCode(RuntimeError):
    """The schemas were made by newer code. The message says so; nothing was changed."""

    for_people = True


def works_from(before: str, steps: list[Step], release: str) -> str:
    """The oldest release whose code can work on a schema after `steps`; `before`, on the one it was."""
    oldest = before
    for step in steps:
        if step.compat == BREAKING:
            return release
        if step.compat.startswith(CONTRACT):
            oldest = releases.later(oldest, step.compat.removeprefix(CONTRACT))
    return oldest if releases.number_of(oldest) else release


def prepare(say: Callable[[str], None] = lambda text: None) -> Template:
    """Make the template of the code as it is now, unless it is there already. Returns it."""
    release = releases.current()
    with owner_rights():
        rebind(None)
        previous = Template.objects.order_by("built_at", "pk").last()
        if previous and previous.fingerprint != release.fingerprint:
            _refuse_older(previous)
        found = Template.objects.filter(fingerprint=release.fingerprint).first()
        if found:
            return _renamed(found, release.id)
        if previous is None or not Tenant.objects.exists():
            return template.build()
        template.drop_unfinished()
        say("在模板的副本上执行迁移")
        return _follow(previous, release)


def _last(names: Iterable[str]) -> dict[str, str]:
    """App → name of its last migration."""
    return dict(sorted(name.split(".", 1) for name in names))


def _refuse_older(previous: Template) -> None:
    """Code that lacks migrations which the schemas have would call them its own and serve what it does not know."""
    ours = _last(fingerprint.of_migrations())
    newer = [
        f"{app}.{name}" for app, name in _last(previous.migrations).items() if name > ours.get(app, name)
    ]
    if newer:
        raise OlderCode(
            f"站点的表结构比这份代码新（有迁移 {'、'.join(newer)}，代码里没有）：请用版本 {previous.release} 或更新的代码"
            "（演示区也可以用 make demo RESET=1 重来）"
        )


def discard_old(current: Template) -> int:
    """Drop the templates of releases that no tenant has any more. Returns how many. The owner is connected."""
    used = {*Tenant.objects.values_list("release", flat=True)}
    old = Template.objects.exclude(pk=current.pk).exclude(release__in=used)
    for found in old:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f'DROP SCHEMA IF EXISTS "{found.schema_name}" CASCADE')
            found.delete()
    return len(old)


def _renamed(found: Template, release: str) -> Template:
    """A release that was finished without another change keeps its schemas, under its new name."""
    if found.release != release:
        for model in (Tenant, Template):
            model.objects.filter(release=found.release).exclude(release="").update(release=release)
            model.objects.filter(works_from=found.release).exclude(works_from="").update(works_from=release)
        found.release = release
        found.save(update_fields=["release"])
    return found


def _follow(previous: Template, release: releases.Release) -> Template:
    now = fingerprint.of_migrations()
    edited = sorted(name for name, digest in previous.migrations.items() if now.get(name, digest) != digest)
    name = template.new_name()
    _copy(previous, name)
    steps = _migrate(name, previous)
    if edited:
        _check_edits(name, edited)
    known = previous.steps | {step.label: step.as_json() for step in steps}
    oldest = works_from(previous.works_from or previous.release, steps, release.id)
    return template.keep(name, steps=known, works_from=oldest)


def _copy(previous: Template, name: str) -> None:
    if hashlib.sha256(previous.sql.encode()).hexdigest() != previous.sha256:
        raise template.TemplateError("上一版本的站点模板校验和不符，请从备份恢复 tenants_template 表")
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL search_path = ''")
        cursor.execute(previous.sql.replace(previous.schema_name, name))
    connection.close()  # what the SQL set for its session goes with it


def _migrate(name: str, previous: Template) -> list[Step]:
    rebind(template.unregistered(name))
    try:
        with connection.cursor() as cursor:
            content_types.complete(cursor)
        steps = record_pending(connection)
        emit_post_migrate_signal(verbosity=0, interactive=False, db="default")
        follow: Any = import_string(settings.TENANT_SEED_FOLLOW)
        with transaction.atomic():
            follow(previous.seed, import_string(settings.TENANT_SEED_DECLARED)())
        with connection.cursor() as cursor:
            watching.watch_schema(cursor, name)
    finally:
        rebind(None)
    return steps


def _check_edits(name: str, edited: list[str]) -> None:
    """Whether schemas that had the migrations as they were are still what the migrations make now.

    A comment does no harm, a field does. Slow (it migrates from nothing), and only done when a file was changed.
    """
    fresh = f"{template.PREFIX}{secrets.token_hex(12)}"
    template.migrate_schema(fresh)
    with connection.cursor() as cursor:
        differing = fingerprint.of_schema(cursor, name) ^ fingerprint.of_schema(cursor, fresh)
        cursor.execute(f'DROP SCHEMA "{fresh}" CASCADE')
        if differing:
            cursor.execute(f'DROP SCHEMA "{name}" CASCADE')
    if differing:
        raise EditedMigrations(
            f"迁移 {'、'.join(edited)} 在用过之后被改动，现有站点无法照它升级：请还原它，把改动写成新的迁移"
            "（演示区也可以用 make demo RESET=1 重来）"
        )
