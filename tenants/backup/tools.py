"""PostgreSQL's own backup programs, run against this installation's server with the rights of its administrator."""

from __future__ import annotations

import os
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from django.conf import settings
from psycopg.conninfo import make_conninfo

from tenants.backup.places import BackupError
from tenants.embedded import binaries


def run(name: str, *arguments: str) -> None:
    """Run a program that works on files alone. Raises BackupError with the telling line of what it said."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("PG")}
    done = subprocess.run(
        [str(binaries() / name), *arguments],
        capture_output=True,
        text=True,
        check=False,
        env=kept | {"LC_ALL": "C.UTF-8"},
    )
    if done.returncode != 0:
        lines = [line for line in (done.stderr + done.stdout).splitlines() if line.strip()]
        told = next((line for line in lines if "error" in line.lower()), lines[-1] if lines else "原因不明")
        raise BackupError(f"{name} 没有完成：{told}")


def run_connected(name: str, *arguments: str) -> None:
    """The same for one that connects. The password goes in a file: others could read its environment or arguments."""
    chosen: Any = settings.DATABASE
    login = chosen.admin
    with tempfile.NamedTemporaryFile("w", suffix=".pgpass") as file:
        word = login.get("password", "").replace("\\", r"\\").replace(":", r"\:")
        file.write(f"*:*:*:*:{word}\n")
        file.flush()
        target = make_conninfo(
            host=chosen.host or None,
            port=chosen.port or None,
            user=login.get("user"),
            passfile=file.name,
            **chosen.options,
        )
        run(name, "-w", "-d", target, *arguments)


def bytes_of(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
