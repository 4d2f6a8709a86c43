"""The TypeScript client's `schema.ts`, made by openapi-typescript. Needs node, npm and the registry, or what they keep."""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from cms.delivery.clients.document import digest

SOURCE = Path(__file__).parent / "typescript"
PACKAGE = ("package.json", "package-lock.json")


class NoNode(RuntimeError):
    """node or npm is not here, or did not do what it was told. The message says what."""

    for_people = True


def present() -> bool:
    return all(shutil.which(name) for name in ("node", "npm"))


def run(*words: str, folder: Path) -> str:
    """What a program prints. Raises NoNode."""
    if not present():
        raise NoNode("没有 node 和 npm，不能生成 TypeScript 的客户端")
    done = subprocess.run(
        words, cwd=folder, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL
    )
    if done.returncode:
        raise NoNode(f"{' '.join(words)}：{(done.stdout + done.stderr).strip()}")
    return done.stdout


def install(folder: Path) -> None:
    """The compiler and the generator as the lock has them, in a folder. Raises NoNode."""
    for name in PACKAGE:
        shutil.copy(SOURCE / name, folder)
    run("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", folder=folder)


def source(told: dict[str, Any], *, installed: Path) -> str:
    """`schema.ts`, by the generator that is installed in a folder. Raises NoNode."""
    with tempfile.TemporaryDirectory(dir=installed) as folder:
        (Path(folder) / "openapi.json").write_text(json.dumps(told, ensure_ascii=False))
        run("npx", "--no", "openapi-typescript", "openapi.json", "-o", "schema.ts", folder=Path(folder))
        made = (Path(folder) / "schema.ts").read_text()
    return f"// Made by `cms clients` from the description of the API ({digest(told)}).\n{made}"
