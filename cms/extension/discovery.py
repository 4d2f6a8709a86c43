"""Which plugins there are, without importing any of them: settings are read before Django, and long before models.

In-tree plugins are folders below `plugins/`; others are named by the entry points of installed packages. Found is
not loaded: a plugin adds tables to every schema, so `GONGKAI_PLUGINS` says which ones are.
"""

from __future__ import annotations

import importlib
import importlib.metadata
import importlib.util
import re
import tomllib
import traceback
import warnings
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from packaging.requirements import InvalidRequirement, Requirement

GROUP = "gongkai.plugins"
OURS = "gongkai"
ALL = "*"
SLUG = re.compile(r"[a-z][a-z0-9_]{1,29}")
ROOT = Path(__file__).resolve().parents[2]


class PluginProblem(ImproperlyConfigured):
    """A plugin keeps the product from starting. The message names it."""

    for_people = True


@dataclass(frozen=True)
class Found:
    """One plugin, as far as it can be known from outside."""

    slug: str
    app: str
    """What stands for it in INSTALLED_APPS."""
    package: str
    folder: Path | None
    distribution: str = ""
    """Empty for one that comes with the product."""
    version: str = ""
    problem: str = ""

    @property
    def ledger(self) -> str:
        """Its app for tables that the district shares; empty without one."""
        has = self.folder is not None and _holds(self.folder / "ledger", "models")
        return f"{self.package}.ledger" if has else ""

    @property
    def has_tables(self) -> bool:
        """Whether schemas hold tables of it. Of one whose folder is not there nobody can know: then yes."""
        return self.folder is None or bool(self.ledger) or (self.folder / "migrations").is_dir()


def own_version() -> str:
    """The version of the product: as installed, or of the source tree that runs."""
    try:
        return importlib.metadata.version(OURS)
    except importlib.metadata.PackageNotFoundError:
        told = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
        return str(told["project"]["version"])


def in_tree(root: Path, package: str) -> list[Found]:
    """Every folder below `root` that has an apps.py."""
    files = sorted(root.glob("*/apps.py"))
    return [
        Found(f.parent.name, f"{package}.{f.parent.name}", f"{package}.{f.parent.name}", f.parent)
        for f in files
    ]


def _folder(package: str) -> Path | None:
    """Where a package lies, without importing it: only its outermost name is looked up."""
    outermost, *rest = package.split(".")
    try:
        spec = importlib.util.find_spec(outermost)
    except (ImportError, ValueError):
        return None
    where = next(iter(spec.submodule_search_locations or ()), None) if spec else None
    return Path(where, *rest) if where else None


def problem_of(distribution: importlib.metadata.Distribution, version: str) -> str:
    """What a package asks of the product that it is not, in words; empty when it suits."""
    for line in distribution.requires or ():
        try:
            asked = Requirement(line)
        except InvalidRequirement:
            return f"依赖写错了：{line}"
        if asked.name.lower() == OURS and not asked.specifier.contains(version, prereleases=True):
            return f"需要 {OURS}{asked.specifier}，现在是 {version}"
    return ""


def installed(entries: Iterable[importlib.metadata.EntryPoint] | None = None) -> list[Found]:
    """Plugins of installed packages. Their entry points are read, never loaded."""
    found = []
    for entry in importlib.metadata.entry_points(group=GROUP) if entries is None else entries:
        module, _colon, name = entry.value.partition(":")
        package = module.rpartition(".")[0] or module
        made = Found(entry.name, f"{module}.{name}" if name else package, package, _folder(package))
        if entry.dist is not None:
            problem = problem_of(entry.dist, own_version())
            made = replace(made, distribution=entry.dist.name, version=entry.dist.version, problem=problem)
        found.append(made)
    return sorted(found, key=lambda one: one.slug)


def allowed(found: Sequence[Found], allow: str | None) -> list[Found]:
    """Those that `GONGKAI_PLUGINS` names: `*` is all, unset is what comes with the product. Raises PluginProblem."""
    if allow is None:
        return [one for one in found if not one.distribution]
    names = set(allow.replace(",", " ").split())
    if ALL in names:
        return list(found)
    unknown = sorted(names - {one.slug for one in found})
    if unknown:
        raise PluginProblem(f"GONGKAI_PLUGINS 里的插件没有安装：{'、'.join(unknown)}")
    return [one for one in found if one.slug in names]


def settled(found: Sequence[Found], *, lenient: bool) -> list[Found]:
    """Those that may be loaded. Raises PluginProblem with everything that is wrong, each with the plugin's name.

    Lenient: one without tables is left out with a warning, also when it cannot be imported, which is tried for this
    alone. One with tables is not: what it keeps would be in every schema, and nobody there to look after it.
    """
    wrong, loaded = [], []
    for one in found:
        problem = one.problem or _misnamed(one, found)
        if lenient and not problem and not one.has_tables:
            problem = _unimportable(one)
        if not problem:
            loaded.append(one)
        elif lenient and not one.has_tables:
            warnings.warn(f"没有加载插件 {one.slug}：{problem}", stacklevel=2)
        else:
            wrong.append(f"插件 {one.slug}：{problem}")
    if wrong:
        raise PluginProblem("\n".join(wrong))
    return loaded


def _misnamed(one: Found, found: Sequence[Found]) -> str:
    if not SLUG.fullmatch(one.slug):
        return "名称只能用小写字母、数字和下划线，以字母开头"
    same = sorted(other.app for other in found if other.slug == one.slug)
    return f"名称重复：{'、'.join(same)}" if len(same) > 1 else ""


def _unimportable(one: Found) -> str:
    """Why its apps.py, and what that imports, cannot be had. Its models are not there yet."""
    module = one.app.rpartition(".")[0] if one.app != one.package else f"{one.package}.apps"
    try:
        importlib.import_module(module)
    except Exception as error:
        return f"不能导入（{type(error).__name__}：{error}）"
    return ""


def find(root: Path, allow: str | None, *, lenient: bool = False) -> list[Found]:
    """The plugins to load. Raises PluginProblem."""
    return settled(allowed([*in_tree(root, "plugins"), *installed()], allow), lenient=lenient)


def tenant_apps(found: Iterable[Found]) -> list[str]:
    return [one.app for one in found]


def ledger_apps(found: Iterable[Found]) -> list[str]:
    return [one.ledger for one in found if one.ledger]


def blame(error: BaseException, found: Iterable[Found]) -> str:
    """Slug of the plugin in whose code an error was raised last; empty when it was not a plugin's."""
    files = [Path(frame.filename) for frame in traceback.extract_tb(error.__traceback__)]
    for file in reversed(files):
        for one in found:
            if one.folder is not None and file.is_relative_to(one.folder):
                return one.slug
    return ""


def _holds(folder: Path, module: str) -> bool:
    """Whether a folder has a module of this name, in one file or several."""
    return (folder / f"{module}.py").is_file() or (folder / module / "__init__.py").is_file()
