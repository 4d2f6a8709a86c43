"""`make test`: every check that this machine can run, and the names of those that it cannot.

`--strict` makes a check that was left out a failure. What else is given goes to pytest (`-k isolation`).
"""

from __future__ import annotations

import compileall
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from tests.search import elasticsearch_server
from tests.tenants import s3_server

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
# What must be there → the pytest marker of the tests that need it, and why they were left out.
CHROMIUM = ("/usr/bin/chromium", "/usr/bin/chromium-browser")
NGINX = ("/usr/sbin/nginx", "/usr/bin/nginx")
PGBOUNCER = ("/usr/sbin/pgbouncer", "/usr/bin/pgbouncer")
GROUPS: dict[str, tuple[Callable[[], bool], str]] = {
    "browser": (
        lambda: any(Path(path).exists() for path in CHROMIUM),
        "没有 Chromium（Debian：apt-get install chromium）",
    ),
    "s3": (lambda: s3_server.program() is not None, f"没有 S3 服务器（go install {s3_server.MODULE}）"),
    "pgbouncer": (
        lambda: any(Path(path).exists() for path in PGBOUNCER),
        "没有 PgBouncer（Debian：apt-get install pgbouncer）",
    ),
    "node": (
        lambda: all(shutil.which(name) for name in ("node", "npm")),
        "没有 Node.js 和 npm（Debian：apt-get install nodejs npm）",
    ),
    "nginx": (
        lambda: any(Path(path).exists() for path in NGINX),
        "没有 nginx（Debian：apt-get install nginx-light）",
    ),
    "elasticsearch": (elasticsearch_server.present, elasticsearch_server.MISSING),
}
PROGRAMS = "browser or postgres or elasticsearch or commands"
"""Markers of the tests that start programs of their own. About half the time of the whole."""
NO_TESTS = 5
"""pytest's exit status when nothing was chosen."""
CHECKS = (
    ("代码规范", [str(BIN / "ruff"), "check", "."]),
    ("代码格式", [str(BIN / "ruff"), "format", "--check", "."]),
    ("分层引用", [str(BIN / "lint-imports"), "--no-logo"]),
    ("类型", [str(BIN / "mypy"), "--no-error-summary"]),
    ("迁移", [sys.executable, "-m", "cms", "makemigrations", "--check", "--dry-run"]),
)


def run(name: str, command: list[str], **environment: str) -> bool:
    """Run one check and say how it went. What it printed is shown when it failed."""
    started = time.monotonic()
    done = subprocess.run(
        command, cwd=ROOT, env=os.environ | environment, capture_output=True, text=True, check=False
    )
    print(
        f"{'通过' if done.returncode == 0 else '失败'}  {name}  {time.monotonic() - started:.0f} 秒",
        flush=True,
    )
    if done.returncode != 0:
        print(done.stdout + done.stderr, flush=True)
    return done.returncode == 0


def left_out() -> dict[str, str]:
    """Marker → reason of every group that this machine cannot run."""
    return {marker: reason for marker, (present, reason) in GROUPS.items() if not present()}


class Lane:
    """One pytest process with a cluster of its own. What the second one prints is shown when it is done."""

    def __init__(self, expression: str, data: Path, rest: list[str], *, quiet: bool) -> None:
        self.data, self.quiet = data, quiet
        # What takes longest is told, for the whole has a limit.
        command = [sys.executable, "-m", "pytest", "-m", expression, "--durations=25", *rest]
        # The two would write the same cache.
        command += ["-p", "no:cacheprovider"] if quiet else []
        output = subprocess.PIPE if quiet else None
        environment = os.environ | {"TEST_DATA": str(data)}
        self.process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output, text=True)

    def passed(self) -> bool | None:
        """Whether all its tests passed; None when there were none. Stops its cluster."""
        printed, _nothing = self.process.communicate()
        if self.quiet:
            print(printed, flush=True)
        stop = [sys.executable, "-m", "cms", "db", "stop"]
        subprocess.run(
            stop, cwd=ROOT, env=os.environ | {"DATA": str(self.data)}, stdout=subprocess.DEVNULL, check=False
        )
        return {0: True, NO_TESTS: None}.get(self.process.returncode, False)


def compiled() -> None:
    """Half of the tests start programs of ours, and each would compile a thousand files again where Python is told to
    keep no bytecode (PYTHONDONTWRITEBYTECODE): a second each time."""
    for folder in ("cms", "tenants", "plugins", "tests"):
        compileall.compile_dir(ROOT / folder, quiet=2, workers=0)


def lanes(missing: dict[str, str], rest: list[str]) -> bool:
    """Run the two lanes at once: they wait for programs most of the time, and there are two processors."""
    without = "".join(f" and not {marker}" for marker in missing)
    data = test_data()
    running = [
        Lane(f"not ({PROGRAMS}){without}", data, rest, quiet=False),
        Lane(f"({PROGRAMS}){without}", data.with_name(f"{data.name}-programs"), rest, quiet=True),
    ]
    results = [lane.passed() for lane in running]
    return False not in results and True in results


def main(arguments: list[str]) -> int:
    strict = "--strict" in arguments
    rest = [word for word in arguments if word != "--strict"]
    if strict:
        os.environ["STRICT"] = "1"
    missing = left_out()
    passed = [run(name, command, DJANGO_SETTINGS_MODULE="cms.settings.test") for name, command in CHECKS]
    compiled()
    passed.append(lanes(missing, rest))
    for marker, reason in missing.items():
        print(f"没有运行：{marker}。{reason}")
    if strict and missing:
        print("STRICT=1：有未运行的测试，视为失败")
        return 1
    return 0 if all(passed) else 1


def test_data() -> Path:
    """Where the cluster of the tests lives, as cms.settings.test has it."""
    return Path(os.environ.get("TEST_DATA") or ROOT / ".data-test" / "cluster")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
