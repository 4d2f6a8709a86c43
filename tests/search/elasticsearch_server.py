"""A real Elasticsearch for the length of the tests that need one.

Maven Central has the server that Elasticsearch's own plugins are tested with: complete, without a Java of its own and
almost without modules (no smartcn, no cjk_bigram, no `GET /`). Maven keeps what it fetched. The server refuses to
run as root, and is given to `nobody` then.
"""

from __future__ import annotations

import os
import pwd
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

GROUP, NAME, VERSION = "org.elasticsearch.distribution.integ-test-zip", "elasticsearch", "8.19.5"
KEPT = Path.home() / ".m2/repository" / GROUP.replace(".", "/") / NAME / VERSION / f"{NAME}-{VERSION}.zip"
MISSING = "没有 Elasticsearch（要 Java 17 和 Maven，并能从 Maven Central 取得 90 MB）"
SECONDS_TO_FETCH, SECONDS_TO_START, SECONDS_TO_STOP = 300, 120, 30
MEMORY = "384m"
JAVA = 17
SETTINGS = {
    "discovery.type": "single-node",
    "network.host": "127.0.0.1",
    "xpack.security.enabled": "false",
    "xpack.ml.enabled": "false",
    "cluster.routing.allocation.disk.threshold_enabled": "false",
}


@cache
def present() -> bool:
    """Whether the server is here, or can be fetched now, and a Java that runs it."""
    if not shutil.which("java") or _java() < JAVA:
        return False
    if KEPT.exists():
        return True
    if not shutil.which("mvn"):
        return False
    command = ["mvn", "--batch-mode", "--quiet", "dependency:get", "-Dtransitive=false"]
    try:
        subprocess.run(
            [*command, f"-Dartifact={GROUP}:{NAME}:{VERSION}:zip"],
            check=True,
            capture_output=True,
            timeout=SECONDS_TO_FETCH,
        )
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired):
        return False
    return KEPT.exists()


def _java() -> int:
    told = subprocess.run(["java", "-version"], capture_output=True, text=True, check=False).stderr
    found = re.search(r'version "(\d+)', told)
    return int(found[1]) if found else 0


class Server:
    """One node, on a free port of this machine."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.process: subprocess.Popen | None = None
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        program = self.folder / f"{NAME}-{VERSION}"
        settings = SETTINGS | {
            "http.port": str(self.port),
            "path.data": str(self.folder / "data"),
            "path.logs": str(self.folder / "logs"),
        }
        options = [part for name, value in settings.items() for part in ("-E", f"{name}={value}")]
        with (self.folder / "output").open("ab") as output:
            self.process = subprocess.Popen(
                [str(program / "bin/elasticsearch"), *options],
                cwd=self.folder / "scratch",
                env=_environment(program, self.folder),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                **_nobody(),
            )
        self._wait()

    def _wait(self) -> None:
        until = time.monotonic() + SECONDS_TO_START
        while not self._answers():
            running = self.process is not None and self.process.poll() is None
            assert running and time.monotonic() < until, (self.folder / "output").read_text()[-3000:]
            time.sleep(0.3)

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/_cluster/health", timeout=2) as answer:
                return answer.status == 200
        except (urllib.error.URLError, OSError):
            return False

    def stop(self) -> None:
        """It and the Java that it started, which are one group."""
        if self.process is None:
            return
        os.killpg(self.process.pid, signal.SIGTERM)
        try:
            self.process.wait(SECONDS_TO_STOP)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        self.process = None


def _environment(program: Path, folder: Path) -> dict[str, str]:
    java = Path(shutil.which("java") or "java").resolve().parents[1]
    return {
        "PATH": "/usr/bin:/bin",
        # Not above the program: it may not read its own code as a file.
        "HOME": str(folder / "scratch"),
        "ES_JAVA_HOME": str(java),
        # It starts in half the time when Java does not look for the best code.
        "ES_JAVA_OPTS": f"-Xms{MEMORY} -Xmx{MEMORY} -XX:TieredStopAtLevel=1",
        "ES_PATH_CONF": str(program / "config"),
        "ES_TMPDIR": str(folder / "scratch"),
    }


def _nobody() -> dict:
    if os.getuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


@contextmanager
def serving() -> Iterator[Server]:
    """A node without any index."""
    with tempfile.TemporaryDirectory(prefix="gongkai-elasticsearch-") as name:
        folder = Path(name)
        (folder / "scratch").mkdir()
        zipfile.ZipFile(KEPT).extractall(folder)
        # Python forgets which files may be run.
        for program in (folder / f"{NAME}-{VERSION}" / "bin").iterdir():
            program.chmod(0o755)
        if os.getuid() == 0:
            subprocess.run(["chown", "-R", "nobody", name], check=True)
        server = Server(folder)
        server.start()
        try:
            yield server
        finally:
            server.stop()
