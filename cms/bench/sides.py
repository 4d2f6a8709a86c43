"""What stands beside `cms serve` in a measurement: nginx with the same bytes as files, and a plain Wagtail site."""

from __future__ import annotations

import gzip
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from cms.bench.asking import fetch
from cms.bench.database import BenchError, url_of
from cms.bench.server import HOST, stop
from cms.settings.env import Database

NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")
START_SECONDS = 180
CONFIGURATION = """
{user}daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log crit;
worker_processes {workers};
events {{}}
http {{
    access_log off;
    sendfile on;
    tcp_nopush on;
    open_file_cache max=100;
    keepalive_requests 1000000000;
    gzip_static on;
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
    server {{ listen {host}:{port}; root {folder}/www; }}
}}
"""


@contextmanager
def nginx(files: Mapping[str, bytes], *, port: int, workers: int) -> Iterator[int]:
    """nginx with the files (by name) below /, each also with gzip. Gives its process id. Raises BenchError."""
    if NGINX is None:
        raise BenchError("没有 nginx")
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        (folder / "www").mkdir()
        for name, content in files.items():
            (folder / "www" / name).write_bytes(content)
            (folder / "www" / f"{name}.gz").write_bytes(gzip.compress(content))
        folder.chmod(0o755)
        user = "user root; " if os.geteuid() == 0 else ""
        text = CONFIGURATION.format(folder=folder, host=HOST, port=port, workers=workers, user=user)
        (folder / "nginx.conf").write_text(text)
        process = subprocess.Popen([NGINX, "-c", str(folder / "nginx.conf")], stderr=subprocess.DEVNULL)
        with _running(process, port, f"/{next(iter(files))}", "nginx"):
            yield process.pid


@contextmanager
def plain_wagtail(database: Database, *, port: int, articles: int, workers: int) -> Iterator[int]:
    """A plain Wagtail site of so many articles, by our server. Gives its process id. Raises BenchError."""
    words = [sys.executable, "-m", "cms.bench.plain", str(port), str(articles), str(workers)]
    around = os.environ | {"DATABASE_URL": url_of(database)}
    process = subprocess.Popen(words, env=around, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    with _running(process, port, "/api/v2/pages/?limit=1", "Wagtail"):
        yield process.pid


@contextmanager
def _running(process: subprocess.Popen[bytes], port: int, path: str, name: str) -> Iterator[None]:
    end = time.monotonic() + START_SECONDS
    try:
        while not _answers(port, path):
            if process.poll() is not None or time.monotonic() > end:
                raise BenchError(f"{name} 没有启动")
            time.sleep(0.2)
        yield
    finally:
        stop(process)


def _answers(port: int, path: str) -> bool:
    try:
        return fetch(port, "localhost", path).status == 200
    except OSError:
        return False
