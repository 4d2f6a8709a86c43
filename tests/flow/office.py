"""The `cms` command as a clerk runs it: a process of its own, on a database of its own that began empty."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.conf import settings

from cms.settings.env import ROOT


def database_url(name: str) -> str:
    """DATABASE_URL of a database in the tests' cluster, as its superuser."""
    chosen = settings.DATABASE
    user, password = (quote(chosen.admin[part], safe="") for part in ("user", "password"))
    return f"postgres://{user}:{password}@{quote(chosen.host, safe='')}:{chosen.port}/{name}"


@dataclass
class Ran:
    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@dataclass
class Office:
    """Runs commands. `folder` is where its data and files lie."""

    folder: Path
    database: str

    def start(self, *words: str | Path) -> subprocess.Popen:
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        own = {"DATA": str(self.folder / "data"), "DATABASE_URL": database_url(self.database)}
        return subprocess.Popen(
            [sys.executable, "-m", "cms", *map(str, words)],
            cwd=ROOT,
            env=kept | own | {"PYTHONUTF8": "1"},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, *words: str | Path) -> Ran:
        process = self.start(*words)
        out, err = process.communicate(timeout=240)
        return Ran(process.returncode, out, err)

    def refused(self, *words: str | Path) -> list[str]:
        """Run what must fail: status 1, nothing on standard output, no traceback. The lines it said."""
        ran = self.run(*words)
        assert (ran.status, ran.out) == (1, "")
        assert "Traceback" not in ran.err
        return ran.err.splitlines()
