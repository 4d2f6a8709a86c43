"""The typed clients: as the description has it now, and able to read a site that is served."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from cms.delivery.clients import pythonic, scripted
from cms.delivery.clients.document import digest, document
from tests.registry.served import serving

CLIENTS = Path(pythonic.__file__).parent
PYTHON = CLIENTS / "python"
AGAIN = "运行 cms clients"


@pytest.fixture(scope="module")
def served(django_db_setup, django_db_blocker):
    """The sample district over a socket. Nothing here writes."""
    with django_db_blocker.unblock(), serving() as running:
        yield running


def says(done: subprocess.CompletedProcess) -> list[str]:
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout.splitlines()


EXPECTED = ["测试区 4", "机构设置公开", "机构设置公开金丝雀7F3乙", "2", "400 invalid-parameter"]


def as_expected(lines: list[str]) -> bool:
    """The example's lines: district and units, both entries with the length of their text and a file, how many a search
    finds, the refusal."""
    titles = sorted(line.rsplit(" ", 2)[0] for line in lines[1:-2])
    files = {line.rsplit(" ", 1)[1] for line in lines[1:-2]}
    return [lines[0], *titles, *lines[-2:]] == EXPECTED and files == {"1"}


def test_the_python_client_is_of_now():
    assert (PYTHON / "gongkai/api.py").read_text() == pythonic.source(document()), AGAIN


def test_the_typescript_client_is_of_now():
    """Without node: by the digest of the description that it was made from."""
    first = (scripted.SOURCE / "schema.ts").read_text().partition("\n")[0]
    assert digest(document()) in first, AGAIN


def test_the_python_example_reads_a_site(served):
    command = [sys.executable, "example.py", f"http://127.0.0.1:{served.port}", "central.test"]
    done = subprocess.run(command, cwd=PYTHON, capture_output=True, text=True, check=False)
    assert as_expected(says(done)), done.stdout


def test_the_types_of_the_python_client_hold():
    """The example under mypy, strictly; and a mistake in it would be found."""
    good = (PYTHON / "example.py").read_text()
    for source, status in ((good, 0), (good.replace('full["text"]', 'full["txt"]'), 1)):
        command = [
            sys.executable,
            "-m",
            "mypy",
            "--strict",
            "--config-file",
            os.devnull,
            "--cache-dir",
            os.devnull,
        ]
        done = subprocess.run(
            [*command, "-c", source], cwd=PYTHON, env=os.environ | {"MYPYPATH": str(PYTHON)},
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == status, done.stdout + done.stderr


@pytest.fixture(scope="module")
def installed():
    """Compiler and generator as locked, kept between runs."""
    folder = settings.DATA.parent / "node"
    lock = "package-lock.json"
    kept = folder / lock
    if not (kept.exists() and kept.read_bytes() == (scripted.SOURCE / lock).read_bytes()):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        try:
            scripted.install(folder)
        except scripted.NoNode as error:
            (folder / lock).unlink(missing_ok=True)
            pytest.skip(f"没有 TypeScript（node、npm 和 npm 的软件源）：{str(error)[:150]}")
    return folder


def compiled(installed: Path, folder: Path) -> subprocess.CompletedProcess:
    for name in ("client.ts", "example.ts", "schema.ts", "tsconfig.json", "package.json"):
        if not (folder / name).exists():
            shutil.copy(scripted.SOURCE / name, folder)
    (folder / "node_modules").symlink_to(installed / "node_modules")
    command = ["node", "node_modules/typescript/bin/tsc", "-p", "."]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


@pytest.mark.node
def test_the_typescript_client_is_what_the_generator_makes(installed):
    assert (scripted.SOURCE / "schema.ts").read_text() == scripted.source(document(), installed=installed), (
        AGAIN
    )


@pytest.mark.node
def test_the_typescript_example_compiles_strictly_and_reads_a_site(served, installed, tmp_path):
    says(compiled(installed, tmp_path))
    # The names of the test's sites are in no DNS.
    (tmp_path / "names.cjs").write_text(
        'const dns = require("node:dns"), ask = dns.lookup;\n'
        'dns.lookup = (host, ...rest) => ask("127.0.0.1", ...rest);\n'
    )
    site = f"http://central.test:{served.port}"
    command = ["node", "--require", "./names.cjs", "build/example.js", site]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert as_expected(says(done)), done.stdout


@pytest.mark.node
def test_a_mistake_in_typescript_does_not_compile(installed, tmp_path):
    good = (scripted.SOURCE / "example.ts").read_text()
    (tmp_path / "example.ts").write_text(good.replace('type: "article"', 'type: "novel"'))
    done = compiled(installed, tmp_path)
    assert done.returncode != 0
    assert '"novel"' in done.stdout
