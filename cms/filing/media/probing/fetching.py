"""One bounded look at a URL: no cookies, no credentials, no proxy, few redirects, little to read, and little time.

urllib3 speaks HTTP and TLS; only where its connection goes is decided here. Of the libraries that guard against
addresses inside, see the decision on oversight.
"""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin

import urllib3
from django.utils.translation import gettext as _
from requests import certs
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError, ProtocolError, SSLError

from cms.filing.media.models import ProbeOutcome
from cms.filing.media.probing.addresses import AddressRefused, Target, resolve, target_of

SECONDS = 20.0
"""For everything: names, connections, redirects, the page."""
STEP_SECONDS = 8.0
"""For one connection, or for one wait for bytes."""
BYTES = 1_000_000
REDIRECTS = 3
ADDRESSES = 3
"""Of a name with several addresses, how many are tried."""
AUTHORITIES = certs.where()
HEADERS = {
    "User-Agent": "GongkaiProbe/1.0 (one visit a day; checks whether a registered site answers)",
    "Accept": "text/html,application/xhtml+xml;q=0.9,*/*;q=0.1",
    "Accept-Encoding": "identity",
    "Connection": "close",
}


@dataclass(frozen=True)
class Look:
    """What a look found. `text` is the page where there is one, at most BYTES of it."""

    outcome: ProbeOutcome
    milliseconds: int
    status: int | None = None
    secure: bool = False
    final_url: str = ""
    text: str = ""
    detail: str = ""


class Deadline:
    """The end of a look. Cuts every connection at that moment, for a server that drips never times out by itself."""

    def __init__(self, seconds: float):
        self.at = time.monotonic() + seconds
        self.held: list[socket.socket] = []
        self.passed = False

    @property
    def left(self) -> float:
        return self.at - time.monotonic()

    @property
    def step(self) -> float:
        """Seconds for one step. Never 0, which a socket takes for no waiting at all."""
        return max(min(STEP_SECONDS, self.left), 0.01)

    def hold(self, connection: socket.socket) -> None:
        self.held.append(connection.dup())

    def cut(self) -> None:
        self.passed = True
        for connection in self.held:
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:  # it ended by itself
                continue

    @contextmanager
    def running(self) -> Iterator[Deadline]:
        timer = threading.Timer(self.left, self.cut)
        timer.daemon = True
        timer.start()
        try:
            yield self
        finally:
            timer.cancel()
            for connection in self.held:
                connection.close()


class Checked:
    """Mixin of urllib3's connections: goes to an address that was judged, whatever the name would answer next time.

    The name itself stays what the certificate is compared with.
    """

    def __init__(self, *args: Any, deadline: Deadline, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.deadline = deadline

    def _new_conn(self) -> socket.socket:
        addresses = resolve(self._dns_host, self.port, seconds=self.deadline.step)
        for address in addresses[:ADDRESSES]:
            try:
                connection = socket.create_connection((str(address), self.port), timeout=self.deadline.step)
            except OSError as error:
                failed = error
            else:
                self.deadline.hold(connection)
                return connection
        raise failed


class CheckedConnection(Checked, HTTPConnection):
    pass


class CheckedTLSConnection(Checked, HTTPSConnection):
    pass


class Pool(urllib3.HTTPConnectionPool):
    ConnectionCls = CheckedConnection


class TLSPool(urllib3.HTTPSConnectionPool):
    ConnectionCls = CheckedTLSConnection


def look(url: str, *, seconds: float = SECONDS) -> Look:
    """Ask for a URL and say how it answered. Raises nothing that the other side could cause."""
    began = time.monotonic()
    with Deadline(seconds).running() as deadline:
        try:
            found = _follow(url, deadline)
        except AddressRefused as refusal:
            found = {"outcome": ProbeOutcome.REFUSED, "detail": str(refusal)}
        except (HTTPError, OSError, ValueError, UnicodeError) as error:
            found = _failed(error, deadline)
    return Look(milliseconds=round((time.monotonic() - began) * 1000), **found)


def _failed(error: Exception, deadline: Deadline) -> dict[str, Any]:
    if deadline.passed or deadline.left <= 0:
        return {"outcome": ProbeOutcome.UNREACHABLE, "detail": _("超过时限没有答完")}
    if isinstance(error, SSLError):
        return {"outcome": ProbeOutcome.INSECURE, "detail": _("加密证书没有通过检验")}
    return {"outcome": ProbeOutcome.UNREACHABLE, "detail": _reason(error)}


def _reason(error: Exception) -> str:
    if isinstance(error, ProtocolError) and isinstance(error.args[-1], Exception):
        error = error.args[-1]  # urllib3 wraps what went wrong below it
    if isinstance(error, socket.gaierror):
        return _("域名解析不到")
    if isinstance(error, TimeoutError | urllib3.exceptions.TimeoutError):
        return _("等待超时")
    if isinstance(error, ConnectionRefusedError):
        return _("服务器没有开放")
    return _("连接中断或答复不合规范")


def _follow(url: str, deadline: Deadline) -> dict[str, Any]:
    """Redirects by hand, each judged like the first address."""
    for _hop in range(REDIRECTS + 1):
        target = target_of(url)
        response = _ask(target, deadline)
        try:
            onward = response.get_redirect_location()
            if not onward:
                return _answer(url, target, response, deadline)
            url = urljoin(url, onward)
        finally:
            response.close()
    return {"outcome": ProbeOutcome.FAULTY, "final_url": url[:500], "detail": _("转了太多次，没有到达页面")}


def _ask(target: Target, deadline: Deadline) -> Any:
    if target.scheme == "https":
        pool = TLSPool(target.host, target.port, maxsize=1, deadline=deadline, ca_certs=AUTHORITIES)
    else:
        pool = Pool(target.host, target.port, maxsize=1, deadline=deadline)
    return pool.request(
        "GET",
        target.path,
        headers=HEADERS,
        redirect=False,
        retries=False,
        preload_content=False,
        decode_content=False,
        timeout=urllib3.Timeout(connect=deadline.step, read=deadline.step),
    )


def _answer(url: str, target: Target, response: Any, deadline: Deadline) -> dict[str, Any]:
    fine = 200 <= response.status < 300
    return {
        "outcome": ProbeOutcome.REACHED if fine else ProbeOutcome.FAULTY,
        "status": response.status,
        "secure": target.scheme == "https",
        "final_url": url[:500],
        "text": _text(response, deadline) if fine else "",
    }


def _text(response: Any, deadline: Deadline) -> str:
    """The beginning of a page of text, in the encoding it says or UTF-8, else the one of older Chinese sites."""
    kind = response.headers.get("Content-Type", "text/html")
    if "html" not in kind and "text" not in kind:
        return ""
    content = b""
    while len(content) < BYTES:
        part = response.read1(65536)
        if not part:
            break
        content += part
    if deadline.passed:  # a connection that was cut looks like a page that ended
        raise TimeoutError
    return decoded(content[:BYTES], kind)


def decoded(content: bytes, kind: str) -> str:
    """Text of a page. Dates are digits and a few signs, so what cannot be read is left out and not guessed."""
    said = (kind + content[:2000].decode("ascii", "ignore")).lower()
    old = any(name in said for name in ("gb2312", "gbk", "gb18030"))
    return content.decode("gb18030" if old else "utf-8", "ignore")
