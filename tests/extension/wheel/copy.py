"""A copy of the environment: the product from its wheel, its libraries borrowed, and an installation of its own."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import sysconfig
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cms.settings.env import ROOT
from tests.flow.office import database_url

BUILD = "from setuptools import build_meta; print(build_meta.build_wheel({out!r}))"
PIP = ("-m", "pip", "--disable-pip-version-check", "-q")


def built(source: Path, out: Path, python: Path | str = sys.executable) -> Path:
    """The wheel of a package, without a network."""
    out.mkdir(exist_ok=True)
    done = subprocess.run(
        [python, "-c", BUILD.format(out=str(out))], cwd=source, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return out / done.stdout.split()[-1]


def product(folder: Path) -> Path:
    """The product's wheel, from a copy of its sources: building leaves things behind."""
    for part in ("cms", "tenants", "plugins", "themes"):
        shutil.copytree(ROOT / part, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md"):
        shutil.copy(ROOT / name, folder)
    return built(folder, folder / "made")


@dataclass
class Environment:
    folder: Path
    database: str
    plugins: str = ""
    """GONGKAI_PLUGINS; empty for none set."""

    @property
    def python(self) -> Path:
        return self.folder / "env/bin/python"

    def make(self) -> None:
        """What is installed here stands before what is borrowed from the environment of the tests."""
        subprocess.run([sys.executable, "-m", "venv", "--without-pip", self.folder / "env"], check=True)
        (lib,) = (self.folder / "env/lib").glob("python*/site-packages")
        (lib / "borrowed.pth").write_text(sysconfig.get_path("purelib"))
        scenes = self.folder / "scenes"
        scenes.mkdir()
        shutil.copy(Path(__file__).with_name("scene.py"), scenes)
        shutil.copy(ROOT / "tests/approval.py", scenes)
        shutil.copy(ROOT / "cms/demo/data/catalogs/chengguan.xlsx", scenes / "catalog.xlsx")

    def pip(self, *words: str | Path) -> None:
        line = [self.python, *PIP, *map(str, words)]
        done = subprocess.run(line, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr

    def install(self, wheel: Path) -> None:
        self.pip("install", "--no-index", "--no-deps", wheel)

    def run(self, *words: str | Path, cwd: Path | None = None) -> subprocess.CompletedProcess:
        """A program of this environment, as somebody who works in it would start it."""
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        own = {"DATA": str(self.folder / "data"), "DATABASE_URL": database_url(self.database)}
        own |= {"GONGKAI_PLUGINS": self.plugins} if self.plugins else {}
        more = {"DJANGO_SETTINGS_MODULE": "cms.settings.dev", "PYTHONUTF8": "1"}
        return subprocess.run(
            [self.python, *map(str, words)],
            cwd=cwd or self.folder,
            env=kept | own | more,
            capture_output=True,
            text=True,
            timeout=240,
            check=False,
        )

    def cms(self, *words: str | Path) -> str:
        """A command that must go through. What it said."""
        done = self.run("-m", "cms", *words)
        assert done.returncode == 0, (words, done.stderr[-3000:])
        return done.stdout

    def refused(self, *words: str | Path) -> str:
        """A command that must fail: one line, no traceback."""
        done = self.run("-m", "cms", *words)
        assert (done.returncode, "Traceback" in done.stderr) == (1, False), done.stderr[-3000:]
        return done.stderr.strip()

    def scene(self, *words: str) -> dict[str, Any]:
        """Scenes and commands, one after the other in one process. What they told."""
        done = self.run(self.folder / "scenes/scene.py", *words)
        assert done.returncode == 0, done.stderr[-5000:]
        return json.loads(done.stdout.splitlines()[-1])
