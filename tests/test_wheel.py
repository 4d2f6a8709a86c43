"""The wheel holds everything that the programme reads: templates, styles, translations, data, the lock of content types."""

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from cms.settings.env import ROOT
from tests.tenants.clusters import environment

PARTS = ("cms", "tenants", "plugins", "themes")
LEFT_OUT = ("cms/decisions/", "cms/delivery/pictures/")
BUILD = "from setuptools import build_meta; print(build_meta.build_wheel('made'))"


def sources() -> set[str]:
    return {
        str(path.relative_to(ROOT))
        for part in PARTS
        for path in (ROOT / part).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    """Built from a copy: building leaves things behind."""
    folder = tmp_path_factory.mktemp("wheel")
    for part in PARTS:
        shutil.copytree(ROOT / part, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md"):
        shutil.copy(ROOT / name, folder)
    (folder / "made").mkdir()
    done = subprocess.run(
        [sys.executable, "-c", BUILD], cwd=folder, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return folder / "made" / done.stdout.split()[-1]


def test_no_file_that_is_read_is_missing(wheel):
    held = set(zipfile.ZipFile(wheel).namelist())
    assert sorted(name for name in sources() - held if not name.startswith(LEFT_OUT)) == []
    assert not any(name.startswith(LEFT_OUT) or name.startswith("tests/") for name in held)


def test_what_was_unpacked_runs_without_the_sources(wheel, tmp_path):
    zipfile.ZipFile(wheel).extractall(tmp_path / "site")
    code = (
        "import django; django.setup(); import cms; print(cms.__path__[0])\n"
        "from django.template.loader import get_template\n"
        "from django.contrib.staticfiles.finders import find\n"
        "from tenants.content_types import missing\n"
        "get_template('site/base.html'), get_template('wagtailadmin/home.html')\n"
        "print(bool(find('themes/base/site.css')), bool(find('column/admin.css')), missing())"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env=environment(
            tmp_path / "data",
            PYTHONPATH=str(tmp_path / "site"),
            DATABASE_URL="postgres://web@127.0.0.1:1/d",
            DJANGO_SETTINGS_MODULE="cms.settings.dev",
        ),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.split("\n")[:2] == [str(tmp_path / "site" / "cms"), "True True []"], done.stderr
