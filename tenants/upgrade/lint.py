"""Our own migrations, held to expand, migrate and contract before anybody runs them.

Those of finished releases are history: they may not change at all. Those since are judged by what the last finished
release would notice (tenants.upgrade.compat).
"""

from __future__ import annotations

import hashlib
import re
import sysconfig
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import migrations
from django.db.migrations.state import ProjectState

from tenants import fingerprint
from tenants.routers import labels
from tenants.upgrade import releases
from tenants.upgrade.compat import Models
from tenants.upgrade.operations import Operations
from tenants.upgrade.recording import objections_of
from tenants.upgrade.releases import Release

NAMES_SCHEMA = re.compile(r"""\b(?:public|t_[a-z2-7]{16})"?\.""", re.IGNORECASE)
REMEDY = "拆成两个版本：先让代码不再使用它，下一个版本再删，并在迁移上写明 contract = '<不再使用它的版本>'"
# What new code can do without for as long as a schema lacks it.
UNREAD = (
    migrations.AddIndex,
    migrations.RemoveIndex,
    migrations.RenameIndex,
    migrations.AlterModelOptions,
    migrations.AlterModelManagers,
    migrations.AddConstraint,
    migrations.RemoveConstraint,
)


class MigrationProblems(RuntimeError):
    """Migrations that cannot be released. One line each."""

    for_people = True


def own_apps() -> set[str]:
    """Labels of the apps that lie in this project and not among the installed libraries."""
    libraries = Path(sysconfig.get_paths()["purelib"]).resolve()
    return {
        config.label
        for config in apps.get_app_configs()
        if not Path(config.path).resolve().is_relative_to(libraries)
    }


def _name(migration: Any) -> str:
    return f"{migration.app_label}.{migration.name}"


def _digest(label: str, last: str) -> str:
    """Of an app's migrations up to one, as they are in the files."""
    digest = hashlib.sha256()
    for name, file in sorted(fingerprint.migration_files().items()):
        app, _dot, number = name.partition(".")
        if app == label and number <= last:
            digest.update(file.read_bytes())
    return digest.hexdigest()[:12]


def leaves(operations: Operations) -> list[str]:
    """`app.name` of the last migration of every app; of our own with the digest of all up to it."""
    last = {migration.app_label: migration.name for migration in operations.plan}
    ours = own_apps()
    return [
        f"{app}.{name}" + (f"@{_digest(app, name)}" if app in ours else "")
        for app, name in sorted(last.items())
    ]


def released(operations: Operations, release: Release | None) -> set[str]:
    """`app.name` of every migration that a finished release had."""
    last = dict(leaf.partition("@")[0].split(".", 1) for leaf in (release.leaves if release else ()))
    return {_name(m) for m in operations.plan if m.name <= last.get(m.app_label, "")}


def problems() -> list[str]:
    """What is wrong with our migrations, one line each, with the migration and what to do."""
    operations, finished = Operations(), releases.finished()
    last = finished[-1] if finished else None
    known, ours = released(operations, last), own_apps()
    there = {name.partition(".")[0] for name in known}
    fresh: Models = {(app, "") for app in ours if app not in there}
    found, state = _changed(last), operations.start()
    for migration in operations.plan:
        if migration.app_label in ours and _name(migration) not in known:
            found += [f"{_name(migration)}：{line}" for line in _of(migration, state, fresh, finished)]
        else:
            migration.mutate_state(state, preserve=False)
    return found


def _changed(release: Release | None) -> list[str]:
    """Finished migrations that are not what they were."""
    found = []
    for leaf in release.leaves if release else ():
        name, _at, digest = leaf.partition("@")
        app, _dot, last = name.partition(".")
        if digest and _digest(app, last) != digest:
            found.append(
                f"{app}：版本 {release and release.id} 的迁移（到 {last}）被改动；请还原，把改动写成新的迁移"
            )
    return found


def _of(migration: Any, state: ProjectState, fresh: Models, finished: list[Release]) -> list[str]:
    found = []
    if not migration.atomic:
        found.append("atomic = False 的迁移不能放进一个站点一次的事务；单个站点的表很小，用普通的 AddIndex")
    named = getattr(migration, "contract", "")
    if named and named not in {release.id for release in finished}:
        found.append(f"contract = {named!r} 不是已完成的版本（cms releases list）")
    everywhere = migration.app_label in labels("TENANT_APPS")
    for operation in migration.operations if everywhere else ():
        if isinstance(operation, migrations.RunSQL) and NAMES_SCHEMA.search(str(operation.sql)):
            found.append("RunSQL 写明了模式名：同一语句要在每个站点的模式里执行")
    noticed = objections_of(migration, state, fresh)
    return found if named else [*found, *(f"{line}；{REMEDY}" for line in noticed)]


def oldest_readable(operations: Operations, release: str, last: Release | None) -> str:
    """The oldest release whose schema the code can work on: the last one's, if nothing was added that code reads."""
    known = released(operations, last)
    since = [migration for migration in operations.plan if _name(migration) not in known]
    unread = all(isinstance(operation, UNREAD) for migration in since for operation in migration.operations)
    return last.reads if last and unread else release


def close() -> Release:
    """Write this code into releases.lock as the next finished release. Raises MigrationProblems."""
    here = releases.current()
    if not here.is_open:
        return here
    found = problems()
    if found:
        raise MigrationProblems("\n".join(found))
    operations, finished = Operations(), releases.finished()
    last = finished[-1] if finished else None
    name = str(here.number)
    reads = oldest_readable(operations, name, last)
    with releases.lock_file().open("a") as file:
        file.write(" ".join([name, reads, here.fingerprint, *leaves(operations)]) + "\n")
    releases.current.cache_clear()
    return releases.current()
