"""The code as it will be with one more migration, for as long as a block lasts: what an upgrade is measured and tested by."""

from __future__ import annotations

import importlib
import secrets
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db.migrations.loader import MigrationLoader

from tenants.upgrade import releases

TEXT = """from django.db import migrations, models
from django.db.migrations import AddField, AlterField, RemoveField, RunPython, RunSQL


{before}


class Migration(migrations.Migration):
    dependencies = [({label!r}, {previous!r})]
    {declared}
    operations = [{operations}]
"""
COLUMN = "AddField('articlepage', '{name}', models.CharField(max_length=20, default='', db_default=''))"


@contextmanager
def later_code(
    operations: str,
    *,
    label: str = "column",
    name: str = "later",
    before: str = "",
    declared: str = "",
) -> Iterator[str]:
    """Let an app have one more migration inside the block. Yields `app.name` of it.

    `operations`, `before` and `declared` are Python: the list of operations, code that they use, and attributes of the
    migration. Blocks may stand in one another: each adds a migration to what the outer one made.
    """
    module, _explicit = MigrationLoader.migrations_module(label)
    source = Path(importlib.import_module(str(module)).__path__[0])
    with tempfile.TemporaryDirectory() as folder:
        package = f"later_{secrets.token_hex(6)}"
        target = Path(
            shutil.copytree(source, Path(folder, package), ignore=shutil.ignore_patterns("__pycache__"))
        )
        previous = sorted(target.glob("[0-9]*.py"))[-1].stem
        made = f"{int(previous[:4]) + 1:04d}_{name}"
        values = {"label": label, "previous": previous, "operations": operations}
        text = TEXT.format(before=before, declared=declared or "pass", **values)
        (target / f"{made}.py").write_text(text)
        with _found_in(folder, label, package):
            yield f"{label}.{made}"


@contextmanager
def _found_in(folder: str, label: str, package: str) -> Iterator[None]:
    kept = dict(settings.MIGRATION_MODULES)
    sys.path.insert(0, folder)
    importlib.invalidate_caches()
    settings.MIGRATION_MODULES = {**kept, label: package}
    releases.current.cache_clear()
    try:
        yield
    finally:
        sys.path.remove(folder)
        settings.MIGRATION_MODULES = kept
        releases.current.cache_clear()
