"""What is wrong with a package as it is, before anything is turned on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.apps import AppConfig, apps
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState
from packaging.requirements import Requirement

from cms.extension.checks import no_raw_hooks as raw_hooks
from cms.extension.contract.subject import Subject
from cms.extension.contributions import KINDS
from cms.extension.discovery import OURS
from cms.extension.registry import NOT_A_MODULE, registry
from tenants.ledger import access_of
from tenants.routers import labels


def _apps(subject: Subject) -> list[AppConfig]:
    """The plugin's app, and that of its ledger."""
    mine = (subject.slug, f"{subject.slug}_ledger")
    return [config for config in apps.get_app_configs() if config.label in mine]


def loads(subject: Subject) -> Iterator[str]:
    """Nothing is wrong with what it declares."""
    failed = registry().failed.get(subject.slug)
    if failed:
        yield failed
    if not str(subject.plugin.summary):
        yield "没有 summary：插件页上要写它做什么"


def every_kind_is_named(subject: Subject) -> Iterator[str]:
    """A module that is there for a kind of contribution holds one under its name: otherwise it brings nothing."""
    asked: dict[str, list[tuple[str, str]]] = {}
    for kind in KINDS.values():
        if kind.name not in NOT_A_MODULE:
            module, _colon, name = getattr(subject.plugin, kind.name).partition(":")
            asked.setdefault(module, []).append((kind.name, name))
    for module, kinds in asked.items():
        there = subject.found.folder is not None and (subject.found.folder / f"{module}.py").is_file()
        if there and not any(_brings(subject, kind) for kind, _name in kinds):
            yield f"有 {module}.py，里面却没有 {'、'.join(name for _kind, name in kinds)}"


def _brings(subject: Subject, kind: str) -> bool:
    return bool(subject.brings(kind) != KINDS[kind].empty)


def _files(subject: Subject, folder: str) -> Iterator[Path]:
    """Files of a folder of the package, as Django would name them."""
    for config in _apps(subject):
        root = Path(config.path) / folder
        yield from (file.relative_to(root) for file in sorted(root.rglob("*")) if file.is_file())


def templates_are_prefixed(subject: Subject) -> Iterator[str]:
    """Another's template of the same name would be taken in their place, or they in another's."""
    for folder in ("templates", "static"):
        for file in _files(subject, folder):
            if file.parts[:2] != ("plugins", subject.slug):
                yield f"{folder}/{file} 应当放在 {folder}/plugins/{subject.slug}/ 里"


def names_are_prefixed(subject: Subject) -> Iterator[str]:
    """What stands beside others' under one name begins with the slug: tables, blocks, commands, template tags."""
    for config in _apps(subject):
        for model in config.get_models():
            if not model._meta.db_table.startswith(f"{subject.slug}_"):
                yield f"{model.__name__} 的表名 {model._meta.db_table} 应当以 {subject.slug}_ 开头"
    for block in subject.brings("blocks"):
        if not block.name.startswith(f"{subject.slug}_"):
            yield f"内容块 {block.name} 应当以 {subject.slug}_ 开头"
    for folder in ("management/commands", "templatetags"):
        for file in _files(subject, folder):
            if file.suffix == ".py" and not file.stem.startswith((subject.slug, "_")):
                yield f"{folder}/{file} 的名称应当以 {subject.slug} 开头"


def no_raw_hooks(subject: Subject) -> Iterator[str]:
    """What is hung into Wagtail itself is there on every site."""
    start = f"插件 {subject.slug} "
    yield from (str(one.msg) for one in raw_hooks() if str(one.msg).startswith(start))


def dependencies_are_ranges(subject: Subject) -> Iterator[str]:
    """It says which releases of the product it suits, and leaves the choice of the rest to the installation."""
    if subject.depends is None:
        return
    asked = [Requirement(line) for line in subject.depends]
    product = [one for one in asked if one.name.lower() == OURS and one.marker is None]
    signs = {part.operator for one in product for part in one.specifier}
    if not signs & {">=", ">", "~="} or not signs & {"<", "<=", "~="}:
        yield f"依赖里应当写明适合 {OURS} 的哪些版本，有头有尾，例如 {OURS}>=0.1,<1"
    for one in asked:
        if one.url or any(part.operator in ("==", "===") for part in one.specifier):
            yield f"依赖 {one} 定死了一个版本或一个地址，请写范围"


def migrations_are_complete(subject: Subject) -> Iterator[str]:
    """As `makemigrations --check` for its apps, without writing anything."""
    mine = {config.label for config in _apps(subject) if any(config.get_models())}
    loader = MigrationLoader(None)
    without = sorted(mine - loader.migrated_apps)
    yield from (f"{label} 有数据表，没有 migrations" for label in without)
    detector = MigrationAutodetector(loader.project_state(), ProjectState.from_apps(apps))
    changes = detector.changes(graph=loader.graph, trim_to_apps=mine or None)
    for label in sorted(mine & set(changes)):
        told = (operation.describe() for one in changes[label] for operation in one.operations)
        yield f"{label} 的 migrations 不全：{'；'.join(told)}"


def _pointing(config: AppConfig, at: Iterable[str]) -> Iterator[tuple[Any, Any]]:
    """(model, field) of every key into apps with these labels."""
    for model in config.get_models(include_auto_created=True):
        for field in model._meta.get_fields():
            own = field.is_relation and (field.concrete or not field.auto_created)
            if own and field.related_model is not None and field.related_model._meta.app_label in at:
                yield model, field


def no_key_into_the_ledger(subject: Subject) -> Iterator[str]:
    """No foreign key leaves a site's schema, in either direction: what crosses is a uuid or a code."""
    sides = {subject.slug: labels("SHARED_APPS"), f"{subject.slug}_ledger": labels("TENANT_APPS")}
    for config in _apps(subject):
        for model, field in _pointing(config, sides[config.label]):
            yield f"{model.__name__}.{field.name} 指向 {field.related_model.__name__}：跨出了站点自己的表，请改存编号"


def ledger_says_who_may_see(subject: Subject) -> Iterator[str]:
    """Every table that the district shares declares `ledger_access`."""
    for config in _apps(subject):
        if config.label == subject.slug:
            continue
        for model in config.get_models():
            if access_of(model) is None:
                yield f"{model.__name__} 没有 ledger_access：谁可以看、谁可以写"
