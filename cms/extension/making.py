"""`cms plugins new`: a working package outside the product, from the files in skeleton/. All of it, or nothing."""

from __future__ import annotations

import re
import shutil
import tempfile
from importlib.util import find_spec
from pathlib import Path
from string import Template

from django.apps import apps
from django.db.migrations.loader import MigrationLoader
from packaging.version import Version

from cms.extension.discovery import OURS, ROOT, SLUG, in_tree, installed, own_version
from cms.extension.states import Refused

SKELETON = Path(__file__).with_name("skeleton")
AS_TEXT = ".txt"
"""What the skeleton's files end in, so that nobody takes them for the product's own code."""
RESERVED = {"new", "list", "cms", "tenants", "plugins", "themes", "tests", "gongkai", "contract"}
TITLE = re.compile(r"[^\"'\\{}<>$%&\r\n]{1,30}")


def make(name: str, *, into: Path, title: str = "") -> Path:
    """Make a plugin of this name in a new folder below `into`. Raises Refused with everything that is wrong."""
    title = title or name
    folder = into / f"{OURS}-{name.replace('_', '-')}"
    problems = [*_of_name(name), *_of_title(title), *_of_place(into, folder)]
    if problems:
        raise Refused("；".join(problems))
    # Beside where it will be, so that the last step is one rename.
    workshop = Path(tempfile.mkdtemp(prefix=".new-", dir=into))
    try:
        _write(workshop, _words(name, title))
        workshop.chmod(0o755)
        workshop.rename(folder)
    except BaseException:
        shutil.rmtree(workshop, ignore_errors=True)
        raise
    return folder


def package_of(name: str) -> str:
    return f"{OURS}_{name}"


def _of_name(name: str) -> list[str]:
    if not SLUG.fullmatch(name):
        return [f"名称 {name} 不合用：只能用小写字母、数字和下划线，以字母开头，2 到 30 个字"]
    if name in RESERVED or name.endswith("_ledger"):
        return [f"名称 {name} 留给产品自己用，请换一个"]
    ours = {one.slug for one in [*in_tree(ROOT / "plugins", "plugins"), *installed()]}
    if name in ours | {config.label for config in apps.get_app_configs()}:
        return [f"名称 {name} 已经有了，请换一个"]
    if find_spec(package_of(name)) is not None:
        return [f"名称 {name} 不能用：已经装了同名的包 {package_of(name)}"]
    return []


def _of_title(title: str) -> list[str]:
    plain = "标题最多 30 个字，不能有引号、括号 {}<>、反斜杠、$、% 和 &"
    return [] if TITLE.fullmatch(title) else [plain]


def _of_place(into: Path, folder: Path) -> list[str]:
    if not into.is_dir():
        return [f"没有文件夹 {into}"]
    if into.resolve().is_relative_to(ROOT):
        return ["插件不能放在产品的文件夹里，请用 --into 写明别的文件夹"]
    return [f"{folder} 已经有了"] if folder.exists() else []


def _words(name: str, title: str) -> dict[str, str]:
    """What stands for the placeholders of the skeleton. The range ends where names of the contract may end."""
    release = Version(own_version())
    next_one = "1" if release.major == 0 else str(release.major + 1)
    return {
        "slug": name,
        "title": title,
        "package": package_of(name),
        "camel": "".join(part.capitalize() for part in name.split("_")),
        "distribution": f"{OURS}-{name.replace('_', '-')}",
        "product": OURS,
        "oldest": f"{release.major}.{release.minor}",
        "next": next_one,
        "wagtail": _newest_of_wagtail(),
    }


def _newest_of_wagtail() -> str:
    """The migration that a page type made today stands on."""
    ((_app, name),) = MigrationLoader(None).graph.leaf_nodes("wagtailcore")
    return str(name)


def _write(folder: Path, words: dict[str, str]) -> None:
    names = {"package": words["package"], "slug": words["slug"]}
    for source in sorted(SKELETON.rglob(f"*{AS_TEXT}")):
        parts = source.relative_to(SKELETON).parts
        target = folder.joinpath(*(names.get(part, part) for part in parts[:-1]))
        target.mkdir(parents=True, exist_ok=True)
        name = parts[-1].removesuffix(AS_TEXT).replace("slug", words["slug"])
        text = Template(source.read_text(encoding="utf-8")).substitute(words)
        (target / name).write_text(text, encoding="utf-8")
