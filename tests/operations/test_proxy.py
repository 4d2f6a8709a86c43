"""The proxy's configuration in a real nginx: what it passes on, what it keeps, and what it answers when we do not."""

import datetime as dt
import http.client
import os
import re
import shutil
import socket
import ssl
import subprocess
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from cms.delivery.policies import of_pages
from cms.delivery.store.disk import OF_ANSWERS, OF_PAGES
from cms.settings.env import ROOT

pytestmark = pytest.mark.nginx
NGINX = shutil.which("nginx") or "/usr/sbin/nginx"
FRAME = """
{user}
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{}}
http {{
access_log off;
client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/f;
uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
{site}
}}
"""


class Sites(BaseHTTPRequestHandler):
    """Stands for `cms serve`: answers as our public pages do, and remembers what it was told."""

    asked: list = []
    away = False
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        if self.away:
            self.close_connection = True
            return
        self.asked.append((self.path, dict(self.headers)))
        body = f"page {len(self.asked)}".encode()
        self.send_response(200)
        self.send_header("Cache-Control", "public, no-cache")
        self.send_header("Vary", "Cookie")
        self.send_header("X-Accel-Expires", "@1")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        self.do_GET()

    def log_message(self, *_):
        pass


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def certificate(folder) -> None:
    """A certificate for nobody, as the proxy wants one."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "example.gov.cn")])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    (folder / "fullchain.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    form = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (folder / "privkey.pem").write_bytes(key.private_bytes(*form))


@pytest.fixture
def sites():
    Sites.asked, Sites.away = [], False
    server = ThreadingHTTPServer(("127.0.0.1", 0), Sites)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def proxy(sites, tmp_path):
    """(plain port, TLS port) of an nginx with our configuration; only addresses and folders are replaced."""
    plain, secure = free_port(), free_port()
    site = (ROOT / "cms/operations/nginx.conf").read_text()
    for old, new in (
        ("/var/cache/nginx/gongkai", str(tmp_path / "cache")),
        ("/etc/nginx/certs", str(tmp_path)),
        ("/srv/gongkai/public", str(tmp_path / "public")),
        ("web:8000", f"127.0.0.1:{sites.server_port}"),
        ("listen 80 ", f"listen 127.0.0.1:{plain} "),
        ("listen 443 ", f"listen 127.0.0.1:{secure} "),
    ):
        assert old in site
        site = site.replace(old, new)
    certificate(tmp_path)
    path = tmp_path / "nginx.conf"
    path.write_text(FRAME.format(folder=tmp_path, site=site, user="user root;" if os.geteuid() == 0 else ""))
    tested = subprocess.run([NGINX, "-t", "-c", str(path)], capture_output=True, text=True, check=False)
    assert tested.returncode == 0, tested.stderr
    process = subprocess.Popen([NGINX, "-c", str(path)], stderr=subprocess.DEVNULL)
    try:
        _wait(plain)
        yield plain, secure
    finally:
        process.terminate()
        process.wait(60)


def _wait(port: int) -> None:
    until = time.monotonic() + 60
    while True:
        try:
            return socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            assert time.monotonic() < until
            time.sleep(0.05)


def get(port: int, path: str, *, tls: bool = True, method: str = "GET", body: bytes | None = None, **headers):
    """(status, body, headers)"""
    context = ssl._create_unverified_context()
    kinds = {True: lambda: http.client.HTTPSConnection("127.0.0.1", port, timeout=60, context=context)}
    connection = kinds.get(tls, lambda: http.client.HTTPConnection("127.0.0.1", port, timeout=60))()
    sent = {"Host": "ta.example.gov.cn", **{name.replace("_", "-"): value for name, value in headers.items()}}
    connection.request(method, path, body=body, headers=sent)
    answer = connection.getresponse()
    found = answer.status, answer.read().decode(), dict(answer.getheaders())
    connection.close()
    return found


def test_it_says_whose_request_it_is_and_that_it_came_over_tls(proxy):
    get(proxy[1], "/column/", X_Forwarded_Proto="http", X_Request_ID="from-outside")
    path, headers = Sites.asked[0]
    assert (path, headers["Host"], headers["X-Forwarded-Proto"]) == ("/column/", "ta.example.gov.cn", "https")
    assert re.fullmatch(r"[0-9a-f]{32}", headers["X-Request-ID"])


def test_plain_http_is_led_to_tls(proxy):
    status, _body, headers = get(proxy[0], "/column/?a=b", tls=False)
    assert (status, headers["Location"]) == (301, "https://ta.example.gov.cn/column/?a=b")


def test_figures_are_not_reached_through_it(proxy):
    assert get(proxy[1], "/metrics")[0] == 404
    assert Sites.asked == []


def test_an_upload_that_is_too_large_is_refused_before_it_is_sent(proxy):
    # nginx judges by the length that is announced.
    status, _body, _headers = get(proxy[1], "/admin/", method="POST", body=b"", Content_Length=str(201 << 20))
    assert status == 413
    assert Sites.asked == []


def test_public_pages_go_on_when_the_sites_do_not(proxy):
    assert get(proxy[1], "/column/")[1] == "page 1"
    Sites.away = True
    time.sleep(2.1)
    status, body, headers = get(proxy[1], "/column/")
    assert (status, body) == (200, "page 1")
    assert headers["X-Cache"] in ("STALE", "UPDATING")
    assert get(proxy[1], "/never-asked/")[0] == 502


def test_a_page_is_asked_for_each_time(proxy):
    """The control of the test before: the copy is for bad days only."""
    assert [get(proxy[1], "/")[1] for _turn in range(3)] == ["page 1", "page 2", "page 3"]


@pytest.fixture
def files(tmp_path):
    """files(name, text): an answer that the store wrote, as its user may read it who serves."""
    root = tmp_path / "public/kept"

    def write(name: str, text: str):
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        for folder in (*path.parents, tmp_path.parent, tmp_path.parent.parent):
            if folder.is_relative_to(tmp_path.parent.parent):
                folder.chmod(0o755)
        return path

    return write


def test_what_stands_as_a_file_is_given_without_the_sites(proxy, files):
    path = files("own/ta.example.gov.cn/column/~.html", "专栏")
    files("own/ta.example.gov.cn/~.html", "首页")
    files("wide/ta.example.gov.cn/api/v1/entries~.json", "{}")
    status, body, headers = get(proxy[1], "/column/")
    assert (status, body, headers["Content-Type"]) == (200, "专栏", "text/html; charset=utf-8")
    assert get(proxy[1], "/")[1] == "首页"
    assert get(proxy[1], "/column/", If_None_Match=headers["ETag"])[0] == 304
    told = get(proxy[1], "/api/v1/entries")[2]
    assert told["Content-Type"] == "application/json"
    assert {name: told[name] for name in OF_ANSWERS} == OF_ANSWERS
    assert "X-Frame-Options" not in told
    assert "Access-Control-Allow-Origin" not in headers
    assert Sites.asked == []
    path.unlink()
    assert get(proxy[1], "/column/")[1] == "page 1"


def test_and_says_what_the_sites_say_with_a_page(proxy, files):
    files("own/ta.example.gov.cn/~.html", "首页")
    headers = get(proxy[1], "/")[2]
    assert {name: headers[name] for name in OF_PAGES} == OF_PAGES
    assert headers["Content-Security-Policy"] == of_pages()
    assert (headers["Vary"], headers["Cache-Control"]) == (
        "Cookie",
        "max-age=0, public, stale-if-error=86400",
    )


@pytest.mark.parametrize(
    "sent", [{"Cookie": "gongkai_view=elder"}, {"Authorization": "Bearer x"}, {"Range": "bytes=0-1"}]
)
def test_who_brings_anything_along_is_led_to_the_sites(proxy, files, sent):
    files("own/ta.example.gov.cn/~.html", "首页")
    assert get(proxy[1], "/", **sent)[1] == "page 1"


@pytest.mark.parametrize(
    ("path", "host"),
    [
        ("/?q=1", "ta.example.gov.cn"),
        ("/", "tb.example.gov.cn"),
        ("/~.html", "ta.example.gov.cn"),
        ("/%2e%2e/ta.example.gov.cn/", "tb.example.gov.cn"),
    ],
)
def test_another_address_is_not_a_file(proxy, files, path, host):
    files("own/ta.example.gov.cn/~.html", "首页")
    assert get(proxy[1], path, Host=host)[1] != "首页"


def test_what_is_sent_is_not_read(proxy, files):
    files("own/ta.example.gov.cn/~.html", "首页")
    assert get(proxy[1], "/", method="POST", body=b"a")[1] != "首页"


@pytest.mark.parametrize("path", ["/admin/", "/documents/1/a.pdf", "/media/images/a.png"])
def test_what_is_private_is_never_kept(proxy, path):
    assert [get(proxy[1], path)[1] for _turn in range(2)] == ["page 1", "page 2"]


def test_who_is_signed_in_gets_and_leaves_nothing_kept(proxy):
    cookie = "__Host-session=abc"
    assert get(proxy[1], "/", Cookie=cookie)[1] == "page 1"
    assert get(proxy[1], "/")[1] == "page 2"
    assert get(proxy[1], "/", Cookie=cookie)[1] == "page 3"


def test_units_do_not_share_what_is_kept(proxy):
    assert get(proxy[1], "/")[1] == "page 1"
    assert get(proxy[1], "/", Host="tb.example.gov.cn")[1] == "page 2"
